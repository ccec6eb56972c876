"""Everything a build reads, loaded once and checked for shape."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from jiebang.alignment import LostTextError, align, line_of
from jiebang.catalogue import read_catalogue
from jiebang.errors import InputError, UsageError
from jiebang.facts import Facts, facts_of
from jiebang.files import read_text
from jiebang.glossary import TermBase, Theme, load_terms, load_themes, themes_for
from jiebang.layout import Layout
from jiebang.markdown import read
from jiebang.model import (
    Document,
    Provenance,
    Span,
    State,
    Task,
    Translation,
    segments,
    tasks,
)
from jiebang.sources.provenance import load_provenance, original_text
from jiebang.twins import find_twins
from jiebang.units import UnitBase, load_units

SITE_URL = "JIEBANG_SITE_URL"


@dataclass(frozen=True)
class Entry:
    """One document with all that belongs to it.

    `translations` has every translatable segment of the document, by id;
    `spans` the place of each segment in the `original`, by segment id.
    `facts`, `themes` and `same_as` are by task id. `lost` says where document and
    original differ; then `spans` is empty, and nothing may be published.
    """

    document: Document
    provenance: Provenance
    original: str
    translations: Mapping[str, Translation]
    spans: Mapping[str, Span]
    facts: Mapping[str, Facts]
    themes: Mapping[str, tuple[str, ...]]
    same_as: Mapping[str, tuple[str, ...]]
    lost: str = ""

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
        found = self.translations.get(segment_id)
        return found.en if found is not None and found.state is not State.MISSING else ""


@dataclass(frozen=True)
class Corpus:
    """All documents, in the order of sources.yml, with term base and themes.

    `site_url` is the site's public address ("https://host/path/"), "" when unknown.
    """

    entries: tuple[Entry, ...]
    terms: TermBase
    themes: tuple[Theme, ...]
    site_url: str = ""
    units: UnitBase = field(default_factory=UnitBase)


def load_document(layout: Layout, provenance: Provenance) -> tuple[Document, str]:
    """A document's structure and its original's text; both must be there.

    Raises InputError for a missing or malformed file, and where the Markdown is
    about another document or another original.
    """
    path = layout.document(provenance.id)
    where = str(path.relative_to(layout.root))
    if not path.is_file():
        raise InputError("not converted yet", where, f"run `jiebang convert {provenance.id}`")
    document = read(read_text(path, strip_bom=True), where)
    for key in ("id", "sha256"):
        found, wanted = getattr(document, key), getattr(provenance, key)
        if found != wanted:
            raise InputError(
                f"its {key} is “{found}”, sources.yml has “{wanted}”", where, "mend one of them"
            )
    return document, original_text(layout, provenance)


def load_corpus(layout: Layout) -> Corpus:
    """Every document of sources.yml with its translations, places and facts.

    Raises InputError for a file that cannot be used.
    """
    terms, themes = load_terms(layout.terms_yml), load_themes(layout.themes_yml)
    loaded = [(p, *load_document(layout, p)) for p in load_provenance(layout)]
    twins = find_twins(t for _, document, _ in loaded for t in tasks(document))
    entries = []
    for provenance, document, original in loaded:
        own = tasks(document)
        try:
            spans, lost = align(original, document), ""
        except LostTextError as error:
            spans, lost = {}, str(error)
        entries.append(
            Entry(
                document=document,
                provenance=provenance,
                original=original,
                translations=read_catalogue(layout.catalogue(provenance.id), segments(document)),
                spans=spans,
                lost=lost,
                facts={t.id: facts_of(t) for t in own},
                themes={t.id: themes_of(t, themes) for t in own},
                same_as={t.id: twins.get(t.id, ()) for t in own},
            )
        )
    return Corpus(tuple(entries), terms, themes, site_url(), load_units(layout.units_yml))


def themes_of(task: Task, themes: tuple[Theme, ...]) -> tuple[str, ...]:
    """The themes of a task, by its title, else by the headings above it, innermost first."""
    above = [section.title.zh for section in reversed(task.parents)]
    return themes_for(themes, task.title.zh, above)


def site_url() -> str:
    """The site's public address from the environment, ending in "/"; "" when not set."""
    url = os.environ.get(SITE_URL, "").strip()
    if url and not url.startswith(("https://", "http://")):
        raise UsageError(f"{SITE_URL} is no web address: {url}", "", "as https://host/path/")
    return url.rstrip("/") + "/" if url else ""
