"""Rules that a small change of the program would bend unseen: found by `quality/mutants.py`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jiebang import check_pair, extract
from jiebang.datasets.about import About
from jiebang.datasets.describe import license_page
from jiebang.document.model import Words
from jiebang.quantities.amount import Amount
from jiebang.quantities.fields import Headed, money_below, months_between, time_below
from jiebang.quantities.metric_en import english
from jiebang.quantities.names_zh import names_zh
from jiebang.quantities.read_en import read_en
from jiebang.quantities.render_en import render_pieces
from jiebang.site.views import DocumentView
from support import make_corpus

FIXTURES = Path(__file__).parents[1] / "fixtures"


def rows(name: str) -> list[list[str]]:
    """The lines of a fixture, by cells."""
    lines = (FIXTURES / "quantities" / name).read_text("utf-8").splitlines()
    return [[c.strip() for c in line.split("|")] for line in lines if line and line[0] != "#"]


def told(amount: Amount) -> str:
    """An amount as rules.txt has it."""
    sign = amount.comparator.value if amount.comparator.value in (">=", "<=", ">", "<", "~") else ""
    if amount.approximate is not (sign == "~"):
        sign = f"~{sign}"
    top = "" if amount.value_max is None else f"..{amount.value_max}"
    others = "".join(f"×{other}" for other in amount.others)
    doubt = "?" if amount.confidence.value == "low" else ""
    start = "" if amount.baseline is None else f"from {amount.baseline}"
    value = f"{sign}{amount.value}{top}{others}"
    return " ".join(filter(None, (value, amount.unit, start, doubt)))


def changed(amount: Amount) -> str:
    """An amount as kinds.txt has it."""
    way = amount.toward if amount.mode == "to" else amount.change
    change = {"increase": "+", "decrease": "-"}.get(way.value, "") + amount.mode
    role = "" if amount.role.value == "measure" else amount.role.value
    plain, doubt, _ = told(amount).partition(" ?")
    return " ".join(filter(None, (plain, change if amount.mode else "", role, doubt.strip())))


@pytest.mark.parametrize("line", [*rows("rules.txt"), *rows("holds.txt")], ids=lambda line: line[0])
def test_a_chinese_line_is_read(line: list[str]) -> None:
    zh, read, *metrics = line
    amounts = extract(zh)
    assert "; ".join(told(amount) for amount in amounts) == read
    assert not metrics or "; ".join(amount.metric for amount in amounts) == metrics[0]


@pytest.mark.parametrize(("zh", "read"), [*rows("kinds.txt"), *rows("behind.txt")])
def test_a_change_is_read(zh: str, read: str) -> None:
    assert "; ".join(changed(amount) for amount in extract(zh)) == read


@pytest.mark.parametrize(
    ("zh", "change"),
    [
        ("系统降低传输量80%", "decrease by"), ("传输量降低80%", "decrease by"),
        ("降低传输量至80%", "level to"), ("提高数据利用率至85%", "level to"),
        ("升温速率80%", "level "), ("传输量80%以下", "level "),
    ],
)  # fmt: skip
def test_a_verb_before_the_metric_says_the_change(zh: str, change: str) -> None:
    assert [f"{amount.change.value} {amount.mode}" for amount in extract(zh)] == [change]


@pytest.mark.parametrize(
    ("zh", "per"),
    [
        ("频率为5.8 GHz时增益不低于12 dBi", ""), ("扬程50 m时耗电不超过3 kW", ""),
        ("负载率80%时耗水5吨", ""), ("室温25℃时用水30升", ""),
        ("压力2 MPa时检测样品6个", ""), ("整机时产200公斤", "h"),
        ("生产线时产饮料3万瓶", "h"), ("配备3台设备，时处理污水50吨", "h"),
    ],
)  # fmt: skip
def test_a_time_behind_an_amount_says_when(zh: str, per: str) -> None:
    assert extract(zh)[-1].per == per


@pytest.mark.parametrize(
    ("number", "en"),
    [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (22, "22nd"), (103, "103rd"), (111, "111th")],
)  # fmt: skip
def test_an_ordinal_in_english(number: int, en: str) -> None:
    assert [piece.en for piece in render_pieces(f"第{number}期")] == [en]


@pytest.mark.parametrize(("en", "read"), rows("rules-en.txt"))
def test_an_english_line_is_read(en: str, read: str) -> None:
    assert "; ".join(told(amount) for amount in read_en(en)) == read


@pytest.mark.parametrize("line", rows("rules-names.txt"), ids=lambda line: line[0])
def test_what_is_measured_is_named_in_both_languages(line: list[str]) -> None:
    zh, en, in_chinese, in_english = line
    amounts = extract(zh)
    names = names_zh(zh, amounts)
    assert "; ".join(names) == in_chinese
    assert "; ".join(place.metric for place in english(amounts, en)) == in_english


@pytest.mark.parametrize(
    ("zh", "en"), [("150万元", "RMB 1.5 million"), ("-150万元", "RMB -1.5 million")]
)
def test_millions_in_english_begin_at_one_on_either_side_of_zero(zh: str, en: str) -> None:
    assert [piece.en for piece in render_pieces(f"利润为{zh}")] == [en]


@pytest.mark.parametrize(
    ("en", "kind"),
    [
        ("In 1900 reforms began", "date"),
        ("the 2000 Olympic Games", "date"),
        ("the 2019 results", "date"),
        ("delivered in august", "date"),
    ],
)
def test_a_figure_of_four_digits_and_a_month_may_be_dates(en: str, kind: str) -> None:
    assert [amount.kind.value for amount in read_en(en)] == [kind]


def test_a_sentence_without_an_end_is_cut_between_figures() -> None:
    amounts = extract("指标甲不少于1234567个" * 300)
    assert {str(amount.value) for amount in amounts} == {"1234567"}
    assert len(amounts) == 300


@pytest.mark.parametrize("figure", ["+5℃", "-5℃", "零下5℃", "≥5℃", "¥5/斤", "华氏5度"])
def test_a_figure_begins_with_its_sign(figure: str) -> None:
    zh = f"某项温度为{figure}，其余略"
    (amount,) = extract(zh)
    assert zh[amount.start : amount.end] in (figure, f"为{figure}")


@pytest.mark.parametrize(
    ("zh", "months"),
    [
        ("2025年5月至2025年5月", [1]),
        ("2025年5月至2026年4月", [12]),
        ("2025年5月1日至2025年5月31日", [1]),
        ("2025年5月1日至2026年4月30日", [12]),
        ("2025年5月15日至2025年8月14日", [3]),
        ("2025年5月15日至2025年5月14日", []),
    ],
)
def test_months_of_a_span_count_both_ends(zh: str, months: list[int]) -> None:
    assert list(months_between(zh)) == months


@pytest.mark.parametrize("zh", ["覆盖率至少不高于90%", "覆盖率不低于80%以下"])
def test_two_comparators_that_disagree_are_in_doubt(zh: str) -> None:
    (amount,) = extract(zh)
    assert str(amount.confidence) == "low"


@pytest.mark.parametrize("zh", ["覆盖率至少90%", "覆盖率不低于80%", "覆盖率达到80%以上"])
def test_one_comparator_is_in_no_doubt(zh: str) -> None:
    (amount,) = extract(zh)
    assert str(amount.confidence) == "high"


@pytest.mark.parametrize(
    ("zh", "right", "wrong"),
    [
        ("团队成员以95后为主。", "born after 1995", "born after 1905"),
        ("团队成员以05后为主。", "born after 2005", "born after 1995"),
    ],
)
def test_a_decade_of_birth_has_its_century(zh: str, right: str, wrong: str) -> None:
    assert not check_pair(zh, f"Most team members were {right}.")
    found = check_pair(zh, f"Most team members were {wrong}.")
    assert [finding.check for finding in found] == ["numbers"]


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("实施周期（月）", "24", Headed("24个月", "个月")),
        ("实施周期（年）", "50", Headed("50年", "年")),
        ("实施周期（年）", "2025", Headed("")),
        ("实施周期（月）", "2025-2027", Headed("")),
        ("实施周期", "24", Headed("24")),
    ],
)
def test_a_figure_below_a_unit_of_time_is_no_date(name: str, text: str, read: Headed) -> None:
    assert time_below(name, text) == read


def test_a_figure_below_a_unit_of_money_has_it() -> None:
    assert money_below("榜单金额（万元）", "2025") == Headed("2025万元", "万元")
    assert money_below("榜单金额（万元）", "首期500，其余面议") == Headed("")


def test_a_release_without_a_license_says_so() -> None:
    text = license_page(About("1", "", "/", {}))
    assert text.startswith("# No license is stated")
    assert "©" not in text, "nobody is named where nobody is known"


def test_a_document_without_an_english_title_goes_by_its_chinese_one() -> None:
    corpus = make_corpus()
    (entry,) = corpus.entries
    unnamed = replace(entry.provenance, title=Words("", "抗旱榜单"))
    untitled = replace(entry, provenance=unnamed, translations={})
    title = DocumentView(untitled, ()).title
    assert (title.side("en"), title.side("zh"), title.missing) == ("抗旱榜单", "抗旱榜单", True)


@pytest.mark.parametrize(
    ("zh", "bases"),
    [
        ("每天处理污水5万吨，累计处理污水30万吨。", ["d", ""]),
        ("每年减排5万吨，累计减排30万吨。", ["a", ""]),
        ("每年产煤11万吨，建设30万吨级码头。", ["a", ""]),
        ("每年可节约标准煤11万吨，减排二氧化碳30万吨。", ["a", "a"]),
        ("每手机成本300元，每手续费5元。", ["", ""]),
        ("每年减排二氧化碳10万吨，减排总量达50万吨。", ["a", ""]),
        ("每吨节约标煤0.1吨，减少年排放3万吨。", ["t", ""]),
    ],
)
def test_a_base_of_a_rate_goes_no_further_than_what_is_done_at_it(
    zh: str, bases: list[str]
) -> None:
    assert [a.per for a in extract(zh)] == bases
