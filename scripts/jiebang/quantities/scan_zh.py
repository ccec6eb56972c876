"""Figures of a Chinese text with their units: one pass, nothing around them read yet.

`scan` walks the text once with one pattern that finds where a figure, a date, a name or
an ordinal begins; each is then read to its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import BARE, UNKNOWN, Kind, Unit
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numerals import ARABIC, Numeral, evaluate, tables
from jiebang.quantities.units import unit_table

_SCIENTIFIC = re.compile(
    rf"(?:(?P<mantissa>{ARABIC})\s*[×xX*·]\s*)?10(?:\^\{{?(?P<power>[-+]?[0-9]{{1,3}})\}}?"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
    rf"|(?P<digits>{ARABIC})[Ee](?P<e>[-+]?[0-9]{{1,3}})(?![0-9A-Za-z])"
)
# What print or OCR made of a power: 1×10-4, ×106; alone only where a sign makes it plain.
_FLATTENED = re.compile(
    rf"(?P<mantissa>{ARABIC})\s*[×xX*]\s*10(?P<power>-?[0-9]{{1,2}})(?![0-9.%×xX*万亿])"
    r"|10(?P<alone>-[0-9]{1,2})(?![0-9.%~万亿℃°-])"
)
_LOW_BEFORE = re.compile(r"(?:[<>≤≥]|优于|低于|小于|不大于|不高于|达到?)\s*$")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][零〇○一二三四五六七八九]{3})"
_DATE = (
    rf"[0-9一二十]{{1,3}}世纪(?:(?:上|下)半叶|[0-9一二三四五六七八九十]{{1,4}}年代(?:[初末中]期?)?)?"
    r"|(?<![0-9.])(?:[0-9]{2}|(?:19|20)[0-9]0|[一二三四五六七八九]{1,2}十)年代"
    r"|(?<![0-9.])(?:[01]?[0-9]|2[0-4])\s?(?:点|时)\s?(?:[0-5]?[0-9]\s?分|半(?!径)|钟|整)"
    r"|"
    rf"(?<![0-9.]){_YEAR}\s*(?:年度?|财年)(?:\s*(?:1[0-2]|0?[1-9])\s*月(?:\s*[0-3]?[0-9]\s*日)?)?(?![0-9])"
    rf"|(?<![0-9.]){_YEAR}\s?[-/.]\s?[01]?[0-9](?:\s?[-/.]\s?[0-3]?[0-9])?(?![0-9.%‰万亿])"
    r"|(?<![0-9.])(?:1[0-2]|0?[1-9])\s*月\s*[0-3]?[0-9]\s*[日号]"
    r"|(?<![0-9.])(?:1[0-2]|0?[1-9])月(?=底|初|末|中旬|上旬|下旬|份|前)"
    r"|(?<=[年月])[0-3]?[0-9][月日]"
    r"|(?<![0-9:：])(?:[01]?[0-9]|2[0-4])\s?[:：]\s?[0-5][0-9](?:[:：][0-5][0-9])?(?![0-9:：.])"
    r"|十[一二三四五六七八九]五(?=规划|时期|期间|期末|末|”|」|以来|战略|重大|重点|国家)"
)
_CURRENCY_LETTERS = "RMB|CNY|USD|EUR|JPY|HKD|GBP|US|HK"
# Acronyms of metrics, which a figure may follow without a sign: PUE1.25, IoU90%.
_ACRONYMS = "PUE|IoU|mIoU|mAP|AP|AUC|MOS|QPS|FPS|BLEU|WER|CER|SNR|FOV|RMSE|MAE|CHI|FAR|FRR|MTBF|Ra|Rz|SOC|NA"
_CODE = r"[A-Za-z0-9]*(?:[-_./][A-Za-z0-9]+)*"
_SKIP = re.compile(
    r"(?P<link>https?://[!-~]+|[\w.+-]{1,64}@[\w-]+\.[\w.]+)"
    r"|(?P<number>[〔\[（(]\s*(?:19|20)[0-9]{2}\s*[〕\]）)]\s*第?\s*[0-9]+\s*号?)"
    rf"|(?P<date>{_DATE})"
    r"|(?P<standard>(?:GB|ISO|IEC|IEEE|ITU|YD|DB|YY|JB|HJ|ASTM)(?:/[A-Z]{1,3})?[ -]?[0-9][0-9.:—-]*)"
    r"|(?P<direct>DC(?=\s*[~-]))"
    rf"|(?P<letters>[A-Za-z][A-Za-z+]*[-_]?(?=[0-9]))"
    r"|(?P<version>(?<![0-9.])[0-9]+(?:\.[0-9]+){2,})"
    r"|(?P<allday>7\s?[×xX*]\s?24\s?(?:小时|h|H)?|5\s?[×xX*]\s?8\s?(?:小时|h)?)"
    r"|(?P<ordinal>第(?=\s?[0-9零一二两三四五六七八九十百千万]))"
    r"|(?P<mark>[\u2460-\u2473\u2160-\u216b])"
)
_RANGE = re.compile(r"\s*(?:~+|-{1,2}|–|—{1,2}|至|到)\s*")
# 0.8≤pH≤12.5: the metric stands inside.
_BETWEEN = re.compile(r"\s*[≤<]\s*(?P<what>[^0-9≤<≥>，。；]{1,20}?)\s*[≤<]\s*")
_AND_BETWEEN = re.compile(r"\s?(?:与|和|至|到|、)\s?")
_CROSS = re.compile(r"\s*[×xX*]\s*")
_MORE = re.compile(r"\s*(?P<more>[余多几来])(?![层维轮元模次种路源自头语功专任]|[个类](?!以))")
_MORE_COUNTED = re.compile(
    r"\s*(?P<more>[余多])(?=[个家种类项件套款台张条次篇部名位所份批人户年天月倍亩公米吨层小例辆座场期条页处支只万亿])"
)
_GRADE = re.compile(r"\s*(?:数量)?级(?![别联])")
_LETTER_UNIT = re.compile(r"[PTEM](?![A-Za-z0-9])")
# A unit that is not in the lexicon: a run of letters, or one Han character at an end.
_UNKNOWN_LATIN = re.compile(r"\s?(?P<unit>[A-Za-zμΩ°‰Å][A-Za-z0-9μΩ°²³^·/%()（）√-]*)")
_UNKNOWN_HAN = re.compile(
    r"(?P<unit>[\u4e00-\u9fff])(?=[，。；、,;）)]|$|以[上下内]|及以|左右|/)(?<![的以等中为上下内外前后时者和与或及了是在有可需])"
)
# What is glued to a unit and no part of it: cm²/Vs, %/千细胞; not 120°/垂直视场角20°.
_LEFT_OVER = re.compile(
    r"\s?[/·√^]\s?(?:[A-Za-zμΩ√°(（][A-Za-z0-9μΩ√°·/²³^-]*|[0-9]{0,6}[\u4e00-\u9fff]{1,4}(?=[，。；、,;）)]|$|以))"
    r"|[A-Za-zμ][A-Za-z0-9/·μ]*"
)
_HALF = re.compile(r"半(?![导径年载个数天夜成])")
_PLUS_MINUS = re.compile(r"(?:±|\+/-|正负)\s*$")
_MINUS = re.compile(r"(?:负|零下)\s*$")
_FAHRENHEIT = re.compile(r"华氏(?:温度)?\s*$")


_BLANKS = re.compile(r"\s{0,2}")
_TOLERANCE = re.compile(r"\s*(?:±|\+/-)\s*")
_SIGN = re.compile(r"(?:[-+]|负|零下)?\s?")
_DATED = re.compile(_DATE)
_OVER_FIGURE = re.compile(r"/\s?[0-9]+")
_POINT = re.compile(r"\.[0-9]+")
_DIGIT = re.compile(r"[0-9一二两三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and its unit: `text[start:end]`, both ends of a range included.

    `kind` is settled for dates, ordinals and names; else None. `number_end` is where
    the (last) figure ends. `form` says how the figure is written: “” plain, “share”
    (九成, 三分之一), “fraction” (1/2), “flattened” (10-4), “half”, “ratio” (2:1), “scale”
    (a power of ten and 级). `doubt` is why the figure may be another one.
    """

    start: int
    end: int
    value: Fraction
    value_max: Fraction | None = None
    unit: str = ""
    meaning: Unit = BARE
    number_end: int = 0
    scale: int = 1
    tolerance: Fraction | None = None
    more: bool = False
    vague: bool = False
    magnitude: bool = False
    paired: bool = False
    share: bool = False
    kind: Kind | None = None
    form: str = ""
    doubt: str = ""
    known: bool = True  # the unit is in the lexicon
    han: bool = False  # a single Han numeral
    others: tuple[Fraction, ...] = ()
    inner: tuple[int, int] | None = None  # the metric of 0.8≤pH≤12.5
    figures: int = 1
    unit_start: int = 0

    @property
    def bare(self) -> bool:
        return not self.unit

    @property
    def scaled(self) -> bool:
        return self.scale != 1

    @property
    def counted(self) -> bool:
        """Whether the unit is a counter: 个, 家, 种."""
        entry = unit_table().entries.get(self.unit)
        return entry is not None and entry.counter


