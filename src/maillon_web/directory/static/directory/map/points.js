// The points of the set, by column as the server gives them: 50,000 of them weigh little so.

const EMPTY = { total: 0, id: [], lon: [], lat: [], stage: [], ess: [], quality: [] };

export const PUBLISHED = 1;
const PER_DEGREE = 100_000; // as maillon_web.directory.selectors.maps

export class Points {
  constructor(columns = EMPTY) {
    this.columns = columns;
    this.hiddenStages = new Set();
    this.rows = new Map(columns.id.map((id, row) => [id, row]));
  }

  get count() {
    return this.columns.id.length;
  }

  get unplaced() {
    return Math.max(0, this.columns.total - this.count);
  }

  isShown(row) {
    return !this.hiddenStages.has(this.columns.stage[row]);
  }

  *shownRows() {
    for (let row = 0; row < this.count; row += 1) if (this.isShown(row)) yield row;
  }

  countByStage() {
    const counts = new Map();
    for (const stage of this.columns.stage) counts.set(stage, (counts.get(stage) ?? 0) + 1);
    return counts;
  }

  find(id) {
    const row = this.rows.get(id);
    return row === undefined ? null : [this.columns.lon[row], this.columns.lat[row]];
  }

  bounds() {
    const { lon, lat } = this.columns;
    let [west, south, east, north] = [180, 90, -180, -90];
    for (let row = 0; row < this.count; row += 1) {
      west = Math.min(west, lon[row]);
      east = Math.max(east, lon[row]);
      south = Math.min(south, lat[row]);
      north = Math.max(north, lat[row]);
    }
    return this.count ? [west, south, east, north] : null;
  }

  toFeatures() {
    const { id, lon, lat, stage, ess, quality } = this.columns;
    const features = [];
    for (const row of this.shownRows()) {
      features.push({
        type: "Feature",
        properties: { id: id[row], s: stage[row], e: ess[row], q: quality[row] },
        geometry: { type: "Point", coordinates: [lon[row], lat[row]] },
      });
    }
    return { type: "FeatureCollection", features };
  }
}

export async function fetchPoints(url, signal) {
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) throw new Error(`points: ${response.status}`);
  const columns = await response.json();
  for (const name of ["lon", "lat"]) columns[name] = columns[name].map((parts) => parts / PER_DEGREE);
  return new Points(columns);
}
