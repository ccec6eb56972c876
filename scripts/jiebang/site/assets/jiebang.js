// Language switch that keeps the place, light or dark, the menu of narrow screens, the
// heading one reads under, the choice of languages shown, the filter of the glossary.
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

  // Light or dark: header.html has set what was chosen last, or what the system wants.
  const scheme = document.querySelector(".jb-scheme");
  const colors = document.body.dataset;
  const pressed = () => scheme.setAttribute("aria-pressed", String(colors.mdColorScheme === "slate"));
  scheme.hidden = false;
  scheme.addEventListener("click", () => {
    colors.mdColorScheme = colors.mdColorScheme === "slate" ? "default" : "slate";
    store("jiebang.scheme", colors.mdColorScheme);
    pressed();
  });
  pressed();

  // The menu of narrow screens is a checkbox, whose label the keyboard cannot reach.
  const drawer = document.getElementById("__drawer");
  const handle = document.querySelector(".jb-drawer");
  const side = document.querySelector(".md-sidebar--primary");
  if (drawer && handle && side) {
    handle.hidden = false;
    document.querySelector(".jb-header label[for=__drawer]").remove();
    const opened = () => handle.setAttribute("aria-expanded", String(drawer.checked));
    const toggle = (open) => {
      drawer.checked = open;
      opened();
      if (open) side.querySelector("a")?.focus();
      else handle.focus();
    };
    handle.addEventListener("click", () => toggle(!drawer.checked));
    side.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle(false); });
    side.addEventListener("focusout", (event) => {
      if (drawer.checked && event.relatedTarget && !side.contains(event.relatedTarget)) toggle(false);
    });
    drawer.addEventListener("change", opened);
    opened();
  }

  // The heading one reads under, in the table of contents.
  const entries = new Map([...document.querySelectorAll(".md-sidebar--secondary .md-nav__link[href^='#']")]
    .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
  const headings = [...entries.keys()].filter(Boolean);
  if (headings.length && "IntersectionObserver" in window) {
    const current = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
      for (const [heading, link] of entries) {
        const here = heading === (passed.at(-1) ?? null);
        link.classList.toggle("md-nav__link--active", here);
        if (here) link.setAttribute("aria-current", "location");
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