@lru_cache(maxsize=1)
def _beginning() -> re.Pattern[str]:
    """Where something with a figure begins."""
    table = tables()
    chars = "".join((*table.digits, *table.tens, "万亿"))
    fixed = alternatives(f.zh for f in lexicon().fixed)
    return re.compile(
        rf"{_SKIP.pattern}|(?P<change>{fixed})|(?P<discount>对折)|(?P<half>一?半(?=[^导径\w]|$|以上|的|左右|(?:个?小时|年(?![度报])|个月|天|成)))"
        rf"|(?P<run>[0-9{chars}½¼¾]|(?<![.\w])\.(?=[0-9])|[几数](?=[十百千万亿]))"
    )


def scan(text: str) -> list[Quantity]:
    """Every figure of a normal text, in order, none overlapping."""
    found: list[Quantity] = []
    at, begin = 0, _beginning()
    while match := begin.search(text, at):
        quantity = _SPECIAL[match.lastgroup](match, text) if match.lastgroup in _SPECIAL else None
        if match.lastgroup == "letters":
            at = match.end()
            if not _may_precede(match, text):
                quantity = _coded(match, text)
        elif match.lastgroup == "run":
            quantity = _quantity(text, match.start())
        if quantity is None:
            at = max(at, match.end()) if match.lastgroup != "run" else _past(text, match.start())
            continue
        if match.lastgroup not in ("change", "half", "discount") and quantity.kind is None:
            quantity = _extended(quantity, text)
        found.append(quantity)
        at = quantity.end
    return _paired(found, text)


