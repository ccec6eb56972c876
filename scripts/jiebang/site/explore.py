"""The page to explore: its tables as data for explore.js, and what its filters offer.

One row a line, columns named once: a third of the size of the datasets' objects. Values
are decimal text, as in the datasets. The units that a value can be asked for in are those
of the search (units.json).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

from jiebang.datasets.measures import MeasureRow
from jiebang.datasets.tables import task_rows
from jiebang.document.model import Basis
from jiebang.quantities.amount import Amount
from jiebang.quantities.lexicon import lexicon
from jiebang.site.amounts import has_han
from jiebang.site.figures import amount_text
from jiebang.site.listings import by_issuer
from jiebang.site.views import Collection

UNKNOWN = "-"  # the filter's word for what is not stated

TASK_COLUMNS = (
    *("id", "title_zh", "title_en", "requirement_zh", "requirement_en", "document", "themes"),
    *("funding", "months", "year", "indicators", "measures", "same"),
)
MEASURE_COLUMNS = (
    *("id", "metric_zh", "metric_en", "comparator", "value", "value_max", "unit", "kind"),
    *("value_si", "unit_si", "text_zh", "text_en", "sure", "change", "shown_zh", "shown_en"),
    "group",
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: issuers as (value, Chinese, English, basis), years, kinds with
    their number, metrics as (id, Chinese, English, number), amounts to try (Chinese, English)."""

    issuers: tuple[tuple[str, str, str, str], ...]
    years: tuple[int, ...]
    kinds: tuple[tuple[str, int], ...]
    metrics: tuple[tuple[str, str, str, int], ...]
    comparators: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]


def choices(collection: Collection) -> Choices:
    """The choices that lead somewhere."""
    issuers = tuple(
        (UNKNOWN, "", "", "unknown")
        if group.issuer.basis is Basis.UNKNOWN
        else (group.issuer.zh, group.issuer.zh, group.issuer.en, str(group.issuer.basis))
        for group in by_issuer(collection)
    )
    years = {t.facts.target_year for t in collection.tasks if t.facts.target_year}
    kinds = Counter(row["quantity_kind"] for row in collection.measures if row["quantity_kind"])
    groups = Counter(row["metric_id"] for row in collection.measures)
    used = {row["comparator"] for row in collection.measures}
    order = (">=", "<=", ">", "<", "=", "~", "range")
    return Choices(
        issuers,
        tuple(sorted(years)),
        tuple(sorted(((str(k), n) for k, n in kinds.items()), key=lambda p: (-p[1], p[0]))),
        tuple((m.id, m.zh, m.en, groups[m.id]) for m in lexicon().metrics if groups[m.id]),
        tuple(one for one in order if one in used),
        tuple(_examples(collection.measured)),
    )


def _examples(measured: Iterable[tuple[MeasureRow, Amount]]) -> Iterator[tuple[str, str]]:
    """The first clear amount of each comparator, each in a unit of its own: it finds itself."""
    wanted, units = {">=", "<=", "range", "="}, set[str]()
    for row, amount in measured:
        code = row["unit_ucum"]
        clear = row["confidence"] == "high" and row["change"] == "level" and not amount.others
        if (
            not clear
            or row["condition_zh"]
            or not code
            or code in units
            or has_han(row["unit"] or "")
        ):
            continue
        if row["comparator"] in wanted:
            wanted.remove(row["comparator"])
            units.add(code)
            yield amount_text(row, amount, "zh"), amount_text(row, amount, "en")


def write_tables(collection: Collection, folder: Path) -> None:
    """Write tasks.json and measures.json."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = [
        [d.id, d.title.zh, d.title.en, claim.zh, claim.en, str(claim.basis)]
        for d in collection.documents
        for claim in (d.entry.provenance.issuer,)
    ]
    themes = [[t.id, t.zh, t.en] for t in collection.corpus.themes]
    facts = {"documents": documents, "themes": themes, "columns": TASK_COLUMNS}
    _write(folder / "tasks.json", facts, _tasks(collection))
    rows = starmap(_measure, collection.measured)
    _write(folder / "measures.json", {"columns": MEASURE_COLUMNS}, rows)


def _tasks(collection: Collection) -> Iterator[Sequence[object]]:
    """The rows of TASK_COLUMNS, in the order of the documents."""
    measures = Counter(row["task_id"] for row in collection.measures)
    for document in collection.documents:
        rows = task_rows(collection.corpus, document.entry)
        for view, row in zip(document.tasks, rows, strict=True):
            yield (
                *(row["id"], row["title_zh"], row["title_en"]),
                *(row["requirement_zh"], row["requirement_en"]),
                *(row["document_id"], row["themes"], row["funding_cny"]),
                *(row["duration_months"], row["target_year"]),
                *(len(view.task.indicators), measures[view.id], view.same_as),
            )


def _measure(row: MeasureRow, amount: Amount) -> Sequence[object]:
    return (
        *(row["id"], row["metric_zh"], row["metric_en"], row["comparator"]),
        *(row["value"], row["value_max"], row["unit"], row["quantity_kind"]),
        *(row["value_si"], row["unit_si"], row["text_zh"], row["text_en"]),
        *(int(row["confidence"] == "high"), None if row["change"] == "level" else row["change"]),
        *(amount_text(row, amount, language) for language in ("zh", "en")),
        row["metric_id"],
    )


def _write(path: Path, head: Mapping[str, object], rows: Iterable[Sequence[object]]) -> None:
    """An object whose last key is `rows`, one row a line."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    lines = ",\n".join(text(row) for row in rows)
    path.write_text(f'{text(head)[:-1]},"rows":[\n{lines}\n]}}\n', encoding="utf-8")
