"""Documents and tasks as the templates want them: every text with its English beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import starmap
from typing import TypeVar

from jiebang.corpus.facts import Facts
from jiebang.corpus.glossary import Term, Theme
from jiebang.corpus.load import Corpus, LoadedDocument
from jiebang.datasets.measures import MeasureRow, entry_rows
from jiebang.datasets.tables import count_terms
from jiebang.document.alignment import doubts_within
from jiebang.document.model import (
    Claim,
    Section,
    Segment,
    State,
    Task,
    block_segments,
    section_segments,
    segments,
)
from jiebang.site.addresses import document_address, source_address, task_id_address

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class BilingualText:
    """One text in both languages. `state` is None where nothing needs translating."""

    zh: str
    en: str
    state: State | None = None
    origin: str = ""
    notes: tuple[str, ...] = ()
    stale: bool = False
    notes_zh: tuple[str, ...] = ()

    def notes_in(self, language: str) -> tuple[str, ...]:
        """The translator's notes in a language; in the other where there are none in it."""
        one, other = (self.notes, self.notes_zh)[:: -1 if language == "zh" else 1]
        return one or other

    @property
    def missing(self) -> bool:
        return self.state is State.MISSING

    def side(self, language: str) -> str:
        """The text in a language; the Chinese where there is no English."""
        return self.en if language == "en" and self.en else self.zh


@dataclass(frozen=True)
class DocumentView:
    """One document and its tasks."""

    entry: LoadedDocument
    tasks: tuple[TaskView, ...]

    @property
    def id(self) -> str:
        return self.entry.document.id

    @property
    def address(self) -> str:
        return document_address(self.id)

    @property
    def source_address(self) -> str:
        return source_address(self.id)

    @property
    def title(self) -> BilingualText:
        """The short title; the document's own first heading where none is given."""
        given, own = self.entry.provenance.title, self.full_title
        zh, en = given.zh or own.zh, given.en or own.en
        return BilingualText(zh, en) if en else BilingualText(zh or self.id, "", State.MISSING)

    @property
    def full_title(self) -> BilingualText:
        """The title as printed."""
        sections = self.entry.document.sections
        return self.line(sections[0].title) if sections else BilingualText(self.id, self.id)

    @property
    def indicator_count(self) -> int:
        return sum(len(t.task.indicators) for t in self.tasks)

    @property
    def funding(self) -> int:
        """What its tasks may cost the public together, in yuan; 0 where none says."""
        return sum(task.facts.funding_cny or 0 for task in self.tasks)

    @property
    def years(self) -> tuple[int, ...]:
        """The first and the last year that its tasks are due; one where they are the same."""
        found = sorted({year for task in self.tasks if (year := task.facts.target_year)})
        return tuple(found[:1] + found[1:][-1:])

    def line(self, segment: Segment) -> BilingualText:
        return line_of(self.entry, segment)

    def doubts(self, segment: Segment) -> tuple[str, ...]:
        """Words of a segment that were recognized in a picture and confirmed by nobody."""
        span = self.entry.spans.get(segment.id)
        found = doubts_within(self.entry.doubts, span) if span else ()
        return tuple(doubt.words for doubt in found)

    def states(self, section: Section | None = None) -> Counter[State]:
        """How many of its segments stand in each state; of a section, without those under it."""
        wanted = section_segments(section) if section else segments(self.entry.document)
        found = (line_of(self.entry, segment).state for segment in wanted)
        return Counter(state for state in found if state is not None)


@dataclass(frozen=True)
class Brief:
    """A task as lists show it, so that a list is made again only when that has changed."""

    id: str
    title: BilingualText
    document_title: BilingualText
    facts: Facts
    indicator_count: int

    @property
    def address(self) -> str:
        return task_id_address(self.id)


@dataclass(frozen=True)
class TaskView:
    """One task, its numbers, and where it stands.

    Of its document `entry` has the title; of all that is by id, what the task itself shows.
    """

    entry: LoadedDocument
    task: Task

    @property
    def id(self) -> str:
        return self.task.id

    @property
    def address(self) -> str:
        return task_id_address(self.id)

    @property
    def title(self) -> BilingualText:
        return line_of(self.entry, self.task.title)

    @property
    def document(self) -> DocumentView:
        """Its document, without the tasks."""
        return DocumentView(self.entry, ())

    @cached_property
    def brief(self) -> Brief:
        indicators = len(self.task.indicators)
        return Brief(self.id, self.title, self.document.title, self.facts, indicators)

    @property
    def facts(self) -> Facts:
        return self.entry.facts.get(self.id, Facts())

    @property
    def themes(self) -> tuple[str, ...]:
        return self.entry.themes.get(self.id, ())

    @property
    def same_as(self) -> tuple[str, ...]:
        return self.entry.same_as.get(self.id, ())