def _past(text: str, start: int) -> int:
    """Behind what begins at `start` and is no figure."""
    fixed = tables().fixed.match(text, start)
    run = tables().run.match(text, start)
    return max(start + 1, fixed.end() if fixed else 0, run.end() if run and not fixed else 0)


def _may_precede(match: re.Match[str], text: str) -> bool:
    """Whether letters before a figure are a currency or a metric, no part of a name."""
    letters = match.group().rstrip("-_")
    if re.fullmatch(_CURRENCY_LETTERS, letters):
        return True
    if re.fullmatch(_ACRONYMS, letters) and not match.group().endswith(("-", "_")):
        return bool(re.compile(rf"{ARABIC}\s?%|[0-9]+\.[0-9]").match(text, match.end()))
    return False


def _coded(match: re.Match[str], text: str) -> Quantity:
    """FP16, GPT-4, Top5: a name to its end."""
    code = re.compile(rf"{_CODE}").match(text, match.end())
    end = code.end() if code else match.end()
    digits = re.search(r"[0-9]{1,15}", text[match.start() : end])
    value = Fraction(digits.group()) if digits else Fraction(0)
    return Quantity(match.start(), end, value, kind=Kind.NAME, number_end=end)


def _named(kind: Kind) -> Callable[[re.Match[str], str], Quantity]:
    def build(match: re.Match[str], text: str) -> Quantity:
        end, value = match.end(), Fraction(0)
        if kind is Kind.ORDINAL and match.lastgroup == "ordinal":
            run = tables().run.match(text, match.end() + (text[match.end()] == " "))
            worth = evaluate(run.group()) if run else None
            if run is None or worth is None:
                return Quantity(match.start(), end, value, kind=Kind.NAME, number_end=end)
            return Quantity(match.start(), run.end(), worth.value, kind=kind, number_end=run.end())
        if match.lastgroup == "mark":
            point = ord(match.group())
            value = Fraction(point - (0x245F if point >= 0x2460 else 0x215F))
        elif digits := re.search(r"[0-9]{1,15}", match.group()):
            value = Fraction(digits.group())
        elif year := evaluate(match.group()[:4]):
            value = year.value
        return Quantity(match.start(), end, value, kind=kind, number_end=end)

    return build


def _fixed_change(match: re.Match[str], _: str) -> Quantity:
    fixed = next(f for f in lexicon().fixed if f.zh == match.group())
    unit = unit_table().units.get(fixed.unit, BARE)
    return Quantity(
        match.start(), match.end(), fixed.value, unit=fixed.unit, meaning=unit, number_end=match.end(),
        form=f"change {fixed.means} {fixed.mode}", share=True,
    )  # fmt: skip


def _half(match: re.Match[str], text: str) -> Quantity | None:
    """一半 is 0.5, 半年 half a year; not 上半年, 半导体, 大半."""
    start, end = match.span()
    if text[max(0, start - 1) : start] in (
        "上",
        "下",
        "前",
        "后",
        "大",
        "小",
        "中",
        "各",
        "多",
    ):
        return None
    if text.startswith("成", end):
        return Quantity(
            start, end + 1, Fraction(5), unit="%", meaning=_percent(), number_end=end, share=True
        )
    if match.group() == "一半":
        return Quantity(start, end, Fraction(1, 2), number_end=end, share=True)
    found = unit_table().read(text, end)
    if found is None:
        return None
    return Quantity(
        start, found[1], Fraction(1, 2), unit=text[end : found[1]], meaning=found[0],
        number_end=end, form="half", unit_start=end,
    )  # fmt: skip


