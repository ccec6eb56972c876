"""A Chinese figure with all that has been read of it so far, and what it is: a measure, a date …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jiebang.quantities.amount import Change, Comparator, Kind, Role
from jiebang.quantities.compare_zh import Comparison
from jiebang.quantities.lexicon import lexicon, pattern
from jiebang.quantities.metric import NOTHING, Found
from jiebang.quantities.nouns import is_governed
from jiebang.quantities.quantity import Quantity

# Kinds in which a bare amount before a noun is a state more often than what is asked for.
_SETTINGS = ("temperature", "frequency", "level", "pressure", "voltage", "duration")


@dataclass(slots=True)
class Reading:
    """A figure with all that has been read of it so far; `text` is the whole normal text."""

    text: str
    quantity: Quantity
    compared: Comparison
    tail: int  # behind a qualifier (@FP16)
    floor: int  # where the amount before ends
    metric: Found = NOTHING
    conditions: list[tuple[int, int]] = field(default_factory=list)
    baseline: Quantity | None = None
    kind: Kind | None = None
    optional: bool = False
    role: Role = Role.MEASURE
    doubt: str = ""  # why it may measure nothing

    @property
    def measure(self) -> bool:
        return self.kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE) and not self.optional

    def is_condition(self) -> bool:
        """Whether a bare amount may be the condition of what follows: 25℃下, -40℃容量保持率."""
        q, compared = self.quantity, self.compared
        if self.compares or q.form or self.baseline:
            return False
        if compared.comparator not in (Comparator.EQUAL, Comparator.RANGE):
            return False
        behind = self.metric is not NOTHING and self.metric.start >= q.end
        behind = behind and not self.text.startswith("范围", q.end)
        behind = behind and not is_governed(self.before)
        return behind and q.meaning.kind in _SETTINGS

    @property
    def timed(self) -> bool:
        return self.quantity.meaning.kind == "duration"

    @property
    def compares(self) -> bool:
        """Whether a word says a bound or a change of it."""
        return self.compared.stated or self.compared.change is not Change.LEVEL

    @property
    def before(self) -> str:
        return self.text[max(0, self.compared.start - 16) : self.compared.start]

    def ends_at(self, stops: str) -> bool:
        """Whether the text ends behind the figure, or one of the characters stands there."""
        return self.text[self.tail : self.tail + 1] in ("", *stops)

    def contexts(self, rules: str, key: str) -> list[str]:
        """What the rules of a table of numerals.yml say of the figure where it stands."""
        q, text = self.quantity, self.text
        around = f"{text[max(0, q.start - 12) : q.start]}「{text[q.start : q.number_end]}"
        around += f"|{'#' if q.counted else ''}{q.unit}」{text[q.end : q.end + 6]}"
        fit = (rule for rule in lexicon().numerals["zh"][rules] if re.search(rule["like"], around))
        return [rule[key] for rule in fit if "plain" not in rule or not self.compares]


# ---------------------------------------------------------------- what a figure is
_LISTED = re.compile(r"\s*[、/]\s*")
_ARTICLE = re.compile(r"一\s*(?:[种个套款台项次条类家张位])")
# 每6个月校准一次
_HOW_OFTEN = re.compile(r"每[^，。；、]{0,6}[年月天日周时钟秒班季度期][^，。；]*$")
MARK_AFTER = re.compile(r"\s*(?:[、)）]|\.(?![0-9]))")
_MARK_BEFORE = re.compile(r"(?:^|[。；;（(\n])\s*$")


def kind_of(r: Reading, *, listed: bool, meant: bool) -> tuple[Kind, bool]:
    """What a figure is, and whether the other language may leave it out.

    Args:
        listed: whether figures stand before it, whose list it may go on with (≥98、95、90).
        meant: whether what the text is about makes a bare number an amount.
    """
    q = r.quantity
    goes_on = listed and q.bare and r.floor > 0 and r.ends_at("、，。；")
    goes_on = goes_on and bool(_LISTED.fullmatch(r.text, r.floor, q.start))
    for kind in _kinds(r):
        if kind is not Kind.NUMBER or not (meant or goes_on):
            return kind, (kind is Kind.NUMBER and (q.han or q.magnitude)) or q.form == "link"
    if q.share or q.unit == "%" or q.meaning.kind in ("ratio", "percentage-point"):
        return Kind.SHARE, False
    counted = q.counted or q.meaning.kind == "count"
    return (Kind.COUNT if counted else Kind.AMOUNT), _is_article(r)


def _kinds(r: Reading) -> Iterator[Kind]:
    """What a figure is that measures nothing, the surest first; nothing where it measures."""
    q, text = r.quantity, r.text
    single = q.value_max is None and not q.scaled
    if q.kind:
        yield q.kind  # dates, ordinals, names: the scanner knows them
    head = _MARK_BEFORE.search(text, max(0, q.start - 3), q.start)
    if head and q.bare and single and not q.share and MARK_AFTER.match(text, q.end):
        yield Kind.ORDINAL  # 1、 （2） 3. at the head of a clause
    yield from (Kind(kind) for kind in r.contexts("no_measures", "kind"))
    year = q.unit in ("年", "年度") and 1900 <= q.value <= 2100 and not q.scaled
    if year or (q.unit == "月" and q.value <= 12 and not r.compared.stated):
        yield Kind.DATE
    if text[max(0, r.compared.start - 3) : r.compared.start].endswith(
        ("每", *(f"每{verb}" for verb in lexicon().rates["doing"]))
    ):
        yield Kind.BASE  # 每24小时, 每100公里, 每生产1吨钢
    if _is_letter_name(r):
        yield Kind.NAME
    # A character behind a bare figure is a counter where something compares or scales.
    counts = r.compares or q.scaled or q.value_max is not None
    if not (q.known or not q.unit or q.unit[0].isascii() or counts):
        yield Kind.NUMBER
    if q.han and single and not q.share and _is_phrase(r):
        yield Kind.NUMBER
    if q.form == "ratio" and q.doubt and not r.compares:
        yield Kind.NAME  # 3:2: two figures, a scale
    if not (q.share or q.inner or q.form in ("half", "zero") or _is_valued(r)):
        if q.magnitude and text[q.start] in "几数":
            yield Kind.NUMBER  # 长达几十年
        if q.magnitude and not r.compared.stated and not (q.counted and text[q.start] == "十"):
            yield Kind.NUMBER  # 百亿
        range_or_size = q.value_max is not None or q.tolerance is not None or q.paired or q.others
        if q.bare and not (r.compared.stated or range_or_size or _is_changed(r)):
            yield Kind.NUMBER


def _is_letter_name(r: Reading) -> bool:
    """5G, 7B, 4K, 25Foo: letters behind a figure that nothing compares, and no unit wanted."""
    q = r.quantity
    wanted = lexicon().numerals["zh"]["name_letters"].get(q.unit)
    if r.text[q.number_end : q.number_end + 1] == " ":
        return False  # 涡轮前温度较上一代提高150 K, 200 K的温差, 负载10 A
    if wanted is not None and (q.unit in "PTEMKk" or not r.compared.stated):
        return not (wanted and re.search(rf"(?:{wanted})[^，。；]{{0,6}}$", r.before))
    if q.known or not (q.unit[0].isascii() and q.unit[0].isalpha()):
        return False
    return not (r.compares or q.value_max is not None)


def _is_changed(r: Reading) -> bool:
    """料肉比下降0.15，: a figure by which a number without a unit changes; not 升级3.0."""
    versioned = r.compared.verb in lexicon().ways["no_number"]
    return r.compared.mode == "by" and not versioned and r.ends_at("，。；、（(")


def _is_phrase(r: Reading) -> bool:
    """统一, 之一, 一种或多种: a numeral that counts nothing."""
    q, before = r.quantity, r.text[max(0, r.quantity.start - 1) : r.quantity.start]
    return q.form != "zero" and bool(
        q.bare
        or (before and before in lexicon().numerals["zh"]["no_count_before"])
        or re.compile(lexicon().numerals["zh"]["no_count"]).match(r.text, q.start)
    )


def _is_valued(r: Reading) -> bool:
    """可靠度0.9999，: a decimal or a scaled figure alone behind what has a value."""
    q = r.quantity
    plain = q.bare and (q.value.denominator != 1 or not q.value or (q.scaled and not q.magnitude))
    valued = pattern("(?:<<numerals.zh.valued>>|[a-zA-Z])(?:为|是|报|达)?$")
    named = valued.search(r.before) or (not q.value and r.before.endswith(("为", "是")))
    return plain and r.ends_at("，。；、（(") and bool(named)  # 严重缺陷为0


def _is_article(r: Reading) -> bool:
    """一种基于视觉的方法, 在一款芯片上, 二次开发: no count of what is to be made."""
    q, text = r.quantity, r.text
    if r.compared.stated:
        return False
    if q.unit == "次" and _HOW_OFTEN.search(text, max(0, q.start - 40), q.start):
        return False
    twice = q.unit == "次" and text[q.start] == "二"  # 二次开发; not 两次
    if (q.unit == "自由度" and not q.scaled) or twice:
        return True
    counted = q.han and (q.counted or q.unit in ("年", "日", "天", "周"))
    if q.value != 1 or not (counted or _ARTICLE.match(text, q.start)):
        return False
    if pattern(r"\s*<<numerals.zh.article.made_of>>").match(text, r.tail) or q.unit == "次":
        return True
    made = pattern(r"<<numerals.zh.article.made>>(?:出|了)?\s*$")
    return not (r.ends_at("，。；、（(") or made.search(text, max(0, q.start - 8), q.start))
