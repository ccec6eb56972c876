"""For everybody: WCAG by axe, the keyboard alone, no scripts, paper, a policy that is met."""

from __future__ import annotations

import gzip
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from test_reading import KINDS, TASK

from jiebang.runtime.layout import Layout
from jiebang.site.policy import policy, with_policy

# Violations alone in full: to name every element that passed takes three times as long.
ONLY = {"resultTypes": ["violations"]}
RULES = {
    **ONLY,
    "runOnly": {
        "type": "tag",
        "values": [
            *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
            "best-practice",
        ],
    },
}


# Dark differs from light in its colours alone.
COLOURS = {
    **ONLY,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


def said(page: Page, options: dict[str, Any] = RULES) -> list[tuple[str, str]]:
    """What axe has to say: the rule, and the first places."""
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], node["html"][:160]) for rule in found for node in rule["nodes"][:3]]


# A dozen siblings of a kind show what four hundred are made of, in a tenth of the time.
FEWER = """most => {
  for (const parent of document.querySelectorAll("main, main *")) {
    const kinds = new Map();
    for (const child of [...parent.children]) {
      const kind = child.tagName + child.className, seen = (kinds.get(kind) ?? 0) + 1;
      kinds.set(kind, seen);
      if (seen > most) child.remove();
    }
  }
}"""


