"""The figures of a sentence one after the other: comparison, metric, rate, condition, baseline."""

from __future__ import annotations

import re
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
# Between the members of a list: 3项标准、5项专利.
_MEMBER = re.compile(r"[^，。；：（）()]{0,40}(?:、|以及|及|和|或)\s*")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_MEMBERS = 6  # that are looked back for the bound


def read_figures(text: str, head: str) -> list[Reading]:
    """All figures with kind, comparison and metric; baselines folded into what follows."""
    walk = _Walk(text, head)
    quantities = scan(text)
    for n, quantity in enumerate(quantities):
        following = quantities[n + 1] if n + 1 < len(quantities) else None
        each = following and text[following.start - 1] == "每"  # 由每千台6次降到每千台4次
        changed = quantities[n + 2] if each and n + 2 < len(quantities) else following
        baseline = changed and find_baseline(text, quantity, changed)
        if baseline:
            walk.baseline = baseline
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
        if quantity.start < floor:
            return  # inside a qualifier
        compared, tail, qualifier = self._compare(quantity, floor)
        baseline = None if text[quantity.start - 1 : quantity.start] == "每" else self.baseline
        self.baseline = self.baseline if baseline is None else None
        reading = Reading(text, quantity, compared, tail, floor)
        if baseline:
            self._start(reading, baseline)
        reading.conditions = [qualifier] if qualifier else []
        meant = bool(self.head) and quantity.bare and quantity.scaled
        reading.kind, reading.optional = kind_of(reading, listed=bool(self.found), meant=meant)
        leader = self._leader(reading)
        self.found.append(reading)
        if reading.kind is Kind.ORDINAL and (mark := MARK_AFTER.match(text, quantity.end)):
            self.ends.append(mark.end())
        if reading.measure:
            self._measure(reading, following, leader)

    def _start(self, reading: Reading, baseline: Baseline) -> None:
        """Note what the amount of a reading starts from: 由5%降到2%."""
        compared = reading.compared
        reading.baseline, q = baseline.quantity, reading.quantity
        less = not compared.verb and q.value < in_unit(baseline.quantity, q)
        if less and compared.comparator is Comparator.AT_LEAST:
            compared.comparator = Comparator.AT_MOST  # 由5%弄到2%, by whatever verb
        compared.noun_end = max(reading.floor, baseline.start)
        compared.start = min(compared.noun_end, compared.start)
        compared.mode = compared.mode or ("to" if compared.change is Change.LEVEL else "")
        compared.unclear = False

    def _leader(self, reading: Reading) -> Comparison | None:
        """The comparison that reaches a member of a list: 不少于3项标准、5项专利."""
        compared, text = reading.compared, self.text
        for other in reversed(self.found[-_MEMBERS:] if compared.plain else ()):
            gap = _BRACKETED.sub("", text[other.compared.end : compared.start])
            if other.compared.leads:
                return other.compared if _MEMBER.fullmatch(gap) else None
            if other.measure:
                return None
        return None

    def _compare(
        self, quantity: Quantity, floor: int
    ) -> tuple[Comparison, int, tuple[int, int] | None]:
        """How a figure is compared; the end of its qualifier (@FP16) and the span of that."""
        text, start, end = self.text, quantity.start, quantity.end
        if quantity.kind is not None:
            return Comparison(Comparator.EQUAL, start, end, noun_end=start), end, None
        qualifier = _QUALIFIER.match(text, end)
        tail = qualifier.end() if qualifier else end
        found = comparison(text, start, tail)
        found.start = max(found.start, floor)
        if quantity.form.startswith("change"):
            _, means, found.mode = quantity.form.split()
            found.change = Change.LEVEL if found.mode == "to" else Change(means)
        elif quantity.value_max is not None or quantity.tolerance is not None:
            found.comparator, found.better = Comparator.RANGE, ""
            found.end += 2 * text.startswith("之间", found.end)
        elif quantity.more and (not found.stated or found.comparator is Comparator.ABOUT):
            found.comparator = Comparator.MORE
        if found.mode == "by" and lexicon().levels.get(found.verb) == quantity.meaning.kind:
            found.noun_end += len(found.verb)  # 通态压降≤3.2V: a noun
            found.change, found.mode, found.verb = Change.LEVEL, "", ""
        return found, tail, qualifier and qualifier.span("at" if qualifier["at"] else "in")

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
        metric = find_metric(text, compared, quantity, floor, self.ends[-_NEAR:], before)
        if metric.shared and last and _goes_with(reading, last):
            leader = last.compared
            compared.change, compared.mode = leader.change, leader.mode
        if leader:
            compared.comparator, compared.better = leader.comparator, leader.better
            compared.leads = leader.leads
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
    if _state_around().match(r.text, compared.end) or re.search("[，；。占为是]|其中", gap):
        return False
    # 100英里（161公里） is one length; not 不满1年的给六成
    same = r.quantity.meaning.base == last.quantity.meaning.base not in ("", "1")
    return same or not re.search("[（(的]", gap)


@lru_cache(maxsize=1)
def _state_around() -> re.Pattern[str]:
    return re.compile(f"[^，。；、0-9]{{0,8}}{ending('下')}")
