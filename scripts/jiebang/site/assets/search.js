// Search over the records that jiebang.site.search has indexed. See there for why
// Chinese is cut character by character, in the index and here alike; search-words.js
// says how a query is read. In the offline copy, where no index can be loaded, the same
// records are asked by search-offline.js instead of Pagefind.
"use strict";

const LOADED = 120; // hits looked at, best first
const WIDENED = 60; // the same for each synonym
const SEARCHES = 8; // combinations of synonyms tried
const SHOWN = 20; // results added at a time
const AROUND = 70; // characters of context beside a hit in a long text

const {
  HAN, fold, squeeze, anywhere, pattern, isWord, learn, concepts, stored, load, address, traditional, shown, learnTraditional,
} = globalThis.jiebangWords;
const box = document.getElementById("jb-results");
const form = document.getElementById("jb-search-form");
const input = document.getElementById("q");
const filters = [...form.querySelectorAll("select")];
const words = JSON.parse(box.dataset.strings);
const { edition, language } = box.dataset;
const root = new URL(box.dataset.root, location.href);

let library;
function index() {
  library ??= (async () => {
    const [synonyms, found] = await Promise.all([
      load("pagefind/words.json", root),
      stored ? globalThis.jiebangOffline(stored["records"]) : pagefind(),
      edition === "zh-hant" ? learnTraditional(root) : null,
    ]);
    learn(synonyms);
    return found;
  })();
  library.catch(() => { library = undefined; }); // the next try may do better
  return library;
}

async function pagefind() {
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
}

// What each record can be filtered by; fetched when a filter is used first.
let sorted;
async function allowed() {
  const wanted = Object.entries(chosen());
  if (!wanted.length) return () => true;
  sorted ??= load("pagefind/filters.json", root);
  sorted.catch(() => { sorted = undefined; });
  const known = await sorted;
  return (hit) => wanted.every(([name, value]) => known[hit.id]?.[name].includes(value));
}

const chosen = () => Object.fromEntries(filters.filter((one) => one.value).map((one) => [one.name, one.value]));

// One option of each concept: all ways, what was typed first.
function ways(wanted) {
  let all = [[]];
  for (const { options } of wanted) all = all.flatMap((way) => options.map((option) => [...way, option]));
  return all.slice(0, SEARCHES);
}

// Records that really hold every concept, best first, and whether there may be more.
async function look(wanted) {
  const [records, fits] = await Promise.all([index(), allowed()]);
  const loaded = new Map();
  let more = false;
  for (const way of ways(wanted)) {
    const text = way.flatMap((option) => option.tokens).join(" ");
    const phrase = way.length === 1 && way[0].texts.length === 1 && HAN.test(way[0].texts[0]) && !way[0].loose;
    const results = (await records.search(phrase ? `"${text}"` : text)).results.filter(fits);
    const limit = way.every((option) => option.typed) ? LOADED : WIDENED;
    more ||= results.length > limit;
    for (const { meta } of await Promise.all(results.slice(0, limit).map((hit) => hit.data()))) {
      if (!loaded.has(meta.path + meta.kind)) loaded.set(meta.path + meta.kind, meta);
    }
  }
  const held = [];
  [...loaded.values()].forEach((meta, at) => {
    const record = { ...meta, plain: fold(`${meta.zh ?? ""}\n${meta.en ?? ""}`) };
    const found = wanted.map((one) => one.options.map((option) => marks(option, record.plain)).find(Boolean));
    if (found.every(Boolean)) {
      const typed = found.every((one) => one.typed);
      held.push({ ...record, typed, found: found.flatMap((one) => one.marks), rank: rank(record, wanted, typed), at });
    }
  });
  held.sort((a, b) => a.rank - b.rank || a.at - b.at);
  return { held, more };
}

// What to mark in a text that holds an option, null for one that does not.
function marks(option, plain) {
  const found = option.split ? option.split(plain) : option.found;
  return found?.every((one) => plain.search(one) >= 0) ? { typed: option.typed, marks: found } : null;
}

