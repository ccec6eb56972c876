"""The version of the dataset, and what has changed since the last one published.

The version is a digest of all rows but their addresses, so that it is the same wherever
the site stands; where the checkout is at a git tag, the tag comes before it.
content/published/ keeps what was last published: ids never vanish from it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jiebang.datasets.columns import INDICATORS, TABLES
from jiebang.datasets.fragments import Fragment, with_terms
from jiebang.datasets.tables import Frame
from jiebang.errors import InputError
from jiebang.runtime.files import write_atomic
from jiebang.runtime.layout import Layout
from jiebang.text.yamlnodes import read_yaml

_SHORT = 12
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Published:
    """The last published version; empty where none ever was."""

    version: str = ""
    date: str = ""


# What tells that an indicator is not as it was published, and a digest of each: eight bytes
# are enough to tell a change, and little to keep.
COMPARED = ("task_id", "number", "text_zh", "text_en", "deadline_year", "translation_state")
Mark = tuple[str, ...]
_KEPT = ("id", *COMPARED)


def _mark_of(record: Mapping[str, object]) -> Mark:
    return tuple(
        hashlib.blake2b(json.dumps(record.get(name)).encode(), digest_size=8).hexdigest()
        for name in COMPARED
    )


class Digest:
    """A digest of all rows, without their addresses, put together from one a document."""

    def __init__(self) -> None:
        self._of = {table.name: hashlib.sha256() for table in TABLES}
        self.rows = dict.fromkeys(self._of, 0)

    def add(self, fragment: Fragment) -> None:
        for table in TABLES:
            lines = fragment.parts.get(f"{table.name}.jsonl")
            if not lines:
                continue
            self.rows[table.name] += lines.count("\n")
            bare = fragment.parts.get(f"{table.name}.digest") or lines.replace("\n", "")
            digest = hashlib.sha256(bare.encode()).hexdigest()
            self._of[table.name].update(digest.encode())

    @property
    def value(self) -> str:
        """64 hexadecimal digits."""
        whole = "".join(f"{name}={digest.hexdigest()}\n" for name, digest in self._of.items())
        return hashlib.sha256(whole.encode()).hexdigest()


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
    return found if _DAY.fullmatch(found) else ""


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


# ---------------------------------------------------------------- what was published


def published_folder(layout: Layout) -> Path:
    return layout.root / "content" / "published"


def last_published(layout: Layout) -> Published:
    """The version that content/published/ holds.

    Raises:
        InputError: the file is malformed.
    """
    path = published_folder(layout) / "version.json"
    if not path.is_file():
        return Published()
    try:
        found = json.loads(path.read_text("utf-8"))
        return Published(str(found["version"]), str(found["date"]))
    except (ValueError, KeyError, TypeError):
        remedy = "restore it from version control"
        raise InputError("not the record of a version", str(path), remedy) from None


def published_indicators(layout: Layout) -> Iterator[dict[str, object]]:
    """Every indicator ever published, one after another; withdrawn ones say since when.

    Raises:
        InputError: a line that is no record of an indicator.
    """
    path = published_folder(layout) / "indicators.jsonl"
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            try:
                record = json.loads(line)
                if not isinstance(record["id"], str):
                    raise TypeError
            except (ValueError, KeyError, TypeError):
                raise InputError(
                    "not the record of an indicator",
                    f"{path}:{number}",
                    "restore it from version control",
                ) from None
            yield record


def reasons_of(layout: Layout) -> dict[str, dict[str, str]]:
    """Why indicators have changed, by the field that did, in "en" and "zh".

    Raises:
        InputError: reasons.yml in content/published/ names another field, or lacks a language.
    """
    path = published_folder(layout) / "reasons.yml"
    node = read_yaml(path) if path.is_file() else None
    if node is None:
        return {}
    languages = ("en", "zh")
    return {
        name: {key: text.text for key, text in said.fields(languages, languages).items()}
        for name, said in node.fields(COMPARED).items()
    }


class Changes:
    """Indicators added, removed and changed since the last published version."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._since = last_published(layout)
        self._before: dict[str, Mark] = {}
        self._withdrawn: set[str] = set()
        for record in published_indicators(layout):
            identifier = str(record["id"])
            self._before[identifier] = _mark_of(record)
            if record.get("withdrawn_in"):
                self._withdrawn.add(identifier)
        self._added: list[str] = []
        self._restored: list[str] = []
        self._changed: list[dict[str, object]] = []
        self._missing = set(self._before)

    def add(self, fragment: Fragment) -> None:
        for row in fragment.rows.get(INDICATORS.name, ()):
            identifier, mark = str(row["id"]), _mark_of(row)
            self._missing.discard(identifier)
            before = self._before.get(identifier)
            if before is None:
                self._added.append(identifier)
                continue
            if identifier in self._withdrawn:
                self._restored.append(identifier)
            pairs = zip(COMPARED, before, mark, strict=True)
            fields = [name for name, old, new in pairs if old != new]
            if fields:
                self._changed.append({"id": identifier, "fields": fields})

    def withdrawn(self, version: str) -> Iterator[dict[str, object]]:
        """Each indicator once published and no longer there, as it last was."""
        if not self._missing:
            return
        for record in published_indicators(self._layout):
            if record["id"] in self._missing:
                yield {**record, "withdrawn_in": record.get("withdrawn_in") or version}

    def report(self, version: str) -> dict[str, object]:
        """changes.json."""
        removed = [i for i in self._before if i in self._missing and i not in self._withdrawn]
        return {
            "version": version,
            "since": self._since.version or None,
            "since_date": self._since.date or None,
            "indicators": {
                "added": self._added,
                "removed": removed,
                "changed": self._changed,
                "restored": self._restored,
            },
            "reasons": reasons_of(self._layout),
            "withdrawn": list(self.withdrawn(version)),
        }


def record_fragments(frame: Frame, fragments: Iterable[Fragment], layout: Layout, date: str) -> str:
    """Record all documents in content/published/ as published on `date`; returns the version.

    Indicators that are gone stay, marked with the version in which they first were.

    Raises:
        InputError: the date is not ISO 8601, or the record is malformed.
    """
    if not _DAY.fullmatch(date):
        raise InputError(f"“{date}” is no date", "", "as 2026-11-20")
    digest, changes = Digest(), Changes(layout)
    now: list[str] = []
    for fragment in with_terms(frame, fragments):
        digest.add(fragment)
        changes.add(fragment)
        rows = fragment.rows.get(INDICATORS.name, ())
        now += [_line({name: row[name] for name in _KEPT}) for row in rows]
    version = format_version(digest.value, git_tag(layout.root))
    now += [_line(record) for record in changes.withdrawn(version)]
    folder = published_folder(layout)
    write_atomic(folder / "indicators.jsonl", "".join(now))
    record = {"version": version, "date": date, "sha256": digest.value}
    write_atomic(folder / "version.json", json.dumps(record, indent=1) + "\n")
    return version


def _line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
