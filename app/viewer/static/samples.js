// All samples in a table: filtered, sorted and paged by the server.

import { count, el, link, money, refill, times, words } from "./dom.js";
import { ask, still } from "./source.js";

const PAGE = 100;
const COLUMNS = [
  ["ordinal", "№", "number"], ["accepted", "Outcome", ""], ["task", "Task", ""], ["question", "Question", "wide"],
  ["answer", "Answer", "wide"], ["hops", "Hops", "number"], ["attempts", "Tries", "number"],
  ["score", "Score", "number"], ["cost", "Cost", "number"],
];

export async function show(rest, params) {
  const state = Object.fromEntries(params);
  const view = new Table(state);
  await view.load();
  return { title: "Samples", node: view.node, stop: () => view.stop(), key: event => view.key(event) };
}

class Table {
  constructor(state) {
    this.state = state;
    this.body = el("tbody", {});
    this.head = el("tr", {});
    this.status = el("p", { class: "soft", role: "status" });
    this.pager = el("div", { class: "pager" });
    this.node = el("section", { class: "samples" }, el("h1", {}, "Samples"), this.form(), this.status,
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Samples" },
        el("table", { class: "rows" }, el("thead", {}, this.head), this.body)), this.pager);
    this.at = 0;
  }

  form() {
    const field = (name, label, made) => {
      made.name = name;
      made.setAttribute("aria-label", label);
      made.addEventListener(made.type === "search" || made.type === "number" ? "input" : "change",
        () => this.set({ [name]: made.value, start: "" }));
      return made;
    };
    this.task = field("task", "Task", el("select", {}));
    this.reason = field("reason", "Reason of rejection", el("select", {}));
    this.score = field("score", "Score", el("select", {}));
    const outcome = field("outcome", "Outcome", el("select", {},
      option("", "any outcome"), option("accepted", "accepted"), option("rejected", "rejected"), option("working", "no verdict yet")));
    const text = field("text", "Search in questions, answers, ids and reasons",
      el("input", { type: "search", placeholder: "Search ( / )" }));
    const least = field("least", "Least score", el("input", { type: "number", min: 0, step: 0.05, placeholder: "at least" }));
    const cost = field("cost", "Least cost in USD", el("input", { type: "number", min: 0, step: 0.001, placeholder: "cost ≥ $" }));
    for (const made of [outcome, text, least, cost]) made.value = this.state[made.name] || "";
    return el("form", { class: "filters", submit: event => event.preventDefault() },
      text, outcome, this.task, this.reason, this.score, least, cost);
  }

  set(change) {
    Object.assign(this.state, change);
    if (this.state.least && !this.state.score) this.state.score = this.known?.scores[0] || "";
    history.replaceState(null, "", link(["samples"], this.state));
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.load(), "text" in change ? 120 : 0);
  }

  async load() {
    const mine = this.asked = {};
    clearTimeout(this.later);
    const { least, score, ...rest } = this.state;
    const answer = await ask("samples", { ...rest, score, least: score ? least : "", most: PAGE }).catch(error => ({ error }));
    if (mine !== this.asked || this.stopped) return;
    if (answer.error) { this.status.textContent = answer.error.message; return; }
    const said = JSON.stringify(answer);
    if (said !== this.said) this.draw(answer);
    this.said = said;
    if (!still) this.later = setTimeout(() => this.load(), answer.whole ? 4000 : 500);
  }

  draw(answer) {
    this.known = answer;
    const every = answer.every;
    this.status.textContent = `${times(answer.count, "sample")}${answer.count < every ? ` of ${count(every)}` : ""}`
      + (answer.whole ? "" : " … still reading");
    choose(this.task, "any task", answer.tasks, this.state.task);
    choose(this.reason, "any reason", answer.reasons, this.state.reason);
    choose(this.score, "any score", Object.fromEntries(answer.scores.map(name => [name, null])), this.state.score);
    refill(this.head, ...this.columns().map(column => this.header(...column)));
    this.fill(answer, every);
    this.page(answer.count);
  }

  /** The rows, drawn anew only where they have changed: the one that has the focus keeps it. */
  fill(answer, every) {
    const shown = JSON.stringify([answer.rows, answer.working, this.state.score, every > 0]);
    if (shown === this.shown) return;
    this.shown = shown;
    const focused = this.body.contains(document.activeElement);
    this.body.replaceChildren(...answer.rows.map((row, at) => this.row(row, at)));
    if (!answer.rows.length) this.body.append(el("tr", {}, el("td", { colspan: 9, class: "soft" }, every
      ? "No sample is like that." : "No sample has been begun yet.")));
    if (focused) this.go(0);
  }

  columns() {
    return COLUMNS.filter(([name]) => name !== "score" || this.state.score);
  }

  header(name, label, kind) {
    const sorted = (this.state.sort || "ordinal") === name;
    const down = sorted && this.state.down;
    const press = () => this.set({ sort: name, down: sorted && !down ? "1" : "", start: "" });
    return el("th", { scope: "col", class: `${kind} of-${name}`, "aria-sort": sorted ? (down ? "descending" : "ascending") : null },
      el("button", { type: "button", click: press }, name === "score" ? words(this.state.score) : label,
        sorted ? (down ? " ↓" : " ↑") : ""));
  }

  row(row, at) {
    const cells = {
      ordinal: row.ordinal, task: words(row.task || "–"), answer: row.answer, hops: row.hops ?? "–", attempts: row.attempts,
      accepted: verdict(row, this.known.working),
      question: el("a", { href: link(["sample", row.id]), focus: () => { this.at = at; } }, row.question || row.id),
      score: row.scores[this.state.score]?.toFixed(2) ?? "–", cost: money(row.cost),
    };
    return el("tr", { click: event => { if (!event.target.closest("a")) location.hash = link(["sample", row.id]); } },
      this.columns().map(([name, , kind]) => el("td", { class: `${kind} of-${name}` }, el("div", {}, cells[name]))));
  }

  page(all) {
    const start = Number(this.state.start || 0);
    const to = (label, at, able) => el("button", { type: "button", disabled: !able,
      click: () => { this.set({ start: at || "" }); this.at = 0; scrollTo(0, 0); } }, label);
    const last = Math.max(0, Math.floor((all - 1) / PAGE) * PAGE);
    refill(this.pager, ...(all <= PAGE ? [] : [to("« first", 0, start > 0),
      to("‹ previous", start - PAGE, start > 0),
      el("span", {}, `${count(start + 1)} – ${count(Math.min(all, start + PAGE))} of ${count(all)}`),
      to("next ›", start + PAGE, start + PAGE < all), to("last »", last, start < last)]));
  }

  go(step) {
    const links = [...this.body.querySelectorAll("a")];
    if (!links.length) return;
    const fresh = !this.body.contains(document.activeElement);
    this.at = Math.min(links.length - 1, Math.max(0, this.at + (fresh ? 0 : step)));
    links[this.at].focus();
  }

  key(event) {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); this.go(step); }
    if (event.key === "]") this.pager.children[3]?.click();
    if (event.key === "[") this.pager.children[1]?.click();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.later);
    clearTimeout(this.soon);
  }
}

const option = (value, label) => el("option", { value }, label);

function verdict(row, working) {
  const [mark, said] = row.accepted === null ? ["open", working ? "working" : "unfinished"]
    : row.accepted ? ["good", "accepted"] : ["bad", words(row.reason || "rejected")];
  return el("span", { class: `${mark} badge`, title: row.reason }, said);
}

function choose(select, any, counts, chosen = "") {
  if (document.activeElement === select) return;
  const options = Object.entries(counts).filter(([name]) => name !== "–").map(([name, each]) =>
    option(name, each ? `${words(name)} (${count(each[0] + each[1])})` : words(name)));
  select.replaceChildren(option("", any), ...options);
  select.value = chosen;
}
