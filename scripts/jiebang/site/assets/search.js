// Search over the records that jiebang.site.search has indexed. See there for why
// Chinese is cut character by character, in the index and here alike.

const LOADED = 120; // hits looked at, best first
const SHOWN = 20; // results added at a time
const AROUND = 70; // characters of context beside a hit in a long text

const HAN = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u;
const TOKEN =
  /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]|(?:(?![\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{323af}])\p{L})+|\p{Nd}+/gu;

const box = document.getElementById("jb-results");
const form = document.getElementById("jb-search-form");
const input = document.getElementById("q");
const words = JSON.parse(box.dataset.strings);
const { edition, language } = box.dataset;
const root = new URL(box.dataset.root, location.href);

const fold = (text) => text.normalize("NFKC").toLowerCase();
const squeeze = (text) => text.replace(/\s+/gu, "");
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

// “robots” → “robot”, “batteries” → “batter”: the part that both numbers share.
function stem(word) {
  if (word.length > 4 && word.endsWith("ies")) return word.slice(0, -3);
  if (word.length > 3 && /[^sui]s$/.test(word)) return word.slice(0, -1);
  return word;
}

// A text as it may stand in a record, whatever blanks the print has in it.
const anywhere = (text) => new RegExp([...text].map(escape).join("\\s*"), "giu");

// One piece of the query between blanks: the tokens it is looked up by, and `marks`,
// which gives what to mark in a record that holds it, null for one that does not.
function piece(text) {
  const tokens = (text.match(TOKEN) ?? []).map((token) => (HAN.test(token) ? token : stem(token)));
  if (!tokens.length) return null;
  if (/^\p{L}+$/u.test(text) && !HAN.test(text)) {
    const start = new RegExp(`(?<!\\p{L})${escape(tokens[0])}\\p{L}*`, "giu");
    return { text, tokens, marks: (record) => (record.plain.search(start) >= 0 ? [start] : null) };
  }
  const whole = squeeze(text);
  return { text, tokens, marks: (record) => (record.tight.includes(whole) ? [anywhere(whole)] : null) };
}

