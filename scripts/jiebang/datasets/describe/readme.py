"""README.md, LICENSE-DATA.md and CITATION.cff of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from jiebang.datasets.about import SCHEMA_VERSION, About, words
from jiebang.datasets.columns import TABLES


def readme(about: About, skipped: Mapping[str, str]) -> str:
    """What the files are and how to use them rightly."""
    parts = [
        f"# {about.title_en}",
        about.title_zh,
        f"Version {about.version}"
        + (f", {about.date}" if about.date else "")
        + f". Schema {SCHEMA_VERSION}.",
        about.description_en,
        about.description_zh,
        f"**{about.project.notice.en}** **{about.project.notice.zh}**",
        _table(("table", "rows", "what"), [(t.name, about.rows[t.name], t.en) for t in TABLES]),
        _table(("file", "what"), words()["files"]),
    ]
    parts += [f"Not made in this build: {name} ({why})." for name, why in skipped.items()]
    parts += words()["use"]
    parts.append(f"License: see LICENSE-DATA.md. {about.project.originals.en}".rstrip())
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def licence(about: About) -> str:
    """The license in short, with its address; the whole text is where it says."""
    license, project, say = about.license, about.project, words()["license"]
    whose = f" © {about.creator}," if about.creator else ""
    named = f"{license.name} ({license.id})" if license.id else license.name
    asked = f": ask {about.creator}." if about.creator else "."
    parts = [
        f"# {license.name or say['none']}",
        f"{say['rights']}{whose} {named}, {license.url}."
        if license.url
        else f"{say['unknown']}{asked}",
        project.originals.en,
        project.notice.en,
        project.notice.zh,
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def citation_cff(about: About) -> str:
    """CITATION.cff 1.2.0."""
    found: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": about.title_en,
        "abstract": about.description_en,
        "authors": [{"name": about.creator or about.project.title.en}],
        "version": about.version,
        "keywords": list(about.project.keywords),
    }
    if about.license.id:
        found["license"] = about.license.id
    if about.date:
        found["date-released"] = about.date
    if about.project.doi:
        found["doi"] = about.project.doi
    if about.public:
        found["url"] = about.page_url
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=10_000)
