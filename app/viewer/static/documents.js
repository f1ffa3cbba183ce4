// Documents, and on each page what was found, what was understood, and what was not.

import { count, el, link, percent, times } from "./dom.js";
import { ask } from "./source.js";
import { box, content, sheet } from "./pages.js";

const KINDS = [["table", "tables"], ["formula", "formulas"], ["figure", "figures"], ["chunk", "text"]];

export async function show([sha256, chosen]) {
  return sha256 ? one(sha256, chosen) : all();
}

async function all() {
  const rows = await ask("documents");
  const cells = row => ["pages", "tables", "cells", "formulas", "figures", "chunks"].map(name => el("td", { class: `number of-${name}` }, count(row[name])));
  const share = row => {
    const found = row.tables + row.formulas + row.figures;
    return found ? percent((found - row.problems) / found) : "–";
  };
  const head = ["Document", "Understood", "Pages", "Tables", "Cells", "Formulas", "Figures", "Texts"].map((name, at) =>
    el("th", { scope: "col", class: at ? `number of-${name.toLowerCase().replace("texts", "chunks")}` : "" }, name));
  const body = rows.map(row => el("tr", {}, el("td", { class: "wide" }, el("a", { href: link(["documents", row.sha256.slice(0, 12)]) }, row.name),
    row.title && row.title !== row.name ? el("div", { class: "soft" }, row.title) : null,
    row.warnings.map(warning => el("div", { class: "problem" }, warning))), el("td", { class: "number" }, share(row)), cells(row)));
  return { title: "Documents", node: el("section", { class: "documents" }, el("h1", {}, "Documents"),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Documents" },
      el("table", { class: "rows" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, body)))),
  key: event => walk(event, [...document.querySelectorAll(".documents tbody a")]) };
}

function walk(event, links) {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))].focus();
}

async function one(sha256, chosen) {
  const found = await ask("document", { sha256 });
  const view = { found, shown: new Set(["table", "formula", "figure"]), panel: el("aside", { class: "panel", "aria-live": "polite", "aria-label": "What was read" }) };
  view.pages = el("div", { class: "sheets" }, found.sizes.map((size, at) => page(view, size, at + 1)));
  view.list = listed(view);
  const troubles = found.found.filter(each => each.problem).length;
  const limited = found.limited ? ` · ${times(found.limited, "formula")} read that cannot be computed with` : "";
  const node = el("section", { class: "document" },
    el("p", {}, el("a", { href: "#/documents" }, "Documents"), " › ", found.name), el("h1", {}, found.title || found.name),
    el("p", { class: "soft" }, `${found.format}, ${times(found.sizes.length, "page")} · ${times(troubles, "thing")} not understood${limited}`),
    found.warnings.map(warning => el("p", { class: "problem" }, warning)), legend(view),
    el("div", { class: "columns" }, found.sizes.length ? view.pages : view.list, el("div", { class: "side" }, view.panel, found.sizes.length ? view.list : null)));
  view.node = node;
  view.panel.append(el("p", { class: "soft" }, "Choose a box, or a line of the list, to see what was read there."));
  filter(view);
  return { title: found.name, node, ready: () => chosen && pick(view, chosen, true), key: event => walk(event, [...view.list.querySelectorAll("li:not([hidden]) button")]) };
}

function page(view, size, number) {
  const here = view.found.found.filter(each => each.page === number && each.box);
  const inOrder = [...here].sort((one, two) => (two.kind === "chunk") - (one.kind === "chunk"));
  const boxes = inOrder.map(each => box(each.box, { class: `found ${each.kind}${each.problem ? " trouble" : each.limit ? " limited" : ""}`, "data-id": each.id,
    click: () => pick(view, each.id, false) }, each.problem || each.limit || each.name));
  return sheet({ document: view.found.sha256, page: number, size, drawn: view.found.drawn, label: `page ${number}` }, boxes);
}

function listed(view) {
  return el("ul", { class: "list", "aria-label": "What was found" }, view.found.found.map(each => el("li", { "data-kind": each.kind, "data-trouble": Boolean(each.problem || each.limit) },
    el("button", { type: "button", "data-id": each.id, click: () => pick(view, each.id, true) },
      el("b", { class: `tag ${each.kind}` }, each.kind === "chunk" ? "text" : each.kind), " ", each.name,
      el("span", { class: "soft" }, each.page ? ` page ${each.page}` : each.path ? ` ${each.path}` : ""),
      each.problem ? el("span", { class: "problem" }, ` ${each.problem}`) : null,
      each.limit ? el("span", { class: "soft" }, ` · ${each.limit}`) : null))));
}

function legend(view) {
  const toggle = ([kind, label]) => el("label", {}, el("input", { type: "checkbox", checked: view.shown.has(kind), change: event => {
    view.shown[event.target.checked ? "add" : "delete"](kind);
    filter(view);
  } }), el("b", { class: `tag ${kind}` }, label), ` ${view.found.found.filter(each => each.kind === kind).length}`);
  const only = el("label", {}, el("input", { type: "checkbox", change: event => { view.only = event.target.checked; filter(view); } }), " only what gives little or nothing");
  return el("fieldset", { class: "legend" }, el("legend", {}, "Shown"), KINDS.map(toggle), only);
}

function filter(view) {
  const lets = (kind, trouble) => (view.shown.has(kind) || (view.found.sizes.length === 0 && kind === "chunk" && view.shown.has("chunk"))) && (!view.only || trouble);
  const known = new Map(view.found.found.map(each => [each.id, each]));
  for (const rect of view.node.querySelectorAll("rect[data-id]")) {
    const each = known.get(rect.dataset.id);
    rect.style.display = lets(each.kind, each.problem || each.limit) ? "" : "none";
  }
  for (const item of view.list.children) item.hidden = !lets(item.dataset.kind, item.dataset.trouble === "true");
}

async function pick(view, id, move) {
  const found = await ask("carrier", { id }).catch(error => ({ error }));
  if (found.error) { view.panel.replaceChildren(el("p", { class: "fault" }, found.error.message)); return; }
  history.replaceState(null, "", link(["documents", view.found.sha256.slice(0, 12), id]));
  for (const rect of view.node.querySelectorAll("rect.chosen, rect.cell")) rect.classList.contains("cell") ? rect.remove() : rect.classList.remove("chosen");
  const rect = view.node.querySelector(`rect[data-id="${CSS.escape(id)}"]`);
  rect?.classList.add("chosen");
  for (const cell of found.cells || []) if (cell.box && rect) rect.parentNode.append(box(cell.box, { class: `cell ${cell.agreed === false ? "trouble" : ""}` }, cell.text));
  if (move) rect?.closest("figure").scrollIntoView({ block: "nearest" });
  view.panel.replaceChildren(el("h2", {}, found.name), el("p", { class: "soft" },
    `${found.kind === "chunk" ? found.type : found.kind}${found.page ? `, page ${found.page}` : ""} · read by ${found.method || "its format"} · confidence ${found.confidence}`),
  content(found), el("p", {}, el("a", { href: link(["graph", id]) }, "in the graph")));
}
