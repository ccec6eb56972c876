"""Addresses of what is gone or has moved: where a real browser ends up."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from conftest import serve
from playwright.sync_api import Page, expect

from building import small_copy
from jiebang.commands.build import build

ID = "chongqing-ai-2023"
CHANGES = f"""\
- id: old-2020
  replaced_by: {ID}
  date: 2026-11-28
  reason: {{en: Renamed., zh: 改名。}}
- id: gone-2020
  withdrawn: yes
  date: 2026-11-28
  reason: {{en: It was no call., zh: 并非榜单。}}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of one document, with ids that went to it and one that went nowhere."""
    layout = small_copy(tmp_path_factory.mktemp("former"), ID)
    for document in ("old-2020", "gone-2020"):
        task = {"id": f"{document}.01", "text_zh": "旧任务", "text_en": "An old task"}
        text = {"id": f"{document}.01.2", "text_zh": "误差≤1%。", "text_en": "An error of ≤1%."}
        record = {**text, "task_id": task["id"], "number": 2}
        with (layout.published / "record.jsonl").open("a", encoding="utf-8") as stream:
            for line in (task, record):
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    (layout.published / "changes.yml").write_text(CHANGES, "utf-8")
    assert not build(layout).failed
    yield from serve(layout.site)


@pytest.mark.parametrize("edition", ["en", "zh", "zh-hant"])
def test_what_moved_sends_a_reader_on(page: Page, address: str, edition: str) -> None:
    page.goto(f"{address}{edition}/tasks/old-2020/01/")
    page.wait_for_url(f"{address}{edition}/tasks/{ID}/01/")
    page.goto(f"{address}{edition}/tasks/old-2020/01/#i2")
    page.wait_for_url(f"{address}{edition}/tasks/{ID}/01/#i2")
    expect(page.locator("#i2")).to_be_visible()
    page.go_back()
    assert "old-2020" not in page.url, "the way back does not lead into the redirect"


def test_what_is_gone_says_so_and_stays(page: Page, address: str) -> None:
    page.goto(f"{address}en/tasks/gone-2020/01/#i2")
    expect(page.locator("#i2")).to_contain_text("An error of ≤1%.")
    expect(page.locator("article")).to_contain_text("It was no call.")
    assert page.url.endswith("/gone-2020/01/#i2")
