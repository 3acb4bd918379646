// The symbols of the stages, drawn from the legend: the same shapes and colours everywhere.

const SIZE = 24; // CSS pixels of an image; a symbol spans -8…8 units, drawn at its natural size
const RATIO = 2;

export function symbolName(rank, isHollow) {
  return `stage-${rank}${isHollow ? "-hollow" : ""}`;
}

function draw(path, { fill, stroke, width }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * RATIO;
  const context = canvas.getContext("2d");
  context.scale(RATIO, RATIO);
  context.translate(SIZE / 2, SIZE / 2);
  context.scale(1.25, 1.25);
  const shape = new Path2D(path);
  context.lineJoin = "round";
  context.lineWidth = width;
  context.strokeStyle = stroke;
  context.fillStyle = fill;
  context.stroke(shape); // the outer half of the line shows: the shape keeps its size
  context.fill(shape);
  if (width < 2) context.stroke(shape);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

export function drawSymbols(legend) {
  const images = new Map();
  for (const item of legend.querySelectorAll("[data-stage]")) {
    const svg = item.querySelector("svg");
    const path = svg.querySelector("path").getAttribute("d");
    const style = getComputedStyle(svg);
    const colour = style.getPropertyValue("--stage").trim();
    const edge = style.getPropertyValue("--stage-edge").trim();
    const rank = item.dataset.stage;
    images.set(symbolName(rank, false), draw(path, { fill: colour, stroke: edge, width: 2.4 }));
    images.set(symbolName(rank, true), draw(path, { fill: edge, stroke: colour, width: 1.8 }));
  }
  return images;
}

export function putSymbols(map, legend) {
  for (const [name, image] of drawSymbols(legend)) {
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: RATIO });
  }
}
