"""What a project says of itself: jiebang.yml in its root, held to jiebang.schema.json.

title: {en: Farm challenges, zh: 农业榜单}
publisher: Example Institute
contact: lists@example.org
license: CC-BY-4.0
terms: strict

Every key may be left out, and nothing is said in its place that the project did not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from jiebang.document.model import NO_WORDS, Words
from jiebang.runtime.layout import Layout
from jiebang.text.schema import packaged_schema, read_as
from jiebang.text.yamlnodes import Node, read_yaml


class License(NamedTuple):
    """`id` is its SPDX identifier, "" where it has none; all empty where none was chosen."""

    id: str = ""
    name: str = ""
    url: str = ""


NO_LICENSE = License()
# What holds for any project of this kind.
TITLE = Words("Open-competition tasks", "揭榜任务")
TAGLINE = Words("R&D tasks in Chinese and English", "科研任务，中英对照")
DESCRIPTION = Words(
    "R&D tasks with the indicators they will be judged by, sentence by sentence in Chinese"
    " and English.",
    "科研任务及其考核指标，逐句中英对照。",
)
NOTICE = Words(
    "The English is an unofficial translation. Where it and the Chinese differ, the Chinese"
    " prevails.",
    "英文为非官方译文，与中文不一致时以中文为准。",
)


@dataclass(frozen=True, slots=True)
class Project:
    """The settings of a project but for `translation`; a field that is empty is not stated.

    `contact` is a link, https or mailto; `languages` are the names of editions by their key.
    """

    title: Words = TITLE
    tagline: Words = TAGLINE
    description: Words = DESCRIPTION
    notice: Words = NOTICE
    about: Words = NO_WORDS
    publisher: Words = NO_WORDS
    translators: Words = NO_WORDS
    contact: str = ""
    license: License = NO_LICENSE
    originals: Words = NO_WORDS
    doi: str = ""
    keywords: tuple[str, ...] = ("R&D tasks", "Chinese–English", "parallel corpus")
    languages: dict[str, str] = field(default_factory=dict)
    strict_terms: bool = False

    @property
    def rights(self) -> str:
        """License and publisher in a line: “CC-BY-4.0, Example Institute.”; "" without both."""
        known = (self.license.id or self.license.name, self.publisher.en)
        line = ", ".join(filter(None, known))
        return f"{line}." if line else ""

    @property
    def slug(self) -> str:
        """The title as a name for machines."""
        found = re.sub(r"[^a-z0-9]+", "-", self.title.en.lower()).strip("-")
        return found or "open-competition-tasks"


NEUTRAL = Project()


def read_settings(layout: Layout) -> dict[str, Any]:
    """jiebang.yml as data, as its schema wants it; {} where there is no such file.

    A key without a value counts as left out.

    Raises:
        InputError: with file and line, for an unknown key or a value that cannot be.
    """
    path = layout.jiebang_yml
    root = read_yaml(path, path.name) if path.is_file() else None
    root = _without_blanks(root) if root is not None else None
    schema = packaged_schema("jiebang.corpus", "jiebang.schema.json")
    return {} if root is None else dict(read_as(root, schema))


def load_project(layout: Layout) -> Project:
    """What the project says of itself. Raises InputError as `read_settings` does."""
    found = read_settings(layout)
    found.pop("translation", None)
    strict = found.pop("terms", "") == "strict"
    found |= {key: read(found[key]) for key, read in _READERS.items() if key in found}
    return Project(**found, strict_terms=strict)


def _contact(address: str) -> str:
    link = address.startswith(("https://", "http://", "mailto:"))
    return address if link else f"mailto:{address}"


def _words(sides: str | dict[str, str]) -> Words:
    if isinstance(sides, str):
        return Words(sides, sides)
    only = next(iter(sides.values()))
    return Words(sides.get("en", only), sides.get("zh", only))


def _license(chosen: str | dict[str, str]) -> License:
    if isinstance(chosen, str):
        known = packaged_schema("jiebang.corpus", "licenses.yml")
        return License(id=chosen, **known[chosen])
    return License(**chosen)


_READERS: dict[str, Callable[[Any], Any]] = {
    **{key: _words for key, kind in Project.__annotations__.items() if kind == "Words"},
    "contact": _contact,
    "license": _license,
}


def _without_blanks(node: Node) -> Node | None:
    """The node without keys that have no value; None where nothing is left of it."""
    if isinstance(node.value, dict):
        members = {key: _without_blanks(child) for key, child in node.value.items()}
        kept = {key: child for key, child in members.items() if child is not None}
        return replace(node, value=kept) if kept else None
    return None if node.value == "" else node
