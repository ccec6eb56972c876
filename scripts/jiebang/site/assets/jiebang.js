// Language switch that keeps the place, light or dark, the dock of narrow screens, the
// heading one reads under, the choice of languages shown, the filter of the glossary.
(() => {
  "use strict";
  const store = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* storage is off */ }
  };

  // The other edition, at the same place: the anchor, on the search page the query, and where
  // there is no anchor the piece of text that stands at the top of the window.
  const parts = "#main .jb-indicator[id], #main :is(h2, h3)[id], #main .jb-term[id], #main .jb-lines > li";
  const place = () => {
    if (location.hash || scrollY < 200) return location.hash;
    const passed = [...document.querySelectorAll(parts)].filter((part) => part.getClientRects().length && part.getBoundingClientRect().top < 60);
    return passed.length ? `#${passed.at(-1).id}` : "";
  };
  for (const link of document.querySelectorAll("a.jb-language")) {
    const plain = link.getAttribute("href");
    const follow = () => { link.href = plain + location.search + place(); };
    addEventListener("hashchange", follow);
    addEventListener("jiebang:query", follow);
    follow();
    link.addEventListener("pointerdown", follow);
    link.addEventListener("click", () => {
      follow();
      store("jiebang.language", link.dataset.edition);
    });
  }

  // A blank line of an original is not shown: its address leads to the line before it.
  let line = Number(/^#L(\d+)$/.exec(location.hash)?.[1] ?? 0);
  if (!document.getElementById(`L${line}`)) {
    while (line > 0 && !document.getElementById(`L${line}`)) line -= 1;
    document.getElementById(`L${line}`)?.scrollIntoView();
  }

  // Light or dark: early.js has set what was chosen last; else the system says.
  const scheme = document.querySelector(".jb-scheme");
  const colors = document.documentElement.dataset;
  const dark = () => (colors.scheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const pressed = () => scheme.setAttribute("aria-pressed", String(dark()));
  scheme.hidden = false;
  scheme.addEventListener("click", () => {
    colors.scheme = dark() ? "light" : "dark";
    store("jiebang.scheme", colors.scheme);
    pressed();
  });
  pressed();

  // The dock of narrow screens opens without scripts; with them it closes after a choice.
  for (const box of document.querySelectorAll(".jb-dock details")) {
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      box.open = false;
      box.querySelector("summary").focus();
    });
    box.addEventListener("click", (event) => { if (event.target.closest("nav a")) box.open = false; });
    box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) box.open = false;
    });
  }

  // The heading one reads under, in the table of contents.
  const entries = new Map([...document.querySelectorAll(".jb-aside a[href^='#']")]
    .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
  const headings = [...entries.keys()].filter(Boolean);
  if (headings.length) {
    const current = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
      for (const [heading, link] of entries) {
        if (heading === (passed.at(-1) ?? null)) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; current(); });
    }, { passive: true });
    current();
  }

  // The day of reading, in every citation: the build cannot know it.
  const today = new Date();
  const iso = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((n) => String(n).padStart(2, "0"));
  const long = today.toLocaleDateString(document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-US",
    { year: "numeric", month: "long", day: "numeric" });
  globalThis.jiebangDated = (words) => words.split("[[long]]").join(long).split("[[iso]]").join(iso.join("-"))
    .split("[[ris]]").join(`${iso.join("/")}/`);
  for (const cited of document.querySelectorAll("[data-cite]")) {
    cited.textContent = globalThis.jiebangDated(cited.dataset.cite);
    cited.parentElement.querySelector("[data-cite-note]").hidden = true;
  }

  // A chart as PNG: the browser draws the SVG that can be taken along.
  for (const link of document.querySelectorAll("[data-picture]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "jb-png";
    button.textContent = "PNG";
    button.addEventListener("click", () => {
      const image = new Image();
      image.addEventListener("load", () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => {
          const save = document.createElement("a");
          save.href = URL.createObjectURL(blob);
          save.download = link.href.split("/").pop().replace(/svg$/, "png");
          save.click();
        });
      });
      image.src = link.href;
    });
    link.after(" · ", button);
  }

  // English | both | Chinese.
  const groups = document.querySelectorAll(".jb-switch");
  const root = document.documentElement;
  const mark = () => {
    const shown = root.dataset.show || "both";
    for (const button of document.querySelectorAll(".jb-switch [data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === shown));
    }
  };
  for (const group of groups) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-show]");
      if (!button) return;
      root.dataset.show = button.dataset.show;
      store("jiebang.show", button.dataset.show);
      mark();
    });
  }
  mark();

  // The filter of the glossary.
  const filter = document.querySelector("[data-filter]");
  if (filter) {
    const entries = [...document.querySelectorAll(filter.dataset.filter)];
    const count = document.getElementById("jb-filter-count");
    const field = document.getElementById("jb-filter-field");
    const fold = (text) => text.normalize("NFKC").toLowerCase();
    const apply = () => {
      const words = fold(filter.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const entry of entries) {
        const inside = !field.value || entry.dataset.field === field.value;
        entry.hidden = !inside || !words.every((word) => entry.dataset.text.includes(word));
        if (!entry.hidden) shown += 1;
      }
      for (const part of document.querySelectorAll(".jb-letter")) {
        part.hidden = !part.querySelector(".jb-term:not([hidden])");
      }
      count.textContent = words.length || field.value ? filter.dataset.count.replace("{n}", shown) : "";
    };
    field.addEventListener("change", apply);
    filter.closest("[hidden]").hidden = false;
    filter.addEventListener("input", apply);
    if (filter.value || field.value) apply(); // the browser keeps them over a reload
  }
})();
