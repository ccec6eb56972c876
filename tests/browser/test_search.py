"""Searching, in either language on either edition, and never a hit that is none."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from jiebang.corpus import load_corpus
from jiebang.layout import Layout

EDITIONS = ("en", "zh")


def search(page: Page, address: str, edition: str, query: str) -> list[str]:
    """Paths of the hits shown, inside the edition, best first."""
    page.goto(f"{address}{edition}/search/")
    page.locator("#q").fill(query)
    page.keyboard.press("Enter")
    page.wait_for_selector("#jb-results[data-state=done]")
    while page.locator(".jb-more").is_visible():
        page.locator(".jb-more").click()
    links = page.locator(".jb-hit__title a")
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
    page.locator(".jb-hit__title a").nth(
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
    assert search(page, address, edition, query) == []
    expect(page.locator(".jb-hits__none")).to_contain_text(query)


@pytest.mark.parametrize(
    "query", ["自主可控", "产学研用", "示范应用", "脑电", "千亿级参数", "FP16", "点云"]
)
def test_finds_every_indicator_that_has_the_words(
    page: Page, address: str, layout: Layout, query: str
) -> None:
    wanted = {
        f"tasks/{task.document_id}/{task.id.rpartition('.')[2]}/#i{indicator.number}"
        for entry in load_corpus(layout).entries
        for task in entry.tasks
        for indicator in task.indicators
        if query in indicator.text.zh
    }
    found = search(page, address, "en", query)
    if len(found) < 100:  # beyond that only the best are shown
        assert wanted <= set(found)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_hit_holds_the_query(page: Page, address: str, edition: str) -> None:
    search(page, address, edition, "量子")
    for text in page.locator(".jb-hit").all_inner_texts():
        assert "量子" in text


def test_words_written_together_that_stand_apart(page: Page, address: str) -> None:
    found = search(page, address, "zh", "机器人误差")
    assert "tasks/ai-major-project/06/#i2" in found
    expect(page.locator(".jb-hits__count")).to_contain_text("没有连写的")


def test_hits_are_marked_and_never_markup(page: Page, address: str) -> None:
    search(page, address, "en", "算力利用率")
    marks = page.locator(".jb-hit mark").all_inner_texts()
    assert "算力利用率" in marks
    search(page, address, "en", "<img src=x onerror=alert(1)>")
    assert page.locator("#jb-results img").count() == 0


def test_the_language_of_the_page_is_left_alone(page: Page, address: str) -> None:
    search(page, address, "en", "算力")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_index_holds_one_language(layout: Layout) -> None:
    entry = json.loads((layout.site / "pagefind" / "pagefind-entry.json").read_text("utf-8"))
    assert list(entry["languages"]) == ["zh"]
