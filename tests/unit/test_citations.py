"""Citations, read back by the libraries that reference managers are made of."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware

from jiebang.corpus.project import NEUTRAL
from jiebang.datasets.about import About, File
from jiebang.datasets.citations import (
    LANGUAGES,
    CitedWork,
    apa,
    bibtex,
    chicago,
    citation_tags,
    csl_json,
    document_work,
    gbt,
    indicator_work,
    ris,
    task_work,
)
from jiebang.datasets.columns import DOCUMENTS, TABLES
from jiebang.datasets.describe import dataset_json_ld
from jiebang.datasets.fill import fill, join
from jiebang.document.model import Basis, Claim, State, Words
from support import ID, PROJECT, make_corpus

URL = "https://example.org/x"


DOCUMENT = {**dict.fromkeys(DOCUMENTS.names), "id": "d", "title_zh": "榜单"}


def works() -> list[CitedWork]:
    """The document, a task and an indicator: issuer inferred, date stated, number not."""
    corpus = make_corpus()
    (entry,) = corpus.entries
    task = entry.tasks[0]
    return [
        document_work(corpus, entry),
        task_work(corpus, entry, task),
        indicator_work(corpus, entry, task, task.indicators[1]),
    ]


def stated(work: CitedWork) -> CitedWork:
    return replace(
        work,
        issuer=Claim("某厅", "Some Department", Basis.STATED),
        number="某函〔2024〕1号",
    )


def unknown(work: CitedWork) -> CitedWork:
    return replace(work, issuer=Claim(), number="", date="")


TRICKY = Words(r"A $5 ~ \ ^ “B” & {C}_#1 50%", "“甲”：50% & {乙}_#1")
ALL = [
    made
    for work in works()
    for made in (work, stated(work), unknown(work), replace(stated(work), title=TRICKY))
]


def test_what_names_something_unknown_is_left_out() -> None:
    values = {"a": "x", "b": "", "c": None, "n": 0, "work": works()[0]}
    assert join(["{a}.", "{b}.", ["({a})", "[{c}]"], "{work.id}"], values) == f"x. (x) {ID}"
    record = {"k": "{a}", "l": ["{b}", "{a}"], "m": {"fixed": 1, "of": "{c}"}, "z": "{n}", "f": 1}
    assert fill(record, values) == {"k": "x", "l": ["x"], "z": 0, "f": 1}
    with pytest.raises(KeyError):
        fill("{misspelled}", values)


def test_what_people_read() -> None:
    document, task, indicator = works()
    assert chicago(document, "en") == (
        "[Some department]. “EN demo-2024.s1.1 [重庆市任务榜单].” May 6, 2024. Translated by"
        f" Jiebang contributors. {URL}/en/documents/{ID}/."
    )
    assert chicago(stated(task), "en") == (
        "Some Department. “EN demo-2024.01.title.1 [算力集群].” In EN demo-2024.s1.1"
        " [重庆市任务榜单]. 某函〔2024〕1号. May 6, 2024. Translated by Jiebang contributors."
        f" {URL}/en/tasks/{ID}/01/."
    )
    assert apa(stated(task), "en") == (
        "Some Department. (2024, May 6). EN demo-2024.01.title.1 [算力集群] (某函〔2024〕1号)"
        " (Jiebang contributors, Trans.). In EN demo-2024.s1.1 [重庆市任务榜单]."
        f" {URL}/en/tasks/{ID}/01/"
    )
    assert apa(unknown(document), "en") == (
        "EN demo-2024.s1.1 [重庆市任务榜单] (Jiebang contributors, Trans.). (n.d.)."
        f" {URL}/en/documents/{ID}/"
    )
    assert chicago(stated(indicator), "zh") == (
        "某厅. 《算力集群：考核指标2》. 载《重庆市任务榜单》. 某函〔2024〕1号. 2024年5月6日."
        f" {URL}/zh/tasks/{ID}/01/#i2."
    )
    assert chicago(stated(indicator), "en").startswith(
        "Some Department. “EN demo-2024.01.title.1: Indicator 2 [算力集群：考核指标2].” In "
    )
    assert apa(unknown(task), "zh") == (
        f"算力集群. (日期不详). 载于重庆市任务榜单. {URL}/zh/tasks/{ID}/01/"
    )


def test_a_date_may_be_a_month_or_a_year() -> None:
    work = replace(works()[0], date="2023-09")
    assert "(2023, September)" in apa(work, "en")
    assert "September 2023." in chicago(work, "en")
    assert "2023年9月" in chicago(work, "zh")
    assert rispy.loads(ris(work, "en"))[0]["date"] == "2023/09//"
    year = replace(work, date="2023")
    assert "(2023)" in apa(year, "en")
    assert json.loads(csl_json(year, "en"))[0]["issued"] == {"date-parts": [[2023]]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("work", ALL, ids=lambda w: f"{w.kind}-{w.issuer.basis}")
def test_bibtex_is_read_back(work: CitedWork, language: str) -> None:
    library = bibtexparser.parse_string(
        bibtex(work, language), append_middleware=[LatexDecodingMiddleware()]
    )
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {field.key: str(field.value) for field in entry.fields}
    title = work.title.side(language) or work.title.zh
    assert plain(fields["title"]) == plain(title)
    assert fields["url"] == work.url.side(language)
    assert entry.entry_type == ("techreport" if work.issuer.stated.zh else "misc")
    assert fields.get("year", "") == work.date[:4]
    assert ("author" in fields) == bool(work.issuer.stated.zh)
    if work.issuer.stated.zh:
        assert plain(fields["institution"]) == plain(getattr(work.issuer, language))
    assert fields.get("number", "") == work.number
    assert entry.key == work.id


def plain(text: str) -> str:
    """Without braces that protect; the decoder takes a circumflex for an accent."""
    return re.sub(r"[\s{}]+", "", text).replace("ˆ", "^")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("work", ALL, ids=lambda w: f"{w.kind}-{w.issuer.basis}")
def test_ris_is_read_back(work: CitedWork, language: str) -> None:
    (record,) = rispy.loads(ris(work, language))
    assert record["type_of_reference"] == "RPRT"
    assert record["title"] == (work.title.side(language) or work.title.zh)
    assert record["urls"] == [work.url.side(language)]
    assert record.get("year", "") == work.date[:4]
    assert record.get("authors", []) == (
        [f"{getattr(work.issuer, language)},"] if work.issuer.stated.zh else []
    )
    assert record.get("publisher") == (
        getattr(work.issuer, language) if work.issuer.stated.zh else None
    )
    assert record.get("issn", "") == work.number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("work", ALL, ids=lambda w: f"{w.kind}-{w.issuer.basis}")
def test_csl_json_is_read_back(work: CitedWork, language: str) -> None:
    (item,) = json.loads(csl_json(work, language))
    assert item["type"] == "report"
    assert item["title"] == (work.title.side(language) or work.title.zh)
    assert ("author" in item) == bool(work.issuer.stated.zh)
    assert ("issued" in item) == bool(work.date)
    assert item.get("number", "") == work.number
    assert item["URL"] == work.url.side(language)


def test_nothing_is_claimed_that_is_not_stated() -> None:
    document = works()[0]
    assert not document.number, "the made document's number is inferred"
    for write in (bibtex, ris, csl_json):
        text = write(document, "en")
        assert "issuer inferred: Some department" in text
        assert "institution" not in text
    tags = dict(citation_tags(document, "en"))
    assert "citation_technical_report_institution" not in tags
    assert "citation_technical_report_number" not in tags


def test_meta_tags() -> None:
    task = stated(works()[1])
    assert citation_tags(task, "en", ["Compute"]) == (
        ("z:itemType", "report"),
        ("citation_title", f"EN {ID}.01.title.1"),
        ("citation_series_title", f"EN {ID}.s1.1"),
        ("citation_technical_report_institution", "Some Department"),
        ("citation_technical_report_number", "某函〔2024〕1号"),
        ("citation_publication_date", "2024/05/06"),
        ("citation_publisher", "Jiebang contributors"),
        ("citation_language", "en"),
        ("citation_public_url", f"{URL}/en/tasks/{ID}/01/"),
        ("citation_keywords", "Compute"),
    )
    assert dict(citation_tags(task, "zh"))["citation_title"] == "算力集群"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dataset_json_ld(language: str) -> None:
    about = About("1.0.0+abc", "2026-11-20", f"{URL}/", {t.name: 1 for t in TABLES}, PROJECT)
    file = File("tasks.csv", 12, "0" * 64, "text/csv", "tasks", 1)
    found = dataset_json_ld(about, [file], language, [{**DOCUMENT, "url": "u"}])
    assert 50 <= len(str(found["description"])) <= 5000
    assert found["isBasedOn"] == [
        {"@type": "CreativeWork", "name": "榜单", "url": "u", "identifier": "d"}
    ]
    (download,) = found["distribution"]
    assert download["contentUrl"] == f"{URL}/data/tasks.csv"
    units = {v["name"]: v["unitText"] for v in found["variableMeasured"]}
    assert units["tasks.funding_cny"] == "CNY"
    assert units["measures.value"] == "measures.unit_ucum"
    assert (found["version"], found["license"]) == (
        "1.0.0+abc",
        "https://creativecommons.org/licenses/by/4.0/",
    )
    chinese = about.values["title_zh"], about.values["title_en"]
    assert (found["name"], found["alternateName"]) == (
        chinese if language == "zh" else chinese[::-1]
    )
    assert found["isAccessibleForFree"] is True
    assert found["creator"] == {
        "@type": "Organization", "name": PROJECT.publisher.side(language), "url": f"{URL}/"
    }  # fmt: skip
    assert (download["contentSize"], download["sha256"]) == ("12 B", "0" * 64)
    json.dumps(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_name_only_what_is_known(language: str) -> None:
    bare = replace(unknown(works()[0]), publisher=Words(), url=Words("/x", "/x"))
    names = {name for name, _ in citation_tags(bare, language)}
    assert names == {"z:itemType", "citation_title", "citation_language"}


def test_half_an_address_is_none() -> None:
    corpus = make_corpus(site_url="")
    (entry,) = corpus.entries
    task = entry.tasks[0]
    for work in (
        document_work(corpus, entry),
        indicator_work(corpus, entry, task, task.indicators[0]),
    ):
        for language in LANGUAGES:
            for write in (chicago, apa, bibtex, ris, csl_json):
                text = write(work, language)
                assert "/en/" not in text
                assert "/zh/" not in text
                assert "UR  -" not in text


def test_each_style_says_where_and_when_it_was_read() -> None:
    read = replace(stated(works()[1]), site="Jiebang", version="1.2.0", line=61)
    assert "Jiebang, version 1.2.0, line 61 of the original. Accessed May 7, 2026. http" in chicago(
        read, "en", "May 7, 2026"
    )
    assert "Jiebang, version 1.2.0, line 61 of the original. Retrieved May 7, 2026, from " in apa(
        read, "en", "May 7, 2026"
    )
    for language in ("en", "zh"):
        entry = bibtex(read, language, "2026-05-07")
        assert "  urldate = {2026-05-07}" in entry and "1.2.0" in entry and "61" in entry
        record = ris(read, language, "2026/05/07/")
        assert "\nY2  - 2026/05/07/\n" in record and "\nDP  - Jiebang\n" in record
        (item,) = json.loads(csl_json(read, language, "2026-05-07"))
        assert item["accessed"] == {"raw": "2026-05-07"} and item["version"] == "1.2.0"


def test_gbt_7714() -> None:
    """GB/T 7714—2015: a part set out from an electronic document, with both dates."""
    read = replace(stated(works()[1]), site="揭榜", version="1.2.0", line=61)
    assert gbt(read, "2026-05-07") == (
        f"某厅. {read.title.zh}[EB/OL]//重庆市任务榜单: 某函〔2024〕1号."
        " 揭榜，版本1.2.0，原文第61行. (2024-05-06)[2026-05-07]."
        f" {URL}/zh/tasks/{ID}/01/."
    )
    whole = works()[0]
    assert gbt(whole).startswith(f"[某厅]. {whole.title.zh}[EB/OL]. (2024-05-06). http")


def english_in(state: State | None, origin: str = "person") -> list[str]:
    """Every citation of the task, all of whose English stands in one state."""
    corpus = make_corpus()
    (entry,) = corpus.entries
    made = {
        i: replace(t, state=state or State.MISSING, en=t.en if state else "", origin=origin)
        for i, t in entry.translations.items()
    }
    work = task_work(corpus, replace(entry, translations=made), entry.tasks[0])
    return [*(make(work, "en") for make in (chicago, apa, bibtex, ris, csl_json)), gbt(work)]


def test_what_has_no_english_has_no_translator() -> None:
    for cited in (*english_in(None), *english_in(State.MEMORY, "memory:frames")):
        assert "ranslat" not in cited and "Trans." not in cited
        assert "Jiebang contributors" not in cited.replace("Jiebang contributors整理", "")


def test_nobody_answers_for_what_an_engine_wrote() -> None:
    found = english_in(State.MACHINE, "engine:argos@1.0")
    assert not any("Jiebang contributors" in cited for cited in found)
    assert all("Machine translation, unread" in cited for cited in found[:4])


def test_without_named_translators_none_are_made_up() -> None:
    corpus = make_corpus(project=NEUTRAL)
    (entry,) = corpus.entries
    work = document_work(corpus, entry)
    assert "Unofficial translation." in chicago(work, "en")
    assert "translator" not in csl_json(work, "en")


def test_without_an_address_json_ld_leads_from_its_own_page() -> None:
    about = About("1.0.0", "", "/", {t.name: 1 for t in TABLES}, PROJECT)
    found = dataset_json_ld(about, (), "en", [{**DOCUMENT, "url": "/en/documents/d/"}])
    assert isinstance(found["isBasedOn"], list)
    assert [work["url"] for work in found["isBasedOn"]] == ["../../en/documents/d/"]
    assert found["url"] == "../../en/data/"


def test_coverage_is_of_what_is_stated() -> None:
    about = About("1.0.0", "", "/", {t.name: 1 for t in TABLES}, PROJECT)
    none = {**DOCUMENT, "url": "u"}
    assert not {"temporalCoverage", "spatialCoverage"} & {*dataset_json_ld(about, (), "en", [none])}
    rows = (
        {**none, "date_issued": "2021-05", "jurisdiction": "CN-CQ"},
        {**none, "application_deadline": "2023-11-08", "jurisdiction": "CN"},
    )
    found = dataset_json_ld(about, (), "en", rows)
    assert found["temporalCoverage"] == "2021/2023"
    assert found["spatialCoverage"] == [
        {"@type": "Place", "identifier": "CN"},
        {"@type": "Place", "identifier": "CN-CQ"},
    ]
