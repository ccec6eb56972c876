"""The lexicon against what others say: pint, Unicode, a word's characters, a list from outside.

The other tests of this folder take a meaning from the lexicon and try whether it is read so. Here
it stands in fixtures/quantities/words.yml: a row that goes, or says something else, is seen.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiebang import check_pair, extract
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.numerals import numeral_value
from jiebang.quantities.read_en import read_en
from jiebang.quantities.units import meaning, unit_table

FIXTURES = Path(__file__).parents[1] / "fixtures"
WORDS = yaml.safe_load((FIXTURES / "quantities" / "words.yml").read_text("utf-8"))
BOUNDS = {word: bound for bound, words in WORDS["bounds"].items() for word in words}


def rows(name: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in WORDS[name].splitlines()]


def bound_of(word: str) -> str:
    """What the characters of a comparator say: 不低于 is “not, low, than”."""
    if word in BOUNDS:
        return str(BOUNDS[word])
    if re.search("[以之往朝]上|更[高多长大]", word):
        return ">="
    if re.search("[以之]下(?!于)|内|更[低少短小]", word):
        return "<="
    upward = re.search("[多高大长超过逾突破晚迟宽重厚快深远]", word) is not None
    denied = word[0] in "不未没无难"
    if word in ("不足", "不到", "不满", "未满", "达不到", "不及"):
        return "<"
    if denied and word.endswith(("达", "达到")):
        return "<"
    if "等" in word:
        return ">=" if upward else "<="
    if denied:
        return "<=" if upward else ">="
    return ">" if upward else "<"


@pytest.mark.parametrize(("word", "zh"), [(w, zh) for w in lexicon().comparators for zh in w.zh])
def test_a_comparator_means_what_its_characters_say(word: Any, zh: str) -> None:
    assert word.means == bound_of(zh)


@pytest.mark.parametrize("zh", [word for word in BOUNDS if word not in ("起", "许")])
def test_a_comparator_that_must_be_known(zh: str) -> None:
    assert zh in {name for word in lexicon().comparators for name in word.zh}


@pytest.fixture(scope="module")
def registry() -> Any:
    pint = pytest.importorskip("pint", reason="pint is in the test extra")
    return pint.UnitRegistry(non_int_type=Fraction)


def pint_name(text: str) -> str:
    """An English name, or a base of ours, as pint writes it."""
    text = re.sub(r"\b(m|s)([23])\b", r"\1**\2", text)
    found = re.fullmatch("(square|cubic) (.*)", text)
    name = f"({found[2]})**{'2' if found[1] == 'square' else '3'}" if found else text
    return {"Ohm": "ohm", "A/m": "A/m"}.get(name, re.sub("[ -]", "_", name))


@pytest.mark.parametrize("name", WORDS["pint"])
def test_an_english_unit_is_what_pint_says(registry: Any, name: str) -> None:
    unit = unit_table().english[name]
    ours = registry.Quantity(Fraction(1), pint_name(unit.base)).to_base_units()
    pint = registry.Quantity(Fraction(1), pint_name(name)).to_base_units()
    assert pint.dimensionality == ours.dimensionality
    share = Fraction(pint.magnitude) / Fraction(ours.magnitude) / unit.factor
    assert abs(share - 1) < Fraction(1, 10**8)


@pytest.mark.parametrize(("printed", "one"), rows("units"))
def test_a_unit_that_pint_lacks(printed: str, one: str) -> None:
    factor, base = one.split()
    unit = meaning(printed)
    assert (unit.base, unit.factor) == (base, Fraction(factor))


@pytest.mark.parametrize("symbol", WORDS["prefixed"])
def test_prefixes_scale_by_powers_of_ten(symbol: str) -> None:
    one = meaning(symbol)
    for prefix, power in (("k", 3), ("m", -3)):  # Gs is gauss, and some print ML for mL
        scaled = unit_table().units[prefix + symbol]
        assert (scaled.base, scaled.factor) == (one.base, one.factor * Fraction(10) ** power)


@pytest.mark.parametrize("symbol", WORDS["unprefixed"])
def test_what_takes_no_prefix(symbol: str) -> None:
    entry = unit_table().entries[symbol]
    for prefix in "kMm":
        assert unit_table().entries.get(prefix + symbol) is not entry


@pytest.mark.parametrize(("zh", "en"), rows("counted"))
def test_things_counted_are_read_in_both_languages(zh: str, en: str) -> None:
    (amount,) = extract(f"合计不少于12{zh}。")
    assert (amount.unit, amount.kind.value) == (zh, "count")
    assert not check_pair(f"合计不少于12{zh}。", f"No fewer than 12 {en} in total.")


@pytest.mark.parametrize(("code", "zh", "en"), rows("currencies"))
def test_a_currency_in_both_languages(code: str, zh: str, en: str) -> None:
    (chinese,) = extract(f"总额不超过12{zh}。")
    (english,) = read_en(f"No more than 12 {en} in total.")
    assert chinese.meaning.base == english.meaning.base == code


@pytest.mark.parametrize(
    ("verb", "way"), [(verb, way) for way, verbs in WORDS["changes"].items() for verb in verbs]
)
def test_which_way_a_verb_goes(verb: str, way: str) -> None:
    known = {v: verbs.means for verbs in lexicon().verbs for v in (*verbs.zh, *verbs.en)}
    assert known[verb] == way


@pytest.mark.parametrize("pair", WORDS["numbers"].replace("\n", " ").split(", "))
def test_a_number_in_english_words(pair: str) -> None:
    words, value = pair.strip().rsplit(" ", 1)
    (amount,) = read_en(f"a yield of {words} of it")
    assert Fraction(amount.value).limit_denominator(10_000) == Fraction(value)


def test_a_third_party_is_no_third() -> None:
    assert [str(amount.value) for amount in read_en("one third-party audit")] == ["1"]


def test_ordinals_and_multiples() -> None:
    numerals = lexicon().numerals["en"]
    assert [int(numerals["ordinals"][word]) for word in WORDS["ordinals"]] == [*range(1, 21)]
    for word, times in WORDS["multiples"].items():
        assert int(numerals["multiples"][word]) == times, word


@pytest.mark.parametrize("char", "零〇一二三四五六七八九两十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅")
def test_a_chinese_numeral_is_what_unicode_says(char: str) -> None:
    value = 2 if char == "两" else int(unicodedata.numeric(char))
    assert numeral_value(char) == value or numeral_value(f"一{char}") == value


@pytest.mark.parametrize(("zh", "times"), WORDS["fixed"].items())
def test_a_fixed_phrase_of_change(zh: str, times: Any) -> None:
    (fixed,) = (fixed for fixed in lexicon().fixed if fixed.zh == zh)
    assert fixed.value == Fraction(str(times))
    down = zh.startswith("减")
    assert (fixed.means, fixed.mode) == (("decrease", "by") if down else ("increase", "to"))