// The words side by side, as one pattern.
const together = (texts) => new RegExp(texts.map((text) => pattern(text).source).join("[^\\p{L}\\p{N}]+"), "u");

// What is named just so first, then what has it in its name, then what has the words
// side by side, then what means the same or has the words apart. The words of a name of
// the glossary found apart (“computing … power consumption” for “computing power”) are
// the weakest evidence of all.
function rank(record, wanted, typed) {
  const query = wanted.map((one) => squeeze(one.text)).join("");
  const title = fold(`${record.title_zh ?? ""}\n${record.title_en ?? ""}`);
  const named = title.split("\n").some((name) => squeeze(name) === query);
  if (record.kind !== "indicator" && named) return 0;
  if (record.kind !== "indicator" && wanted.every((one) => one.options.some((o) => marks(o, title)))) return typed ? 1 : 3;
  if (!typed) return 4;
  const strewn = wanted.some(({ options: [own, ...others] }) => others.length && own.texts.length > 1
    && !together(own.texts).test(record.plain) && !others.some((other) => marks(other, record.plain)));
  if (strewn) return 5;
  const all = wanted.flatMap((one) => one.options[0].texts);
  return all.length < 2 || together(all).test(record.plain) ? 2 : 3;
}

// Nothing has the query as it was typed: a Chinese piece may stand apart (机器人误差 is
// found where 机器人 and 误差 both are; it is cut between words only, and a single
// character is evidence of nothing), a word may be half typed.
function apart(one) {
  const [typed, ...others] = one.options;
  const loose = { ...typed, loose: true, typed: true };
  loose.found = typed.texts.map((text) => pattern(text, text.length > 2));
  const [text] = typed.texts;
  if ("Segmenter" in Intl && typed.texts.length === 1 && HAN.test(text)) {
    const parts = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(squeeze(text))].map((p) => p.segment);
    loose.split = (plain) => cut(parts, squeeze(plain));
  }
  return { ...one, options: [loose, ...others] };
}

