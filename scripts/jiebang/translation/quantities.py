"""Amounts and dates of a Chinese text, each with its bound and unit, and their English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiebang.checks.bounds import Bound, bounds_zh
from jiebang.text.figures import ONE, Figure, FigureKind, even
from jiebang.text.numerals import compare, figures_zh, han_value
from jiebang.translation import wording
from jiebang.units import Unit, UnitBase

_RANGE = re.compile(r"\s*(?:[-–—~～至到]|——)\s*")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YEARS = re.compile(r"(?<![0-9])((?:19|20)\d\d)\s*年?\s*[-–—~～至到]\s*((?:19|20)\d\d)\s*年(?!代)")
_DATE = re.compile(
    r"(?<![0-9])(?:((?:19|20)\d\d)\s*年\s*)?(1[0-2]|0?[1-9])\s*月(?!球)"
    r"(?:\s*(3[01]|[12][0-9]|0?[1-9])\s*[日号])?"
    r"|(?<![0-9])((?:19|20)\d\d)\s*年(年?底|末|年?初)?(?!代|来|期)"
)
_HAN_YEAR = re.compile(r"([一二][〇零一二三四五六七八九]{3})年(?!代)")
_POST = re.compile(r"\s*(?:[（(]含[）)])?\s*")
_SPACE = re.compile(r"\s*")
_IN_NAME = re.compile(r"[A-Za-z][-_.]?$")  # GPT-4, FP16
_MINUS = re.compile(r"(?:零下|负|[-–－−])\s*$")
_ORDINAL = re.compile(r"第\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """`zh[start:end]` in English; `kind` is amount, date or bound."""

    start: int
    end: int
    en: str
    kind: str = "amount"
    many: bool = False


def quantities(zh: str, units: UnitBase) -> tuple[Piece, ...]:
    """The dates and amounts of a text, then the bounds that stand apart from any.

    What cannot be said in English exactly and in one way is left out, and so is
    what need not turn up in the English at all.
    """
    dates = tuple(_dates(zh))
    bounds = bounds_zh(zh)
    figures = [
        f for f in figures_zh(zh) if not any(d.start < f.end and f.start < d.end for d in dates)
    ]
    used: set[Bound] = set()
    amounts = [p for p in _amounts(zh, figures, bounds, units, used) if _exact(zh, p)]
    apart = [
        Piece(b.start, b.end, wording.bound_word(b.way, zh[b.start : b.end]), "bound")
        for b in bounds
        if b not in used and not b.sign
    ]
    return (*dates, *amounts, *apart)


def _exact(zh: str, piece: Piece) -> bool:
    return bool(piece.en) and not compare(zh[piece.start : piece.end], piece.en)


def _dates(zh: str) -> Iterator[Piece]:
    text, taken = even(zh), 0
    for match in _HAN_YEAR.finditer(text):
        yield Piece(match.start(), match.end(), f"{han_value(match[1])}", "date")
    for match in _YEARS.finditer(text):
        yield Piece(match.start(), match.end(), f"{match[1]}–{match[2]}", "date")
        taken = match.end()
    for match in _DATE.finditer(text):
        if match.start() < taken and any(
            m.start() <= match.start() < m.end() for m in _YEARS.finditer(text)
        ):
            continue
        yield Piece(match.start(), match.end(), _date(match), "date")


def _date(match: re.Match[str]) -> str:
    year, month, day, alone, part = match.groups()
    if alone:
        when = {"底": "the end of ", "末": "the end of ", "初": "early "}
        return when.get((part or "x")[-1], "") + str(alone)
    name = _MONTHS[int(month) - 1]
    if day:
        return f"{name} {int(day)}" + (f", {year}" if year else "")
    return f"{name} {year}" if year else name


def _amounts(
    zh: str,
    figures: Sequence[Figure],
    bounds: Sequence[Bound],
    units: UnitBase,
    used: set[Bound],
) -> Iterator[Piece]:
    at = 0
    while at < len(figures):
        first = figures[at]
        at += 1
        if first.optional or _IN_NAME.search(zh, max(0, first.start - 2), first.start):
            continue
        last = first
        if at < len(figures) and _RANGE.fullmatch(zh, first.end, figures[at].start):
            last = figures[at]
            at += 1
        elif at < len(figures) and zh[first.end : figures[at].start].strip() == "分之":
            last = figures[at]
            at += 1
            yield Piece(first.start, last.end, f"{last.value}/{first.value}")
            continue
        piece = _amount(zh, first, last, units)
        if piece is not None:
            yield _bounded(zh, piece, bounds, used)


def _amount(zh: str, first: Figure, last: Figure, units: UnitBase) -> Piece | None:
    """One figure or a range of two, with the unit behind it."""
    found = _unit(zh, last, units)
    if found is None and _is_name(zh, last.end):
        return None  # 8K, 7B, 5G: a name, said as it is printed
    if _ORDINAL.search(zh, max(0, first.start - 2), first.start):
        start = zh.rindex("第", 0, first.start)
        return Piece(start, last.end, wording.ordinal(first.value) if first is last else "")
    said = wording.number(last, zh[last.start : last.end])
    if first is not last:
        said = _range(zh, first, last, said)
    if not said:
        return None
    one = first is last and last.value == ONE
    if found is None:
        if first.value < 0:
            return None  # its sign would stand twice
        plain = last.kind is FigureKind.PLAIN
        return Piece(first.start, last.end, said, many=plain and not one and _whole(last.value))
    unit, end = found
    sign = _MINUS.search(zh, max(0, first.start - 4), first.start)
    if sign and first is last and (first.value < 0 or unit.kind == "temperature"):
        # 温度-20℃: with degrees a dash is a minus.
        start, said = sign.start(), "-" + said.removeprefix("-")
        return Piece(start, end, wording.with_unit(said, unit, zh[last.end : end], one=False))
    counts = unit.classifier
    said = wording.with_unit(said, unit, zh[last.end : end], one=one)
    return Piece(first.start, end, said, many=counts and not one)


def _range(zh: str, first: Figure, last: Figure, said: str) -> str:
    """“5–10%”, “RMB 50–100 million” has its unit from the second."""
    opening = wording.number(first, zh[first.start : first.end].rstrip("%％"))
    if not said or not opening:
        return ""
    if last.scale != ONE and first.scale == ONE:
        if said.split()[-1] not in ("million", "billion", "trillion"):
            whole = first.value * last.scale
            return f"{whole:,f} to {said}" if _whole(whole) else ""
        factor = last.value / Decimal(said.split()[0].replace(",", ""))
        opening = f"{(first.value * last.scale / factor).normalize():f}"
    return f"{opening.removesuffix('%')}–{said}"


def _unit(zh: str, figure: Figure, units: UnitBase) -> tuple[Unit, int] | None:
    """The unit behind a figure, and where it ends; a content word is left to the engine."""
    if figure.kind is not FigureKind.PLAIN:
        return None
    gap = _SPACE.match(zh, figure.end)
    found = units.zh_at(zh, gap.end() if gap else figure.end)
    if found is None:
        return None
    unit = found[0]
    said = not unit.classifier or wording.is_silent(unit) or unit.id in wording.CLASSIFIERS
    return found if said else None


def _whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _is_name(zh: str, end: int) -> bool:
    return zh[end : end + 1].isascii() and zh[end : end + 1].isalpha()


def _bounded(zh: str, piece: Piece, bounds: Sequence[Bound], used: set[Bound]) -> Piece:
    """The amount together with the bound right before or right behind it."""
    for bound in bounds:
        if bound in used:
            continue
        word = zh[bound.start : bound.end]
        before = bound.end <= piece.start and not zh[bound.end : piece.start].strip()
        gap = _POST.match(zh, piece.end)
        after = word.endswith(("以上", "以下", "以内")) and bound.start >= piece.end
        after = after and gap is not None and gap.end() >= bound.start
        if not (before or after):
            continue
        used.add(bound)
        sign = not any("\u4e00" <= c <= "\u9fff" for c in word)
        if sign and piece.en[:3] in ("RMB", "USD", "EUR"):
            word = {"≥": "不低于", "≤": "不超过", ">": "超过", "<": "低于"}[bound.way]
        en = wording.bounded(bound.way, word, piece.en, countable=piece.many)
        start, end = min(piece.start, bound.start), max(piece.end, bound.end)
        return Piece(start, end, en, many=piece.many)
    return piece
