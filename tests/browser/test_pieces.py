"""The small parts of the site: strings, addresses, amounts, what is searched."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import unquote

import pytest

from clock import cpu_seconds, grows_faster
from jiebang.corpus.glossary import Term
from jiebang.corpus.project import NEUTRAL
from jiebang.datasets.about import Downloads
from jiebang.datasets.citations import (
    apa,
    bibtex,
    chicago,
    csl_json,
    indicator_work,
    ris,
    task_work,
)
from jiebang.errors import JiebangError
from jiebang.quantities.amount import plain
from jiebang.quantities.read_zh import extract
from jiebang.site.addresses import document_address, relative, task_id_address
from jiebang.site.amounts import amount_text, file_size, long_date, months, yuan
from jiebang.site.edition import CHINESE, ENGLISH
from jiebang.site.pages import site_pages
from jiebang.site.related import related_tasks
from jiebang.site.render import Renderer, describe_origin
from jiebang.site.search import Hit, find_groups
from jiebang.site.search_index import find_tokens, pinyin_tokens
from jiebang.site.search_words import regional_words
from jiebang.site.strings import load_strings, load_texts, project_strings
from jiebang.site.views import collection_of
from support import make_corpus


def test_both_languages_have_the_same_strings() -> None:
    texts = load_texts()
    assert texts["en"].keys() == texts["zh"].keys()
    for key, english in texts["en"].items():
        names = [
            {n for _, n, _, _ in string.Formatter().parse(t) if n}
            for t in (english, texts["zh"][key])
        ]
        assert names[0] == names[1], key


def test_an_unknown_string_is_an_error() -> None:
    with pytest.raises(JiebangError, match="no text"):
        load_strings("en")("no.such.key")


def test_addresses() -> None:
    assert task_id_address("ai-major-project.01") == "tasks/ai-major-project/01/"
    assert task_id_address("zhengzhou-future-2023.a2-06") == "tasks/zhengzhou-future-2023/a2-06/"
    assert document_address("x") == "documents/x/"
    assert relative("tasks/a/01/", "glossary/") == "../../../glossary/"
    assert relative("", "search/") == "search/"
    assert relative("", "") == "./"


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (20_000_000, "RMB 20 million", "2000万元"),
        (150_000_000, "RMB 150 million", "1.5亿元"),
        (7_500_000, "RMB 7.5 million", "750万元"),
        (2_000_000_000, "RMB 2 billion", "20亿元"),
        (500_000, "RMB 500,000", "50万元"),
    ],
)
def test_money(amount: int, english: str, chinese: str) -> None:
    assert (yuan(amount, "en"), yuan(amount, "zh")) == (english, chinese)


def test_other_amounts() -> None:
    assert (months(36, "en"), months(36, "zh")) == ("3 years", "3年")
    assert (months(18, "en"), months(1, "en"), months(18, "zh")) == (
        "18 months",
        "1 month",
        "18个月",
    )
    assert long_date("2023-09-22") == "September 22, 2023"
    assert long_date("2023-09") == "September 2023"
    assert long_date("2023") == "2023"
    assert (file_size(10), file_size(1536), file_size(2_500_000)) == ("10 B", "1.5 kB", "2.5 MB")


def test_origins_in_words() -> None:
    text = project_strings("en", NEUTRAL)
    assert describe_origin("engine:argos@1.11", text) == "machine translation (argos 1.11)"
    assert "large language model" in describe_origin("llm", text)
    assert describe_origin("", text) == "origin not recorded"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("支持≥1024节点", "支持 持 #1.024e+3 节点 点"),
        ("6PFLOPS@FP16 基于Linux内核", "#6e+0 pflops fp #1.6e+1 基于 于 linux 内核 核"),
        ("（ＡＩ）", "ai"),
        ("97.5%", "#9.75e+1 %"),
    ],
)
def test_search_text_is_cut_into_pairs_words_and_values(text: str, tokens: str) -> None:
    assert " ".join(token for token, _ in find_tokens(text)) == tokens


@pytest.mark.parametrize(
    "same", [("1,000,000", "1000000", "100万", "1 million"), ("1.5亿", "150 million", "15000万")]
)
def test_equal_figures_are_one_token(same: tuple[str, ...]) -> None:
    assert len({next(find_tokens(text))[0] for text in same}) == 1


def test_names_are_found_by_their_pinyin() -> None:
    assert [token for token, _ in pinyin_tokens("重庆脑机")] == [
        *("~chong qing", "~qing nao", "~nao ji", "~ji"),
    ]


def test_everything_can_be_found() -> None:
    groups = make_groups()
    found = {(g.kind, g.path, p.anchor) for g in groups for p in g.parts}
    assert ("task", "tasks/demo-2024/01/", "") in found
    assert ("task", "tasks/demo-2024/01/", "i2") in found
    assert ("term", "glossary/#compute", "") in found
    assert ("document", "documents/demo-2024/", "") in found
    assert len({g.path for g in groups}) == len(groups)


def make_groups() -> list[Hit]:
    words = {language: project_strings(language, NEUTRAL) for language in ("zh", "en")}
    return list(find_groups(collection_of(make_corpus()), words))


def test_words_of_other_regions_lead_to_those_of_the_texts() -> None:
    found = regional_words(["研制人工智能芯片和服务器，提高信息安全"])
    assert {found[word] for word in ("晶片", "伺服器", "资讯")} == {"芯片", "服务器", "信息"}
    assert "雷射" not in found, "only of words that occur"
    assert regional_words([]) == regional_words(["电机"]) == {}


@pytest.mark.parametrize(
    ("zh", "english", "chinese"),
    [
        ("微调训练时间缩短40%以上", "reduction ≥ 40%", "降低≥40%"),
        ("数据吞吐量提升25%以上", "increase ≥ 25%", "提升≥25%"),
        ("空报率降低15%", "reduction 15%", "降低 15%"),
        ("准确率不低于95%", "≥ 95%", "≥95%"),
        ("时延从50ms降低至10ms", "≤ 10 ms", "≤10 ms"),  # to, not by: a bound on the time
        ("产品算力不低于6PFLOPS@FP16", "≥ 6 PFLOPS@FP16", "≥6 PFLOPS@FP16"),
        ("检测误差±5%", "±5%", "±5%"),
        ("端到端时延不超过50毫秒", "≤ 50 ms", "≤50毫秒"),
        ("光照强度200-2000勒克斯", "200–2000 lx", "200–2000勒克斯"),
        ("尺寸小于170cm3", "< 170 cm³", "<170 cm³"),
        ("监测时长不少于20000h", "≥ 20,000 h", "≥20000 h"),
        ("样本不低于100万例", "≥ 1 million", "≥100万例"),
        ("参数规模达到1.5万亿参数", "≥ 1.5 trillion parameters", "≥15000亿参数"),
        ("图片不少于12345678张", "≥ 12,345,678", "≥12345678张"),
    ],
)
def test_amounts_as_they_are_shown(zh: str, english: str, chinese: str) -> None:
    amount = extract(zh)[-1]
    unit = amount.meaning
    row = cast(
        Any,
        {
            "comparator": amount.comparator.value,
            "value": plain(amount.value),
            "value_max": None if amount.value_max is None else plain(amount.value_max),
            "unit": amount.unit,
            "unit_ucum": unit.ucum,
            "metric_en": "",
            "condition_zh": amount.condition or None,
            "condition_en": amount.condition or None,
            "change": str(amount.change),
            "others": [plain(other) for other in amount.others],
        },
    )
    shown = [amount_text(row, language) for language in ("en", "zh")]
    assert [text.replace("\u202f", " ") for text in shown] == [english, chinese]


def test_the_page_of_the_original_is_said_where_there_are_pages() -> None:
    without = make_corpus()
    (entry,) = without.entries
    start = entry.spans[entry.tasks[0].indicators[0].text.id].start
    line = entry.original[:start].count("\n") + 1
    paged = replace(entry, provenance=replace(entry.provenance, pages=(1, line, line + 1)))
    corpus = replace(without, entries=(paged,))
    assert paged.page(paged.tasks[0].title.id) == 1
    first, second = paged.tasks[0].indicators
    for indicator, number in ((first, 2), (second, 3)):
        work = indicator_work(corpus, paged, paged.tasks[0], indicator)
        for cited in (chicago, apa, bibtex, ris, csl_json):
            assert f"p. {number} of the original" in cited(work, "en").replace("P.", "p.")
            assert f"原文第{number}页" in cited(work, "zh")
    for found, said in ((without, False), (corpus, True)):
        for edition, words in ((ENGLISH, "pp. 1–3 of the original"), (CHINESE, "原文第1至3页")):
            text = project_strings(edition.language, NEUTRAL)
            pages = site_pages(found, edition, text, Downloads())
            (page,) = [p for p in pages if p.address == "tasks/demo-2024/01/"]
            html = Renderer(edition, text)(page)
            assert (words in html) is said
            assert (f">{text('source.pages')}</th>" in html) is said
    assert task_work(without, entry, entry.tasks[0]).page is None


@pytest.mark.parametrize(
    ("kind", "encoding", "read", "left_out"),
    [("txt", "UTF-8", "", ""), ("txt", "Big5", "TXT, Big5", ""),
     ("md", "UTF-8", "MD, UTF-8", "layout"), ("pdf", "", "PDF", "Pictures"),
     ("docx", "", "DOCX", "deleted text"),
     ("html", "GB18030", "HTML, GB18030", "scripts")],
)  # fmt: skip
def test_a_document_page_claims_no_more_than_its_reader_kept(
    kind: str, encoding: str, read: str, left_out: str
) -> None:
    corpus = make_corpus()
    (entry,) = corpus.entries
    taken = {"text_sha256": "0" * 64} if read else {}
    given = replace(entry.provenance, kind=kind, encoding=encoding, **taken)
    found = replace(corpus, entries=(replace(entry, provenance=given),))
    text = project_strings("en", NEUTRAL)
    pages = site_pages(found, ENGLISH, text, Downloads())
    (page,) = [p for p in pages if p.address == "documents/demo-2024/"]
    html = Renderer(ENGLISH, text)(page)
    assert ("the whole original" in html) is (kind == "txt")
    assert left_out in html and (f"{read}<" in html if read else "<dt>Format<" not in html)


def likeness(tasks: list[tuple[list[str], list[tuple[str, str]]]]) -> Any:
    """Related tasks of made ones: each its terms, and its measures as metric and kind."""
    terms = {t: Term(t, t, f"EN {t}", "", "ai", "") for own, _ in tasks for t in own}
    views = tuple(SimpleNamespace(id=str(n), same_as=(), themes=()) for n in range(len(tasks)))
    collection = SimpleNamespace(
        tasks=views,
        task_terms=[tuple(terms[t] for t in own) for own, _ in tasks],
        measures=[
            {"task_id": str(n), "quantity_kind": kind, "metric_zh": metric, "metric_en": None}
            for n, (_, measures) in enumerate(tasks)
            for metric, kind in measures
        ],
    )
    return related_tasks(cast(Any, collection))


def test_related_tasks_share_terms_and_measures_and_say_which() -> None:
    other: list[tuple[list[str], list[tuple[str, str]]]] = [([f"词{n}"], []) for n in range(20)]
    found = likeness(
        [
            (["算力", "芯片"], [("峰值算力", "compute-rate")]),
            (["算力"], [("总算力", "compute-rate")]),
            (["机器人"], [("峰值算力", "compute-rate"), ("发明专利", "count")]),
            (["无人机"], [("发明专利", "count")]),
            *other,
        ]
    )
    assert [view.id for view, _ in found["0"]] == ["1", "2"]
    named = [[(s.sort, s.zh or s.id) for s in shared] for _, shared in found["0"]]
    assert named == [[("term", "算力"), ("kind", "compute-rate")], [("metric", "峰值算力")]]
    assert found["3"] == [], "patents are asked of everybody"


def test_related_tasks_are_found_in_linear_time() -> None:
    def seconds(number: int) -> float:
        tasks: list[tuple[list[str], list[tuple[str, str]]]] = [
            ([f"词{n % 5}", f"词{n % 6 + 100}", f"词{n // 7 + 200}"], [(f"指标{n % 7}", "length")])
            for n in range(number)
        ]
        assert all(likeness(tasks).values())
        return cpu_seconds(lambda: likeness(tasks), tries=1)

    assert not grows_faster(seconds, 1_000)


def test_a_term_is_found_by_its_definition_in_either_language() -> None:
    terms = {g.path: [p.text for p in g.parts] for g in make_groups() if g.kind == "term"}
    name, definition = terms["glossary/#compute"]
    assert (name.zh, definition.zh) == ("算力", "计算机所能做的。")
    assert name.en.startswith("compute") and definition.en == "What computers can do."
    assert [text.zh for text in terms["glossary/#robot"]] == ["机器人", ""]


def test_a_report_has_id_chinese_english_and_address() -> None:
    corpus = make_corpus(site_url="https://example.org/x/")
    text = project_strings("en", NEUTRAL)
    pages = {p.address: p for p in site_pages(corpus, ENGLISH, text, Downloads())}
    address = "tasks/demo-2024/01/"
    where = "mailto:somebody@example.org"
    render = Renderer(ENGLISH, text, report=where, public=corpus.site_url)
    box = render(pages[address]).partition('class="jb-cite__more"')[2]
    found = re.search(r'href="(mailto:[^"]*)"', box)
    assert found
    link = unquote(unescape(found[1]))
    assert link.startswith(f"{where}?subject=demo-2024.01 ")
    title = corpus.entries[0].tasks[0].title
    english = corpus.entries[0].english(title.id)
    for told in ("demo-2024.01", title.zh, english, f"https://example.org/x/en/{address}"):
        assert told in link
    assert "mailto:" not in Renderer(ENGLISH, text)(pages[address])
