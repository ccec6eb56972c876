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

from jiebang.datasets.formats.bigrams import query as match_of
from jiebang.datasets.stage import DATABASE
from jiebang.errors import InputError
from jiebang.text.spaces import squash

Row = dict[str, Any]
MOST = 50
_TOP_SI = "m.value_max_si"
# Which row says where a row of the full-text index stands.
_TABLES = {"tasks": "tasks", "indicators": "indicators", "terms": "terms"}
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


class ReleaseQuery:
    """A release that can be asked. Raises InputError where there is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DATABASE
        if not self._path.is_file():
            raise InputError("no release here", str(self._path), "run `jiebang data`")
        self.about = {row["name"]: row["value"] for row in self._rows("SELECT * FROM about")}

    def search(self, words: str, limit: int = 10) -> list[Row]:
        """Tasks, indicators and terms with all of the words, in Chinese or English, best first."""
        if not words.strip():
            return []
        found = self._rows(
            "SELECT kind, id FROM search WHERE search MATCH ? ORDER BY rank LIMIT ?",
            (match_of(words), _bounded(limit)),
        )
        return [self._shorten(hit["kind"], hit["id"]) for hit in found]

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
        limit: int = 20,
    ) -> list[Row]:
        """Amounts whose metric has the word, and that meet a bound, in order.

        Args:
            metric: a word of the metric, in Chinese or English; "" for any.
            bound: “>=” or “<=”: what an amount must be known to meet; "" for none.
            value: a plain decimal in `unit`, or in the SI or base unit where no unit is given.
            unit: as printed, or as UCUM or SI code; "" for any.

        Raises:
            InputError: a bound without a value, or a value that is no number.
        """
        where: list[str] = ["1"]
        values: list[object] = []
        if metric:
            where.append("(metric_zh LIKE ? OR metric_en LIKE ?)")
            values += [f"%{metric}%"] * 2
        low, top = "m.value_si", _TOP_SI
        printed: list[object] = []
        if unit:
            where.append("(unit = ? OR unit_ucum = ? OR unit_si = ?)")
            values += [unit] * 3
            # The unit as printed goes before the base unit: 5 mm is 5 in mm, and 0.005 in m.
            own = "CASE WHEN ? IN (m.unit, m.unit_ucum) THEN {} ELSE {} END"
            low, top = own.format("m.value", low), own.format("m.value_max", top)
            printed = [unit] * 2
        if bound:
            if bound not in _MEETS:
                raise InputError(f"“{bound}” is no bound", "bound", ">= or <=")
            try:
                asked = float(Decimal(value))
            except InvalidOperation:
                raise InputError(f"“{value}” is no number", "value", "such as 500 or 0.5") from None
            where.append(f"({_MEETS[bound]})")
            values += [asked] * 2
        query = (
            f"SELECT * FROM (SELECT m.*, {low} AS v, {top} AS top, i.text_zh AS indicator_zh,"
            " i.text_en AS indicator_en, i.url AS url, m.rowid AS place FROM measures m"
            f" JOIN indicators i ON i.id = m.indicator_id) WHERE {' AND '.join(where)}"
            " ORDER BY place LIMIT ?"
        )
        rows = self._rows(query, [*printed, *values, _bounded(limit)])
        return [{k: x for k, x in row.items() if k not in ("v", "top", "place")} for row in rows]

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
        if isinstance(value, str) and value.startswith("["):
            value = json.loads(value)
        if value not in (None, "", []):
            found[name] = value
    return found


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST))
