// Circles and hexagons on the sphere, in degrees.

const EARTH_RADIUS_KM = 6371.0088; // as maillon.reference.territories
const RADIANS = Math.PI / 180;

export function drawCircle({ lon, lat }, radiusKm, sides = 96) {
  const angle = radiusKm / EARTH_RADIUS_KM;
  const phi = lat * RADIANS;
  const ring = [];
  for (let side = 0; side <= sides; side += 1) {
    const bearing = (2 * Math.PI * side) / sides;
    const north = Math.asin(
      Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing),
    );
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(phi),
      Math.cos(angle) - Math.sin(phi) * Math.sin(north),
    );
    ring.push([lon + east / RADIANS, north / RADIANS]);
  }
  return { type: "Polygon", coordinates: [ring] };
}

export function drawRectangle([west, south, east, north]) {
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return { type: "Polygon", coordinates: [ring] };
}

// Mercator keeps angles: a hexagon stays regular, its size in kilometres holds at one latitude.
function project(lon, lat) {
  return [lon, Math.log(Math.tan(Math.PI / 4 + (lat * RADIANS) / 2)) / RADIANS];
}

function unproject(x, y) {
  return [x, (2 * Math.atan(Math.exp(y * RADIANS)) - Math.PI / 2) / RADIANS];
}

export class HexGrid {
  constructor(widthKm, latitude) {
    const degreeKm = EARTH_RADIUS_KM * RADIANS * Math.cos(latitude * RADIANS);
    this.side = widthKm / degreeKm / Math.sqrt(3);
  }

  // Cell of a point, in axial coordinates rounded as cubes.
  find(lon, lat) {
    const [x, y] = project(lon, lat);
    const q = ((Math.sqrt(3) / 3) * x - y / 3) / this.side;
    const r = ((2 / 3) * y) / this.side;
    let [cellQ, cellR] = [Math.round(q), Math.round(r)];
    const cellS = Math.round(-q - r);
    const [offQ, offR] = [Math.abs(cellQ - q), Math.abs(cellR - r)];
    const offS = Math.abs(cellS + q + r);
    if (offQ > offR && offQ > offS) cellQ = -cellR - cellS;
    else if (offR > offS) cellR = -cellQ - cellS;
    return [cellQ, cellR];
  }

  draw(q, r) {
    const x = this.side * Math.sqrt(3) * (q + r / 2);
    const y = this.side * 1.5 * r;
    const ring = [];
    for (let corner = 0; corner <= 6; corner += 1) {
      const angle = (60 * corner + 30) * RADIANS;
      ring.push(unproject(x + this.side * Math.cos(angle), y + this.side * Math.sin(angle)));
    }
    return { type: "Polygon", coordinates: [ring] };
  }
}
