// Pages of documents with boxes on them, and what was read inside of a box.

import { el, maths, svg } from "./dom.js";
import { picture } from "./source.js";

/** A page: its picture, or a blank sheet where there is none, under a layer of boxes. */
export function sheet({ document: source, page, size, drawn, label }, boxes) {
  const [width, height] = size;
  const layer = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "layer", "aria-hidden": "true" }, boxes);
  const paper = el("div", { class: "paper" }, layer);
  paper.style.aspectRatio = `${width} / ${height}`;
  if (drawn) {
    paper.prepend(el("img", { src: picture(source, page), alt: `Page ${page}`, loading: "lazy", decoding: "async",
      error: event => event.target.replaceWith(el("p", { class: "blank" }, "This page cannot be drawn: its file is gone or has changed.")) }));
  } else paper.prepend(el("p", { class: "blank" }, "This format has no page pictures."));
  return el("figure", { class: "sheet", "data-page": `${source}/${page}` }, el("figcaption", {}, label), paper);
}

/** A box on a page, in points. */
export function box([x0, y0, x1, y1], attributes, title = "") {
  const grown = 1.5;
  return svg("rect", { x: x0 - grown, y: y0 - grown, width: Math.max(2, x1 - x0) + 2 * grown,
    height: Math.max(2, y1 - y0) + 2 * grown, rx: 2, ...attributes }, title ? svg("title", {}, title) : null);
}

/** What was read: a table's cells, a formula, a figure's data, or text. `cited` marks places. */
export function content(found, cited = []) {
  const problem = found.problem ? el("p", { class: "problem" }, found.problem) : found.limit ? el("p", { class: "soft" }, found.limit) : null;
  const shown = { table, formula, figure, chunk }[found.kind](found, cited);
  return el("div", { class: `carrier ${found.kind}` }, problem, shown);
}

function table(found, cited) {
  const rows = Array.from({ length: found.rows }, () => []);
  const marks = new Map(cited.filter(one => one.at).map(one => [one.at.join(), one.id]));
  for (const cell of [...found.cells].sort((a, b) => a.column - b.column)) {
    const id = marks.get([cell.row, cell.column].join());
    const typed = [cell.type, cell.number, cell.unit].filter(Boolean).join(" · ");
    const checked = cell.agreed === false ? "; two readers differ" : cell.by.length ? `; confirmed by ${cell.by.join(", ")}` : "";
    rows[cell.row]?.push(el(cell.kind === "body" || cell.kind === "empty" ? "td" : "th", {
      rowspan: cell.row_span > 1 ? cell.row_span : null, colspan: cell.column_span > 1 ? cell.column_span : null,
      class: `${cell.type === "number" ? "number" : ""} ${cell.agreed === false ? "unsure" : ""} ${id ? "cited" : ""}`,
      title: typed + checked, "data-cites": id }, cell.text));
  }
  const notes = found.notes.map(note => el("p", { class: "soft" }, note));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": found.name },
    el("table", { class: "grid" }, el("tbody", {}, rows.map(row => el("tr", {}, row)))), notes);
}

function formula(found) {
  const symbols = found.symbols.filter(one => one.meaning).map(one =>
    el("li", {}, el("code", {}, one.latex), ` ${one.meaning}${one.unit ? ` (${one.unit})` : ""}`));
  return el("div", {}, found.maths ? el("div", { class: "maths" }, maths(found.maths, true)) : null,
    found.latex ? el("details", {}, el("summary", {}, "LaTeX"), el("pre", {}, found.latex)) : null,
    symbols.length ? el("ul", {}, symbols) : null,
    found.context ? el("p", { class: "soft" }, found.context) : null);
}

function figure(found) {
  const axes = found.axes.filter(Boolean).map(axis => [axis.title, axis.unit && `(${axis.unit})`].filter(Boolean).join(" "));
  const series = found.series.map(one => el("details", { open: found.series.length < 3 },
    el("summary", {}, one.name || "values", el("span", { class: "soft" }, ` ${one.kind}, ${one.points.length} points`)),
    el("table", { class: "grid" }, el("tbody", {}, one.points.map(point =>
      el("tr", {}, el("th", { scope: "row" }, point.x), el("td", { class: "number" }, point.y)))))));
  const links = found.links.map(([from, to, text]) => el("li", {}, `${found.nodes[from]} → ${found.nodes[to]}${text ? ` (${text})` : ""}`));
  return el("div", {}, el("p", { class: "soft" }, [found.type, ...axes].join(" · ")), series, links.length ? el("ul", {}, links) : null);
}

function chunk(found, cited) {
  const spans = cited.filter(one => one.span).map(one => [...one.span, one.id]).sort((a, b) => a[0] - b[0]);
  const parts = [];
  let last = 0;
  const letters = Array.from(found.text);  // spans count characters, as Python does
  for (const [from, to, id] of spans) {
    if (from < last) continue;
    parts.push(letters.slice(last, from).join(""), el("mark", { "data-cites": id }, letters.slice(from, to).join("")));
    last = to;
  }
  return el("p", { class: "text" }, parts, letters.slice(last).join(""));
}
