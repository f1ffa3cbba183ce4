// A path through the graph, drawn from top to bottom: a dot a node, a line an edge.

import { el, link, svg, words } from "./dom.js";

const STEP = 44;

export function path({ nodes, edges }) {
  const joins = edges.map(([from, to, label]) => {
    const [one, two] = [20 + from * STEP, 20 + to * STEP];
    const near = Math.abs(from - to) === 1;
    const bend = near ? 70 : 70 - Math.min(62, 14 + 9 * Math.abs(from - to));
    return svg("path", { d: `M70 ${one} Q${2 * bend - 70} ${(one + two) / 2} 70 ${two}`, class: "join" }, svg("title", {}, words(label)));
  });
  const dots = nodes.map((node, at) => svg("circle", { cx: 70, cy: 20 + at * STEP, r: 7, class: `node ${node.type}` }));
  const drawing = svg("svg", { width: 84, height: nodes.length * STEP, "aria-hidden": "true" }, joins, dots);
  const names = el("ol", { class: "names" }, nodes.map((node, at) => {
    const edge = edges.find(([from, to]) => Math.min(from, to) === at && Math.abs(from - to) === 1);
    return el("li", {}, el("a", { href: link(["graph", node.id]) }, node.name), el("span", { class: "soft" }, ` ${node.type}`),
      edge ? el("span", { class: "soft edge" }, words(edge[2])) : null);
  }));
  return el("div", { class: "path" }, drawing, names);
}
