"""Questions to a release: its rows as they were published, each with where it can be cited.

Reads `jiebang.sqlite` of a release (site/data/ of a project, or one that was downloaded)
and writes nothing. A question without an answer has an empty answer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
# The ends of an amount: in its base unit, or in its own where that is the one asked for.
_ENDS = "m.value_si AS v, m.value_max_si AS top"
_PRINTED_ENDS = (
    "CASE WHEN ? IN (m.unit, m.unit_ucum) THEN m.value ELSE m.value_si END AS v,"
    " CASE WHEN ? IN (m.unit, m.unit_ucum) THEN m.value_max ELSE m.value_max_si END AS top"
)
# Which row says where a row of the full-text index stands.
_TABLES = {"tasks": "tasks", "indicators": "indicators", "terms": "terms"}
_LISTS = {c.name for table in TABLES for c in table.columns if c.type is Type.LIST}
# What must hold for every amount that meets the bound asked for.
_MEETS = {
    ">=": "(comparator IN ('>=', '>', '=', '~') AND v >= ?) OR (comparator = 'range' AND v >= ?)",
    "<=": "(comparator IN ('<=', '<', '=', '~') AND v <= ?) OR (comparator = 'range' AND top <= ?)",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """Whether a quotation is in a text, in which column, and that whole text."""

    found: bool
    column: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
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

    def search(self, words: str, limit: int = 10) -> Answer:
        """Tasks, indicators and terms with all of the words, in Chinese or English, best first."""
        if not words.strip():
            return Answer()
        found = self._rows(
            "SELECT kind, id, count(*) OVER () AS total FROM search WHERE search MATCH ?"
            " ORDER BY rank LIMIT ?",
            (match_of(words), _bounded(limit)),
        )
        return _answer(found, [self._shorten(hit["kind"], hit["id"]) for hit in found])

    def get(self, identifier: str) -> Row | None:
        """A document, task, indicator, measure or term by its id, with what belongs to it."""
        below = {
            "documents": ("tasks", "document_id"),
            "tasks": ("indicators", "task_id"),
            "indicators": ("measures", "indicator_id"),
        }
        for table in ("documents", "tasks", "indicators", "measures", "terms"):
            rows = self._rows(f"SELECT * FROM {table} WHERE id = ?", (identifier,))
            if not rows:
                continue
            row = {"kind": table, **rows[0]}
            if table in below:
                name, column = below[table]
                query = f"SELECT * FROM {name} WHERE {column} = ? ORDER BY rowid"
                row[name] = self._rows(query, (identifier,))
            return row
        return None

    def filter_measures(
        self,
        metric: str = "",
        bound: str = "",
        value: str = "",
        unit: str = "",
        change: str = "",
        limit: int = 20,
    ) -> Answer:
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
        where: list[str] = ["1"]
        values: list[object] = []
        if metric:
            where.append("(metric_zh LIKE ? OR metric_en LIKE ? OR metric_id = ?)")
            values += [f"%{metric}%", f"%{metric}%", metric]
        if change:
            where.append("change = ?")
            values.append(change)
        known = meaning(unit) if unit else UNKNOWN
        physical = known.base not in ("", "1")
        ends = _ENDS
        if physical:
            where.append("unit_si = ?")
            values.append(known.base)
        elif unit:
            here = "(unit = ? OR unit_ucum = ? OR unit_si = ?)"
            if not self._rows(f"SELECT 1 FROM measures WHERE {here} LIMIT 1", [unit] * 3):
                raise InputError(
                    f"“{unit}” is no unit of this release", "unit", "such as 元, %, ms"
                )
            where.append(here)
            values += [unit] * 3
            ends = _PRINTED_ENDS
        if bound:
            if bound not in _MEETS:
                raise InputError(f"“{bound}” is no bound", "bound", ">= or <=")
            try:
                asked = Decimal(value)
            except InvalidOperation:
                raise InputError(f"“{value}” is no number", "value", "such as 500 or 0.5") from None
            where.append(f"({_MEETS[bound]})")
            base = known.in_base(asked) if physical else asked
            values += [float(asked if base is None else base)] * 2
        query = (
            f"SELECT *, count(*) OVER () AS total FROM (SELECT m.*, {ends}, i.text_zh AS"
            " indicator_zh, i.text_en AS indicator_en, i.url AS url, m.rowid AS place"
            " FROM measures m JOIN indicators i ON i.id = m.indicator_id)"
            f" WHERE {' AND '.join(where)} ORDER BY place LIMIT ?"
        )
        printed = [unit] * _PRINTED_ENDS.count("?") if ends is _PRINTED_ENDS else []
        rows = self._rows(query, [*printed, *values, _bounded(limit)])
        own = ("v", "top", "place", "total")
        return _answer(rows, [{k: x for k, x in r.items() if k not in own} for r in rows])

    def verify_quote(self, identifier: str, text: str) -> Quote:
        """Whether a quotation stands in the row of that id, spaces apart, and where.

        What stands in no text of the row is not found, however near it comes.
        """
        row = self.get(identifier)
        wanted = squash(text)
        for column, value in (row or {}).items():
            is_text = column.endswith(("_zh", "_en")) and isinstance(value, str)
            if wanted and is_text and wanted in squash(value):
                return Quote(True, column, value)
        return Quote(False)

    def _shorten(self, kind: str, identifier: str) -> Row:
        (row,) = self._rows(f"SELECT * FROM {_TABLES[kind]} WHERE id = ?", (identifier,))
        names = ("id", "title_zh", "title_en", "text_zh", "text_en", "zh", "en", "url")
        return {"kind": kind, **{name: row[name] for name in names if row.get(name)}}

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        with self._open() as database:
            return [_row(row) for row in database.execute(query, list(values))]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        try:
            yield database
        except sqlite3.DatabaseError as error:
            raise InputError(f"cannot be read: {error}", str(self._path)) from None
        finally:
            database.close()


def _row(row: sqlite3.Row) -> Row:
    """A row with its lists as lists; what is unknown is left out."""
    found = {}
    for name in row.keys():  # noqa: SIM118 - a Row goes through its values
        value = row[name]
        if name in _LISTS and value:
            value = json.loads(value)
        if value not in (None, "", []):
            found[name] = value
    return found


def _answer(found: Sequence[Row], rows: Sequence[Row]) -> Answer:
    return Answer(tuple(rows), found[0]["total"] if found else 0)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST))