def _discount(match: re.Match[str], _: str) -> Quantity:
    return Quantity(
        match.start(), match.end(), Fraction(50), unit="%", meaning=_percent(), number_end=match.end(), share=True
    )  # fmt: skip


def _direct(match: re.Match[str], _: str) -> Quantity:
    return Quantity(match.start(), match.end(), Fraction(0), number_end=match.end())


def _percent() -> Unit:
    return unit_table().units["%"]


_SPECIAL: dict[str, Callable[[re.Match[str], str], Quantity | None]] = {
    "link": lambda match, _: Quantity(
        match.start(), match.end(), Fraction(0), kind=Kind.NAME, form="link"
    ),
    "number": _named(Kind.NAME),
    "date": _named(Kind.DATE),
    "standard": _named(Kind.NAME),
    "version": _named(Kind.NAME),
    "allday": _named(Kind.NAME),
    "ordinal": _named(Kind.ORDINAL),
    "mark": _named(Kind.ORDINAL),
    "change": _fixed_change,
    "half": _half,
    "discount": _discount,
    "direct": _direct,
}


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    worth: Numeral
    form: str = ""
    doubt: str = ""


# 1 000, 12 345 678 and 100 万 are plain; 1 300 may be two figures.
_PLAIN_SPACES = re.compile(
    r"[0-9]{1,3}(?: 000)+|[0-9]{1,3}(?: [0-9]{3}){2,}(?:\.[0-9]+)?|[0-9.,]+ +[^0-9 ].*|\S+"
)
_DIGITS = re.compile(ARABIC)
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


def _number(text: str, at: int) -> _Number | None:
    """The figure that begins at a place, without sign and unit."""
    table = tables()
    if text[at] in _VULGAR:
        return _Number(at, at + 1, Numeral(_VULGAR[text[at]]))
    if match := _SCIENTIFIC.match(text, at):
        power = match["power"] or (match["raised"] or match["e"]).translate(_RAISED)
        mantissa = match["mantissa"] or match["digits"]
        value = _decimal(mantissa) if mantissa else Fraction(1)
        return _Number(at, match.end(), Numeral(value * Fraction(10) ** int(power)))
    if match := _FLATTENED.match(text, at):
        power = int(match["power"] or match["alone"])
        mantissa = _decimal(match["mantissa"]) if match["mantissa"] else Fraction(1)
        alone = match["alone"] is not None
        plain = _LOW_BEFORE.search(text, max(0, at - 4), at) if alone else power < 0
        if plain or (not alone and mantissa < 10 and 2 < power < 19):
            value = mantissa * Fraction(10) ** power
            doubt = "a power of ten that is not raised"
            return _Number(at, match.end(), Numeral(value), "flattened", doubt)
    if text[at] == ".":
        point = _POINT.match(text, at)
        return point and _Number(at, point.end(), Numeral(Fraction("0" + point.group())))
    if table.fixed.match(text, at):
        return None
    run = table.run.match(text, at)
    if run is None:
        return None
    end = _without_unit(text, at, run.end())
    worth = evaluate(text[at:end]) if end > at else None
    if worth is None and text[at].isascii() and (digits := _DIGITS.match(text, at)):
        end = digits.end()  # 667.123 五点八: two figures
        worth = evaluate(digits.group())
    if worth is None:
        return None
    if (
        not text[at].isascii()
        and (point := table.point.match(text, end))
        and text[at] not in "几数"
    ):
        behind = "".join(str(table.digits[c]) for c in point["digits"])
        times = 1
        for char in point["scale"]:
            times *= table.scales[char]
        value = (worth.value + Fraction(f"0.{behind}")) * times
        return _Number(at, point.end(), Numeral(value, None, max(worth.scale, times)))
    written = text[at:end]
    spaced = " " in written and text[at].isascii() and not _PLAIN_SPACES.fullmatch(written)
    doubt = "a space inside the figure" if spaced else ""
    return _Number(at, end, worth, "", doubt)


def _without_unit(text: str, at: int, end: int) -> int:
    """The end of a run without a last 千, 百 or 两 that is part of the unit: 5千瓦, 三十两."""
    last = text[end - 1]
    if end - at > 1 and last in "两俩" and text[end - 2] in "十百千万亿0123456789":
        return end - 1
    if end - at == 2 and last in "两" and unit_table().factor(text, end - 1):
        return end - 1  # 二两
    if last == "百" and text.startswith(("分位", "分点"), end) and end - at > 1:
        return end - 1  # 七十百分位
    if last in "千百" and end - at > 1:
        before = text[end - 2]
        unit = unit_table().factor(text, end - 1)
        if unit is not None and (before.isascii() or before in "十百千万亿"):
            return end - 1
    return end


