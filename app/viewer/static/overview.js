// Where the session stands; asked anew every two seconds while it is at work.

import { count, duration, el, link, money, percent, refill, times, words } from "./dom.js";
import { ask, still } from "./source.js";

export async function show() {
  const node = el("section", { class: "overview" });
  const view = { node, title: "Overview", stop: () => { view.stopped = true; clearTimeout(view.later); } };
  await refresh(view);
  return view;
}

async function refresh(view) {
  const now = await ask("overview");
  if (view.stopped) return;
  const covered = now.graph ? await ask("coverage").catch(() => null) : null;
  if (view.stopped) return;
  const said = JSON.stringify([now, covered]);
  if (said !== view.said) refill(view.node, ...draw(now, covered));
  view.said = said;
  const soon = !now.whole || covered?.whole === false;
  if (!still && (soon || now.state === "working")) {
    view.later = setTimeout(() => refresh(view).catch(() => {}), soon ? 400 : 2000);
  }
}

function draw(now, covered) {
  return [
    el("h1", {}, now.name, " ", el("span", { class: `badge ${{ working: "open", ended: "good", interrupted: "bad" }[now.state]}` },
      { working: "at work", ended: "ended", interrupted: "interrupted" }[now.state])),
    progress(now), tiles(now),
    el("div", { class: "cards" },
      card("Funnel by check", funnel(now)), card("Tasks", outcomes(now.tasks, "task")), card("Rejected because", reasons(now)),
      card("Coverage of the graph", coverage(covered, now)), card("Calibration of the checks", calibration(now.calibration)),
      card("Cost by role", costs(now.by_role)), card("Cost by model", costs(now.by_model)), card("Scores of accepted samples", scores(now.scores))),
  ];
}

const card = (title, content) => el("section", { class: "card" }, el("h2", {}, title), content);
const nothing = text => el("p", { class: "soft" }, text);

function progress(now) {
  const share = now.wanted ? Math.min(1, now.accepted / now.wanted) : 0;
  const bar = el("i", {});
  bar.style.width = `${100 * share}%`;
  return el("div", { class: "progress" }, el("p", { class: "lead", role: "status" }, el("b", {}, count(now.accepted)),
    now.wanted ? ` of ${count(now.wanted)} samples accepted` : " samples accepted", now.reason && share < 1 ? `; ended: ${now.reason}` : ""),
  now.wanted ? el("div", { class: "track", role: "progressbar", "aria-label": "accepted", "aria-valuenow": Math.round(100 * share),
    "aria-valuemin": 0, "aria-valuemax": 100 }, bar) : null);
}

function tiles(now) {
  const made = now.accepted + now.rejected;
  const tokens = now.spend.tokens_in + now.spend.tokens_out;
  return el("div", { class: "tiles" }, [
    [count(now.rejected), "rejected"], [made ? percent(now.accepted / made) : "–", "accepted of those tried"],
    [count(now.spend.calls), now.spend.cached ? `model calls, ${count(now.spend.cached)} kept` : "model calls"], [count(tokens), "tokens"],
    [money(now.spend.cost), now.accepted && now.spend.cost ? `${money(now.spend.cost / now.accepted)} a sample` : "cost"],
    [duration(now.seconds), "of work"],
  ].map(([value, label]) => el("div", { class: "tile" }, el("b", {}, value), el("span", { class: "soft" }, label))));
}

/** Rows of bars: a label, one or two lengths, a number. */
function bars(rows) {
  return el("div", { class: "bars" }, rows.map(({ label, to, parts, told, title }) => {
    const lengths = parts.map(([share, name]) => {
      const bar = el("i", { class: name });
      bar.style.width = `${100 * share}%`;
      return bar;
    });
    return el("div", { class: "bar", title }, to ? el("a", { class: "label", href: to }, label) : el("span", { class: "label" }, label),
      el("span", { class: "track" }, lengths), el("span", { class: "number" }, told));
  }));
}

