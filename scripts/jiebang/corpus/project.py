"""What a project says of itself: jiebang.yml in its root, held to jiebang.schema.json.

title: {en: Farm challenges, zh: 农业榜单}
publisher: Example Institute
contact: lists@example.org
license: CC-BY-4.0
terms: strict

Every key may be left out, and nothing is said in its place that the project did not say.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from jiebang.text.yamlnodes import Node, parse_yaml, read_yaml

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_SCHEMA = "jiebang.schema.json"
_LICENSES = "licenses.yml"
_WORDS = (
    *("title", "tagline", "description", "notice", "about"),
    *("publisher", "translators", "originals"),
)
_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "lines of “key: value”",
}


class Words(NamedTuple):
    """A text in both languages; "" where there is none."""

    en: str = ""
    zh: str = ""

    def side(self, language: str) -> str:
        return self.en if language == "en" else self.zh


class License(NamedTuple):
    """`id` is its SPDX identifier, "" where it has none; all empty where none was chosen."""

    id: str = ""
    name: str = ""
    url: str = ""


NOTHING, NO_LICENSE = Words(), License()
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
    about: Words = NOTHING
    publisher: Words = NOTHING
    translators: Words = NOTHING
    contact: str = ""
    license: License = NO_LICENSE
    originals: Words = NOTHING
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


def read_settings(layout: Layout) -> dict[str, Node]:
    """jiebang.yml by key, as its schema wants it; {} where there is no such file.

    A key without a value counts as left out.

    Raises:
        InputError: with file and line, for an unknown key or a value that cannot be.
    """
    path = layout.jiebang_yml
    root = read_yaml(path, path.name) if path.is_file() else None
    root = _without_blanks(root) if root is not None else None
    if root is None:
        return {}
    for error in _validator().iter_errors(root.plain()):  # in the order of the file's keys
        raise _fault(error, root)
    assert isinstance(root.value, dict)
    return root.value


def load_project(layout: Layout) -> Project:
    """What the project says of itself. Raises InputError as `read_settings` does."""
    found = read_settings(layout)
    given: dict[str, Any] = {}
    for key in _WORDS:
        if key in found:
            given[key] = _words(found[key])
    if "contact" in found:
        text = found["contact"].text
        mail = not text.startswith(("https://", "http://", "mailto:"))
        given["contact"] = f"mailto:{text}" if mail else text
    if "license" in found:
        given["license"] = _license(found["license"])
    if "doi" in found:
        given["doi"] = found["doi"].text
    if "keywords" in found:
        given["keywords"] = tuple(item.text for item in found["keywords"].items)
    if "languages" in found:
        names = found["languages"].value
        assert isinstance(names, dict)
        given["languages"] = {key: node.text for key, node in names.items()}
    if "terms" in found:
        given["strict_terms"] = found["terms"].text == "strict"
    return Project(**given)


def _words(node: Node) -> Words:
    if not isinstance(node.value, dict):
        return Words(node.text, node.text)
    sides = {key: child.text for key, child in node.value.items()}
    only = next(iter(sides.values()))
    return Words(sides.get("en", only), sides.get("zh", only))


def _license(node: Node) -> License:
    if not isinstance(node.value, dict):
        known = parse_yaml((files("jiebang.corpus") / _LICENSES).read_text("utf-8"), _LICENSES)
        assert known is not None and isinstance(known.value, dict)
        return _license(known.value[node.text])._replace(id=node.text)
    return License(**{key: child.text for key, child in node.value.items()})


def _without_blanks(node: Node) -> Node | None:
    """The node without keys that have no value; None where nothing is left of it."""
    if isinstance(node.value, dict):
        members = {key: _without_blanks(child) for key, child in node.value.items()}
        kept = {key: child for key, child in members.items() if child is not None}
        return Node(node.where, kept) if kept else None
    return None if node.value == "" else node


# ---------------------------------------------------------------- the schema


@cache
def _validator() -> Validator:
    """A validator for values as written: a number or a boolean is text there, too."""
    import jsonschema  # here: takes longer to import than a small project's work

    schema = json.loads((files("jiebang.corpus") / _SCHEMA).read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {
            "number": lambda _, value: _is(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", value),
            "integer": lambda _, value: _is(r"[0-9]{1,9}", value),
            "boolean": lambda _, value: value in ("true", "false"),
        }
    )
    made = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator, type_checker=checker
    )
    return made(schema)  # type: ignore[no-any-return]


def _is(pattern: str, value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _fault(error: Any, root: Node) -> InputError:
    deeper = [e for e in error.context if e.validator != "type" and e.validator != "enum"]
    if deeper:  # the one branch that the value is of the kind of
        return _fault(deeper[0], root)
    node, key = root, ""
    for step in error.absolute_path:
        if isinstance(node.value, dict):
            node, key = node.value[step], step
        else:
            node = node.items[step]
    schema = error.schema
    if error.validator == "additionalProperties" and isinstance(node.value, dict):
        known = schema["properties"]
        wrong = next(name for name in node.value if name not in known)
        what = f"unknown key “{wrong}”"
        return InputError(what, node.value[wrong].where, f"known: {', '.join(known)}")
    if error.validator == "required" and isinstance(node.value, dict):
        missing = next(name for name in schema["required"] if name not in node.value)
        return InputError(f"“{key}” has no “{missing}”", node.where, "add it")
    if not key:
        return InputError("a mapping wanted here (lines of “key: value”)", node.where)
    shown = node.value if isinstance(node.value, str) else "a list or mapping"
    return InputError(f"“{key}” is {shown}", node.where, _wanted(schema))


def _wanted(schema: dict[str, Any]) -> str:
    """What a schema asks for, in a few words."""
    if "oneOf" in schema:
        return ", or ".join(_wanted(branch) for branch in schema["oneOf"])
    if "examples" in schema:
        return f"as {' or '.join(schema['examples'])}"
    if "enum" in schema:
        return f"write {' or '.join(schema['enum'])}"
    return str(schema.get("title") or _TYPES[schema["type"]])
