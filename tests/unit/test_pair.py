"""The comparison of a text and its translation: fixtures, and round trips over made-up figures."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import jiebang
from clock import cpu_seconds, grows_faster
from jiebang.quantities.amount import plain
from jiebang.quantities.numerals import numeral_value
from jiebang.quantities.pair import Difference, pair
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import extract, read_zh

FOLDER = Path(__file__).parents[1] / "fixtures"
PAIRS: list[dict[str, Any]] = yaml.safe_load(
    (FOLDER / "numerals" / "pairs.yml").read_text(encoding="utf-8")
)
READINGS: list[dict[str, Any]] = yaml.safe_load(
    (FOLDER / "quantities" / "english.yml").read_text(encoding="utf-8")
)
JUDGED: dict[str, list[list[str]]] = yaml.safe_load(
    (FOLDER / "quantities" / "judged.yml").read_text(encoding="utf-8")
)


def table(name: str) -> list[list[str]]:
    lines = (FOLDER / "quantities" / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


NTH = (
    *("second", "third", "fourth", "fifth", "sixth", "seventh"),
    *("eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
    *("fifteenth", "sixteenth", "said-otherwise"),
    *("freely", "strangers", "spans", "nouns", "edges"),
)
SETS = tuple(f"pairs{name}.tsv" for name in ("", *(f"-{nth}" for nth in NTH)))
SHORT = [pair for name in SETS for pair in table(name)]


def errors(zh: str, en: str) -> list[Difference]:
    return [difference for difference in pair(zh, en) if difference.certain]


@pytest.mark.parametrize(
    ("name", "pairs", "least"), [("pairs-closed.tsv", 60, 51), ("pairs-closed-second.tsv", 100, 87)]
)
def test_as_many_as_before_of_pairs_that_nobody_who_makes_rules_has_read(
    name: str, pairs: int, least: int
) -> None:
    right = [bool(errors(zh, en)) is (want == "flag") for _, zh, en, want in table(name)]
    assert (len(right), sum(right) >= least) == (pairs, True)


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: str(case["zh"])[:30])
def test_figures_of_a_pair(case: dict[str, Any]) -> None:
    wanted = bool(case.get("missing") or case.get("extra"))
    found = [d for d in errors(case["zh"], case["en"]) if d.check in ("numbers", "units", "dates")]
    assert bool(found) is wanted, [d.message for d in found]


DIGITS = re.compile(r"(?<![A-Z])[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?![Dσ])")


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
                assert errors(case["zh"], en[: match.start()] + wrong + en[match.end() :]), wrong


@pytest.mark.parametrize("case", READINGS, ids=lambda case: str(case["en"])[:30])
def test_english_is_read_into_the_one_type(case: dict[str, Any]) -> None:
    found = [
        " ".join(
            filter(
                None,
                (
                    a.comparator.value if a.comparator.value != "=" else "",
                    plain(a.value) + (f"..{plain(a.value_max)}" if a.value_max is not None else ""),
                    a.meaning.ucum if a.unit else "",
                    f"per {a.per}" if a.per else "",
                    f"{a.change.value} {a.mode}" if a.mode else "",
                    f"from {plain(a.baseline)}" if a.baseline is not None else "",
                    "±" if a.tolerance is not None else "",
                    a.kind.value if not a.measured else "",
                ),
            )
        )
        for a in read_en(case["en"])
    ]
    assert found == case["amounts"]


@pytest.mark.parametrize("case", JUDGED["wrong"], ids=lambda case: f"{case[1]}|{case[2]}"[:60])
def test_what_is_certain_is_an_error(case: list[str]) -> None:
    check, zh, en = case
    assert check in {d.check for d in errors(zh, en)}


@pytest.mark.parametrize("case", JUDGED["right"], ids=lambda case: f"{case[0]}|{case[1]}"[:60])
def test_what_a_translator_may_do_is_none(case: list[str]) -> None:
    zh, en = case
    assert errors(zh, en) == []


@pytest.mark.parametrize(("kind", "zh", "en", "wanted"), SHORT, ids=lambda text: text[:24])
def test_a_short_pair(kind: str, zh: str, en: str, wanted: str) -> None:
    form = {"typography", "length"}
    found = [f for f in jiebang.check_pair(zh, en) if f.check not in form]
    assert any(f.severity == "error" for f in found) is (wanted == "flag"), found
    assert wanted != "see" or found


@pytest.mark.parametrize(("zh", "wanted"), table("coordinated.tsv"), ids=lambda text: text[:24])
def test_what_a_bound_before_a_list_reaches(zh: str, wanted: str) -> None:
    found = [
        f"{a.comparator.value} {plain(a.value)}"
        + ("" if a.value_max is None else f"..{plain(a.value_max)}")
        for a in extract(zh)
    ]
    assert found == wanted.split("; ")


def test_one_pair_is_checked_from_python(tmp_path: Path) -> None:
    (finding,) = jiebang.check_pair("错误率不超5%", "An error rate exceeding 5%")
    assert (finding.check, finding.severity) == ("comparators", "error")
    assert "不超" in finding.message
    assert jiebang.check_pair("错误率不超5%", "An error rate of no more than 5%") == ()
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "terms.yml").write_text(
        "- id: compute\n  zh: 算力\n  en: compute\n  definition: Power to compute.\n"
        "  domain: ai\n  source: made up\n",
        encoding="utf-8",
    )
    assert jiebang.check_pair("算力", "calculation force") == ()
    assert [f.check for f in jiebang.check_pair("算力", "calculation force", tmp_path)] == ["terms"]


def test_the_time_grows_with_the_text_and_not_faster() -> None:
    def took(times: int) -> float:
        zh, en = "不少于24小时，" * times, "no less than 24 hours, " * times
        return cpu_seconds(lambda: pair(zh, en), tries=1)

    took(10)
    assert not grows_faster(took, 500)


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
    assert [a.value for a in read_zh(f"共{number}个")] == [number]
    assert [a.value for a in read_en(f"{number:,} items")] == [number]
    assert not pair(f"不少于{number}个", f"at least {number:,} items")


@given(NUMBERS)
def test_chinese_words_keep_their_value(number: int) -> None:
    assert numeral_value(han(number)) == number


@given(st.integers(1, 9999), st.sampled_from(["万", "亿", "万亿"]), st.integers(0, 2))
def test_multipliers_agree_with_english(number: int, times: str, places: int) -> None:
    amount = Decimal(number).scaleb(-places)
    value = amount * {"万": 10**4, "亿": 10**8, "万亿": 10**12}[times]
    assert not errors(f"{amount:f}{times}元", f"RMB {value:,f}")
    assert not errors(f"{amount:f} {times}元", f"RMB {value / 10**6:f} million")


@given(NUMBERS, NUMBERS)
def test_a_wrong_figure_is_found(right: int, wrong: int) -> None:
    found = errors(f"不少于{right}个", f"at least {wrong:,} items")
    assert bool(found) == (right != wrong)


@given(st.text(), st.text())
def test_never_raises_and_spans_hold(zh: str, en: str) -> None:
    pair(zh, en)
    for text, amounts in ((zh, read_zh(zh)), (en, read_en(en))):
        for amount in amounts:
            assert 0 <= amount.number_start < amount.number_end <= len(text)


@given(
    st.text(
        alphabet="0123456789.,%‰ ~-第数万亿千百十一二三两零〇分之个种级元年(（）、^²³×Bcm",
        max_size=40,
    )
)
def test_odd_numerals_never_raise(text: str) -> None:
    pair(text, text)


@given(
    st.text(
        alphabet="0123456789.,%-–±$£ RMBHKUS millonbthusadexcygrp",
        max_size=60,
    )
)
def test_odd_english_never_raises(text: str) -> None:
    ends = 0
    for amount in read_en(text):
        assert ends <= amount.number_start < amount.number_end <= len(text)
        ends = amount.number_start
