"""Reading: language switch, languages shown, anchors, widths, the front door."""

from __future__ import annotations

import csv
import gzip
import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from jiebang.runtime.layout import Layout

TASK = "tasks/ai-major-project/01/"
# One page of each type.
KINDS = (
    "",
    TASK,
    "tasks/zhengzhou-future-2023/a2-06/",
    "documents/zhengzhou-future-2023/",
    "documents/miit-ai-2021/",
    "documents/",
    "issuers/",
    "themes/",
    "tasks/",
    "glossary/",
    "data/",
    "explore/",
    "charts/",
    "about-translation/",
    "about/",
    "changes/",
    "source/miit-ai-2021/",
    "search/?q=AI",
)


def test_language_switch_keeps_page_and_anchor(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}#i3")
    page.locator("a.jb-language[data-edition=zh]").click()
    page.wait_for_url(f"{address}zh/{TASK}#i3")
    expect(page.locator("h1")).to_have_text("国产芯片适配软件开发及应用")
    page.locator("#i5 .jb-anchor").click()
    page.locator("a.jb-language[data-edition=zh-hant]").click()
    page.wait_for_url(f"{address}zh-hant/{TASK}#i5")
    expect(page.locator("h1")).to_have_text("國產芯片適配軟件開發及應用")
    page.locator("a.jb-language[data-edition=en]").click()
    page.wait_for_url(f"{address}en/{TASK}#i5")