def _decimal(digits: str) -> Fraction:
    return Fraction(re.sub(r"[, \u2009\u202f]", "", digits))


def _quantity(text: str, at: int) -> Quantity | None:
    """A figure with its sign and unit; None where a numeral is part of a word."""
    if match := _TWO_OFF.match(text, at):
        return Quantity(
            at, match.end(), _two_digits(match["two"]), unit="%", meaning=_percent(),
            number_end=match.end(), share=True,
        )  # fmt: skip
    number = _number(text, at)
    if number is None:
        return None
    if number.end - at == 1 and text[at] in tables().formal and not _PART.match(text, number.end):
        return None  # 队伍, 陆地
    worth, start, end = number.worth, number.start, number.end
    share = _as_share(text, number)
    if share is not None:
        return _signed(share, text)
    more = worth.more
    if match := (_MORE_COUNTED.match(text, end) or _MORE.match(text, end)):
        more, end = True, match.end()
    quantity = Quantity(
        start, end, worth.value, worth.high, number_end=end, scale=worth.scale, more=more,
        magnitude=worth.magnitude, form=number.form, doubt=number.doubt,
        figures=1 if worth.high is None else 2,
        han=end - start == 1 and not text[start].isascii() and worth.scale == 1 and not worth.magnitude,
    )  # fmt: skip
    if worth.scale != 1 and (grade := _GRADE.match(text, end)):
        parameters = 2 if text.startswith("参数", grade.end()) else 0
        quantity = replace(
            quantity, vague=True, end=grade.end() + parameters, unit="参数" if parameters else "",
            meaning=unit_table().meaning("参数") if parameters else BARE,
        )  # fmt: skip
        return _signed(quantity, text)
    return _signed(_with_unit(quantity, text), text)


def _with_unit(quantity: Quantity, text: str) -> Quantity:
    """The unit behind a figure, after two spaces at most; to its end."""
    end = quantity.end
    gap = _BLANKS.match(text, end)
    begin = gap.end() if gap else end
    table = unit_table()
    if (
        text.startswith("个", begin)
        and (money := table.read(text, begin + 1))
        and money[0].kind == "money"
    ):
        begin += 1  # 20个比特币
    found = table.read(text, begin)
    if found is not None and text[begin] == "/" and not quantity.scaled and quantity.form == "":
        found = found if quantity.value >= 1000 else None  # 10/m²
    if found is not None:
        unit, stop = found
        if unit.kind == "money" and unit.factor != 1:
            return quantity  # 三角, 五分: a coin only behind 元
        entry = table.entries.get(text[begin:stop])
        fahrenheit = _FAHRENHEIT.search(text, max(0, quantity.start - 5), quantity.start)
        if fahrenheit and text[begin:stop] == "度":
            unit = table.units["°F"]
        quantity = replace(
            quantity, end=stop, unit=text[begin:stop], meaning=unit, unit_start=begin
        )
        if entry is not None and not entry.bare and stop - begin == 1:
            quantity = replace(quantity, meaning=UNKNOWN)
        left = _LEFT_OVER.match(text, stop)
        if left and (second := _OVER_FIGURE.match(text, stop)):
            left = None if table.read(text, second.end()) else left  # 100兆瓦/200兆瓦时
        if left and not (left.group()[0].isalpha() and not text[stop - 1].isascii()):
            printed = text[begin : left.end()]
            return replace(quantity, end=left.end(), unit=printed, meaning=UNKNOWN, known=False)
        return _summed(quantity, text)
    letter = _LETTER_UNIT.match(text, begin)
    if letter:
        return replace(
            quantity, end=letter.end(), unit=letter.group(), meaning=UNKNOWN, unit_start=begin
        )
    if unknown := (
        _UNKNOWN_LATIN.match(text, end)
        or (_UNKNOWN_HAN.match(text, end) if not quantity.han else None)
    ):
        return replace(
            quantity, end=unknown.end(), unit=unknown["unit"], meaning=UNKNOWN, known=False,
            unit_start=unknown.start("unit"),
        )  # fmt: skip
    return quantity


_PARTS = ("duration", "money", "angle", "mass", "length")


