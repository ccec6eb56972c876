"""What one build of one edition works with: loaded once, carried by MkDocs' configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jiebang.corpus.load import Corpus, Entry
from jiebang.datasets.about import Release, read_release
from jiebang.document.model import Document, Provenance, Task
from jiebang.runtime.cache import fingerprint
from jiebang.runtime.layout import Layout
from jiebang.site.amounts import long_date
from jiebang.site.changes import read_history
from jiebang.site.describe import CARD, Describer
from jiebang.site.downloads import find_downloads
from jiebang.site.edition import Edition, edition_of
from jiebang.site.headlines import read_claims
from jiebang.site.page_cache import PageCache
from jiebang.site.pages import Page, site_pages
from jiebang.site.render import Renderer
from jiebang.site.strings import Strings, project_strings
from jiebang.site.views import TaskView

if TYPE_CHECKING:  # which generator answers as mkdocs is settled later
    from mkdocs.config.defaults import MkDocsConfig

# The key of config.extra by which `editions` hands over a corpus that is loaded already.
CORPUS = "jiebang_corpus"
# That of the edition, where it is not the English one.
LANGUAGE = "jiebang_edition"
# Set where pages that are as they were need not be written.
CHANGED = "jiebang_changed"


@dataclass(frozen=True)
class Session:
    """The edition, its words, and its pages by the Markdown file they stand for."""

    layout: Layout
    corpus: Corpus
    edition: Edition
    text: Strings
    pages: Mapping[str, Page]
    render: Renderer
    describe: Describer
    cache: PageCache
    version: str  # “version 1.2.0, November 27, 2026”; "" where nothing is released
    inputs: str  # a digest of what every page may depend on, beside its own model

    def key(self, page: Page) -> str:
        """A digest of all that a narrow page is made from."""
        return self.cache.key(self.inputs, page)


def start_session(config: MkDocsConfig) -> Session:
    """Everything for the edition that the configuration names."""
    layout = Layout(Path(config.config_file_path).absolute().parent)
    edition = edition_of(str(config.extra.get(LANGUAGE, "")))
    corpus = config.extra.get(CORPUS)
    if not isinstance(corpus, Corpus):
        from jiebang.corpus.load import load_corpus

        corpus = load_corpus(layout)
    project = corpus.project
    text = project_strings(edition.language, project)
    release = read_release(layout.data, corpus.site_url or "/", project)
    history = read_history(layout, corpus)
    claims = read_claims(layout)
    number = release.about.version if release else ""
    pages = site_pages(corpus, edition, text, find_downloads(layout.data), history, claims, number)
    card = (layout.docs / CARD).is_file()
    version = _version(release, text)
    # Links of the prose to our pages are validated only where these are made anew.
    files = fingerprint(layout.root, [layout.mkdocs_yml, layout.docs / edition.key])
    cache = PageCache(
        layout.cache, edition.key, number, TaskView, Entry, Document, Provenance, Task
    )
    inputs = cache.key(
        *(edition, corpus.site_url, project, card, version, files),
        *(corpus.digest, corpus.terms.terms, corpus.themes),
    )
    return Session(
        layout,
        corpus,
        edition,
        text,
        {page.source: page for page in pages},
        Renderer(edition, text, corpus.terms, project.contact, layout.cache, corpus.site_url),
        Describer(corpus, edition, text, release, card),
        cache,
        version,
        inputs,
    )


def _version(release: Release | None, text: Strings) -> str:
    if release is None:
        return ""
    date = release.about.date
    shown = long_date(date) if text.language == "en" else date
    version = text("footer.version", version=release.about.version)
    return f"{version}, {shown}" if shown else version