@dataclass(frozen=True, eq=False)
class Collection:
    """All that the pages of one edition are made from."""

    corpus: Corpus
    documents: tuple[DocumentView, ...]

    @cached_property
    def tasks(self) -> tuple[TaskView, ...]:
        return tuple(t for d in self.documents for t in d.tasks)

    @cached_property
    def tasks_by_id(self) -> Mapping[str, TaskView]:
        return {t.id: t for t in self.tasks}

    @cached_property
    def prints(self) -> Mapping[str, tuple[Brief, ...]]:
        """The other prints of each task, by its id."""
        known = self.tasks_by_id
        others = {
            view.id: (known[one] for one in view.same_as if one in known) for view in self.tasks
        }
        return {one: tuple(view.brief for view in found) for one, found in others.items()}

    @cached_property
    def different(self) -> tuple[TaskView, ...]:
        """Each task once: of one that is printed twice, the first print."""
        seen: set[str] = set()
        found = []
        for view in self.tasks:
            if seen.isdisjoint(view.same_as):
                found.append(view)
            seen.add(view.id)
        return tuple(found)

    @cached_property
    def measures(self) -> tuple[MeasureRow, ...]:
        """Every amount of every indicator, in the order of the documents."""
        known = self.corpus.measures
        every = ((entry.document.id, entry) for entry in self.corpus.entries)
        rows = (known[one] if one in known else entry_rows(entry) for one, entry in every)
        return tuple(row for own in rows for row in own)

    @cached_property
    def different_measures(self) -> tuple[MeasureRow, ...]:
        """Every amount of the different tasks."""
        kept = {view.id for view in self.different}
        return tuple(row for row in self.measures if row["task_id"] in kept)

    @cached_property
    def measures_by_indicator(self) -> Mapping[str, list[MeasureRow]]:
        found = defaultdict[str, list[MeasureRow]](list)
        for row in self.measures:
            found[row["indicator_id"]].append(row)
        return found

    @cached_property
    def measures_by_task(self) -> Mapping[str, int]:
        """How many measures each task has, by its id."""
        return Counter(row["task_id"] for row in self.measures)

    @cached_property
    def task_terms(self) -> tuple[tuple[Term, ...], ...]:
        """The glossary terms of each task, each once, in the order of the tasks.

        Names of fields (“funding”) are left out: every task of a document has them.
        """
        found = []
        for view in self.tasks:
            fields = view.task.section.fields
            parts = [s.zh for f in fields for block in f.blocks for s in block_segments(block)]
            matches = self.corpus.terms.find("\n".join((view.title.zh, *parts)))
            found.append(tuple(dict.fromkeys(match.term for match in matches)))
        return tuple(found)

    @cached_property
    def occurrences(self) -> Mapping[str, int]:
        """In how many segments each term stands, by term id: as in the datasets."""
        found: Counter[str] = Counter()
        for entry in self.corpus.entries:
            found.update(count_terms(self.corpus.terms, entry))
        return found

    @cached_property
    def themes(self) -> Mapping[str, Theme]:
        return {theme.id: theme for theme in self.corpus.themes}

    @cached_property
    def by_theme(self) -> tuple[tuple[Theme, list[TaskView]], ...]:
        """Every theme that has tasks, in the order of themes.yml; a task printed twice once."""
        different, themes = self.different, self.corpus.themes
        groups = ((one, [t for t in different if one.id in t.themes]) for one in themes)
        return tuple((theme, tasks) for theme, tasks in groups if tasks)

    @cached_property
    def by_issuer(self) -> tuple[tuple[Claim, list[DocumentView]], ...]:
        """Issuers with their documents, by the Chinese name; last those that name none."""
        found: dict[str, list[DocumentView]] = {}
        for document in self.documents:
            issuer = document.entry.provenance.issuer
            found.setdefault("" if issuer.basis == "unknown" else issuer.zh, []).append(document)
        groups = sorted(found.items(), key=lambda pair: not pair[0])
        return tuple((own[0].entry.provenance.issuer, own) for _, own in groups)


@lru_cache(maxsize=1)
def collection_of(corpus: Corpus) -> Collection:
    """The views of a whole corpus, in its order."""
    entries = ((one, tuple(_task_view(one, task) for task in one.tasks)) for one in corpus.entries)
    return Collection(corpus, tuple(starmap(DocumentView, entries)))


def _task_view(entry: LoadedDocument, task: Task) -> TaskView:
    """A task with no more of its document than its own page shows."""
    top, parents = (
        tuple(replace(section, blocks=(), children=()) for section in some)
        for some in (entry.document.sections[:1], task.parents)
    )
    titles = (section.title for section in (*top, *parents))
    own = [segment.id for segment in (*titles, *section_segments(task.section))]
    alone = replace(
        entry,
        document=replace(entry.document, preamble=(), sections=top),
        translations=_only(own, entry.translations),
        spans=_only(own, entry.spans),
        facts=_only([task.id], entry.facts),
        themes=_only([task.id], entry.themes),
        same_as=_only([task.id], entry.same_as),
        names={},
    )
    return TaskView(alone, replace(task, parents=parents))


def _only(keys: Iterable[str], values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: values[key] for key in keys if key in values}


def line_of(entry: LoadedDocument, segment: Segment) -> BilingualText:
    """A segment with its English; a number or sign is the same in both languages."""
    if not segment.translatable:
        return BilingualText(segment.zh, segment.zh)
    found = entry.translations.get(segment.id)
    if found is None or found.state is State.MISSING or not found.en:
        return BilingualText(segment.zh, "", State.MISSING)
    how = (found.state, found.origin, found.notes, bool(found.stale), found.notes_zh)
    return BilingualText(segment.zh, found.en, *how)


def common_state(states: Mapping[State, int]) -> State | None:
    """The state that all texts of a page share; None where they differ."""
    found = [state for state, number in states.items() if number]
    return found[0] if len(found) == 1 else None
