"""metadata.json: what Datasette shows above the database and its columns."""

from __future__ import annotations

from pathlib import Path

from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES
from jiebang.datasets.formats.sqlite import LINKS, SEARCHED
from jiebang.datasets.stage import DATABASE

NAME = "metadata.json"


def datasette_metadata(about: About) -> dict[str, object]:
    """For `datasette jiebang.sqlite --metadata metadata.json`."""
    tables: dict[str, object] = {
        table.name: {
            "description": f"{table.en}. {table.zh}。",
            "columns": {c.name: f"{c.en}. {c.zh}。" for c in table.columns},
        }
        for table in TABLES
    }
    own = ("search", *LINKS, *(f"{table.name}_fts" for table, _, _ in SEARCHED))
    tables |= {name: {"hidden": True} for name in own}
    found: dict[str, object] = {
        "title": about.title_en,
        "description": f"{about.description_en} {about.project.notice.en}",
        "license": about.license.name,
        "license_url": about.license.url,
        "source": about.creator,
        "source_url": about.page_url if about.public else "",
    }
    shown = {name: value for name, value in found.items() if value}
    return {**shown, "databases": {Path(DATABASE).stem: {"tables": tables}}}
