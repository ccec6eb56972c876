"""What the home page and the charts claim, worked out from the data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from building import ROOT
from jiebang.corpus.load import Corpus, load_corpus
from jiebang.corpus.project import load_project
from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from jiebang.site.headlines import load_headlines, read_claims
from jiebang.site.views import collection_of
from support import measure_rows

LAYOUT = Layout(ROOT)
CLAIMS = read_claims(LAYOUT)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(LAYOUT)


def test_each_target_is_an_amount_of_its_indicator(corpus: Corpus) -> None:
    rows = measure_rows(corpus)
    collection = collection_of(corpus)
    assert len(CLAIMS["targets"]) == 3
    assert len({t["indicator"].split(".")[0] for t in CLAIMS["targets"]}) == 3, "one a document"
    for claim in CLAIMS["targets"]:
        wanted = tuple(claim[key] for key in ("indicator", "comparator", "value", "unit"))
        found = [
            r for r in rows if (r["indicator_id"], r["comparator"], r["value"], r["unit"]) == wanted
        ]
        assert found, claim
        assert any(row["confidence"] == "high" for row in found), claim
        for words in claim["figure"].values():
            assert claim["value"] in words and claim["unit"] in words
        view = collection.tasks_by_id.get(claim["indicator"].rpartition(".")[0])
        assert view is not None and view.facts.target_year == claim["year"]
    assert [t["year"] for t in load_headlines(CLAIMS, collection)["targets"]] == [2025, 2025, 2023]


def test_a_sentence_on_every_document_and_chongqing_never_says_jiebang(corpus: Corpus) -> None:
    assert set(CLAIMS["documents"]) == {e.document.id for e in corpus.entries}
    chongqing = next(e for e in corpus.entries if e.document.id == "chongqing-ai-2023")
    assert "揭榜" not in chongqing.original
    assert "公开竞争" in chongqing.original
    assert "公开竞争" in CLAIMS["documents"]["chongqing-ai-2023"]["en"]
    counted = {"ai-major-project": ("Fourteen", 14), "henan-agi-2023": ("Twelve", 12)}
    counted |= {"chongqing-ai-2023": ("Seven", 7), "miit-ai-2021": ("seventeen", 17)}
    tasks = {e.document.id: len(e.tasks) for e in corpus.entries}
    for document, (word, number) in counted.items():
        assert word in CLAIMS["documents"][document]["en"] and tasks[document] == number
    lists = {t.list_id for e in corpus.entries for t in e.tasks if t.list_id}
    assert len(lists) == 4, "Zhengzhou's four lists"
    province = next(e for e in corpus.entries if e.document.id == "ai-major-project")
    assert {f.duration_months for f in province.facts.values()} == {36}


def test_the_titles_of_the_charts_are_true(corpus: Corpus) -> None:
    rows = measure_rows(corpus)
    compute = CLAIMS["charts"]["compute"]
    texts = {i.id: i.text.zh for e in corpus.entries for t in e.tasks for i in t.indicators}
    for claim in compute["most"]:
        assert claim["value"] in compute["en"] and claim["value"] in compute["zh"]
        own = [
            r
            for r in rows
            if r["indicator_id"] == claim["indicator"] and r["unit"] == claim["unit"]
        ]
        assert max(Decimal(r["value"]) for r in own) == Decimal(claim["value"])
        assert "FP16" in texts[claim["indicator"]]
    funding = CLAIMS["charts"]["funding"]
    sums = [f.funding_cny for e in corpus.entries for f in e.facts.values() if f.funding_cny]
    assert len(sums) == funding["tasks"] and max(sums) == funding["largest"]


def test_a_claim_on_what_is_not_there_is_left_out(corpus: Corpus) -> None:
    collection = collection_of(corpus)
    gone = {"targets": [{"indicator": "nowhere-2020.01.1"}, {"indicator": "henan-agi-2023.01.99"}]}
    assert load_headlines(gone, collection)["targets"] == []
    with pytest.raises(InputError):
        load_headlines({"targets": [{"indicator": "henan-agi-2023.01.1"}]}, collection)


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("contact: somebody@example.org", "mailto:somebody@example.org"),
        ("contact: mailto:somebody@example.org", "mailto:somebody@example.org"),
        ("contact: https://example.org/issues/new", "https://example.org/issues/new"),
        ("terms: strict", ""),
        ("# nothing yet", ""),
        ("contact: javascript:alert(1)", None),
        ("contact: [a, b]", None),
    ],
)
def test_the_contact_is_a_page_or_an_address_for_mail(
    tmp_path: object, line: str, link: str | None
) -> None:
    layout = Layout(type(ROOT)(str(tmp_path)))
    (layout.root / "jiebang.yml").write_text(f"{line}\n", encoding="utf-8")
    if link is None:
        with pytest.raises(InputError):
            load_project(layout)
    else:
        assert load_project(layout).contact == link
