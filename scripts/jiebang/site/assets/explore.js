// The table of all measures or all tasks: filtered, sorted, shared by its address,
// downloaded as it is shown. explore-table.js draws it.
"use strict";

const form = document.getElementById("jb-explore");
const place = document.getElementById("jb-explore-table");
const said = document.getElementById("jb-explore-said");
const note = document.getElementById("jb-value-note");
const hint = note?.textContent;
const words = JSON.parse(place.dataset.strings);
const { edition, language } = place.dataset;
const root = new URL(place.dataset.root, location.href);
const { fold, learn, split, pattern, stored, load, address, shown, learnTraditional } = globalThis.jiebangWords;

const SIGNS = { ">=": "≥", "<=": "≤", "~": "≈", range: "" };
const NAMES = ["q", "value", "metric", "kind", "comparator", "theme", "document", "issuer", "year"];
const UNKNOWN = "-";

const objects = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
const side = (row, name) => (language === "en" && row[`${name}_en`]) || row[`${name}_zh`] || "";
const tag = (text) => (!/[\u3400-\u9fff]/.test(text) ? "en" : edition === "zh-hant" ? "zh-Hant" : "zh-Hans");
const number = new Intl.NumberFormat(language === "en" ? "en" : "zh-Hans", { maximumFractionDigits: 12 });
const fill = (key, values) => Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key]);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const taskPath = (id) => `${edition}/tasks/${id.slice(0, id.lastIndexOf("."))}/${id.slice(id.lastIndexOf(".") + 1)}/`;
function indicatorPath(id) {
  const at = id.lastIndexOf(".");
  return `${taskPath(id.slice(0, at))}#i${id.slice(at + 1)}`;
}
const link = (path, text) => element("a", { href: address(path, root), lang: tag(text) }, shown(text));
const alsoIn = (task) => task.same.map((id) => element("small", {}, ` ${words.also} `, link(taskPath(id), id)));
const text = (value) => element("span", { lang: tag(value) }, shown(value));

// --- what the rows are -------------------------------------------------------

const kinds = new Map([...form.elements.kind.options].map((option) => [option.value, option.dataset.name]));
let documents, themes, tasks;
const cache = new Map(); // table → its rows
let values;

// Both tables are asked for at once: a measure is shown with its task.
async function rowsOf(table) {
  const measures = table === "measures" && !cache.has(table) ? load("tables/measures.json", root) : null;
  if (!tasks) {
    const [found] = await Promise.all([load("tables/tasks.json", root), edition === "zh-hant" ? learnTraditional(root) : null]);
    documents = new Map(found.documents.map(([id, title_zh, title_en, issuer_zh, issuer_en, basis]) =>
      [id, { title_zh, title_en, issuer_zh, issuer_en, basis }]));
    themes = new Map(found.themes.map(([id, zh, en]) => [id, language === "en" ? en : zh]));
    tasks = new Map(objects(found).map((task) => [task.id, task]));
    cache.set("tasks", [...tasks.values()].map((task, at) => ({ ...task, task, place: at })));
  }
  if (measures) {
    cache.set(table, objects(await measures).map((row, at) => {
      const indicator = row.id.slice(0, row.id.lastIndexOf("."));
      return { ...row, indicator, task: tasks.get(indicator.slice(0, indicator.lastIndexOf("."))), place: at };
    }));
  }
  return cache.get(table);
}

// What is typed is read with the words and units of the search: 40 kB, loaded when it is.
let reading;
const learnWords = () => (reading ??= Promise.all([load("search/words.json", root), load("search/units.json", root)]).then(([known, units]) => {
  learn(known);
  values = globalThis.jiebangValues(units);
}));

function wordsOf(row) {
  row.folded ??= fold(
    [row.id, row.metric_zh, row.metric_en, row.text_zh, row.text_en, row.unit, row.task?.title_zh, row.task?.title_en,
      ...(row.task === undefined || row.metric_zh !== undefined ? [] : [row.requirement_zh, row.requirement_en])]
      .filter(Boolean).join("\n"),
  );
  return row.folded;
}

