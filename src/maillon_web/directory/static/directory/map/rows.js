// The list and the map point at each other: a row lights its point, a point lights its row.

const ROW = "[data-actor]";

export class Rows {
  constructor(atlas) {
    this.atlas = atlas;
    document.addEventListener("focusin", (event) => this.light(event.target, true));
    document.addEventListener("mouseover", (event) => this.light(event.target, false));
    document.addEventListener("click", (event) => this.light(event.target, true));
  }

  light(target, isChosen) {
    const row = target.closest?.(ROW);
    if (!row || (isChosen && row === this.lit)) return;
    const lonLat = this.atlas.points.find(Number(row.dataset.actor));
    this.atlas.choose(lonLat);
    if (!isChosen) return;
    this.mark([row]);
    if (lonLat && !this.atlas.isInView(lonLat)) this.atlas.go(lonLat);
  }

  mark(rows) {
    for (const row of document.querySelectorAll(`${ROW}.is-chosen`)) row.classList.remove("is-chosen");
    for (const row of rows) row.classList.add("is-chosen");
    [this.lit] = rows;
  }

  // From the map: the rows on this page, if they are there.
  find(ids) {
    const wanted = new Set(ids.map(String));
    const rows = [...document.querySelectorAll(ROW)].filter(({ dataset }) => wanted.has(dataset.actor));
    this.mark(rows);
    rows[0]?.scrollIntoView({ block: "nearest" });
  }
}