def _summed(quantity: Quantity, text: str) -> Quantity:
    """两年半, 50元6角, 3小时20分钟: what stands behind the unit is more of it."""
    whole = quantity.meaning
    if whole.kind not in _PARTS or quantity.value_max is not None:
        return quantity
    if quantity.unit == "个" or not text[quantity.unit_start :][:1]:
        return quantity
    if _HALF.match(text, quantity.end) and not quantity.scaled:
        return replace(quantity, value=quantity.value + Fraction(1, 2), end=quantity.end + 1)
    at = quantity.end + (text[quantity.end : quantity.end + 1] in ("又", "零", "加"))
    if not _DIGIT.match(text, at):
        return quantity
    part = _number(text, at)
    if part is None:
        return quantity
    found = unit_table().read(text, part.end)
    minutes = text.startswith("分", part.end) and whole.base in ("s", "CNY", "USD")
    if found is None or found[0].base != whole.base or minutes:
        size = {"s": Fraction(60), "CNY": Fraction(1, 100), "USD": Fraction(1, 100)}.get(whole.base)
        if not minutes or size is None or text.startswith("分之", part.end):
            return quantity
        found = Unit("", whole.kind, whole.base, size), part.end + 1
    if found[0].factor >= whole.factor:
        return quantity
    value = quantity.value + part.worth.value * found[0].factor / whole.factor
    return _summed(replace(quantity, value=value, end=found[1]), text)


_AND_HALF = re.compile(r"\s*(?:(?P<unit>个)半(?P<after>月|小时)|(?P<minutes>分)半钟)")
_PART = re.compile(r"\s?分\s?之\s?")
_TENTHS = re.compile(
    r"\s?成\s?(?P<more>[半一二三四五六七八九](?![十百千万]))?(?![立功为员本绩长熟年果都份分交型品就效千万百套片形像语婚行群双败因对组倍活亿名见]|不变)"
)
_TWO_OFF = re.compile(
    r"(?P<two>[一二三四五六七八九壹贰叁肆伍陆柒捌玖]{2})\s?折(?![叠射线弯合旧算腾返扣现页磨])"
)
_OFF = re.compile(r"\s?折(?![叠射线弯合旧算腾返扣现页磨])")
_SLASH = re.compile(
    r"(?P<gap> )?(?P<above>[0-9]{1,4}) ?/ ?(?P<below>[1-9][0-9]{0,3})(?![0-9/.]|[A-Za-z])"
)
_RATIO = re.compile(r"\s?[:：]\s?(?P<right>[0-9]+(?:\.[0-9]+)?)(?![0-9:：])")


def _as_share(text: str, number: _Number) -> Quantity | None:
    """百分之五, 三分之一, 三又二分之一, 七成六, 八五折, 3个半月, 1/2, 2:1; None for none."""
    start, end, worth = number.start, number.end, number.worth
    if match := _AND_HALF.match(text, end):
        unit = "分钟" if match["minutes"] else f"个{match['after']}"
        return Quantity(
            start, match.end(), worth.value + Fraction(1, 2), unit=unit,
            meaning=unit_table().meaning(unit), number_end=end,
        )  # fmt: skip
    whole = Fraction(0)
    if text.startswith("又", end) and (below := _number_at(text, end + 1)):
        whole, part = worth.value, _PART.match(text, below.end)
        if part is None:
            return None
        return _fraction(text, start, whole, below, part.end())
    if part := _PART.match(text, end):
        return _fraction(text, start, whole, number, part.end())
    if (match := _TENTHS.match(text, end)) and worth.value <= 10 and worth.scale == 1:
        more = match["more"]
        ones = 0 if not more else 5 if more == "半" else tables().digits[more]
        value, high = worth.value * 10 + ones, worth.high and worth.high * 10
        return Quantity(start, match.end(), value, high, "%", _percent(), end, share=True)
    if match := _OFF.match(text, end):
        value = worth.value * 10 if worth.value <= 10 else worth.value
        if value < 100 or worth.value == 10:
            return Quantity(start, match.end(), value, None, "%", _percent(), end, share=True)
    if text[start].isdigit() and worth.scale == 1:
        return _slash_or_ratio(text, number)
    return None


def _number_at(text: str, at: int) -> _Number | None:
    return _number(text, at) if at < len(text) and _beginning().match(text, at) else None


def _two_digits(printed: str) -> Fraction:
    return Fraction(int("".join(str(tables().digits[char]) for char in printed)))


def _fraction(text: str, start: int, whole: Fraction, below: _Number, at: int) -> Quantity | None:
    """What stands above the line, and the share: of 百分之 a per cent."""
    negative = at < len(text) and text[at] == "负"
    above = _number_at(text, at + negative)
    if above is None or not below.worth.value:
        return None
    value = -above.worth.value if negative else above.worth.value
    printed = text[below.start : below.end].replace(" ", "")
    end = above.end
    if printed in ("百", "佰", "100") and not whole:
        high = above.worth.high
        return Quantity(
            start, end, value, high, "%", _percent(), end, share=True, more=above.worth.more
        )
    return Quantity(start, end, whole + value / below.worth.value, None, "", BARE, end, share=True)