// Columns: its key, what it is sorted by, what it shows, and its cells in the CSV.
const numeric = (value) => (value === null || value === undefined || value === "" ? -Infinity : Number(value));
const COLUMNS = {
  measures: [
    ["metric", (row) => side(row, "metric"), (row) => link(indicatorPath(row.indicator), side(row, "metric") || words.unnamed)],
    ["value", (row) => numeric(row.value_si ?? row.value), (row) => {
      const amount = side(row, "shown");
      const made = element("span", { class: "jb-amount", lang: tag(amount) }, shown(amount));
      return row.sure ? made : element("span", {}, made, " ", element("abbr", { title: words.unsure }, "?"));
    }],
    ["kind", (row) => kinds.get(row.kind) ?? "", (row) => text(kinds.get(row.kind) ?? "")],
    ["words", (row) => side(row, "text"), (row) => text(side(row, "text"))],
    ["task", (row) => row.task?.id ?? "", (row) => (row.task ? element("span", {}, link(taskPath(row.task.id), side(row.task, "title")), ...alsoIn(row.task)) : "")],
    ["year", (row) => numeric(row.task?.year), (row) => String(row.task?.year ?? "")],
  ],
  tasks: [
    ["title", (row) => side(row, "title"), (row) => element("span", {}, link(taskPath(row.id), side(row, "title")), ...alsoIn(row))],
    ["document", (row) => row.document, (row) => text(side(documents.get(row.document) ?? {}, "title"))],
    ["themes", (row) => row.themes.join(";"), (row) => row.themes.map((id) => shown(themes.get(id) ?? id)).join(language === "en" ? ", " : "、")],
    ["funding", (row) => numeric(row.funding), (row) => (row.funding === null ? "" : number.format(row.funding))],
    ["months", (row) => numeric(row.months), (row) => String(row.months ?? "")],
    ["year", (row) => numeric(row.year), (row) => String(row.year ?? "")],
    ["indicators", (row) => row.indicators, (row) => String(row.indicators)],
    ["measures", (row) => row.measures, (row) => String(row.measures)],
  ],
};
const NUMBERS = new Set(["value", "funding", "months", "year", "indicators", "measures"]);
const CSV = {
  measures: ["id", "indicator", "task_id", "metric_zh", "metric_en", "comparator", "value", "value_max", "unit", "change", "kind",
    "value_si", "unit_si", "text_zh", "text_en", "title_zh", "title_en", "document", "themes", "issuer_zh", "issuer_en", "target_year", "url"],
  tasks: ["id", "title_zh", "title_en", "document", "themes", "issuer_zh", "issuer_en", "funding", "months", "year", "indicators", "measures", "url"],
};

function cell(row, name) {
  const own = row[name];
  if (own !== undefined && name !== "themes" && name !== "document") return own ?? "";
  const issued = documents.get(row.task?.document) ?? {};
  const known = {
    task_id: row.task?.id, title_zh: row.task?.title_zh, title_en: row.task?.title_en, document: row.task?.document,
    themes: row.task?.themes.join(";"), issuer_zh: issued.issuer_zh, issuer_en: issued.issuer_en, target_year: row.task?.year,
    url: new URL(row.indicator ? indicatorPath(row.indicator) : taskPath(row.id), site).href,
  };
  return known[name] ?? "";
}
// Where the page stands for others: in the offline copy not where it was opened.
const canonical = document.querySelector("link[rel=canonical]")?.href;
const site = canonical ? new URL("../../", canonical) : root;
const quote = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const csv = (table, rows) => [CSV[table], ...rows.map((row) => CSV[table].map((name) => cell(row, name)))]
  .map((cells) => cells.map((one) => quote(String(one))).join(",")).join("\n") + "\n";

// --- filters -----------------------------------------------------------------

let current = "measures";
let timer; // until what is typed is looked up
let table; // jiebangTable's handle
let asked = null;
const chosen = (name) => form.elements[name].value.trim();

// The test of a row that all filters of the form make together.
function filter() {
  const texts = split(chosen("q")).map((one) => pattern(one, one.length > 2));
  const measures = current === "measures";
  asked = measures && chosen("value") ? values.condition(chosen("value")) : null;
  if (asked?.words) {
    const kind = [...kinds].find(([, name]) => name && fold(name) === fold(asked.words));
    if (kind) form.elements.kind.value = kind[0];
  }
  explain(measures);
  const passes = asked ? uncounted(asked) ?? ((row) => values.meets(row, asked)) : () => false;
  const [metric, kind, comparator, theme, document_, issuer, year] = NAMES.slice(2).map(chosen);
  return (row) => {
    const { task } = row;
    if (measures && ((metric && row.group !== metric) || (kind && row.kind !== kind) || (comparator && row.comparator !== comparator))) return false;
    if (theme && !task?.themes.includes(theme)) return false;
    if (document_ && task?.document !== document_) return false;
    if (issuer && (documents.get(task?.document)?.issuer_zh || UNKNOWN) !== issuer) return false;
    if (year && String(task?.year ?? UNKNOWN) !== year) return false;
    if (measures && chosen("value") && !passes(row)) return false;
    return texts.every((one) => wordsOf(row).search(one) >= 0);
  };
}

// “≥ 1000 nodes”: what is no unit of a quantity may be what is counted, in the words of the
// row. Null where a quantity, or a bare number, was asked for.
function uncounted({ unit, printed, ...bound }) {
  if (!printed || (unit && unit[1] !== "count")) return null;
  const found = split(printed).map((one) => pattern(one, one.length > 2));
  return (row) => values.meets(row, { ...bound, unit: null, printed: "" }) && (row.unit === printed
    || (row.kind === "count" && found.every((one) => fold([row.text_zh, row.text_en, row.metric_zh, row.metric_en].join("\n")).search(one) >= 0)));
}

