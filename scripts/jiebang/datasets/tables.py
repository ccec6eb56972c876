"""Corpus → rows. Pure functions, one a table; an unknown value is None, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from jiebang.corpus.facts import Facts, deadline_year, posting_unit
from jiebang.corpus.glossary import TermBase
from jiebang.corpus.load import LoadedDocument, Rules
from jiebang.datasets.columns import DOCUMENTS, INDICATORS, METRICS, SEGMENTS, TASKS, TERMS, Row
from jiebang.document.model import (
    Field,
    SectionKind,
    Segment,
    State,
    Task,
    Translation,
    Words,
    block_segments,
    segments,
)
from jiebang.quantities.amount import plain
from jiebang.quantities.fields import money_below
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.metric_groups import qudt_of, unit_of
from jiebang.text.words import load_words


def document_row(source: Rules, entry: LoadedDocument, measures: int) -> Row:
    """The row of a document, of which `measures` amounts are known."""
    return DOCUMENTS.row(
        {"document": entry.document, "facts": entry.provenance, "title": title_of(entry)},
        tasks=len(entry.tasks),
        indicators=sum(len(task.indicators) for task in entry.tasks),
        measures=measures,
        url=document_url(source, entry),
    )


def task_rows(source: Rules, entry: LoadedDocument) -> Iterator[Row]:
    """One row a task of the document, in printed order."""
    for task in entry.tasks:
        # The headings above it; the title of document or list only if there are no others.
        titled = [s for s in task.parents if s.title.zh]
        above = [s.title for s in titled if s.kind is not SectionKind.TITLE] or [
            s.title for s in titled
        ]
        posted = posting_unit(task)
        poser = posted.segments if posted else ()
        funding = [f for f in task.section.fields if f.key == "funding" and f.text]
        yield TASKS.row(
            {"task": task, "facts": entry.facts.get(task.id, Facts())},
            number=int(task.number),
            section_zh=" / ".join(s.zh for s in above),
            section_en=_joined(entry, above, " / "),
            title_en=english_of(entry, task.title),
            requirement_zh="".join(s.zh for s in task.requirement),
            requirement_en=_joined(entry, task.requirement, " "),
            funding_zh=" ".join(" ".join(s.zh for s in f.segments) + _unit(f) for f in funding),
            funding_en=_funding_en(entry, funding),
            themes=entry.themes.get(task.id, ()),
            same_as=entry.same_as.get(task.id, ()),
            translation_state=_worst(entry, block_segments(task.section)),
            url=task_url(source, task),
            posted_by_zh="".join(s.zh for s in poser),
            posted_by_en=_joined(entry, poser, " "),
        )


def task_theme_rows(entry: LoadedDocument) -> Iterator[Row]:
    """One row a task and theme of the document."""
    for task_id, themes in entry.themes.items():
        for theme in themes:
            weight = plain(Decimal(repr(1 / len(themes))))
            yield {"task_id": task_id, "theme": theme, "weight": weight}


def indicator_rows(source: Rules, entry: LoadedDocument) -> Iterator[Row]:
    """One row an indicator of the document, in printed order."""
    for task in entry.tasks:
        deadlines = _deadlines(task)
        for indicator in task.indicators:
            text, span = indicator.text, entry.spans.get(indicator.text.id)
            found = translation_of(entry, text)
            yield INDICATORS.row(
                {"indicator": indicator, "task": task, "span": span, "translation": found},
                text_en=english_of(entry, text),
                deadline_year=deadlines[indicator.id],
                translation_state=_worst(entry, (text,)),
                url=f"{task_url(source, task)}#i{indicator.tail}",
                same_as=entry.same_as.get(indicator.id, ()),
            )


def segment_rows(entry: LoadedDocument) -> Iterator[Row]:
    """One row a segment of the document that needs English, in printed order."""
    # By place, not by id: `d.1` begins the id of `d.10`, too.
    task_of = {
        s.id: task.id
        for task in entry.tasks
        for s in block_segments(task.section)
        if s.id.startswith(f"{task.id}.")
    }
    for segment in segments(entry.document):
        task_id = task_of.get(segment.id)
        found = translation_of(entry, segment)
        tail = segment.id.removeprefix(f"{task_id or entry.document.id}.")
        yield SEGMENTS.row(
            {"segment": segment, "document": entry.document, "translation": found},
            task_id=task_id,
            field=re.sub(r"\.[0-9]+$", "", tail),  # `<field>` of `<field>.<n>`
        )


def count_terms(terms: TermBase, entry: LoadedDocument) -> Counter[str]:
    """In how many segments of the document each term occurs, by term id."""
    counts: Counter[str] = Counter()
    for found in entry.translations.values():
        counts.update({match.term.id for match in terms.find(found.zh)})
    return counts


def term_rows(terms: TermBase, counts: Mapping[str, int]) -> Iterator[Row]:
    """One row a term, in the glossary's order."""
    for term in terms.terms:
        yield TERMS.row({"term": term}, occurrences=counts.get(term.id, 0))


