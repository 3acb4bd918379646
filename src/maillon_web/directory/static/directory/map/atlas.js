// One map on the page: its ground, its points, its ways of showing them.

import { chooseWidth, countHexagons } from "./density.js";
import { drawCircle, drawRectangle } from "./geometry.js";
import { Points } from "./points.js";
import { CLUSTERED_TO, makeStyle, readPalette, repaint } from "./style.js";
import { putSymbols } from "./symbols.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const AT_POINT = ["actors", "clusters", "hexagons"];
const PADDING = 32;

export function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function isStill() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

// A public base map may be out of reach: the map then stands on its own ground.
async function fetchBase(url) {
  if (!url) return null;
  try {
    return await fetchJson(url);
  } catch (error) {
    console.warn(error);
    return null;
  }
}

function boundsOf(features) {
  const bounds = [180, 90, -180, -90];
  const visit = (part) => {
    if (typeof part[0] === "number") {
      bounds[0] = Math.min(bounds[0], part[0]);
      bounds[1] = Math.min(bounds[1], part[1]);
      bounds[2] = Math.max(bounds[2], part[0]);
      bounds[3] = Math.max(bounds[3], part[1]);
    } else part.forEach(visit);
  };
  for (const feature of features) visit(feature.geometry.coordinates);
  return features.length ? bounds : null;
}

export class Atlas {
  constructor(map, legend, outline) {
    this.map = map;
    this.legend = legend;
    this.frame = boundsOf(outline.features.filter(({ properties }) => properties.kind === "outline"));
    this.places = boundsOf(outline.features.filter(({ properties }) => properties.kind === "place"));
    this.points = new Points();
    this.isDensity = false;
    this.hexagons = null;
    this.onHexagons = () => {};
  }

  static async open({ maplibre, container, legend, words, urls, isPart }) {
    const [outline, base] = await Promise.all([fetchJson(urls.outline), fetchBase(urls.base)]);
    const ranks = [...legend.querySelectorAll("[data-stage]")].map(({ dataset }) => Number(dataset.stage));
    const map = new maplibre.Map({
      container,
      style: makeStyle({ palette: readPalette(container), ranks, outline, base }),
      locale: words.locale,
      maxZoom: 18,
      minZoom: 2,
      attributionControl: base ? { compact: false } : false,
      cooperativeGestures: isPart || window.matchMedia("(pointer: coarse)").matches,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: isStill() ? 0 : 150,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new maplibre.FullscreenControl(), "top-right");
    map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
    await new Promise((resolve, reject) => {
      map.once("load", resolve);
      map.once("error", ({ error }) => reject(error));
    });
    const atlas = new Atlas(map, legend, outline);
    putSymbols(map, legend);
    atlas.watch();
    return atlas;
  }

  watch() {
    document.addEventListener("maillon:theme", () => {
      // The colours of the page follow the attribute at once; those of its styles, at the next frame.
      requestAnimationFrame(() => {
        repaint(this.map, readPalette(this.map.getContainer()));
        putSymbols(this.map, this.legend);
      });
    });
    this.map.on("zoomend", () => this.refreshDensity());
    for (const layer of AT_POINT) {
      this.map.on("mouseenter", layer, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", layer, () => (this.map.getCanvas().style.cursor = ""));
    }
  }

  show(points) {
    points.hiddenStages = this.points.hiddenStages;
    this.points = points;
    this.refresh();
  }

  refresh() {
    this.map.getSource("actors").setData(this.isDensity ? EMPTY : this.points.toFeatures());
    this.hexagons = null;
    this.refreshDensity();
  }

  hideStage(stage, isHidden) {
    if (isHidden) this.points.hiddenStages.add(stage);
    else this.points.hiddenStages.delete(stage);
    this.refresh();
  }

  showDensity(isDensity) {
    this.isDensity = isDensity;
    this.refresh();
  }

  refreshDensity() {
    const source = this.map.getSource("hexagons");
    if (!this.isDensity) {
      if (this.hexagons === null) source.setData(EMPTY);
      return;
    }
    const latitude = this.map.getCenter().lat;
    const width = chooseWidth(this.map.getZoom(), latitude);
    if (this.hexagons?.width === width) return;
    this.hexagons = { width, ...countHexagons(this.points, width, latitude) };
    source.setData(this.hexagons.data);
    this.onHexagons(this.hexagons);
  }

  fit(bounds = this.frame ?? this.points.bounds() ?? this.places, options = {}) {
    if (!bounds) return;
    this.map.fitBounds(bounds, {
      padding: PADDING,
      maxZoom: 14,
      animate: false,
      ...options,
    });
  }

  go(center, zoom = Math.max(this.map.getZoom(), 13)) {
    this.map.easeTo({ center, zoom, animate: !isStill(), duration: 500 });
  }

  choose(lonLat) {
    const geometry = { type: "Point", coordinates: lonLat };
    const data = lonLat ? { type: "Feature", properties: {}, geometry } : EMPTY;
    this.map.getSource("chosen").setData(data);
  }

  isInView(lonLat) {
    return this.map.getBounds().contains(lonLat);
  }

  drawAround(centre, radiusKm) {
    const geometry = drawCircle(centre, radiusKm);
    this.map.getSource("circle").setData({ type: "Feature", properties: {}, geometry });
    this.fit(boundsOf([{ geometry }]));
  }

  drawZone(bounds) {
    const geometry = bounds && drawRectangle(bounds);
    const data = geometry ? { type: "Feature", properties: {}, geometry } : EMPTY;
    this.map.getSource("zone").setData(data);
  }

  zone() {
    const { _sw: sw, _ne: ne } = this.map.getBounds();
    const clamp = (value, most) => Math.max(-most, Math.min(most, value));
    return [clamp(sw.lng, 180), clamp(sw.lat, 90), clamp(ne.lng, 180), clamp(ne.lat, 90)]
      .map((degrees) => degrees.toFixed(5))
      .join(",");
  }

  // What is under a pointer: a cluster, a hexagon, or every actor drawn there.
  find(point) {
    const reach = 4;
    const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const found = this.map.queryRenderedFeatures(box, { layers: AT_POINT });
    const cluster = found.find(({ layer }) => layer.id === "clusters");
    if (cluster) return { kind: "cluster", feature: cluster };
    const actors = found.filter(({ layer }) => layer.id === "actors");
    if (actors.length) {
      const ids = [...new Set(actors.map(({ properties }) => properties.id))];
      return { kind: "actors", ids, at: actors[0].geometry.coordinates };
    }
    const hexagon = found.find(({ layer }) => layer.id === "hexagons");
    return hexagon ? { kind: "hexagon", cell: this.hexagons.cells.get(hexagon.properties.key) } : null;
  }

  async openCluster(feature, most) {
    const source = this.map.getSource("actors");
    const { cluster_id: cluster, point_count: count } = feature.properties;
    const [zoom, leaves] = await Promise.all([
      source.getClusterExpansionZoom(cluster),
      count <= most ? source.getClusterLeaves(cluster, most, 0) : [],
    ]);
    return {
      zoom,
      canOpen: zoom <= CLUSTERED_TO + 1,
      ids: leaves.map(({ properties }) => properties.id),
    };
  }
}
