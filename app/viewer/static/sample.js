// One sample: what it asks and answers, and beside it the pages that it rests on.

import { copier, count, duration, el, link, maths, mixed, money, times, words } from "./dom.js";
import { ask } from "./source.js";
import { attempts } from "./attempts.js";
import { path } from "./path.js";
import { Stage } from "./stage.js";
import { trace } from "./trace.js";

export async function show([id = ""], params) {
  const view = await ask("sample", { id });
  const stage = new Stage(view);
  const telling = el("div", { class: "telling" }, head(view), view.question ? told(view) : unfinished(view),
    section("Agents", trace(view, stage)));
  const node = el("article", { class: stage.empty ? "sample alone" : "sample" }, telling, stage.node);
  stage.listen(node);
  return { title: view.id, node, key: event => key(event, view), ready: () => arrive(node, params.get("step")) };
}

function head(view) {
  const mark = view.accepted === null ? ["open", view.working ? "working" : "unfinished"] : view.accepted ? ["good", "accepted"] : ["bad", "rejected"];
  const facts = [words(view.task || ""), words(view.form || ""), view.hops && times(view.hops, "hop"), view.wording && `words by the ${view.wording}`,
    view.cost?.calls ? `${times(view.cost.calls, "call")}, ${count(view.cost.tokens_in + view.cost.tokens_out)} tokens, ${money(view.cost.usd)}` : null,
    spent(view.events)].filter(Boolean);
  return el("header", { class: "about" },
    el("p", {}, el("a", { href: "#/samples" }, "Samples"), " › ", el("span", {}, view.id), " ", el("span", { class: `badge ${mark[0]}` }, mark[1]),
      view.reason ? el("span", { class: "why" }, ` ${words(view.reason)}`) : null,
      copier("copy link", () => location.href)),
    view.question ? el("h1", {}, mixed(view.question_parts)) : el("h1", {}, view.id),
    view.question ? choices(view) : null, el("p", { class: "soft facts" }, facts.join(" · ")));
}

function spent(events) {
  if (!events.length) return null;
  const ends = events.map(event => event.time + event.seconds);
  return duration(Math.max(...ends) - events[0].time);
}

function choices(view) {
  const options = view.options.map(one => el("li", { class: one.mistake ? "" : "right" }, el("b", {}, one.letter), ` ${one.text}`,
    one.mistake ? el("span", { class: "soft" }, ` ${one.mistake}`) : null));
  return [
    view.claim ? el("p", {}, "Claim: ", view.claim) : null,
    options.length ? el("ul", { class: "options" }, options) : null,
    view.altered ? el("p", { class: "problem" }, view.altered) : null,
    el("p", { class: "answer" }, el("span", { class: "soft" }, "Answer "), view.answer),
  ];
}

function told(view) {
  const lines = view.proof_lines.map(line =>
    el("div", { class: "step maths", tabindex: "0", "data-cites": (line.cites || []).join(" ") }, maths(line.maths, true)));
  const steps = view.steps.map(step =>
    el("li", { class: "step", tabindex: "0", "data-cites": step.cites.join(" ") }, mixed(step.parts), " ", cites(step.cites)));
  return [
    section("Derivation", [lines.length ? el("div", { class: "proof" }, lines) : null, el("ol", { class: "steps" }, steps)]),
    section("Evidence", evidence(view)),
    section("Checks", checks(view)),
    view.attempts.length > 1 ? section("Attempts", attempts(view.attempts)) : null,
    Object.keys(view.scores).length ? section("Scores", scores(view.scores)) : null,
    view.path.nodes.length ? section("Path", path(view.path)) : null,
    section("Program", el("details", {}, el("summary", {}, "the derivation as it is stored"),
      el("pre", {}, JSON.stringify(view.derivation, null, 1)))),
  ];
}

const section = (title, ...content) =>
  el("section", {}, el("h2", {}, title), content);

function cites(ids) {
  const shown = ids.slice(0, 6);
  const more = ids.length - shown.length;
  return el("span", { class: "soft ids" }, shown.join(" "), more > 0 ? ` +${more}` : "");
}

function evidence(view) {
  return el("ul", { class: "evidence" }, view.evidence.map(item => el("li", {
    class: "step", tabindex: "0", "data-cites": item.id },
  el("b", { class: `tag ${item.kind}` }, item.id), " ", el("span", {}, mixed(item.parts)),
  el("span", { class: "soft where" }, ` ${item.where}`))));
}

function checks(view) {
  const last = view.verdicts.at(-1)?.findings || [];
  return el("ul", { class: "checks" }, last.map(one => {
    const [mark, name] = one.passed === null ? ["?", "open"] : one.passed ? ["✓", "good"] : ["✗", "bad"];
    return el("li", { class: name }, el("span", { class: "mark", role: "img", "aria-label": { good: "passed", bad: "failed", open: "undecided" }[name] }, mark),
      " ", words(one.check), one.by ? el("span", { class: "soft" }, ` by ${one.by}`) : null,
      one.why ? el("span", { class: "soft" }, ` ${one.why}`) : null);
  }));
}

function scores(values) {
  return el("dl", { class: "scores" }, Object.entries(values).flatMap(([name, value]) =>
    [el("dt", {}, words(name)), el("dd", {}, Number.isInteger(value) ? String(value) : value.toFixed(3))]));
}

function unfinished(view) {
  return el("p", { class: "soft" }, view.accepted === null
    ? view.working ? "No verdict yet: the agents are at work on it." : "No verdict: the session stopped while the agents were at work on it." : `It came to no draft: ${words(view.reason)}.`);
}

/** Open a step that the address names, and all around it. */
function arrive(node, step) {
  const found = step && node.querySelector(`[data-span="${CSS.escape(step)}"]`);
  if (!found) return;
  for (let at = found; at && at !== node; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  const inner = found.querySelector(":scope > details");
  if (inner) inner.open = true;
  found.classList.add("named");
  found.scrollIntoView({ block: "center" });
  found.querySelector("summary")?.focus({ preventScroll: true });
}

async function key(event, view) {
  if (event.key === "u") location.hash = "#/samples";
  const by = { "]": 1, "[": -1 }[event.key];
  if (!by) return;
  const near = await ask("beside", { id: view.id });
  const next = by > 0 ? near.next : near.previous;
  if (next) location.hash = link(["sample", next]);
}
