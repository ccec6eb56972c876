"""Styles and lists of a Word document: what numbers paragraphs, makes headings or hides text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from jiebang.originals.numbering import LEVELS, Level, NumberedList

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ON, _OFF = ("1", "true", "on"), ("0", "false", "off", "none")
_MAX_DEPTH = 20


def value(parent: _Element | None, path: str, unset: str | None = None) -> str | None:
    """The `val` of the element at a path of WordprocessingML names, None where there is none.

    `unset` stands for a `val` that the element leaves out.
    """
    found = None if parent is None else parent.find("/".join(W + name for name in path.split("/")))
    return None if found is None else found.get(f"{W}val", unset)


def whole(text: str | None, default: int) -> int:
    """A number of the file within reason; the default for anything else."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else default


class Styles:
    """Paragraph and character styles by id."""

    def __init__(self, root: _Element) -> None:
        self._known = {str(s.get(f"{W}styleId", "")): s for s in root.iterfind(f"{W}style")}
        defaults = (name for name, s in self._known.items() if s.get(f"{W}default") in _ON)
        of = (name for name in defaults if self._known[name].get(f"{W}type") == "paragraph")
        self._default = next(of, "")

    def find(self, element: _Element, path: str, unset: str | None = None) -> tuple[str, str]:
        """(style that says it, value) of a property, by its path from `pPr` or `rPr`; "" for none.

        What stands at a paragraph or run goes before its style, and that before the style
        it is based on.
        """
        name = value(element, f"{path[:3]}/{path[0]}Style")
        name = (self._default if path[0] == "p" else "") if name is None else name
        origin, holder = name, element
        for _ in range(_MAX_DEPTH):
            if (found := value(holder, path, unset)) is not None:
                return origin, found
            if (style := self._known.get(name)) is None:
                break
            origin, holder, name = name, style, value(style, "basedOn") or ""
        return "", ""

    def list_of(self, paragraph: _Element) -> tuple[str, int | None, str]:
        """(list id, level, style that named it) of a paragraph; ("", None, "") for none."""
        origin, number_id = self.find(paragraph, "pPr/numPr/numId")
        level = self.find(paragraph, "pPr/numPr/ilvl")[1] if number_id else ""
        return number_id, int(level) if level in tuple("012345678") else None, origin

    def heading_of(self, paragraph: _Element) -> int:
        """The level, 1 to 6, of a paragraph that stands in the document's outline; else 0."""
        _, level = self.find(paragraph, "pPr/outlineLvl")
        return int(level) + 1 if level in tuple("012345") else 0  # Word's tenth (9) is plain text

    def hides(self, run: _Element) -> bool:
        """Whether a run is hidden text, which no print shows."""
        return self.find(run, "rPr/vanish", "1")[1] not in ("", *_OFF)


def read_lists(root: _Element) -> dict[str, NumberedList]:
    """The lists that `numbering.xml` defines, by id."""
    abstract = {str(e.get(f"{W}abstractNumId")): e for e in root.iterfind(f"{W}abstractNum")}
    # A definition that only points at a list style stands for the one that names itself so.
    named = {value(e, "styleLink"): key for key, e in abstract.items()}
    first: dict[str, NumberedList] = {}  # of those with one definition, which count along
    lists: dict[str, NumberedList] = {}
    for element in root.iterfind(f"{W}num"):
        key = value(element, "abstractNumId") or ""
        if (link := value(abstract.get(key), "numStyleLink")) is not None:
            key = named.get(link, key)
        found = NumberedList(dict(_levels(abstract[key])) if key in abstract else {})
        found.counts = first.setdefault(key, found).counts
        for override in element.iterfind(f"{W}lvlOverride"):
            found.levels.update(_levels(override))
            at, start = whole(override.get(f"{W}ilvl"), 0), value(override, "startOverride")
            if start is not None and 0 <= at < LEVELS:
                found.starts[at] = whole(start, 1)
                found.levels[at] = replace(found.level(at), start=found.starts[at])
        lists[str(element.get(f"{W}numId"))] = found
    return lists


def _levels(parent: _Element) -> Iterator[tuple[int, Level]]:
    for element in parent.iterfind(f"{W}lvl"):
        restart = value(element, "lvlRestart")
        form = next(element.iter(f"{W}numFmt"), None)  # Word may put it into AlternateContent
        level = Level(
            start=whole(value(element, "start"), 1),
            format="decimal" if form is None else str(form.get(f"{W}val")),
            text=value(element, "lvlText") or "",
            restart=None if restart is None else whole(restart, 0),
            legal=element.find(f"{W}isLgl") is not None,
            glue="" if value(element, "suff") == "nothing" else " ",
            style=value(element, "pStyle") or "",
        )
        yield whole(element.get(f"{W}ilvl"), 0), level
