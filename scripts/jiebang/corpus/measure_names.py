"""glossary/measures.yml: what a person says that a measure is of, by the measure's id.

    henan-agi-2023.01.1.m3:
      of: 不低于1PFLOPS             # the amount as printed (text_zh); of another, it is stale
      zh: 单颗芯片INT8性能           # any of zh, en, condition_zh, condition_en, metric_id
      en: INT8 performance of a single chip

Values, units and comparators are read, never stated. Also which amounts of an indicator are
measures, with their ids.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jiebang.document.model import Indicator, Span
from jiebang.errors import InputError
from jiebang.quantities.amount import Amount, Change, Role
from jiebang.quantities.compare_zh import words
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.read_zh import extract
from jiebang.text.han import simplified
from jiebang.text.schema import packaged_schema, read_as
from jiebang.text.yamlnodes import read_yaml

# The keys of an entry, with the columns that they are of.
COLUMNS = {
    "zh": "metric_zh",
    "en": "metric_en",
    "metric_id": "metric_id",
    **{name: name for name in ("condition_zh", "condition_en")},
}
_DEADLINE = 28 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class MeasureName:
    """What a person says of the measure whose amount reads `of`; `where` is "file:line"."""

    of: str
    columns: Mapping[str, str]
    where: str = field(compare=False, repr=False)


# Those of one document, by the measure's id.
MeasureNames = Mapping[str, MeasureName]


def load_measure_names(path: Path) -> dict[str, MeasureNames]:
    """The file's entries, by document; none where there is no file.

    Raises:
        InputError: unreadable, malformed, an unknown, missing or empty key, an unknown metric;
            with its line.
    """
    node = read_yaml(path) if path.exists() else None
    found: dict[str, dict[str, MeasureName]] = defaultdict(dict)
    if node is None:
        return {}
    metrics = {entry.id for entry in lexicon().metrics}
    given = read_as(node, packaged_schema("jiebang.corpus", "schemas.yml")["measures"])
    for identifier, entry in node.fields().items():
        metric = given[identifier].get("metric_id")
        if metric and metric not in metrics:
            where = entry.fields()["metric_id"].where
            remedy = "take an id of the table metrics, or add it in glossary/metrics.yml"
            raise InputError(f"no metric has the id “{metric}”", where, remedy)
        of = given[identifier].pop("of")
        columns = {COLUMNS[key]: value for key, value in given[identifier].items()}
        document = identifier.partition(".")[0]
        found[document][identifier] = MeasureName(of, columns, entry.where)
    return dict(found)


def stale_names(
    names: MeasureNames, indicators: Mapping[str, Indicator]
) -> Iterator[tuple[str, str]]:
    """The ids in `names` whose amount reads otherwise, each with what stands there; "" if nothing.

    `indicators`: those of the document, by id.
    """
    for identifier, name in names.items():
        indicator = indicators.get(identifier.rpartition(".")[0])
        zh = indicator.text.zh if indicator else ""
        known = numbered(indicator, extract(zh)) if indicator else ()
        now = next((zh[at.start : at.end] for _, found, at in known if found == identifier), "")
        if now != name.of:
            yield identifier, now


def numbered(indicator: Indicator, amounts: Sequence[Amount]) -> Iterator[tuple[int, str, Span]]:
    """The measures among the amounts: place in `amounts`, id, where it is printed in the text."""
    zh, number = indicator.text.zh, 0
    for n, (amount, span) in enumerate(zip(amounts, shown(zh, amounts), strict=True)):
        if is_deadline(amount):
            continue
        number += 1 if amount.baseline is None else 2
        yield n, f"{indicator.id}.m{number}", span
        # What a figure has taken in (10±2: 2, 3840×2160: 2160) keeps the number it had.
        number += len(amount.others) + (amount.tolerance is not None and amount.figures > 1)


def is_deadline(amount: Amount) -> bool:
    """三年内推广200台: until when somebody acts is no measure; 24小时内恢复 is one."""
    return amount.role is Role.TERM and (amount.value_si or 0) >= _DEADLINE


def shown(zh: str, amounts: Sequence[Amount]) -> list[Span]:
    """The spans in `zh` that the rows give as their text, in order, none overlapping.

    An amount with its comparator words; one of change with the verb that says which way,
    where that stands right before the amount or before its noun: 降低数据传输量80%以上.
    """
    spans: list[Span] = []
    text, floor = simplified(zh), 0
    for amount in amounts:
        start = amount.start
        if amount.change is not Change.LEVEL:
            start = _verb(text, amount, floor)
        spans.append(Span(start, amount.end))
        floor = amount.end
    return spans


def _verb(text: str, amount: Amount, floor: int) -> int:
    """Where the verb of change begins; the amount's own start if it stands elsewhere."""
    ends = [amount.start]
    if floor <= amount.metric_start and amount.metric_end <= amount.start and amount.metric:
        ends.append(amount.metric_start)
    for end in ends:
        verb = words()["verb_end"].search(text, floor, end)
        if verb and not re.search("[，。；]", text[verb.start() : amount.start]):
            return verb.start()
    return amount.start
