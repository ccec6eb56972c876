// The search page: what is asked, listed, counted and shown. search-query.js says how a query
// is read, search-index.js where it is looked up, search-rank.js in which order it is listed.
"use strict";

const SHOWN = 5; // results added at a time: each brings a file of texts
const AROUND = 70; // characters of context beside a hit in a long text
const KINDS = { a: "task", o: "section", e: "term" };

const { HAN, fold, key, learn, stored, load, address, traditional, shown, learnTraditional } = globalThis.jiebangWords;
const box = document.getElementById("jb-results");
const said = document.getElementById("jb-said");
const form = document.getElementById("jb-search-form");
const input = document.getElementById("q");
const facet = form.querySelector(".jb-facets");
const filters = ["kind", "document", "theme"].map((key_) => ({ name: key_, choices: form.elements[key_] }));
const words = JSON.parse(box.dataset.strings);
const { edition, language } = box.dataset;
const root = new URL(box.dataset.root, location.href);
const index = globalThis.jiebangIndex(root);
const rank = globalThis.jiebangRank(index);
const sides = language === "en" ? ["en", "zh"] : ["zh", "en"];

let library;
function ready() {
  library ??= Promise.all([
    load("search/words.json", root), edition === "zh-hant" ? learnTraditional(root) : null,
  ]).then(([known]) => {
    learn(known);
    return { opened: index.open(known.index), query: globalThis.jiebangQuery(index, known, () => load("search/units.json", root)) };
  });
  library.catch(() => { library = undefined; }); // the next try may do better
  return library;
}

const chosen = () => Object.fromEntries(filters.filter((one) => one.choices.value).map((one) => [one.name, one.choices.value]));
// The page calls a document's parts sections.
const asFilters = ({ kind, ...others }) => ({ ...others, kind: kind === "section" ? "document" : kind });

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

const tag = (side) => (side === "en" ? "en" : edition === "zh-hant" ? "zh-Hant" : "zh-Hans");
const text = (value, side) => element("span", { lang: tag(side) }, side === "zh" ? shown(value) : value);
const say = (key, values = {}) =>
  Object.entries(values).reduce((made, [name, value]) => made.replaceAll(`{${name}}`, value), words[key]);
const count = (key, n) => say(`${key}.${n === 1 ? "one" : "other"}`, { n });

// The text around its first hit, hits marked; nothing in it is ever read as HTML. It is
// searched as it was printed, and shown in the characters of the edition.
function marked(whole, marks, side) {
  const chars = side === "zh" ? traditional(whole) : null;
  const piece = (from, to) => (chars ? chars.slice(from, to).join("") : whole.slice(from, to));
  const hits = marks
    .flatMap((mark) => [...whole.matchAll(mark)].map((m) => [m.index, m.index + m[0].length]))
    .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let first = hits.length ? Math.max(0, hits[0][0] - AROUND) : 0;
  while (first > 0 && /[\p{L}\p{Nd}]/u.test(whole[first - 1]) && !HAN.test(whole[first - 1])) first -= 1;
  const last = Math.min(whole.length, (hits.length ? hits[0][1] : 0) + 3 * AROUND);
  const out = first > 0 ? ["…"] : [];
  let at = first;
  for (const [from, to] of hits) {
    if (from < at || to > last) continue;
    out.push(piece(at, from), element("mark", {}, piece(from, to)));
    at = to;
  }
  out.push(piece(at, last));
  if (last < whole.length) out.push("…");
  return out;
}

const href = (path) => address(`${edition}/${path}`, root);
const placed = (path, anchor) => href(anchor && !path.includes("#") ? `${path}#${anchor}` : path);
const name = ({ zh, en }) => sides.filter((side) => ({ zh, en })[side]).map((side, n) =>
  element("span", { class: n ? "jb-other" : "jb-lead", lang: tag(side) }, side === "zh" ? shown(zh) : en));

// The parts of a hit that are shown: where most of the query is, then what else has the rest.
function partsOf(hit, found) {
  const wanted = hit.places.length ? [hit.places[0]] : [];
  for (const { parts } of hit.of.values()) {
    if (!wanted.some((at) => parts.has(at))) wanted.push([...parts].sort((a, b) => b[1] - a[1])[0][0]);
  }
  const texts = wanted.filter((at) => at > 0);
  return texts.length || !found.parts[1]?.[1] ? texts : [1];
}

function texts(hit, found, all) {
  const marks = all.flatMap((one) => one.marks);
  const holds = (value) => marks.some((mark) => value.search(mark) >= 0);
  return partsOf(hit, found).slice(0, 3).flatMap((at, n) => {
    const part = { zh: found.parts[at][1], en: found.parts[at][2] };
    const two = sides.filter((side) => part[side]);
    const wanted = n ? [two.find((side) => holds(part[side])) ?? two[0]] : two;
    return wanted.filter(Boolean).map((side) => element("p", { class: "jb-hit__text", lang: tag(side) }, ...marked(part[side], marks, side)));
  });
}

