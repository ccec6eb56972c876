"""Searching, in either language on either edition, and never a hit that is none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from conftest import choose, watched
from playwright.sync_api import Browser, Page, expect
from test_search_queries import DONE

from jiebang.corpus.load import Corpus
from jiebang.runtime.layout import Layout

EDITIONS = ("en", "zh")
FULL = "[data-match=full]"


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One page for all searches, as a reader keeps it: the index is loaded once."""
    with watched(browser, address) as context:
        yield context.new_page()


def search(
    page: Page, address: str, edition: str, query: str, *, matched: str = "", **filters: str
) -> list[str]:
    """Paths of the hits shown and of their lines, inside the edition, best first.

    `matched` narrows the hits: “[data-match=full]” are those with the whole query.
    """
    if not page.url.startswith(f"{address}{edition}/search/"):
        page.goto(f"{address}{edition}/search/")
    choose(page, **filters)
    page.locator("#q").fill(query)
    page.keyboard.press("Enter")
    page.wait_for_function(DONE)
    assert page.locator("#jb-results").get_attribute("data-state") == "done"
    more = page.locator(".jb-more:visible")
    while more.count():
        shown = page.locator(".jb-hit").count()
        more.first.click()
        page.wait_for_function("n => document.querySelectorAll('.jb-hit').length > n", arg=shown)
    links = page.locator(f".jb-hit{matched} :is(.jb-hit__title a, .jb-hit__place)")
    found: list[str] = links.evaluate_all("all => all.map(a => a.href)")
    assert all(link.startswith(f"{address}{edition}/") for link in found)
    return [link.removeprefix(f"{address}{edition}/") for link in found]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("算力利用率", "tasks/ai-major-project/01/#i3"),
        ("compute utilization", "tasks/ai-major-project/01/#i3"),
        ("自主可控", "tasks/ai-major-project/02/"),
        ("三甲医院", "tasks/ai-major-project/09/#i5"),
        ("1024节点", "tasks/ai-major-project/01/#i3"),
        ("百卡规模 跨机房", "tasks/ai-major-project/01/#i3"),
        ("PPP-RTK", "tasks/chongqing-ai-2023/03/"),
    ],
)
def test_finds(page: Page, address: str, edition: str, query: str, wanted: str) -> None:
    found = search(page, address, edition, query)
    assert any(path.startswith(wanted) for path in found), found
    page.locator(".jb-hit :is(.jb-hit__title a, .jb-hit__place)").nth(
        next(n for n, path in enumerate(found) if path.startswith(wanted))
    ).click()
    page.wait_for_url(f"{address}{edition}/{wanted}*")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("query", ["人形机器人", "humanoid robot", "Humanoid Robots"])
def test_finds_humanoid_robots(page: Page, address: str, edition: str, query: str) -> None:
    found = search(page, address, edition, query)
    tasks = [path for path in found if path.startswith("tasks/zhengzhou-future-2023/a2-")]
    assert tasks, found
    assert (
        "glossary/" in found[0] or "humanoid" in page.locator(".jb-hit").first.inner_text().lower()
    )


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("query", ["不存在词", "nonexistentword", "量子纠缠", "zzz算力"])
def test_finds_nothing(page: Page, address: str, edition: str, query: str) -> None:
    assert search(page, address, edition, query, matched=FULL) == []
    if page.locator(".jb-hit").count():
        expect(page.locator(".jb-hit__part").first).to_be_visible()
    else:
        expect(page.locator(".jb-hits__none")).to_contain_text(query)


@pytest.mark.parametrize(
    "query", ["自主可控", "产学研用", "示范应用", "脑电", "千亿级参数", "FP16", "点云"]
)
def test_finds_every_indicator_that_has_the_words(
    page: Page, address: str, corpus: Corpus, query: str
) -> None:
    wanted = {
        f"tasks/{task.document_id}/{task.id.rpartition('.')[2]}/#i{indicator.number}"
        for entry in corpus.entries
        for task in entry.tasks
        for indicator in task.indicators
        if query in indicator.text.zh
    }
    found = search(page, address, "en", query)
    assert set(map(once, wanted)) <= set(map(once, found))


def once(path: str) -> str:
    """The same address for both places of a task that is printed twice."""
    return path.replace("zhengzhou-future-2023/a4-", "henan-agi-2023/")


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_hit_holds_the_query(page: Page, address: str, edition: str) -> None:
    search(page, address, edition, "量子")
    for text in page.locator(".jb-hit").all_inner_texts():
        assert "量子" in text


