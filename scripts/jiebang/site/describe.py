"""What a page says of itself to machines: Open Graph, Zotero's tags, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from jiebang.corpus.load import Corpus
from jiebang.datasets.about import Release
from jiebang.datasets.citations import Work, citation_tags, work_json_ld
from jiebang.datasets.describe import dataset_json_ld, site_json_ld
from jiebang.datasets.tables import document_row
from jiebang.site.edition import EDITIONS, Edition
from jiebang.site.page import Page
from jiebang.site.strings import Strings

CARD = "card.png"
_LOCALE = {"en": "en_US", "zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Describer:
    """Describes the pages of one edition; `card`: there is a picture for links."""

    corpus: Corpus
    edition: Edition
    text: Strings
    release: Release | None
    card: bool = False

    def __call__(self, page: Page) -> Mapping[str, object]:
        """What the frame says of a page: Open Graph, <meta name>, JSON-LD as text.

        `article`: a work is on it; `card` is the address of a picture for links, "" for none.
        """
        language, public = self.edition.language, self.corpus.site_url
        work = page.context.get("work")
        themes = page.context.get("themes")  # of its task
        shown = themes.values() if isinstance(themes, Mapping) else ()
        keywords = [getattr(theme, language) for theme in shown]
        names = citation_tags(work, language, keywords) if isinstance(work, Work) else ()
        card = (("twitter:card", "summary_large_image"),) if self.card else ()
        return {
            "page": page,
            "article": work is not None,
            "card": f"{public}{CARD}" if public and self.card else "",
            "locale": _LOCALE[language],
            "names": (*names, *card),
            "json_ld": _script(self._json_ld(page, keywords)),
        }

    def _json_ld(self, page: Page, keywords: list[str]) -> Mapping[str, object]:
        """Of a work, of the data, of the site as a whole; nothing on other pages."""
        language, corpus, work = self.edition.language, self.corpus, page.context.get("work")
        if isinstance(work, Work):
            return work_json_ld(work, language, corpus.project.license.url, keywords)
        if page.address == "data/" and self.release:
            rows = (document_row(corpus, entry, 0) for entry in corpus.entries)
            return dataset_json_ld(self.release.about, self.release.files, language, rows)
        if page.address:
            return {}
        name, about = self.text("site.name"), self.text("page.home.description")
        home = corpus.site_url and f"{corpus.site_url}{self.edition.key}/"
        return site_json_ld(name, about, home, [edition.hreflang for edition in EDITIONS])


def _script(found: Mapping[str, object]) -> str:
    """JSON that may stand in a <script>: no text can end it. "" of nothing."""
    whole = {"@context": "https://schema.org", **found}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")) if found else ""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
