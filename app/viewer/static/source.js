// Where data come from: the server that sent this page, or the files that lie beside it.

const files = globalThis.mmkgFiles || null;
const waiting = new Map();
const loaded = new Map();

/** Whether this is a page of files, which nothing changes. */
export const still = files !== null;

/** The answer to a question such as `ask("sample", {id})`. Throws the server's one-line error. */
export async function ask(path, params = {}) {
  const given = Object.entries(params).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  const query = new URLSearchParams(given).toString();
  if (still) return fromFiles(path, Object.fromEntries(given));
  let reply;
  try { reply = await fetch(`api/${path}${query ? `?${query}` : ""}`); }
  catch { throw new Error("the viewer has been stopped: start `mmkg view` again"); }
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.error);
  return answer;
}

/** The address of a page's picture. */
export function picture(document, page) {
  return still ? `page/${document.slice(0, 16)}-${page}.png` : `page/${document}/${page}.png`;
}

async function fromFiles(path, given) {
  if (path === "samples") return chosen(await file("samples"), given);
  if (path === "find") return named(await file("find"), given.text || "");
  return file([path, ...Object.values(given)].join("?"));
}

function file(key) {
  if (loaded.has(key)) return Promise.resolve(loaded.get(key));
  if (!(key in files)) return Promise.reject(new Error("these files do not hold that"));
  return new Promise((done, failed) => {
    waiting.set(key, done);
    const script = document.createElement("script");
    script.src = `data/${files[key]}.js`;
    script.onerror = () => failed(new Error(`data/${files[key]}.js is missing`));
    document.head.append(script);
  });
}

globalThis.mmkgData = (key, value) => {
  loaded.set(key, value);
  waiting.get(key)?.(value);
};

/** What the server does with a table's filters, done here. */
function chosen(all, given) {
  const text = (given.text || "").toLowerCase();
  const rows = all.rows.filter(row => (!given.task || row.task === given.task)
    && (!given.outcome || row.accepted === { accepted: 1, rejected: 0, working: null }[given.outcome])
    && (!given.reason || row.reason === given.reason)
    && (!given.cost || row.cost >= given.cost)
    && (!given.least || row.scores[given.score] >= given.least)
    && (!text || `${row.id}\n${row.question}\n${row.answer}\n${row.reason}`.toLowerCase().includes(text)));
  const value = row => given.sort === "score" ? row.scores[given.score] : row[given.sort || "ordinal"];
  const turn = given.down ? -1 : 1;
  rows.sort((one, two) => {
    const [a, b] = [value(one), value(two)];
    if (a === b) return one.ordinal - two.ordinal;
    if (a === undefined || a === null) return 1;
    if (b === undefined || b === null) return -1;
    return a < b ? -turn : turn;
  });
  const start = Number(given.start || 0);
  return { ...all, rows: rows.slice(start, start + Number(given.most || 100)), count: rows.length };
}

function named(nodes, text) {
  const wanted = text.toLowerCase();
  return nodes.filter(node => node.name.toLowerCase().includes(wanted)).slice(0, 40);
}
