"""The record of what was last published, and what became of the ids that are gone.

`content/published/` holds the record (`record.jsonl`, written by `jiebang data --record`: the
version, the releases, then a line for each id) and `changes.yml`, in which a person says of each
id that no longer stands for what was published under it where that went. Ids nest by full stops:
a line on a document or a task holds for all below it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.text.schema import packaged_schema, read_as
from jiebang.text.yamlnodes import Node, read_yaml

DAY = re.compile(r"\d{4}-\d\d-\d\d")
LANGUAGES = ("en", "zh")
TEXTS = ("text_zh", "text_en")
# What tells that an indicator is not as it was published.
COMPARED = ("task_id", "number", "text_zh", "text_en", "deadline_year", "translation_state")
RECORD = "record.jsonl"  # one file: it is written whole or not at all
_MOVED = ("replaced_by", "merged_into")
_KINDS = ("withdrawn", "corrected", *_MOVED)
Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of changes.yml: what became of an id, on what day, and why (by language).

    `kind` is withdrawn, corrected (the same thing in other words), replaced_by or
    merged_into; with the last two, `into` is the id to go to.
    """

    id: str
    kind: str
    into: str
    date: str
    reason: Mapping[str, str]
    where: str

    def target(self, identifier: str) -> str:
        """Where `identifier`, this line's or one below it, went; "" for nowhere.

        What was replaced keeps the end of its id; all that was merged went to one place.
        """
        return self.into + (identifier[len(self.id) :] if self.kind == "replaced_by" else "")


@dataclass(frozen=True, slots=True)
class Published:
    """The record of the last published version, empty where none ever was, and `lines` by id.

    `titles` has documents and tasks with their titles as texts, `indicators` every one ever
    published: withdrawn ones say since when, `formerly` has what an id stood for before, oldest
    first. `releases`, oldest first, have their version as `id`, a date, how many `indicators`,
    and as `changes` what find_differences gives against the one before, null in the first.
    """

    version: str = ""
    date: str = ""
    titles: tuple[Record, ...] = ()
    indicators: tuple[Record, ...] = ()
    releases: tuple[Record, ...] = ()
    lines: Mapping[str, ChangeLine] = field(default_factory=dict)

    def line_for(self, identifier: str) -> ChangeLine | None:
        """The line that holds for an id: its own, else its task's, else its document's."""
        at = identifier
        while at and at not in self.lines:
            at = at.rpartition(".")[0]
        return self.lines.get(at)

    def follow(self, identifier: str, there: Container[str]) -> tuple[str, str]:
        """The id of `there` that the lines lead to, "" for none; and what is wrong with the way."""
        at, seen = identifier, set[str]()
        while line := self.line_for(at):
            seen.add(at)
            at = line.target(at)
            if not at or at in there:
                return at, ""
            if at in seen:
                return "", f"it leads {identifier} round in a circle"
        return "", f"it leads {identifier} to {at}, which is not there"


def read_published(layout: Layout) -> Published:
    """What content/published/ holds.

    Raises:
        InputError: the record is not one, or a line does not say what became of an id,
            when, and why.
    """
    path = layout.published / RECORD
    text = read_text(path, may_be_empty=True) if path.exists() else ""
    node, found = _read(layout, "changes")
    lines = map(_line, node.items if node else (), found)
    return replace(_parse_record(text, str(path)), lines={line.id: line for line in lines})


