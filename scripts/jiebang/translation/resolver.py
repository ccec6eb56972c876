"""What has no English gets some: catalogue → memory → similar memory → engine.

Reads content/documents and content/translations, writes content/translations.
English from memory or an engine is left fuzzy: it is in the catalogue for a
translator to clear, and published as `memory` or `machine` until then. What is
done is stored as it is done: a run that dies is taken up where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import polib

from jiebang.corpus.catalogue.entry import put
from jiebang.corpus.catalogue.writing import Notes, SyncReport, fill
from jiebang.corpus.load import read_texts
from jiebang.corpus.project import load_project
from jiebang.corpus.provenance import load_provenance
from jiebang.document.model import Provenance, State, Translation
from jiebang.errors import UsageError
from jiebang.runtime.cache import RESULTS, ResultCache
from jiebang.runtime.executor import Executor, Inline, map_unknown
from jiebang.runtime.files import write_atomic
from jiebang.runtime.layout import Layout
from jiebang.runtime.progress import Watch
from jiebang.translation.drafting import Draft
from jiebang.translation.engines.base import Engine
from jiebang.translation.forecast import Rates
from jiebang.translation.guard import Guard
from jiebang.translation.machine import Cache, run_engine
from jiebang.translation.memory import Match, SimilarIndex, find_similar, frame_of, remember
from jiebang.translation.preparing import Prepared, Records, prepare
from jiebang.translation.settings import Settings, context_of, glossary_hash, load_settings

_MOSTLY = 10  # times as many texts asked as known


@dataclass(frozen=True, slots=True)
class Translated:
    """What `translate` did to one catalogue: segment ids.

    `filled` has all that got English; of these `similar` got it from a segment
    nearly the same, `machine` from the engine. `reasons` says of what an engine
    could not do, why, by id; `drafted` is how many had an engine's English before.
    """

    document_id: str
    sync: SyncReport
    filled: tuple[str, ...]
    missing: tuple[str, ...]
    similar: tuple[str, ...] = ()
    machine: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    drafted: int = 0


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
    known = load_provenance(layout)
    for document_id in document_ids:
        if document_id not in {p.id for p in known}:
            remedy = f"known: {', '.join(p.id for p in known)}"
            raise UsageError(f"there is no document “{document_id}”", remedy=remedy)
    wanted = [p for p in known if not document_ids or p.id in document_ids]
    glossary = glossary_hash(layout)
    with ResultCache(layout.cache / RESULTS) as cache:
        records = Records(layout, cache, known, f"{glossary} {settings.memory}")
        read = partial(_read, layout, records, executor or Inline())
        asks = engine is not None or bool(why_not)
        ready = read((p for p in wanted if not records.is_known(p.id)), write=True)
        settled = {p.id: records.missing(p.id, asks=asks) for p in wanted}
        ready |= read(
            (p for p in wanted if settled[p.id] is None and p.id not in ready), write=True
        )
        jobs = {i: _Job(layout, i, found) for i, found in ready.items()}
        if jobs:
            run = _Run(layout, list(jobs.values()), settings, glossary)
            run.remember(_memory(layout, records, read, known))
            if engine is not None:
                run.ask(engine, watch, fresh=fresh)
            elif why_not:
                run.refuse(why_not)
        for document_id, job in jobs.items():
            records.settle(document_id, job.left, is_open=bool(job.open))
    return tuple(
        jobs[i].report() if i in jobs else Translated(i, SyncReport(), (), missing or ())
        for i, missing in settled.items()
    )


def _read(
    layout: Layout,
    records: Records,
    executor: Executor,
    entries: Iterable[Provenance],
    *,
    write: bool,
) -> dict[str, Prepared]:
    """Documents with their catalogues, which are brought up to them where they may be written."""
    ready: dict[str, Prepared] = {}
    entries = list(entries)
    rights = load_project(layout).rights if entries and write else None
    texts = ((entry, read_texts(layout, entry)) for entry in entries)
    for entry, found in map_unknown(executor, prepare, rights, texts):
        assert found is not None
        if found.catalogue:
            write_atomic(layout.catalogue(entry.id), found.catalogue)
        records.lend(entry.id, found)
        ready[entry.id] = found
    return ready


def _memory(
    layout: Layout,
    records: Records,
    read: Callable[..., dict[str, Prepared]],
    known: Iterable[Provenance],
) -> dict[str, Match]:
    """What all catalogues know; English out of use (a segment renumbered) comes last."""
    there = [p for p in known if layout.document(p.id).is_file()]
    read((p for p in there if records.lent(p.id) is None), write=False)
    lent = [records.lent(p.id) or ((), ()) for p in there]
    return remember(t for part in (0, 1) for own in lent for t in own[part])


class _Job:
    """The segments without English of one document, fewer with each step."""

    def __init__(self, layout: Layout, document_id: str, found: Prepared) -> None:
        self.found, self._id, self._path = found, document_id, layout.catalogue(document_id)
        self.left = {t.id: t for t in found.now if t.state is State.MISSING}
        self.reasons: dict[str, str] = {}
        self._filled: dict[str, str] = {}  # id → how

    @property
    def open(self) -> list[Translation]:
        """Those without any English: a stale one keeps a person's, to be brought up to date."""
        return [t for t in self.left.values() if not t.stale]

    def fill(
        self,
        english: Mapping[str, tuple[str, str]],
        how: Mapping[str, str],
        state: State,
        notes: Notes | None = None,
    ) -> None:
        """Store English with its origin by segment id, and how it was got."""
        for segment_id in fill(self._path, english, state, notes):
            del self.left[segment_id]
            self._filled[segment_id] = how[segment_id]

    def store(self, drafts: Mapping[str, Draft], origin: str, glossary: str) -> None:
        """Store drafts by their Chinese; note why there is none."""
        mine = {t.id: drafts[t.zh] for t in self.open if t.zh in drafts}
        if not mine:
            return
        why = {i: draft.why for i, draft in mine.items() if not draft.en}
        # An engine that is gone says nothing about the segments it was not asked.
        notes = noting({i: text for i, text in why.items() if not mine[i].unasked}, glossary)
        english = {i: (draft.en, origin) for i, draft in mine.items() if draft.en}
        self.fill(english, dict.fromkeys(english, "machine"), State.MACHINE, notes)
        self.reasons |= why

    def refuse(self, why: str) -> None:
        """Note why there is no engine."""
        self.reasons = dict.fromkeys((t.id for t in self.open), why)
        if self.left:
            self.fill({}, {}, State.MACHINE, noting(self.reasons, ""))

    def report(self) -> Translated:
        by_way = {
            way: tuple(i for i, how in self._filled.items() if how == way)
            for way in ("similar", "machine")
        }
        drafted = sum(t.state is State.MACHINE for t in self.found.now)
        return Translated(self._id, self.found.sync, tuple(self._filled), tuple(self.left),
                          by_way["similar"], by_way["machine"], self.reasons, drafted)  # fmt: skip


