"""What has no English gets some: catalogue → memory → similar memory → engine.

Reads content/documents and content/translations, writes content/translations.
English from memory or an engine is left fuzzy: it is in the catalogue for a
translator to clear, and published as `memory` or `machine` until then. What is
done is stored as it is done: a run that dies is taken up where it stopped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jiebang.checks import terms_of
from jiebang.corpus.catalogue.writing import fill
from jiebang.corpus.glossary import TermBase
from jiebang.corpus.load import Rules
from jiebang.corpus.project import load_project
from jiebang.corpus.provenance import load_provenance, select
from jiebang.corpus.walk import Walk
from jiebang.document.model import Provenance
from jiebang.runtime.cache import RESULTS, ResultCache
from jiebang.runtime.executor import Executor, Inline, Watch
from jiebang.runtime.files import sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.translation.drafting import EnglishDraft
from jiebang.translation.engines.base import Engine, Place
from jiebang.translation.forecast import note_rate
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.memory import Memory
from jiebang.translation.preparing import PreparedRecord, prepare
from jiebang.translation.settings import Settings, glossary_hash, load_settings

_ASKED = "asked"  # kind of result: a memory that had nothing for what is left
_MOSTLY = 10  # times as many texts asked as known


@dataclass
class Translated:
    """A document and what `translate` did to its catalogue: ids of segments.

    `filled` has all that got English; of these `similar` got it from a segment
    nearly the same, `machine` from the engine. `reasons` says of what an engine
    could not do, why, by id; `drafted` is how many had an engine's English before.
    """

    entry: Provenance
    path: Path
    record: PreparedRecord
    filled: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    machine: tuple[str, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    drafted: int = 0

    @property
    def document_id(self) -> str:
        return self.entry.id

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(self.record.left)

    @property
    def open(self) -> dict[str, str]:
        """Those without any English: a stale one keeps a person's, to be brought up to date."""
        return {i: zh for i, zh in self.record.left.items() if i not in self.record.stale}

    def key(self, memory: str) -> str:
        """A digest of what is left and has no English, and of a memory that has nothing for it."""
        return sha256_of("\0".join((memory, *self.record.left.values(), "", *self.open)).encode())

    def fill(
        self,
        english: Mapping[str, tuple[str, str]],
        missing: Mapping[str, str] | None = None,
        glossary: str = "",
    ) -> tuple[str, ...]:
        """Store English with its origin by segment id, and why there is none."""
        filled: tuple[str, ...] = ()
        if english or missing:
            filled = fill(self.path, english, missing=missing, glossary=glossary)
        for segment_id in filled:
            del self.record.left[segment_id]
        self.filled += filled
        return filled

    def store(self, drafts: Mapping[str, EnglishDraft], origin: str, glossary: str) -> None:
        """Store drafts by their Chinese; note why there is none."""
        mine = {i: drafts[zh] for i, zh in self.open.items() if zh in drafts}
        english = {i: (draft.en, origin) for i, draft in mine.items() if draft.en}
        # An engine that is gone says nothing about the segments it was not asked.
        why = {i: d.why for i, d in mine.items() if not d.en and not d.unasked}
        self.reasons |= {i: draft.why for i, draft in mine.items() if not draft.en}
        self.machine += self.fill(english, why, glossary)