// 1e17 → “1×10¹⁷”, 0.01 → “0.01”.
function readable(value) {
  const size = Math.abs(value);
  if (!size || (size >= 1e-4 && size < 1e9)) return number.format(Number(value.toPrecision(12)));
  const [digits, power] = value.toExponential(11).split("e");
  return `${number.format(Number(digits))}×10${[...String(Number(power))].map((one) => (one === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[one])).join("")}`;
}

// What the value was taken for, or that it was not understood.
function explain(measures) {
  if (!measures) return;
  if (!chosen("value")) note.textContent = hint;
  else if (!asked) note.textContent = words.novalue;
  else if (uncounted(asked)) note.textContent = fill("nounit", { unit: asked.printed });
  else if (asked.unit) {
    const [base, , factor] = asked.unit;
    const value = [...new Set([asked.low, asked.high])].map((one) => readable(one * factor)).join("–");
    note.textContent = fill("taken", { sign: SIGNS[asked.sign] ?? asked.sign, value, unit: base === "1" ? "" : base });
  } else note.textContent = words.printed;
}

function remember() {
  const query = new URLSearchParams({ table: current });
  for (const name of NAMES) {
    if (chosen(name) && !form.elements[name].closest("[hidden]")) query.set(name, chosen(name));
  }
  const { name, way } = table.order;
  if (name) query.set("sort", `${way === "desc" ? "-" : ""}${name}`);
  if (location.search.slice(1) !== query.toString()) history.replaceState(null, "", `?${query}`);
  dispatchEvent(new Event("jiebang:query"));
}

async function apply() {
  if (!table) return;
  if (chosen("q") || chosen("value")) await learnWords();
  table.show(filter());
  remember();
}

// Of the rows found, how many are different: a task printed twice counts once.
function once(found) {
  const there = new Set(found.map((row) => row.task?.id));
  const twice = found.filter((row) => row.task?.same.some((id) => id < row.task.id && there.has(id))).length;
  return twice ? ` ${fill("once", { n: number.format(found.length - twice) })}` : "";
}

async function show(name, sort = "") {
  current = name;
  place.dataset.state = "busy";
  for (const button of form.querySelectorAll("[data-table]")) button.setAttribute("aria-pressed", String(button.dataset.table === name));
  for (const one of form.querySelectorAll("[data-only]")) one.hidden = one.dataset.only !== name;
  const rows = await rowsOf(name);
  if (name !== current) return;
  table = globalThis.jiebangTable(place, {
    columns: COLUMNS[name].map(([key, sorted, shown]) => ({ name: key, title: words[`column.${name}.${key}`], numeric: NUMBERS.has(key), sorted, shown })),
    rows,
    label: form.querySelector(`[data-table=${name}]`).textContent,
    words: { ...words, once },
    fill,
    count: (value) => number.format(value),
    order: { name: sort.replace("-", ""), way: sort && (sort.startsWith("-") ? "desc" : "asc") },
    moved: remember,
  });
  await apply();
  place.dataset.state = "done";
}

const acts = {
  async csv() {
    clearTimeout(timer); // what was typed a moment ago counts, too
    await apply();
    const rows = table.found;
    const url = URL.createObjectURL(new Blob([csv(current, rows)], { type: "text/csv;charset=utf-8" }));
    element("a", { href: url, download: `jiebang-${current}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    said.textContent = fill("saved", { n: number.format(rows.length) });
  },
  async link() {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = words.copied;
    } catch {
      said.textContent = location.href;
    }
  },
};

form.addEventListener("input", (event) => {
  if (event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(apply, event.target.matches("select") ? 0 : 200);
});
form.addEventListener("compositionend", apply);
form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("click", (event) => {
  const { table: name, act } = event.target.closest("button")?.dataset ?? {};
  if (name && name !== current) show(name).catch(failed);
  if (act && table) acts[act]();
});

function failed(error) {
  console.error(error);
  place.replaceChildren(element("p", {}, words[!stored && location.protocol === "file:" ? "file" : "error"]));
  place.dataset.state = "failed";
}

const query = new URLSearchParams(location.search);
for (const name of NAMES) {
  const field = form.elements[name];
  const value = query.get(name) ?? "";
  if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)) field.value = value;
}
const refine = form.querySelector(".jb-refine");
refine.open = matchMedia("(min-width: 62em)").matches || [...refine.querySelectorAll("select")].some((one) => one.value);
form.hidden = false;
show(query.get("table") === "tasks" ? "tasks" : "measures", query.get("sort") ?? "").catch(failed);