def _slash_or_ratio(text: str, number: _Number) -> Quantity | None:
    start, end = number.start, number.end
    match = _SLASH.match(text, start)
    whole = Fraction(0)
    if match is None and (match := _SLASH.match(text, end)) and match["gap"]:
        whole = number.worth.value
    elif match and match.start() != start:
        match = None
    if match and (match["gap"] is None or whole) and text[start - 1 : start] != "/":
        value = whole + Fraction(int(match["above"]), int(match["below"]))
        doubt = "a fraction, a date or two figures"
        return Quantity(
            start, match.end(), value, number_end=match.end(), share=True, form="fraction", doubt=doubt
        )  # fmt: skip
    if (ratio := _RATIO.match(text, end)) and text[start - 1 : start] not in (":", "："):
        left, right = number.worth.value, Fraction(ratio["right"].rstrip("."))
        doubt = "" if right == 1 else "a ratio of two figures"
        return Quantity(
            start, ratio.end(), left / right if right else left, number_end=ratio.end(),
            share=True, form="ratio", doubt=doubt,
        )  # fmt: skip
    return None


@lru_cache(maxsize=1)
def _money_before() -> re.Pattern[str]:
    """A currency before its figure: ￥500万, RMB 3 million, 欧元500万."""
    currencies = [u for u in lexicon().units if u.currency]
    names = [s for u in currencies for s in (*u.signs, *(z for z in u.zh if len(z) > 1))]
    return re.compile(rf"(?:{alternatives(names)})[：:]?\s?$")


_BEFORE_SIGN = " ，。；：、（(~≥≤<>=到至为在@["


def _signed(quantity: Quantity, text: str) -> Quantity:
    """The figure with its ±, minus or currency before it."""
    start = quantity.start
    if match := _money_before().search(text, max(0, start - 6), start):
        sign = match.group().strip()
        same = unit_table().meaning(sign).base == quantity.meaning.base
        if not quantity.unit or same:
            unit = quantity.unit or sign
            meaning = unit_table().meaning(sign) if not quantity.unit else quantity.meaning
            quantity = replace(
                quantity, start=match.start(), unit=unit, meaning=meaning, known=True
            )
        return quantity
    if fahrenheit := _FAHRENHEIT.search(text, max(0, start - 5), start):
        return replace(quantity, start=fahrenheit.start())
    if match := _PLUS_MINUS.search(text, max(0, start - 4), start):
        return replace(quantity, start=match.start(), tolerance=quantity.value)
    if (match := _MINUS.search(text, max(0, start - 3), start)) and not re.compile(
        r"[抱肩欺胜担]|正$"
    ).search(text, max(0, match.start() - 1), match.start()):
        return replace(quantity, start=match.start(), value=-quantity.value)
    sign = text[start - 1 : start] if start else ""
    if sign in ("-", "+"):
        before = text[max(0, start - 2) : start - 1]
        # 附件-1 is a dash, 温度-20℃ a minus: the unit tells.
        cold = quantity.meaning.kind in ("temperature", "level", "voltage") or quantity.unit in "°%"
        plain = not before or before in _BEFORE_SIGN
        if sign == "+":
            return replace(quantity, start=start - 1) if plain else quantity
        if plain or (cold and quantity.unit and not re.match(r"[0-9A-Za-z°%)）]", before)):
            high = None if quantity.value_max is None else -quantity.value_max
            return replace(quantity, start=start - 1, value=-quantity.value, value_max=high)
    return quantity


def _extended(low: Quantity, text: str) -> Quantity:
    """The quantity as a range (48V-100V, 1与5之间), with a tolerance, or as a product."""
    if low.value_max is not None or (low.form in ("fraction", "ratio") and low.kind):
        return low
    if low.bare and (between := _BETWEEN.match(text, low.end)):
        high = _operand(text, between.end())
        ranged = high and _ranged(low, high, text, "")
        if ranged:
            return replace(ranged, inner=between.span("what"))
    if (cross := _CROSS.match(text, low.end)) and (second := _operand(text, cross.end())):
        return _product(low, second, text)
    if low.tolerance is None and (match := _TOLERANCE.match(text, low.end)):
        return _tolerant(low, match.end(), text)
    if low.tolerance is not None:
        return low
    dash = _RANGE.match(text, low.end)
    if dash is None:
        dash = _AND_BETWEEN.match(text, low.end)
        if dash is None:
            return low
        high = _operand(text, dash.end())
        if high is not None and high.unit == "间":  # 1与5间, no rooms
            high = replace(high, unit="", meaning=BARE, end=high.end - 1)
        if high is None or not text.startswith(("之间", "间"), high.end):
            return low
        return _ranged(low, high, text, "") or low
    high = _operand(text, dash.end())
    return (high and _ranged(low, high, text, dash.group().strip())) or low


