"""Figures lost, changed or added; signs, tolerances and dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.align import Figure, Pairing
from jiebang.quantities.amount import Change, Kind
from jiebang.quantities.difference import SOFT_KINDS, Difference, in_digits, say
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numbers_en import even
from jiebang.quantities.units import unit_table

_MARKER_ZH = re.compile(r"^\s*[（(]?[0-9一二三四五六七八九十]{1,3}[.．、）)]")
_ONE_BY_ONE = frozenset("一二三四五六七八九"[n:m] for n in range(9) for m in range(n + 3, 10))
_HAN_DIGITS = "零一二三四五六七八九十"
_SHORT, _NEAR = 200, 0.5  # characters within which all is near; else a share of the text
_SMALL = 3  # words for at most so many may be no count: “the two sides”
_BESIDE = 60  # characters around a figure in which a word may say its minus
_YEARS_FROM = 1900
_FREE = 10  # a count in Chinese words that English may leave out


def _differ(certain: bool, message: str) -> Difference:
    return Difference("numbers", certain, message)


def numbers(found: Pairing) -> Iterator[Difference]:
    """Figures lost, changed, added; signs and tolerances."""
    said = tuple({both[side].value for both in found.matches} for side in (0, 1))
    # What the other language says once, and this one again.
    again = [f for f in found.lost if f.value in said[0]]
    lost_ones = [f for f in found.lost if f.value not in said[0]]
    extra_ones = [f for f in found.extra if f.value not in said[1]]
    changed = _changed(lost_ones, extra_ones, found.en)
    rest = [f for f in extra_ones if all(f is not other for _, other in changed)]
    # What is said again may be left out, but not be another figure of its kind.
    changed += [
        both for both in _changed(again, rest, found.en) if _kind_of(both[0]) == _kind_of(both[1])
    ]
    changed += _other_month(lost_ones, extra_ones, found.zh)
    for mine, theirs in changed:
        yield _differ(
            True,
            f"the English lacks figures of the Chinese: {say(mine)}; it has {say(theirs)}, "
            "which the Chinese lacks; put it in by value",
        )
    done = {id(f) for both in changed for f in both}
    for figure in lost_ones:
        if id(figure) not in done and _firm(figure) and not _idle(figure, found.zh):
            yield _differ(
                _must_show(figure, found),
                f"the English lacks figures of the Chinese: {say(figure)}; put it in by value",
            )
    if _torn().search(found.en):
        for figure in again:
            if id(figure) not in done and in_digits(figure):
                yield _differ(
                    True,
                    f"the English breaks off where {say(figure)} should stand; put it in by value",
                )
                break
    for figure in extra_ones:
        if id(figure) not in done and not _accounted(figure, found.zh):
            yield _differ(
                _must_have_cause(figure, found),
                f"the English has figures that the Chinese lacks: {say(figure)}; correct it or "
                "take it out",
            )
    yield from _signs(found)
    yield from _dimensions(found)


_LETTERS = re.compile(r"([A-Za-z]+)[-_.]?$")
_VAGUE_ZH = re.compile(r"[多几数若][种个项类家台套款干]")
_THIRD_PARTY = re.compile("第三方(?!面)")


def _idle(figure: Figure, zh: str) -> bool:
    """Whether a figure is no more than a mark: the number of an item, 第三方, 零代码."""
    start = figure.amount.number_start
    marker = _MARKER_ZH.match(zh)
    return (
        (marker is not None and start < marker.end())
        or bool(_THIRD_PARTY.match(zh, max(0, start - 1)) or _THIRD_PARTY.match(zh, start))
        or (not figure.value and not in_digits(figure))
    )


def _accounted(figure: Figure, zh: str) -> bool:
    """Whether an English figure may have come of a word, or of digits that we read as a name."""
    if figure.amount.optional:
        return True
    digits = re.sub(r"[^0-9]", "", figure.written)
    if digits:
        return digits in re.sub(r"[,，\s]", "", even(zh))
    return 0 <= figure.value <= (1 if _VAGUE_ZH.search(zh) else _SMALL)


_DIMENSIONS_ZH = re.compile(r"([二两三四2-4])(?:\s*D(?![A-Za-z0-9])|维(?![力触]))")
_DIMENSIONS_EN = re.compile(r"\b(two|three|four|[2-4])(?:[\s-]?D\b|[\s-]dimension)", re.I)


def _dimensions(found: Pairing) -> Iterator[Difference]:
    """3D made 2D, or lost where the Chinese writes it in digits."""
    numerals = lexicon().numerals
    size = {str(n): n for n in (2, 3, 4)} | numerals["zh"]["digits"] | numerals["en"]["words"]
    zh = {int(size[m[1]]) for m in _DIMENSIONS_ZH.finditer(even(found.zh))}
    en = {int(size[m[1].lower()]) for m in _DIMENSIONS_EN.finditer(found.en)}
    digits = "D" in found.zh and not en
    if zh and (en - zh or digits):
        said, given = (", ".join(f"{n}D" for n in sorted(side)) for side in (zh, en))
        yield _differ(True, f"the Chinese says {said}, the English {given or 'no dimension'}")


def _changed(mine: list[Figure], theirs: list[Figure], en: str) -> list[tuple[Figure, Figure]]:
    """Figures of the two languages left over that stand for each other, wrongly."""
    found, left = [], [f for f in theirs if _written_out(f)]
    for figure in mine:
        if not left:
            break
        if (
            not _firm(figure)
            or _in_one_word(figure, en)
            or figure.written.endswith(("年代", "世纪"))
        ):
            continue
        near = [
            f
            for f in left
            if _alike(figure, f) and (len(en) < _SHORT or abs(f.place - figure.place) < _NEAR)
        ]
        if near:
            other = min(near, key=lambda f: abs(f.place - figure.place))
            left.remove(other)
            found.append((figure, other))
    return found


_LUNAR = re.compile("农历|阴历|旧历|[正腊]月|闰月")


def _other_month(mine: list[Figure], theirs: list[Figure], zh: str) -> list[tuple[Figure, Figure]]:
    """The one month of the Chinese that is lost, and the one that the English has instead."""
    lost = [f for f in mine if f.amount.kind is Kind.DATE and f.written.endswith("月")]
    given = [f for f in theirs if f.amount.kind is Kind.DATE and f.written[:1].isalpha()]
    one_each = len(lost) == len(given) == 1
    return [(lost[0], given[0])] if one_each and not _LUNAR.search(zh) else []


def _kind_of(figure: Figure) -> tuple[str, str]:
    amount = figure.amount
    dated = amount.kind in (Kind.DATE, Kind.ORDINAL) or "〔" in figure.written
    kind = "date" if dated else amount.meaning.kind
    return kind, "digits" if in_digits(figure) else "words"


def _alike(figure: Figure, other: Figure) -> bool:
    """Whether one may be a slip for the other: not a year for a month."""
    if figure.amount.kind is Kind.DATE and other.amount.kind is not Kind.DATE:
        return not other.amount.unit and other.amount.kind is not Kind.SHARE
    return not (
        other.amount.kind is Kind.DATE
        and figure.amount.kind is not Kind.DATE
        and figure.amount.unit
    )


def _firm(figure: Figure) -> bool:
    """Whether a Chinese figure is one for sure: digits, or words that count."""
    if figure.written in _ONE_BY_ONE:
        return False  # 三四五六年级: one after the other
    return in_digits(figure) or (not figure.amount.optional and figure.value != 1)


def _written_out(figure: Figure) -> bool:
    """Whether an English figure is one for sure."""
    if figure.amount.kind is Kind.DATE and not in_digits(figure):
        return False
    return (
        in_digits(figure) or not figure.amount.optional or figure.amount.change is not Change.LEVEL
    )


def _must_show(figure: Figure, found: Pairing) -> bool:
    """Whether English cannot well leave a Chinese figure out."""
    amount = figure.amount
    if in_digits(figure) and (_torn().search(found.en) or _is_named_there(figure, found)):
        return True
    if amount.kind is Kind.DATE and figure.value > _YEARS_FROM:
        return not _words("years").search(found.en)
    if amount.kind is Kind.DATE:
        return _is_day_of_named_month(figure, found.en)
    if amount.optional or amount.kind is Kind.ORDINAL:
        return False
    if not in_digits(figure) and _words("no_figure").search(found.en) and amount.kind is Kind.COUNT:
        return abs(figure.value) > 1  # 两种 “several kinds”
    if not in_digits(figure):
        return abs(figure.value) > _FREE or amount.kind is Kind.SHARE
    if amount.kind is Kind.NAME or (abs(figure.value) == 1 and amount.meaning.kind in SOFT_KINDS):
        return False
    if amount.meaning.kind == "duration" and _in_one_word(figure, found.en):
        return False
    return not _MARKER_ZH.match(found.zh[: amount.number_end + 1])


_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]$")


def _is_day_of_named_month(figure: Figure, en: str) -> bool:
    """The 20 of 9月20日, where the English says September."""
    day = _MONTH_DAY.search(even(figure.written))
    if day is None or figure.value != int(day[2]) or not 1 <= int(day[1]) <= 12:
        return False
    month = lexicon().numerals["en"]["months"][int(day[1]) - 1]
    return re.search(rf"\b{month[:3]}", en, re.IGNORECASE) is not None


_NAME_BEFORE = re.compile(r"([A-Za-z]{2,})[\s_-]?$")


def _is_named_there(figure: Figure, found: Pairing) -> bool:
    """Whether the English has the name without its number: 图1 “Chart”, iPhone 13 “iPhone”."""
    start = figure.amount.number_start
    before = found.zh[max(0, start - 24) : start]
    if (name := _NAME_BEFORE.search(before)) and name[1] in found.en:
        return True
    numbered = lexicon().numerals["zh"]["numbered"]
    return any(
        before.endswith(zh) and re.search(rf"\b(?:{alternatives(en)})\b", found.en, re.IGNORECASE)
        for zh, en in numbered.items()
    )


@lru_cache(maxsize=1)
def _torn() -> re.Pattern[str]:
    """Words that ask for a figure, before a place where none can stand: “rose by and”, “in .”."""
    en = lexicon().numerals["en"]
    words, months = en["torn"], alternatives((*en["months"], *(m[:3] for m in en["months"])))
    return re.compile(
        rf"\b(?:{alternatives(words['before'])})\s*"
        r"(?:[.,;!?)](?!\s*[0-9])|\((?:table|chart|figure)\b|$"
        rf"|(?:{alternatives(words['after'])})\b)"
        rf"|\b(?:{alternatives(words['bounds'])})\s+"
        rf"(?!(?:{alternatives((*words['determiners'], *en['no_figure'], *en['words']))})\b)[a-z]"
        rf"|\b(?:{alternatives(words['days'])})\s+(?:{months})\b(?!\.?\s*[0-9]{{1,2}}(?![0-9]))",
        re.IGNORECASE,
    )


def _must_have_cause(figure: Figure, found: Pairing) -> bool:
    """Whether an English figure says what no word of the Chinese can have said."""
    amount = figure.amount
    if amount.kind is Kind.DATE:
        minutes = found.en[max(0, amount.number_start - 1) : amount.number_start] == ":"
        return minutes and not re.search("[半刻分:：]", found.zh)
    if amount.optional:
        return False
    if amount.kind is Kind.NAME:  # FP16, where the Chinese has an FP
        letters = _LETTERS.search(found.en, max(0, amount.number_start - 12), amount.number_start)
        return letters is not None and letters[1] in found.zh
    if not found.en[: amount.number_start].strip(" ([#*") and not amount.unit:
        return False  # the number of an item
    digits = re.sub(r"[^0-9]", "", figure.written)
    if amount.kind is Kind.ORDINAL:
        return False
    if 0 < figure.value <= _FREE and _HAN_DIGITS[int(figure.value)] in found.zh:
        return False  # 六四 “June 4”, 一二三年级 “Grades 1, 2 and 3”
    return bool(digits) or abs(figure.value) > _SMALL or bool(_VAGUE_ZH.search(found.zh))


@lru_cache(maxsize=1)
def _whole_spans() -> tuple[re.Pattern[str], dict[str, Fraction]]:
    """English words for a span of time of their own length: a decade, a fortnight."""
    spans = {
        name: unit.factor
        for name, unit in unit_table().english.items()
        if unit.kind == "duration" and " " not in name
    }
    spans |= {name: Fraction(size) for name, size in lexicon().numerals["en"]["spans"].items()}
    return re.compile(rf"\b(?:{alternatives(spans)})\b", re.IGNORECASE), spans


def _in_one_word(figure: Figure, en: str) -> bool:
    """Whether the English has a word for just this span: 10年 “a decade”."""
    pattern, spans = _whole_spans()
    magnitude = figure.magnitude if figure.amount.meaning.kind == "duration" else None
    return magnitude is not None and any(
        spans.get(m.group().lower()) == magnitude[1] for m in pattern.finditer(en)
    )


# Of a temperature or a level a fall says nothing: it may fall to 5 °C.
_LEVELS = frozenset(("temperature", "level"))
_DOWN_ZH = re.compile(r"[负跌降亏减蚀缩损低下零]|[-－−–—﹣]\s*[0-9]")


@lru_cache(maxsize=4)
def _words(name: str) -> re.Pattern[str]:
    """A list of English words of the lexicon, as whole words."""
    return re.compile(rf"\b(?:{alternatives(lexicon().numerals['en'][name])})\b", re.IGNORECASE)


def _signs(found: Pairing) -> Iterator[Difference]:
    for mine, theirs in found.matches:
        if (mine.role == "tolerance") != (theirs.role == "tolerance"):
            one, other = ("±", "none") if mine.role == "tolerance" else ("no ±", "one")
            yield _differ(
                True,
                f"{say(mine)} has {one} in the Chinese, {other} in the English; write ± where it "
                "stands",
            )
        elif mine.value < 0 < theirs.value and mine.amount.measured:
            level = mine.amount.meaning.kind in _LEVELS
            near = found.en[max(0, theirs.amount.start - _BESIDE) : theirs.amount.end + _BESIDE]
            kept = _in_brackets(found.zh, mine) and _in_brackets(found.en, theirs)
            named = theirs.amount.kind is Kind.NAME  # 负二层: B2
            certain = not (named or _words("below").search(near)) and (
                level or kept or not _words("down").search(near)
            )
            yield _differ(certain, f"the sign of {say(mine)} is lost in the English; write “−”")
        elif theirs.value < 0 < mine.value and mine.amount.measured and theirs.amount.measured:
            certain = not _DOWN_ZH.search(found.zh)
            yield _differ(
                certain, f"the English says {say(theirs)}, the Chinese has no minus; take it out"
            )


def _in_brackets(text: str, figure: Figure) -> bool:
    """Whether a figure stands in brackets alone: (-29.9%)."""
    before, behind = text[: figure.amount.start].rstrip(), text[figure.amount.end :].lstrip()
    return before[-1:] in ("(", "（") and behind[:1] in (")", "）")
