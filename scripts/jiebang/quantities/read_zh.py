"""From a Chinese text to its amounts: what each figure is, compared with what, of what.

`read_zh` reads everything: measures, dates, ordinals, names. `extract` is those of it
that are measures. Figures are found by `scan_zh`, the words around them by `compare_zh`,
what they measure by `metric`; here the rules decide, each under its name in `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import (
    UNKNOWN,
    Amount,
    Change,
    Comparator,
    Confidence,
    Kind,
    Unit,
    finite,
)
from jiebang.quantities.compare_zh import Comparison, comparison, demand, words
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.meaning import doubts, read_unit
from jiebang.quantities.metric import NOTHING, Found, find_metric, respective
from jiebang.quantities.normal import Normal, normal
from jiebang.quantities.numerals import evaluate
from jiebang.quantities.scan_zh import Quantity, scan
from jiebang.quantities.units import unit_table
from jiebang.text.twin import simplified

_STOPS = re.compile(r"[。！？\n]+")
_LONGEST = 1200  # characters of a sentence that is read as one
_BETWEEN_FIGURES = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])")
_NEAR = 32  # as many amounts may stand in one bracket behind a metric
_LISTED = re.compile(r"\s*[、/]\s*")
_ARTICLE = re.compile(r"一\s*(?:[种个套款台项次条类家张位])")
_MADE = re.compile(
    r"(?:研制|研发|开发|形成|建立|建成|构建|搭建|打造|建设|支持|满足|完成|提出|制定|设计|获得|创建|突破|发布)(?:出|了)?\s*$"
)
_MADE_OF = re.compile(r"\s*(?:基于|面向|适用于|用于|针对)")
_NO_COUNT = re.compile(
    r"[一二两三](?:种|项|个|类|款|台)(?:或|及|和)(?:多|几|两|若干)|一个个|一次性|一点|一条龙|一部分"
    r"|一种新|一批|[一二两三]期|一组组|一对一|一人一|一件事|一张网|一路|一站"
)
_GRADED = re.compile(r"(?:及?以[上下])?(?:$|[，。；、（(])")
# A letter that makes a name with a figure (7B, 5A, 4K) unless the metric wants such a unit.
_NAME_LETTERS = {
    "A": "电流",
    "K": "温|热",
    "P": "算力|计算能力|存储|容量|数据",
    "T": "算力|计算能力|数据|存储|语料|容量|磁",
    "E": "算力|计算能力|存储|容量|数据",
    "M": "数据|存储|容量|内存|带宽|浓度",
    "B": "参数",
    "d": "时间|周期|寿命|天数|期",
    "H": "电感",
    "F": "电容",
    "C": "电荷|电量",
    "S": "电导|时间",
    "N": "力|载荷|负载|抓取|握",
    "x": "",
    "X": "",
    "k": "",
}
_QUALIFIER = re.compile(
    r"\s*(?:@\s*(?P<at>[A-Za-z]{1,5}[0-9]{1,3}(?![0-9.])"
    r"|[A-Za-z]{0,6}[=≥≤<>]?-?[0-9.]+\s?[A-Za-z℃°%μΩ²³/]{1,8})"
    r"|[（(]\s*@?(?P<in>(?:FP|BF|TF|INT|Int|int)[0-9]{1,2})\s*[)）])"
)
# 压缩永久变形（70℃×22h）≤20%: a bracket of amounts alone before what compares.
_STATE_BRACKET = re.compile(
    r"[（(](?P<words>@?\s*-?[0-9][^（()），。；\u4e00-\u9fff]{1,20})[)）]\s*(?=[≤≥<>=±]|不[大小高低超少多]|[大小高低]于|达|为|优于)"
)
# -40℃容量保持率≥85%, 循环5000次后保持率≥80%: the condition of what follows.
_AS_CONDITION = re.compile(
    r"\s*(?:的?(?:条件|环境|工况|温度|状态)?下(?![降载行一游属沉限])|时(?![间延长刻效域段序速])|后(?![端台处续备]))"
)
_IN_BRACKET = re.compile(r"\s*[（(](?P<words>@?\s*[^（()），。；]{1,16})[)）]")
_IN_STATE = re.compile(r"在(?P<words>[^，。；、在]{1,20})(?:的?(?:条件|环境|情况|工况|状态))?下")
_STATE_AROUND = re.compile(r"[^，。；、0-9]{0,8}下(?![降载行一游属沉])")
_BASELINE = re.compile(
    r"(?:由|从|自)(?:原来|目前|现有|当前|原有)?的?(?:不足|不到|低于|超过|约|近)?\s*$"
)
# 7B may be 7 or seven billion, 8K 8 or 8000.
_TIMES = {"B": 10**9, "K": 1000, "k": 1000, "M": 10**6}
_CLAUSES = re.compile("[，。；、]")
_PER_BEFORE = re.compile(
    r"每(?:个)?(?P<size>[0-9百千万十两]{0,6})(?P<unit>[A-Za-z\u4e00-\u9fff]{1,4}?)(?P<verb>[^，。；、0-9每]{0,6})$"
)
_MARK_AFTER = re.compile(r"\s*(?:[、)）]|\.(?![0-9]))")
_MARK_BEFORE = re.compile(r"(?:^|[。；;（(\n])\s*$")
_NUMBERED = re.compile(r"\s*(?:号|σ|〕|代(?!码|表|理|替|价|谢))")


def extract(zh: str, head: str = "") -> tuple[Amount, ...]:
    """Every amount of a Chinese text that is a measure, in printed order.

    Args:
        zh: one indicator, or any text.
        head: what the whole text is about (a field’s name, 资金), where it does not
            say so itself: then “2000万。” is an amount, too, and is read as one of `head`.

    Returns:
        The amounts; their spans lie in `zh` and do not overlap. Never raises.
    """
    return tuple(a for a in read_zh(zh, head) if a.measured and not a.optional)


def read_zh(zh: str, head: str = "") -> tuple[Amount, ...]:
    """Every figure of a Chinese text, dates, ordinals and names too, in printed order.

    Never raises; linear in the text. Sentences are read apart, and remembered.
    """
    found: list[Amount] = []
    twin = simplified(zh)  # character for character, and by the whole text
    for start, sentence in _sentences(zh):
        amounts = _read_sentence(sentence, twin[start : start + len(sentence)], head)
        found.extend(amounts if start == 0 else (a.moved(start) for a in amounts))
    return tuple(found)


@lru_cache(maxsize=512)
def _read_sentence(zh: str, twin: str, head: str) -> tuple[Amount, ...]:
    given = normal(twin)
    return tuple(_amount(zh, given, reading, head) for reading in _readings(given.text, head))


def _sentences(zh: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text with their places; one without an end in pieces."""
    start = 0
    for stop in [*(match.end() for match in _STOPS.finditer(zh)), len(zh)]:
        while stop - start > _LONGEST:
            cut = max(zh.rfind(c, start + _LONGEST // 2, start + _LONGEST) for c in "；;，")
            if cut < 0:
                between = _BETWEEN_FIGURES.search(zh, start + _LONGEST // 2, stop)
                cut = min(between.start() if between else stop, start + _LONGEST) - 1
            yield start, zh[start : cut + 1]
            start = cut + 1
        if start < stop:
            yield start, zh[start:stop]
        start = stop


# Kinds in which a bare amount before a noun is a state more often than what is asked for.
_SETTINGS = ("temperature", "frequency", "level", "pressure", "voltage", "duration")


@dataclass(slots=True)
class _Reading:
    """A figure with all that has been read of it so far; `text` is the whole normal text."""

    text: str
    quantity: Quantity
    compared: Comparison
    tail: int  # behind a qualifier (@FP16)
    floor: int  # where the amount before ends
    metric: Found = NOTHING
    condition: tuple[int, int] | None = None
    per: str = ""
    baseline: Quantity | None = None
    kind: Kind | None = None
    optional: bool = False

    @property
    def measure(self) -> bool:
        return self.kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE) and not self.optional

    def is_condition(self) -> bool:
        """Whether a bare amount may be the condition of what follows: 25℃下, -40℃容量保持率."""
        q, compared = self.quantity, self.compared
        if compared.said or compared.change is not Change.LEVEL or q.form or self.baseline:
            return False
        if compared.comparator not in (Comparator.EQUAL, Comparator.RANGE):
            return False
        if _AS_CONDITION.match(self.text, q.end):
            return True
        behind = self.metric is not NOTHING and self.metric.start >= q.end
        return behind and q.meaning.kind in _SETTINGS

    @property
    def before(self) -> str:
        return self.text[max(0, self.compared.start - 16) : self.compared.start]


def _readings(text: str, head: str) -> list[_Reading]:
    """All figures with kind, comparison and metric; baselines folded into what follows."""
    walk = _Walk(text, head)
    quantities = scan(text)
    for n, quantity in enumerate(quantities):
        following = quantities[n + 1] if n + 1 < len(quantities) else None
        if following and _is_baseline(text, quantity, following):
            walk.baseline = quantity
        else:
            walk.take(quantity, following)
    measured = [r for r in walk.found if r.measure]
    metrics = respective(text, [r.metric for r in measured], [r.compared.start for r in measured])
    for reading, metric in zip(measured, metrics, strict=True):
        reading.metric = metric
    return walk.found


class _Walk:
    """Figures taken one after the other; what the next needs of those before it."""

    def __init__(self, text: str, head: str) -> None:
        self.text, self.head = text, head
        self.found: list[_Reading] = []
        self.ends = [0]
        self.last: _Reading | None = None  # the last measure
        self.baseline: Quantity | None = None
        self.bracket = (0, 0)  # of a condition: what stands in it is no amount of its own
        self.state: tuple[int, int] | None = None  # a condition that stands before its amount

    def take(self, quantity: Quantity, following: Quantity | None) -> None:
        """Read the words around a figure, and what it measures if it is a measure."""
        text, floor = self.text, self.last.compared.end if self.last else 0
        if quantity.start < floor:
            return  # inside a qualifier
        compared, tail, qualifier = self._compare(quantity, floor)
        reading = _Reading(text, quantity, compared, tail, floor, baseline=self.baseline)
        self.baseline = None
        reading.condition = qualifier
        meant = bool(self.head) and quantity.bare and quantity.scaled
        reading.kind, reading.optional = _kind(reading, listed=bool(self.found), meant=meant)
        state = _STATE_BRACKET.match(text, quantity.start - 1) if quantity.start else None
        if state and reading.measure and quantity.meaning.kind in _STATES:
            self.state = self.bracket = state.span("words")
        if reading.measure and self.bracket[0] <= quantity.start < self.bracket[1]:
            reading.kind = Kind.BASE
        self.found.append(reading)
        if reading.kind is Kind.ORDINAL and (mark := _MARK_AFTER.match(text, quantity.end)):
            self.ends.append(mark.end())
        if reading.measure:
            self._measure(reading, following)

    def _compare(
        self, quantity: Quantity, floor: int
    ) -> tuple[Comparison, int, tuple[int, int] | None]:
        """How a figure is compared; the end of its qualifier (@FP16) and the span of that."""
        start, end = quantity.start, quantity.end
        if quantity.kind is not None:
            return Comparison(Comparator.EQUAL, start, end, noun_end=start), end, None
        qualifier = _QUALIFIER.match(self.text, end)
        tail = qualifier.end() if qualifier else end
        compared = _compared(self.text, quantity, tail, floor)
        if compared.mode == "by" and lexicon().levels.get(compared.verb) == quantity.meaning.kind:
            edge = compared.noun_end + len(compared.verb)  # 通态压降≤3.2V: a noun
            compared = replace(compared, change=Change.LEVEL, mode="", verb="", noun_end=edge)
        if not qualifier:
            return compared, tail, None
        return compared, tail, qualifier.span("at" if qualifier["at"] else "in")

    def _measure(self, reading: _Reading, following: Quantity | None) -> None:
        """The metric, the base of a rate and the condition of a measure."""
        text, quantity, floor, last = self.text, reading.quantity, reading.floor, self.last
        if reading.baseline:
            start = max(floor, _baseline_start(text, reading.baseline))
            first = min(start, reading.compared.start)
            reading.compared = replace(reading.compared, noun_end=start, start=first)
        compared = reading.compared
        before = last.metric if last else None
        metric = find_metric(text, compared, quantity, floor, self.ends[-_NEAR:], before)
        if metric.shared and last and _goes_with(compared, last.compared, text, floor):
            compared = reading.compared = replace(
                compared,
                comparator=last.compared.comparator,
                change=last.compared.change,
                mode=last.compared.mode,
            )
        reading.metric = metric
        reading.per = _per(reading)
        if reading.condition is None:
            reading.condition, self.bracket = _condition(reading, following)
        if self.state and not re.search("[，。；]", text[self.state[1] : compared.start]):
            reading.condition = reading.condition or self.state
        stands = self.state[0] if self.state and reading.condition == self.state else quantity.start
        self.state = (stands, quantity.end) if reading.is_condition() else None
        state = _STATE_AROUND.match(text, quantity.end)
        if state and text.rfind("在", max(floor, quantity.start - 10), quantity.start) >= 0:
            self.ends.append(state.end())  # 在10dB信噪比下: what follows is another noun
        # 1米距离成像精度: the next metric begins behind this one.
        beside = text[compared.end : metric.end] == "距离"
        self.ends.append(metric.end if beside else compared.end)
        self.last = reading


def _goes_with(compared: Comparison, last: Comparison, text: str, floor: int) -> bool:
    """In a list under one head (≥98%、95%) a bare figure is compared as the one before it."""
    bare = not compared.said and compared.comparator is Comparator.EQUAL
    if not bare or last.comparator is Comparator.RANGE or compared.start - floor > _NEAR:
        return False
    return not re.search("[，；。]", text[floor : compared.start])


@lru_cache(maxsize=1)
def _raised_to() -> re.Pattern[str]:
    """What stands between a baseline and what it is raised or lowered to."""
    lex = lexicon()
    verbs = alternatives(word for verb in lex.verbs for word in verb.zh)
    to = alternatives(lex.change_words["to"]["zh"])
    bounds = alternatives(w for word in lex.comparators if not word.after for w in word.zh)
    return re.compile(
        rf"\s*(?:左右|以上|以下)?\s*，?(?:稳步|逐步|大幅|显著|进一步)?(?:{verbs}|变|改)?(?:{to})\s*"
        rf"(?:{bounds})?\s*(?:每[^0-9，。；]{{1,4}})?"
    )


def _is_baseline(text: str, quantity: Quantity, following: Quantity) -> bool:
    """由60%提高到85%: where something starts from."""
    if quantity.kind or following.kind or following.start - quantity.end > 16:
        return False
    if not _raised_to().fullmatch(text, quantity.end, following.start):
        return False
    if quantity.bare and not following.bare:
        return bool(_BASELINE.search(text, max(0, quantity.start - 8), quantity.start))
    same = quantity.meaning.base == following.meaning.base or quantity.unit == following.unit
    return same and bool(
        _BASELINE.search(text, max(0, quantity.start - 8), quantity.start)
        or re.search(
            r"[由从自][^，。；]{0,12}$", text[max(0, quantity.start - 14) : quantity.start]
        )
    )


def _baseline_start(text: str, baseline: Quantity) -> int:
    match = _BASELINE.search(text, max(0, baseline.start - 8), baseline.start)
    return match.start() if match else baseline.start


def _compared(text: str, quantity: Quantity, tail: int, floor: int) -> Comparison:
    """The comparison of a quantity, with what its own form says (range, ±, 余)."""
    found = comparison(text, quantity.start, tail)
    if found.start < floor:
        found = replace(found, start=max(floor, 0))
    if quantity.form.startswith("change"):
        _, means, mode = quantity.form.split()
        change = Change.LEVEL if mode == "to" else Change(means)
        at_least = found.comparator if found.said else Comparator.EQUAL
        return replace(found, change=change, mode=mode, comparator=at_least)
    if quantity.value_max is not None or quantity.tolerance is not None:
        start = found.start
        if (
            text[:start].endswith(("介于", "界于"))
            if start < 4
            else text.startswith(("介于", "界于"), start - 2)
        ):
            start -= 2
        end = found.end + 2 if text.startswith("之间", found.end) else found.end
        if text.startswith("之间", found.end) and text[start - 1 : start] == "在":
            start -= 1
        edge = min(found.noun_end, start)
        return replace(
            found, comparator=Comparator.RANGE, better="", start=start, end=end, noun_end=edge
        )
    if quantity.more and (not found.said or found.comparator is Comparator.ABOUT):
        return replace(found, comparator=Comparator.MORE)
    return found


# ---------------------------------------------------------------- what a figure is
def _is_settled(r: _Reading) -> Kind | None:
    """Dates, ordinals, names: the scanner knows them."""
    return r.quantity.kind


def _is_marker(r: _Reading) -> Kind | None:
    """1、 （2） 3. at the head of a clause."""
    q = r.quantity
    if not q.bare or q.scaled or q.share or q.value_max is not None:
        return None
    if _MARK_BEFORE.search(r.text, max(0, q.start - 3), q.start) and _MARK_AFTER.match(
        r.text, q.end
    ):
        return Kind.ORDINAL
    return None


def _is_numbered(r: _Reading) -> Kind | None:
    """21号, 3σ, 第二代, IP67."""
    q = r.quantity
    if q.unit in ("σ", "代") or (q.bare and _NUMBERED.match(r.text, q.end)):
        return Kind.NAME
    if q.unit == "N" and (r.text.startswith("级", q.end) or "纯" in r.before[-8:]):
        return Kind.NAME  # 纯度5N级, 纯度达到6N
    return Kind.NAME if r.text.startswith("代", q.end) else None


def _is_year(r: _Reading) -> Kind | None:
    q = r.quantity
    months = q.unit == "月" and q.value <= 12 and (q.value_max or 0) <= 12
    if months and not r.compared.said and q.tolerance is None and q.form == "":
        return Kind.DATE
    whole = q.value.denominator == 1 and 1900 <= q.value <= 2100 and not q.scaled
    return Kind.DATE if whole and q.unit in ("年", "年度") and q.end - q.start <= 7 else None


def _is_base(r: _Reading) -> Kind | None:
    """每24小时, 每100公里: the base of a rate."""
    start = r.compared.start
    return Kind.BASE if start and r.text[start - 1] == "每" else None


def _is_letter_name(r: _Reading) -> Kind | None:
    """5G, 7B, 4K, 25Foo: letters behind a figure that nothing compares, and no unit wanted."""
    q = r.quantity
    wanted = _NAME_LETTERS.get(q.unit)
    if wanted is not None and (q.unit in "PTEMKk" or not r.compared.said):
        meant = wanted and re.search(rf"(?:{wanted})[^，。；]{{0,6}}$", r.before)
        return None if meant else Kind.NAME
    if not q.known and q.unit[0].isascii() and q.unit[0].isalpha():
        evidence = (
            r.compared.said or r.compared.change is not Change.LEVEL or q.value_max is not None
        )
        alone = re.match(r"$|[，。；、,;）)/]", r.text[q.end : q.end + 1])
        return None if evidence or (alone and len(q.unit) > 1 and "/" in q.unit) else Kind.NAME
    return None


def _is_unknown_han(r: _Reading) -> Kind | None:
    """A character behind a bare figure is a counter where something compares or scales."""
    q = r.quantity
    if q.known or not q.unit or q.unit[0].isascii():
        return None
    if r.compared.said or q.scaled or r.compared.change is not Change.LEVEL:
        return None
    return Kind.NUMBER


def _is_phrase(r: _Reading) -> Kind | None:
    """统一, 之一, 一种或多种: a numeral that counts nothing."""
    q = r.quantity
    if not q.han or q.share or q.value_max is not None or q.scaled:
        return None
    before = r.text[q.start - 1] if q.start else ""
    if q.bare and not r.compared.said:
        return Kind.NUMBER
    if (
        q.bare
        or (before and before in lexicon().numerals["zh"]["no_count_before"])
        or _NO_COUNT.match(r.text, q.start)
    ):
        return Kind.NUMBER
    if q.unit == "级" and not _GRADED.match(r.text, q.end):
        return Kind.NUMBER
    return None


def _is_bare(r: _Reading) -> Kind | None:
    """A bare number that nothing compares, a bare magnitude (百亿)."""
    q = r.quantity
    if q.share or q.inner or q.form == "half":
        return None
    if q.magnitude and not r.compared.said and not (q.counted and r.text[q.start] == "十"):
        return Kind.NUMBER
    if not q.bare:
        return None
    reason = (
        r.compared.said
        or q.tolerance is not None
        or q.paired
        or q.others
        or q.value_max is not None
    )
    return None if reason else Kind.NUMBER


def _is_fraction(r: _Reading) -> Kind | None:
    """1/2 and 1:10 where nothing compares: a date, two figures, a scale, or a fraction."""
    q = r.quantity
    if r.compared.said or q.form not in ("fraction", "ratio"):
        return None
    return Kind.NUMBER if q.form == "fraction" else Kind.NAME if q.doubt else None


# The rules in order; the first that answers settles the kind.
RULES: tuple[Callable[[_Reading], Kind | None], ...] = (
    _is_settled,
    _is_marker,
    _is_numbered,
    _is_year,
    _is_base,
    _is_letter_name,
    _is_unknown_han,
    _is_phrase,
    _is_fraction,
    _is_bare,
)


def _kind(r: _Reading, *, listed: bool, meant: bool) -> tuple[Kind, bool]:
    """What a figure is, and whether the other language may leave it out."""
    q = r.quantity
    for rule in RULES:
        kind = rule(r)
        if kind is None:
            continue
        if kind is Kind.NUMBER and (meant or (listed and _goes_on(r))):
            continue
        return kind, (kind is Kind.NUMBER and (q.han or q.magnitude)) or q.form == "link"
    if q.share or q.unit == "%" or q.meaning.kind in ("ratio", "percentage-point"):
        return Kind.SHARE, False
    counted = q.counted or q.meaning.kind == "count"
    return (Kind.COUNT if counted else Kind.AMOUNT), _is_article(r)


def _goes_on(r: _Reading) -> bool:
    """In a list of bare numbers, behind one that is compared: ≥98、95、90."""
    q = r.quantity
    return bool(
        q.bare and r.floor and _LISTED.fullmatch(r.text, r.floor, q.start)
        and r.text[r.tail : r.tail + 1] in ("", "、", "，", "。", "；")
    )  # fmt: skip


def _is_article(r: _Reading) -> bool:
    """一种基于视觉的方法, 在一款芯片上, 二次开发: no count of what is to be made."""
    q, text = r.quantity, r.text
    if r.compared.said:
        return False
    if q.unit == "自由度":
        return True
    if q.unit == "次" and q.value == 2 and q.han:
        return True
    counted = q.han and (q.counted or q.unit in ("年", "日", "天", "周"))
    if q.value != 1 or not (counted or _ARTICLE.match(text, q.start)):
        return False
    if _MADE_OF.match(text, r.tail) or q.unit == "次":
        return True
    at_end = not text[r.tail : r.tail + 1] or text[r.tail] in "，。；、（("
    return not (at_end or _MADE.search(text, max(0, q.start - 8), q.start))


# ---------------------------------------------------------------- rates and conditions
def _per(r: _Reading) -> str:
    """The base of a rate that the unit does not have: 每小时, 年产, 日均."""
    q = r.quantity
    if "/" in q.unit or q.share or q.meaning.kind in _NO_RATE:
        return ""
    window = r.text[max(r.floor, q.start - 18) : q.start]
    window = _CLAUSES.split(window)[-1]
    if found := _PER_BEFORE.search(window):
        return _per_code(found["size"], found["unit"] + found["verb"])
    rate = _rates().search(window)
    return str(lexicon().rates["bases"][rate["base"]]) if rate else ""


_NO_RATE = ("ratio", "percentage-point", "duration", "frequency", "speed")


@lru_cache(maxsize=1)
def _rates() -> re.Pattern[str]:
    """年产, 日均, 年处理: a base of time right before what is made or used."""
    rates = lexicon().rates
    return re.compile(
        rf"(?<![0-9一二三四五六七八九十今去明全当往前近万])(?P<base>[{''.join(rates['bases'])}])"
        rf"(?:{alternatives(rates['of'])})"
    )


@lru_cache(maxsize=256)
def _per_code(size: str, printed: str) -> str:
    """The UCUM code of a base: 每小时 “h”, 每24小时 “(24.h)”, 每台 “{unit}”."""
    table = unit_table()
    read = table.read(printed, 0)
    if read is None:
        return ""
    entry = table.entries.get(printed[: read[1]])
    code = f"{{{entry.en[0]}}}" if entry and entry.counter and entry.en else read[0].ucum
    worth = evaluate(size) if size else None
    return f"({finite(worth.value)}.{code})" if worth and worth.value != 1 else code


_STATES = (
    *("temperature", "frequency", "electric-current", "voltage", "pressure", "level", "length"),
    *("duration", "ratio"),
)


def _condition(
    r: _Reading, following: Quantity | None
) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """（125℃） behind the amount, or 在10dB信噪比下 before it; and the bracket it fills."""
    text, q = r.text, r.quantity
    bracket = _IN_BRACKET.match(text, r.compared.end)
    if bracket and following and following.kind is None and following.unit:
        fills = not text[bracket.start("words") : following.start].strip("@ =约")
        fills = fills and not text[following.end : bracket.end("words")].strip("下时 ")
        apart = following.meaning.base != q.meaning.base and following.meaning.kind in _STATES
        if fills and apart and following.value_max is None:
            return bracket.span("words"), bracket.span("words")
    if text.find("下", max(0, r.compared.start - 40), r.compared.start) < 0:
        return None, (0, 0)
    stop = max(text.rfind(c, max(0, r.compared.start - 40), r.compared.start) for c in "，。；、")
    window = max(stop + 1, r.compared.start - 40, 0)
    states = list(_IN_STATE.finditer(text, window, r.compared.start))
    if states and re.search(r"[0-9]", states[-1]["words"]):
        return states[-1].span("words"), (0, 0)
    return None, (0, 0)


# ---------------------------------------------------------------- amounts
def _amount(zh: str, given: Normal, r: _Reading, head: str) -> Amount:
    """The amount, with places in the text as given."""
    q, compared = r.quantity, r.compared
    kind = r.kind or Kind.NUMBER
    measured = kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)
    name = given.text[r.metric.start : r.metric.end] if r.metric is not NOTHING else ""
    unit = read_unit(q, f"{head} {name}" if q.bare and head else name) if measured else q.meaning
    comparator, reasons = compared.comparator, []
    if compared.torn:
        reasons.append("two comparators disagree")
    if compared.better and comparator is not Comparator.RANGE:
        comparator, sure = _better(compared.better, name, unit, finite(q.value))
        if not sure:
            reasons.append("better than: taken for more")
    value, top, low_open = q.value, q.value_max, False
    if comparator is Comparator.RANGE and q.tolerance is not None and top is None:
        value, top = -abs(q.value), abs(q.value)
    change, mode = _change(given.text, r, unit)
    if measured:
        reasons += doubts(q, comparator, unit, name, bool(r.metric.end))
        if r.is_condition():
            reasons.append("may be the condition of what follows")
    start, end = given.back(compared.start, max(compared.end, q.end))
    where = given.back(r.metric.start, r.metric.end) if r.metric is not NOTHING else (start, start)
    state = given.back(*r.condition) if r.condition else (0, 0)
    number_start, number_end = given.back(q.start, q.end)
    printed = (zh[start:number_start] + zh[number_end:end]).strip()
    exact = finite(value)
    return Amount(
        start=start,
        end=end,
        value=exact if exact else Decimal(0),
        comparator=comparator,
        value_max=None if top is None else finite(top),
        open_min=low_open,
        tolerance=None if q.tolerance is None else finite(abs(q.tolerance)),
        scale=Decimal(q.scale),
        unit=_printed_unit(given, zh, q),
        meaning=unit,
        per=r.per,
        change=change,
        mode=mode,
        baseline=None if r.baseline is None else finite(_in_unit(r.baseline, q)),
        approximate=compared.about or q.more,
        condition=zh[state[0] : state[1]],
        condition_start=state[0],
        condition_end=state[1],
        kind=kind,
        number_start=number_start,
        number_end=number_end,
        figures=q.figures,
        others=tuple(finite(other) for other in q.others),
        word=printed,
        metric=zh[where[0] : where[1]] if measured else "",
        metric_start=where[0],
        metric_end=where[1],
        optional=r.optional,
        confidence=Confidence.LOW if reasons else Confidence.HIGH,
        readings=(q.value * _TIMES[q.unit],) if q.unit in _TIMES else (),
        reason="; ".join(reasons),
        exact=value if Fraction(exact) != value else None,
    )


def _in_unit(baseline: Quantity, q: Quantity) -> Fraction:
    if baseline.unit and baseline.meaning.base and baseline.meaning.base == q.meaning.base:
        return baseline.value * baseline.meaning.factor / q.meaning.factor
    return baseline.value


def _better(word: str, name: str, unit: Unit, value: Decimal) -> tuple[Comparator, bool]:
    absolute = unit.kind not in ("ratio", "score", "count", "number") and unit != UNKNOWN
    way, sure = demand(name, absolute, value)
    if word == "no-worse":
        way = Comparator.AT_MOST if way is Comparator.LESS else Comparator.AT_LEAST
    return way, sure


_RATIO_KINDS = ("ratio", "percentage-point", "number")


def _change(text: str, r: _Reading, unit: Unit) -> tuple[Change, str]:
    """Whether the amount is one of change: 提升25%, 降低传输量80%; 通态压降≤3.2V is a level."""
    compared, q = r.compared, r.quantity
    if compared.change is not Change.LEVEL:
        kind = lexicon().levels.get(compared.verb)
        if kind is not None and kind == unit.kind:
            return Change.LEVEL, ""
        return compared.change, compared.mode
    if (
        compared.mode
        or unit.kind not in _RATIO_KINDS
        or r.metric is NOTHING
        or r.metric.start >= q.start
    ):
        return Change.LEVEL, compared.mode
    for at in (max(0, r.metric.start - 2), max(0, r.metric.start - 1)):
        verb = words().verb.match(text, at)
        if verb and verb.end() == r.metric.start:
            between = text[r.metric.end : q.start]
            if re.search(r"至|到|达|为", between):
                return Change.LEVEL, "to"
            return (Change.INCREASE if verb["up"] else Change.DECREASE), "by"
    return Change.LEVEL, ""


def _printed_unit(given: Normal, zh: str, q: Quantity) -> str:
    """The unit as printed in the text given; of LaTeX as it renders."""
    if not q.unit or q.share or not q.unit_start:
        return q.unit
    start, end = given.back(q.unit_start, q.unit_start + len(q.unit))
    printed = zh[start:end]
    return q.unit if "\\" in printed else printed
