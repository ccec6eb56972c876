// A table of rows: sorted by its headings, a page at a time. `columns` are { name, title,
// numeric, sorted: the value of a row to sort by, shown: what stands in its cell }.
globalThis.jiebangTable = (place, given) => {
  "use strict";
  const { columns, rows, label, words, fill, count, order, moved } = given;
  const SIZES = [20, 50, 100, 200];
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  let { name: by = "", way = "" } = order;
  let [found, page, size] = [rows, 0, 50];

  const heads = columns.map(({ name, title, numeric }) => {
    const button = element("button", { type: "button" }, title);
    const head = element("th", { scope: "col", class: numeric ? "jb-number" : "" }, button);
    // Rising, falling, then as in the documents again.
    button.addEventListener("click", () => {
      way = by !== name ? "asc" : { asc: "desc", desc: "", "": "asc" }[way];
      by = name;
      sort();
      draw();
      moved();
    });
    return head;
  });
  const info = element("p", { class: "jb-grid__info" });
  const body = element("tbody");
  const sizes = element("select", {}, ...SIZES.map((one) => element("option", one === size ? { selected: "" } : {}, String(one))));
  sizes.addEventListener("change", () => { size = Number(sizes.value); page = 0; draw(); });
  const paging = element("nav", { class: "jb-grid__pages", "aria-label": words.page });
  place.replaceChildren(
    element("div", { class: "jb-grid__top" }, info, element("label", {}, words.length, " ", sizes)),
    element("div", { class: "jb-scroll" }, element("table", { class: "jb-table jb-grid", "aria-label": label },
      element("thead", {}, element("tr", {}, ...heads)), body)),
    paging,
  );

  function sort() {
    found = [...found];
    const column = columns.find(({ name }) => name === by);
    const key = column && way ? column.sorted : ({ place: at }) => at;
    const turn = way === "desc" ? -1 : 1;
    const keys = new Map(found.map((row) => [row, key(row)]));
    const compare = column?.numeric || !way ? (a, b) => a - b || 0 : new Intl.Collator(document.documentElement.lang).compare;
    found.sort((a, b) => turn * compare(keys.get(a), keys.get(b)));
  }

  function draw() {
    heads.forEach((head, at) => {
      if (columns[at].name === by && way) head.setAttribute("aria-sort", way === "asc" ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    const part = found.slice(page * size, (page + 1) * size);
    info.textContent = (part.length ? fill("info", { start: count(page * size + 1), end: count(page * size + part.length), total: count(found.length) }) : words.empty)
      + (found.length < rows.length ? ` ${fill("filtered", { all: count(rows.length) })}` : "") + words.once(found);
    body.replaceChildren(...part.map((row) => element("tr", {}, ...columns.map(({ title, numeric, shown }) =>
      element("td", { "data-label": title, class: numeric ? "jb-number" : "" }, shown(row))))));
    if (!part.length) body.append(element("tr", {}, element("td", { colspan: columns.length }, words.none)));
    const last = Math.max(0, Math.ceil(found.length / size) - 1);
    const step = (sign, named, to) => {
      const button = element("button", { type: "button", "aria-label": named }, sign);
      button.disabled = to < 0 || to > last || to === page;
      button.addEventListener("click", () => { page = to; draw(); place.scrollIntoView(); });
      return button;
    };
    paging.hidden = !last;
    paging.replaceChildren(step("«", words.first, 0), step("‹", words.previous, page - 1), `${page + 1} / ${last + 1}`,
      step("›", words.next, page + 1), step("»", words.last, last));
  }

  return {
    get order() { return { name: way ? by : "", way }; },
    get found() { return found; },
    show(test) {
      found = rows.filter(test);
      page = 0;
      if (way) sort();
      draw();
    },
  };
};
