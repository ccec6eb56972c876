"""The units of measure and the classifiers (glossary/units.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.text.yamlnodes import Node, parse_yaml

_KEYS = ("id", "kind", "zh", "en", "ucum", "never")
_REQUIRED = ("id", "kind", "zh", "en")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure or a classifier: how each language writes it.

    A classifier (`kind` "classifier") may become one of its `en`, or nothing;
    `never` are false nouns for it. `ucum` is "" where there is no such code.
    """

    id: str
    kind: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    ucum: str = ""
    never: tuple[str, ...] = ()

    @property
    def classifier(self) -> bool:
        return self.kind == "classifier"

    @property
    def currency(self) -> bool:
        return self.kind == "currency"


@dataclass(frozen=True, eq=False)
class UnitBase:
    """All units; finds the one that stands at a place of a text, the longest first."""

    units: tuple[Unit, ...] = ()
    _zh: tuple[re.Pattern[str], dict[str, Unit]] = field(init=False, repr=False)
    _en: tuple[re.Pattern[str], dict[str, Unit]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        measures = [u for u in self.units if not u.classifier]
        zh = {surface: unit for unit in self.units for surface in unit.zh}
        en = {surface: unit for unit in measures for surface in unit.en}
        object.__setattr__(self, "_zh", (_pattern(zh), zh))
        object.__setattr__(self, "_en", (_pattern(en), en))

    def zh_at(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The unit that begins at `start` of a Chinese text, and its end."""
        return _at(self._zh, text, start)

    def en_at(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The unit of measure that begins at `start` of an English text, and its end."""
        return _at(self._en, text, start)

    def named(self, surface: str) -> Unit | None:
        """The unit of measure whose English is exactly this."""
        return self._en[1].get(surface)


def load_units(path: Path) -> UnitBase:
    """Read and check a unit file.

    Raises:
        InputError: unreadable, malformed, an unknown or missing key, an id or
            a way of writing given twice; each with file and line.
    """
    document = parse_yaml(read_text(path, strip_bom=True), str(path))
    nodes = () if document is None else document.items
    seen: dict[str, str] = {}
    return UnitBase(tuple(_unit(node, seen) for node in nodes))


def _unit(node: Node, seen: dict[str, str]) -> Unit:
    fields = node.fields(_KEYS, required=_REQUIRED)
    unit = Unit(
        id=fields["id"].text,
        kind=fields["kind"].text,
        zh=_texts(fields["zh"]),
        en=_texts(fields["en"]),
        ucum=fields["ucum"].text if "ucum" in fields else "",
        never=_texts(fields["never"]) if "never" in fields else (),
    )
    if not _ID.fullmatch(unit.id):
        remedy = "small Latin letters, digits and single hyphens: square-meter"
        raise InputError(f"“{unit.id}” cannot be an id", fields["id"].where, remedy)
    # Classifiers share their English: “type” is 种 and 类.
    english = () if unit.classifier else [f"en {text}" for text in unit.en]
    for text in (f"id {unit.id}", *(f"zh {text}" for text in unit.zh), *english):
        if text in seen:
            raise InputError(f"“{text}” is taken", node.where, f"it stands at {seen[text]} already")
        seen[text] = node.where
    return unit


def _texts(node: Node) -> tuple[str, ...]:
    texts = tuple(item.text for item in node.items)
    if not texts or not all(texts):
        raise InputError("an empty list or text", node.where, "write at least one form")
    return texts


def _at(
    known: tuple[re.Pattern[str], dict[str, Unit]], text: str, start: int
) -> tuple[Unit, int] | None:
    match = known[0].match(text, start)
    if not match:
        return None
    unit = known[1].get(match.group()) or known[1][match.group().replace("-", " ")]
    return unit, match.end()


def _pattern(surfaces: Iterable[str]) -> re.Pattern[str]:
    """Any of the surfaces, the longest first; Latin ones as whole words only."""
    ordered = sorted(surfaces, key=lambda s: (-len(s), s))
    if not ordered:
        return _NOTHING
    return re.compile("|".join(map(_whole, ordered)))


def _whole(surface: str) -> str:
    # W is not in W/kg, but the unit of “120° / vertical”.
    last = surface[-1]
    latin = not "\u3400" <= last <= "\u9fff"
    words = re.escape(surface).replace(r"\ ", "[ -]")  # “6-degree-of-freedom”
    return words + (r"(?![A-Za-z²³]|[/·.][A-Za-z])" if latin else "")
