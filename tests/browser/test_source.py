"""The originals on the site: every line has its address, and what is private is not there."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import replace

from playwright.sync_api import Page, expect

from jiebang.corpus.load import Corpus
from jiebang.document.model import Withheld
from jiebang.runtime.files import sha256_of
from jiebang.runtime.layout import Layout
from jiebang.site.edition import EDITIONS
from jiebang.site.source_pages import MASK, masked_text, read_evidence, source_page
from support import make_corpus


def lines_of(page: str) -> dict[int, str]:
    """The text of each line of a source page, by its number."""
    found = re.findall(r'<li id="L(\d+)"[^>]*>.*?<p>(.*?)</p></li>', page, re.DOTALL)
    return {int(n): html.unescape(re.sub(r"<[^>]+>", "", text)) for n, text in found}


def test_every_edition_shows_every_line_as_printed(layout: Layout, corpus: Corpus) -> None:
    for entry in corpus.entries:
        name = entry.document.id
        masked = masked_text(entry.original, entry.document)
        wanted = {n: one for n, one in enumerate(masked.split("\n"), 1) if one.strip()}
        for edition in EDITIONS:
            path = layout.site / edition.key / "source" / name / "index.html"
            assert lines_of(path.read_text("utf-8")) == wanted, (edition.key, name)
        shown = (layout.site / "source" / f"{name}.txt").read_bytes()
        assert shown.decode() == masked
        assert sha256_of(shown) in path.read_text("utf-8")


def test_what_is_withheld_is_masked_sign_for_sign_and_nowhere_on_the_site(
    layout: Layout, corpus: Corpus
) -> None:
    entry = next(e for e in corpus.entries if e.document.withheld)
    lines = entry.original.split("\n")
    masked = masked_text(entry.original, entry.document).split("\n")
    private = []
    for place in entry.document.withheld:
        before, after = lines[place.line - 1], masked[place.line - 1]
        assert len(before) == len(after)
        assert after[: place.first - 1] == before[: place.first - 1]
        assert MASK in after and not re.search(r"\d{4}", after)
        private += re.findall(r"\d{7,}|\d{3,4}-\d{7,8}", before)
    assert private
    pages = [p for p in layout.site.rglob("*.html") if entry.document.id in str(p)]
    texts = [p.read_text("utf-8") for p in (*pages, *(layout.site / "source").glob("*.txt"))]
    assert not [one for one in private for text in texts if one in text]


def test_the_source_of_an_indicator_opens_at_its_line(page: Page, address: str) -> None:
    page.goto(f"{address}en/tasks/miit-ai-2021/01/")
    page.locator("#i2 .jb-line").click()
    page.wait_for_url(f"{address}en/source/miit-ai-2021/#L61")
    line = page.locator("#L61")
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("128TFLOPS@FP16")
    ground = "e => getComputedStyle(e).backgroundColor"
    assert line.evaluate(ground) != page.locator("#L63").evaluate(ground)
    line.locator("a[title='miit-ai-2021.01.2']").click()
    page.wait_for_url(f"{address}en/tasks/miit-ai-2021/01/#i2")


def test_a_blank_line_leads_to_the_line_before_it(page: Page, address: str) -> None:
    page.goto(f"{address}en/source/ai-major-project/#L61")
    assert page.locator("#L61").count() == 0
    expect(page.locator("#L60")).to_be_in_viewport()


def test_the_offsets_of_the_data_hold_in_the_text_as_shown(layout: Layout, corpus: Corpus) -> None:
    texts = {p.stem: p.read_text("utf-8") for p in (layout.site / "source").glob("*.txt")}
    for entry in corpus.entries:
        if entry.document.corrections:
            continue  # what was mended reads otherwise on purpose
        with (layout.data / "indicators.csv").open(encoding="utf-8", newline="") as stream:
            rows = [r for r in csv.DictReader(stream) if r["document_id"] == entry.document.id]
        assert rows
        for row in rows:
            cut = texts[entry.document.id][int(row["source_start"]) : int(row["source_end"])]
            assert "".join(cut.split()) == "".join(row["text_zh"].split()), row["id"]


def test_evidence_is_in_english_too_and_leads_to_its_line(page: Page, address: str) -> None:
    page.goto(f"{address}en/documents/henan-agi-2023/")
    facts = page.locator("main")
    facts.locator("summary", has_text="Evidence").first.click()
    proof = facts.locator(".jb-evidence[open]").first
    expect(proof.locator("q[lang=en]").first).to_contain_text("Jiyuan")
    expect(proof.locator("q[lang|=zh]").first).to_contain_text("济源示范区")
    proof.locator("a").first.click()
    page.wait_for_url(f"{address}en/source/henan-agi-2023/#L319")


def test_evidence_that_names_no_line_is_shown_as_it_is() -> None:
    corpus = make_corpus()
    (entry,) = corpus.entries
    told = ("somebody told us", "9999: “x”", "other:3: “y”")
    plain, beyond, other = (read_evidence(corpus, entry, words) for words in told)
    assert (plain.zh, plain.line, plain.address) == ("somebody told us", None, "")
    assert (beyond.zh, beyond.en) == ("x", "")
    assert (other.zh, other.address, other.document_id) == ("y", "", "other")


def test_a_line_is_cut_where_a_passage_or_a_mask_begins() -> None:
    (entry,) = make_corpus().entries
    title = entry.tasks[0].title
    line = entry.original[: entry.spans[title.id].start].count("\n") + 1
    page = source_page(entry)
    found = next(one for one in page.lines if one.number == line)
    assert any(p.text == title.zh and p.target.endswith("/01/") for p in found.pieces)
    hidden = replace(entry.document, withheld=(Withheld(1, 1, 2, "name"),))
    masked = source_page(replace(entry, document=hidden))
    first = masked.lines[0].pieces[0]
    assert first.masked and first.text == MASK * 2 and masked.masked == 2
