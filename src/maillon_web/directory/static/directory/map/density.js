// Density: actors counted in hexagons of one size, so that a dark spot is a number one can say.

import { HexGrid } from "./geometry.js";

const WIDTHS_KM = [0.2, 0.5, 1, 2, 5, 10, 20, 50];
const WANTED_PIXELS = 46;
const KM_PER_PIXEL_AT_ZERO = 78.2715; // at the equator, for tiles of 512 pixels
const CLASSES = 5;

export function chooseWidth(zoom, latitude) {
  const kmPerPixel = (KM_PER_PIXEL_AT_ZERO * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
  const wanted = kmPerPixel * WANTED_PIXELS;
  return WIDTHS_KM.find((width) => width >= wanted) ?? WIDTHS_KM.at(-1);
}

// Bounds that grow by the same ratio: a few full cells do not make all the others look empty.
export function chooseBreaks(largest) {
  const breaks = [1];
  for (let rank = 1; rank < CLASSES; rank += 1) {
    breaks.push(Math.max(breaks.at(-1) + 1, Math.round(largest ** (rank / CLASSES))));
  }
  return breaks.filter((low) => low <= Math.max(1, largest));
}

function classOf(count, breaks) {
  return breaks.findLastIndex((low) => count >= low);
}

export function countHexagons(points, widthKm, latitude) {
  const grid = new HexGrid(widthKm, latitude);
  const { lon, lat } = points.columns;
  const cells = new Map();
  for (const row of points.shownRows()) {
    const [q, r] = grid.find(lon[row], lat[row]);
    const key = `${q},${r}`;
    const cell = cells.get(key);
    if (cell) cell.rows.push(row);
    else cells.set(key, { q, r, rows: [row] });
  }
  let largest = 0;
  for (const cell of cells.values()) largest = Math.max(largest, cell.rows.length);
  const breaks = chooseBreaks(largest);
  const features = [];
  for (const [key, cell] of cells) {
    const count = cell.rows.length;
    features.push({
      type: "Feature",
      properties: { key, count, class: classOf(count, breaks) },
      geometry: grid.draw(cell.q, cell.r),
    });
  }
  return { cells, breaks, largest, data: { type: "FeatureCollection", features } };
}
