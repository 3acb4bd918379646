// Draw the flows of a file with d3-sankey: layout, then one SVG string. Called by first_drawing.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , graph, modules, rounds] = process.argv;
const require = createRequire(pathToFileURL(`${modules}/`));
const { sankey, sankeyLinkHorizontal } = await import(pathToFileURL(require.resolve("d3-sankey")));
const given = JSON.parse(readFileSync(graph, "utf8"));

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function draw() {
  const layout = sankey().nodeWidth(14).nodePadding(16).extent([[26, 58], [934, 660]]);
  const { nodes, links } = layout({
    nodes: given.nodes.map((name) => ({ name })),
    links: given.links.map((link) => ({ ...link })),
  });
  const path = sankeyLinkHorizontal();
  const ribbons = links.map((link) => {
    const said = escape(`${link.source.name} → ${link.target.name} : ${link.value.toFixed(1)} t`);
    return `<g><title>${said}</title><path d="${path(link)}" fill="none" stroke="#0072b2" ` +
      `stroke-opacity=".5" stroke-width="${Math.max(1, link.width)}"/></g>`;
  });
  const bars = nodes.map((node) =>
    `<rect x="${node.x0}" y="${node.y0}" width="${node.x1 - node.x0}" ` +
    `height="${node.y1 - node.y0}"/><text x="${node.x0}" y="${node.y0 - 6}">` +
    `${escape(node.name)} ${node.value.toFixed(1)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 700">${ribbons.join("")}` +
    `${bars.join("")}</svg>`;
}

const times = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const start = performance.now();
  draw();
  times.push(performance.now() - start);
}
process.stdout.write(JSON.stringify(times));