def translate(
    layout: Layout,
    document_ids: Sequence[str] = (),
    *,
    engine: Engine | None = None,
    settings: Settings | None = None,
    watch: Watch | None = None,
    fresh: bool = False,
    why_not: str = "",
    executor: Executor | None = None,
) -> tuple[Translated, ...]:
    """Bring the catalogues up to their documents, and fill what has no English.

    Every document's catalogue serves as memory; only those named are written.

    Args:
        document_ids: the documents to translate; none means all.
        engine: for what no memory knows; None for none.
        settings: those of jiebang.yml if left out.
        watch: told how far the engine is.
        fresh: ask the engine anew, whatever the cache knows.
        why_not: why there is no engine, where one was wanted: the reason that the
            segments left missing get.
        executor: where documents and catalogues are read; here, if left out. The engine
            is one, wherever that is.

    Raises:
        UsageError: a document that sources.yml does not know.
        InputError: a file that cannot be used, a document not yet converted.
    """
    settings = settings or load_settings(layout)
    glossary = glossary_hash(layout)
    entries, project = load_provenance(layout), load_project(layout)
    wanted = {entry.id for entry in select(entries, document_ids)}
    there = [e for e in entries if e.id in wanted or layout.document(e.id).is_file()]
    # Nothing of the glossary is read with a document.
    rules = Rules(TermBase(()), (), digest=project.rights, project=project)
    with ResultCache(layout.cache / RESULTS) as cache:
        walk = Walk(layout, rules, there, cache, executor or Inline())
        read = [_open(layout, *each, wanted) for each in walk.each("translate", prepare)]
        memory = "\0".join((glossary, f"{settings.memory}", *(job.record.lent for job in read)))
        jobs = [job for job in read if job.entry.id in wanted]
        asks = engine is not None or bool(why_not)
        # Nothing can be added where the memory is what it was, and no engine is there to ask.
        run = [
            job
            for job in jobs
            if job.record.left
            and ((asks and job.open) or cache.get(_ASKED, job.entry.id, job.key(memory)) is None)
        ]
        for job in run:
            job.drafted = job.record.drafted
        if run:
            guard = Guard(terms_of(layout))
            _remember(run, read, settings, guard)
            if engine is not None:
                _ask(layout, run, engine, settings, guard, glossary, watch, fresh)
            for job in run if why_not and engine is None else ():
                job.reasons = dict.fromkeys(job.open, why_not)
                job.fill({}, job.reasons)
        for job in run:
            cache.put(_ASKED, job.entry.id, job.key(memory), b"")
    return tuple(jobs)


def _open(layout: Layout, entry: Provenance, data: bytes, wanted: Collection[str]) -> Translated:
    """A document that has been read; one that is wanted has its catalogue brought up to it."""
    job = Translated(entry, layout.catalogue(entry.id), PreparedRecord(**json.loads(data)))
    if job.record.catalogue and entry.id in wanted:
        write_atomic(job.path, job.record.catalogue)
    return job


def _remember(
    jobs: Sequence[Translated], lenders: Sequence[Translated], settings: Settings, guard: Guard
) -> None:
    """Fill what the memory knows: the same text, else one that is nearly the same.

    English out of use (a segment renumbered) comes last.
    """
    parts = ("now", "past")
    lent = (each for part in parts for job in lenders for each in getattr(job.record, part))
    memory = Memory(lent, settings.memory)
    for job in jobs:
        equal = {i: m for i, zh in job.record.left.items() if (m := memory.get(zh))}
        rest = job.open if settings.memory <= 1 else {}
        similar = {
            i: m
            for i, zh in rest.items()
            if i not in equal and (m := memory.find_similar(zh, guard))
        }
        english = {i: (m.en, f"memory:{m.segment_id}") for i, m in {**equal, **similar}.items()}
        job.similar = tuple(i for i in job.fill(english) if i in similar)


def _ask(
    layout: Layout,
    jobs: Sequence[Translated],
    engine: Engine,
    settings: Settings,
    guard: Guard,
    glossary: str,
    watch: Watch | None,
    fresh: bool,
) -> None:
    """Give the rest to an engine; what it does is stored chunk by chunk."""
    origin = f"engine:{engine.name}@{engine.version}"
    texts = [zh for job in jobs for zh in job.open.values()]
    places = {
        zh: Place(title, tuple(headings), before, after)
        for job in reversed(jobs)
        for zh, (title, headings, before, after) in job.record.places.items()
    }

    def store(drafts: Mapping[str, EnglishDraft]) -> None:
        for job in jobs:
            job.store(drafts, origin, glossary)

    path = layout.cache / "translation" / "results.sqlite"
    start = time.monotonic()
    with ResultCache(path, dear=True) as cache:
        tally = run_engine(
            engine, texts, guard, store,
            cache=cache, glossary=glossary, settings=settings, watch=watch, places=places,
            fresh=fresh,
        )  # fmt: skip
    # What the cache knew says nothing about the engine, nor does a broken one.
    if tally.asked >= _MOSTLY * tally.known and not tally.dead:
        characters, seconds = sum(map(len, set(texts))), time.monotonic() - start
        note_rate(layout, engine, settings, characters, seconds)
