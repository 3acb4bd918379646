// The list and the map point at each other: a row lights its point, a point lights its row.

// A row says which actor it is, or leads to its sheet.
const ROW = "[data-actor], tr:has(th[scope='row'] a)";

export class Rows {
  constructor(atlas, sheetUrl) {
    this.atlas = atlas;
    this.sheets = sheetUrl.replace(/0\/$/, "");
    document.addEventListener("focusin", ({ target }) => this.light(target, true));
    document.addEventListener("mouseover", ({ target }) => this.light(target, false));
    document.addEventListener("click", ({ target }) => this.light(target, true));
  }

  read(row) {
    if (row.dataset.actor) return Number(row.dataset.actor);
    const path = row.querySelector("th a")?.getAttribute("href") ?? "";
    return path.startsWith(this.sheets) ? Number.parseInt(path.slice(this.sheets.length), 10) : NaN;
  }

  light(target, isChosen) {
    const row = target.closest?.(ROW);
    if (!row || (isChosen && row === this.lit)) return;
    const id = this.read(row);
    if (Number.isNaN(id)) return;
    const lonLat = this.atlas.points.find(id);
    this.atlas.choose(lonLat);
    if (!isChosen) return;
    this.mark([row]);
    if (lonLat && !this.atlas.isInView(lonLat)) this.atlas.go(lonLat);
  }

  mark(rows) {
    for (const row of document.querySelectorAll(".is-chosen")) row.classList.remove("is-chosen");
    for (const row of rows) row.classList.add("is-chosen");
    [this.lit] = rows;
  }

  // From the map: the rows on this page, if they are there.
  find(ids) {
    const wanted = new Set(ids);
    const rows = [...document.querySelectorAll(ROW)].filter((row) => wanted.has(this.read(row)));
    this.mark(rows);
    rows[0]?.scrollIntoView({ block: "nearest" });
  }
}
