"""What a researcher, a journalist and a Chinese reader come for, click by click.

docs/site.md lists these jobs with the tests of the others.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

DONE = "#jb-results[data-state=done]"


def ask(page: Page, address: str, query: str, edition: str = "en") -> None:
    """From the home page, by its search field."""
    page.goto(f"{address}{edition}/")
    page.locator("#home-q").fill(query)
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)


@pytest.mark.parametrize(
    "query",
    ["≥1000 nodes", "1000 nodes", "1000 node training cluster", "thousand-node cluster", "千节点"],
)
def test_a_clusters_of_a_thousand_nodes(page: Page, address: str, query: str) -> None:
    ask(page, address, query)
    first = page.locator(".jb-hit__title a").evaluate_all("all => all.slice(0, 5).map(a => a.href)")
    assert any("ai-major-project/01" in link or "henan-agi-2023/02" in link for link in first)


def test_b_batteries_cited(page: Page, address: str) -> None:
    ask(page, address, "battery energy density")
    page.locator(".jb-hit__title a").first.click()
    expect(page.locator("h1")).to_contain_text("batteries")
    cited = page.locator("#cite ~ p").first
    expect(cited).to_contain_text("Jiebang, version")
    expect(cited).not_to_contain_text("[[")


def test_c_the_funding_of_chongqing_in_two_clicks(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    page.locator("#documents ~ table a", has_text="Chongqing").click()
    expect(page.locator(".jb-glance")).to_contain_text("RMB 77.5 million")
    cells = page.locator("table").first.locator("tbody tr td:last-child").all_inner_texts()
    sums = [float(cell.replace("\u202f", " ").split()[1]) for cell in cells]
    assert len(sums) == 7 and sum(sums) == 77.5


def test_d_densities_as_a_table(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}en/explore/")
    page.wait_for_selector("#jb-explore-table[data-state=done]")
    found = []
    for asked in ("> 200 Wh/kg", "more than 200 Wh kg-1", "over 0.2 kWh/kg"):
        page.locator("[name=value]").fill(asked)
        with page.expect_download() as waiting:
            page.locator("[data-act=csv]").click()
        waiting.value.save_as(tmp_path / "rows.csv")
        with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as stream:
            found.append(list(csv.DictReader(stream)))
    assert found[0] == found[1] == found[2] and len(found[0]) == 1
    assert found[0][0]["value"] == "220" and found[0][0]["url"].endswith("a2-10/#i3")


def test_g_what_changed_has_old_and_new_words(page: Page, address: str) -> None:
    page.goto(f"{address}en/")
    page.get_by_role("link", name="What changed").click()
    change = page.locator(".jb-change").first
    expect(change.locator("del").first).to_be_visible()
    expect(change.locator("ins").first).to_be_visible()
    anchor = change.get_attribute("id")
    page.goto(f"{address}zh/changes/#{anchor}")
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390])
def test_i_on_a_phone_the_text_is_near_and_the_contents_at_hand(
    browser: Browser, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{address}en/documents/zhengzhou-future-2023/")
    page.locator(".jb-dock summary").first.click()
    page.locator(".jb-dock nav a").nth(1).click()
    expect(page.locator(".jb-dock [open]")).to_have_count(0)
    assert page.evaluate("scrollY") > 1000
    page.goto(f"{address}en/search/?q=robot")
    page.wait_for_selector(DONE)
    expect(page.locator(".jb-hit").first).to_be_in_viewport()
    page.get_by_text("Filter", exact=True).click()
    page.locator("label:has([name=kind][value=term])").click()
    page.wait_for_selector(DONE)
    assert page.locator(".jb-hit__kind").all_inner_texts().count("Term") > 0
    page.goto(f"{address}en/explore/")
    page.wait_for_selector("#jb-explore-table[data-state=done]")
    expect(page.locator("[name=kind]")).to_be_hidden()
    page.close()
