// Language switch that keeps the place, the choice of languages shown, the filter of the glossary.
(() => {
  "use strict";
  const store = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* storage is off */ }
  };

  // The other edition, at the same place: the anchor and, on the search page, the query.
  for (const link of document.querySelectorAll("a.jb-language")) {
    const plain = link.getAttribute("href");
    const follow = () => { link.href = plain + location.search + location.hash; };
    addEventListener("hashchange", follow);
    addEventListener("jiebang:query", follow);
    follow();
    link.addEventListener("click", () => {
      follow();
      store("jiebang.language", link.dataset.edition);
    });
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
    const fold = (text) => text.normalize("NFKC").toLowerCase();
    const apply = () => {
      const words = fold(filter.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const entry of entries) {
        entry.hidden = !words.every((word) => entry.dataset.text.includes(word));
        if (!entry.hidden) shown += 1;
      }
      count.textContent = words.length ? filter.dataset.count.replace("{n}", shown) : "";
    };
    filter.closest("[hidden]").hidden = false;
    filter.addEventListener("input", apply);
    apply();
  }
})();
