"""The version of the dataset, and what has changed since the last one published.

The version is a digest of all rows but their addresses, so that it is the same wherever
the site stands; where the checkout is at a git tag, the tag comes before it.
content/published/ keeps what was last published: ids never vanish from it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jiebang.corpus.load import Rules
from jiebang.corpus.provenance import load_provenance
from jiebang.corpus.published import (
    COMPARED,
    DAY,
    RECORD,
    TEXTS,
    Published,
    Record,
    compare_ids,
    document_of,
    find_differences,
    read_published,
    reasons_of,
)
from jiebang.datasets.columns import DOCUMENTS, INDICATORS, TASKS, Row
from jiebang.datasets.fragments import Fragment, Total
from jiebang.errors import InputError
from jiebang.runtime.files import write_atomic
from jiebang.runtime.layout import Layout

_SHORT = 12
_KEPT = ("id", *COMPARED)


def format_version(digest: str, tag: str) -> str:
    """A semantic version: the tag's, or 0.0.0, and the digest as build metadata."""
    number = tag.removeprefix("v")
    known = re.fullmatch(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?", number)
    return f"{number if known else '0.0.0'}+{digest[:_SHORT]}"


def git_tag(root: Path) -> str:
    """The tag that a clean checkout stands at; empty for none, or without git."""
    found = _git(root, "describe", "--tags", "--exact-match", "--dirty")
    return "" if found.endswith("-dirty") else found


def content_date(root: Path) -> str:
    """The day the content last changed in git, or SOURCE_DATE_EPOCH's; empty if unknown."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    found = _git(root, "log", "-1", "--format=%cs", "--", "content", "glossary")
    return found if DAY.fullmatch(found) else ""


def _git(root: Path, *words: str) -> str:
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def find_changes(
    layout: Layout, documents: Iterable[str], indicators: Iterable[Row], version: str
) -> dict[str, Any]:
    """changes.json: what was added, removed and changed since the last published version.

    Indicators of a document that a build leaves out for its errors are none of these.
    """
    since, now = read_published(layout), {str(row["id"]): row for row in indicators}
    known = load_provenance(layout) if layout.sources_yml.exists() else ()
    left_out = {provenance.id for provenance in known} - {*documents}
    there = find_differences(since.indicators, now, COMPARED)
    found = [one for one in there if document_of(one.id) not in left_out]
    ids = {k: [d.id for d in found if d.kind == k] for k in ("added", "withdrawn", "restored")}
    gone = (record for record in since.indicators if str(record["id"]) not in now)
    return {
        "version": version,
        "since": since.version or None,
        "since_date": since.date or None,
        "indicators": {
            "added": ids["added"],
            "removed": ids["withdrawn"],
            "changed": [{"id": d.id, "fields": [*d.fields]} for d in found if d.fields],
            "restored": ids["restored"],
        },
        "reasons": reasons_of(layout),
        "withdrawn": [
            record | {"withdrawn_in": record.get("withdrawn_in") or version} | _fate(since, record)
            for record in map(dict, gone)
            if document_of(str(record["id"])) not in left_out
        ],
    }


def _fate(since: Published, record: Record) -> dict[str, object]:
    """What a line says became of an id."""
    identifier = str(record["id"])
    line = since.line_for(identifier)
    if line is None:
        return {}
    fate = {"became": line.kind, "became_id": line.target(identifier) or None}
    why = {f"became_why_{key}": text for key, text in line.reason.items()}
    return {**fate, "became_on": line.date, **why}


def record_fragments(rules: Rules, fragments: Iterable[Fragment], layout: Layout, date: str) -> str:
    """Record all documents in content/published/ as published on `date`; returns the version.

    Ids that are gone stay, marked with the version in which they first were; what an id
    stood for before stays in `formerly`.

    Raises:
        InputError: the date is not ISO 8601, or the record is malformed.
    """
    if not DAY.fullmatch(date):
        raise InputError(f"“{date}” is no date", "", "as 2026-11-20")
    total = Total(rules, fragments)
    indicators: list[Record] = []
    titles: list[Record] = []
    for fragment in total:
        for table in (DOCUMENTS, TASKS):
            titles += [
                {"id": row["id"], "text_zh": row["title_zh"], "text_en": row["title_en"]}
                for row in fragment.rows(table)
            ]
        rows = fragment.rows(INDICATORS)
        indicators += [{name: row[name] for name in _KEPT} for row in rows]
    version = format_version(total.digest, git_tag(layout.root))
    last = read_published(layout)
    records = (
        {"version": version, "date": date, "sha256": total.digest},
        *_releases(indicators, last, version, date),
        *_carried(titles, last.titles, version),
        *_carried(indicators, last.indicators, version),
    )
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    write_atomic(layout.published / RECORD, "".join(lines))
    return version


def _releases(now: Sequence[Record], last: Published, version: str, date: str) -> list[Record]:
    """The releases recorded so far and this one, with what it changed; once for each version."""
    if last.version == version:
        return list(last.releases)
    found = find_differences(last.indicators, {str(row["id"]): row for row in now})
    changes = [{"id": d.id, "kind": d.kind, "was": d.was, "now": d.now} for d in found]
    there: Record = {
        "id": version,
        "date": date,
        "indicators": len(now),
        "changes": changes if last.date else None,
    }
    return [*last.releases, there]


def _carried(now: Iterable[Record], before: Sequence[Record], version: str) -> Iterator[Record]:
    """The records of what is there, with what their ids formerly stood for; then the rest."""
    current = {str(record["id"]): dict(record) for record in now}
    old = {str(record["id"]): record for record in before}
    texts = {identifier: str(record["text_zh"] or "") for identifier, record in current.items()}
    for identifier, record in current.items():
        if "formerly" in old.get(identifier, {}):
            record["formerly"] = old[identifier]["formerly"]
    for found in compare_ids(before, texts):
        if found.now is not None:
            was = {key: found.record.get(key) for key in TEXTS}
            told = found.record.get("formerly") or ()
            current[found.id]["formerly"] = [*told, {**was, "until": version}]  # type: ignore
    yield from current.values()
    for identifier, gone in old.items():
        if identifier not in current:
            yield {**gone, "withdrawn_in": gone.get("withdrawn_in") or version}
