"""Questions to a release: its rows as they were published, each with where it can be cited.

Reads `jiebang.sqlite` of a release (site/data/ of a project, or one that was downloaded)
and writes nothing. A question without an answer has an empty answer.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from jiebang.datasets.columns import TABLES, Type
from jiebang.datasets.formats.bigrams import query as match_of
from jiebang.datasets.stage import DATABASE
from jiebang.errors import InputError
from jiebang.quantities.amount import UNKNOWN
from jiebang.quantities.units import meaning
from jiebang.text.spaces import squash

Row = dict[str, Any]
MOST = 50
_LISTS = {c.name for table in TABLES for c in table.columns if c.type is Type.LIST}
# What belongs to a row of a table: in which other, by which column.
_BELOW = {
    "documents": ("tasks", "document_id"),
    "tasks": ("indicators", "task_id"),
    "indicators": ("measures", "indicator_id"),
    "measures": None,
    "terms": None,
}
_HEAD = ("id", "title_zh", "title_en", "text_zh", "text_en", "zh", "en", "url")
# What must hold for every amount that meets the bound asked for.
_MEETS = {
    "": "1",
    ">=": "(comparator IN ('>=', '>', '=', '~', 'range') AND v >= :value)",
    "<=": "(comparator IN ('<=', '<', '=', '~') AND v <= :value)"
    " OR (comparator = 'range' AND top <= :value)",
}
# The ends of an amount are in its base unit, or in its own where that is the one asked for.
_MEASURES = """
SELECT *, count(*) OVER () AS total FROM (
    SELECT m.*, i.text_zh AS indicator_zh, i.text_en AS indicator_en, i.url, m.rowid AS place,
    CASE WHEN :own IN (m.unit, m.unit_ucum) THEN m.value ELSE m.value_si END AS v,
    CASE WHEN :own IN (m.unit, m.unit_ucum) THEN m.value_max ELSE m.value_max_si END AS top
    FROM measures m JOIN indicators i ON i.id = m.indicator_id
) WHERE (:metric IN ('', metric_id) OR metric_zh LIKE :like OR metric_en LIKE :like)
AND :change IN ('', change) AND (:base = '' OR unit_si = :base)
AND (:own = '' OR :own IN (unit, unit_ucum, unit_si)) AND ({}) ORDER BY place LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The first rows of an answer, and how many there are in all."""

    rows: tuple[Row, ...] = ()
    total: int = 0


class ReleaseQuery:
    """A release that can be asked. Raises InputError where there is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DATABASE
        if not self._path.is_file():
            raise InputError("no release here", str(self._path), "run `jiebang data`")
        self.about = {row["name"]: row["value"] for row in self._rows("SELECT * FROM about")}

    def search(self, words: str, limit: int = 10) -> QueryResult:
        """Tasks, indicators and terms with all of the words, in Chinese or English, best first."""
        if not words.strip():
            return QueryResult()
        found = self._rows(
            "SELECT kind, id, count(*) OVER () AS total FROM search WHERE search MATCH ?"
            " ORDER BY rank LIMIT ?",
            (match_of(words), _bounded(limit)),
        )
        return _answer(found, [self._shorten(hit["kind"], hit["id"]) for hit in found])

    def get(self, identifier: str) -> Row | None:
        """A document, task, indicator, measure or term by its id, with what belongs to it."""
        for table, below in _BELOW.items():
            rows = self._rows(f"SELECT * FROM {table} WHERE id = ?", (identifier,))
            if rows and below:
                name, column = below
                query = f"SELECT * FROM {name} WHERE {column} = ? ORDER BY rowid"
                rows[0][name] = self._rows(query, (identifier,))
            if rows:
                return {"kind": table, **rows[0]}
        return None

    def filter_measures(
        self,
        metric: str = "",
        bound: str = "",
        value: str = "",
        unit: str = "",
        change: str = "",
        limit: int = 20,
    ) -> QueryResult:
        """Amounts whose metric has the word, and that meet a bound, in order.

        Args:
            metric: a word of the metric, in Chinese or English, or a metric's id; "" for any.
            bound: “>=” or “<=”: what an amount must be known to meet; "" for none.
            value: a plain decimal in `unit`, or in the SI or base unit where no unit is given.
            unit: of the value; amounts in others of its kind are converted. "" for any.
            change: “level”, “increase” or “decrease”; "" for any.

        Raises:
            InputError: no bound, a value that is no number, or a unit that is not known.
        """
        if bound not in _MEETS:
            raise InputError(f"“{bound}” is no bound", "bound", ">= or <=")
        known = meaning(unit) if unit else UNKNOWN
        base = known.base if known.base != "1" else ""
        asked: Row = {"metric": metric, "like": f"%{metric}%", "change": change, "base": base}
        asked |= {"own": "" if base else unit, "value": 0, "limit": _bounded(limit)}
        here = "SELECT 1 FROM measures WHERE :own IN (unit, unit_ucum, unit_si) LIMIT 1"
        if asked["own"] and not self._rows(here, asked):
            raise InputError(f"“{unit}” is no unit of this release", "unit", "such as 元, %, ms")
        if bound:
            try:
                number = Decimal(value)
            except InvalidOperation:
                raise InputError(f"“{value}” is no number", "value", "such as 500 or 0.5") from None
            converted = known.in_base(number) if base else None
            asked["value"] = float(number if converted is None else converted)
        rows = self._rows(_MEASURES.format(_MEETS[bound]), asked)
        own = ("v", "top", "place", "total")
        return _answer(rows, [{k: x for k, x in r.items() if k not in own} for r in rows])

    def verify_quote(self, identifier: str, text: str) -> Row:
        """Whether a quotation stands in the row of that id, spaces apart, and where.

        `found` says whether, `column` in which, `text` is all of that. What stands in no text
        of the row is not found, however near it comes.
        """
        row = self.get(identifier)
        wanted = squash(text)
        for column, value in (row or {}).items():
            is_text = column.endswith(("_zh", "_en")) and isinstance(value, str)
            if wanted and is_text and wanted in squash(value):
                return {"found": True, "column": column, "text": value}
        return {"found": False, "column": "", "text": ""}

    def _shorten(self, kind: str, identifier: str) -> Row:
        (row,) = self._rows(f"SELECT * FROM {kind} WHERE id = ?", (identifier,))
        return {"kind": kind, **{name: row[name] for name in _HEAD if row.get(name)}}

    def _rows(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        address = f"file:{self._path}?mode=ro"
        try:
            with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
                database.row_factory = sqlite3.Row
                return [_known(row) for row in database.execute(query, values)]
        except sqlite3.DatabaseError as error:
            raise InputError(f"cannot be read: {error}", str(self._path)) from None


def _known(row: sqlite3.Row) -> Row:
    """A row with its lists as lists; what is unknown is left out."""
    found = dict(zip(row.keys(), row, strict=True))
    found |= {name: json.loads(found[name]) for name in _LISTS & found.keys() if found[name]}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _answer(found: Sequence[Row], rows: Sequence[Row]) -> QueryResult:
    return QueryResult(tuple(rows), found[0]["total"] if found else 0)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST))
