"""YAML read as plain strings, lists and mappings, each with its line.

Every scalar is the text written: no dates, booleans or nulls are guessed.
Anchors, aliases, merges and tags are refused: what a file says is what stands
there, and small files cannot unfold into large ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from jiebang.errors import InputError
from jiebang.runtime.files import read_text

_DEEPEST = 50
# libyaml's, ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file; `where` is "file:line", `value` plain data's parts.

    `name` is the key that it, or the list it is in, stands below.
    """

    where: str
    value: str | tuple[Node, ...] | dict[str, Node]
    name: str = ""

    @property
    def text(self) -> str:
        """The scalar, blanks around it removed. InputError if it is none."""
        if not isinstance(self.value, str):
            raise InputError("text wanted here, not a list or mapping", self.where)
        return self.value.strip()

    @property
    def filled(self) -> str:
        """The scalar. InputError if it says nothing."""
        if not self.text:
            raise InputError(f"“{self.name}” is empty", self.where, "fill it in or take it out")
        return self.text

    @property
    def items(self) -> tuple[Node, ...]:
        """The list's members. InputError if it is no list."""
        if not isinstance(self.value, tuple):
            raise InputError("a list wanted here (lines that begin with “- ”)", self.where)
        return self.value

    def plain(self) -> Any:
        """Texts, lists and dictionaries."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, tuple):
            return [item.plain() for item in self.value]
        return self.text

    def fields(
        self, known: Collection[str] | None = None, required: Collection[str] = ()
    ) -> dict[str, Node]:
        """The mapping's members by key; any will do where none is known.

        Raises InputError for another shape or key.
        """
        if not isinstance(self.value, dict):
            raise InputError("a mapping wanted here (lines of “key: value”)", self.where)
        for key, node in self.value.items():
            if known is not None and key not in known:
                raise InputError(f"unknown key “{key}”", node.where, f"known: {', '.join(known)}")
        for key in required:
            if key not in self.value:
                raise InputError(f"“{key}” is missing", self.where)
        return self.value


def read_yaml(path: Path, name: str = "") -> Node | None:
    """What a file that a person keeps says; None where it says nothing. It must be there.

    `name` stands for the path in errors. Raises InputError as `read_text` and `parse_yaml` do.
    """
    return parse_yaml(read_text(path, strip_bom=True, may_be_empty=True), name or str(path))


def parse_yaml(text: str, name: str) -> Node | None:
    """The one document of a YAML text; None if it holds nothing but comments.

    Args:
        text: the file's text.
        name: the file's name, for the errors.

    Raises:
        InputError: malformed YAML, a key given twice, an anchor, alias or tag;
            each with its line.
    """
    found: Node | None = None
    try:
        # In one pass over what the parser sees; what is text stays text.
        events = iter(yaml.parse(text, Loader=_LOADER))
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and found is not None:
                what = "malformed YAML: a second document"
                raise InputError(what, _where(event, name), "keep one of them")
            if isinstance(event, yaml.NodeEvent):
                found = _node(events, event, name, 1)
        return found
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise InputError(f"malformed YAML: {error.problem or error.context}", where) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"malformed YAML: character U+{int(error.character):04X} is not allowed"
        raise InputError(what, f"{name}:{line}") from None
    except (ValueError, OverflowError):  # a number PyYAML cannot make, as in "\\UFFFFFFFF"
        raise InputError("malformed YAML: a number that cannot be", name) from None


def _node(events: Iterator[Any], event: Any, name: str, depth: int, key: str = "") -> Node:
    """The value that an event begins, with what is in it."""
    where = _where(event, name)
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise InputError("YAML anchors and aliases are not used here", where, "write it out")
    if event.tag is not None:
        raise InputError("YAML tags are not used here", where, "write plain text")
    if isinstance(event, yaml.ScalarEvent):
        # By an escape, as "\ud800": no file can be written with it.
        if _NO_TEXT.search(event.value):
            raise InputError("malformed YAML: half a character, or a zero", where, "take it out")
        return Node(where, str(event.value), key)
    # Before the scanner gets there: its time grows with the square of the depth.
    if depth >= _DEEPEST:
        raise InputError("malformed YAML: nested too deeply", where)
    items: list[Node] = []
    members: dict[str, Node] = {}
    while not isinstance(inner := next(events), yaml.CollectionEndEvent):
        found = _node(events, inner, name, depth + 1, key)
        if isinstance(event, yaml.SequenceStartEvent):
            items.append(found)
            continue
        if not isinstance(found.value, str):
            raise InputError("a key must be text", found.where)
        if found.value in members:
            raise InputError(f"“{found.value}” is given twice", found.where)
        # The key's line, not the value's: that is where a reader looks.
        below = _node(events, next(events), name, depth + 1, found.value)
        members[found.value] = Node(found.where, below.value, found.value)
    return Node(where, members if isinstance(event, yaml.MappingStartEvent) else tuple(items), key)


def _where(event: Any, name: str) -> str:
    return f"{name}:{event.start_mark.line + 1}" if event.start_mark else name
