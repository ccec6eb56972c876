"""The codebook in both languages, from the same columns as the schemas."""

from __future__ import annotations

from collections.abc import Mapping

from jiebang.corpus.glossary import Theme
from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES, Column, Table, Type
from jiebang.quantities.lexicon import lexicon

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Codebook",
        "version": "Version",
        "general": (
            "An unknown value is empty in CSV and `null` in JSON, never 0 or “N/A”. Text columns"
            " come in pairs, `_zh` as in the original and `_en` in English. A list is"
            " `;`-separated in CSV, an array in JSON and Parquet, JSON text in SQLite. Units are"
            " UCUM codes, counts in curly brackets, money by its ISO 4217 code. In `unit_si` these"
            " words are ours, for UCUM has none: "
        ),
        "head": "| column | type | unit | meaning |",
        "rows": "rows",
        "key": "key",
        "never": "never empty",
        "one": "one of",
        "refers": "refers to",
        "row": "given row by row in",
        "themes": "Themes",
        "theme_head": "| id | theme | what it is |",
        "string": "text",
        "integer": "whole number",
        "number": "decimal",
        "list": "list",
    },
    "zh": {
        "title": "数据字典",
        "version": "版本",
        "general": (
            "未知的值在 CSV 中为空，在 JSON 中为 `null`，从不写作 0 或“N/A”。文本列成对出现："
            "`_zh` 为原文，`_en` 为英文。列表在 CSV 中以 `;` 分隔，在 JSON 和 Parquet 中为数组，"
            "在 SQLite 中为 JSON 文本。单位用 UCUM 代码，计数写在花括号中，货币用 ISO 4217 代码。"
            "`unit_si` 中下列单位为 UCUM 所无，系本项目自定："
        ),
        "head": "| 列 | 类型 | 单位 | 含义 |",
        "rows": "行",
        "key": "主键",
        "never": "不为空",
        "one": "取值",
        "refers": "指向",
        "row": "逐行见",
        "themes": "主题",
        "theme_head": "| 编号 | 主题 | 英文说明 |",
        "string": "文本",
        "integer": "整数",
        "number": "小数",
        "list": "列表",
    },
}


def codebook(about: About, themes: tuple[Theme, ...], language: str) -> str:
    """The codebook as Markdown; `language` is “en” or “zh”."""
    say = _WORDS[language]
    notice = about.project.notice.side(language)
    parts = [
        f"# {say['title']}",
        f"{say['version']}: `{about.version}`",
        notice,
        f"{say['general']}{_own_units()}",
    ]
    for table in TABLES:
        meaning = table.en if language == "en" else table.zh
        stop = "." if language == "en" else "。"
        parts.append(f"## {table.name}")
        parts.append(f"{meaning}{stop} {about.rows[table.name]:,} {say['rows']}{stop}")
        parts.append(_lines(table, say, language))
    parts.append(f"## {say['themes']}")
    lines = [say["theme_head"], "| --- | --- | --- |"]
    for theme in themes:
        name = theme.en if language == "en" else theme.zh
        lines.append(f"| `{theme.id}` | {_cell(name)} | {_cell(theme.definition)} |")
    parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _own_units() -> str:
    return ", ".join(f"`{word}`" for word in sorted(lexicon().own_units))


def _lines(table: Table, say: Mapping[str, str], language: str) -> str:
    lines = [say["head"], "| --- | --- | --- | --- |"]
    for column in table.columns:
        unit = f"`{column.unit}`" if column.unit else ""
        if column.unit_in:
            unit = f"{say['row']} `{column.unit_in}`"
        meaning = _meaning(table, column, say, language)
        lines.append(f"| `{column.name}` | {say[str(column.type)]} | {unit} | {meaning} |")
    return "\n".join(lines)


def _meaning(table: Table, column: Column, say: Mapping[str, str], language: str) -> str:
    text = _cell(column.en if language == "en" else column.zh)
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
    glue = "; " if language == "en" else "；"
    return f"{text} ({glue.join(notes)})" if language == "en" else f"{text}（{glue.join(notes)}）"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