// The amounts of a hit that were asked for.
function figures(hit, found, all) {
  const made = all.filter((one) => one.amount).flatMap(({ amount, parts }) => found.parts.flatMap(([, , , rows], at) => (
    parts.has(index.first(hit.group) + at)
      ? rows.filter(([base, low, high, strict]) => base === amount.base && amount.test({ low, high, strict })) : [])));
  const lead = (zh, en) => (language === "en" && en ? text(en, "en") : text(zh, "zh"));
  return made.slice(0, 4).map(([, , , , zh, en, metric, metricEn]) => element("p", { class: "jb-hit__amount" },
    element("b", { class: "jb-amount" }, lead(zh, en)), " ", metric ? lead(metric, metricEn) : ""));
}

async function result(hit, all, opened) {
  const found = await index.texts(hit.group);
  const anchors = hit.places.map((at) => found.parts[at][0]);
  const top = hit.kind === "a" && hit.places.some((at) => at < 3);
  const link = element("a", { href: placed(found.path, top ? "" : anchors[0]) }, ...name(found).flatMap((one) => [one, " "]));
  const kind = KINDS[hit.kind] === "task" && !top && anchors.length ? "indicator" : KINDS[hit.kind];
  const about = element("p", { class: "jb-hit__about" }, element("span", { class: "jb-hit__kind" }, words[`kind.${kind}`]));
  if (hit.kind === "a") {
    const [, zh, en] = opened.documents[opened.document[hit.group]];
    about.append(" ", language === "en" ? text(en, "en") : text(zh, "zh"), ` ${opened.number[hit.group]}`);
    const lines = anchors.filter(Boolean);
    if (lines.length) about.append(` · ${count("places", lines.length)}`);
    lines.forEach((anchor) => about.append(" ", element("a", { class: "jb-hit__place", href: placed(found.path, anchor) }, anchor.slice(1))));
  }
  const again = hit.also.map((other) => {
    const [id, zh, en] = opened.documents[opened.document[other]];
    const path = `tasks/${id}/${opened.number[other]}/`;
    const place = element("a", { class: "jb-hit__same", href: placed(path, top ? "" : anchors[0]) });
    place.append(language === "en" ? text(en, "en") : text(zh, "zh"), ` ${opened.number[other]}`);
    return element("p", { class: "jb-hit__also" }, `${words.same} `, place);
  });
  const lacks = all.filter((_, n) => !hit.of.has(n)).map((one) => element("s", {}, shown(one.text)));
  const alike = all.filter((one, n) => one.near && hit.of.has(n)).map((one) => element("span", {}, shown(one.text)));
  const partial = (key, list) => (list.length
    ? element("p", { class: "jb-hit__part" }, `${words[key]} `, ...list.flatMap((one, n) => [n ? ", " : "", one])) : null);
  return element("li", { class: "jb-hit", "data-match": hit.full ? "full" : "partial" },
    element("h3", { class: "jb-hit__title" }, link), about, ...again, ...figures(hit, found, all), ...texts(hit, found, all),
    partial("missing", lacks), partial("alike", alike));
}

// A heading and the hits under it, some at a time.
async function section(heading, hits, all, opened, first = SHOWN) {
  const list = element("ol", { class: "jb-hits" });
  const more = element("button", { type: "button", class: "jb-more" }, words.more);
  let at = 0;
  const add = async (many = SHOWN) => {
    const next = hits.slice(at, at + many);
    at += many;
    more.hidden = at >= hits.length;
    list.append(...await Promise.all(next.map((hit) => result(hit, all, opened))));
  };
  more.addEventListener("click", () => add().catch(failed));
  await add(first);
  return [element("h2", { class: "jb-hits__count" }, heading), list, more];
}

// How the query was read, where that was not as it was typed.
function notes(all) {
  const made = new Map(all.filter((one) => one.note).map(({ note: [key, typed, read] }) =>
    [key + typed, say(`note.${key}`, { typed: shown(typed), read: shown(read) })]));
  return [...made.values()].map((one) => element("p", { class: "jb-search__help jb-hits__note" }, one));
}

function synonyms(all) {
  const names = [...new Set(all.flatMap((one) => one.names))];
  if (!names.length) return [];
  const note = element("p", { class: "jb-search__help jb-hits__also" }, `${words.also} `);
  names.forEach((one, n) => note.append(n ? "、" : "", text(one, "zh")));
  return [note];
}

