// The map of a page. Without it, and while it loads, the lists and tables say the same.

import { Around } from "./around.js";
import { Atlas, canDraw } from "./atlas.js";
import { fetchPoints } from "./points.js";
import { Popups } from "./popups.js";
import { Rows } from "./rows.js";
import { formatNumber, Words } from "./words.js";

const FILTERS = ["q", "stage", "confidence", "ess", "family", "rule", "size", "commune", "qpv", "freshness", "zone"];

function readFilters() {
  const given = new URLSearchParams(window.location.search);
  const kept = new URLSearchParams();
  for (const [name, value] of given) if (FILTERS.includes(name) && value) kept.append(name, value);
  return kept.toString();
}

// A rectangle that is none filters nothing: the page says so.
function readZone(text) {
  const bounds = (text ?? "").split(",").map(Number.parseFloat);
  const [west, south, east, north] = bounds;
  const isOrdered = west >= -180 && west < east && east <= 180 && south >= -90 && south < north && north <= 90;
  return isOrdered && bounds.length === 4 ? bounds : null;
}

function urlWith(url, query, values = {}) {
  const made = new URLSearchParams(query);
  for (const [name, value] of Object.entries(values)) made.set(name, value);
  const end = made.toString();
  return end ? `${url}?${end}` : url;
}

class Pane {
  constructor(root) {
    this.root = root;
    this.words = new Words(root);
    this.legend = root.querySelector("[data-map-legend]");
    this.status = root.querySelector("[data-map-status]");
    this.list = root.querySelector("[data-map-list]");
    this.query = null;
  }

  part(name) {
    return this.root.querySelector(`[data-map-${name}]`);
  }

  url(name, values) {
    return urlWith(this.root.getAttribute(`data-url-${name}`), this.query, values);
  }

  async open() {
    if (!canDraw()) {
      this.fail("noDrawing");
      return;
    }
    const { library, worker, base, part } = this.root.dataset;
    const maplibre = await import(library);
    maplibre.setWorkerUrl(new URL(worker, document.baseURI).href);
    const container = this.part("canvas");
    container.replaceChildren();
    this.atlas = await Atlas.open({
      maplibre,
      container,
      legend: this.legend,
      words: this.words,
      urls: { outline: this.root.dataset.urlOutline, base },
      isPart: Boolean(part),
    });
    this.atlas.onHexagons = (hexagons) => this.sayDensity(hexagons);
    this.rows = new Rows(this.atlas, this.root.dataset.urlSheet);
    this.popups = new Popups({
      maplibre,
      atlas: this.atlas,
      words: this.words,
      listUrl: (values) => this.url("actors", values),
      onActors: (ids) => this.rows.find(ids),
      onList: (values) => this.showList(values),
    });
    await this.load();
    this.atlas.fit(this.zone ?? undefined);
    this.openAround();
    this.listen();
  }

  fail(word) {
    const sentence = document.createElement("p");
    sentence.textContent = this.words.say(word);
    this.part("canvas").replaceChildren(sentence);
    this.root.dataset.ready = word;
  }

  openAround() {
    const form = document.querySelector("[data-map-around]");
    const panel = document.getElementById("map-around");
    if (!form || !panel) return;
    this.around = new Around({
      form,
      panel,
      atlas: this.atlas,
      words: this.words,
      url: (values) => this.url("catchment", values),
    });
    this.popups.isPaused = () => this.around.isPicking;
    this.around.drawGiven();
  }