function cut(rest, tight) {
  if (!rest.length) return [];
  for (let end = rest.length; end > 0; end -= 1) {
    const part = rest.slice(0, end).join("");
    const others = part.length > 1 && anywhere(part, "iu").test(tight) ? cut(rest.slice(end), tight) : null;
    if (others) return [anywhere(part), ...others];
  }
  return null;
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const tag = (side) => (side === "en" ? "en" : edition === "zh-hant" ? "zh-Hant" : "zh-Hans");
const sideOf = (record, key, side) => (side === "zh" ? shown(record[`${key}_zh`]) : record[`${key}_en`] ?? "");

// The text around its first hit, hits marked; nothing in it is ever read as HTML. It is
// searched as it was printed, and shown in the characters of the edition.
function marked(text, found, start, side) {
  const signs = side === "zh" ? traditional(text) : null;
  const piece = (from, to) => (signs ? signs.slice(from, to).join("") : text.slice(from, to));
  const hits = found
    .flatMap((mark) => [...text.matchAll(mark)].map((m) => [m.index, m.index + m[0].length]))
    .filter(([from]) => from >= start)
    .sort((a, b) => a[0] - b[0]);
  let first = hits.length ? Math.max(start, hits[0][0] - AROUND) : start;
  while (first > start && /[\p{L}\p{Nd}]/u.test(text[first - 1]) && !HAN.test(text[first - 1])) first -= 1;
  const last = Math.min(text.length, (hits.length ? hits[0][1] : start) + 3 * AROUND);
  const out = first > start ? ["…"] : [];
  let at = first;
  for (const [from, to] of hits) {
    if (from < at || to > last) continue;
    out.push(piece(at, from), element("mark", {}, piece(from, to)));
    at = to;
  }
  out.push(piece(at, last));
  if (last < text.length) out.push("…");
  return out;
}

function result(record) {
  const sides = language === "en" ? ["en", "zh"] : ["zh", "en"];
  const named = sides.filter((side) => record[`title_${side}`]);
  const link = element("a", { href: address(`${edition}/${record.path}`, root) });
  named.forEach((side, n) => {
    link.append(element("span", { class: n ? "jb-other" : "jb-lead", lang: tag(side) }, sideOf(record, "title", side)), " ");
  });
  const place = record.path.split("#")[1];
  const kind = words[`kind.${record.kind}`] + (record.kind === "indicator" ? ` ${place}` : "");
  const about = element("p", { class: "jb-hit__about" }, element("span", { class: "jb-hit__kind" }, kind));
  const document_ = sideOf(record, "document", sides[0]) || sideOf(record, "document", sides[1]);
  if (document_ && document_ !== sideOf(record, "title", sides[0])) about.append(" ", element("span", {}, document_));
  // The text of a task or term begins with its name, which stands above already.
  const start = (side) => {
    const [text, title] = [record[side] ?? "", record[`title_${side}`] ?? ""];
    if (record.kind === "indicator" || !text.startsWith(title)) return 0;
    return text.length - text.slice(title.length).replace(/^[\s、]+/u, "").length;
  };
  const texts = sides
    .filter((side) => (record[side] ?? "").length > start(side))
    .map((side) => element("p", { class: "jb-hit__text", lang: tag(side) }, ...marked(record[side], record.found, start(side), side)));
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

// The query and the filters are the address: a search can be sent to somebody else.
function remember(query) {
  const address = new URLSearchParams({ ...(query && { q: query }), ...chosen() }).toString();
  if (location.search.slice(1) === address) return;
  history.replaceState(null, "", address ? `?${address}` : location.pathname);
  dispatchEvent(new Event("jiebang:query"));
}

// What is found, and the words above it.
async function find(query) {
  await index();
  const wanted = concepts(query);
  if (!wanted.length) return null;
  let { held, more } = await look(wanted);
  let heading = more ? "many" : held.length === 1 ? "one" : "other";
  if (held.length && held.every((record) => !record.typed)) heading = "synonyms";
  if (!held.length) {
    ({ held } = await look(wanted.map(apart)));
    heading = wanted.every((one) => one.options[0].texts.every(isWord)) ? "begins" : "words";
  }
  const names = [...new Set(wanted.flatMap((one) => one.options.filter((o) => !o.typed).flatMap((o) => o.texts)))];
  return { held, heading: say(heading, { query, n: held.length }), names };
}

let latest = 0;
async function run() {
  const query = input.value.trim();
  const turn = ++latest;
  remember(query);
  if (!query) {
    box.replaceChildren();
    box.dataset.state = "empty";
    return;
  }
  box.dataset.state = "busy";
  if (!box.childElementCount) box.replaceChildren(element("p", {}, words.loading));
  try {
    const found = await find(query);
    if (turn !== latest) return;
    if (found?.held.length) {
      show(found.held, found.heading);
      if (found.held.some((record) => !record.typed)) {
        const note = element("p", { class: "jb-search__help jb-hits__also" }, `${words.also} `);
        found.names.forEach((one, n) => note.append(n ? "、" : "", element("span", { lang: tag("zh") }, shown(one))));
        box.firstElementChild.after(note);
      }
    } else {
      const hint = filters.some((one) => one.value) ? words.filtered : words.hint;
      box.replaceChildren(element("p", { class: "jb-hits__none" }, say("none", { query })), element("p", {}, hint));
    }
    box.dataset.state = "done";
  } catch (error) {
    console.error(error);
    box.replaceChildren(element("p", { class: "jb-hits__none" }, words[!stored && location.protocol === "file:" ? "file" : "error"]));
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
for (const filter of filters) filter.addEventListener("change", run);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  run();
});
const asked = new URLSearchParams(location.search);
input.value = asked.get("q") ?? "";
for (const filter of filters) {
  const value = asked.get(filter.name) ?? "";
  if ([...filter.options].some((option) => option.value === value)) filter.value = value;
}
if (!input.value) input.focus();
run();
