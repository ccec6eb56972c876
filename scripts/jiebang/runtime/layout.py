"""Every path of a project root, in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jiebang.errors import UsageError

SITE_URL = "JIEBANG_SITE_URL"
# The theme of the site: see mkdocs.yml.
GENERATOR = "JIEBANG_GENERATOR"


@dataclass(unsafe_hash=True)
class Layout:
    """The folders and files of one project root."""

    root: Path

    def __post_init__(self) -> None:
        self.mkdocs_yml = self.root / "mkdocs.yml"
        self.jiebang_yml = self.root / "jiebang.yml"
        self.docs = self.root / "docs"
        content = self.root / "content"
        self.sources = content / "sources"
        self.sources_yml = self.sources / "sources.yml"
        self.documents = content / "documents"
        self.translations = content / "translations"
        self.benchmark = content / "benchmark"
        # The record of the last published version, and what became of ids that are gone.
        self.published = content / "published"
        self.glossary = self.root / "glossary"
        self.terms_yml = self.glossary / "terms.yml"
        self.themes_yml = self.glossary / "themes.yml"
        self.measures_yml = self.glossary / "measures.yml"
        self.site = self.root / "site"
        self.data = self.site / "data"
        self.api = self.site / "api"
        self.cache = self.root / ".cache" / "jiebang"
        # Says what site/ was built from; there only while site/ is as it was built.
        self.site_stamp = self.cache / "site.json"
        self.data_stamp = self.cache / "data.json"  # the same for data/ and api/ in it
        # Where things are made before they are put in place: nothing in it is kept.
        self.stages = self.cache / "stages"

    def text(self, file: str) -> Path:
        """The text taken out of an original that is not UTF-8 text itself."""
        return self.sources / f"{file}.txt"

    def scan(self, file: str) -> Path:
        """How a scan was read: by what, where each line stands, what was doubtful."""
        return self.sources / f"{file}.scan.json"

    def strips(self, file: str) -> Path:
        """The pictures of a scan's lines."""
        return self.sources / f"{file}.lines.json"

    def document(self, document_id: str) -> Path:
        return self.documents / f"{document_id}.md"

    def catalogue(self, document_id: str, language: str = "en") -> Path:
        return self.translations / language / f"{document_id}.po"


def find_root(start: Path) -> Layout:
    """The nearest folder at or above `start` that holds mkdocs.yml and content/."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "content").is_dir():
            return Layout(folder)
    raise UsageError(
        "no project here", str(start), "run it inside the project, or name it with --root DIR"
    )


def site_url() -> str:
    """The site's public address from the environment, ending in "/"; "" when not set."""
    url = os.environ.get(SITE_URL, "").strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        good = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment:
        raise UsageError(f"{SITE_URL} is not the address of a site", "", "as https://host/path/")
    return url.rstrip("/") + "/"
