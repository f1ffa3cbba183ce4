// The graph, walked from node to node.

import { el, link, svg, times, words } from "./dom.js";
import { ask } from "./source.js";
import { box, content, sheet } from "./pages.js";

const DRAWN = 18;  // neighbours in the drawing; all are in the list
const SHEETS = 3;

export async function show([id], params) {
  const input = el("input", { type: "search", placeholder: "Find a node ( / )", "aria-label": "Find a node", value: params.get("text") || "" });
  const hits = el("ul", { class: "hits", "aria-label": "Nodes found" });
  const search = async () => {
    const asked = input.value;
    const found = await ask("find", { text: asked });
    if (asked === input.value) hits.replaceChildren(...(found.length ? found.map(hit) : [el("li", { class: "soft" }, "No node has that in its name.")]));
  };
  let soon;
  input.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(search, 120); });
  input.addEventListener("keydown", event => { if (event.key === "ArrowDown") { event.preventDefault(); hits.querySelector("a")?.focus(); } });
  await search();
  const about = id ? node(await ask("node", { id })) : el("p", { class: "soft" }, "Choose a node to see what it is joined to, and where it stands.");
  return { title: id ? about.title : "Graph", stop: () => clearTimeout(soon), key: event => walk(event),
    node: el("section", { class: "graph" }, el("h1", {}, "Graph"), el("div", { class: "columns" }, el("div", { class: "finder" }, input, hits), el("div", { class: "about" }, id ? about.node : about))) };
}

const hit = found => el("li", {}, el("a", { href: link(["graph", found.id]) }, el("i", { class: `dot ${found.type}` }), " ", found.name,
  el("span", { class: "soft" }, ` ${found.kind || found.type} · ${found.degree}`)));

function walk(event) {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const links = [...document.querySelectorAll(document.querySelector(".neighbours") ? ".neighbours a" : ".hits a")];
  if (!step || !links.length) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))].focus();
}

function node(found) {
  const facts = [found.type, found.kind !== found.type && found.kind, times(found.degree, "edge")].filter(Boolean).join(" · ");
  const more = found.degree - found.edges.length;
  return { title: found.name, node: el("article", {},
    el("h2", {}, el("i", { class: `dot ${found.type}` }), " ", found.name), el("p", { class: "soft" }, facts),
    found.about ? el("p", {}, found.about) : null,
    found.aliases.length ? el("p", {}, el("span", { class: "soft" }, "also "), found.aliases.join(", ")) : null,
    found.merges.length ? el("details", {}, el("summary", {}, `${times(found.merges.length, "node")} merged into it`), el("ul", {}, found.merges.map(text => el("li", {}, text)))) : null,
    star(found), el("h3", {}, "Neighbours"),
    el("ul", { class: "neighbours" }, found.edges.map(edge => el("li", {}, el("span", { class: "soft" }, edge.away ? `—${words(edge.label)}→ ` : `←${words(edge.label)}— `),
      el("a", { href: link(["graph", edge.id]), title: edge.text }, el("i", { class: `dot ${edge.type}` }), " ", edge.name)))),
    more > 0 ? el("p", { class: "soft" }, `and ${more} more`) : null,
    found.carrier ? [el("h3", {}, "As read"), content(found.carrier)] : null, el("h3", {}, "Places"), places(found)) };
}

/** The node in the middle, its first neighbours around it. */
function star(found) {
  const near = found.edges.slice(0, DRAWN);
  if (!near.length) return null;
  const [width, height] = [880, 300];
  const spots = near.map((edge, at) => {
    const angle = 2 * Math.PI * (at + 0.5) / near.length - Math.PI / 2;
    return { edge, x: width / 2 + 205 * Math.cos(angle), y: height / 2 + 118 * Math.sin(angle) };
  });
  const lines = spots.map(({ edge, x, y }) => svg("path", { d: `M${width / 2} ${height / 2} L${x} ${y}`, class: "join" }, svg("title", {}, words(edge.label))));
  const dots = spots.map(({ edge, x, y }) => svg("a", { href: link(["graph", edge.id]), tabindex: "-1", "aria-label": edge.name },
    svg("circle", { cx: x, cy: y, r: 7, class: `node ${edge.type}` }), label(edge.name, x, y, x > width / 2)));
  return el("div", { class: "star" }, svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, lines, dots,
    svg("circle", { cx: width / 2, cy: height / 2, r: 11, class: `node ${found.type}` })));
}

const label = (name, x, y, right) => svg("text", { x: x + (right ? 12 : -12), y: y + 4, "text-anchor": right ? "start" : "end" }, cut(name));

/** A name short enough to stand beside a dot; Chinese signs are twice as wide. */
function cut(name) {
  let room = 34;
  for (const [at, sign] of [...name].entries()) {
    room -= /\p{Script=Han}/u.test(sign) ? 2 : 1;
    if (room < 0) return `${[...name].slice(0, at).join("")}…`;
  }
  return name;
}

function places(found) {
  const drawn = found.places.filter(place => place.size && place.box);
  const pages = new Map();
  for (const place of drawn) {
    const key = `${place.document}/${place.page}`;
    pages.set(key, [...(pages.get(key) || []), place]);
  }
  const sheets = [...pages.values()].slice(0, SHEETS).map(list => sheet({ ...list[0], drawn: found.pdfs.includes(list[0].document), label: list[0].words.split(", box")[0] },
    list.map(place => box(place.box, { class: "evidence lit" }, place.words))));
  const list = found.places.map(place => el("li", {}, el("a", { href: link(["documents", place.document.slice(0, 12)]) }, place.words)));
  return [el("div", { class: "sheets" }, sheets), found.places.length ? el("details", { open: !sheets.length }, el("summary", {}, times(found.places.length + found.more_places, "place")), el("ul", {}, list))
    : el("p", { class: "soft" }, "No place speaks of it.")];
}
