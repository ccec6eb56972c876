"""The charts: true numbers, a table and a file for each, readable in light and dark."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from jiebang.corpus.load import Corpus
from jiebang.runtime.layout import Layout
from jiebang.site.chart_files import chart_files
from jiebang.site.charts import charts
from jiebang.site.views import collection_of
from support import make_corpus, measure_rows

BARS = ("funding", "themes", "issuers", "metrics")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_numbers_are_those_of_the_corpus(layout: Layout, corpus: Corpus) -> None:
    """What is printed twice is counted once: Zhengzhou's fourth list repeats Henan's twelve."""
    folder = layout.site / "tables"
    again = {t.id for e in corpus.entries for t in e.tasks if t.list_id == "a4"}
    assert len(again) == 12
    tasks = [(e, t) for e in corpus.entries for t in e.tasks if t.id not in again]
    themes = Counter(theme for e, t in tasks for theme in e.themes[t.id])
    names = {theme.en: theme.id for theme in corpus.themes}
    assert {names[r["label_en"]]: int(r["value"]) for r in read(folder / "themes.csv")} == themes
    assert sum(int(r["value"]) for r in read(folder / "issuers.csv")) == 102, "as printed"
    measures = [row for row in measure_rows(corpus) if row["task_id"] not in again]
    metrics = Counter(row["metric_id"] for row in measures)
    found = [int(r["value"]) for r in read(folder / "metrics.csv")]
    assert sorted(found) == sorted(metrics.values())
    funding = [int(r["value"]) for r in read(folder / "funding.csv")]
    stated = [e.facts[t.id].funding_cny for e, t in tasks if e.facts[t.id].funding_cny]
    assert sorted(funding) == sorted(stated)
    levels = [row for row in measures if row["change"] == "level"]
    for metric, unit in (("response-time", "s"), ("patents", "1")):
        named = {r["id"] for r in levels if (r["metric_id"], r["unit_si"]) == (metric, unit)}
        assert {r["id"] for r in read(folder / f"thresholds-{metric}.csv")} == named, metric
    compute = read(folder / "compute.csv")
    assert len(compute) == len({r["id"] for r in compute}) > 8
    assert not any(r["id"].startswith("zhengzhou-future-2023.a4") for r in compute)
    accuracy = read(folder / "accuracy.csv")
    assert all(50 <= float(r["value"]) <= 100 for r in accuracy) and len(accuracy) > 20


@pytest.mark.parametrize("edition", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_each_chart_has_words_a_table_and_a_file(
    page: Page, address: str, tmp_path: Path, edition: str
) -> None:
    page.goto(f"{address}{edition}/charts/")
    figures = page.locator(".jb-figure")
    assert figures.count() >= len(BARS) + 3
    for at in range(figures.count()):
        if at and at % 5 == 0:  # a page may start ten downloads, no more
            page.reload()
        figure = figures.nth(at)
        image = figure.locator(".jb-chart[role=group]")
        for pointer in ("aria-labelledby", "aria-describedby"):
            target = page.locator(f"#{image.get_attribute(pointer)}")
            assert target.inner_text().strip()
        figure.locator("summary").press("Enter")
        expect(figure.locator("table")).to_be_visible()
        with page.expect_download() as waiting:
            figure.locator("a[download]").last.click()
        waiting.value.save_as(tmp_path / "chart.csv")
        rows = read(tmp_path / "chart.csv")
        assert figure.locator("tbody tr").count() == len(rows)
        with page.expect_download() as waiting:
            figure.locator("[data-picture]").click()
        waiting.value.save_as(tmp_path / "chart.svg")
        ElementTree.fromstring((tmp_path / "chart.svg").read_text("utf-8"))


def test_a_picture_is_in_the_characters_of_its_edition(page: Page, address: str) -> None:
    page.goto(f"{address}zh-hant/charts/")
    link = page.locator("[data-picture]").first.get_attribute("href") or ""
    assert link.endswith("/compute.zh-hant.svg")
    picture = page.request.get(f"{address}tables/compute.zh-hant.svg").text()
    shown = page.locator("#compute").inner_text()
    assert f">{shown}<" in picture and "單顆芯片" in shown


def test_a_chart_can_be_taken_as_png(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}en/charts/")
    with page.expect_download() as waiting:
        page.locator(".jb-png").first.click()
    assert waiting.value.suggested_filename == "compute.en.png"
    waiting.value.save_as(tmp_path / "chart.png")
    data = (tmp_path / "chart.png").read_bytes()
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20]) == 1600


def test_every_dot_has_a_name_and_leads_to_its_indicator(page: Page, address: str) -> None:
    page.goto(f"{address}en/charts/")
    dots = page.locator(".jb-chart--dots a")
    names = dots.evaluate_all("all => all.map(a => a.querySelector('title').textContent)")
    assert len(names) > 80 and all(len(name) > 5 for name in names)
    links = dots.evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all("#i" in link for link in links)
    chip = page.locator("[aria-labelledby=compute] a", has_text="500\u202fTFLOPS").first
    chip.dispatch_event("click")
    page.wait_for_url(f"{address}en/tasks/henan-agi-2023/01/#i1")


def test_bars_are_as_long_as_their_numbers(page: Page, address: str) -> None:
    page.goto(f"{address}en/charts/")
    chart = page.locator("[aria-labelledby=themes]")
    widths = chart.locator("rect").evaluate_all(
        "all => all.map(r => r.getBoundingClientRect().width)"
    )
    numbers = [int(text) for text in chart.locator(".jb-chart__number").all_text_contents()]
    assert numbers == sorted(numbers, reverse=True)
    for width, number in zip(widths, numbers, strict=True):
        assert abs(width / widths[0] - number / numbers[0]) < 0.01


# Words of a chart and where they stand; those that are not shown have no place.
PLACES = """all => all.map(figure => ({
  figure: figure.getBoundingClientRect(),
  words: [...figure.querySelectorAll("svg text, .jb-chart__name > *")].map(one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return [one.textContent, (one.closest("svg") ? one : range).getBoundingClientRect()];
  }).filter(([, box]) => box.width),
}))"""


@pytest.mark.parametrize("font", ["", "DejaVu Sans", "Noto Sans CJK SC", "monospace"])
@pytest.mark.parametrize("edition", ["en", "zh"])
def test_nothing_is_cut_off(browser: Browser, address: str, edition: str, font: str) -> None:
    context = browser.new_context(bypass_csp=True)  # for the style sheet that forces the font
    page = context.new_page()
    page.goto(f"{address}{edition}/charts/")
    if font:
        named = font if font == "monospace" else f'"{font}"'
        page.add_style_tag(content=f"* {{ font-family: {named} !important }}")
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for chart in page.locator(".jb-figure").evaluate_all(PLACES):
            figure, words = chart["figure"], chart["words"]
            assert words, width
            for text, box in words:
                assert box["left"] >= figure["left"] - 1, (width, text)
                # The empty half of a closing sign is trimmed at the end of a line, not in its box.
                most = 9 if text[-1] in "）」』，。" else 1
                assert box["right"] <= figure["right"] + most, (width, text)
            for (text, one), (other, two) in itertools.combinations(words, 2):
                apart = one["right"] <= two["left"] or two["right"] <= one["left"]
                below = one["bottom"] <= two["top"] + 1 or two["bottom"] <= one["top"] + 1
                assert apart or below, (width, text, other)
    context.close()


def contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = [float(p) for p in color[color.index("(") + 1 : -1].split(",")[:3]]
        linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    a, b = sorted((light(one), light(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_readable_in_light_and_dark(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(f"{address}en/charts/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    color, fill = "e => getComputedStyle(e).color", "e => getComputedStyle(e).fill"
    for words in (".jb-chart__name", ".jb-chart__number"):
        assert contrast(page.locator(words).first.evaluate(color), ground) >= 4.5, words
    assert contrast(page.locator(".jb-chart--dots text").first.evaluate(fill), ground) >= 4.5
    for mark in (".jb-chart rect", ".jb-dot--least", ".jb-dot--equal"):
        assert contrast(page.locator(mark).first.evaluate(fill), ground) >= 3, mark
    context.close()


def test_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}en/charts/")
    expect(page.locator("[aria-labelledby=themes] rect").first).to_be_visible()
    page.locator("summary").first.click()
    expect(page.locator(".jb-chart__table table").first).to_be_visible()
    context.close()


def test_the_svg_has_no_styles_of_its_own(layout: Layout) -> None:
    html = (layout.site / "en" / "charts" / "index.html").read_text("utf-8")
    for part in html.split("<svg")[1:]:
        svg = "<svg" + part.partition("</svg>")[0] + "</svg>"
        if "jb-chart" in svg.partition(">")[0]:
            ElementTree.fromstring(svg)
            assert "style" not in svg and "url(" not in svg and 'fill="' not in svg


def test_a_small_corpus_has_charts_too(tmp_path: Path) -> None:
    collection = collection_of(make_corpus())
    made = charts(collection)
    assert [chart.id for chart in made["bars"]] == list(BARS)
    found = chart_files(collection)
    assert {f"{one.id}.csv" for one in made["bars"]} <= found.keys()
    assert {
        f"{one.id}.{edition}.svg" for one in made["bars"] for edition in ("en", "zh")
    } <= found.keys()
    assert chart_files(collection) == found