def test_words_written_together_that_stand_apart(page: Page, address: str) -> None:
    found = search(page, address, "zh", "机器人误差")
    assert "tasks/ai-major-project/06/#i2" in found
    expect(page.locator(".jb-hits__note")).to_contain_text("没有连写的")


def test_hits_are_marked_and_never_markup(page: Page, address: str) -> None:
    search(page, address, "en", "算力利用率")
    marks = page.locator(".jb-hit mark").all_inner_texts()
    assert "算力利用率" in marks
    search(page, address, "en", "<img src=x onerror=alert(1)>")
    assert page.locator("#jb-results img").count() == 0


def test_the_language_of_the_page_is_left_alone(page: Page, address: str) -> None:
    search(page, address, "en", "算力")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_task_printed_twice_is_one_hit_that_says_so(page: Page, address: str) -> None:
    found = search(page, address, "en", "liquid cooling cluster", matched=FULL)
    both = {"tasks/henan-agi-2023/02/", "tasks/zhengzhou-future-2023/a4-02/"}
    assert len({path.partition("#")[0] for path in found} & both) == 1
    again = page.locator(".jb-hit__same").first
    expect(again).to_have_attribute("href", re.compile(r"zhengzhou-future-2023/a4-02/"))
    within = search(page, address, "en", "liquid cooling", document="zhengzhou-future-2023")
    assert any(path.startswith("tasks/zhengzhou-future-2023/a4-02/") for path in within)


def test_what_lacks_a_word_is_labelled_and_comes_after(page: Page, address: str) -> None:
    search(page, address, "en", "forest fire drone")
    marks = page.locator(".jb-hit").evaluate_all("all => all.map(e => e.dataset.match)")
    assert marks == sorted(marks), "full before partial"
    search(page, address, "en", "machine translation blockchain")
    assert page.locator(f".jb-hit{FULL}").count() == 0
    expect(page.locator(".jb-hit__part s").first).to_have_text("blockchain")


def test_a_bound_shows_the_amounts_that_meet_it(page: Page, address: str) -> None:
    search(page, address, "en", "at least 500 GB/s")
    expect(page.locator(".jb-hit__amount").first).to_contain_text("784")
    page.locator(".jb-hits__bound a").click()
    page.wait_for_selector("#jb-explore-table[data-state=done]")
    rows = page.locator("#jb-explore-table tbody tr").all_inner_texts()
    assert rows and all("784" in row for row in rows)


def test_the_choices_say_how_many(page: Page, address: str) -> None:
    search(page, address, "en", "humanoid robot")
    for name in ("kind", "document", "theme"):
        for choice in page.locator(f"label:has([name={name}]):visible").all():
            assert re.search(r"\s[1-9]\d*$", choice.inner_text())
    terms = page.locator("label:has([name=kind][value=term])")
    said = terms.inner_text().split()[-1]
    terms.click()
    page.wait_for_function(DONE)
    expect(page.locator(".jb-hit")).to_have_count(int(said))


NUMBERS_IN_WORDS = """
twenty kilograms | 20 kilograms
five hundred and six meters | 506 meters
thirty-five percent | 35 percent
two thousand and one hours | 2001 hours
四十五分贝 | 45分贝
一百零八公里 | 108公里
十毫秒以内 | 10毫秒以内
三元电池 | 三元电池
二级 | 二级
三维引擎 | 三维引擎
one hand | one hand
seven-axis robot | seven-axis robot
"""


def test_numbers_in_words_are_figures_before_a_unit_of_measure(page: Page, address: str) -> None:
    page.goto(f"{address}en/search/")
    wanted = [line.split(" | ") for line in NUMBERS_IN_WORDS.strip().split("\n")]
    read = """async (all) => {
      const known = await (await fetch("/search/units.json")).json();
      const words = await (await fetch("/search/words.json")).json();
      jiebangWords.learn(words);
      return all.map((one) => jiebangValues(known).spelled(one));
    }"""
    assert page.evaluate(read, [typed for typed, _ in wanted]) == [made for _, made in wanted]