@pytest.mark.parametrize("most", [12, pytest.param(40, marks=pytest.mark.slow)])
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("edition", ["en", "zh", pytest.param("zh-hant", marks=pytest.mark.slow)])
def test_axe_finds_nothing(
    browser: Browser, address: str, edition: str, scheme: str, most: int
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    # Every page type once; of two documents the shorter, which has forms and tables, too.
    kinds = [kind for kind in KINDS if "zhengzhou" not in kind]
    if edition == "zh":
        kinds = [TASK, "", *(["documents/miit-ai-2021/", "search/?q=AI"] if most > 12 else [])]
    elif edition == "zh-hant":  # zh in other characters
        kinds = [TASK, "search/?q=AI"]
    for path in (*(f"{edition}/{kind}" for kind in kinds), "404.html"):
        page.goto(address + path)
        if "search" in path:
            page.locator(".jb-hit").first.wait_for()
        page.evaluate(FEWER, most)
        assert not said(page, COLOURS if scheme == "dark" else RULES), f"{path} ({scheme})"
    context.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing_in_what_opens(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    rules = COLOURS if scheme == "dark" else RULES
    page.goto(f"{address}en/{TASK}")
    for summary in page.locator("main summary").all():
        summary.click()
    assert not said(page, rules)
    page.locator("#i3 .jb-take").click()
    assert not said(page, rules)
    page.get_by_role("menuitem", name="Cite").click()
    assert not said(page, rules)
    page.keyboard.press("Escape")
    page.locator("#i3 a.jb-gl").first.focus()
    assert not said(page, rules)
    context.close()


def test_the_keyboard_reaches_the_text_and_what_it_offers(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    page.keyboard.press("Tab")
    expect(page.locator(".jb-skip")).to_be_focused()
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(e => e.closest('.jb-take, .jb-gl, .jb-switch, .jb-language, .jb-scheme,"
                " .jb-anchor, .jb-nav')?.className.split(' ')"
                ".filter(c => /^jb/.test(c))[0])"
                "(document.activeElement)"
            )
        )
        seen = page.evaluate(
            "(r => r.width > 0 && r.height > 0)(document.activeElement.getBoundingClientRect())"
        )
        assert seen, "the focus is on something that cannot be seen"
    assert reached >= {
        *("jb-take", "jb-gl", "jb-switch", "jb-language", "jb-scheme", "jb-anchor", "jb-nav")
    }


@pytest.mark.parametrize("box", [".jb-drawer", ".jb-dock details:first-child"])
def test_the_keyboard_opens_the_dock_of_a_narrow_screen(page: Page, address: str, box: str) -> None:
    """The menu, and the contents of the page."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}en/{TASK}")
    dock = page.locator(box)
    handle = dock.locator("summary")
    handle.focus()
    page.keyboard.press("Enter")
    expect(dock).to_have_attribute("open", "")
    link = dock.locator("a").nth(4)
    link.focus()
    page.keyboard.press("Escape")
    expect(handle).to_be_focused()
    page.keyboard.press("Enter")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/en/glossary/$|#[\w-]+$"))


def test_touch_targets_are_large_enough(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{address}en/{TASK}")
    for selector in (".jb-take", ".jb-language:visible", ".jb-scheme", ".jb-drawer"):
        box = page.locator(selector).first.bounding_box()
        assert box and box["width"] >= 24 and box["height"] >= 24, (selector, box)


def test_chinese_has_no_blanks_from_line_breaks(layout: Layout) -> None:
    soft = re.compile(r"[\u4e00-\u9fff，。；、]\s*\n\s*[\u4e00-\u9fff]")
    for path in (layout.site / "zh").rglob("*.html"):
        for text in re.findall(
            r'<div class="jb-side jb-zh"[^>]*>(.*?)</div>', path.read_text("utf-8"), re.S
        ):
            assert not soft.search(text), (path, text)


# ---------------------------------------------------------------- policy, paper, lost readers


def test_a_page_says_what_it_may_load() -> None:
    html = '<meta charset="utf-8"><script>a()</script><script src="x"></script><p style="top:0">'
    made = policy(html)
    assert "script-src 'self' 'sha256-" in made and made.count("sha256") == 2
    assert "'unsafe-inline'" not in made and "'unsafe-eval'" not in made
    assert with_policy(html).index("Content-Security-Policy") < html.index("<script") + 60


def test_every_page_has_a_policy(layout: Layout) -> None:
    for path in layout.site.rglob("*.html"):
        html = path.read_text("utf-8")
        assert html.count('http-equiv="Content-Security-Policy"') == 1, path
        assert "unsafe-inline" not in html and not re.search(r"<[^>]+\son\w+=", html), path


def test_the_policy_stops_a_script_that_was_put_in(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}en/")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.bad = 1';"
        " document.body.append(s); }"
    )
    assert page.evaluate("window.bad") is None
    page.close()


def test_the_keyboard_alone_leads_from_a_search_to_a_citation(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(f"{address}zh/search/")
    page.keyboard.type("算力利用率")  # the field has the focus
    page.keyboard.press("Enter")
    page.locator(".jb-hit").nth(1).wait_for()
    here = "document.activeElement.getAttribute('href') ?? ''"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(here).endswith("ai-major-project/01/#i3"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/ai-major-project/01/#i3")
    page.keyboard.press("Tab")  # the indicator's own link
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#jb-menu")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#jb-dialog-text")).to_have_value(re.compile("考核指标3"))
    page.keyboard.press("Escape")
    expect(page.locator("#i3 .jb-take")).to_be_focused()


def test_on_paper(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".jb-header", ".jb-nav", ".jb-footer", ".jb-switch", ".jb-take", ".jb-next"):
        expect(page.locator(selector).first).to_be_hidden()
    for selector in ("h1", "#i3 .jb-en", "#i3 .jb-zh", ".jb-cite", ".jb-source", ".jb-legend"):
        expect(page.locator(selector).first).to_be_visible()
    digest = page.locator(".jb-sha").inner_text()
    assert len(digest) == 64, "no way to look at the rest of it on paper"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_lost_reader_can_search(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(f"{address}404.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = page.locator("#q-en")
    box.fill("humanoid robot")
    box.press("Enter")
    page.wait_for_url(f"{address}en/search/?q=humanoid*")
    page.locator(".jb-hit").first.wait_for()


@pytest.mark.parametrize(
    ("mistyped", "guess", "words"),
    [
        ("en/tasks/henan-agi-2032/07/", "en/documents/henan-agi-2023/", ""),
        ("zh/document/miit-ai-2021", "zh/documents/miit-ai-2021/", "miit ai"),
        ("zh-hant/glosary/charts.html", "zh-hant/charts/", "charts"),
        ("en/brain-chips/", "", "brain chips"),
    ],
)
def test_a_mistyped_address_gets_a_guess(
    page: Page, address: str, layout: Layout, mistyped: str, guess: str, words: str
) -> None:
    body = (layout.site / "404.html").read_text("utf-8")

    def missing(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route(f"{address}{mistyped}", missing)
    page.goto(f"{address}{mistyped}")
    expect(page.locator(".jb-lost")).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}.get(
        mistyped.split("/")[0], "zh-Hant"
    )
    expect(page.locator("input[name=q]")).to_have_value(words)
    if not guess:
        expect(page.locator(".jb-guess")).to_be_hidden()
        return
    page.locator(".jb-guess a").click()
    page.wait_for_url(f"{address}{guess}")
    expect(page.locator("h1")).to_be_visible()


def test_the_first_task_page_is_light(page: Page, address: str, layout: Layout) -> None:
    """Under 200 KB over the wire, as a host would send it: compressed."""
    got: set[str] = set()
    page.on("request", lambda request: got.add(urlsplit(request.url).path.lstrip("/")))
    page.goto(f"{address}en/{TASK}")
    page.wait_for_load_state("networkidle")
    size = 0
    for path in got:
        file = layout.site / path
        file = file / "index.html" if file.is_dir() else file
        data = file.read_bytes()
        size += min(len(data), len(gzip.compress(data, 6)))
    assert size < 200_000
    assert size < 80_000, f"{size} bytes: it has been about half of that"
