"""The page of downloads, and a file from it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page

from jiebang.runtime.layout import Layout


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_a_table_can_be_downloaded(
    page: Page, address: str, layout: Layout, tmp_path: Path, edition: str
) -> None:
    page.goto(f"{address}{edition}/data/")
    link = page.locator("a[href$='/tasks.csv']")
    assert link.get_attribute("href") == "../../data/tasks.csv"
    with page.expect_download() as waiting:
        link.click()
    target = tmp_path / "tasks.csv"
    waiting.value.save_as(target)
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 102
    assert target.read_bytes() == (layout.data / "tasks.csv").read_bytes()
    row = page.locator("tr", has=page.locator("a[href$='/tasks.csv']"))
    assert "102" in row.inner_text()


def test_everything_in_the_folder_is_listed(page: Page, address: str, layout: Layout) -> None:
    page.goto(f"{address}en/data/")
    listed = page.locator("main a[href^='../../data/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href').slice('../../data/'.length))"
    )
    made = [p.relative_to(layout.data).as_posix() for p in layout.data.rglob("*") if p.is_file()]
    assert sorted(listed) == sorted(made)
