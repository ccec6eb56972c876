"""The figures of a Chinese text. Use through `jiebang.text.numerals`."""

from __future__ import annotations

import re
from decimal import Decimal

from jiebang.text import figures as f
from jiebang.text.figures import Figure, FigureKind

_DIGITS = {char: Decimal(n) for n, char in enumerate("零一二三四五六七八九")} | {
    "〇": Decimal(0),
    "两": Decimal(2),
}
_SMALL = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}
_LARGE = {"万": Decimal(10**4), "亿": Decimal(10**8)}

# 千 before these is kilo-: 5千瓦 is 5 kW.
_KILO = "(?!瓦|克|米|赫|伏|安|帕|焦|牛|字节|比特|兆)"
_HAN = rf"(?:[零〇一二两三四五六七八九十百万亿]|千{_KILO})+"
_TIMES = rf"(?:[十百]|千{_KILO})?(?:万亿|亿亿|亿|万)|百|千{_KILO}"
_AMOUNT = rf"(?:{f.NUMBER})(?:\s*[余多几]?\s*(?:{_TIMES}))?"
_SUFFIX = re.compile(
    r"\s*(?:(?P<percent>\\?%|个?百分点)|(?P<permille>‰))"
    r"|(?P<dimension>维(?![力触])|D(?![A-Za-z0-9]))"
)
_MINUS = re.compile(r"(?:零下|负)\s*$")
_DASH = re.compile(r"[\u4e00-\u9fff]-$")
_BETWEEN = re.compile(r"\s*(?:[-–—~至到]|——)\s*")
# After a word for a digit or a power of ten, these make it a count.
_MEASURE = re.compile(
    r"\s*(?:大|余|多)?(?:个|种|类(?!医疗器械)|项|家|件|套|款|台|张|条|次|篇|部|名|位(?!一体)|所|份|批"
    r"|期|届|年|月|日|天|周|小时|分钟|秒|倍|组|层|轮|步|阶段|方面|领域|行业|自由度|座|场|例|幅"
    r"|颗|枚|只|辆|架|艘|支|门|代|人|省|市|县|区|米|公里|吨|大)"
)
_MAGNITUDE = re.compile(r"\s*(?:级|卡|元|参数|节点|规模|字)")
# 数百, 几十, 上万: “hundreds”, “dozens”. Not 参数千亿, 以上百万.
_VAGUE = re.compile(r"(?:(?<![参总个次人])数|几|(?<![以之])上|成|好)(?=[十百千万亿])")
_FIXED = re.compile(r"百科|百姓|百货|百强|百分|千方|千里|万能|万物|万维|万兆|十分(?!钟)|十足")
# A third party is no third of anything, in either language.
_THIRD_PARTY = re.compile(r"第三方(?!面)")
_ORDINAL_WORDS = re.compile(r"第一(?:时间|线|手|责任|性|身份)|第二性|第三产业")
_FIVE_YEARS = r"(?P<plan>十[一二三四五六七八九])五(?![个种类项家件套款台十百千万亿])"
_WORDS = {"双": Decimal(2), "单": Decimal(1), "半": Decimal("0.5"), "首": Decimal(1)}
_SOLID = "立体"  # “three-dimensional” in English, where nothing else names a three
_WORD = rf"{_SOLID}|双|(?<![榜名清简订菜表保])单(?![位独])|半(?!导)|首(?![都席要页])"
_CIRCLED = {chr(0x2460 + n): Decimal(n + 1) for n in range(20)}
_ROMAN = {chr(0x2160 + n): Decimal(n + 1) for n in range(12)}
_MARKS = _CIRCLED | _ROMAN | f.VULGAR

_LONGEST = 40  # no number in words is longer

_TOKEN = re.compile(
    rf"(?P<version>{f.VERSION})"
    # “1.2021年……推荐表”: a marker and a year, no decimal.
    r"|(?P<marker>(?<![0-9.])[0-9]{1,2}(?=\.(?:19|20)[0-9]{2}\s*年))"
    rf"|(?P<scientific>{f.SCIENTIFIC})"
    rf"|(?P<exponent>{f.EXPONENT})"
    rf"|(?P<fraction>(?P<below>{_HAN}|{f.NUMBER})分之(?P<above>{_HAN}|{f.NUMBER}))"
    rf"|(?P<amount>{_AMOUNT}(?:(?<=[万亿千百]){_AMOUNT}(?<=[万亿千百]))*)"
    rf"|(?P<point>{f.POINT})"
    rf"|(?P<five_years>{_FIVE_YEARS})"
    rf"|(?P<han>第?{_HAN})"
    rf"|(?P<sign>{_WORD}|[{''.join(_MARKS)}])"
)
_AMOUNT_PART = re.compile(rf"(?P<number>{f.NUMBER}|{f.POINT})\s*[余多几]?\s*(?P<times>{_TIMES})?")


def han_value(text: str) -> Decimal | None:
    """The value of a Chinese numeral, written out or digit by digit.

    Args:
        text: numerals only: 十二, 三千五百, 万亿, 二〇二三.

    Returns:
        The exact value, or None where it is no well-formed number (三五, “”).
    """
    if not text or not all(char in _DIGITS or char in _SMALL or char in _LARGE for char in text):
        return None
    if not any(char in _SMALL or char in _LARGE for char in text):
        year = len(text) == 4 or any(char in "零〇" for char in text)
        if len(text) > 1 and not year:
            return None
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    if len(text) > _LONGEST or re.search("[一二两三四五六七八九]{2}", text):
        return None
    return _worked_out(text)


