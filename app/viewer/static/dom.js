// Elements out of plain values. Text from documents and models becomes text nodes, never markup.

const MATHS = "http://www.w3.org/1998/Math/MathML";
const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: functions become listeners, other attributes are set, strings become text. */
export function el(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function svg(name, attributes, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "href" && !String(value).startsWith("#/")) throw new Error("a foreign link");
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const TAGS = new Set(("mrow mi mn mo mtext mspace msup msub msubsup mfrac msqrt mroot mover munder"
  + " munderover mtable mtr mtd mpadded mstyle menclose mmultiscripts").split(" "));

/** Mathematics as the server sends it: `{tag, text, parts, cites}`. */
export function maths(tree, block = false) {
  const math = document.createElementNS(MATHS, "math");
  if (block) math.setAttribute("display", "block");
  math.append(part(tree));
  return math;
}

/** A text whose formulas the server sent as mathematics. */
export const mixed = parts => parts.map(each => typeof each === "string" ? each : maths(each));

function part(tree) {
  const made = document.createElementNS(MATHS, TAGS.has(tree.tag) ? tree.tag : "mrow");
  if (tree.text) made.textContent = tree.text;
  for (const child of tree.parts || []) made.append(part(child));
  if (tree.cites?.length) {
    made.setAttribute("class", "cite");
    made.setAttribute("data-cites", tree.cites.join(" "));
  }
  return made;
}

/** An address within the page, such as `#/sample/s00001?step=4f`. */
export function link(path, params = {}) {
  const given = Object.entries(params).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  const query = new URLSearchParams(given).toString();
  return "#/" + path.map(encodeURIComponent).join("/") + (query ? `?${query}` : "");
}

/** Put other children into a node; what has the focus keeps it, by its place among what can. */
export function refill(node, ...children) {
  const able = () => [...node.querySelectorAll("a, button, [tabindex]")];
  const at = able().indexOf(document.activeElement);
  node.replaceChildren(...children);
  if (at >= 0) able()[at]?.focus({ preventScroll: true });
}

/** A button that copies a text, and says so. */
export function copier(label, text) {
  const button = el("button", { class: "small", type: "button", click: async () => {
    const words = typeof text === "function" ? text() : text;
    try { await navigator.clipboard.writeText(words); } catch { fallback(words); }
    button.textContent = "copied";
    setTimeout(() => { button.textContent = label; }, 1200);
  } }, label);
  return button;
}

function fallback(words) {
  const field = el("textarea", {});
  field.value = words;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export const count = number => Number(number).toLocaleString("en");
export const money = usd => usd ? `$${usd < 0.01 ? usd.toFixed(5) : usd.toFixed(2)}` : "–";
export const words = name => String(name).replaceAll("_", " ");
export const percent = share => `${(100 * share).toFixed(share && share < 0.1 ? 1 : 0)} %`;
export const times = (number, one, many = one + "s") => `${count(number)} ${number === 1 ? one : many}`;

export function duration(seconds) {
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 90) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
