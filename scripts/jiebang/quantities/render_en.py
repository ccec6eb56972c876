"""English for the dates and amounts of a Chinese text: what a draft is given, and must keep.

Whatever is put in here passes every check: a piece whose English `pair` would doubt is left
out, and so left to the engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import Amount, Kind, Unit, plain
from jiebang.quantities.lexicon import UnitEntry, alternatives, bound_words, lexicon
from jiebang.quantities.numbers_en import even
from jiebang.quantities.numerals import numeral_value
from jiebang.quantities.pair import pair
from jiebang.quantities.read_zh import read_zh
from jiebang.quantities.units import meaning, unit_table

_DATE = re.compile(
    r"(?<![0-9])(?P<first>(?:19|20)\d\d)\s*年?\s*[-–—~～至到]\s*(?P<last>(?:19|20)\d\d)\s*年(?!代)"
    r"|(?<![0-9])(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?(?P<month>1[0-2]|0?[1-9])\s*月(?!球)"
    r"(?:\s*(?P<day>3[01]|[12][0-9]|0?[1-9])\s*[日号])?"
    r"|(?<![0-9])(?P<alone>(?:19|20)\d\d)\s*年(?:年?(?P<part>[底末初]))?(?!代|来|期)"
    r"|(?P<han>[一二][〇零一二三四五六七八九]{3})年(?!代)"
)
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
_GAP = r"\s*(?:[（(]含[）)])?\s*"


@dataclass(frozen=True, slots=True)
class RenderedAmount:
    """`zh[start:end]` in English; `kind` is amount, date or bound.

    `many` says that what an amount counts is in the plural.
    """

    start: int
    end: int
    en: str
    kind: str = "amount"
    many: bool = False


def render_pieces(zh: str) -> tuple[RenderedAmount, ...]:
    """The dates and amounts of a text, then the bounds that stand apart from any.

    What cannot be said in English exactly and in one way is left out, and so is
    what need not turn up in the English at all. Never raises.
    """
    found = _DATE.finditer(even(zh))
    dates = [RenderedAmount(*date.span(), _say_date(date), "date") for date in found]
    amounts, used = [], set()
    for amount in read_zh(zh):
        if any(d.start < amount.number_end and amount.number_start < d.end for d in dates):
            used.add((amount.start, amount.end))
            continue
        piece = _piece(zh, amount)
        if piece and not pair(zh[piece.start : piece.end], piece.en):
            amounts.append(piece)
            used.add((piece.start, piece.end))
    apart = (
        match
        for match in _bounds().finditer(zh)
        if not any(start < match.end() and match.start() < end for start, end in used)
    )
    english = ((match, bound_words()[match.group()].en[0]) for match in apart)
    bounds = [RenderedAmount(*match.span(), en, "bound") for match, en in english if "{}" not in en]
    return (*dates, *amounts, *bounds)


def _say_date(date: re.Match[str]) -> str:
    if date["first"]:
        return f"{date['first']}–{date['last']}"
    if not date["month"]:
        return _ENDS.get(date["part"], "") + (date["alone"] or f"{numeral_value(date['han'])}")
    said = lexicon().numerals["en"]["months"][int(date["month"]) - 1]
    said += f" {int(date['day'])}" if date["day"] else ""
    return f"{said}{',' if date['day'] else ''} {date['year']}" if date["year"] else str(said)


# Amounts ---------------------------------------------------------------------------------


def _piece(zh: str, amount: Amount) -> RenderedAmount | None:
    """One amount with the bound right before or right behind it."""
    start, end = amount.number_start, amount.number_end
    written, whole = zh[start:end], amount.value == amount.value.to_integral_value()
    if amount.optional or amount.kind is Kind.DATE or amount.others:
        return None
    if amount.kind is Kind.NAME and amount.value_max is None:
        return None
    if _IN_NAME.search(zh, max(0, start - 2), start) or (amount.approximate and not amount.word):
        return None  # 10余万: how much exactly nobody says
    if amount.kind is Kind.ORDINAL:
        return (
            RenderedAmount(start, end, _ordinal(int(amount.value)))
            if whole and written[:1] == "第"
            else None
        )
    if "半" in written or (amount.unit == "倍" and "倍" not in written):
        return None  # 半年, 翻一番: a sentence says it better
    said = _say(written, amount)
    if not said and _CLASSIFIER.fullmatch(amount.unit):
        # 5000万枝: the figure; what is counted is the engine's to say.
        number = even(written).strip().removesuffix(amount.unit)
        said, end = _number(amount.value, number, amount.scale), zh.rfind(amount.unit, start, end)
    if not said:
        return None
    entry = unit_table().entries.get(amount.unit)
    counted = not amount.unit or bool(entry and entry.counter)
    many = counted and whole and amount.kind is not Kind.SHARE and amount.value != 1
    return _bounded(zh, amount, RenderedAmount(start, end, said, many=many))


def _say(written: str, amount: Amount) -> str:
    """The figure or range with its unit; "" where it cannot be said exactly in one way."""
    printed, value, top = even(written).strip(), amount.value, amount.value_max
    number = printed.removesuffix(even(amount.unit)).strip() if amount.unit else printed
    if amount.exact is not None and amount.exact != Fraction(value):
        said = _fraction(amount.exact)
    elif top is not None and amount.tolerance is not None:
        middle = (value + top) / 2
        said = (f"{plain(middle)} " if middle else "") + f"±{plain(amount.tolerance)}"
    elif top is not None:
        said = _scaled(" to " if value < 0 else "–", value, top)
    elif _POWER.fullmatch(number):
        said = number
    else:
        said = _number(value, number, amount.scale)
    return _with_unit(said, amount.unit.strip(), one=value == 1 and top is None) if said else ""


def render_number(value: Decimal, scale: Decimal = Decimal(1)) -> str:
    """A figure in digits as the house style has it: 5000, 10,000, 1.5 million."""
    return _number(value, plain(value), scale)


def _number(value: Decimal, printed: str, scale: Decimal) -> str:
    """A figure in English, by value; one of few digits as it is printed."""
    if scale == 1 and _DIGITS.fullmatch(printed.rstrip("%‰")):
        digits = printed.rstrip("%‰").replace(",", "").replace(" ", "").lstrip("+-")
        minus = "-" if value < 0 else ""
        return minus + (digits if len(digits.split(".")[0]) < 5 else f"{Decimal(digits):,f}")
    if not printed[:1].isascii() and 0 < value <= _WORDS_TO and value == int(value):
        share = "成" in printed or "百分" in printed
        return str(int(value)) if share else _name("words", int(value))
    return _scaled("", value)


def _scaled(joint: str, *ends: Decimal) -> str:
    """“1.5 million”, “10,000”, “5–10”, “5–10 million”, “-40 to 85”."""
    low, high = ends[0], ends[-1]
    for scale, word in _SCALES:
        parts = [end / scale for end in ends]
        fits = scale <= abs(high) < _LARGEST and (low == high or low >= scale / 1000)
        if fits and all(part == part.quantize(Decimal("0.001")) for part in parts):
            return f"{joint.join(map(plain, parts))} {word}"
    texts = (plain(end) for end in ends)
    return joint.join(f"{Decimal(t):,f}" if Decimal(t) >= _COMMA_FROM else t for t in texts)


def _name(kind: str, value: int) -> str:
    """The English word of a number: “three”, “third”; `kind` is words or ordinals."""
    words = lexicon().numerals["en"][kind].items()
    return next(str(word) for word, number in words if int(number) == value)


def _ordinal(value: int) -> str:
    """3 → “third”, 12 → “12th”."""
    if 1 <= value <= _WORDS_TO:
        return _name("ordinals", value)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{'th' if 10 < value % 100 < 14 else ending}"


def _fraction(value: Fraction) -> str:
    """1/3 → “one-third”, 3/7 → “3/7”."""
    above, below = value.numerator, value.denominator
    if 3 <= below <= _WORDS_TO and 0 < above <= _WORDS_TO:
        name = "quarter" if below == 4 else _name("ordinals", below)
        return f"{_name('words', above)}-{name}{'s' if above > 1 else ''}"
    return f"{above}/{below}" if below < 1000 else ""


# Units -----------------------------------------------------------------------------------


def _with_unit(said: str, unit: str, *, one: bool) -> str:
    """“RMB 20 million”, “10 ms”, “3 years”, “5 types of”."""
    entry = unit_table().entries.get(unit)
    if unit in ("", "%", "％", "‰"):
        return said + even(unit)
    if entry and entry.currency:
        return f"{'RMB' if entry.id == 'CNY' else entry.id} {said}"
    if entry and entry.counter:
        return f"{said} {entry.draft[not one]}" if entry.draft else said
    name = _unit_name(unit, entry, one=one)
    return f"{said}{'' if name in _CLOSE else ' '}{name}" if name else ""


def _unit_name(unit: str, entry: UnitEntry | None, *, one: bool) -> str:
    """The English of a printed unit: its symbol where it has one that is read back the same."""
    if unit.isascii() or unit[0] in "°μΩ℃′″":
        return _RAISED.sub(lambda m: _SUPER[m[1]], _POINT.sub("·", unit.replace("℃", "°C")))
    if "/" in unit:
        parts = [_symbol(part) for part in unit.split("/")]
        return "/".join(parts) if all(parts) else ""
    meant, english = meaning(unit), unit_table().english
    own = entry.en[0] if entry and entry.en else ""
    name = own if english.get(own) == meant else _english_names().get(meant, "")
    if not name:
        return meant.ucum if meaning(meant.ucum) == meant else ""
    head, of, rest = name.partition(" of ")
    plural = f"{head}s{of}{rest}"
    return name if one or plural not in english else plural


@lru_cache(maxsize=1)
def _english_names() -> dict[Unit, str]:
    """What the lexicon first names each meaning of a unit."""
    named = reversed(unit_table().english.items())
    return {unit: name for name, unit in named if name.isascii()}


def _symbol(unit: str) -> str:
    """A part of a compound unit: 毫克 → mg, 像素 → pixel."""
    meant = meaning(unit)
    if meant.ucum.isalpha() and meaning(meant.ucum) == meant:
        return meant.ucum
    return _unit_name(unit, unit_table().entries.get(unit), one=True)


# Bounds ----------------------------------------------------------------------------------

_SIGNS = {"＞": ">", "＜": "<", ">": ">", "<": "<", "≥": "≥", "≤": "≤"}
_IN_WORDS = {">=": "no less than", "<=": "no more than", ">": "more than", "<": "less than"}


def _bounded(zh: str, amount: Amount, piece: RenderedAmount) -> RenderedAmount:
    """The amount with the bound right before or right behind it: “≥95%”, “no fewer than 6”."""
    word, words = amount.word.strip(), bound_words()
    if word not in words:  # 达到90%以上: the word behind the figure bounds it
        leads = (at for at in range(1, len(word)) if word[at:] in words)
        word = next((word[at:] for at in leads if _reaches(word[:at])), word)
    entry, said = words.get(word), re.escape(word)
    if entry is None or entry.force == "reach" or amount.value_max is not None:
        return piece
    behind = entry.after and re.compile(_GAP + said).match(zh, piece.end, amount.end)
    before = re.compile(rf"{said}\s*$").search(zh, amount.start, piece.start)
    beside = behind if entry.after else before
    if not beside:
        return piece
    start, end = min(piece.start, beside.start()), max(piece.end, beside.end())
    if word in _SIGNS and not piece.en[:1].isalpha():
        return replace(piece, start=start, end=end, en=_SIGNS[word] + piece.en)
    english = (entry.en_count if piece.many else "") or entry.en[0]
    if word.isascii() or word in _SIGNS:  # before a currency it is said
        english = _IN_WORDS.get(entry.means, "")
    english = english if "{}" in english or not english else f"{english} {{}}"
    return replace(piece, start=start, end=end, en=english.replace("{}", piece.en))


def _reaches(word: str) -> bool:
    return word in bound_words() and bound_words()[word].force == "reach"


@lru_cache(maxsize=1)
def _bounds() -> re.Pattern[str]:
    """Words that bound, of two characters at least: 内 and 超 are parts of too many others."""
    words = [w for w in lexicon().comparators if w.force == "bound" and not w.after]
    texts = (text for word in words for text in word.zh)
    return re.compile(alternatives(t for t in texts if len(t) > 1 and not t.isascii()))
