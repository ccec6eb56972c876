"""What a page says of itself to machines: Zotero's tags, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping

from jiebang.corpus.load import Corpus
from jiebang.datasets.about import Release
from jiebang.datasets.citations import CitedWork, citation_tags, work_json_ld
from jiebang.datasets.describe import dataset_json_ld, site_json_ld
from jiebang.datasets.tables import document_row
from jiebang.site.edition import EDITIONS, Edition
from jiebang.site.page import Page
from jiebang.site.strings import Strings

CARD = "card.png"


def describe(
    corpus: Corpus, edition: Edition, text: Strings, release: Release | None, page: Page
) -> Mapping[str, object]:
    """What the frame says of a page: <meta name>, and JSON-LD as text.

    That is of a work, of the data, or of the site as a whole.
    """
    language, work = edition.language, page.shown.get("work")
    names: object = ()
    json_ld: Mapping[str, object] = {}
    if isinstance(work, CitedWork):
        themes = page.shown.get("themes")  # of its task
        named = themes.values() if isinstance(themes, Mapping) else ()
        keywords = [getattr(theme, language) for theme in named]
        names = citation_tags(work, language, keywords)
        json_ld = work_json_ld(work, language, corpus.project.license.url, keywords)
    elif page.address == "data/" and release:
        rows = (document_row(corpus, entry, 0) for entry in corpus.entries)
        json_ld = dataset_json_ld(release.about, release.files, language, rows)
    elif not page.address:
        home = corpus.site_url and f"{corpus.site_url}{edition.key}/"
        every = [one.hreflang for one in EDITIONS]
        json_ld = site_json_ld(text("site.name"), text("page.home.description"), home, every)
    return {"page": page, "names": names, "json_ld": _script(json_ld)}


def _script(found: Mapping[str, object]) -> str:
    """JSON that may stand in a <script>: no text can end it. "" of nothing."""
    whole = {"@context": "https://schema.org", **found}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")) if found else ""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
