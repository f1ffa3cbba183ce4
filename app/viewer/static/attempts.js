// Attempts next to each other: what each asked, where it differs from the one before, why it failed.

import { el, words } from "./dom.js";

export function attempts(list) {
  return el("div", { class: "attempts" }, list.map((one, at) => {
    const before = at ? list[at - 1].question : null;
    const text = before === null ? [one.question] : marked(before, one.question);
    const why = one.failures.map(failure => el("li", {}, el("b", {}, words(failure.check)), ` ${failure.why}`,
      el("span", { class: "soft" }, ` → ${failure.route}`)));
    return el("div", { class: "attempt" }, el("h3", {}, `Attempt ${one.attempt}`, " ",
      el("span", { class: `badge ${one.passed ? "good" : "bad"}` }, one.passed ? "passed" : "refused")),
    el("p", {}, one.question ? text : el("span", { class: "soft" }, "its words were not kept")),
    why.length ? el("ul", {}, why) : null);
  }));
}

/** The second text, with what is new in it inserted and what is gone struck out. */
export function marked(before, now) {
  const [old, fresh] = [cut(before), cut(now)];
  const common = table(old, fresh);
  const parts = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) { parts.push(fresh[j]); i++; j++; }
    else if (j >= fresh.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) parts.push(el("del", {}, old[i++]));
    else parts.push(el("ins", {}, fresh[j++]));
  }
  return parts;
}

const cut = text => text.match(/[\p{L}\p{N}]+(?=\P{Script=Han}|$)|\s+|./gu) || [];

/** Lengths of the longest common subsequences of all tails. */
function table(old, fresh) {
  const common = Array.from({ length: old.length + 1 }, () => new Array(fresh.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      common[i][j] = old[i] === fresh[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}
