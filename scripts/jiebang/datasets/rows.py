"""The shape of a row of each table; keys as in `columns`, in the same order.

The row of `measures` stands with what makes it, in `jiebang.datasets.measures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from jiebang.corpus.load import Entry

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one document by table name; those of the terms belong to none."""

    entry: Entry | None
    rows: Mapping[str, tuple[Row, ...]]


class DocumentRow(TypedDict):
    id: str
    title_zh: str
    title_en: str | None
    issuer_zh: str | None
    issuer_en: str | None
    issuer_basis: str
    jurisdiction: str | None
    jurisdiction_basis: str
    document_number: str | None
    date_issued: str | None
    source_file: str
    source_sha256: str
    tasks: int
    indicators: int
    measures: int
    url: str
    source_url: str | None
    archive_url: str | None
    application_deadline: str | None
    summary_zh: str | None
    summary_en: str | None


class TaskRow(TypedDict):
    id: str
    document_id: str
    list_id: str | None
    number: int
    section_zh: str | None
    section_en: str | None
    title_zh: str
    title_en: str | None
    requirement_zh: str | None
    requirement_en: str | None
    funding_cny: int | None
    funding_zh: str | None
    funding_en: str | None
    duration_months: int | None
    target_year: int | None
    themes: tuple[str, ...]
    same_as: tuple[str, ...]
    translation_state: str
    url: str
    posted_by_zh: str | None
    posted_by_en: str | None
    award_cny: int | None
    own_contribution_cny: int | None
    total_cny: int | None


class IndicatorRow(TypedDict):
    id: str
    task_id: str
    document_id: str
    number: int
    text_zh: str
    text_en: str | None
    deadline_year: int | None
    translation_state: str
    source_start: int | None
    source_end: int | None
    url: str
    note_zh: str | None
    note_en: str | None
    same_as: tuple[str, ...]
    subnumber: int | None


class SegmentRow(TypedDict):
    id: str
    document_id: str
    task_id: str | None
    field: str
    text_zh: str
    text_en: str | None
    translation_state: str
    origin: str | None
    note_zh: str | None
    note_en: str | None


class MetricRow(TypedDict):
    id: str
    zh: str
    en: str
    quantity_kind: str | None
    qudt: str | None
    unit_si: str | None
    measures: int


class TaskThemeRow(TypedDict):
    task_id: str
    theme: str
    weight: str


class TermRow(TypedDict):
    id: str
    zh: str
    en: str
    en_variants: tuple[str, ...]
    en_forbidden: tuple[str, ...]
    definition_en: str | None
    domain: str | None
    source: str | None
    occurrences: int
