"""The release for people: README.md, LICENSE-DATA.md, CITATION.cff, codebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import yaml

from jiebang.corpus.glossary import Theme
from jiebang.datasets.about import SCHEMA_VERSION, About, words
from jiebang.datasets.columns import TABLES, Column, Table, Type
from jiebang.quantities.lexicon import lexicon


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
        _table("| table | rows | what |", [(t.name, about.rows[t.name], t.en) for t in TABLES]),
        _table("| file | what |", words()["files"]),
    ]
    parts += [f"Not made in this build: {name} ({why})." for name, why in skipped.items()]
    parts += words()["use"]
    parts.append(f"License: see LICENSE-DATA.md. {about.project.originals.en}".rstrip())
    return "\n\n".join(parts) + "\n"


def _table(head: str, rows: Iterable[Sequence[object]]) -> str:
    rule = "| --- " * (head.count("|") - 1) + "|"
    return "\n".join((head, rule, *(f"| {' | '.join(map(str, row))} |" for row in rows)))


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
        "license": about.license.id,
        "date-released": about.date,
        "doi": about.project.doi,
        "url": about.page_url if about.public else "",
    }
    known = {key: value for key, value in found.items() if value != ""}
    return yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10_000)


def codebook(about: About, themes: tuple[Theme, ...], language: str) -> str:
    """The codebook as Markdown; `language` is “en” or “zh”."""
    say = words()["codebook"][language]
    own_units = ", ".join(f"`{word}`" for word in sorted(lexicon().own_units))
    parts = [
        f"# {say['title']}",
        f"{say['version']}: `{about.version}`",
        about.project.notice.side(language),
        f"{say['general']}{own_units}",
    ]
    for table in TABLES:
        stop = "." if language == "en" else "。"
        parts += [
            f"## {table.name}",
            f"{getattr(table, language)}{stop} {about.rows[table.name]:,} {say['rows']}{stop}",
            _table(say["head"], (_describe(table, c, say, language) for c in table.columns)),
        ]
    known = ((f"`{t.id}`", _cell(getattr(t, language)), _cell(t.definition)) for t in themes)
    parts += [f"## {say['themes']}", _table(say["theme_head"], known)]
    return "\n\n".join(parts) + "\n"


def _describe(
    table: Table, column: Column, say: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Name, type, unit and meaning."""
    unit = f"{say['row']} `{column.unit_in}`" if column.unit_in else f"`{column.unit}`"
    notes = []
    if column.name in table.key:
        notes.append(say["key"])
    elif column.required and column.type is not Type.LIST:
        notes.append(say["never"])
    if column.values:
        notes.append(f"{say['one']} " + " ".join(f"`{value}`" for value in column.values))
    if column.refers:
        notes.append(f"{say['refers']} `{column.refers}.id`")
    added = f" ({'; '.join(notes)})" if language == "en" else f"（{'；'.join(notes)}）"
    meaning = _cell(getattr(column, language)) + (added if notes else "")
    return f"`{column.name}`", say[str(column.type)], unit if unit != "``" else "", meaning


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
