// The page: which view the address asks for, the keys, and what is said when something fails.

import { el, link } from "./dom.js";
import { ask } from "./source.js";
import * as overview from "./overview.js";
import * as samples from "./samples.js";
import * as sample from "./sample.js";
import * as documents from "./documents.js";
import * as graph from "./graph.js";

const VIEWS = { overview, samples, sample, documents, graph };
const TABS = [["overview", "Overview"], ["samples", "Samples"], ["documents", "Documents"], ["graph", "Graph"]];
const KEYS = [
  ["1 2 3 4", "overview, samples, documents, graph"], ["/", "search"], ["j k ↓ ↑", "next and previous row"],
  ["Enter", "open"], ["[ ]", "previous and next sample"], ["u", "back to the list"],
  ["Tab", "through steps; each lights its evidence"], ["Esc", "leave a field, close"], ["?", "these keys"],
];
const main = document.getElementById("main");
const help = document.getElementById("help");
let current = {};
let turn = 0;

function place() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/").map(decoded);
  return { name: name in VIEWS ? name : "overview", rest, params: new URLSearchParams(query || "") };
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

async function show() {
  const mine = ++turn;
  const { name, rest, params } = place();
  current.stop?.();
  current = {};
  mark(name);
  main.setAttribute("aria-busy", "true");
  try {
    const made = await VIEWS[name].show(rest, params);
    if (mine !== turn) return made.stop?.();
    current = made;
    main.replaceChildren(made.node);
    document.title = `${made.title} · mmkg`;
    made.ready?.();
  } catch (error) {
    if (mine === turn) main.replaceChildren(el("p", { class: "fault", role: "alert" }, error.message));
  }
  main.removeAttribute("aria-busy");
  return undefined;
}

function mark(name) {
  const tab = { sample: "samples" }[name] || name;
  const links = TABS.map(([to, label], at) => el("a", {
    href: link([to]), title: `${label} ( ${at + 1} )`, "aria-current": to === tab ? "page" : null }, label));
  document.getElementById("views").replaceChildren(...links);
}

function typing(event) {
  return event.target.closest?.("input, select, textarea, dialog[open]");
}

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event)) { event.target.blur?.(); return; }
  if (typing(event)) return;
  const tab = TABS[Number(event.key) - 1];
  const search = main.querySelector("input[type=search]");
  if (tab) location.hash = link([tab[0]]);
  else if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
  else if (event.key === "?") help.showModal();
  else current.key?.(event);
});

function explain() {
  const rows = KEYS.map(([key, what]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, what)));
  help.append(el("h2", {}, "Keys"), el("table", {}, el("tbody", {}, rows)),
    el("button", { type: "button", click: () => help.close() }, "Close"));
  document.getElementById("keys").addEventListener("click", () => help.showModal());
}

explain();
addEventListener("hashchange", show);
show();
ask("name").then(name => { document.getElementById("session").textContent = name; }, () => {});
