"""Figures by value: paired fixtures, and round trips over made-up numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiebang.text.numerals import Figure, compare, figures_en, figures_zh, han_value

FOLDER = Path(__file__).parents[1] / "fixtures" / "numerals"
FIGURES: dict[str, list[list[str]]] = yaml.safe_load(
    (FOLDER / "figures.yml").read_text(encoding="utf-8")
)
PAIRS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "pairs.yml").read_text(encoding="utf-8"))


def shown(figure: Figure) -> str:
    readings = "|".join([str(figure), *(str(Figure(o, 0, 1)) for o in figure.others)])
    return "?" * figure.optional + readings


@pytest.mark.parametrize("case", FIGURES["zh"], ids=lambda case: case[0])
def test_chinese_figures(case: list[str]) -> None:
    text, *expected = case
    assert [shown(f) for f in figures_zh(text)] == [e for e in expected if e]


@pytest.mark.parametrize("case", FIGURES["en"], ids=lambda case: case[0])
def test_english_figures(case: list[str]) -> None:
    text, *expected = case
    assert [shown(f) for f in figures_en(text)] == [e for e in expected if e]


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: str(case["zh"])[:30])
def test_pair(case: dict[str, Any]) -> None:
    found = compare(case["zh"], case["en"])
    assert [str(f) for f in found.missing] == [str(v) for v in case.get("missing", [])]
    assert [str(f) for f in found.extra] == [str(v) for v in case.get("extra", [])]


DIGITS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: str(case["zh"])[:30])
def test_no_misprint_goes_unseen(case: dict[str, Any]) -> None:
    """Each figure in digits, ten times too large or with a wrong last digit."""
    if case.get("missing") or case.get("extra"):
        return
    en = case["en"]
    for match in DIGITS.finditer(en):
        digits = match.group()
        for wrong in (f"{digits.replace(',', '')}0", digits[:-1] + str((int(digits[-1]) + 1) % 10)):
            if Decimal(wrong.replace(",", "")) != Decimal(digits.replace(",", "")):
                assert compare(case["zh"], en[: match.start()] + wrong + en[match.end() :]), wrong


def test_enough_pairs() -> None:
    assert len(PAIRS) >= 80


def test_spans_are_where_the_figures_stand() -> None:
    text = "不低于 １００ 万例，准确率≥95%，百分之五"
    assert [text[f.start : f.end] for f in figures_zh(text)] == ["１００ 万", "95%", "百分之五"]
    text = "at least 1 million cases, 95 percent, twenty-five units"
    assert [text[f.start : f.end] for f in figures_en(text)] == [
        "1 million",
        "95 percent",
        "twenty-five",
    ]


NUMBERS = st.integers(min_value=0, max_value=10**15)


def han(number: int) -> str:
    """A number in Chinese words, by the school rule."""

    def below_ten_thousand(n: int) -> str:
        out, zero = "", False
        for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, power)
            if digit:
                out += ("零" if zero else "") + "零一二三四五六七八九"[digit] + name
                zero = False
            elif out:
                zero = n > 0
        return out

    if number == 0:
        return "零"
    out = ""
    for power, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, power)
        if part:
            if name == "亿" and "万亿" in out:
                out = out.removesuffix("亿")  # 一万二千亿: one 亿 for both
            elif name == "亿" and out:
                out += "零"
            gap = "零" if out and part < 1000 and name != "亿" else ""
            out += gap + below_ten_thousand(part) + name
    return out


@given(NUMBERS)
def test_digits_keep_their_value(number: int) -> None:
    assert [f.value for f in figures_zh(f"共{number}个")] == [number]
    assert [f.value for f in figures_en(f"{number:,} items")] == [number]
    assert not compare(f"不少于{number}个", f"at least {number:,} items")


@given(NUMBERS)
def test_chinese_words_keep_their_value(number: int) -> None:
    assert han_value(han(number)) == number


@given(st.integers(1, 9999), st.sampled_from(["万", "亿", "万亿"]), st.integers(0, 2))
def test_multipliers_agree_with_english(number: int, times: str, places: int) -> None:
    amount = Decimal(number).scaleb(-places)
    value = amount * {"万": 10**4, "亿": 10**8, "万亿": 10**12}[times]
    assert not compare(f"{amount:f}{times}元", f"RMB {value:,f}")
    assert not compare(f"{amount:f} {times}元", f"RMB {value / 10**6:f} million")


@given(NUMBERS, NUMBERS)
def test_a_wrong_figure_is_found(right: int, wrong: int) -> None:
    found = compare(f"不少于{right}个", f"at least {wrong:,} items")
    assert bool(found) == (right != wrong)


@given(st.text(), st.text())
def test_never_raises_and_spans_hold(zh: str, en: str) -> None:
    compare(zh, en)
    for text, figures in ((zh, figures_zh(zh)), (en, figures_en(en))):
        for figure in figures:
            assert 0 <= figure.start < figure.end <= len(text)


@given(
    st.text(
        alphabet="0123456789.,%‰ ~-第数万亿千百十一二三两零〇分之个种级元年(（）、^²³×Bcm",
        max_size=40,
    )
)
def test_odd_numerals_never_raise(text: str) -> None:
    ends = 0
    for figure in figures_zh(text):
        assert ends <= figure.start < figure.end <= len(text)
        ends = figure.start
    figures_en(text)


@given(st.text(alphabet="0123456789.,% -", max_size=40))
def test_a_text_agrees_with_itself(text: str) -> None:
    assert not compare(text, text)
