"""The checks of all documents, one at a time, and of what is no single translation."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from jiebang.checks import run_checks
from jiebang.corpus.duplicates import SameAs, TaskText, find_duplicates, text_of
from jiebang.corpus.glossary import TermBase
from jiebang.corpus.load import DocumentTexts, LoadedDocument, Rules, make_entry
from jiebang.corpus.measure_names import MeasureName, stale_names
from jiebang.corpus.published import IdChange, compare_ids, document_of, read_published
from jiebang.corpus.walk import Walk
from jiebang.document.model import Document, Finding, Severity, State, Translation
from jiebang.runtime.layout import Layout


def check_entry(entry: LoadedDocument, rules: Rules) -> tuple[Finding, ...]:
    """Every check of one document: first of all, that nothing is lost."""
    document = entry.document.id
    errors = [("lost", entry.lost)] if entry.lost else []
    for identifier in entry.document.ignored:
        what = f"the id {identifier} is ignored: a task is a heading outside forms, an indicator"
        how = "an item of a list under a task; write it there, or take it away"
        errors.append(("ignored", f"{what} {how}"))
    return (
        *(Finding(name, Severity.ERROR, document, document, what) for name, what in errors),
        *run_checks(tuple(entry.translations.values()), rules.terms, document),
        *unconfirmed(entry.document),
    )


def check_document(rules: Rules, texts: DocumentTexts) -> bytes:
    """The findings of a document, and what the checks of all documents compare."""
    entry = make_entry(texts, rules)
    indicators = {i.id: i for task in entry.tasks for i in task.indicators} if entry.names else {}
    ids = {entry.document.id: ""}  # published, with their Chinese; the document's title may change
    for task in entry.tasks:
        ids[task.id] = task.title.zh
        ids |= {indicator.id: indicator.text.zh for indicator in task.indicators}
    record = {
        "findings": [
            [f.check, str(f.severity), f.where, f.message] for f in check_entry(entry, rules)
        ],
        "renderings": list(find_renderings(entry.translations.values())),
        "ids": ids,
        "names": dict(stale_names(entry.names, indicators)),
        "tasks": [[t.id, t.keys, t.text, t.indicators] for t in map(text_of, entry.tasks)],
    }
    return zlib.compress(json.dumps(record, ensure_ascii=False).encode(), 1)


class Review:
    """The findings on all documents.

    When `findings` has been gone through, `errors` counts those that must be mended, and
    `same_as` has the tasks and indicators that other documents have, too, by document.

    Args:
        wanted: the documents whose findings are given out; all are looked at. Empty is
            all of them, and then the term base, which belongs to none.
    """

    def __init__(self, walk: Walk, wanted: Collection[str] = ()) -> None:
        self._walk, self._only = walk, frozenset(wanted)
        self.errors = 0
        self.same_as: Mapping[str, SameAs] = {}

    def findings(self) -> Iterator[Finding]:
        """Those on each document, in order, then on several together, then on the terms."""
        self.errors = 0
        for found in self._find():
            if not self._only or found.document in self._only:
                self.errors += found.severity is Severity.ERROR
                yield found

    def run(self) -> bool:
        """Go through all findings and keep none; returns whether there is no error."""
        for _ in self.findings():
            pass
        return not self.errors

    def _find(self) -> Iterator[Finding]:
        layout, rules = self._walk.layout, self._walk.rules
        published: dict[str, str] = {}
        renderings: list[tuple[str, Rendering]] = []
        texts: list[TaskText] = []
        for document, data in self._walk.each("checked", check_document):
            record = json.loads(zlib.decompress(data))
            for check, severity, where, message in record["findings"]:
                yield Finding(check, Severity(severity), document.id, where, message)
            for identifier, now in record["names"].items():
                yield _stale_name(rules.names[document.id][identifier], identifier, now)
            published |= record["ids"]
            renderings += ((document.id, Rendering(*found)) for found in record["renderings"])
            texts += (TaskText(*found) for found in record["tasks"])
        yield from compare_renderings(renderings)
        self.same_as = find_duplicates(texts)
        yield from find_published(layout, published)
        documents = {d.id for d in self._walk.documents}
        yield from find_orphans(layout, documents)
        for document_id, names in rules.names.items():
            if document_id not in documents:  # of another project, or taken away
                message = f"{len(names)} names of measures of {document_id}, which is not here"
                where = next(iter(names.values())).where
                yield Finding("names", Severity.WARNING, "", where, message)
        yield from definitions(rules.terms)


def _stale_name(name: MeasureName, identifier: str, now: str) -> Finding:
    """What a person says of a measure that reads otherwise, or is not there: it is not used."""
    message = f"no measure has the id {identifier}: give the entry its new id, or delete it"
    if now:
        message = f"the amount of {identifier} is now “{now}”, not “{name.of}”: see whether "
        message += "the name still holds, then correct “of”, or delete the entry"
    return Finding("names", Severity.WARNING, document_of(identifier), name.where, message)


_BLANKS = re.compile(r"\s+")
_END = "。；;：:.,，、 "
_EN_END = ".;:, "


class Rendering(NamedTuple):
    """What is compared of an entry: digests of its Chinese and English, and how it is shown."""

    id: str
    zh: str
    en: str
    shown: str


def find_renderings(entries: Iterable[Translation]) -> Iterator[Rendering]:
    """What is compared of the entries of a document.

    Case, blanks and the character at the end make no difference. An entry that
    allows `consistency` takes no part: a context that wants other words.
    """
    for entry in entries:
        silenced = any(check == "consistency" for check, _ in entry.allow)
        if entry.state is not State.MISSING and entry.en.strip() and not silenced:
            zh = _BLANKS.sub("", entry.zh).rstrip(_END)
            en = _BLANKS.sub(" ", entry.en).strip().rstrip(_EN_END).casefold()
            shown = entry.en if len(entry.en) <= 60 else entry.en[:59] + "…"
            zh, en = (blake2b(text.encode(), digest_size=12).hexdigest() for text in (zh, en))
            yield Rendering(entry.id, zh, en, shown)


def compare_renderings(found: Iterable[tuple[str, Rendering]]) -> Iterator[Finding]:
    """A warning for each entry whose Chinese has other, more usual English elsewhere.

    Of (document, rendering) pairs: a text's places together, the texts in the order of
    their first places.
    """
    same: dict[str, list[tuple[str, Rendering]]] = defaultdict(list)
    for document, one in found:
        same[one.zh].append((document, one))
    for places in same.values():
        usual = Counter(one.en for _, one in places).most_common(1)[0][0]  # of equals the first
        model = next(one for _, one in places if one.en == usual)
        for document, one in places:
            if one.en != usual:
                message = (
                    f"“{one.shown}”, but the same Chinese is “{model.shown}” in "
                    f"{model.id}; make them one, or allow it with the reason"
                )
                yield Finding("consistency", Severity.WARNING, document, one.id, message)


# ---------------------------------------------------------------- the project

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
    published = read_published(layout)
    records = [*published.titles, *published.indicators]
    gone: dict[str, list[IdChange]] = defaultdict(list)
    used: dict[str, str] = {}  # lines by id, with what is wrong of the first id they hold for
    for change in compare_ids(records, now if records else {}):
        line = published.line_for(change.id)
        if line and (change.record.get("withdrawn_in") or line.date >= published.date):
            used[line.id] = used.get(line.id) or published.follow(change.id, now)[1]
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
    for line in published.lines.values():
        wrong = used.get(line.id, "")
        if line.id not in used and not any(f"{i}.".startswith(f"{line.id}.") for i in told):
            wrong = f"{line.id} stands as it was published, or never was: take the line out"
        if wrong:
            yield Finding(_CHECK, Severity.ERROR, "", line.where, wrong)


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