def test_language_switch_keeps_the_place_that_is_read(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    page.locator("#i4").evaluate("e => e.scrollIntoView()")
    page.locator("a.jb-language[data-edition=zh]").evaluate("e => e.click()")
    page.wait_for_url(f"{address}zh/{TASK}#i4")
    expect(page.locator("#i4")).to_be_in_viewport()


def test_language_switch_keeps_the_query(page: Page, address: str) -> None:
    page.goto(f"{address}en/search/?q=算力")
    page.locator(".jb-hit").first.wait_for()
    page.locator("a.jb-language[data-edition=zh]").click()
    page.locator(".jb-hit").first.wait_for()
    assert "/zh/search/?q=" in page.url
    expect(page.locator("#q")).to_have_value("算力")


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_an_anchor_scrolls_to_its_indicator(page: Page, address: str, edition: str) -> None:
    page.goto(f"{address}{edition}/{TASK}#i7")
    indicator = page.locator("#i7")
    expect(indicator).to_be_in_viewport()
    expect(indicator).to_contain_text("申请发明专利≥10件")
    top = indicator.evaluate("e => e.getBoundingClientRect().top")
    header = page.locator("header").first.evaluate("e => e.getBoundingClientRect().bottom")
    assert top >= header, "the indicator is hidden under the header"


def test_the_leading_language_stands_first(page: Page, address: str) -> None:
    for edition, leading in (("en", "jb-en"), ("zh", "jb-zh")):
        page.goto(f"{address}{edition}/{TASK}")
        first = page.locator("#i1 .jb-side").first
        assert leading in (first.get_attribute("class") or "")


def test_the_choice_of_languages_is_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    chinese, english = page.locator("#i1 .jb-zh"), page.locator("#i1 .jb-en")
    expect(chinese).to_be_visible()
    page.get_by_role("button", name="English", exact=True).click()
    expect(chinese).to_be_hidden()
    page.reload()
    expect(chinese).to_be_hidden()
    expect(english).to_be_visible()
    page.get_by_role("button", name="Chinese", exact=True).click()
    expect(english).to_be_hidden()
    expect(chinese).to_be_visible()
    page.get_by_role("button", name="Both", exact=True).click()
    expect(english).to_be_visible()


def test_two_columns_on_a_desk_one_on_a_phone(page: Page, address: str) -> None:
    place = "e => [...e.querySelectorAll('.jb-side')].map(s => s.getBoundingClientRect().left)"
    page.goto(f"{address}en/{TASK}")
    left, right = page.locator("#i1 .jb-pair").evaluate(place)
    assert right > left + 200
    page.set_viewport_size({"width": 360, "height": 800})
    left, right = page.locator("#i1 .jb-pair").evaluate(place)
    assert right == left


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.slow)])
@pytest.mark.parametrize("edition", ["en", "zh", pytest.param("zh-hant", marks=pytest.mark.slow)])
def test_no_page_scrolls_sideways(page: Page, address: str, edition: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in (*(f"{edition}/{kind}" for kind in KINDS), "404.html"):
        page.goto(address + path)
        if "search/" in path:
            page.locator(".jb-hit").first.wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide on a screen of {width}"


@pytest.mark.parametrize(
    ("locale", "edition"), [("zh-CN", "zh"), ("zh-TW", "zh-hant"), ("en-GB", "en"), ("fr-FR", "en")]
)
def test_the_front_door_sends_on_by_language(
    browser: Browser, address: str, locale: str, edition: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(address)
    page.wait_for_url(f"{address}{edition}/")
    page.locator("a.jb-language:visible").first.click()
    page.wait_for_load_state()
    chosen = page.url
    page.goto(address)
    page.wait_for_url(chosen)
    context.close()


def test_the_front_door_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="中文").click()
    page.wait_for_url(f"{address}zh/")
    context.close()


def test_the_chinese_glossary_stands_in_the_order_of_pinyin(page: Page, address: str) -> None:
    page.goto(f"{address}zh/glossary/")
    letters = page.locator(".jb-letter > h2").all_inner_texts()
    assert letters == sorted(letters, key=lambda one: (not one[0].isdigit(), one))
    order = page.locator(".jb-term").evaluate_all("all => all.map(e => e.id)")
    assert order.index("ai-safety-risk") < order.index("large-model") < order.index("compute")
    page.locator("#jb-filter-field").select_option("robotics")
    shown = page.locator(".jb-term:visible")
    assert 0 < shown.count() < len(order)
    assert set(shown.evaluate_all("all => all.map(e => e.dataset.field)")) == {"robotics"}


def test_the_glossary_filter(page: Page, address: str) -> None:
    page.goto(f"{address}en/glossary/")
    everything = page.locator(".jb-term:visible").count()
    page.locator("#jb-filter").fill("算力")
    shown = page.locator(".jb-term:visible")
    assert 0 < shown.count() < everything
    for text in shown.locator(".jb-term__head").all_text_contents():
        assert "算力" in text or "compute" in text.lower()
    page.locator("#jb-filter").fill("")
    expect(page.locator(".jb-term:visible")).to_have_count(everything)


def test_header_search_leads_to_results(page: Page, address: str) -> None:
    page.goto(f"{address}zh/{TASK}")
    page.locator(".jb-header__search input").fill("机器人")
    page.keyboard.press("Enter")
    page.locator(".jb-hit").first.wait_for()
    assert page.url.startswith(f"{address}zh/search/?q=")


def test_dark_and_light_are_shared_by_the_editions(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    page.get_by_role("button", name="Dark colors").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    page.goto(f"{address}zh/")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")


DARK = "rgb(25, 24, 22)"


@pytest.mark.parametrize("prefers", ["dark", "light"])
def test_without_scripts_the_scheme_is_the_system_s(
    browser: Browser, address: str, prefers: Literal["dark", "light"]
) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme=prefers)
    page = context.new_page()
    page.goto(f"{address}en/{TASK}")
    background = expect(page.locator("body"))
    if prefers == "dark":
        background.to_have_css("background-color", DARK)
        expect(page.locator("h1")).to_have_css("color", "rgb(232, 228, 220)")
    else:
        background.not_to_have_css("background-color", DARK)
    context.close()


def test_a_chosen_scheme_stands_against_the_system_s(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}en/{TASK}")
    expect(page.locator("body")).to_have_css("background-color", DARK)
    page.get_by_role("button", name="Dark colors").click()
    page.reload()
    expect(page.locator("body")).not_to_have_css("background-color", DARK)
    context.close()


def test_from_a_term_to_its_tasks(page: Page, address: str, layout: Layout) -> None:
    with (layout.data / "terms.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    page.goto(f"{address}en/glossary/#compute-utilization")
    term = page.locator("#compute-utilization")
    term.locator("summary").click()
    term.locator("li a").first.click()
    page.wait_for_url(f"{address}en/tasks/**")
    expect(page.locator("main")).to_contain_text("算力利用率")
    page.goto(f"{address}zh/glossary/")
    shown = page.locator(".jb-term").evaluate_all(
        "all => all.map(e => [e.id, e.querySelector('dl > div:last-child dd').textContent])"
    )
    assert {one: int(n.replace(",", "")) for one, n in shown} == {
        one: int(row["occurrences"]) for one, row in rows.items()
    }
    common = page.locator("#large-model")
    assert common.locator("li").count() == 11, "ten tasks, and the way to the others"
    expect(common.locator("li a").last).to_have_attribute("href", re.compile(r"search/\?q="))
    size = len(gzip.compress((layout.site / "en/glossary/index.html").read_bytes(), 6))
    assert size < 150_000


def test_home_leads_to_themes_issuers_and_years(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    for heading in ("by-theme", "by-issuer", "by-year"):
        assert page.locator(f"section[aria-labelledby={heading}] a").count() > 2
    page.locator("section[aria-labelledby=by-theme] a", has_text="Robots").click()
    page.wait_for_url(f"{address}en/themes/#*")
    page.go_back()
    page.locator("section[aria-labelledby=by-year] a", has_text="2025").click()
    page.wait_for_url(f"{address}en/explore/?*year=2025*")


def test_home_shows_targets_documents_and_counts_once(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    assert page.locator(".jb-nav a").count() == 7
    targets = page.locator(".jb-target")
    assert targets.count() == 3
    assert page.locator("table tbody tr").count() == 5
    for number in ("102", "90", "334", "312", "504", "476"):
        expect(page.locator(".jb-counts")).to_contain_text(number)
    shown = page.locator("section[aria-labelledby=by-theme] li", has_text="Large models")
    expect(shown.locator(".jb-legend__count")).to_have_text("15")
    figure = targets.first.locator(".jb-target__figure")
    number = figure.inner_text().split()[0]
    line = targets.first.locator("a[href*='#L']").get_attribute("href") or ""
    figure.click()
    page.wait_for_url(re.compile(r"/tasks/.*#i\d"))
    expect(page.locator(":target")).to_contain_text(number)
    page.goto(f"{address}en/{line}")
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_task_opens_with_what_it_asks(page: Page, address: str) -> None:
    """Known facts in one row, what is not known in one line, the text on the first screen."""
    page.set_viewport_size({"width": 1440, "height": 900})
    for task in (TASK, "tasks/miit-ai-2021/01/", "tasks/chongqing-ai-2023/03/"):
        page.goto(f"{address}en/{task}")
        box = page.locator(".jb-pair").first.bounding_box()
        assert box and box["y"] < 760, task
        expect(page.locator(".jb-glance")).not_to_contain_text("Not stated")
        assert page.locator(".jb-unknowns").count() == 1


def test_one_left_edge(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}en/{TASK}")
    edges = page.evaluate(
        "['.jb-brand', '.jb-crumbs', 'h1', '.jb-glance', '.jb-pair', '.jb-footer strong']"
        ".map(s => Math.round(document.querySelector(s).getBoundingClientRect().left))"
    )
    assert len(set(edges)) == 1, edges


SHIFT = """new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 200);
})"""


@pytest.mark.parametrize("width", [412, 1280])
@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        (TASK, "h1"),
        ("glossary/", "h1"),
        ("explore/", "#jb-explore-table tbody tr"),
        ("search/?q=AI", ".jb-hit"),
    ],
)
def test_nothing_moves_while_a_page_fills(
    page: Page, address: str, kind: str, filled: str, width: int
) -> None:
    """Scripts show a form, a table or results: what stands below has kept its place."""
    page.set_viewport_size({"width": width, "height": 820})
    page.goto(f"{address}en/{kind}")
    page.locator(filled).first.wait_for()
    assert page.evaluate(SHIFT) < 0.02