// Terms that are called as was asked, before the results: a line, not results.
async function terms(query, opened) {
  const first = opened.kinds.indexOf("e");
  const called = (globalThis.jiebangWords.terms.get(key(fold(query))) ?? []).map((term) => first + term);
  const named = await Promise.all([...new Set(called)].filter((group) => opened.kinds[group] === "e").map(index.texts));
  if (!named.length) return [];
  const line = element("p", { class: "jb-hits__terms" }, `${words.terms} `);
  for (const found of named) {
    line.append(line.childElementCount ? "; " : "", element("a", { href: href(found.path) }, ...name(found).flatMap((one, n) => [n ? " " : "", one])));
  }
  return [line];
}

// Indicators with an amount within the bound, each once, and the way to the table of them.
function bounds(all, opened) {
  return all.filter((one) => one.amount?.bound).map((one) => {
    const parts = [...one.parts.keys()].map((part) => index.place(part)).filter(([group, at]) =>
      opened.kinds[group] === "a" && at > 2 && !(opened.same[group] >= 0 && opened.same[group] < group));
    const where = new URLSearchParams({ table: "measures", value: one.text });
    return element("p", { class: "jb-hits__bound" }, element("b", {}, say(`bound.${parts.length === 1 ? "one" : "other"}`, { n: parts.length, amount: one.text })),
      " ", element("a", { href: `${href("explore/")}?${where}` }, words.explore));
  });
}

// How many there would be under each choice of a filter, the others as they are; a choice
// without any is not offered.
function facets(counted) {
  facet.hidden = !counted;
  for (const { name: key_, choices } of counted ? filters : []) {
    for (const choice of choices) {
      const n = counted({ ...chosen(), [key_]: choice.value });
      choice.parentElement.lastElementChild.textContent = n;
      choice.parentElement.hidden = !n && choice.value && !choice.checked;
    }
  }
}

// The query and the filters are the address: a search can be sent to somebody else.
function remember(query) {
  const wanted = new URLSearchParams({ ...(query && { q: query }), ...chosen() }).toString();
  if (location.search.slice(1) === wanted) return;
  history.replaceState(null, "", wanted ? `?${wanted}` : location.pathname);
  dispatchEvent(new Event("jiebang:query"));
}

// What is found, as the elements that show it; null where a newer query has come.
async function find(query, turn) {
  const { opened, query: reader } = await ready();
  const all = await reader.concepts(query);
  const groups = all.length ? rank.gather(all, opened) : [];
  if (turn !== latest) return null;
  const listed = (wanted) => rank.list(all, groups, asFilters(wanted), opened);
  facets(all.length ? (wanted) => listed(wanted).length : null);
  const hits = listed(chosen());
  const full = hits.filter((one) => one.full);
  const part = hits.filter((one) => !one.full);
  const heading = full.length ? count("found", full.length) : part.length ? count("partial", part.length) : say("none", { query });
  const made = [...await terms(query, opened), ...bounds(all, opened), ...(hits.length ? [...notes(all), ...synonyms(all)] : [])];
  if (full.length) made.push(...await section(say(`full.${full.length === 1 ? "one" : "other"}`, { query, n: full.length }), full, all, opened));
  if (part.length && full.length < SHOWN) made.push(...await section(count("partial", part.length), part, all, opened, SHOWN - full.length));
  if (!hits.length) {
    const hint = Object.keys(chosen()).length ? words.filtered : words.hint;
    made.push(element("p", { class: "jb-hits__none" }, heading), element("p", {}, hint));
  }
  return { heading, made };
}

let latest = 0;
async function run() {
  const query = input.value.trim();
  const turn = ++latest;
  remember(query);
  if (!query) {
    box.replaceChildren();
    facets(null);
    state("empty", "");
    return;
  }
  state("searching", words.loading);
  try {
    const found = await find(query, turn);
    if (!found || turn !== latest) return;
    box.replaceChildren(...found.made);
    state("done", found.heading);
  } catch (error) {
    if (turn === latest) failed(error);
  }
}

function state(name_, heading) {
  box.dataset.state = name_;
  box.setAttribute("aria-busy", String(name_ === "searching"));
  said.textContent = heading;
}

function failed(error) {
  console.error(error);
  const told = words[!stored && location.protocol === "file:" ? "file" : "error"];
  box.replaceChildren(element("p", { class: "jb-hits__none" }, told));
  state("failed", told);
}

let timer;
const soon = () => {
  clearTimeout(timer);
  state("searching", words.loading);
  timer = setTimeout(run, 200);
};
input.addEventListener("input", (event) => {
  if (!event.isComposing) soon();
});
input.addEventListener("compositionend", soon);
facet.addEventListener("change", run);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  run();
});
const asked = new URLSearchParams(location.search);
input.value = asked.get("q") ?? "";
for (const filter of filters) {
  const value = asked.get(filter.name) ?? "";
  if ([...filter.choices].some((choice) => choice.value === value)) filter.choices.value = value;
}
facet.open = matchMedia("(min-width: 62em)").matches;
if (!input.value) input.focus();
run();
