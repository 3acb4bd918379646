// The look of the map: no address but ours, unless the page names a public base map.

import { language } from "./words.js";

const FONT = "'Source Sans 3'"; // drawn by the browser: no server of fonts
const EMPTY = { type: "FeatureCollection", features: [] };
const GROUND = new Set(["sea", "around", "ground", "communes"]);
export const CLUSTERED_TO = 16;
const STAGES_COUNTED = "stage-count-";
const LARGEST_CLUSTERS = [10, 100, 1000];

function read(style, name) {
  return style.getPropertyValue(name).trim();
}

export function readPalette(element) {
  const style = getComputedStyle(element);
  const names = ["sea", "around", "ground", "border", "outline", "label", "halo", "cluster"];
  const palette = Object.fromEntries(names.map((name) => [name, read(style, `--map-${name}`)]));
  palette.onCluster = read(style, "--map-on-cluster");
  palette.circle = read(style, "--map-circle");
  palette.chosen = read(style, "--map-chosen");
  palette.density = [0, 1, 2, 3, 4].map((rank) => read(style, `--density-${rank}`));
  return palette;
}

function steps(colours) {
  return colours.slice(1).flatMap((colour, rank) => [rank + 1, colour]);
}

// What a theme changes, by layer.
export function paints(palette) {
  return {
    sea: { "background-color": palette.sea },
    around: { "fill-color": palette.around },
    "around-border": { "line-color": palette.border },
    ground: { "fill-color": palette.ground },
    communes: { "line-color": palette.border },
    outline: { "line-color": palette.outline },
    hexagons: {
      "fill-color": ["step", ["get", "class"], palette.density[0], ...steps(palette.density)],
      "fill-outline-color": palette.ground,
    },
    circle: { "fill-color": palette.circle },
    "circle-edge": { "line-color": palette.circle },
    "zone-edge": { "line-color": palette.outline },
    clusters: { "circle-color": palette.cluster, "circle-stroke-color": palette.halo },
    "cluster-counts": { "text-color": palette.onCluster },
    names: { "text-color": palette.label, "text-halo-color": palette.halo },
    chosen: { "circle-stroke-color": palette.chosen },
  };
}

function source(data = EMPTY, options = {}) {
  return { type: "geojson", data, ...options };
}

function countStages(ranks) {
  return Object.fromEntries(
    ranks.map((rank) => [
      STAGES_COUNTED + rank,
      ["+", ["case", ["==", ["get", "s"], rank], 1, 0]],
    ]),
  );
}

export function readStageCounts(properties) {
  const counts = new Map();
  for (const [name, count] of Object.entries(properties)) {
    if (name.startsWith(STAGES_COUNTED) && count) {
      counts.set(Number(name.slice(STAGES_COUNTED.length)), count);
    }
  }
  return counts;
}

function clusterSources(ranks) {
  return source(EMPTY, {
    cluster: true,
    clusterRadius: 44,
    clusterMaxZoom: CLUSTERED_TO,
    maxzoom: CLUSTERED_TO + 1,
    buffer: 32,
    clusterProperties: {
      ...countStages(ranks),
      published: ["+", ["case", ["==", ["get", "e"], 1], 1, 0]],
      approximate: ["+", ["case", [">", ["get", "q"], 0], 1, 0]],
    },
  });
}

function filterKind(kind) {
  return ["==", ["get", "kind"], kind];
}

function groundLayers() {
  return [
    { id: "sea", type: "background" },
    { id: "around", type: "fill", source: "outline", filter: filterKind("neighbour") },
    { id: "around-border", type: "line", source: "outline", filter: filterKind("neighbour") },
    { id: "ground", type: "fill", source: "outline", filter: filterKind("outline") },
    { id: "communes", type: "line", source: "outline", filter: filterKind("commune") },
    { id: "hexagons", type: "fill", source: "hexagons", paint: { "fill-opacity": 0.82 } },
    {
      id: "outline",
      type: "line",
      source: "outline",
      filter: filterKind("outline"),
      paint: { "line-width": 2.2 },
    },
  ];
}

