"""The checks of what is no single translation: published ids, the term base, files, scans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from jiebang.corpus.glossary import TermBase
from jiebang.corpus.published import (
    IdChange,
    Line,
    compare_ids,
    document_of,
    line_for,
    read_changes,
    read_published,
)
from jiebang.document.model import Document, Finding, Severity
from jiebang.runtime.layout import Layout

_TERMS, _NO_DOCUMENT = "glossary/terms.yml", "README"
_CHECK, _FILE = "published", "content/published/changes.yml"
_NAMED = 3


def definitions(terms: TermBase) -> Iterator[Finding]:
    """A warning for each term without a Chinese definition, or with one that is no sentence.

    The Chinese editions explain such a term with nothing: English would not help there.
    """
    for term in terms.terms:
        if not term.definition_zh:
            fault = "has no Chinese definition; write “definition_zh” below “definition”"
        elif not term.definition_zh.endswith("。"):
            fault = "has a Chinese definition without 。 at its end; make it one sentence"
        else:
            continue
        message = f"the term {term.id} ({term.zh}) {fault}"
        yield Finding("definitions", Severity.WARNING, "", _TERMS, message)


def find_orphans(layout: Layout, documents: Collection[str]) -> Iterator[Finding]:
    """A warning for each structured Markdown and each catalogue of an id not in `documents`."""
    for path in sorted([*layout.documents.glob("*.md"), *layout.translations.glob("*/*.po")]):
        if path.stem not in documents and path.stem != _NO_DOCUMENT:
            where = path.relative_to(layout.root).as_posix()
            what = "no document of sources.yml has this id: delete the file, or add its original"
            yield Finding("orphan", Severity.WARNING, "", where, what)


def find_published(layout: Layout, now: Mapping[str, str]) -> Iterator[Finding]:
    """Hold all ids, with their Chinese, against the record of what was published.

    An error for each id to be acknowledged, and for each line that is not true.
    """
    published, lines = read_published(layout), read_changes(layout)
    records, since = [*published.titles, *published.indicators], published.date
    gone: dict[str, list[IdChange]] = defaultdict(list)
    used: dict[str, str] = {}  # lines by id, with what is wrong of the first id they hold for
    for change in compare_ids(records, now if records else {}):
        line = line_for(lines, change.id)
        if line is not None and (change.record.get("withdrawn_in") or line.date >= since):
            used[line.id] = used.get(line.id) or _wrong_target(change.id, line, lines, now)
        elif change.now is None:
            # The task or document where that is gone, too: one finding, not hundreds.
            parts = change.id.split(".")
            heads = (".".join(parts[: n + 1]) for n in range(len(parts)))
            gone[next(head for head in heads if head not in now)].append(change)
        else:
            what, back = _other_words(change), "give it its words back, or "
            yield _unacknowledged(change.id, now, what, change.moved_to, back)
    for identifier, changes in gone.items():
        below = sum(change.id != identifier for change in changes)
        what = "a published id is gone" + (f", with {below} below it" if below else "")
        yield _unacknowledged(identifier, now, what, [to for c in changes for to in c.moved_to])
    told = {str(record["id"]) for record in records if record.get("formerly")}
    for line in lines.values():
        wrong = used.get(line.id, "")
        if line.id not in used and not any(f"{i}.".startswith(f"{line.id}.") for i in told):
            wrong = f"{line.id} stands as it was published, or never was: take the line out"
        if wrong:
            yield Finding(_CHECK, Severity.ERROR, "", line.where, wrong)


def _wrong_target(
    identifier: str, line: Line, lines: Mapping[str, Line], now: Mapping[str, str]
) -> str:
    """Following the lines from an id must end at one that is there; "" where it does."""
    at, seen = line.target(identifier), {identifier}
    while at and at not in now:
        if at in seen:
            return f"it leads {identifier} round in a circle"
        seen.add(at)
        following = line_for(lines, at)
        if following is None:
            return f"it leads {identifier} to {at}, which is not there"
        at = following.target(at)
    return ""


def _unacknowledged(
    identifier: str, now: Mapping[str, str], what: str, moved: Sequence[str], back: str = ""
) -> Finding:
    now_at = f" (its words are now at {_listed(moved)})" if moved else ""
    message = (
        f"{what}{now_at}; {back}say in {_FILE} what became of it: a line “- id: {identifier}”"
        " with replaced_by, merged_into, withdrawn or corrected"
    )
    document = document_of(identifier)
    there = document if document in now else ""
    return Finding(_CHECK, Severity.ERROR, there, identifier, message)


def _other_words(change: IdChange) -> str:
    was = str(change.record["text_zh"])
    was = was if len(was) <= 30 else f"{was[:29]}…"
    taken = _listed(change.taken_from)
    what = f"the words published as {taken}" if taken else "other words than it was published with"
    return f"this id now has {what}; it was “{was}”"


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")


def unconfirmed(document: Document) -> Iterator[Finding]:
    """One warning for a document: how many readings are unconfirmed, and the first of them."""
    open_ = [doubt for doubt in document.unconfirmed if not doubt.confirmed]
    if not open_:
        return
    named = "; ".join(f"page {d.page}, line {d.line}: {d.words}" for d in open_[:_NAMED])
    more = f"; and {len(open_) - _NAMED:,} more" if len(open_) > _NAMED else ""
    count = f"{len(open_):,} reading{'s' * (len(open_) > 1)}"
    message = (
        f"{count} of the scan not confirmed ({named}{more}); "
        "compare each with the picture of its line, and write `confirmed: yes` beside it "
        f"in the front matter of {document.id}.md, or delete it there"
    )
    yield Finding("unconfirmed", Severity.WARNING, document.id, document.id, message)
