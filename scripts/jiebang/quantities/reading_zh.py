"""A Chinese figure with all that has been read of it, what it is, and the base of its rate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from jiebang.quantities.amount import Change, Kind, Role, finite
from jiebang.quantities.compare_zh import Comparison
from jiebang.quantities.lexicon import alternatives, lexicon, pattern
from jiebang.quantities.metric import NOTHING, Found
from jiebang.quantities.numerals import evaluate
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.units import unit_table


@dataclass(slots=True)
class Reading:
    """A figure with all that has been read of it so far; `text` is the whole normal text."""

    text: str
    quantity: Quantity
    compared: Comparison
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

    @property
    def timed(self) -> bool:
        return self.quantity.meaning.kind == "duration"

    @property
    def compares(self) -> bool:
        """Whether a word says a bound or a change of it."""
        return self.compared.stated or self.compared.change is not Change.LEVEL

    @property
    def before(self) -> str:
        start = self.compared.start
        return re.split("[，。；]", self.text[max(0, start - 16) : start])[-1]

    def ends_at(self, stops: str) -> bool:
        """Whether the text ends behind the figure, or one of the characters stands there."""
        return self.text[self.quantity.end : self.quantity.end + 1] in ("", *stops)

    def contexts(self, rules: str, key: str) -> list[str]:
        """What the rules of a table of numerals.yml say of the figure where it stands."""
        around = self.around
        fit = (rule for rule in lexicon().numerals["zh"][rules] if re.search(rule["like"], around))
        return [rule[key] for rule in fit if "plain" not in rule or not self.compares]

    @property
    def around(self) -> str:
        """The figure in its place, as the patterns of numerals.yml have it."""
        q, text = self.quantity, self.text
        around = f"{text[max(0, q.start - 24) : q.start]}「{text[q.start : q.number_end]}"
        return f"{around}|{'#' if q.counted else ''}{q.unit}」{text[q.end : q.end + 24]}"

    @property
    def may_be_article(self) -> bool:
        """形成一套评测方法: no count but in a list of counts (一台样机和两套软件)."""
        q = self.quantity
        one = q.han and q.value == 1 and q.counted and q.unit != "次" and not self.compares
        return one and not re.search(lexicon().numerals["zh"]["article"]["beside"], self.around)


# ---------------------------------------------------------------- what a figure is
_LISTED = re.compile(r"\s*[、/]\s*")
_ARTICLE = re.compile(r"一\s*(?:[种个套款台项次条类家张位])")
# 每6个月校准一次
_HOW_OFTEN = re.compile(r"每[^，。；、]{0,6}[年月天日周时钟秒班季度期][^，。；]*$")
_GIVES = re.compile(
    "[^，。；、：和及与并0-9〇零一二两三四五六七八九十百千万亿半]{1,24}[0-9一二两三四五六七八九十百千万半]"
)
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
    one = _each().match(text, q.start)
    whole = one and one["single"] and one.end() == q.end  # not 一斤八两
    if whole and not r.compares and _GIVES.match(text, q.end):
        yield Kind.BASE  # 一亩收稻谷620公斤; not 建成一公里绿道
    if _is_letter_name(r):
        yield Kind.NAME
    # A character behind a bare figure is a counter where something compares or scales.
    counts = r.compares or q.scaled or q.value_max is not None
    if not (q.known or not q.unit or q.unit[0].isascii() or "/" in q.unit or counts):
        yield Kind.NUMBER
    if q.han and single and not q.share and _is_phrase(r):
        yield Kind.NUMBER
    if not (q.share or q.inner or q.form in ("half", "zero") or _is_valued(r)):
        if q.magnitude and text[q.start] in "几数":
            yield Kind.NUMBER  # 长达几十年
        sized = q.counted or q.more  # 十几亩
        if q.magnitude and not r.compared.stated and not (sized and text[q.start] == "十"):
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
    q = r.quantity
    return q.form != "zero" and bool(
        q.bare or re.compile(lexicon().numerals["zh"]["no_count"]).match(r.text, q.start)
    )


def _is_valued(r: Reading) -> bool:
    """可靠度0.9999，: a decimal or a scaled figure alone behind what has a value."""
    q = r.quantity
    plain = q.bare and (q.value.denominator != 1 or not q.value or (q.scaled and not q.magnitude))
    valued = pattern(
        "(?:<<numerals.zh.valued>>|[a-zA-Z])(?:为|是|报|达|(?P<set>取值?|设为|取为))?$"
    )
    named = valued.search(r.before)
    zero = not q.value and r.before.endswith(("为", "是"))  # 严重缺陷为0
    given = q.bare and not q.han and named and named["set"]  # 折减因子取2
    return bool((plain and (named or zero)) or given) and r.ends_at("，。；、（(")


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
    listed = q.counted and q.unit != "次" and not r.may_be_article
    if q.value != 1 or listed or not (counted or _ARTICLE.match(text, q.start)):
        return False
    if pattern(r"\s*<<numerals.zh.article.made_of>>").match(text, q.end) or q.unit == "次":
        return True
    made = pattern(r"<<numerals.zh.article.made>>(?:出|了)?\s*$")
    return not (r.ends_at("，。；、（(") or made.search(text, max(0, q.start - 8), q.start))


# ---------------------------------------------------------------- the base of a rate
_CLAUSE = 60  # characters before an amount that are read as its clause
_NEAR = 18  # of them, those in which a base of time may stand before what is made (年产)
_STOPS = "，。；"
# Of these kinds 年产 and the like say nothing: 年产能利用率80%.
_NO_RATE = ("ratio", "percentage-point", "duration", "frequency", "speed")

# What a list of amounts under one 每年 is of: 每年培训3次、检查2次.
_MADE = ("count", "money", "mass", "volume", "energy", "area", "data-size")

_PLAIN_TIMES = "年月日天"  # behind 每 no other words begin with them


def find_base(r: Reading) -> tuple[str, str]:
    """The base of a rate: in UCUM, and as printed; two of them are one product.

    每24小时 “(24.h)”, “24小时”; 每人每年 “{person}.a”, “人·年”. The first is empty where the
    lexicon has no English for the base, the second where no word for “each” is printed (年产).
    """
    bases = dict(_bases(r))
    codes = [*bases.values(), _made_in(r)]
    known = "" if "" in codes[:-1] else ".".join(dict.fromkeys(filter(None, codes)))
    return known, "·".join(bases)


def _bases(r: Reading) -> Iterator[tuple[str, str]]:
    """Each base of the clause, as printed and in UCUM."""
    q = r.quantity
    floor = max(0, q.start - _CLAUSE)
    # 人均面积40平方米，比上年增加2平方米
    mean = "均" in r.text[r.metric.start : r.metric.end]  # 城镇居民人均收入4.8万元，农村2.3万元
    mean = mean and "均" not in r.text[r.floor : q.start]
    of_metric = r.metric.shared and (mean or r.compared.mode) and q.meaning.kind not in _NO_RATE
    of_metric = of_metric and not q.share
    own = min(r.metric.end, q.start) if of_metric else q.start
    if _goes_on(r):
        own, of_metric = r.floor - 1, False
    start = max(floor, *(r.text.rfind(c, floor, own) + 1 for c in _STOPS))
    headed = r.metric.shared and r.text.startswith("：", r.metric.end)
    if headed and not pattern("<<changes.rates.totals>>").search(r.text, start, q.start):
        start = max(floor, r.metric.end)  # 收费标准：大型车每小时10元，小型车6元
    within = re.split("[/每]", q.unit)[1:]
    timed = any(unit_table().meaning(below).kind == "duration" for below in within)
    last = max(r.text.rfind("每", r.compared.start, q.start), 0)
    for match in _each().finditer(r.text, start, q.start):
        if match["single"] and not _GIVES.match(r.text, match.end()):
            continue  # 打通一公里断头路和3座桥
        if of_metric and not (r.compared.mode or match["mean"] or match.start() >= r.floor):
            continue
        if r.compared.start <= match.start() and re.search("[0-9]", r.text[match.end() : last]):
            continue  # of what it starts from: 由每月1次提高到每周2次
        printed, code = match["mean"] or match["single"] or match["daily"] or match["one"], ""
        if printed is None:
            printed, code = _every(match["size"], match["rest"])
        code = code or _code("", printed)
        of_time = unit_table().meaning(printed.lstrip("0123456789")).kind == "duration"
        past = match.end() <= r.floor
        ended = past and (of_metric or q.meaning.kind not in _MADE)  # 每小时100件、合格率99%
        spans = past and q.meaning.kind == "duration"  # 每度电补贴0.2元、期限2年
        if not ((of_time and (ended or timed)) or spans or printed in within):
            yield printed, code


def _goes_on(r: Reading) -> bool:
    """每年可节约标准煤11万吨，减排二氧化碳30万吨: a verb, and the same unit, behind the comma."""
    q = r.quantity
    made = q.meaning.kind in _MADE and q.meaning.kind != "money" and q.unit
    alike = made and r.text.endswith(q.unit, 0, r.floor) and r.text.startswith("，", r.floor)
    verb, total = pattern("<<changes.rates.goes_on>>"), pattern("<<changes.rates.totals>>")
    begins = verb.match(r.text, r.floor + 1) and verb.search(r.text, 0, r.floor)
    return bool(alike and begins and not total.search(r.text, r.floor, q.start))


@lru_cache(maxsize=1)
def _each() -> re.Pattern[str]:
    rates = lexicon().rates
    one = alternatives(rates["each"])
    return re.compile(
        rf"每(?![当逢每])(?:{alternatives(rates['doing'])})?"
        r"[隔一]?(?P<size>[0-9百千万亿十两]{0,6})(?=(?P<rest>[^每，。；、0-9不≥≤\s]{1,6}))"
        rf"|(?<![平各每多全两三])(?<![^.A-Za-z0-9][0-9])(?<![{rates['not_before_mean']}])(?P<mean>[{''.join(rates['mean'])}])均"
        rf"|(?<![{''.join(rates['not_before_one_of'])}])一(?P<single>{alternatives(rates['one_of'])})(?=[\u4e00-\u9fff])"
        r"|(?<![第每十])一(?P<daily>[日天周年])$"
        rf"|(?:(?<![{''.join(rates['not_before_one'])}])单|各)"
        rf"(?P<one>{one})(?![{''.join(rates['not_after_one'])}])"
    )


def _every(size: str, rest: str) -> tuple[str, str]:
    """What stands behind 每: a unit or counter, else the first noun; and its code."""
    read = unit_table().read(rest, 0)
    known = re.match(rf"(?P<counter>个?)(?P<noun>{alternatives(lexicon().rates['each'])})", rest)
    if known and known["counter"]:
        return f"{size}个", _code(size, known["noun"])  # 每个数据集
    length = max(read[1] if read else 0, known.end() if known else 0)
    length = length or (1 if rest[0] in _PLAIN_TIMES else 2)
    size = "" if size == "1" else size
    if size in ("千", "百") and unit_table().read(size + rest, 0):
        size, rest, length = "", size + rest, length + 1  # 每千克
    whole = rest[:length]
    printed = lexicon().rates["of_matter"].get(whole, whole)
    return size + printed, _code(size, whole) or _code(size, printed)


@lru_cache(maxsize=256)
def _code(size: str, printed: str) -> str:
    """The UCUM code of a base: 小时 “h”, 24小时 “(24.h)”, 辆 “{vehicle}”; “” for none."""
    table, each = unit_table(), lexicon().rates["each"]
    entry = table.entries.get(printed)
    if printed in each:
        code = f"{{{each[printed]}}}" if each[printed] else ""  # 每个: of what, is not known
    elif entry and entry.counter and entry.en:
        code = f"{{{entry.en[0].replace(' ', '-')}}}"
    else:
        code = table.meaning(printed).ucum
    worth = evaluate(size) if size and code else None
    return f"({finite(worth.value)}.{code})" if worth and worth.value != 1 else code


def _made_in(r: Reading) -> str:
    """年产, 日均, 时速: a base of time right before what is made or used, or with speed."""
    q = r.quantity
    if "/" in q.unit or q.share or q.meaning.kind in _NO_RATE:
        return ""
    first = max(r.floor, q.start - _NEAR)
    first = max(first, *(r.text.rfind(stop, first, q.start) + 1 for stop in "，。；、"))
    found = _of_time().search(r.text, first, q.start)
    if found is None or (found["base"] == "时" and 0 < r.floor == found.start()):
        return ""  # 5.8 GHz时增益: when, not how often
    rates = lexicon().rates
    return str(rates["words"][found["word"]] if found["word"] else rates["bases"][found["base"]])


@lru_cache(maxsize=1)
def _of_time() -> re.Pattern[str]:
    rates = lexicon().rates
    return re.compile(
        rf"(?<![0-9一二三四五六七八九十今去明全当往前近万上本同翌])(?P<base>[{''.join(rates['bases'])}])"
        rf"(?:{alternatives(rates['of'])})|(?P<word>{alternatives(rates['words'])})"
    )