@lru_cache(maxsize=1)
def _parse_record(text: str, name: str) -> Published:
    """The lines of the record: of the version, then of an id each."""
    found: list[Record] = []
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        wanted, what = (("id",), "an id") if number > 1 else (("version", "date"), "a version")
        fault = "not a line of the record"
        try:
            found.append(dict(json.loads(line)))
            fault = f"not the record of {what}"
            if not all(isinstance(found[-1].get(key), str) for key in wanted):
                raise ValueError
        except (ValueError, TypeError, RecursionError):
            remedy = "restore it from version control"
            raise InputError(fault, f"{name}:{number}", remedy) from None
    if not found:
        return Published()
    last, *rest = found
    indicators = tuple(record for record in rest if "number" in record)
    titles = tuple(record for record in rest if not {"number", "changes"} & record.keys())
    there = sum(not record.get("withdrawn_in") for record in indicators)
    first = {"id": last["version"], "date": last["date"], "indicators": there, "changes": None}
    # A record of before releases were recorded is the first.
    told = tuple(record for record in rest if "changes" in record) or (first,)
    return Published(str(last["version"]), str(last["date"]), titles, indicators, told)


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator that is not as it was: `kind` is added, changed, restored or withdrawn.

    `was` and `now` have its words by language, "" for none; `fields` are the columns that differ.
    """

    id: str
    kind: str
    was: Mapping[str, str]
    now: Mapping[str, str]
    fields: tuple[str, ...] = ()


def find_differences(
    before: Iterable[Record], now: Mapping[str, Record], columns: Iterable[str] = TEXTS
) -> Iterator[IndicatorChange]:
    """What records of indicators have otherwise than the rows there are now, in `columns`."""
    gone = {str(record["id"]): record for record in before}
    for identifier, row in now.items():
        old = gone.pop(identifier, None)
        kind = "added" if old is None else "restored" if old.get("withdrawn_in") else "changed"
        fields = tuple(name for name in columns if old and old.get(name) != row[name])
        if fields or kind != "changed":
            yield IndicatorChange(identifier, kind, _words(old or {}), _words(row), fields)
    for identifier, record in gone.items():
        if not record.get("withdrawn_in"):
            yield IndicatorChange(identifier, "withdrawn", _words(record), _words({}))


def _words(record: Record) -> dict[str, str]:
    return {language: str(record.get(f"text_{language}") or "") for language in LANGUAGES}


def reasons_of(layout: Layout) -> dict[str, dict[str, str]]:
    """Why indicators have changed, by the field that did, in "en" and "zh".

    Raises:
        InputError: reasons.yml in content/published/ names another field, or lacks a language.
    """
    return dict(_read(layout, "reasons")[1])


def document_of(identifier: str) -> str:
    """The document that an id is of."""
    return identifier.partition(".")[0]


def _read(layout: Layout, name: str) -> tuple[Node | None, Any]:
    """A file of content/published/, and its data; None and nothing where it says nothing."""
    path = layout.published / f"{name}.yml"
    node = read_yaml(path, str(path.relative_to(layout.root))) if path.exists() else None
    schema = packaged_schema("jiebang.corpus", "schemas.yml")[name]
    return node, read_as(node, schema) if node else ()


def _line(node: Node, found: dict[str, Any]) -> ChangeLine:
    kinds = [key for key in _KINDS if key in found]
    if len(kinds) != 1:
        remedy = "one of withdrawn: yes, corrected: yes, replaced_by: ID, merged_into: ID"
        raise InputError("it does not say what became of the id", node.where, remedy)
    (kind,) = kinds
    into = found[kind] if kind in _MOVED else ""
    if found["id"] == into:
        raise InputError("an id cannot be replaced by itself", node.where)
    return ChangeLine(found["id"], kind, into, found["date"], found["reason"], node.where)


_ALIKE = 50  # the percentage of two texts that is common, from which one is the other amended
_ENDS = "。；;，,、."


@dataclass(frozen=True, slots=True)
class IdChange:
    """An id that is gone (`now` is None), or has other Chinese than it was published with.

    `moved_to` are the ids that have the published words now, `taken_from` those that were
    published with the words it has now.
    """

    record: Record
    now: str | None
    moved_to: tuple[str, ...] = ()
    taken_from: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return str(self.record["id"])


def compare_ids(records: Iterable[Record], now: Mapping[str, str]) -> Iterator[IdChange]:
    """Hold the records of published ids against the Chinese that each id has now.

    An id whose words were amended stays what it is. It has become another where it has the
    words of a neighbor, a neighbor has its words, or the old and the new have little in common.
    """
    known = {str(record["id"]): record for record in records}
    before = {identifier: _plain(record.get("text_zh")) for identifier, record in known.items()}
    changed = {i: plain for i, text in now.items() if (plain := _plain(text)) != before.get(i)}
    had, has = _by_text(before), _by_text(changed)
    near = defaultdict(list)
    for identifier in changed:
        near[identifier.rpartition(".")[0]].append(identifier)
    for identifier, record in known.items():
        words, parent = before[identifier], identifier.rpartition(".")[0]
        joined = [i for i in near[parent] if words in changed[i] and i != identifier]
        moved = tuple(has[words] or joined) if words else ()
        if identifier not in now:
            yield IdChange(record, None, moved)
        elif identifier in changed and words and changed[identifier]:
            taken = had[changed[identifier]]
            swapped = any(i.rpartition(".")[0] == parent for i in (*has[words], *taken))
            if swapped or not _alike(words, changed[identifier]):
                yield IdChange(record, now[identifier], moved, tuple(taken))


def _plain(text: object) -> str:
    normal = unicodedata.normalize("NFKC", str(text or ""))
    return "".join(normal.split()).rstrip(_ENDS)


def _by_text(texts: Mapping[str, str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for identifier, text in texts.items():
        found[text].append(identifier)
    return found


def _alike(old: str, new: str) -> bool:
    from rapidfuzz.fuzz import ratio  # wanted only where words have changed

    return old in new or new in old or ratio(old, new, score_cutoff=_ALIKE) > 0
