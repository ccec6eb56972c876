"""The codebook in both languages, from the same columns as the schemas."""

from __future__ import annotations

from collections.abc import Mapping

from jiebang.corpus.glossary import Theme
from jiebang.datasets.about import About, words
from jiebang.datasets.columns import TABLES, Column, Table, Type
from jiebang.quantities.lexicon import lexicon


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
            "\n".join([say["head"], "| --- | --- | --- | --- |", *_lines(table, say, language)]),
        ]
    lines = [
        f"| `{theme.id}` | {_cell(getattr(theme, language))} | {_cell(theme.definition)} |"
        for theme in themes
    ]
    parts += [
        f"## {say['themes']}",
        "\n".join([say["theme_head"], "| --- | --- | --- |", *lines]),
    ]
    return "\n\n".join(parts) + "\n"


def _lines(table: Table, say: Mapping[str, str], language: str) -> list[str]:
    return [
        f"| `{column.name}` | {say[str(column.type)]} | {_unit(column, say)} |"
        f" {_meaning(table, column, say, language)} |"
        for column in table.columns
    ]


def _unit(column: Column, say: Mapping[str, str]) -> str:
    if column.unit_in:
        return f"{say['row']} `{column.unit_in}`"
    return f"`{column.unit}`" if column.unit else ""


def _meaning(table: Table, column: Column, say: Mapping[str, str], language: str) -> str:
    text = _cell(getattr(column, language))
    notes = []
    if column.name in table.key:
        notes.append(say["key"])
    elif column.required and column.type is not Type.LIST:
        notes.append(say["never"])
    if column.values:
        notes.append(f"{say['one']} " + " ".join(f"`{value}`" for value in column.values))
    if column.refers:
        notes.append(f"{say['refers']} `{column.refers}.id`")
    if not notes:
        return text
    return f"{text} ({'; '.join(notes)})" if language == "en" else f"{text}（{'；'.join(notes)}）"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
