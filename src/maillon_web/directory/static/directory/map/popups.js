// What a click on the map says: how many, of which stages, who.

import { PUBLISHED } from "./points.js";
import { readStageCounts } from "./style.js";

// A popup stays small enough for a telephone; longer lists go under the map.
const MOST_NAMED = 4;
const MOST_LISTED = 50;

function element(name, { text, className, ...attributes } = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export class Popups {
  constructor({ maplibre, atlas, words, listUrl, onActors, onList }) {
    Object.assign(this, { maplibre, atlas, words, listUrl, onActors, onList });
    this.popup = null;
    atlas.map.on("click", (event) => this.open(event));
    document.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !this.popup?.isOpen()) return;
      this.popup.remove();
      atlas.map.getCanvas().focus({ preventScroll: true });
    });
  }

  isPaused = () => false;

  async open({ point, lngLat }) {
    if (this.isPaused()) return;
    const found = this.atlas.find(point);
    if (found?.kind === "cluster") await this.openCluster(found.feature);
    else if (found?.kind === "actors") await this.openActors(found.ids, found.at);
    else if (found?.kind === "hexagon") await this.openHexagon(found.cell, lngLat);
  }

  async openCluster(feature) {
    const { point_count: count, published, approximate } = feature.properties;
    const at = feature.geometry.coordinates;
    const { zoom, canOpen, ids } = await this.atlas.openCluster(feature, MOST_LISTED);
    const stages = readStageCounts(feature.properties);
    const body = this.describe(count, stages, { published, approximate });
    if (canOpen) {
      body.append(this.button("zoom", () => this.atlas.go(at, zoom + 0.2)));
    }
    this.show(body, at);
    this.name(body, ids);
  }

  async openActors(ids, at) {
    const body = element("div");
    if (ids.length > 1) body.append(this.title(ids.length));
    this.show(body, at);
    this.onActors(ids);
    await this.name(body, ids);
  }

  async openHexagon(cell, at) {
    const { id, stage, ess, quality } = this.atlas.points.columns;
    const counts = new Map();
    for (const row of cell.rows) counts.set(stage[row], (counts.get(stage[row]) ?? 0) + 1);
    const body = this.describe(cell.rows.length, counts, {
      published: cell.rows.filter((row) => ess[row] === PUBLISHED).length,
      approximate: cell.rows.filter((row) => quality[row] > 0).length,
    });
    this.show(body, at);
    if (cell.rows.length <= MOST_LISTED) this.name(body, cell.rows.map((row) => id[row]));
  }

  // Few actors are named in place; more, under the map; a crowd is not.
  async name(body, ids) {
    if (ids.length && ids.length <= MOST_NAMED) await this.addNames(body, ids);
    else if (ids.length) body.append(this.button("list", () => this.onList({ ids: ids.join(",") })));
  }

  button(word, act) {
    const text = this.words.say(word);
    const made = element("button", { text, className: "btn btn-secondary btn-sm", type: "button" });
    made.addEventListener("click", () => {
      this.popup?.remove();
      act();
    });
    return made;
  }

  describe(count, stages, { published, approximate }) {
    const body = element("div");
    body.append(this.title(count));
    const list = element("ul", { className: "map-popup-stages" });
    for (const [stage, actors] of [...stages].sort((one, other) => other[1] - one[1])) {
      const legend = this.atlas.legend.querySelector(`[data-stage="${stage}"]`);
      const item = element("li");
      item.append(legend.querySelector("svg").cloneNode(true));
      const name = legend.querySelector("[data-stage-name]").textContent.trim();
      item.append(element("span", { text: this.words.count("stage", actors, { stage: name }) }));
      list.append(item);
    }
    body.append(list);
    if (published) body.append(element("p", { text: this.words.count("published", published) }));
    if (approximate) body.append(element("p", { text: this.words.count("approximate", approximate) }));
    return body;
  }

  title(count) {
    return element("h2", { text: this.words.count("actors", count), tabindex: "-1" });
  }

  show(body, at) {
    this.popup?.remove();
    this.popup = new this.maplibre.Popup({ maxWidth: "min(20rem, 80vw)", focusAfterOpen: false })
      .setLngLat(at)
      .setDOMContent(body)
      .addTo(this.atlas.map);
    this.popup.once("close", () => this.atlas.choose(null));
    this.atlas.choose(Array.isArray(at) ? at : null);
    // The map must not scroll inside its frame to follow the focus.
    body.querySelector("h2")?.focus({ preventScroll: true });
  }

  async addNames(body, ids) {
    const place = element("div", { text: this.words.say("loading") });
    body.append(place);
    try {
      const response = await fetch(this.listUrl({ ids: ids.join(",") }));
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      place.innerHTML = await response.text();
    } catch {
      place.textContent = this.words.say("failed");
    }
  }
}
