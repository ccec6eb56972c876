"""What has no English gets some: catalogue → memory → similar memory → engine.

Reads content/documents and content/translations, writes content/translations.
English from memory or an engine is left fuzzy: it is in the catalogue for a
translator to clear, and published as `memory` or `machine` until then. What is
done is stored as it is done: a run that dies is taken up where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polib

from jiebang.corpus.catalogue import SyncReport, fill
from jiebang.corpus.catalogue.entry import put
from jiebang.corpus.catalogue.writing import Notes
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
from jiebang.text.han import simplified
from jiebang.translation.cache import Cache
from jiebang.translation.drafting import Draft
from jiebang.translation.engines.base import Engine, Place
from jiebang.translation.forecast import Rates
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.memory import Match, SimilarIndex, carry, frame_of, remember
from jiebang.translation.preparing import Prepared, Settled, prepare
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
    wanted = _wanted(known, document_ids)
    rules = f"{glossary_hash(layout)} {settings.memory}"
    with ResultCache(layout.cache / RESULTS) as cache:
        reader = _Reader(layout, Settled(layout, cache, known, rules), executor or Inline())
        settled = reader.settled
        asks = engine is not None or bool(why_not)
        ready = reader.prepare(p for p in wanted if not settled.is_known(p.id))
        left = {p.id: settled.missing(p.id, asks=asks) for p in wanted}
        ready |= reader.prepare(p for p in wanted if left[p.id] is None and p.id not in ready)
        done: dict[str, Translated] = {}
        if ready:
            run = _Run(layout, ready, settings)
            run.remember(reader.memory(known))
            if engine is not None:
                run.ask(engine, watch, fresh=fresh)
            elif why_not:
                run.refuse(why_not)
            done = {i: run.report(i, found.sync) for i, found in ready.items()}
            settled.refresh(ready, same_memory=True)
            for document_id, found in done.items():
                settled.settle(document_id, found.missing, is_open=run.is_open(document_id))
    return tuple(done.get(i) or Translated(i, SyncReport(), (), m or ()) for i, m in left.items())


def _wanted(known: Sequence[Provenance], document_ids: Sequence[str]) -> list[Provenance]:
    for document_id in document_ids:
        if document_id not in {p.id for p in known}:
            remedy = f"known: {', '.join(p.id for p in known)}"
            raise UsageError(f"there is no document “{document_id}”", remedy=remedy)
    return [p for p in known if not document_ids or p.id in document_ids]


@dataclass(frozen=True)
class _Reader:
    """Reads documents, as many at a time as the executor has hands."""

    layout: Layout
    settled: Settled
    executor: Executor

    def prepare(self, entries: Iterable[Provenance]) -> dict[str, Prepared]:
        """The documents with their catalogues brought up to them, and written."""
        ready: dict[str, Prepared] = {}
        entries = list(entries)
        if not entries:
            return ready
        for entry, found in self._read(entries, load_project(self.layout).rights):
            if found.catalogue:
                write_atomic(self.layout.catalogue(entry.id), found.catalogue)
            self.settled.refresh((entry.id,))
            self.settled.lend(entry.id, found.now, found.past)
            ready[entry.id] = found
        return ready

    def memory(self, known: Sequence[Provenance]) -> dict[str, Match]:
        """What all catalogues know; English out of use (a segment renumbered) comes last."""
        there = [p for p in known if self.layout.document(p.id).is_file()]
        unread = [p for p in there if self.settled.lent(p.id) is None]
        for entry, found in self._read(unread, None):
            self.settled.lend(entry.id, found.now, found.past)
        lent = [self.settled.lent(p.id) or ((), ()) for p in there]
        return remember(t for part in (0, 1) for own in lent for t in own[part])

    def _read(
        self, entries: Iterable[Provenance], rights: str | None
    ) -> Iterator[tuple[Provenance, Prepared]]:
        texts = ((entry, read_texts(self.layout, entry)) for entry in entries)
        for entry, found in map_unknown(self.executor, prepare, rights, texts):
            assert found is not None
            yield entry, found


class _Run:
    """The segments without English of the documents wanted, fewer with each step."""

    def __init__(self, layout: Layout, ready: Mapping[str, Prepared], settings: Settings) -> None:
        self._layout, self._settings = layout, settings
        self._left: dict[str, dict[str, Translation]] = {}
        self._filled: dict[str, dict[str, str]] = {}  # by document: id → how
        self._reasons: dict[str, dict[str, str]] = {}
        self._drafted: dict[str, int] = {}
        self._places: dict[str, Place] = {}  # by Chinese
        for document_id, found in ready.items():
            self._places = {**found.places, **self._places}
            self._drafted[document_id] = sum(t.state is State.MACHINE for t in found.now)
            self._left[document_id] = {t.id: t for t in found.now if t.state is State.MISSING}
            self._filled[document_id], self._reasons[document_id] = {}, {}

    def remember(self, memory: Mapping[str, Match]) -> None:
        """Fill what the memory knows: the same text, else one that is nearly the same."""
        found: dict[str, dict[str, tuple[Match, str]]] = {}
        for document_id, left in self._left.items():
            known = ((t.id, memory.get(t.zh) or frame_of(t.zh)) for t in left.values())
            found[document_id] = {i: (match, "equal") for i, match in known if match is not None}
        if self._settings.memory <= 1 and memory and any(self._left.values()):
            guard = Guard(context_of(self._layout))
            index = SimilarIndex(list(memory), self._settings.memory)
            for document_id, left in self._left.items():
                rest = [t for t in _open(left) if t.id not in found[document_id]]
                alike = ((t.id, _similar(t, index, memory, guard)) for t in rest)
                found[document_id] |= {i: (match, "similar") for i, match in alike if match}
        for document_id, matches in found.items():
            english = {i: (m.en, f"memory:{m.segment_id}") for i, (m, _) in matches.items()}
            if english:
                ids = fill(self._layout.catalogue(document_id), english, State.MEMORY)
                for how in ("equal", "similar"):
                    self._done(document_id, [i for i in ids if matches[i][1] == how], how)

    def _done(self, document_id: str, ids: Sequence[str], how: str) -> None:
        for segment_id in ids:
            del self._left[document_id][segment_id]
            self._filled[document_id][segment_id] = how

    def ask(self, engine: Engine, watch: Watch | None, *, fresh: bool) -> None:
        """Give the rest to an engine; what it does is stored chunk by chunk."""
        context, terms = context_of(self._layout), glossary_hash(self._layout)
        origin = f"engine:{engine.name}@{engine.version}"
        texts = [t.zh for left in self._left.values() for t in _open(left)]

        def store(drafts: Mapping[str, Draft]) -> None:
            for document_id in self._left:
                self._store(document_id, drafts, origin, terms)

        path = self._layout.cache / "translation" / "results.sqlite"
        with Cache(path, (engine.name, engine.version, terms)) as cache:
            start = time.monotonic()
            tally = run_engine(
                engine, texts, Guard(context), store,
                cache=cache, settings=self._settings, watch=watch, places=self._places,
                fresh=fresh,
            )  # fmt: skip
            seconds = time.monotonic() - start
        # What the cache knew says nothing about the engine, nor does a broken one.
        if tally.asked >= _MOSTLY * tally.known and not tally.dead:
            characters = sum(len(zh) for zh in set(texts))
            Rates.of(self._layout).note(engine, self._settings, characters, seconds)

    def _store(
        self, document_id: str, drafts: Mapping[str, Draft], origin: str, terms: str
    ) -> None:
        mine = {t.id: drafts[t.zh] for t in _open(self._left[document_id]) if t.zh in drafts}
        if not mine:
            return
        path = self._layout.catalogue(document_id)
        english = {i: (draft.en, origin) for i, draft in mine.items() if draft.en}
        why = {i: draft.why for i, draft in mine.items() if not draft.en}

        # An engine that is gone says nothing about the segments it was not asked.
        said = {i: text for i, text in why.items() if not mine[i].unasked}
        self._done(document_id, fill(path, english, State.MACHINE, noting(said, terms)), "machine")
        self._reasons[document_id].update(why)

    def refuse(self, why: str) -> None:
        """Note why there is no engine."""
        for document_id, left in self._left.items():
            self._reasons[document_id] = dict.fromkeys((t.id for t in _open(left)), why)
            if left:
                notes = noting(self._reasons[document_id], "")
                fill(self._layout.catalogue(document_id), {}, State.MACHINE, notes)

    def is_open(self, document_id: str) -> bool:
        """Whether a segment is left that a memory or an engine could give English."""
        return bool(_open(self._left[document_id]))

    def report(self, document_id: str, sync: SyncReport) -> Translated:
        filled = self._filled[document_id]
        return Translated(
            document_id,
            sync,
            tuple(filled),
            tuple(self._left[document_id]),
            tuple(i for i, how in filled.items() if how == "similar"),
            tuple(i for i, how in filled.items() if how == "machine"),
            self._reasons[document_id],
            self._drafted[document_id],
        )


def _open(left: Mapping[str, Translation]) -> list[Translation]:
    """Those without any English: a stale one keeps a person's, to be brought up to date."""
    return [t for t in left.values() if not t.stale]


def _similar(
    missing: Translation, index: SimilarIndex, memory: Mapping[str, Match], guard: Guard
) -> Match | None:
    """English of a text nearly the same, its figures replaced; None where that cannot be."""
    zh = simplified(missing.zh)
    if zh != missing.zh and zh in memory and not guard.fault(zh, memory[zh].en):
        return memory[zh]
    for like in index.find(zh):
        known = memory[like.zh]
        en = carry(like.zh, known.en, zh, guard)
        if en and not guard.fault(zh, en):
            return Match(en, known.segment_id)
    return None


MISSING = "missing"
GLOSSARY = "glossary"


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
                put(entry, MISSING, "")
            elif entry.msgctxt in missing:
                put(entry, MISSING, " ".join(missing[str(entry.msgctxt)].split()))
            if entry.msgctxt in filled:
                put(entry, GLOSSARY, glossary)

    return note
