"""What a page says of itself to machines: Open Graph, Zotero's tags, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from jiebang.corpus.load import Corpus
from jiebang.datasets.about import Release
from jiebang.datasets.citations import citation_tags
from jiebang.datasets.describe import coverage, dataset_json_ld, originals_of
from jiebang.datasets.tables import document_row
from jiebang.datasets.works import (
    Work,
)
from jiebang.site.edition import EDITIONS, HREFLANG, Edition
from jiebang.site.page import Page
from jiebang.site.strings import Strings
from jiebang.site.views import TaskView

CARD = "card.png"
_LOCALE = {"en": "en_US", "zh": "zh_CN"}
_RELATION = {"en": ("translationOfWork", "zh"), "zh": ("workTranslation", "en")}


@dataclass(frozen=True, slots=True)
class Description:
    """`article`: a work is on the page; `card` is the address of a picture for links, "" for none.

    `names` are <meta name>; `json_ld` one object, as text. The frame writes Open Graph from it.
    """

    page: Page
    article: bool
    card: str
    locale: str
    names: tuple[tuple[str, str], ...]
    json_ld: str


class Describer:
    """Describes the pages of one edition; `card`: there is a picture for links."""

    def __init__(
        self,
        corpus: Corpus,
        edition: Edition,
        text: Strings,
        release: Release | None,
        card: bool = False,
    ) -> None:
        self._card, self._release = card, release
        self._corpus, self._edition, self._text = corpus, edition, text
        self._public, self._language = corpus.site_url, edition.language

    def __call__(self, page: Page) -> Description:
        """The description of a page."""
        names: tuple[tuple[str, str], ...] = ()
        found: Mapping[str, object] = {}
        work, view = page.context.get("work"), page.context.get("view")
        if isinstance(work, Work):
            themes = {theme.id: theme for theme in self._corpus.themes}
            own = view.themes if isinstance(view, TaskView) else ()
            keywords = [getattr(themes[i], self._language) for i in own if i in themes]
            names = citation_tags(work, self._language, keywords)
            found = _filled(self._describe_work(work, keywords))
        elif page.address == "data/" and self._release:
            rows = [document_row(self._corpus, entry, 0) for entry in self._corpus.entries]
            originals = originals_of(rows, self._language)
            about, files = self._release.about, self._release.files
            found = dataset_json_ld(about, files, self._language, originals) | coverage(rows)
        elif not page.address:
            found = _filled(self._describe_site())
        card = (("twitter:card", "summary_large_image"),) if self._card else ()
        return Description(
            page,
            work is not None,
            f"{self._public}{CARD}" if self._public and self._card else "",
            _LOCALE[self._language],
            (*names, *card),
            _script({"@context": "https://schema.org", **found}) if found else "",
        )

    def _describe_work(self, work: Work, keywords: list[str]) -> Mapping[str, object]:
        """A task or document: the Chinese is the work, the English its translation."""
        language = self._language
        relation, other = _RELATION[language]
        issuer, container = (pair[language] or pair["zh"] for pair in (work.issuer, work.container))
        organization = {"@type": "GovernmentOrganization", "name": issuer}
        return _describe_text(work, language) | {
            "identifier": work.id,
            "license": self._corpus.project.license.url,
            "keywords": keywords,
            "datePublished": work.date,
            "publisher": organization if work.stated_issuer else None,
            "isPartOf": work.kind == "task" and {"@type": "CreativeWork", "name": container},
            relation: _filled(_describe_text(work, other)) if work.title[other] else None,
        }

    def _describe_site(self) -> Mapping[str, object]:
        home = self._public and f"{self._public}{self._edition.key}/"
        search = {
            "@type": "SearchAction",
            "target": f"{home}search/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        }
        return {
            "@type": "WebSite",
            "name": self._text("site.name"),
            "description": self._text("page.home.description"),
            "inLanguage": [edition.hreflang for edition in EDITIONS],
            "url": home,
            "potentialAction": home and search,
        }


def _describe_text(work: Work, language: str) -> dict[str, object]:
    return {
        "@type": "CreativeWork" if work.kind == "task" else "Report",
        "name": work.title[language] or work.title["zh"],
        "inLanguage": HREFLANG[language],
        "url": work.url[language],
    }


def _filled(found: Mapping[str, object]) -> Mapping[str, object]:
    return {key: value for key, value in found.items() if value}


def _script(found: Mapping[str, object]) -> str:
    """JSON that may stand in a <script>: no text can end it."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