def metric_rows(counts: Mapping[str, int]) -> Iterator[Row]:
    """One row a metric, in the vocabulary's order."""
    for metric in lexicon().metrics:
        yield METRICS.row(
            {"metric": metric},
            quantity_kind=next(iter(metric.kinds), None),
            qudt=qudt_of(metric),
            unit_si=unit_of(metric),
            measures=counts.get(metric.id, 0),
        )


def base(source: Rules) -> str:
    """What addresses begin with: the site's own, or "/" where it is not known."""
    return source.site_url.rstrip("/") + "/"


def document_url(source: Rules, entry: LoadedDocument, language: str = "en") -> str:
    """The address of a document's page."""
    return f"{base(source)}{language}/documents/{entry.document.id}/"


def task_url(source: Rules, task: Task, language: str = "en") -> str:
    """The address of a task's page."""
    tail = task.id.removeprefix(f"{task.document_id}.")
    return f"{base(source)}{language}/tasks/{task.document_id}/{tail}/"


def title_of(entry: LoadedDocument) -> Words:
    """The document's own title, or the short one where it has none."""
    first = next(iter(entry.document.sections), None)
    if first is not None and first.kind is SectionKind.TITLE and first.title.zh:
        return Words(english_of(entry, first.title) or "", first.title.zh)
    return entry.provenance.title


def _funding_en(entry: LoadedDocument, fields: Iterable[Field]) -> str:
    """What the funding fields say; a figure with the unit that its column's name has."""
    units = load_words("money")["units_en"]
    texts = ((_joined(entry, f.segments, " "), units.get(_unit(f), "")) for f in fields)
    return _join((text and text + unit for text, unit in texts), " ")


def _unit(field: Field) -> str:
    return money_below(field.name.zh, field.text).unit


def translation_of(entry: LoadedDocument, segment: Segment) -> Translation:
    """Its translation; one that is missing where there is none."""
    return entry.translations.get(segment.id) or Translation(segment.id, segment.zh)


def english_of(entry: LoadedDocument, segment: Segment) -> str | None:
    """The English; what needs none (“90%”) is its own."""
    return (entry.english(segment.id) if segment.translatable else segment.zh) or None


def _joined(entry: LoadedDocument, parts: Iterable[Segment], glue: str) -> str:
    """The English of several segments; "" unless every one has some."""
    return _join((english_of(entry, part) for part in parts), glue)


def _join(texts: Iterable[str | None], glue: str) -> str:
    """The texts as one; "" unless all are known."""
    found = [text or "" for text in texts]
    return glue.join(found) if all(found) else ""


def _worst(entry: LoadedDocument, parts: Iterable[Segment]) -> State:
    """The worst state of the segments that need English."""
    states = [translation_of(entry, s).state for s in parts if s.translatable]
    # Nothing to translate is nothing to distrust, but nobody has signed it either.
    return min(states, key=lambda state: state.rank, default=State.CURATED)


def _deadlines(task: Task) -> dict[str, int | None]:
    """The year each indicator is due, by its id.

    “到2025年，…；…。…” is cut into clauses, but its opening words hold for all of
    them: one without a number takes the year of those before it.
    """
    years: dict[str, int | None] = {}
    opening: int | None = None
    for indicator in task.indicators:
        own = deadline_year(indicator.text.zh)
        if indicator.marker:
            opening = None
        elif own is not None:
            opening = own
        years[indicator.id] = own if own is not None else opening
    return years