const pieces = (query) => fold(query).replace(/["“”「」『』]/g, " ").split(/\s+/u).map(piece).filter(Boolean);

// A Chinese piece that stands nowhere as it is: 机器人误差 is found where 机器人 and 误差
// both are. It is cut between words only, and a single character is evidence of nothing.
function apart(one) {
  if (!("Segmenter" in Intl) || !HAN.test(one.text)) return one;
  const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(squeeze(one.text))];
  const split = (rest, tight) => {
    if (!rest.length) return [];
    for (let end = rest.length; end > 0; end -= 1) {
      const part = rest.slice(0, end).map((word) => word.segment).join("");
      const others = part.length > 1 && tight.includes(part) ? split(rest.slice(end), tight) : null;
      if (others) return [anywhere(part), ...others];
    }
    return null;
  };
  return { ...one, marks: (record) => split(words, record.tight) };
}

let library;
function pagefind() {
  library ??= (async () => {
    const found = await import(new URL("pagefind/pagefind.js", root).href);
    // The index is forced to Chinese; Pagefind picks it by the page's language.
    const own = document.documentElement.lang;
    document.documentElement.lang = "zh";
    try {
      await found.init();
    } finally {
      document.documentElement.lang = own;
    }
    return found;
  })();
  return library;
}

// Records that really hold every piece, best first, and whether there may be more.
async function look(wanted, phrase) {
  const index = await pagefind();
  const text = wanted.flatMap((one) => one.tokens).join(" ");
  const { results } = await index.search(phrase ? `"${text}"` : text);
  const loaded = await Promise.all(results.slice(0, LOADED).map((hit) => hit.data()));
  const held = [];
  loaded.forEach(({ meta }, at) => {
    const record = { ...meta, ...readable(`${meta.zh ?? ""}\n${meta.en ?? ""}`) };
    const found = wanted.map((one) => one.marks(record));
    if (found.every(Boolean)) held.push({ ...record, found: found.flat(), rank: rank(record, wanted), at });
  });
  held.sort((a, b) => a.rank - b.rank || a.at - b.at);
  return { held, more: results.length > LOADED };
}

function readable(text) {
  const plain = fold(text);
  return { plain, tight: squeeze(plain) };
}

// What is named just so first, then what has it in its name, then what has the words
// side by side, then the rest.
function rank(record, wanted) {
  const query = wanted.map((one) => squeeze(one.text)).join("");
  const title = readable(`${record.title_zh ?? ""}\n${record.title_en ?? ""}`);
  if (record.kind !== "indicator") {
    if (title.plain.split("\n").some((name) => squeeze(name) === query)) return -1;
    if (wanted.every((one) => one.marks(title))) return 0;
  }
  const all = wanted.map((one) => escape(one.tokens.join(" "))).join("\\p{L}*\\s+");
  return wanted.length < 2 || new RegExp(all, "u").test(record.plain) ? 1 : 2;
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const tag = (side) => (side === "en" ? "en" : "zh-Hans");

// The text around its first hit, hits marked; nothing in it is ever read as HTML.
function marked(text, found) {
  const hits = found
    .flatMap((mark) => [...text.matchAll(mark)].map((m) => [m.index, m.index + m[0].length]))
    .sort((a, b) => a[0] - b[0]);
  let first = hits.length ? Math.max(0, hits[0][0] - AROUND) : 0;
  while (first > 0 && /[\p{L}\p{Nd}]/u.test(text[first - 1]) && !HAN.test(text[first - 1])) first -= 1;
  const last = Math.min(text.length, (hits.length ? hits[0][1] : 0) + 3 * AROUND);
  const out = first > 0 ? ["…"] : [];
  let at = first;
  for (const [from, to] of hits) {
    if (from < at || to > last) continue;
    out.push(text.slice(at, from), element("mark", {}, text.slice(from, to)));
    at = to;
  }
  out.push(text.slice(at, last));
  if (last < text.length) out.push("…");
  return out;
}

function result(record) {
  const sides = language === "en" ? ["en", "zh"] : ["zh", "en"];
  const named = sides.filter((side) => record[`title_${side}`]);
  const link = element("a", { href: new URL(`${edition}/${record.path}`, root).href });
  named.forEach((side, n) => {
    link.append(element("span", { class: n ? "jb-other" : "jb-lead", lang: tag(side) }, record[`title_${side}`]), " ");
  });
  const place = record.path.split("#")[1];
  const kind = words[`kind.${record.kind}`] + (record.kind === "indicator" ? ` ${place}` : "");
  const about = element("p", { class: "jb-hit__about" }, element("span", { class: "jb-hit__kind" }, kind));
  const document_ = record[`document_${sides[0]}`] || record[`document_${sides[1]}`];
  if (document_ && document_ !== record[`title_${sides[0]}`]) about.append(" ", element("span", {}, document_));
  // The text of a task or term begins with its name, which stands above already.
  const bare = (side) => (record[side] ?? "").replace(record[`title_${side}`] ?? "", "").replace(/^[\s、]+/u, "");
  const texts = sides
    .map((side) => [side, record.kind === "indicator" ? record[side] ?? "" : bare(side)])
    .filter(([, text]) => text)
    .map(([side, text]) => element("p", { class: "jb-hit__text", lang: tag(side) }, ...marked(text, record.found)));
  return element("li", { class: "jb-hit" }, element("h2", { class: "jb-hit__title" }, link), about, ...texts);
}

const say = (key, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key]);

function show(records, heading) {
  const list = element("ol", { class: "jb-hits" });
  const more = element("button", { type: "button", class: "jb-more" }, words.more);
  let at = 0;
  const add = () => {
    list.append(...records.slice(at, at + SHOWN).map(result));
    at += SHOWN;
    more.hidden = at >= records.length;
  };
  more.addEventListener("click", add);
  add();
  box.replaceChildren(element("p", { class: "jb-hits__count" }, heading), list, more);
}

let latest = 0;
async function run() {
  const query = input.value.trim();
  const turn = ++latest;
  const address = query ? `?q=${encodeURIComponent(query)}` : location.pathname;
  if (location.search !== (query ? address : "")) history.replaceState(null, "", address);
  dispatchEvent(new Event("jiebang:query"));
  const wanted = pieces(query);
  if (!wanted.length) {
    box.replaceChildren();
    box.dataset.state = "empty";
    return;
  }
  box.dataset.state = "busy";
  if (!box.childElementCount) box.replaceChildren(element("p", {}, words.loading));
  try {
    let { held, more } = await look(wanted, wanted.length === 1 && HAN.test(query));
    let heading = more ? "many" : held.length === 1 ? "one" : "other";
    if (!held.length) {
      ({ held } = await look(wanted.map(apart), false));
      heading = "words";
    }
    if (turn !== latest) return;
    if (held.length) {
      show(held, say(heading, { query, n: held.length }));
    } else {
      box.replaceChildren(
        element("p", { class: "jb-hits__none" }, say("none", { query })),
        element("p", {}, words.hint),
      );
    }
    box.dataset.state = "done";
  } catch (error) {
    console.error(error);
    box.replaceChildren(element("p", { class: "jb-hits__none" }, words[location.protocol === "file:" ? "file" : "error"]));
    box.dataset.state = "failed";
  }
}

let timer;
const soon = () => {
  clearTimeout(timer);
  box.dataset.state = "busy";
  timer = setTimeout(run, 200);
};
input.addEventListener("input", (event) => {
  if (!event.isComposing) soon();
});
input.addEventListener("compositionend", soon);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  run();
});
input.value = new URLSearchParams(location.search).get("q") ?? "";
if (!input.value) input.focus();
run();