def _worked_out(text: str) -> Decimal:
    """Value of a numeral with powers of ten: each 亿, 万 multiplies what is below it."""
    whole = part = section = Decimal(0)  # 亿s done; 万s since; below 万 since
    digit: Decimal | None = None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char] or None
        elif char in _SMALL:
            section += (digit or f.ONE) * _SMALL[char]
            digit = None
        else:
            section += digit or 0
            digit = None
            if char == "万":
                part += (section or f.ONE) * _LARGE[char]
            elif whole and not part + section:
                whole *= _LARGE[char]  # 亿亿
            else:
                whole += (part + section or f.ONE) * _LARGE[char]
                part = Decimal(0)
            section = Decimal(0)
    return whole + part + section + (digit or 0)


def figures_zh(text: str) -> tuple[Figure, ...]:
    """Every figure of a Chinese text, in order; see `jiebang.text.numerals`."""
    text = f.even(text)
    found: list[Figure] = []
    for match in _TOKEN.finditer(text):
        # The 百 of 5个百分点 has been read with the 5.
        if not found or match.start() >= found[-1].end:
            found.extend(_read(match, text))
    return tuple(f.join_ranges(found, text, _BETWEEN))


def _read(match: re.Match[str], text: str) -> list[Figure]:
    if match["version"]:
        return f.version(match)
    if match["scientific"]:
        return [f.scientific(match)]
    if match["exponent"]:
        return [f.exponent(match)]
    if match["fraction"]:
        return _fraction(match)
    if match["five_years"]:
        # “14th Five-Year Plan”; the five may be left to the word plan.
        plan = Figure(han_value(match["plan"]) or f.ONE, match.start(), match.end("plan"))
        return [plan, Figure(Decimal(5), match.end() - 1, match.end(), optional=True)]
    if match["han"]:
        return [f.suffixed(figure, text, _SUFFIX) for figure in _han(match, text)]
    if match["sign"] == _SOLID:
        dimension = FigureKind.DIMENSION
        return [Figure(Decimal(3), match.start(), match.end(), dimension, optional=True)]
    if match["sign"]:
        value = (_WORDS | _MARKS)[match["sign"]]
        optional = match["sign"] not in f.VULGAR
        return [Figure(value, match.start(), match.end(), optional=optional)]
    return [f.suffixed(_amount(match, text), text, _SUFFIX)]


def _amount(match: re.Match[str], text: str) -> Figure:
    """Digits, with 万 or 亿 worked out: 1.5亿, 1亿2000万, 10余万, -20."""
    value, scale = Decimal(0), f.ONE
    for part in _AMOUNT_PART.finditer(match.group()):
        scale = _worked_out(part["times"]) if part["times"] else f.ONE
        value += f.decimal(part["number"]) * scale
    minus = _MINUS.search(text, max(0, match.start() - 4), match.start())
    if minus or f.negative(text, match.start()):
        value = -value
    # 温度-20℃ is a minus, 附件-1 a dash: nothing but the sense tells them apart.
    others = (-value,) if _DASH.search(text, max(0, match.start() - 2), match.start()) else ()
    suffix = f.SUFFIX.match(text, match.end())
    if suffix and scale == f.ONE:
        others = (value * f.SUFFIXES[suffix.group()],)
    return Figure(
        value,
        match.start(),
        match.end(),
        optional=f.full_hour(text, match.start(), match.end()),
        others=others,
        scale=scale,
    )


def _fraction(match: re.Match[str]) -> list[Figure]:
    """百分之五 → 5%, 三分之一 → 3 and 1: “one-third”, “1/3”, and exact at that."""
    values = [han_value(match[name]) or _digits(match[name]) for name in ("below", "above")]
    below, above = values
    if below is None or above is None:
        return []
    kind = {"百": FigureKind.PERCENT, "千": FigureKind.PERMILLE}.get(match["below"])
    if kind:
        return [Figure(above, match.start(), match.end(), kind)]
    others = (above / below,) if above == 1 and below in (2, 4) else ()
    return [
        Figure(below, match.start(), match.end("below"), others=others),
        Figure(above, match.start("above"), match.end(), optional=above == 1),
    ]


def _digits(text: str) -> Decimal | None:
    return f.decimal(text) if text[0].isascii() else None


def _han(match: re.Match[str], text: str) -> list[Figure]:
    """Figures in a run of Han numerals, and whether the English must show them."""
    ordinal = match.group().startswith("第")
    start = match.start() + ordinal
    run = text[start : match.end()]
    value = han_value(run)
    if text.startswith("零下", start) or _THIRD_PARTY.match(text, match.start()):
        return []
    if value is None:
        # 三四个, 一二三产业: single words in a row, no number.
        return [
            Figure(_DIGITS.get(char) or _worked_out(char), start + n, start + n + 1, optional=True)
            for n, char in enumerate(run)
        ]
    if ordinal:
        optional = bool(_ORDINAL_WORDS.match(text, match.start()))
    else:
        optional = _is_optional(run, text, start, match.end())
    scale = _worked_out(run[-1]) if run[-1] in _LARGE else f.ONE
    return [Figure(value, start, match.end(), optional=optional, scale=scale)]


def _is_optional(run: str, text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 1) : start]
    if before and _VAGUE.match(text, start - 1):
        return True
    if run == "万一" or (len(run) == 1 and _FIXED.match(text, start)):
        return True
    if text[end : end + 1] in ("、", "）", ")") and before in ("", "（", "("):
        return True  # a printed marker: 十一、 （十二）
    if len(run) > 1:
        return False
    if run in "零〇一二":
        return True  # 一体化, 二次, 零样本: more often words than counts
    if _MEASURE.match(text, end):
        return False
    return run in _DIGITS or not _MAGNITUDE.match(text, end)