function funnel(now) {
  if (!now.drafts) return nothing("No draft has been checked yet.");
  let left = now.drafts;
  const rows = now.checks.map(one => {
    const before = left;
    left -= one.stopped;
    return { label: words(one.check), parts: [[left / now.drafts, "fill"], [(before - left) / now.drafts, "lost"]],
      told: before - left ? `−${count(before - left)}` : "·",
      title: `${count(one.passed || 0)} passed, ${count(one.failed || 0)} failed, ${count(one.open || 0)} undecided` };
  });
  rows.push({ label: "accepted", parts: [[now.accepted / now.drafts, "fill"]], told: count(now.accepted), title: "after scores and thresholds" });
  return [nothing(`${times(now.drafts, "draft")} checked; each bar is what is left after a check, red what it stopped.`), bars(rows)];
}

function outcomes(counts, column) {
  const rows = Object.entries(counts);
  if (!rows.length) return nothing("No sample has a verdict yet.");
  const most = Math.max(...rows.map(([, [good, bad]]) => good + bad));
  return bars(rows.map(([name, [good, bad]]) => ({ label: words(name), to: link(["samples"], { [column]: name === "–" ? "" : name }),
    parts: [[good / most, "fill"], [bad / most, "lost"]], told: bad ? `${count(good)} +${count(bad)}` : count(good), title: `${good} accepted, ${bad} rejected` })));
}

function reasons(now) {
  const rows = Object.entries(now.rejections);
  if (!rows.length) return nothing("Nothing was rejected.");
  return bars(rows.slice(0, 20).map(([name, number]) => ({ label: words(name || "rejected"), to: link(["samples"], { outcome: "rejected", reason: name }),
    parts: [[number / rows[0][1], "lost"]], told: count(number) })));
}

function coverage(covered, now) {
  if (!covered) return nothing(now.graph ? "It cannot be worked out." : "There is no graph yet.");
  const rows = group => Object.entries(covered[group]).filter(([, share]) => share.of).map(([name, share]) => ({
    label: name, parts: [[share.used / share.of, "fill"]], told: `${count(share.used)} / ${count(share.of)}` }));
  return [covered.whole ? null : nothing(`so far, over ${count(covered.read)} samples`), bars(rows("overall")), el("h3", {}, "Its long tail"), bars(rows("long_tail"))];
}

function calibration(found) {
  if (!found) return nothing("A session measures its checks when it ends: `mmkg calibrate` measures them in full.");
  const rate = value => value === null ? "–" : percent(value);
  const rows = kinds => Object.entries(kinds).map(([name, tried]) => ({ label: words(name), parts: [[tried.made ? tried.caught / tried.made : 0, "fill"]], told: `${tried.caught} / ${tried.made}` }));
  return [el("p", {}, el("b", {}, rate(found.catch_rate)), " of spoilt samples caught, ", el("b", {}, rate(found.false_reject_rate)),
    " of harmless changes refused ", el("span", { class: "soft" }, `(${times(found.samples, "sample")})`)), bars(rows(found.by_kind)),
  el("h3", {}, "Harmless changes that were refused"), bars(rows(found.controls))];
}

function costs(spends) {
  if (!spends.length) return nothing("No model was called.");
  const cells = one => [one.who, count(one.calls), count(one.cached), count(one.failed), count(one.tokens_in), count(one.tokens_out), money(one.cost)];
  const head = ["", "calls", "kept", "failed", "read", "written", "cost"].map(name => el("th", { scope: "col", class: "number" }, name));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "cost" }, el("table", {}, el("thead", {}, el("tr", {}, head)),
    el("tbody", {}, spends.map(one => el("tr", {}, cells(one).map((text, at) => el(at ? "td" : "th", at ? { class: "number" } : { scope: "row" }, text)))))));
}

function scores(values) {
  const names = Object.entries(values);
  if (!names.length) return nothing("Nothing was scored yet.");
  return el("div", { class: "histograms" }, names.map(([name, tenths]) => {
    const most = Math.max(...tenths, 1);
    const columns = tenths.map((number, at) => {
      const column = el("i", { title: `${at / 10}–${(at + 1) / 10}: ${count(number)}` });
      column.style.height = `${number ? Math.max(4, 100 * number / most) : 0}%`;
      return column;
    });
    return el("figure", {}, el("div", { class: "histogram", role: "img", "aria-label": `${words(name)}, in tenths from 0 to 1: ${tenths.join(", ")}` }, columns), el("figcaption", {}, words(name)));
  }));
}
