"""Everything a build reads, loaded once and checked for shape."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from jiebang.corpus.catalogue.entry import translations_of
from jiebang.corpus.catalogue.po import parse_po
from jiebang.corpus.duplicates import SameAs, find_duplicates, text_of
from jiebang.corpus.facts import Facts, facts_of
from jiebang.corpus.glossary import (
    TermBase,
    Theme,
    load_terms,
    load_themes,
    themes_for,
)
from jiebang.corpus.measure_names import MeasureNames, load_measure_names
from jiebang.corpus.project import NEUTRAL, Project, load_project
from jiebang.corpus.provenance import load_provenance, load_scan, original_text
from jiebang.document.alignment import LostTextError, Placed, align, line_of, place_doubts
from jiebang.document.markdown import read
from jiebang.document.model import (
    Document,
    Provenance,
    Span,
    Task,
    Translation,
    segments,
    tasks,
)
from jiebang.errors import InputError
from jiebang.quantities.lexicon import use
from jiebang.runtime.cache import fingerprint
from jiebang.runtime.files import read_text, sha256_of
from jiebang.runtime.layout import Layout, site_url


@dataclass(frozen=True)
class LoadedDocument:
    """One document with all that belongs to it.

    `translations` has every translatable segment of the document, by id;
    `spans` the place of each segment in the `original`, by segment id.
    `facts` and `themes` are by task id, `same_as` by that of task or indicator, `names` (what a
    person says of measures) by that of a measure. `lost` says where document and original differ;
    then `spans` is empty, and nothing may be published.
    """

    document: Document
    provenance: Provenance
    original: str
    translations: Mapping[str, Translation]
    spans: Mapping[str, Span]
    facts: Mapping[str, Facts]
    themes: Mapping[str, tuple[str, ...]]
    same_as: SameAs
    lost: str = ""
    scanned: tuple[tuple[int, ...], ...] = ()  # by line, where it stands on a scan
    names: MeasureNames = field(default_factory=dict)

    @cached_property
    def doubts(self) -> tuple[Placed, ...]:
        """What was recognized in a picture and is not confirmed, with its places."""
        return place_doubts(self.original, self.document)

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tasks(self.document)

    def page(self, segment_id: str) -> int | None:
        """The page of the original that a segment begins on; None where it has no pages."""
        span = self.spans.get(segment_id)
        if span is None or not self.provenance.pages:
            return None
        return bisect_right(self.provenance.pages, line_of(self.original, span.start))

    def english(self, segment_id: str) -> str:
        """The English of a segment; empty where there is none."""
        return self.translations[segment_id].en if segment_id in self.translations else ""


@dataclass(frozen=True, eq=False)
class Rules:
    """What every document is read and held against.

    `site_url` is the site's public address ("https://host/path/"), "" when unknown;
    `digest` is of the files that all this stands in, but for `names`: those of measures, by
    document, which are the matter of that document alone.
    """

    terms: TermBase
    themes: tuple[Theme, ...]
    site_url: str = ""
    digest: str = ""
    project: Project = NEUTRAL
    names: Mapping[str, MeasureNames] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Corpus(Rules):
    """All documents, in the order of sources.yml, with what they are read against.

    `measures` are the rows of that table by document, of those whose are known.
    """

    entries: tuple[LoadedDocument, ...] = ()
    measures: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentTexts:
    """The texts that one document is made from, wherever they are read.

    `catalogue` is None where there is no file; the names are for errors. `same_as` has the
    duplicates of its tasks and indicators, where they are known and there are any.
    """

    provenance: Provenance
    original: str
    markdown: str
    catalogue: str | None
    markdown_name: str
    catalogue_name: str
    scanned: tuple[tuple[int, ...], ...] = ()
    same_as: SameAs = field(default_factory=dict)

    def document(self) -> Document:
        """The document's structure.

        Raises InputError where the Markdown is malformed, or about another document or original.
        """
        document = read(self.markdown, self.markdown_name)
        for key in ("id", "sha256"):
            found, wanted = getattr(document, key), getattr(self.provenance, key)
            if found != wanted:
                raise InputError(
                    f"its {key} is “{found}”, sources.yml has “{wanted}”",
                    self.markdown_name,
                    "correct one of them",
                )
        return document


def read_texts(layout: Layout, provenance: Provenance) -> DocumentTexts:
    """The texts of a document; original and Markdown must be there.

    Raises InputError for a file that is missing or no text.
    """
    path, catalogue = layout.document(provenance.id), layout.catalogue(provenance.id)
    where = str(path.relative_to(layout.root))
    if not path.is_file():
        raise InputError("not converted yet", where, f"run `jiebang convert {provenance.id}`")
    return DocumentTexts(
        provenance,
        original_text(layout, provenance),
        read_text(path, strip_bom=True),
        read_text(catalogue, strip_bom=True) if catalogue.exists() else None,
        where,
        str(catalogue),
        load_scan(layout, provenance).places,
    )


def load_rules(layout: Layout) -> Rules:
    """Settings, glossary and themes; words of the project's own lexicon are in use from here on.

    Raises InputError for a file that cannot be used.
    """
    use(layout.glossary)
    project = load_project(layout)
    shared = sorted(path for path in layout.glossary.glob("*") if path != layout.measures_yml)
    digest = fingerprint(layout.root, shared, [site_url(), repr(project)])
    terms = load_terms(layout.terms_yml, strict=project.strict_terms)
    themes, names = load_themes(layout.themes_yml), load_measure_names(layout.measures_yml)
    return Rules(terms, themes, site_url(), digest, project, names)


def make_entry(texts: DocumentTexts, rules: Rules) -> LoadedDocument:
    """A document with all that belongs to it, from its texts and the rules alone.

    Those made last are at hand: a build asks for each three times, `serve` with every change.
    """
    names = rules.names.get(texts.provenance.id)
    own = repr((rules.digest, names, replace(texts, same_as={})))  # what `==` leaves out, too
    key = sha256_of(own.encode())
    # A copy: other threads, as a cluster's worker has, add to it meanwhile.
    entry = next((made for known, made in tuple(_made) if known == key), None)
    if entry is None:
        entry = _make_entry(texts, rules)
        _made.append((key, entry))
    return replace(entry, same_as=texts.same_as)


# More than most projects have; what goes through thousands does not hold them.
_made: deque[tuple[str, LoadedDocument]] = deque(maxlen=24)


def _make_entry(texts: DocumentTexts, rules: Rules) -> LoadedDocument:
    document = texts.document()
    spans: Mapping[str, Span] = {}
    lost = ""
    try:
        spans = align(texts.original, document)
    except LostTextError as error:
        lost = str(error)
    catalogue = Path(texts.catalogue_name)
    po = () if texts.catalogue is None else parse_po(texts.catalogue, catalogue)
    return LoadedDocument(
        document=document,
        provenance=texts.provenance,
        original=texts.original,
        translations=translations_of(po, segments(document), catalogue),
        spans=spans,
        lost=lost,
        scanned=texts.scanned,
        facts={t.id: facts_of(t) for t in tasks(document)},
        themes={t.id: themes_for(rules.themes, t.headings) for t in tasks(document)},
        same_as=texts.same_as,
        names=rules.names.get(document.id, {}),
    )


def load_corpus(
    layout: Layout,
    without: Collection[str] = (),
    measures: Mapping[str, Sequence[dict[str, Any]]] | None = None,
) -> Corpus:
    """Every document of sources.yml with its translations, places and facts.

    Those whose id is in `without` are left out; `measures` become those of the corpus.
    All of it is in memory; what can, goes through the documents one by one.

    Raises InputError for a file that cannot be used.
    """
    rules = load_rules(layout)
    wanted = (p for p in load_provenance(layout) if p.id not in without)
    entries = [make_entry(read_texts(layout, p), rules) for p in wanted]
    same = find_duplicates(text_of(t) for e in entries for t in e.tasks)
    own = tuple(replace(entry, same_as=same.get(entry.document.id, {})) for entry in entries)
    return Corpus(**vars(rules), entries=own, measures=measures or {})