def _operand(text: str, at: int) -> Quantity | None:
    """The figure with unit that begins right at a place, a sign before it allowed."""
    sign = _SIGN.match(text, at)
    begin = sign.end() if sign else at
    if begin >= len(text) or not re.compile(
        r"[0-9.一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖]"
    ).match(text, begin):
        return None
    if _DATED.match(text, begin):
        return None
    found = _quantity(text, begin)
    if found is None or found.kind is not None:
        return None
    if sign and sign.group().strip() in ("-", "负", "零下") and found.value > 0:
        found = replace(found, value=-found.value)
    return replace(found, start=at)


def _ranged(low: Quantity, high: Quantity, text: str, dash: str) -> Quantity | None:
    value, top = low.value, high.value
    if low.bare and high.scaled and not low.scaled and value < high.scale:
        value = low.value * high.scale  # 50-100万
    if not low.bare and high.unit != low.unit and not high.bare:
        ours, theirs = low.meaning, high.meaning  # 10g/cm2~24kg/cm2
        if not ours.base or ours.base != theirs.base:
            return None
        top = high.value * theirs.factor / ours.factor
    if low.share and low.unit == "%" and high.bare:
        return None
    if (
        dash not in ("-", "--")
        and value > 0
        and text[low.start - 1 : low.start] == "-"
        and -value < top
    ):
        low, value = replace(low, start=low.start - 1), -value  # 范围-200~200
    if value >= top:
        return None
    unit, meaning = (low.unit, low.meaning) if low.unit else (high.unit, high.meaning)
    return replace(
        low, end=high.end, value=value, value_max=top, unit=unit, meaning=meaning, figures=2,
        number_end=high.number_end, scale=max(low.scale, high.scale), more=False, han=False,
        known=low.known and high.known, doubt=low.doubt or high.doubt,
        unit_start=low.unit_start if low.unit else high.unit_start, magnitude=False,
    )  # fmt: skip


def _tolerant(low: Quantity, at: int, text: str) -> Quantity:
    """-18±1℃: from -19 to -17. With two kinds of units (10mm±5%) the second is apart."""
    second = _operand(text, at)
    if second is None or (low.unit and second.unit and low.meaning.base != second.meaning.base):
        return low
    if low.bare and second.bare:
        second = _behind_bracket(low.start, second, text)
    half = second.value
    if low.unit and second.unit:
        half = half * second.meaning.factor / low.meaning.factor
    if (low.unit and second.bare) or second.unit == "%" != low.unit:
        return low
    nominal = low.value
    if (
        not low.unit
        and nominal > 0
        and text[low.start - 1 : low.start] == "-"
        and second.meaning.kind == "temperature"
    ):
        low, nominal = replace(low, start=low.start - 1), -nominal
    unit, meaning = (low.unit, low.meaning) if low.unit else (second.unit, second.meaning)
    return replace(
        low, end=second.end, value=nominal - half, value_max=nominal + half, tolerance=half,
        unit=unit, meaning=meaning, number_end=second.number_end, figures=2, known=second.known,
        unit_start=low.unit_start if low.unit else second.unit_start,
    )  # fmt: skip


def _behind_bracket(start: int, second: Quantity, text: str) -> Quantity:
    """(20±2)℃: the unit stands behind the bracket."""
    if text[start - 1 : start] != "(" or text[second.end : second.end + 1] != ")":
        return second
    begin = second.end + 1
    found = unit_table().read(text, begin)
    if found is None:
        return second
    unit, end = found
    return replace(second, unit=text[begin:end], meaning=unit, end=end, unit_start=begin)


def _product(low: Quantity, second: Quantity, text: str) -> Quantity:
    """3840×2160 is one; 60°×40° and 200×300mm stay two (see `_paired`)."""
    whole = low.value.denominator == second.value.denominator == 1
    if not low.bare or not whole or not (second.bare or second.meaning.base == "pixel"):
        return low
    others, end, last = [second.value], second.end, second
    while (cross := _CROSS.match(text, end)) and (more := _operand(text, cross.end())):
        if not (more.bare or more.meaning.base == "pixel"):
            break
        others.append(more.value)
        end, last = more.end, more
    return replace(
        low, end=end, others=tuple(others), unit=last.unit, meaning=last.meaning,
        number_end=last.number_end, figures=1 + len(others), unit_start=last.unit_start, han=False,
    )  # fmt: skip


def _paired(found: list[Quantity], text: str) -> list[Quantity]:
    """In 200×300mm the first has the unit of the second."""
    for n in range(len(found) - 2, -1, -1):
        first, second = found[n], found[n + 1]
        if first.kind or second.kind or second.start - first.end > 5:
            continue
        if _CROSS.fullmatch(text, first.end, second.start):
            unit = (first.unit, first.meaning) if first.unit else (second.unit, second.meaning)
            found[n] = replace(first, unit=unit[0], meaning=unit[1], paired=True)
            found[n + 1] = replace(second, paired=True)
    return found
