"""What a page says of itself to machines: Open Graph, Zotero's tags, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from jiebang.corpus.load import Corpus
from jiebang.datasets.about import Release
from jiebang.datasets.tables import document_row
from jiebang.datasets.works import (
    Work,
    citation_tags,
    coverage,
    dataset_json_ld,
    document_work,
    originals_of,
    task_work,
)
from jiebang.site.edition import EDITIONS, Edition
from jiebang.site.page import Page
from jiebang.site.strings import Strings
from jiebang.site.views import DocumentView, TaskView

CARD = "card.png"
_LOCALE = {"en": "en_US", "zh": "zh_CN"}
_TAG = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class Description:
    """`properties` are <meta property>, `names` <meta name>; `json_ld` one object, as text."""

    properties: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    json_ld: str


class Describer:
    """Describes the pages of one edition."""

    def __init__(
        self,
        corpus: Corpus,
        edition: Edition,
        text: Strings,
        release: Release | None,
        card: bool = False,
    ) -> None:
        self._card = card
        self._corpus, self._edition, self._text, self._release = corpus, edition, text, release
        self._public = corpus.site_url

    def __call__(self, page: Page) -> Description:
        """The description of a page."""
        view = page.context.get("view") if page.template == "task.html" else None
        document = page.context.get("document") if page.template == "document.html" else None
        names: tuple[tuple[str, str], ...] = ()
        found: Mapping[str, object] | None = None
        language = self._edition.language
        if isinstance(view, TaskView):
            work = task_work(self._corpus, view.entry, view.task)
            themes = {theme.id: theme for theme in self._corpus.themes}
            keywords = [getattr(themes[i], language) for i in view.themes if i in themes]
            names = citation_tags(work, language, keywords)
            found = self._work(work, keywords)
        elif isinstance(document, DocumentView):
            work = document_work(self._corpus, document.entry)
            names = citation_tags(work, language)
            found = self._work(work, [])
        elif page.address == "data/" and self._release:
            rows = [document_row(self._corpus, entry, 0) for entry in self._corpus.entries]
            found = dataset_json_ld(
                self._release.about, self._release.files, language, originals_of(rows, language)
            ) | coverage(rows)
        elif not page.address:
            found = self._site()
        return Description(
            self._open_graph(page, view is not None or document is not None),
            (*names, ("twitter:card", "summary_large_image")) if self._card else names,
            _script(found) if found else "",
        )

    def _open_graph(self, page: Page, article: bool) -> tuple[tuple[str, str], ...]:
        text, language = self._text, self._edition.language
        title = page.title if page.address else f"{text('site.name')} · {text('site.tagline')}"
        tags = [
            ("og:type", "article" if article else "website"),
            ("og:site_name", text("site.name")),
            ("og:title", title),
            ("og:locale", _LOCALE[language]),
        ]
        if page.description:
            tags.append(("og:description", page.description))
        if self._public:
            tags.append(("og:url", f"{self._public}{self._edition.key}/{page.address}"))
        if self._public and self._card:
            tags += [
                ("og:image", f"{self._public}{CARD}"),
                ("og:image:width", "1200"),
                ("og:image:height", "630"),
                ("og:image:alt", text("card.alt")),
            ]
        return tuple(tags)

    def _work(self, work: Work, keywords: list[str]) -> Mapping[str, object]:
        """A task or document: the Chinese is the work, the English its translation."""
        language = self._edition.language
        other = "zh" if language == "en" else "en"
        found: dict[str, object] = {
            "@context": "https://schema.org",
            **self._piece(work, language),
            "identifier": work.id,
        }
        if self._corpus.project.license.url:
            found["license"] = self._corpus.project.license.url
        if keywords:
            found["keywords"] = keywords
        if work.date:
            found["datePublished"] = work.date
        if work.stated_issuer:
            name = work.issuer[language] or work.issuer["zh"]
            found["publisher"] = {"@type": "GovernmentOrganization", "name": name}
        if work.kind == "task":
            container = work.container[language] or work.container["zh"]
            found["isPartOf"] = {"@type": "CreativeWork", "name": container}
        if work.title[other]:
            relation = "translationOfWork" if language == "en" else "workTranslation"
            found[relation] = self._piece(work, other)
        return found

    def _piece(self, work: Work, language: str) -> dict[str, object]:
        found: dict[str, object] = {
            "@type": "CreativeWork" if work.kind == "task" else "Report",
            "name": work.title[language] or work.title["zh"],
            "inLanguage": _TAG[language],
        }
        if self._public:
            found["url"] = work.url[language]
        return found

    def _site(self) -> Mapping[str, object]:
        found: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": self._text("site.name"),
            "description": self._text("page.home.description"),
            "inLanguage": [edition.hreflang for edition in EDITIONS],
        }
        if self._public:
            home = f"{self._public}{self._edition.key}/"
            found["url"] = home
            found["potentialAction"] = {
                "@type": "SearchAction",
                "target": f"{home}search/?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            }
        return found


def _script(found: Mapping[str, object]) -> str:
    """JSON that may stand in a <script>: no text can end it."""
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
