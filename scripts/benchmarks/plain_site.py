"""The pages of a built site as a project for plain MkDocs: Material, and nothing of ours.

The pages are the Markdown that the site publishes beside each of its own (see plain.py).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

EDITIONS = ("en", "zh", "zh-hant")


def write_plain(site: Path, folder: Path, *, search: bool, navigation: bool) -> int:
    """Write mkdocs.yml and docs/ into an empty folder; returns the number of pages.

    `navigation`: let MkDocs put every page into the navigation, as it does unasked;
    otherwise a dozen of them, as on the site.
    """
    docs = folder / "docs"
    count = 0
    for edition in EDITIONS:
        for path in sorted((site / edition).rglob("index.md")):
            target = docs / path.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            count += 1
    config = {
        "site_name": "Jiebang",
        "theme": {"name": "material", "font": False, "features": ["navigation.tabs"]},
        "plugins": ["search"] if search else [],
        "markdown_extensions": ["attr_list", "def_list", "tables", {"toc": {"permalink": True}}],
    }
    if not navigation:
        first = docs / EDITIONS[0]
        top = [first / "index.md", *sorted(first.glob("*/index.md"))]
        config["nav"] = [{p.parent.name: p.relative_to(docs).as_posix()} for p in top]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    return count
