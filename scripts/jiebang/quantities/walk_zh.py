"""The figures of a sentence one after the other: comparison, metric, rate, condition, baseline."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from jiebang.quantities.amount import Change, Comparator, Kind
from jiebang.quantities.circumstances_zh import find_circumstances
from jiebang.quantities.compare_zh import Comparison, comparison, words
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.metric import NOTHING, Found, find_metric, respective
from jiebang.quantities.nouns import noun_behind
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.reading_zh import MARK_AFTER, Reading, kind_of
from jiebang.quantities.scan_zh import scan
from jiebang.quantities.states_zh import ending

_NEAR = 32  # as many amounts may stand in one bracket behind a metric
# Between the members of a list: 3项标准、5项专利.
_MEMBER = re.compile(r"[^，。；：（）()]{0,40}(?:、|以及|及|和|或)\s*")
_LISTED = re.compile(r"\s*[、/或和×xX*]\s*")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_MEMBERS = 6  # that are looked back for the bound


def read_figures(text: str, head: str) -> list[Reading]:
    """All figures with kind, comparison and metric; baselines folded into what follows."""
    walk = _Walk(text, head)
    quantities = scan(text)
    for n, quantity in enumerate(quantities):
        following = quantities[n + 1] if n + 1 < len(quantities) else None
        # 由每千台6次降到每千台4次, 由2020年的2%提高到2025年的3%
        apart = following and (text[following.start - 1] == "每" or following.kind is Kind.DATE)
        changed = quantities[n + 2] if apart and n + 2 < len(quantities) else following
        baseline = changed and find_baseline(text, quantity, changed)
        if baseline:
            walk.baseline = baseline
            if not baseline.known:  # no measure, either: 比28箱/小时提高25%
                compared = Comparison(Comparator.EQUAL, quantity.start, quantity.end)
                walk.found.append(Reading(text, quantity, compared, 0, kind=Kind.BASE))
        else:
            walk.take(quantity, following)
    measured = [r for r in walk.found if r.measure]
    metrics = respective(text, [r.metric for r in measured], [r.compared.start for r in measured])
    for reading, metric in zip(measured, metrics, strict=True):
        reading.metric = metric
    find_circumstances(text, measured)
    return walk.found


class _Walk:
    """Figures taken one after the other; what the next needs of those before it."""

    def __init__(self, text: str, head: str) -> None:
        self.text, self.head = text, head
        self.found: list[Reading] = []
        self.ends = [0]
        self.last: Reading | None = None  # the last measure
        self.baseline: Baseline | None = None

    def take(self, quantity: Quantity, following: Quantity | None) -> None:
        """Read the words around a figure, and what it measures if it is a measure."""
        text, floor = self.text, self.last.compared.end if self.last else 0
        compared = self._compare(quantity, floor)
        apart = text[quantity.start - 1 : quantity.start] == "每" or quantity.kind is Kind.DATE
        baseline = None if apart else self.baseline
        self.baseline = self.baseline if baseline is None else None
        reading = Reading(text, quantity, compared, floor)
        if baseline:
            self._start(reading, baseline)
        meant = bool(self.head) and quantity.bare and quantity.scaled
        reading.kind, reading.optional = kind_of(reading, listed=bool(self.found), meant=meant)
        leader = self._leader(reading)
        self.found.append(reading)
        if reading.kind is Kind.ORDINAL and (mark := MARK_AFTER.match(text, quantity.end)):
            self.ends.append(mark.end())
        alone = "每" not in text[max(0, quantity.start - 4) : quantity.start]
        if reading.kind is Kind.BASE and text[quantity.start] == "一" and alone:
            self.ends.append(compared.end)  # 一吨水泥|能耗: behind it the noun begins
        if reading.measure:
            self._measure(reading, following, leader)

    def _start(self, reading: Reading, baseline: Baseline) -> None:
        """Note what the amount of a reading starts from: 由5%降到2%."""
        compared = reading.compared
        reading.baseline, q = baseline.quantity if baseline.known else None, reading.quantity
        if self.text[compared.start : q.start] in lexicon().change_words["to"]["zh"]:
            compared.implied = True
            if baseline.known and q.value < in_unit(baseline.quantity, q):
                compared.comparator = Comparator.AT_MOST  # 由5%弄到2%, by whatever verb
        compared.noun_end = max(reading.floor, baseline.start)
        compared.start = min(compared.noun_end, compared.start)
        compared.mode = compared.mode or ("to" if compared.change is Change.LEVEL else "")
        compared.unclear = False

    def _leader(self, reading: Reading) -> Comparison | None:
        """The comparison that reaches a member of a list: 不少于3项标准、5项专利."""
        compared, text = reading.compared, self.text
        if not compared.plain or _state_around().match(text, compared.end):
            return None
        for other in reversed(self.found[-_MEMBERS:]):
            gap = _BRACKETED.sub("", text[other.compared.end : compared.start])
            if other.compared.leads:
                return other.compared if _MEMBER.fullmatch(gap) else None
            if other.measure and not re.search("[)）]", gap):
                return None  # not in a bracket of its own
        return None

    def _compare(self, quantity: Quantity, floor: int) -> Comparison:
        """How a figure is compared."""
        text, start, end = self.text, quantity.start, quantity.end
        if quantity.kind is not None:
            return Comparison(Comparator.EQUAL, start, end, noun_end=start)
        found = comparison(text, start, end)
        found.start = max(found.start, floor)
        if quantity.form.startswith("change"):
            _, means, found.mode = quantity.form.split()
            found.change = Change.LEVEL if found.mode == "to" else Change(means)
        if quantity.value_max is not None or quantity.tolerance is not None:
            found.comparator, found.better = Comparator.RANGE, ""
            found.end += 2 * text.startswith("之间", found.end)
        elif quantity.more and (
            not found.stated or found.implied or found.comparator is Comparator.ABOUT
        ):
            around = any(
                w in text[start : quantity.number_end] for w in lexicon().numerals["zh"]["around"]
            )
            found.comparator = Comparator.ABOUT if around else Comparator.MORE
        if found.mode == "by" and quantity.meaning.kind in lexicon().levels.get(found.verb, ()):
            found.noun_end += len(found.verb)  # 通态压降≤3.2V: a noun
            found.change, found.mode, found.verb = Change.LEVEL, "", ""
        return found

    def _share_bound(self, reading: Reading) -> None:
        """Give the bound behind an amount to those it is listed with: 130/80 mmHg以下."""
        start, base = reading.quantity.start, reading.quantity.meaning.base
        for other in reversed(self.found[-_MEMBERS:-1]):
            q, gap = other.quantity, self.text[other.compared.end : start]
            apart = gap == "/" and q.meaning.base != base  # 1000V/40A以上
            listed = apart or (q.paired and _LISTED.fullmatch(gap))
            if not (other.measure and other.compared.plain and listed):
                return
            other.compared.comparator, other.compared.stated = reading.compared.comparator, True
            start = other.compared.start

    def _measure(
        self, reading: Reading, following: Quantity | None, leader: Comparison | None
    ) -> None:
        """The metric, the base of a rate and the condition of a measure."""
        text, quantity, floor, last = self.text, reading.quantity, reading.floor, self.last
        compared = reading.compared
        before = last.metric if last else None
        to = last and last.compared.mode == "by" and compared.change is Change.LEVEL
        if to and last and text[floor : quantity.start] in lexicon().change_words["to"]["zh"]:
            up = last.compared.change is Change.INCREASE  # 提升6个百分点至92%
            compared.comparator = Comparator.AT_LEAST if up else Comparator.AT_MOST
            compared.mode, compared.verb, compared.unclear = "to", last.compared.verb, False
            compared.stated = compared.implied = True
        if compared.stated and compared.start == quantity.start:
            self._share_bound(reading)
        metric = find_metric(text, compared, quantity, floor, self.ends[-_NEAR:], before)
        if metric.shared and last and _goes_with(reading, last):
            leader = last.compared
            compared.change, compared.mode = leader.change, leader.mode
        if leader:
            compared.comparator, compared.better = leader.comparator, leader.better
            compared.leads, compared.limited = leader.leads, leader.limited
        if metric is NOTHING and (base := reading.baseline) and base.counted:
            named = noun_behind(text, base.end)  # 从12家医院增加到19家
            metric = Found(*named, kind=quantity.meaning.kind) if named else NOTHING
        reading.metric = metric
        state = _state_around().match(text, quantity.end)
        if state and text.rfind("在", max(floor, quantity.start - 10), quantity.start) >= 0:
            self.ends.append(state.end())  # 在10dB信噪比下: what follows is another noun
        # 1米距离成像精度: the next metric begins behind this one.
        beside = text[compared.end : metric.end] == "距离"
        self.ends.append(metric.end if beside else compared.end)
        self.last = reading


def _goes_with(r: Reading, last: Reading) -> bool:
    """In a list under one head (≥98%、95%) a bare figure is compared as the one before it."""
    gap, compared = r.text[r.floor : r.compared.start], r.compared
    ranged = last.compared.comparator is Comparator.RANGE
    if not compared.plain or compared.mode or ranged or len(gap) > _NEAR:
        return False
    if _state_around().match(r.text, compared.end) or re.search("[，；。占为是]|其中", gap):
        return False
    # 100英里（161公里） is one length; not 不满1年的给六成
    same = r.quantity.meaning.base == last.quantity.meaning.base not in ("", "1")
    return same or not re.search("[（(的]", gap)


@lru_cache(maxsize=1)
def _state_around() -> re.Pattern[str]:
    return re.compile(f"[^，。；、0-9]{{0,8}}{ending('下')}")


# ---------------------------------------------------------------- where a change starts from
_LED = 20  # characters before a figure in which it may be led in as a baseline
_FAR = 16  # most characters between it and the figure of the change
_COUNTS = ("count", "number", "")
_MORE = tuple("高低多少大小快慢长短升降")


class Baseline(NamedTuple):
    """The figure a change starts from, and where the words begin that lead it in.

    known: whether it can be told in the unit of the change.
    """

    quantity: Quantity
    start: int
    known: bool


def find_baseline(text: str, quantity: Quantity, following: Quantity) -> Baseline | None:
    """The baseline that a figure is of the one that follows it; None where it is none."""
    if quantity.kind or following.kind or following.start - quantity.end > _FAR:
        return None
    led, now, raised = _patterns()
    between = raised.fullmatch(text, quantity.end, following.start)
    if not between or not (between["verb"] or between["to"]):
        return None
    first = max(0, quantity.start - _LED)
    from_ = led.fullmatch(text, first, quantity.start)
    before = from_ or now.fullmatch(text, first, quantity.start)
    told = between["on"] or (between["told"] and between["to"])
    if not before or (from_ is None and not told):
        return None  # 目前为60%，提高10%; 现有企业50家，总数达到80家
    if not between["to"] and ("，" in between.group() or between["what"]):
        return None
    if words()["verb_end"].search(before["noun"]) or before["noun"].endswith(_MORE):
        return None  # 比上年增加5亿元，达到80亿元
    mine, its = quantity.meaning, following.meaning
    same = mine.base == its.base != "1" or quantity.unit == following.unit
    same = same or {mine.kind, its.kind} <= {"ratio", "percentage-point"}
    same = same or (mine.kind == its.kind == "count" and bool(between["to"]))
    same = same or (quantity.share and following.share)  # 由一半提高到九成
    bare = quantity.bare and not following.bare and len(before["noun"]) <= 4  # 由60提高到85%
    if not (same or bare) and (between["to"] or mine.kind in _COUNTS or not quantity.known):
        return None
    # 由每月1次提高到每周2次: of another base
    base, noun = text[quantity.end : following.start].partition("每")[2], before["noun"]
    other_base = bool(base) and "每" in noun and not noun.endswith(f"每{base}")
    # What changes is named before those words; where they begin the clause, behind them.
    start = before.start("lead")
    begins = start == 0 or text[start - 1] in "，。；在"
    inside = begins and len(before["noun"]) > 1
    known = (same or bare) and not other_base
    return Baseline(quantity, quantity.start if inside else start, known)


def in_unit(baseline: Quantity, q: Quantity) -> Fraction:
    """The value of a baseline in the unit of what it is the baseline of."""
    if baseline.unit and baseline.meaning.base and baseline.meaning.base == q.meaning.base:
        return baseline.value * baseline.meaning.factor / q.meaning.factor
    if baseline.share and q.share and not baseline.unit:
        return baseline.value / q.meaning.factor
    return baseline.value


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What leads a baseline in: “from”, and “at present”; and what the change says behind it."""
    lex = lexicon()
    known = lex.circumstances["baseline"]
    verbs = alternatives(word for verb in lex.verbs for word in verb.zh)
    to = alternatives(lex.change_words["to"]["zh"])
    told = rf"{verbs}|变|改|(?:{alternatives(lex.ways['neutral'])})(?={to})"
    bounds = alternatives(w for word in lex.comparators if not word.after for w in word.zh)
    other = "|".join(f"{word}(?![{behind}])" for word, behind in known["from"].items())
    before = "".join(f"(?<!{word})" for word in known["not_before_from"])
    date = "20[0-9]{2}\\s?年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    noun = rf"(?P<noun>(?:{date})?[^，。；、0-9]{{0,14}})"
    return (
        re.compile(rf".*(?P<lead>{before}(?:{other})){noun}"),
        re.compile(rf".*(?P<lead>{alternatives(known['now'])}){noun}"),
        re.compile(
            rf"\s*(?:左右|以上|以下)?(?P<on>的?基础上)?\s*，?(?P<later>[^，。；0-9]{{1,8}}后)?"
            # 从12家医院增加到19家
            rf"(?P<what>[\u4e00-\u9fff]{{1,2}}(?<=[企单机户业校院场站口名位套台]))?"
            rf"(?:{alternatives(known['how'])})?(?P<verb>(?P<told>{told})|[\u4e00-\u9fff]{{1,2}}(?={to}))?"
            rf"(?P<to>{to})?了?\s*(?:(?:{alternatives(known['now'])})的?|{date}[底末初]?的?"
            rf"|每[^0-9，。；]{{1,3}}?)?(?:{bounds})?\s*(?:每[^0-9，。；]{{1,4}})?"
        ),
    )
