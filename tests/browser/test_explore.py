"""The page to explore: filters, units, sorting, addresses, downloads, and 20,000 rows."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from jiebang.corpus.load import Corpus
from jiebang.datasets.measures import MeasureRow
from jiebang.site.explore import MEASURE_COLUMNS
from support import measure_rows

PETA = 10**15


@pytest.fixture(scope="module")
def rows(corpus: Corpus) -> list[MeasureRow]:
    return measure_rows(corpus)


def explore(page: Page, address: str, edition: str = "en", **query: str) -> None:
    page.goto(f"{address}{edition}/explore/?{urlencode(query)}")
    page.wait_for_selector("#jb-explore-table[data-state=done]")


def total(page: Page) -> int:
    """How many rows the table says it shows, on all its pages."""
    text = page.locator(".jb-grid__info").inner_text().replace(",", "")
    found = re.search(r"of (\d+)|共(\d+)条", text)
    assert found, text
    return int(found[1] or found[2])


def settled(page: Page, wanted: int) -> None:
    page.wait_for_function(
        "n => document.querySelector('.jb-grid__info').innerText.replaceAll(',', '')"
        ".match(/of (\\d+)|共(\\d+)条/).slice(1).some(x => Number(x) === n)",
        arg=wanted,
    )


def download(page: Page, folder: Path) -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        page.locator("[data-act=csv]").click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    with target.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ids(found: list[dict[str, str]]) -> set[str]:
    return {row["id"] for row in found}


def test_a_task_printed_twice_counts_once(page: Page, address: str, corpus: Corpus) -> None:
    same = [t.id for e in corpus.entries for t in e.tasks if t.id in e.same_as]
    explore(page, address, table="tasks")
    expect(page.locator(".jb-grid__info")).to_contain_text(f"({102 - len(same) // 2} different")
    explore(page, address, table="tasks", document="henan-agi-2023")
    expect(page.locator(".jb-grid__info")).not_to_contain_text("different")
    expect(page.locator(".jb-grid tbody tr").first).to_contain_text("zhengzhou-future-2023.a4-01")


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_both_tables_are_whole(
    page: Page, address: str, rows: list[MeasureRow], edition: str
) -> None:
    explore(page, address, edition)
    assert total(page) == len(rows)
    page.locator("[data-table=tasks]").click()
    settled(page, 102)
    assert "table=tasks" in page.url
    expect(page.locator("label:has([name=value])")).to_be_hidden()


def test_a_value_in_any_unit(
    page: Page, address: str, rows: list[MeasureRow], tmp_path: Path
) -> None:
    wanted = {
        row["id"]
        for row in rows
        if row["unit_si"] == "FLOP/s" and float(row["value_si"] or 0) >= 100 * PETA
    }
    assert wanted
    explore(page, address, value=">=100 PFLOPS")
    assert ids(download(page, tmp_path)) == wanted
    texts = ("compute rate ≥ 100 PFLOPS", ">=100000 TFLOPS", "at least 0.1 EFLOPS")
    assert found_by_value(page, address, tmp_path, texts) == dict.fromkeys(texts, wanted)
    expect(page.locator("#jb-value-note")).to_contain_text("≥ 1×10¹⁷ FLOP/s")


def found_by_value(
    page: Page, address: str, folder: Path, texts: Iterable[str]
) -> dict[str, set[str]]:
    """The ids of the rows that each value finds."""
    found = {}
    for number, text in enumerate(texts):
        if number % 8 == 0:  # a page may start ten downloads, no more
            explore(page, address)
        page.locator("[name=value]").fill(text)
        found[text] = ids(download(page, folder))
    return found


VALUES = {
    "< 10 ms": ("duration", "s", 0, 0.01),
    "≤ 1 min": ("duration", "s", 0, 60),
    "2–5 h": ("duration", "s", 7200, 18000),
    "不超过500毫秒": ("duration", "s", 0, 0.5),
    ">= 200 Gb/s": ("data-rate", "bit/s", 200e9, 1e99),
    "≥ 0.2 kWh/kg": ("energy-density", "J/kg", 720_000, 1e99),
    "≥ 4 km/h": ("speed", "m/s", 4 / 3.6, 1e99),
    "≥ 1亿元": ("money", "CNY", 1e8, 1e99),
    "≥ 99%": ("ratio", "1", 0.99, 1e99),
}


def test_values_agree_with_the_dataset(
    page: Page, address: str, rows: list[MeasureRow], tmp_path: Path
) -> None:
    def holds(row: MeasureRow, text: str) -> bool:
        kind, unit, low, high = VALUES[text]
        if (row["quantity_kind"], row["unit_si"]) != (kind, unit):
            return False
        value = float(row["value_si"] or 0)
        top = value * float(row["value_max"] or row["value"]) / float(row["value"] or 1)
        if text.startswith("<") and not text.startswith("<="):
            return value < high or (value == high and row["comparator"] == "<")
        return top >= low * (1 - 1e-9) and value <= high * (1 + 1e-9)

    wanted = {text: {row["id"] for row in rows if holds(row, text)} for text in VALUES}
    assert all(wanted.values())
    assert found_by_value(page, address, tmp_path, VALUES) == wanted


SAID = {
    "more than 200 Wh/kg": "> 200 Wh/kg",
    "greater than 200 Wh kg-1": "> 200 Wh/kg",
    "over 200 watt-hours per kilogram": "> 200 Wh/kg",
    "¥30m or more": "≥ 3000万元",
    "under 100 milliseconds": "< 0.1 s",
    "95 percent or more": "≥ 95%",
    "1000+ nodes": "≥ 1000 nodes",
    "≥1000节点": "≥ 1000 nodes",
}


def test_a_value_in_the_readers_words(page: Page, address: str, tmp_path: Path) -> None:
    found = found_by_value(page, address, tmp_path, dict.fromkeys((*SAID, *SAID.values())))
    assert all(found.values())
    assert {text: found[text] for text in SAID} == {t: found[same] for t, same in SAID.items()}


def test_what_is_counted_is_looked_for_in_the_words(page: Page, address: str) -> None:
    explore(page, address, value="at least 1000 nodes")
    expect(page.locator("#jb-value-note")).to_contain_text("nodes")
    rows = page.locator("#jb-explore-table tbody tr")
    assert rows.count() >= 1
    for text in rows.all_inner_texts():
        assert "1024" in text.replace(",", "") and "node" in text


def test_what_is_no_value_says_so(page: Page, address: str) -> None:
    explore(page, address, value="many")
    settled(page, 0)
    expect(page.locator("#jb-value-note")).to_contain_text("Enter a number")
    expect(page.locator(".jb-grid tbody")).to_contain_text("No matches")
    explore(page, address)
    hint = page.locator("#jb-value-note").inner_text()
    for example in re.findall(r"(?:≥ |< )?[\d–]+ ?[A-Za-z%]+", hint):
        explore(page, address, value=example)
        assert total(page) > 0, example
    explore(page, address, value="≥ 5 quibbles")
    expect(page.locator("#jb-value-note")).to_contain_text("quibbles")
    settled(page, 0)


@pytest.mark.parametrize("text", ["算力集群", "算力集羣", "AI compute clusters"])
def test_text_in_either_language(page: Page, address: str, tmp_path: Path, text: str) -> None:
    explore(page, address, table="tasks", q=text)
    found = ids(download(page, tmp_path))
    assert found
    assert {"henan-agi-2023.02", "zhengzhou-future-2023.a4-02"} <= found
    assert "miit-ai-2021.12" not in found


def test_filters_together(page: Page, address: str, rows: list[MeasureRow], tmp_path: Path) -> None:
    explore(page, address)
    page.select_option("[name=issuer]", "工业和信息化部办公厅")
    page.select_option("[name=kind]", "ratio")
    page.select_option("[name=comparator]", ">")
    page.select_option("[name=year]", "2023")
    wanted = {
        row["id"]
        for row in rows
        if row["task_id"].startswith("miit-ai-2021")
        and (row["quantity_kind"], row["comparator"]) == ("ratio", ">")
    }
    assert wanted
    settled(page, len(wanted))
    found = download(page, tmp_path)
    assert ids(found) == wanted
    assert {row["issuer_en"] for row in found} == {
        "General Office of the Ministry of Industry and Information Technology"
    }
    page.get_by_role("button", name="Clear all").click()
    settled(page, len(rows))


def test_a_metric_s_group(page: Page, address: str, rows: list[MeasureRow], tmp_path: Path) -> None:
    explore(page, address)
    page.select_option("[name=metric]", "latency")
    wanted = {row["id"] for row in rows if row["metric_id"] == "latency"}
    assert wanted
    settled(page, len(wanted))
    assert ids(download(page, tmp_path)) == wanted


def test_unknown_issuer_and_year_can_be_asked_for(page: Page, address: str, tmp_path: Path) -> None:
    explore(page, address, table="tasks", issuer="-", year="-")
    found = download(page, tmp_path)
    assert {row["document"] for row in found} == {"ai-major-project", "chongqing-ai-2023"}
    assert len(found) == 21


def test_the_address_is_the_view(page: Page, address: str, tmp_path: Path) -> None:
    explore(page, address, table="tasks")
    page.select_option("[name=theme]", "robotics")
    page.locator("#jb-explore [name=q]").fill("传感器")
    head = page.locator("th", has_text="Task").locator("button")
    head.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('sort=title')")
    page.wait_for_function("() => location.search.includes('q=')")
    query = parse_qs(urlsplit(page.url).query)
    assert query["theme"] == ["robotics"]
    shown = [row["id"] for row in download(page, tmp_path)]
    assert shown
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#jb-explore-table[data-state=done]")
    assert [row["id"] for row in download(other, tmp_path)] == shown
    assert other.locator("#jb-explore [name=q]").input_value() == "传感器"


def test_sorting_by_value_is_by_the_base_unit(page: Page, address: str, tmp_path: Path) -> None:
    explore(page, address, kind="duration", sort="-value")
    values = [float(row["value_si"]) for row in download(page, tmp_path)]
    assert values == sorted(values, reverse=True)
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_rows_lead_to_their_indicator(page: Page, address: str) -> None:
    explore(page, address, value="220 Wh/kg")
    page.locator(".jb-grid tbody a").first.click()
    page.wait_for_url(f"{address}en/tasks/zhengzhou-future-2023/a2-10/#i3")
    expect(page.locator("#i3")).to_contain_text("220Wh/kg")


def test_the_csv_is_exact(page: Page, address: str, rows: list[MeasureRow], tmp_path: Path) -> None:
    explore(page, address)
    found = {row["id"]: row for row in download(page, tmp_path)}
    assert found.keys() == {row["id"] for row in rows}
    for row in rows:
        for ours, theirs in (("value", "value"), ("value_si", "value_si"), ("text_zh", "text_zh")):
            assert found[row["id"]][ours] == (dict(row)[theirs] or ""), row["id"]


def test_nothing_in_the_data_is_markup(page: Page, address: str) -> None:
    hostile = "<img src=x onerror=alert(1)>"

    def spoil(route: Route) -> None:
        data = route.fetch().json()
        for row in data["rows"]:
            row[1] = row[2] = row[6] = row[10] = row[11] = hostile
        route.fulfill(json=data)

    page.route("**/tables/measures.json", spoil)
    explore(page, address)
    assert page.locator("#jb-explore-table img").count() == 0
    expect(page.locator(".jb-grid tbody")).to_contain_text(hostile)


def synthetic(number: int) -> dict[str, Any]:
    """measures.json with so many rows."""
    made = []
    for n in range(number):
        value = str(n % 997 + 1)
        made.append(
            [
                *(f"ai-major-project.01.{n % 7 + 1}.m{n}", f"时延{n}", f"latency {n}"),
                *((">=", "<=", "=")[n % 3], value, None, "ms", "duration"),
                *(str(int(value) / 1000), "s", f"不超过{value}ms", f"no more than {value} ms", 1),
                *(None, f"{value} ms", f"{value} ms", "latency"),
            ]
        )
    return {"columns": list(MEASURE_COLUMNS), "rows": made}


@pytest.mark.slow
def test_twenty_thousand_rows(page: Page, address: str, tmp_path: Path) -> None:
    body = json.dumps(synthetic(20_000), ensure_ascii=False)
    page.route(
        "**/tables/measures.json",
        lambda route: route.fulfill(body=body, content_type="application/json"),
    )
    begun = time.perf_counter()
    explore(page, address)
    opened = time.perf_counter() - begun
    assert total(page) == 20_000
    assert page.locator(".jb-grid tbody tr").count() == 50, "a page of rows, not all"
    begun = time.perf_counter()
    page.locator("[name=value]").fill("≤ 0.1 s")
    wanted = sum(1 for n in range(20_000) if n % 997 + 1 <= 100)
    settled(page, wanted)
    filtered = time.perf_counter() - begun
    begun = time.perf_counter()
    page.locator("#jb-explore [name=q]").fill("latency 1999")
    settled(page, 1)  # figures are whole: not 19990
    searched = time.perf_counter() - begun
    page.get_by_role("button", name="Clear all").click()
    settled(page, 20_000)
    begun = time.perf_counter()
    page.locator("th", has_text="Value").locator("button").click()
    page.wait_for_selector("th[aria-sort=ascending]")
    ordered = time.perf_counter() - begun
    assert len(download(page, tmp_path)) == 20_000
    print(f"opened {opened:.2f} s, value {filtered:.2f}, text {searched:.2f}, sort {ordered:.2f}")
    assert max(filtered, searched, ordered) < 5
    assert opened < 15


@pytest.mark.parametrize("table", ["measures", "tasks"])
@pytest.mark.parametrize("edition", ["en", "zh"])
def test_on_a_phone(page: Page, address: str, edition: str, table: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    explore(page, address, edition, table=table)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    boxes = page.locator("#jb-explore :is(select, input, button):visible").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right, b.height])"
    )
    assert all(left >= 0 and right <= 360 and height >= 24 for left, right, height in boxes)


def test_the_keyboard_suffices(page: Page, address: str) -> None:
    explore(page, address)
    page.locator("[data-table=measures]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page, 102)
    page.keyboard.press("Tab")
    page.keyboard.type("导盲")
    page.wait_for_function("() => document.querySelectorAll('.jb-grid tbody tr').length < 5")
    expect(page.locator(".jb-grid tbody")).to_contain_text("visually impaired")


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_the_home_page_leads_here_by_year(page: Page, address: str, edition: str) -> None:
    page.goto(f"{address}{edition}/")
    entry = page.locator("section[aria-labelledby=by-year] li", has_text="2023")
    number = int(entry.locator(".jb-legend__count").inner_text())
    entry.locator("a").click()
    page.wait_for_selector("#jb-explore-table[data-state=done]")
    assert total(page) == number == 17
