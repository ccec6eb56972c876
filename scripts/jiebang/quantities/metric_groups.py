"""Which metric of the vocabulary an amount belongs to, by the words it is named with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from jiebang.quantities.lexicon import MetricEntry, lexicon
from jiebang.text.han import simplified

OTHER = "other"
_QUDT = "http://qudt.org/vocab/quantitykind/"
# What says nothing of what is measured, at the end of its name.
_TAIL = re.compile(
    r"(?:[（(][^（）()]*[）)]|总数量|总量|总数|数量|规模|类型|种类|类别|类别数|个数|体量|总规模|指标|水平|数|量|值|的|等)$"
)


@lru_cache(maxsize=1)
def _by_word() -> Mapping[str, tuple[MetricEntry, ...]]:
    found: dict[str, list[MetricEntry]] = defaultdict(list)
    for entry in reversed(lexicon().metrics):
        for word in entry.words:
            found[word.casefold()].append(entry)
    return {word: tuple(entries) for word, entries in found.items()}


def find_metric_id(name: str, kind: str, unit: str, *, change: bool = False) -> str:
    """The id of the metric of an amount.

    Args:
        name: what is measured, in Chinese; "" where it is not known.
        kind: its kind of quantity.
        unit: as printed.
        change: whether it is by how much something changes; one in percent or times may be
            of any kind.
    """
    entries = lexicon().metrics
    for entry in entries:
        if unit and unit in entry.units:
            return entry.id
    kind = "ratio" if kind == "number" else kind
    any_kind = change and kind in ("ratio", "percentage-point")
    if found := _named(name, kind) or (any_kind and _named(name, "")):
        return found
    for entry in entries:
        if not any_kind and {kind, unit} & set(entry.rest):
            return entry.id
    return OTHER


def _named(name: str, kind: str) -> str:
    """The entry with the longest word that the name ends with; any kind will do for ""."""
    words, text = _by_word(), simplified(name).casefold().strip()
    while text:
        for start in range(len(text)):
            word = text[start:]
            if start and re.match("[a-z0-9]{2}", text[start - 1 :]):
                continue  # within a Latin word
            for entry in words.get(word, ()):
                if not kind or kind in entry.kinds:
                    return entry.id
        shorter = _TAIL.sub("", text).rstrip()
        if shorter == text:
            break
        text = shorter
    return ""


def group_name(metric_id: str) -> str | None:
    """The English of a metric of the vocabulary; None for “other”."""
    names = {entry.id: entry.en for entry in lexicon().metrics if entry.id != OTHER}
    return names.get(metric_id)


def unit_of(entry: MetricEntry) -> str:
    """The SI or base unit of its kind; "" where there is none, or more than one."""
    if entry.unit or not entry.kinds:
        return entry.unit
    units, kind = lexicon(), entry.kinds[0]
    bases = {unit.base for unit in units.units if unit.kind == kind}
    bases |= {base for of, base in units.compounds.values() if of == kind}
    if kind == "count":
        return "1"
    return bases.pop() if len(bases) == 1 else ""


def qudt_of(entry: MetricEntry) -> str:
    """The address of its quantity kind at qudt.org; "" where none is known."""
    name = entry.qudt or (lexicon().qudt.get(entry.kinds[0], "") if entry.kinds else "")
    return f"{_QUDT}{name}" if name else ""
