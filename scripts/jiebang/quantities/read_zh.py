"""From a Chinese text to its amounts: what each figure is, compared with what, of what.

`read_zh` reads everything: measures, dates, ordinals, names. `extract` is those of it
that are measures. Figures are found by `scan_zh`, the words around them by `compare_zh`,
what they measure by `metric`; what they are is decided by the rules of `reading_zh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.amount import (
    BARE,
    COUNT,
    UNKNOWN,
    Amount,
    Change,
    Comparator,
    Confidence,
    Kind,
    Role,
    Unit,
    finite,
)
from jiebang.quantities.compare_zh import bound_left_over, demand, is_finer, is_worked, words
from jiebang.quantities.lexicon import alternatives, bound_words, lexicon
from jiebang.quantities.metric import NOTHING
from jiebang.quantities.normal import Normal, normal
from jiebang.quantities.nouns import is_size
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.reading_zh import Reading, find_base
from jiebang.quantities.units import meaning
from jiebang.quantities.walk_zh import in_unit, read_figures
from jiebang.text.han import simplified

_STOPS = re.compile(r"[。！？\n]+")
_LONGEST = 1200  # characters of a sentence that is read as one
_BETWEEN_FIGURES = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])")
# 7B may be 7 or seven billion, 8K 8 or 8000.
_TIMES = {"B": 10**9, "K": 1000, "k": 1000, "M": 10**6}


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
    plain = simplified(zh)  # character for character, and by the whole text
    for start, sentence in _sentences(zh):
        amounts = _read_sentence(sentence, plain[start : start + len(sentence)], head)
        found.extend(amounts if start == 0 else (a.moved(start) for a in amounts))
    return tuple(found)


@lru_cache(maxsize=512)
def _read_sentence(zh: str, plain: str, head: str) -> tuple[Amount, ...]:
    given = normal(plain)
    return tuple(_amount(zh, given, reading, head) for reading in read_figures(given.text, head))


def _sentences(zh: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text with their places; one without an end in pieces."""
    start = 0
    for stop in [*(match.end() for match in _STOPS.finditer(zh)), len(zh)]:
        while stop - start > _LONGEST:
            cut = max(zh.rfind(c, start + _LONGEST // 2, start + _LONGEST) for c in "；;，")
            if cut < 0:
                between = _BETWEEN_FIGURES.search(zh, start + _LONGEST // 2, start + _LONGEST)
                cut = (between.start() if between else start + _LONGEST) - 1
            yield start, zh[start : cut + 1]
            start = cut + 1
        if start < stop:
            yield start, zh[start:stop]
        start = stop


# ---------------------------------------------------------------- amounts
_CHANGED = ("ratio", "percentage-point", "number")  # kinds that a verb in the metric may change
_BROUGHT = re.compile(r"(?:至|到|达到?|为|约|近)?\s*")
_NOUNS = tuple("值率量幅额速")  # 增加值, 增长率


def _amount(zh: str, given: Normal, r: Reading, head: str) -> Amount:
    """The amount, with places in the text as given."""
    q, compared = r.quantity, r.compared
    kind, found = r.kind or Kind.NUMBER, r.metric is not NOTHING
    measured = kind in (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)
    verb, *span = _metric_parts(given.text, r) if found else (None, 0, 0)
    name = given.text[slice(*span)]
    unit = read_unit(q, f"{head} {name}" if q.bare and head else name) if measured else q.meaning
    comparator, reasons = _comparator(r, name, unit)
    value, top = q.value, q.value_max
    if comparator is Comparator.RANGE and q.tolerance is not None and top is None:
        value, top = -abs(value), abs(value)
    if measured:
        reasons += _doubts(given.text, r, comparator, unit, name)
    change, mode = _change(given.text, r, unit, verb, (span[0], span[1]))
    start, end = given.back(compared.start, max(compared.end, q.end))
    number_start, number_end = given.back(q.start, q.end)
    where = given.back(*span) if found else (start, start)
    states = [given.back(*span) for span in r.conditions]
    exact, base = finite(value), find_base(r)
    printed = zh[slice(*given.back(q.unit_start, q.unit_start + len(q.unit)))]
    if not q.unit or q.share or not q.unit_start or "\\" in printed:  # of LaTeX as it renders
        printed = q.unit
    return Amount(
        start=start, end=end, number_start=number_start, number_end=number_end,
        value=exact if exact else Decimal(0), exact=value if Fraction(exact) != value else None,
        value_max=None if top is None else finite(top), comparator=comparator,
        tolerance=None if q.tolerance is None else finite(abs(q.tolerance)),
        scale=Decimal(q.scale), unit=printed, meaning=unit,
        per=base[0], per_text=base[1], role=r.role, kind=kind, change=change, mode=mode,
        implied=compared.implied and comparator in (Comparator.AT_LEAST, Comparator.AT_MOST),
        limited=compared.limited and comparator is Comparator.EQUAL,
        toward=_toward(r, verb) if mode == "to" else Change.LEVEL,
        baseline=None if r.baseline is None else finite(in_unit(r.baseline, q)),
        approximate=compared.about or q.more, optional=r.optional,
        condition="；".join(zh[slice(*span)] for span in states),
        condition_start=states[0][0] if states else 0, condition_end=states[-1][1] if states else 0,
        figures=q.figures, others=tuple(finite(other) for other in q.others),
        word=(zh[start:number_start] + zh[number_end:end]).strip(),
        metric=zh[slice(*where)] if measured else "", metric_start=where[0], metric_end=where[1],
        confidence=Confidence.LOW if reasons else Confidence.HIGH, reason="; ".join(reasons),
        readings=(q.value * _TIMES[q.unit],) if q.unit in _TIMES else (),
    )  # fmt: skip


def _comparator(r: Reading, name: str, unit: Unit) -> tuple[Comparator, list[str]]:
    """How the amount is compared, and why that is not certain."""
    q, compared, way = r.quantity, r.compared, r.compared.comparator
    reasons = ["two comparators disagree"] if compared.torn else []
    if compared.better and way is not Comparator.RANGE:
        absolute = unit.kind not in ("ratio", "score", "count", "number") and unit != UNKNOWN
        share = q.value * unit.factor * 100 if unit.kind == "ratio" else q.value
        way, sure = demand(name, absolute, finite(share))
        if compared.better == "no-worse":
            way = Comparator.AT_MOST if way is Comparator.LESS else Comparator.AT_LEAST
        if not sure:
            reasons.append("better than: taken for more")
    if q.tolerance is not None and not q.value and q.value_max is None:
        way = Comparator.EQUAL if way is Comparator.RANGE else way  # ±0
    return way, reasons


def _change(
    text: str, r: Reading, unit: Unit, verb: re.Match[str] | None, span: tuple[int, int]
) -> tuple[Change, str]:
    """Whether the amount is one of change: 提升25%, 降低传输量80%; 通态压降≤3.2V is a level.

    `span`: the metric, which `verb` has for its object.
    """
    compared, metric, start = r.compared, r.metric, r.quantity.start
    if compared.change is not Change.LEVEL:
        return compared.change, compared.mode
    plainly = verb and words()["object"].match(text, verb.start())
    changed = plainly or unit.kind in _CHANGED
    if compared.mode or not changed or metric is NOTHING or metric.start >= start:
        return Change.LEVEL, compared.mode
    if verb is None or _is_of_noun(text, verb, unit, span):
        return Change.LEVEL, ""
    if re.search("[至到达为]", text[span[1] : start]):
        return Change.LEVEL, "to"
    return (Change.INCREASE if verb["up"] else Change.DECREASE), "by"


def _is_of_noun(text: str, verb: re.Match[str], unit: Unit, span: tuple[int, int]) -> bool:
    """Whether a verb of change ends a noun, or tells of work on things, and raises no size.

    技能提升补贴3000元, 性能提升项目20个, 整治提升河道30公里; not 大力提升产能20万台.
    """
    ways = lexicon().ways
    sized = is_size(text, span) and not text.endswith(tuple(ways["spent"]), *span)
    if verb.group() not in ways["nominal"] or sized:
        return False
    inside = bool(re.search("[\u4e00-\u9fff]", text[max(0, verb.start() - 1) : verb.start()]))
    of_things = is_worked(text, verb) and unit.kind in ("length", "area")
    return of_things or (inside and unit.kind in ("money", "count"))


def _metric_parts(text: str, r: Reading) -> tuple[re.Match[str] | None, int, int]:
    """The verb of change that a metric behind it has for its object, and its own span.

    降低传输量80%, 提升效率到85%: neither the verb is of it, nor what brings it to the figure.
    """
    (start, end), pattern = (r.metric.start, r.metric.end), words()["verb"]
    verbs = (pattern.match(text, max(0, start - length)) for length in (2, 1))
    verb = next((v for v in verbs if v and v.end() == start and text[start] not in _NOUNS), None)
    if verb is None and end <= r.quantity.start:
        inside = words()["object"].match(text, start, end)
        plain = _BROUGHT.fullmatch(text, end, r.quantity.start)
        if inside and plain and inside.end() < end - 1:
            verb, start = pattern.match(text, inside.start("does"), inside.end()), inside.end()
    led = verb and end <= r.quantity.start and text[end - 1 : end] in ("至", "到")
    return verb, start, end - 1 if led else end


def _toward(r: Reading, verb: re.Match[str] | None) -> Change:
    """Which way something is brought “to” an amount."""
    if r.quantity.form.startswith("change"):
        return Change(r.quantity.form.split()[1])
    verb = words()["verb_end"].match(f"{r.compared.verb}至") or verb
    if verb is None and r.baseline:
        up = r.quantity.value > in_unit(r.baseline, r.quantity)
        return Change.INCREASE if up else Change.DECREASE  # 由三成提到四成五
    return Change.LEVEL if verb is None else Change.INCREASE if verb["up"] else Change.DECREASE


# ---------------------------------------------------------------- units beside their metric
ASKS_FOR_MORE = "the words ask for more, but a smaller figure is the better one"
_FINE = ("length", "angle", "angular-rate", "duration", "strain")
_BRACKET = re.compile("[（(](?!其中|含|包括|共)[^（()）]*$")
_MASS = re.compile("^(k?g|t)(?=/|$)")


@lru_cache(maxsize=16)
def _sense(name: str) -> re.Pattern[str]:
    """The words by which a metric asks for a kind of unit: in it, or where it ends or begins."""
    words = lexicon().senses[name]
    if "has" in words:
        return re.compile(alternatives(words["has"]), re.IGNORECASE)
    behind = alternatives(words.get("then", ()))
    ends = rf"(?:{alternatives(words['ends'])})(?:{behind}|[^\u4e00-\u9fff]*)$"
    begins = alternatives(words.get("begins", ("\0",)))
    return re.compile(f"{ends}|^(?:{begins})", re.IGNORECASE)


def read_unit(quantity: Quantity, metric: str) -> Unit:
    """What the unit of a quantity means, in the light of its metric.

    “P” is PFLOPS where compute is meant, “B” billion parameters beside 参数, g/cm² a
    pressure where one is asked for; a bare number is yuan beside 收入, a score, a ratio, a
    count, or a number. `read_as` of units.yml has the rules.
    """
    printed, plain = quantity.unit, quantity.meaning
    for rule in lexicon().read_as:
        fits = printed in rule.get("unit", [printed]) and plain.ucum in rule.get(
            "ucum", [plain.ucum]
        )
        fits = fits and plain.kind == rule.get("kind", plain.kind)
        fits = fits and rule.get("scaled") in (None, "true" if quantity.scaled else "false")
        if fits and _sense(rule["asks"]).search(metric):
            if "is" in rule:
                ucum, kind, base, factor = rule["is"]
                found = Unit(ucum, kind, base, Fraction(factor))
            else:
                weight = _MASS.sub(r"\1f", plain.ucum)
                found = meaning(rule["as"].format(printed, weight=weight))
            return replace(found, note=rule.get("note", "").format(printed))
    if printed:
        return plain
    return COUNT if quantity.scaled or quantity.value.denominator == 1 else BARE


def _doubts(text: str, r: Reading, comparator: Comparator, unit: Unit, metric: str) -> list[str]:
    """Why a measure may mean something else; empty if nothing speaks against it."""
    q, compared = r.quantity, r.compared
    plain = compared.plain and r.role is Role.MEASURE
    more = comparator in (Comparator.AT_LEAST, Comparator.MORE)
    fine = unit.kind in _FINE and is_finer(metric)
    said = bound_words().get(text[compared.start : q.start].strip())
    more = more or bool(said and said.id == "not-reached")  # 精度未达到0.1 mm
    compute = unit.kind == "data-size" and _sense("compute").search(metric)
    against = compared.mode == "by" and not compared.verb  # 低于国标10%
    left_over = (plain or against) and bound_left_over(text, compared.start, r.floor)
    times = q.unit == "倍" and q.value > 1 and compared.change is Change.INCREASE
    unclear = compared.unclear and compared.change is Change.LEVEL
    beside = r.floor and _BRACKET.search(text, max(0, q.start - 40), min(q.start, compared.start))
    # 精度±50m（100km以内）, 命中率≥92%（±12℃）: nothing else in the bracket
    closed = text.startswith((")", "）"), compared.end)
    whole = beside and beside.start() + 1 >= compared.start and closed
    own = not beside or r.metric.start > beside.start()  # （投资期五年）
    bare = not r.compares and q.meaning.kind not in ("money", "ratio") and not unit.note
    alone = beside and not own and (whole or bare)
    unsure: tuple[tuple[object, str], ...] = (
        (left_over, "a bound before it may be meant of it"),
        (unclear, "to: what is brought to it, and which way, is not known"),
        (unit.note, unit.note),
        (q.doubt, q.doubt),
        (r.may_be_article, "may be an article, no count"),
        (q.others, "a product of two figures"),
        (not metric, "no metric found"),
        (unit == UNKNOWN or not q.known, f"unit {q.unit} is not in the lexicon"),
        (q.form == "ratio" and not q.doubt, "a ratio of two figures"),
        (alone, "may be what the amount before its bracket rests on"),
        (more and fine, ASKS_FOR_MORE),
        (times, "by so many times, or to so many times as much"),
        (compute, "a unit of data size beside a metric of compute"),
        (q.vague, "a power of ten, not a figure"),
        (r.doubt, r.doubt),
    )
    told = [reason for doubtful, reason in unsure if doubtful]
    return [*told, *r.contexts("doubts", "reason")]
