"""The page to explore: its tables as data for explore.js, and what its filters offer.

One row a line, columns named once: a third of the size of the datasets' objects. Values
are decimal text, as in the datasets. The units that a value can be asked for in are those
of the search (units.json).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from jiebang.datasets.measures import MeasureRow
from jiebang.datasets.tables import task_rows
from jiebang.quantities.lexicon import lexicon
from jiebang.site.amounts import amount_texts, has_han
from jiebang.site.views import Collection

# The columns of the two tables, each with the key of its value in a row.
TASK_COLUMNS = {
    **{n: n for n in ("id", "title_zh", "title_en", "requirement_zh", "requirement_en")},
    "document": "document_id",
    "themes": "themes",
    "funding": "funding_cny",
    "months": "duration_months",
    "year": "target_year",
    **{n: n for n in ("indicators", "measures", "same")},
}
MEASURE_COLUMNS = {
    **{n: n for n in ("id", "metric_zh", "metric_en", "comparator", "value", "value_max", "unit")},
    "kind": "quantity_kind",
    "value_si": "value_si",
    "unit_si": "unit_si",
    **{n: n for n in ("text_zh", "text_en", "sure", "change", "shown_zh", "shown_en")},
    "group": "metric_id",
}
_COMPARATORS = (">=", "<=", ">", "<", "=", "~", "range")


def choices(collection: Collection) -> dict[str, object]:
    """What the filters offer, and amounts to try: only what leads somewhere."""
    kinds = Counter(row["quantity_kind"] for row in collection.measures if row["quantity_kind"])
    metrics = Counter(row["metric_id"] for row in collection.measures)
    used = {row["comparator"] for row in collection.measures}
    return {
        "kinds": sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])),
        "metrics": [(one, metrics[one.id]) for one in lexicon().metrics if metrics[one.id]],
        "comparators": [one for one in _COMPARATORS if one in used],
        "examples": list(_examples(collection.measures)),
    }


def _examples(rows: Iterable[MeasureRow]) -> Iterator[Mapping[str, str]]:
    """The first clear amount of each comparator, each in a unit of its own: it finds itself."""
    wanted, units = {">=", "<=", "range", "="}, {None, ""}
    for row in rows:
        clear = row["confidence"] == "high" and row["change"] == "level" and not row["others"]
        plain = clear and not row["condition_zh"] and not has_han(row["unit"] or "")
        if plain and row["unit_ucum"] not in units and row["comparator"] in wanted:
            wanted.remove(row["comparator"])
            units.add(row["unit_ucum"])
            yield amount_texts(row)


def write_tables(collection: Collection, folder: Path) -> None:
    """Write tasks.json and measures.json."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = [
        [d.id, d.title.zh, d.title.en, claim.zh, claim.en, str(claim.basis)]
        for d in collection.documents
        for claim in (d.entry.provenance.issuer,)
    ]
    themes = [[t.id, t.zh, t.en] for t in collection.corpus.themes]
    tasks, measures = [], []
    for document in collection.documents:
        rows = task_rows(collection.corpus, document.entry)
        for view, row in zip(document.tasks, rows, strict=True):
            count = collection.measures_by_task.get(view.id, 0)
            counts = {"indicators": len(view.task.indicators), "measures": count}
            tasks.append({**row, **counts, "same": view.same_as})
    for row in collection.measures:
        shown: dict[str, object] = {
            f"shown_{language}": text for language, text in amount_texts(row).items()
        }
        shown["change"] = None if row["change"] == "level" else row["change"]
        measures.append({**row, **shown, "sure": int(row["confidence"] == "high")})
    facts = {"documents": documents, "themes": themes}
    _write(folder / "tasks.json", facts, TASK_COLUMNS, tasks)
    _write(folder / "measures.json", {}, MEASURE_COLUMNS, measures)


def _write(
    path: Path,
    head: Mapping[str, object],
    columns: Mapping[str, str],
    rows: Iterable[Mapping[str, object]],
) -> None:
    """An object whose last key is `rows`, one row a line."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    lines = ",\n".join(text([row[key] for key in columns.values()]) for row in rows)
    head = {**head, "columns": list(columns)}
    path.write_text(f'{text(head)[:-1]},"rows":[\n{lines}\n]}}\n', encoding="utf-8")