class _Run:
    """One run over several documents: what one knows helps the others."""

    def __init__(
        self, layout: Layout, jobs: Sequence[_Job], settings: Settings, glossary: str
    ) -> None:
        self._layout, self._jobs, self._settings, self._glossary = layout, jobs, settings, glossary
        self._guard = Guard(context_of(layout))

    def remember(self, memory: Mapping[str, Match]) -> None:
        """Fill what the memory knows: the same text, else one that is nearly the same."""
        index: SimilarIndex | None = None
        for job in self._jobs:
            known = ((t.id, memory.get(t.zh) or frame_of(t.zh)) for t in job.left.values())
            matches = {i: match for i, match in known if match is not None}
            how = dict.fromkeys(matches, "equal")
            rest = [t for t in job.open if t.id not in matches]
            if rest and memory and self._settings.memory <= 1:
                index = index or SimilarIndex(list(memory), self._settings.memory)
                alike = ((t.id, find_similar(t.zh, index, memory, self._guard)) for t in rest)
                matches |= {i: match for i, match in alike if match is not None}
            english = {i: (m.en, f"memory:{m.segment_id}") for i, m in matches.items()}
            if english:
                job.fill(english, {**dict.fromkeys(matches, "similar"), **how}, State.MEMORY)

    def ask(self, engine: Engine, watch: Watch | None, *, fresh: bool) -> None:
        """Give the rest to an engine; what it does is stored chunk by chunk."""
        origin = f"engine:{engine.name}@{engine.version}"
        texts = [t.zh for job in self._jobs for t in job.open]
        places = {zh: at for job in reversed(self._jobs) for zh, at in job.found.places.items()}

        def store(drafts: Mapping[str, Draft]) -> None:
            for job in self._jobs:
                job.store(drafts, origin, self._glossary)

        path = self._layout.cache / "translation" / "results.sqlite"
        start = time.monotonic()
        with Cache(path, (engine.name, engine.version, self._glossary)) as cache:
            tally = run_engine(
                engine, texts, self._guard, store,
                cache=cache, settings=self._settings, watch=watch, places=places, fresh=fresh,
            )  # fmt: skip
        # What the cache knew says nothing about the engine, nor does a broken one.
        if tally.asked >= _MOSTLY * tally.known and not tally.dead:
            characters, seconds = sum(map(len, set(texts))), time.monotonic() - start
            Rates.of(self._layout).note(engine, self._settings, characters, seconds)

    def refuse(self, why: str) -> None:
        for job in self._jobs:
            job.refuse(why)


def noting(missing: Mapping[str, str], glossary: str) -> Notes:
    """Notes for `fill`: `#. missing: <why>`, by segment id, and `#. glossary: <hash>`.

    The hash is for what is filled. An entry that has English loses its `missing` line; the
    others are left alone.
    """

    def note(po: polib.POFile, filled: Sequence[str]) -> None:
        for entry in po:
            if entry.obsolete:
                continue
            if entry.msgstr.strip():
                put(entry, "missing", "")
            elif entry.msgctxt in missing:
                put(entry, "missing", " ".join(missing[str(entry.msgctxt)].split()))
            if entry.msgctxt in filled:
                put(entry, "glossary", glossary)

    return note
