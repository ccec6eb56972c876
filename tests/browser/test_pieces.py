"""The small parts of the site: strings, addresses, amounts, what is searched."""

from __future__ import annotations

import string

import pytest

from jiebang.errors import JiebangError
from jiebang.site.addresses import document_address, relative, task_id_address
from jiebang.site.amounts import file_size, long_date, months, yuan
from jiebang.site.render import describe_origin
from jiebang.site.search import cut, records
from jiebang.site.strings import load_strings, load_texts
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
    text = load_strings("en")
    assert describe_origin("engine:argos@1.11", text) == "machine translation (argos 1.11)"
    assert "large language model" in describe_origin("llm", text)
    assert describe_origin("", text) == "origin not recorded"


def test_search_text_is_cut_alike_for_index_and_query() -> None:
    assert cut("支持≥1024节点") == "支 持 1024 节 点"
    assert cut("6PFLOPS@FP16 基于Linux内核") == "6 pflops fp 16 基 于 linux 内 核"
    assert cut("（ＡＩ）") == "ai"


def test_there_is_a_record_for_everything() -> None:
    found = [(r.kind, r.path) for r in records(collection_of(make_corpus()))]
    assert ("task", "tasks/demo-2024/01/") in found
    assert ("indicator", "tasks/demo-2024/01/#i2") in found
    assert ("term", "glossary/#compute") in found
    assert ("section", "documents/demo-2024/") in found
    assert len(found) == len(set(found))


def test_a_term_is_found_by_its_definition_in_either_language() -> None:
    terms = {r.path: r.text for r in records(collection_of(make_corpus())) if r.kind == "term"}
    assert terms["glossary/#compute"].zh == "算力\n计算机所能做的。"
    assert terms["glossary/#compute"].en.startswith("compute\nWhat computers can do.")
    assert terms["glossary/#robot"].zh == "机器人"
