"""The figures of a sentence one after the other: comparison, metric, rate, condition, baseline."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from jiebang.quantities.amount import Change, Comparator, Kind
from jiebang.quantities.baseline_zh import Baseline, find_baseline, in_unit
from jiebang.quantities.circumstances_zh import find_circumstances
from jiebang.quantities.compare_zh import Comparison, comparison
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.metric import find_metric, respective
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.reading_zh import MARK_AFTER, Reading, kind_of
from jiebang.quantities.scan_zh import scan
from jiebang.quantities.states_zh import ending

_NEAR = 32  # as many amounts may stand in one bracket behind a metric
_QUALIFIER = re.compile(
    r"\s*(?:@\s*(?P<at>[A-Za-z]{1,5}[0-9]{1,3}(?![0-9.])"
    r"|[A-Za-z]{0,6}[=≥≤<>]?-?[0-9.]+\s?[A-Za-z℃°%μΩ²³/]{1,8})"
    r"|[（(]\s*@?(?P<in>(?:FP|BF|TF|INT|Int|int)[0-9]{1,2})\s*[)）])"
)
# 压缩永久变形（70℃×22h）≤20%: a bracket of amounts alone before what compares.
_STATE_BRACKET = re.compile(
    r"[（(](?P<words>@?\s*-?[0-9][^（()），。；\u4e00-\u9fff]{1,20})[)）]\s*(?=[≤≥<>=±]|不[大小高低超少多]|[大小高低]于|达|为|优于)"
)
# Between the members of a list: 3项标准、5项专利.
_MEMBER = re.compile(r"[^，。；：（）()]{0,40}(?:、|以及|及|和|或)\s*")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_CLOSES = re.compile("[)）]")
_MEMBERS = 6  # that are looked back for the bound


def read_figures(text: str, head: str) -> list[Reading]:
    """All figures with kind, comparison and metric; baselines folded into what follows."""
    walk = _Walk(text, head)
    quantities = scan(text)
    for n, quantity in enumerate(quantities):
        following = quantities[n + 1] if n + 1 < len(quantities) else None
        baseline = following and find_baseline(text, quantity, following)
        if baseline:
            walk.start_from(baseline)
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
        self.bracket = (0, 0)  # of a condition: what stands in it is no amount of its own

    def start_from(self, baseline: Baseline) -> None:
        """Keep a baseline for the figure that follows; one in another unit is no measure."""
        self.baseline, q = baseline, baseline.quantity
        if not baseline.known:
            compared = Comparison(Comparator.EQUAL, q.start, q.end)
            self.found.append(Reading(self.text, q, compared, q.end, 0, kind=Kind.BASE))

    def take(self, quantity: Quantity, following: Quantity | None) -> None:
        """Read the words around a figure, and what it measures if it is a measure."""
        text, floor = self.text, self.last.compared.end if self.last else 0
        if quantity.start < floor:
            return  # inside a qualifier
        compared, tail, qualifier = self._compare(quantity, floor)
        baseline, self.baseline = self.baseline, None
        reading = Reading(text, quantity, compared, tail, floor)
        if baseline:
            reading.baseline = baseline.quantity if baseline.known else None
            start = max(floor, baseline.start)
            first = min(start, compared.start)
            mode = compared.mode or ("to" if compared.change is Change.LEVEL else "")
            known, way = reading.baseline, compared.comparator
            reached = text[compared.start : quantity.start] in lexicon().change_words["to"]["zh"]
            if reached and known and quantity.value < in_unit(known, quantity):
                way = Comparator.AT_MOST  # 由5%砍到2%, by whatever verb
            reading.compared = replace(
                compared, comparator=way, noun_end=start, start=first, mode=mode,
                implied=compared.implied or reached, unclear=compared.unclear and known is None,
            )  # fmt: skip
        reading.conditions = [qualifier] if qualifier else []
        meant = bool(self.head) and quantity.bare and quantity.scaled
        reading.kind, reading.optional = kind_of(reading, listed=bool(self.found), meant=meant)
        leader = self._leader(reading)
        if leader and reading.kind is Kind.COUNT:
            reading.optional = False  # 至少两名博士、一名硕士
        state = _STATE_BRACKET.match(text, quantity.start - 1) if quantity.start else None
        own = text[floor : quantity.start - 1].strip()  # no bracket behind an amount
        if state and own and reading.measure and quantity.meaning.kind not in ("money", "count"):
            self.bracket = state.span("words")
        if reading.measure and self.bracket[0] <= quantity.start < self.bracket[1]:
            reading.kind = Kind.BASE
        self.found.append(reading)
        if reading.kind is Kind.ORDINAL and (mark := MARK_AFTER.match(text, quantity.end)):
            self.ends.append(mark.end())
        if reading.measure:
            self._measure(reading, following, leader)

    def _leader(self, reading: Reading) -> Comparison | None:
        """The comparison that reaches a member of a list: 不少于3项标准、5项专利."""
        compared, text = reading.compared, self.text
        if not compared.plain or _state_around().match(text, compared.end):
            return None
        for other in reversed(self.found[-_MEMBERS:]):
            gap = _BRACKETED.sub("", text[other.compared.end : compared.start])
            if other.compared.leads:
                return other.compared if _MEMBER.fullmatch(gap) else None
            if other.measure and not _CLOSES.search(gap):
                return None  # not in a bracket of its own
        return None

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
            compared = reading.compared = replace(
                compared, comparator=Comparator.AT_LEAST if up else Comparator.AT_MOST, mode="to",
                verb=last.compared.verb, stated=True, implied=True, unclear=False,
            )  # fmt: skip
        metric = find_metric(text, compared, quantity, floor, self.ends[-_NEAR:], before)
        if metric.shared and last and _goes_with(reading, last):
            leader = last.compared
            compared = replace(compared, change=leader.change, mode=leader.mode)
        if leader:
            compared = reading.compared = replace(
                compared, comparator=leader.comparator, better=leader.better, leads=leader.leads
            )
        reading.metric = metric
        state = _state_around().match(text, quantity.end)
        if state and text.rfind("在", max(floor, quantity.start - 10), quantity.start) >= 0:
            self.ends.append(state.end())  # 在10dB信噪比下: what follows is another noun
        elif state and text.startswith("下", quantity.end):
            self.ends.append(quantity.end + 1)  # 信噪比10dB下识别率
        # 1米距离成像精度: the next metric begins behind this one.
        beside = text[compared.end : metric.end] == "距离"
        self.ends.append(metric.end if beside else compared.end)
        self.last = reading


def _goes_with(r: Reading, last: Reading) -> bool:
    """In a list under one head (≥98%、95%) a bare figure is compared as the one before it."""
    gap, compared = r.text[r.floor : r.compared.start], r.compared
    if not compared.plain or last.compared.comparator is Comparator.RANGE or len(gap) > _NEAR:
        return False
    if _state_around().match(r.text, compared.end) or re.search("[，；。]|其中", gap):
        return False
    # 100英里（161公里） is one length; not 不满1年的给六成
    same = r.quantity.meaning.base == last.quantity.meaning.base not in ("", "1")
    return same or not re.search("[（(的]", gap)


def _compared(text: str, quantity: Quantity, tail: int, floor: int) -> Comparison:
    """The comparison of a quantity, with what its own form says (range, ±, 余)."""
    found = comparison(text, quantity.start, tail)
    if found.start < floor:
        found = replace(found, start=max(floor, 0))
    if found.unclear and quantity.start - floor < 2:
        found = replace(found, unclear=False)  # 75个基点至2.5%
    if quantity.form.startswith("change"):
        _, means, mode = quantity.form.split()
        change = Change.LEVEL if mode == "to" else Change(means)
        at_least = found.comparator if found.stated else Comparator.EQUAL
        return replace(found, change=change, mode=mode, comparator=at_least)
    if quantity.value_max is not None or quantity.tolerance is not None:
        start = found.start
        if text[max(0, start - 2) : start] in ("介于", "界于"):
            start -= 2
        end = found.end + 2 if text.startswith("之间", found.end) else found.end
        if text.startswith("之间", found.end) and text[start - 1 : start] == "在":
            start -= 1
        edge = min(found.noun_end, start)
        return replace(
            found, comparator=Comparator.RANGE, better="", start=start, end=end, noun_end=edge
        )
    if quantity.more and (not found.stated or found.comparator is Comparator.ABOUT):
        return replace(found, comparator=Comparator.MORE)
    return found


@lru_cache(maxsize=1)
def _state_around() -> re.Pattern[str]:
    return re.compile(f"[^，。；、0-9]{{0,8}}{ending('下')}")
