// What the agents did, as a tree: attempts, roles, and each call, tool and check inside of them.

import { copier, count, duration, el, link, money, words } from "./dom.js";

const MOST = 50000;  // characters of a text that are shown

export function trace(view, stage) {
  const spans = new Set(view.events.map(event => event.span));
  const below = new Map();
  for (const event of view.events) {
    const parent = spans.has(event.parent) ? event.parent : null;
    if (!below.has(parent)) below.set(parent, []);
    below.get(parent).push(event);
  }
  const teller = { view, stage, below };
  const groups = Map.groupBy ? Map.groupBy(below.get(null) || [], event => event.attempt ?? 0) : grouped(below.get(null) || []);
  if (!groups.size) return el("p", { class: "soft" }, "The ledger holds no events of it.");
  return [...groups].map(([attempt, events]) => el("details", { class: "try", open: groups.size === 1 || attempt === groups.size },
    el("summary", {}, attempt ? `attempt ${attempt}` : "before the first attempt", el("span", { class: "soft" }, ` ${events.length} steps`)),
    el("ul", { class: "tree" }, events.map(event => step(event, teller)))));
}

function grouped(events) {
  const groups = new Map();
  for (const event of events) groups.set(event.attempt ?? 0, [...(groups.get(event.attempt ?? 0) || []), event]);
  return groups;
}

function step(event, teller) {
  const inner = [...details(event, teller), children(event, teller)].filter(Boolean);
  const line = headline(event);
  const attributes = { class: `event ${event.kind}`, "data-span": event.span, "data-cites": rests(event, teller.stage) };
  if (!inner.length) return el("li", { ...attributes, tabindex: attributes["data-cites"] ? "0" : null }, line);
  const tools = el("p", { class: "tools" }, copier("copy link", () => here(teller.view.id, event.span)),
    event.kind === "chat" ? copier("copy as curl", () => curl(event, teller.view)) : null);
  return el("li", attributes, el("details", { open: event.kind === "agent" && event.role !== "verifier" }, el("summary", {}, line), tools, inner));
}

const here = (id, span) => location.href.split("#")[0] + link(["sample", id], { step: span });

function children(event, teller) {
  const list = teller.below.get(event.span) || [];
  return list.length ? el("ul", { class: "tree" }, list.map(child => step(child, teller))) : null;
}

/** Ids of the sample's evidence that an event speaks of: by its carriers' names. */
function rests(event, stage) {
  const said = JSON.stringify([event.args, event.result, event.why, event.detail]);
  return stage.evidence.filter(item => said.includes(item.carrier)).map(item => item.id).join(" ") || null;
}

function headline(event) {
  const took = event.seconds >= 0.001 ? el("span", { class: "soft" }, ` ${duration(event.seconds)}`) : null;
  const fault = event.problem || event.error;
  const bad = fault ? el("span", { class: "bad-text" }, ` ${fault}`) : null;
  const soft = text => el("span", { class: "soft" }, text);
  switch (event.kind) {
    case "agent": return [el("b", { class: "role" }, event.role || "role"), took, bad];
    case "chat": return [el("b", {}, "model "), event.model, soft(` ${count(event.tokens_in)} → ${count(event.tokens_out)} tokens`
      + (event.cached ? " · kept reply" : event.cost ? ` · ${money(event.cost)}` : "")), took, bad];
    case "tool": return [el("b", {}, "tool "), event.tool, took, bad];
    case "check": return check(event, soft);
    case "route": return [el("span", { class: "route" }, `${event.origin} → ${event.target}`), soft(` ${words(event.why)}`)];
    case "score": return [el("b", {}, "score "), `${event.name} = ${event.value ?? "none"}`];
    case "sample_started": return [soft("begins "), words(event.task)];
    case "sample_ended": return [el("span", { class: `badge ${event.accepted ? "good" : "bad"}` }, event.accepted ? "accepted" : "rejected"), soft(` ${words(event.reason)}`)];
    case "note": return [soft("note "), event.text];
    default: return [event.kind];
  }
}

function check(event, soft) {
  const open = event.passed && event.why.startsWith("undecided");
  const [mark, name] = open ? ["?", "open"] : event.passed ? ["✓", "good"] : ["✗", "bad"];
  return [el("span", { class: `mark ${name}`, role: "img", "aria-label": { good: "passed", bad: "failed", open: "undecided" }[name] }, mark),
    " ", words(event.name), soft(` ${event.why}`), event.route && !event.passed ? el("span", { class: "route" }, ` → ${event.route}`) : null];
}

function details(event, teller) {
  const shown = (title, value) => el("div", { class: "said" }, el("h4", {}, title), el("pre", { tabindex: "0" }, cut(typeof value === "string" ? value : JSON.stringify(value, null, 1))));
  if (event.kind === "tool") return [shown("given", event.args ?? null), shown("result", event.result ?? null)];
  if (event.kind === "score" || event.kind === "note") return event.detail === undefined ? [] : [shown("detail", event.detail)];
  if (event.kind !== "chat") return [];
  const texts = teller.view.texts;
  const asked = event.messages.flatMap(key => messages(texts[key]));
  const replied = event.reply ? messages(texts[event.reply]) : [];
  return [asked.map(one => shown(one.role || "message", body(one))), replied.map(one => shown("reply", body(one)))].flat();
}

function messages(text) {
  try {
    const value = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).filter(one => one && typeof one === "object");
  } catch { return [{ role: "message", content: text || "(not kept)" }]; }
}

const cut = text => text.length > MOST ? `${text.slice(0, MOST)} … (${count(text.length)} characters in all)` : text;

function body(message) {
  const parts = Array.isArray(message.content) ? message.content : [message.content || ""];
  const said = parts.map(part => typeof part === "string" ? part : part.text ?? `(a picture, ${count(part.image_url?.url?.length || 0)} characters)`).join("\n");
  const calls = (message.tool_calls || []).map(call => `calls ${call.function?.name} ${call.function?.arguments}`);
  return [said, ...calls].filter(Boolean).join("\n") || JSON.stringify(message, null, 1);
}

/** The call as a command: address and key come from the shell, for the ledger holds neither. */
function curl(event, view) {
  const parsed = key => { try { return JSON.parse(view.texts[key]); } catch { return null; } };
  const tools = event.tools ? parsed(event.tools) : null;
  const request = { model: event.model, messages: event.messages.flatMap(key => parsed(key) ?? []),
    ...(Array.isArray(tools) && tools.length ? { tools } : {}) };
  const data = JSON.stringify(request).replaceAll("'", "'\\''");
  return `curl "$OPENAI_BASE_URL/chat/completions" \\\n  -H "Authorization: Bearer $OPENAI_API_KEY" \\\n`
    + `  -H 'Content-Type: application/json' \\\n  --data-binary '${data}'`;
}
