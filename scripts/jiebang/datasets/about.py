"""What is said of the dataset as a whole, once, for every format that says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from jiebang.corpus.project import NEUTRAL, License, Project

# Of the tables and columns; docs/data.md says what has changed for readers of earlier ones.
SCHEMA_VERSION = "0.2"


@cache
def words() -> Any:
    """What describe/words.yml has."""
    folder = resources.files("jiebang.datasets.describe")
    return yaml.safe_load(folder.joinpath("words.yml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class About:
    """The release: its version, its date (ISO 8601; empty when not known), its rows.

    `base` is what addresses begin with: the site's own, or "/".
    """

    version: str
    date: str
    base: str
    rows: Mapping[str, int]
    project: Project = NEUTRAL

    @property
    def title_en(self) -> str:
        return f"{self.project.title.en}: {self.project.tagline.en}"

    @property
    def title_zh(self) -> str:
        return f"{self.project.title.zh}：{self.project.tagline.zh}"

    @property
    def description_en(self) -> str:
        return f"{self.project.description.en} {words()['content']['en']}"

    @property
    def description_zh(self) -> str:
        return f"{self.project.description.zh}{words()['content']['zh']}"

    @property
    def creator(self) -> str:
        """Who publishes it, in English; "" where the project does not say."""
        return self.project.publisher.en

    @property
    def license(self) -> License:
        return self.project.license

    @property
    def public(self) -> bool:
        """Whether the address of the site is known."""
        return self.base.startswith("http")

    @property
    def data_url(self) -> str:
        return f"{self.base}data/"

    @property
    def page_url(self) -> str:
        return f"{self.base}en/data/"

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Name and value of what a reader should know first."""
        license = self.license
        rights = f"{license.name} ({license.id})." if license.id else license.name
        found = (
            ("version", self.version),
            ("schema_version", SCHEMA_VERSION),
            ("date", self.date),
            ("description", self.description_en),
            ("说明", self.description_zh),
            ("notice", self.project.notice.en),
            ("声明", self.project.notice.zh),
            ("creator", self.creator),
            ("licence", " ".join(filter(None, (rights, self.project.originals.en)))),
            ("licence_id", license.id),
            ("licence_url", license.url),
            ("page", self.page_url),
        )
        return tuple((name, value) for name, value in found if value)
