// Task and document pages: what a reader takes along, and glossary terms explained on the spot.
(() => {
  "use strict";
  const near = (box, anchor) => {
    // Beside what it belongs to, inside the window, in the page's own coordinates.
    const at = anchor.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
    const under = at.bottom + 4 + height <= innerHeight || at.top < height + 4;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${(under ? at.bottom + 4 : at.top - height - 4) + scrollY}px`;
  };

  // --- glossary terms ------------------------------------------------------
  const tip = document.getElementById("jb-tip");
  if (tip && "popover" in HTMLElement.prototype) {
    let shown = null;
    let waiting = 0;
    const hide = () => {
      clearTimeout(waiting);
      if (!shown) return;
      shown.removeAttribute("aria-describedby");
      shown = null;
      tip.hidePopover();
    };
    const show = (link) => {
      clearTimeout(waiting);
      if (link === shown) return;
      hide();
      const term = document.querySelector(`[data-term="${CSS.escape(link.hash.slice(1))}"]`);
      if (!term) return;
      const [head, text] = [document.createElement("b"), document.createElement("span")];
      head.append(...[...term.querySelector("dt").cloneNode(true).childNodes]);
      text.append(...[...term.querySelector("dd").cloneNode(true).childNodes]);
      text.querySelector("a")?.setAttribute("tabindex", "-1");
      tip.replaceChildren(head, text);
      tip.showPopover();
      near(tip, link);
      shown = link;
      link.setAttribute("aria-describedby", "jb-tip");
    };
    const soon = (action, delay) => {
      clearTimeout(waiting);
      waiting = setTimeout(action, delay);
    };
    const link = (event) => event.target.closest?.("a.jb-gl");
    let touched = false;
    addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; }, true);
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const over = link(event);
      if (over) soon(() => show(over), 120);
      else if (tip.contains(event.target)) clearTimeout(waiting);
      else if (shown) soon(hide, 250);
    });
    document.addEventListener("focusin", (event) => {
      const over = link(event);
      if (over) show(over);
      else if (!tip.contains(event.target)) hide();
    });
    // A finger has no hover: the first touch explains, the second follows the link.
    document.addEventListener("click", (event) => {
      const over = link(event);
      if (over && touched && over.dataset.open !== "yes") {
        event.preventDefault();
        for (const other of document.querySelectorAll("a.jb-gl[data-open]")) delete other.dataset.open;
        over.dataset.open = "yes";
        show(over);
      } else if (!over && !tip.contains(event.target)) {
        for (const other of document.querySelectorAll("a.jb-gl[data-open]")) delete other.dataset.open;
        hide();
      }
    });
    addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    addEventListener("resize", hide);
  }

  // --- link, quote, cite, report -------------------------------------------
  const data = document.getElementById("jb-citations");
  const menu = document.getElementById("jb-menu");
  if (!data || !menu || !("popover" in HTMLElement.prototype)) return;
  const citations = JSON.parse(data.textContent);
  const strings = JSON.parse(menu.dataset.strings);
  const dialog = document.getElementById("jb-dialog");
  const text = document.getElementById("jb-dialog-text");
  const save = dialog.querySelector("[data-save]");
  const said = document.getElementById("jb-said");
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const reporting = items.find((item) => item.dataset.do === "report")?.getAttribute("href");
  let opener = null;
  let cited = null;

  // Where the build knew no public address, the one in the browser's window is put in; a
  // place on the reader's own disk is nothing to cite: there it is the path inside the site.
  const root = location.protocol === "file:" ? "" : new URL(menu.dataset.root, location.href).href;
  const placed = (words) => globalThis.jiebangDated(words).split("https://jiebang.invalid/").join(root);
  const address = (one) => placed(one.url);
  const whole = (one, format) => placed(one[format]);
  const name = (one) => one.id.replace(/[^\w.-]/g, "-");

  const say = (words) => {
    said.textContent = "";
    setTimeout(() => { said.textContent = words; }, 50);
    setTimeout(() => { if (said.textContent === words) said.textContent = ""; }, 4000);
  };
  const copy = async (words, done) => {
    try {
      await navigator.clipboard.writeText(words);
      say(done);
    } catch {
      prompt(strings.failed, words);
    }
  };
  const quote = (one) => {
    const zh = `“${one.zh}”`;
    const both = one.en && one.en !== one.zh ? [`“${one.en}”`, zh] : [zh];
    if (document.documentElement.lang.startsWith("zh")) both.reverse();
    return [...both, whole(one, one.gbt ? "gbt" : "chicago")].join("\n");
  };
  const endings = { bibtex: ["bib", "application/x-bibtex"], ris: ["ris", "application/x-research-info-systems"],
    csl: ["json", "application/vnd.citationstyles.csl+json"] };
  const fill = () => {
    const format = dialog.querySelector("[name=format]:checked").value;
    text.value = whole(cited, format);
    const [ending, type] = endings[format] ?? ["txt", "text/plain"];
    if (save.href.startsWith("blob:")) URL.revokeObjectURL(save.href);
    save.href = URL.createObjectURL(new Blob([text.value], { type: `${type};charset=utf-8` }));
    save.download = `${name(cited)}.${ending}`;
  };

  const actions = {
    link: () => {
      const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split(/[?#]/)[0];
      return copy(page + (opener.dataset.take && `#${opener.dataset.take}`), strings["copied.link"]);
    },
    quote: () => copy(quote(cited), strings["copied.quote"]),
    cite: () => {
      document.getElementById("jb-dialog-id").textContent = cited.id;
      fill();
      dialog.showModal();
    },
  };

  for (const button of document.querySelectorAll(".jb-take")) {
    button.hidden = false;
    const open = (last) => {
      opener = button;
      cited = citations[button.dataset.take];
      const report = items.find((item) => item.dataset.do === "report");
      if (report) {
        const body = encodeURIComponent(`${cited.id}\n${address(cited)}\n\n${cited.zh}\n${cited.en}\n\n`);
        report.href = reporting.replace(/(title|subject)=[^&]*/, `$1=${encodeURIComponent(cited.id)}`)
          .replace(/body=[^&]*/, `body=${body}`);
      }
      menu.showPopover();
      near(menu, button);
      button.setAttribute("aria-expanded", "true");
      (last ? items.at(-1) : items[0]).focus({ preventScroll: true });
    };
    // A press on the button of an open menu closes it; the browser has done so already then.
    let wasOpen = false;
    button.addEventListener("pointerdown", () => { wasOpen = menu.matches(":popover-open") && opener === button; });
    button.addEventListener("click", () => {
      if (wasOpen) { wasOpen = false; return; }
      open(false);
    });
    button.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        open(event.key === "ArrowUp");
      }
    });
  }
  const close = (back) => {
    if (menu.matches(":popover-open")) menu.hidePopover();
    if (back) opener?.focus({ preventScroll: true });
  };
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "closed") opener?.setAttribute("aria-expanded", "false");
  });
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[to % items.length].focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close(true);
    } else if (event.key === "Tab") {
      close(true);
    }
  });
  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[data-do]");
    if (!item) return;
    close(true);
    actions[item.dataset.do]?.();
  });
  dialog.addEventListener("change", fill);
  dialog.addEventListener("close", () => opener?.focus({ preventScroll: true }));
  dialog.querySelector("[data-copy]").addEventListener("click", () => copy(text.value, strings["copied.text"]));
  addEventListener("resize", () => close(false));
})();
