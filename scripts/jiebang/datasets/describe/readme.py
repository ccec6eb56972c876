"""README.md, LICENSE-DATA.md and CITATION.cff of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from jiebang.datasets import about as words
from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES

_FILES = (
    ("`<table>.csv`, `.json`, `.jsonl`, `.parquet`", "one table in one format"),
    ("`jiebang.xlsx`", "all tables, a sheet each"),
    ("`jiebang.sqlite`", "all tables, with keys and full-text search"),
    ("`jiebang.tmx`, `jiebang.xlf`", "the parallel text as TMX 1.4 and XLIFF 2.0"),
    ("`jiebang.tbx`", "the glossary as TBX-Basic"),
    ("`markdown/`", "each document in Chinese (`.zh.md`) and in English (`.en.md`)"),
    ("`codebook.en.md`, `codebook.zh.md`", "what every column means"),
    ("`datapackage.json`, `schemas/`, `croissant.json`", "the same for machines"),
    ("`changes.json`", "indicators added, removed and changed since the last version"),
    ("`SHA256SUMS`", "checksums: `sha256sum --check SHA256SUMS`"),
)


def readme(about: About, skipped: Mapping[str, str]) -> str:
    """What the files are and how to use them rightly."""
    parts = [
        f"# {words.TITLE_EN}",
        words.TITLE_ZH,
        f"Version {about.version}" + (f", {about.date}" if about.date else "") + ".",
        words.DESCRIPTION_EN,
        words.DESCRIPTION_ZH,
        f"**{words.NOTICE_EN}** **{words.NOTICE_ZH}**",
        _table(("table", "rows", "what"), [(t.name, about.rows[t.name], t.en) for t in TABLES]),
        _table(("file", "what"), _FILES),
    ]
    parts += [f"Not made in this build: {name} ({why})." for name, why in skipped.items()]
    parts.append(
        "The CSV holds the exact text. A spreadsheet may run a cell that begins with `=`, `+`,"
        " `-` or `@` as a formula: use the workbook there."
    )
    parts.append(f"License: {words.LICENSE_ID}, {words.LICENSE_URL}. {words.ORIGINALS_EN}")
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def licence() -> str:
    """The licence in short, with its address; the whole text is where it says."""
    return (
        f"# {words.LICENSE_NAME}\n\n"
        f"Structure, English translations, glossary, and datasets: © {words.CREATOR},"
        f" {words.LICENSE_ID}, {words.LICENSE_URL}. You may copy, change, and republish them for"
        " any purpose, if you name the source and say what you changed.\n\n"
        f"{words.ORIGINALS_EN} No right in them is claimed.\n\n{words.NOTICE_EN}\n\n"
        f"{words.NOTICE_ZH}\n"
    )


def citation_cff(about: About) -> str:
    """CITATION.cff 1.2.0."""
    found: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": words.TITLE_EN,
        "abstract": words.DESCRIPTION_EN,
        "authors": [{"name": words.CREATOR}],
        "version": about.version,
        "license": words.LICENSE_ID,
        "keywords": list(words.KEYWORDS),
    }
    if about.date:
        found["date-released"] = about.date
    if about.base.startswith("http"):
        found["url"] = about.page_url
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=10_000)
