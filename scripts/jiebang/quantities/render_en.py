"""English for the dates and amounts of a Chinese text: what a draft is given, and must keep.

Whatever is put in here passes every check: a piece whose English `pair` would doubt is left
out, and so left to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import Amount, Kind, plain
from jiebang.quantities.lexicon import UnitEntry, Word, alternatives, bound_words, lexicon
from jiebang.quantities.numbers_en import even
from jiebang.quantities.numerals import numeral_value
from jiebang.quantities.pair import pair
from jiebang.quantities.read_zh import read_zh
from jiebang.quantities.units import meaning, unit_table

_YEARS = re.compile(r"(?<![0-9])((?:19|20)\d\d)\s*年?\s*[-–—~～至到]\s*((?:19|20)\d\d)\s*年(?!代)")
_DATE = re.compile(
    r"(?<![0-9])(?:((?:19|20)\d\d)\s*年\s*)?(1[0-2]|0?[1-9])\s*月(?!球)"
    r"(?:\s*(3[01]|[12][0-9]|0?[1-9])\s*[日号])?"
    r"|(?<![0-9])((?:19|20)\d\d)\s*年(年?底|末|年?初)?(?!代|来|期)"
)
_HAN_YEAR = re.compile(r"([一二][〇零一二三四五六七八九]{3})年(?!代)")
_ENDS = {"底": "the end of ", "末": "the end of ", "初": "early "}
_IN_NAME = re.compile(r"[A-Za-z][-_.]?$")  # GPT-4, FP16
_DIGITS = re.compile(r"[-+±]?\s*[0-9][0-9,]*(?:\.[0-9]+)?")
_POWER = re.compile(r"(?:[0-9.]+\s*[×xX*·]\s*)?10(?:\^\{?-?[0-9]+\}?|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_SCALES = ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million"))
_LARGEST = Decimal(10**18)
_COMMA_FROM = 10_000  # below, house style writes no comma: 4000
_WORDS_TO = 10
# N.m/kg and m2/h as the house style has them: N·m/kg, m²/h.
_POINT = re.compile(r"(?<=[A-Za-z])\.(?=[A-Za-z])")
_RAISED = re.compile(r"(?<=[a-z])([23])(?![0-9A-Za-z])")
_SUPER = {"2": "²", "3": "³"}
_CLOSE = ("°", "′", "″", "%", "‰")  # stand close to their number
_CLASSIFIER = re.compile(r"[\u3400-\u9fff]")
_GAP = re.compile(r"\s*(?:[（(]含[）)])?\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """`zh[start:end]` in English; `kind` is amount, date or bound.

    `many` says that what an amount counts is in the plural.
    """

    start: int
    end: int
    en: str
    kind: str = "amount"
    many: bool = False


def render_pieces(zh: str) -> tuple[Piece, ...]:
    """The dates and amounts of a text, then the bounds that stand apart from any.

    What cannot be said in English exactly and in one way is left out, and so is
    what need not turn up in the English at all. Never raises.
    """
    dates = tuple(_dates(zh))
    amounts, used = [], set()
    for amount in read_zh(zh):
        if any(d.start < amount.number_end and amount.number_start < d.end for d in dates):
            used.add((amount.start, amount.end))
            continue
        piece = _piece(zh, amount)
        if piece and _passes(zh[piece.start : piece.end], piece.en):
            amounts.append(piece)
            used.add((piece.start, piece.end))
    return (*dates, *amounts, *_bounds_apart(zh, used))


def _passes(zh: str, en: str) -> bool:
    return bool(en) and not pair(zh, en)


def _dates(zh: str) -> Iterator[Piece]:
    text = even(zh)
    spans = [m.span() for m in _YEARS.finditer(text)]
    for match in _HAN_YEAR.finditer(text):
        yield Piece(match.start(), match.end(), f"{numeral_value(match[1])}", "date")
    for match in _YEARS.finditer(text):
        yield Piece(match.start(), match.end(), f"{match[1]}–{match[2]}", "date")
    for match in _DATE.finditer(text):
        if not any(start <= match.start() < end for start, end in spans):
            yield Piece(match.start(), match.end(), _date(match), "date")


def _date(match: re.Match[str]) -> str:
    year, month, day, alone, part = match.groups()
    if alone:
        return _ENDS.get((part or "x")[-1], "") + str(alone)
    name = lexicon().numerals["en"]["months"][int(month) - 1]
    if day:
        return f"{name} {int(day)}" + (f", {year}" if year else "")
    return f"{name} {year}" if year else str(name)


# Amounts ---------------------------------------------------------------------------------


def _piece(zh: str, amount: Amount) -> Piece | None:
    """One amount with the bound right before or right behind it."""
    start, end = amount.number_start, amount.number_end
    if amount.optional or amount.kind is Kind.DATE or amount.others:
        return None
    if amount.kind is Kind.NAME and amount.value_max is None:
        return None
    if _IN_NAME.search(zh, max(0, start - 2), start) or (amount.approximate and not amount.word):
        return None  # 10余万: how much exactly nobody says
    if amount.kind is Kind.ORDINAL:
        whole = amount.value == amount.value.to_integral_value() and zh[start : start + 1] == "第"
        return Piece(start, end, _ordinal(int(amount.value))) if whole else None
    if "半" in zh[start:end] or (amount.unit == "倍" and "倍" not in zh[start:end]):
        return None  # 半年, 翻一番: a sentence says it better
    said = _say(zh, amount)
    if not said and _CLASSIFIER.fullmatch(amount.unit) and amount.value_max is None:
        # 5000万枝: the figure; what is counted is the engine's to say.
        number = even(zh[start:end]).strip().removesuffix(amount.unit)
        said, end = _number(amount.value, number, amount.scale), zh.rfind(amount.unit, start, end)
    if not said:
        return None
    entry = unit_table().entries.get(amount.unit)
    whole = amount.value == amount.value.to_integral_value()
    counted = not amount.unit or bool(entry and entry.counter)
    many = counted and whole and amount.kind is not Kind.SHARE and amount.value != 1
    return _bounded(zh, amount, Piece(start, end, said, many=many))


def _say(zh: str, amount: Amount) -> str:
    """The figure or range with its unit; "" where it cannot be said exactly in one way."""
    printed = even(zh[amount.number_start : amount.number_end]).strip()
    number = printed.removesuffix(even(amount.unit)).strip() if amount.unit else printed
    if amount.exact is not None and amount.exact != Fraction(amount.value):
        said = _fraction(amount.exact)
    elif amount.tolerance is not None and amount.value_max is not None:
        middle = (amount.value + amount.value_max) / 2
        said = (f"{plain(middle)} " if middle else "") + f"±{plain(amount.tolerance)}"
    elif amount.value_max is not None:
        said = _range(amount)
    elif _POWER.fullmatch(number):
        said = number
    else:
        said = _number(amount.value, number, amount.scale)
    return (
        _with_unit(said, amount, one=amount.value == 1 and amount.value_max is None) if said else ""
    )


def render_number(value: Decimal, scale: Decimal = Decimal(1)) -> str:
    """A figure in digits as the house style has it: 5000, 10,000, 1.5 million."""
    return _number(value, plain(value), scale)


def _number(value: Decimal, printed: str, scale: Decimal) -> str:
    """A figure in English, by value; one of few digits as it is printed."""
    if scale == 1 and _DIGITS.fullmatch(printed.rstrip("%‰")):
        digits = printed.rstrip("%‰").replace(",", "").replace(" ", "").lstrip("+-")
        minus = "-" if value < 0 else ""
        return minus + (digits if len(digits.split(".")[0]) < 5 else _grouped(digits))
    if not printed[:1].isascii() and 0 < value <= _WORDS_TO and value == int(value):
        return (
            _small(int(value)) if "成" not in printed and "百分" not in printed else str(int(value))
        )
    return _scaled(value)


def _grouped(digits: str) -> str:
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}"


def _scaled(value: Decimal) -> str:
    if abs(value) < _LARGEST:
        for scale, word in _SCALES:
            part = value / scale
            if abs(value) >= scale and part == part.quantize(Decimal("0.001")):
                return f"{plain(part)} {word}"
    text = plain(value)
    return _grouped(text) if value >= _COMMA_FROM else text


def _range(amount: Amount) -> str:
    """“5–10”, “5–10 million”, “-40 to 85”."""
    low, high = amount.value, amount.value_max or amount.value
    joint = " to " if low < 0 else "–"
    for scale, word in _SCALES:
        parts = low / scale, high / scale
        exact = all(p == p.quantize(Decimal("0.001")) for p in parts)
        if high >= scale and exact and low >= scale / 1000:
            return f"{plain(parts[0])}{joint}{plain(parts[1])} {word}"
    ends = [_grouped(plain(v)) if v >= _COMMA_FROM else plain(v) for v in (low, high)]
    return joint.join(ends)


@lru_cache(maxsize=1)
def _names() -> tuple[dict[int, str], dict[int, str]]:
    data = lexicon().numerals["en"]
    words = {int(value): word for word, value in data["words"].items()}
    return words, {int(value): word for word, value in data["ordinals"].items()}


def _small(value: int) -> str:
    return _names()[0][value]


def _ordinal(value: int) -> str:
    """3 → “third”, 12 → “12th”."""
    if 1 <= value <= _WORDS_TO:
        return _names()[1][value]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{'th' if 10 < value % 100 < 14 else ending}"


def _fraction(value: Fraction) -> str:
    """1/3 → “one-third”, 3/7 → “3/7”."""
    above, below = value.numerator, value.denominator
    if below in (3, 4, 5, 6, 7, 8, 9, 10) and 0 < above <= _WORDS_TO:
        name = "quarter" if below == 4 else _names()[1][below]
        return f"{_small(above)}-{name}{'s' if above > 1 else ''}"
    return f"{above}/{below}" if 0 < below < 1000 else ""


# Units -----------------------------------------------------------------------------------


def _with_unit(said: str, amount: Amount, *, one: bool) -> str:
    """“RMB 20 million”, “10 ms”, “3 years”, “5 types of”."""
    unit = amount.unit.strip()
    if not unit:
        return said
    entry = unit_table().entries.get(unit)
    if unit in ("%", "％", "‰"):
        return said + even(unit)
    if entry and entry.currency:
        return f"{'RMB' if entry.id == 'CNY' else entry.id} {said}"
    if entry and entry.counter:
        return f"{said} {entry.draft[not one]}" if entry.draft else said
    name = _unit_name(unit, entry, one=one)
    if not name:
        return ""
    return f"{said}{name}" if name in _CLOSE else f"{said} {name}"


def _unit_name(unit: str, entry: UnitEntry | None, *, one: bool) -> str:
    """The English of a printed unit: its symbol where it has one that is read back the same."""
    if unit.isascii() or unit[0] in "°μΩ℃′″":
        return _RAISED.sub(lambda m: _SUPER[m[1]], _POINT.sub("·", unit.replace("℃", "°C")))
    if "/" in unit:
        parts = [_symbol(part) for part in unit.split("/")]
        return "/".join(parts) if all(parts) else ""
    meant = meaning(unit)
    names = [n for n, found in unit_table().english.items() if found == meant and n.isascii()]
    if entry and entry.en and unit_table().english.get(entry.en[0]) == meant:
        names = [entry.en[0], *names]
    if not names:
        return meant.ucum if meaning(meant.ucum) == meant else ""
    singular = names[0]
    head, of, rest = singular.partition(" of ")
    plural = f"{head}s{of}{rest}"
    return singular if one or plural not in unit_table().english else plural


def _symbol(unit: str) -> str:
    """A part of a compound unit: 毫克 → mg, 像素 → pixel."""
    meant = meaning(unit)
    if unit.isascii() or (meant.ucum.isalpha() and meaning(meant.ucum) == meant):
        return unit if unit.isascii() else meant.ucum
    return _unit_name(unit, unit_table().entries.get(unit), one=True)


# Bounds ----------------------------------------------------------------------------------


def _bounded(zh: str, amount: Amount, piece: Piece) -> Piece:
    """The amount together with the bound right before or right behind it."""
    word = amount.word.strip()
    entry = bound_words().get(word)
    if entry is None:  # 达到90%以上: the word behind the figure bounds it
        parts = ((bound_words().get(word[:at]), word[at:]) for at in range(1, len(word)))
        behind = [rest for lead, rest in parts if lead is not None and lead.force == "reach"]
        word = next((rest for rest in behind if rest in bound_words()), word)
        entry = bound_words().get(word)
    if entry is None or entry.force == "reach" or amount.value_max is not None:
        return piece
    if entry.after:
        at = zh.find(word, piece.end, amount.end)
        near = at >= 0 and bool(_GAP.fullmatch(zh, piece.end, at))
        start, end = piece.start, at + len(word)
    else:
        at = zh.rfind(word, amount.start, piece.start)
        near = at >= 0 and not zh[at + len(word) : piece.start].strip()
        start, end = at, piece.end
    if not near:
        return piece
    return Piece(start, end, _with_bound(entry, word, piece), many=piece.many)


def _with_bound(entry: Word, word: str, piece: Piece) -> str:
    """“≥95%”, “no fewer than 6”, “at least 1000”; a sign stays one, but before a currency."""
    if word.isascii() or word in ("≥", "≤", "＞", "＜"):
        if not piece.en[:1].isalpha() and word in ("≥", "≤", ">", "<", "＞", "＜"):
            return even(word.replace("＞", ">").replace("＜", "<")) + piece.en
        words = {">=": "no less than", "<=": "no more than", ">": "more than", "<": "less than"}
        return f"{words[entry.means]} {piece.en}" if entry.means in words else ""
    english = (entry.en_count if piece.many else "") or entry.en[0]
    return english.replace("{}", piece.en) if "{}" in english else f"{english} {piece.en}"


def _bounds_apart(zh: str, used: set[tuple[int, int]]) -> Iterator[Piece]:
    for match in _bound_words().finditer(zh):
        if not any(start < match.end() and match.start() < end for start, end in used):
            english = bound_words()[match.group()].en[0]
            if "{}" not in english:
                yield Piece(match.start(), match.end(), english, "bound")


@lru_cache(maxsize=1)
def _bound_words() -> re.Pattern[str]:
    """Words that bound, of two characters at least: 内 and 超 are parts of too many others."""
    words = [
        text
        for word in lexicon().comparators
        if word.force == "bound" and not word.after
        for text in word.zh
        if len(text) > 1 and not text.isascii()
    ]
    return re.compile(alternatives(words))