def test_what_happens_is_said_aloud(page: Page, address: str) -> None:
    page.goto(f"{address}en/search/")
    expect(page.locator("#jb-results")).to_have_attribute("data-state", "empty")
    search(page, address, "en", "humanoid robot")
    said = page.locator("[role=status]")
    expect(said).to_contain_text(re.compile(r"\d+ results with all words"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_filters(page: Page, address: str, corpus: Corpus, edition: str) -> None:
    everything = search(page, address, edition, "机器人")
    assert {path.partition("/")[0] for path in everything} == {"tasks", "documents", "glossary"}
    terms = search(page, address, edition, "机器人", kind="term")
    assert terms and all(path.startswith("glossary/#") for path in terms)
    indicators = search(page, address, edition, "机器人", kind="indicator", document="miit-ai-2021")
    assert indicators
    assert all(path.startswith("tasks/miit-ai-2021/") and "#i" in path for path in indicators)
    themes = {t: th for e in corpus.entries for t, th in e.themes.items()}
    drones = search(page, address, edition, "识别", theme="drones-low-altitude", kind="task")
    for path in drones:
        _, document, number, _ = path.split("/")
        assert "drones-low-altitude" in themes[f"{document}.{number}"]
    assert search(page, address, edition, "洪崖洞", document="miit-ai-2021") == []
    expect(page.locator("#jb-results")).to_contain_text("filters" if edition == "en" else "筛选")


def test_a_search_with_its_filters_has_an_address(page: Page, address: str) -> None:
    found = search(page, address, "en", "算力", kind="indicator", theme="chips-compute")
    assert "kind=indicator" in page.url and "theme=chips-compute" in page.url
    page.reload()
    page.wait_for_selector("#jb-results[data-state=done]")
    expect(page.locator("[name=kind][value=indicator]")).to_be_checked()
    first = page.locator(".jb-hit__title a").first.get_attribute("href") or ""
    assert first.endswith(found[0])


def test_figures_are_whole(page: Page, address: str) -> None:
    assert search(page, address, "en", "1024")
    assert "1024" in page.locator(".jb-hit mark").first.inner_text().replace(",", "")
    for part in ("024", "102", "10240"):
        for path in search(page, address, "en", part):
            assert path not in ("tasks/ai-major-project/01/#i3", "tasks/henan-agi-2023/02/#i1")
    search(page, address, "zh", "50%")
    for text in page.locator(".jb-hit").all_inner_texts():
        assert re.search(r"(?<![\d.])50\s*[%％]", text), text


def test_short_words_are_whole(page: Page, address: str) -> None:
    assert search(page, address, "en", "AI")
    for mark in page.locator(".jb-hit mark").all_inner_texts():
        assert mark.lower() in ("ai", "ais", "人工智能"), mark
    assert search(page, address, "zh", "CPU")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("computing power", "算力"),
        ("touch sensor", "触觉传感器"),
        ("brain-machine interface", "脑机接口"),
    ],
)
def test_synonyms_of_the_glossary(
    page: Page, address: str, edition: str, query: str, mark: str
) -> None:
    found = search(page, address, edition, query)
    assert any(path.startswith("tasks/") and "#i" in path for path in found)
    assert mark in page.locator(".jb-hit mark").all_inner_texts()
    expect(page.locator(".jb-hits__also")).to_contain_text(mark)
    expect(page.locator(".jb-hits__also [lang=zh-Hans]").first).to_be_visible()


@pytest.mark.parametrize(
    ("hant", "hans"),
    [
        ("算力叢集", "算力丛集"),
        ("觸覺傳感器", "触觉传感器"),
        ("自主可控", "自主可控"),
        ("示範應用", "示范应用"),
    ],
)
def test_traditional_characters_find_the_same(
    page: Page, address: str, hant: str, hans: str
) -> None:
    assert search(page, address, "zh", hant) == search(page, address, "zh", hans)


def test_the_traditional_edition_searches_too(page: Page, address: str) -> None:
    assert "tasks/zhengzhou-future-2023/a2-05/" in search(page, address, "zh-hant", "觸覺傳感器")


def test_half_a_word_finds_what_begins_so(page: Page, address: str) -> None:
    found = search(page, address, "en", "metavers")
    assert any("a1-" in path for path in found)
    expect(page.locator(".jb-hits__note")).to_contain_text("start with it")


def test_the_words_are_small_and_sound(layout: Layout) -> None:
    words = json.loads((layout.site / "search" / "words.json").read_text("utf-8"))
    assert len(words["hant"]) == len(words["hans"])
    assert len(set(words["hant"])) == len(words["hant"])
    assert set(words["hant"]).isdisjoint(words["hans"])
    pairs = dict(zip(words["hant"], words["hans"], strict=True))
    assert pairs["體"] == "体" and "著" not in pairs, "著 of 显著 stays"
    strong = {name for _, names, _, _ in words["terms"] for name in names}
    weak = {name for *_, names in words["terms"] for name in names}
    assert "computing power" in strong and "tcm" in strong
    assert "support" in weak and "support" not in strong