  listen() {
    for (const tool of this.root.querySelectorAll("[data-map-tool]")) tool.hidden = false;
    this.legend.addEventListener("change", ({ target }) => {
      this.atlas.hideStage(Number(target.value), !target.checked);
      this.say();
    });
    for (const choice of this.root.querySelectorAll("[data-map-way]")) {
      choice.addEventListener("change", () => this.showWay(choice.value));
    }
    this.part("view").addEventListener("click", () => this.keepView());
    document.addEventListener("htmx:afterSettle", () => this.leadToView());
    this.part("whole").addEventListener("click", () => this.atlas.fit());
    this.list.addEventListener("click", (event) => this.turnPage(event));
    for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "popstate"]) {
      const target = name === "popstate" ? window : document;
      target.addEventListener(name, () => this.load());
    }
  }

  // The view becomes a filter: the table, the counts, the files and the map stay one set.
  keepView() {
    const form = document.querySelector("[data-filters]");
    form.elements.zone.value = this.atlas.zone();
    this.isViewAsked = true;
    form.requestSubmit();
  }

  leadToView() {
    if (!this.isViewAsked) return;
    this.isViewAsked = false;
    if (this.root.dataset.part) document.querySelector("#results .results-count")?.focus();
    else this.showList({});
  }

  get zone() {
    return readZone(new URLSearchParams(this.query).get("zone"));
  }

  async load() {
    const query = readFilters();
    if (query === this.query) return;
    const isFirst = this.query === null;
    this.query = query;
    this.root.dataset.ready = "false";
    this.atlas.drawZone(this.zone);
    if (!isFirst) {
      this.list.replaceChildren();
      this.around?.refresh();
    }
    this.loading?.abort();
    this.loading = new AbortController();
    try {
      const points = await fetchPoints(this.url("points"), this.loading.signal);
      this.atlas.show(points);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.status.textContent = this.words.say("failed");
      this.root.dataset.ready = "failed";
      return;
    }
    this.countStages();
    this.say();
    this.atlas.map.once("idle", () => {
      this.root.dataset.points = String(this.atlas.points.count);
      this.root.dataset.ready = "true";
    });
    this.atlas.map.triggerRepaint();
  }

  countStages() {
    const counts = this.atlas.points.countByStage();
    for (const item of this.legend.querySelectorAll("[data-stage]")) {
      const count = counts.get(Number(item.dataset.stage)) ?? 0;
      item.querySelector("[data-stage-count]").textContent = formatNumber(count);
      if (item.dataset.stage === "-1") item.hidden = count === 0;
    }
  }

  say() {
    const { points } = this.atlas;
    let shown = 0;
    for (const _row of points.shownRows()) shown += 1;
    const sentences = [this.words.count("shown", shown)];
    if (points.unplaced) sentences.push(this.words.count("unplaced", points.unplaced));
    this.status.textContent = sentences.join(" ");
  }

  showWay(way) {
    const isDensity = way === "density";
    this.atlas.showDensity(isDensity);
    this.part("density").hidden = !isDensity;
    this.part("precision").hidden = isDensity;
  }

  sayDensity({ width, breaks, largest }) {
    this.part("density-width").textContent = this.words.say("hexagon", { width: formatNumber(width) });
    const items = [...this.part("density").querySelectorAll("[data-density]")];
    items.forEach((item, rank) => {
      const low = breaks[rank];
      const high = (breaks[rank + 1] ?? largest + 1) - 1;
      item.hidden = low === undefined || largest === 0;
      if (item.hidden) return;
      const values = { low: formatNumber(low), high: formatNumber(high) };
      item.querySelector("[data-density-range]").textContent =
        low === high ? this.words.count("actors", low) : this.words.say("range", values);
    });
  }

  async showList(values) {
    this.listed = values;
    this.list.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(this.url("actors", values));
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      this.list.innerHTML = await response.text();
    } catch {
      this.list.textContent = this.words.say("failed");
    }
    this.list.removeAttribute("aria-busy");
    this.list.querySelector("[data-take-focus]")?.focus();
  }

  turnPage(event) {
    const link = event.target.closest(".pages a");
    if (!link) return;
    event.preventDefault();
    this.showList({ ...this.listed, page: new URL(link.href).searchParams.get("page") });
  }
}

// Beside a list, and perhaps far below it on a telephone, the map comes when it is about to be seen.
function isNear(root) {
  return new Promise((resolve) => {
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        watcher.disconnect();
        resolve();
      },
      { rootMargin: "300px" },
    );
    watcher.observe(root);
  });
}

for (const root of document.querySelectorAll("[data-map]")) {
  const pane = new Pane(root);
  const isWanted = root.dataset.part ? isNear(root) : Promise.resolve();
  isWanted.then(() => pane.open()).catch((error) => {
    console.error(error);
    pane.fail("failed");
  });
}