function labelLayer(font) {
  return {
    id: "names",
    type: "symbol",
    source: "outline",
    filter: filterKind("place"),
    layout: {
      "text-field": ["get", "name"],
      "text-font": [font],
      "text-size": ["interpolate", ["linear"], ["zoom"], 7, 12, 13, 15],
      "text-padding": 6,
      "text-max-width": 8,
      "symbol-sort-key": ["-", 0, ["get", "population"]],
    },
    paint: { "text-halo-width": 1.6 },
  };
}

function actorLayers(font) {
  const isCluster = ["has", "point_count"];
  return [
    {
      id: "clusters",
      type: "circle",
      source: "actors",
      filter: isCluster,
      paint: {
        "circle-radius": [
          "step",
          ["get", "point_count"],
          ...[14, ...LARGEST_CLUSTERS.flatMap((count, rank) => [count, 18 + 5 * rank])],
        ],
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      source: "actors",
      filter: isCluster,
      layout: {
        "text-field": ["number-format", ["get", "point_count"], { locale: language }],
        "text-font": [font],
        "text-size": 14,
        "text-allow-overlap": true,
        "text-padding": 14, // names of communes keep away from the whole disc
      },
    },
    {
      id: "actors",
      type: "symbol",
      source: "actors",
      filter: ["!", isCluster],
      layout: {
        "icon-image": [
          "concat",
          "stage-",
          ["to-string", ["get", "s"]],
          ["case", [">", ["get", "q"], 0], "-hollow", ""],
        ],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 1, 15, 1.4],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
    },
    {
      id: "chosen",
      type: "circle",
      source: "chosen",
      paint: { "circle-radius": 15, "circle-opacity": 0, "circle-stroke-width": 4 },
    },
  ];
}

function circleLayers() {
  return [
    { id: "circle", type: "fill", source: "circle", paint: { "fill-opacity": 0.12 } },
    {
      id: "circle-edge",
      type: "line",
      source: "circle",
      paint: { "line-width": 2.5, "line-dasharray": [3, 2] },
    },
    {
      id: "zone-edge",
      type: "line",
      source: "zone",
      paint: { "line-width": 2.5, "line-dasharray": [1, 2] },
    },
  ];
}

function ownStyle(palette, ranks, outline, font) {
  const layers = [
    ...groundLayers(),
    ...circleLayers(),
    labelLayer(font),
    ...actorLayers(font),
  ];
  const themed = paints(palette);
  for (const layer of layers) layer.paint = { ...layer.paint, ...themed[layer.id] };
  return {
    version: 8,
    sources: {
      outline: source(outline),
      hexagons: source(),
      circle: source(),
      zone: source(),
      chosen: source(),
      actors: clusterSources(ranks),
    },
    layers,
  };
}

function findFont(base) {
  const fonts = base.layers.map((layer) => layer.layout?.["text-font"]);
  return fonts.find((font) => Array.isArray(font) && typeof font[0] === "string")?.[0];
}

// Over a public map ours keeps its outline and its points; the ground and names are the map's.
function lay(base, own) {
  const over = own.layers.filter((layer) => !GROUND.has(layer.id) && layer.id !== "names");
  return {
    ...base,
    sources: { ...base.sources, ...own.sources },
    layers: [...base.layers, ...over],
  };
}

export function makeStyle({ palette, ranks, outline, base }) {
  if (!base) return ownStyle(palette, ranks, outline, FONT);
  const font = (base.glyphs && findFont(base)) || FONT;
  return lay(base, ownStyle(palette, ranks, outline, font));
}

export function repaint(map, palette) {
  for (const [layer, paint] of Object.entries(paints(palette))) {
    if (!map.getLayer(layer)) continue;
    for (const [name, value] of Object.entries(paint)) map.setPaintProperty(layer, name, value);
  }
}
