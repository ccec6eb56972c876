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


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one project root."""

    root: Path

    @property
    def mkdocs_yml(self) -> Path:
        return self.root / "mkdocs.yml"

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def sources(self) -> Path:
        return self.root / "content" / "sources"

    @property
    def sources_yml(self) -> Path:
        return self.sources / "sources.yml"

    def text(self, file: str) -> Path:
        """The text taken out of an original that is not UTF-8 text itself."""
        return self.sources / f"{file}.txt"

    def scan(self, file: str) -> Path:
        """How a scan was read: by what, where each line stands, what was doubtful."""
        return self.sources / f"{file}.scan.json"

    def strips(self, file: str) -> Path:
        """The pictures of a scan's lines."""
        return self.sources / f"{file}.lines.json"

    @property
    def documents(self) -> Path:
        return self.root / "content" / "documents"

    @property
    def published(self) -> Path:
        """The record of the last published version, and what became of ids that are gone."""
        return self.root / "content" / "published"

    @property
    def translations(self) -> Path:
        return self.root / "content" / "translations"

    @property
    def benchmark(self) -> Path:
        return self.root / "content" / "benchmark"

    @property
    def terms_yml(self) -> Path:
        return self.root / "glossary" / "terms.yml"

    @property
    def glossary(self) -> Path:
        return self.root / "glossary"

    @property
    def jiebang_yml(self) -> Path:
        return self.root / "jiebang.yml"

    @property
    def themes_yml(self) -> Path:
        return self.root / "glossary" / "themes.yml"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def data(self) -> Path:
        return self.site / "data"

    @property
    def cache(self) -> Path:
        return self.root / ".cache" / "jiebang"

    @property
    def site_stamp(self) -> Path:
        """Says what site/ was built from; there only while site/ is as it was built."""
        return self.cache / "site.json"

    @property
    def stages(self) -> Path:
        """Where things are made before they are put in place: nothing in it is kept."""
        return self.cache / "stages"

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
