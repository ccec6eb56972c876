"""The named parts of a task, as lists of this genre call them: `lexicon/fields.yml`.

A project's `glossary/fields.yml` has the same form and comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jiebang.errors import InputError
from jiebang.runtime.files import sha256_of
from jiebang.text.han import to_simplified
from jiebang.text.markers import (
    A_CLOSED,
    CLOSED,
    COLON,
    OPENED,
    split_marker,
    split_nested,
)
from jiebang.text.schema import read_as
from jiebang.text.words import load_words
from jiebang.text.yamlnodes import read_yaml

_LONGEST = 60
_LONGEST_BY_ENDING = 16
_LONGEST_ALONE = 14
_QUALIFIER = re.compile(
    r"^(?:其中[：:]?)?(?:本?项目|课题|榜单|榜题|赛题|任务|子任务|阶段|主要|核心|具体|总体|拟|预计|计划){0,3}(?:的)?"
)
_BOTH = re.compile(r"[与及和、]")
# What makes a heading a task: somebody is asked for something, or judged by it.
TASK_KEYS = frozenset({"requirement", "indicators"})
_SURE_ALONE = TASK_KEYS | {"criteria"}
# The same name in Latin letters behind it: 研究内容Scope, 考核指标/ Key Indicators.
_LATIN = r"(?:\s?[/／|]?\s?[A-Za-z][A-Za-z&/'’. -]{2,40})"
_REMARK = re.compile(
    rf"[（(][^（）()]{{0,30}}[）)]$|[/／](?:[亿万千]?元|年|个?月|天)$|(?<=[\u4e00-\u9fff）)]){_LATIN}$"
)
_LABEL = re.compile(
    rf"([{OPENED}]?)(?!\d+[：:∶]\d)([^\s：:∶︰﹕，。；、（）(){OPENED}{re.escape(CLOSED)}]{{2,14}}"
    r"(?:[（(][^（）()：:]{1,20}[）)])?"
    rf"(?:(?<=[\u4e00-\u9fff）)]){_LATIN})?)"
    rf"({A_CLOSED}\s*[{COLON}]?|\s*[{COLON}])"
)
_KEY = re.compile(r"[a-z][a-z_]*")
_TEXTS = {"type": "array", "items": {"type": "string"}}
# Of a project's own file.
_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"means": {}, "names": _TEXTS, "endings": _TEXTS},
    },
}
BULLETS = "●•▪◆■◇○◎►▶▷▸➢➤★※✦·█▌▍▎☞✔"
_PICTURES = "⏰☎✅⚡\U0001f300-\U0001faff"  # 💰 悬赏：…
_BULLET = re.compile(
    rf"(?:[{BULLETS}]|(?:[-–—*＊>]|[{_PICTURES}]\ufe0f?)(?=\s*[{OPENED}]?[\u4e00-\u9fff]))\s*(?=\S)"
)
_DIGITS = re.compile(r"[A-Z]?\d{1,2}(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class FieldNames:
    """What the names of fields mean: `exact` name → key, `endings` in the order they are tried."""

    exact: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]
    _known: dict[str, tuple[str | None, bool]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def digest(self) -> str:
        """Tells one lexicon from another."""
        return sha256_of(repr((sorted(self.exact.items()), self.endings)).encode())

    def key(self, name: str) -> str | None:
        """The key of a known field name, None for any other.

        Traditional characters will do, and words that only say whose it is or set it off
        from others: 项目考核指标（执行期内） is 考核指标.
        """
        return self.exact.get(name) or self._read(name)[0]

    def is_exact(self, name: str) -> bool:
        """Whether a name, or each half of 经费与周期, is in the lists, not told by its ending."""
        return self._read(name)[1]

    def bare_key(self, text: str) -> str | None:
        """The key of a line that is nothing but a field's name.

        By its ending only where it says what is asked or judged: 人工智能领域 is a heading.
        """
        key = self.key(text)
        sure = self.is_exact(text) or (key in _SURE_ALONE and len(text) <= _LONGEST_ALONE)
        return key if sure else None

    def _read(self, name: str) -> tuple[str | None, bool]:
        """(key, whether all of the name is in the lists)."""
        if len(name) > _LONGEST:
            return None, False
        if name not in self._known:
            plain = to_simplified(_REMARK.sub("", name))
            keys = [self._listed(part) for part in _BOTH.split(plain)]
            key = self._listed(plain)
            if key is None and all(keys):  # 研究内容及目标: one field for both
                key = next(k for k in ("requirement", "indicators", keys[0]) if k in keys)
            if key is None and len(plain) <= _LONGEST_BY_ENDING:
                key = next((k for ending, k in self.endings if plain.endswith(ending)), None)
            self._known[name] = key, all(keys) or self._listed(plain) is not None
        return self._known[name]

    def _listed(self, plain: str) -> str | None:
        return self.exact.get(plain) or self.exact.get(_QUALIFIER.sub("", plain))


@cache
def base_names() -> FieldNames:
    """The names of the package's own lexicon."""
    return _names(load_words("fields"))


def load_names(glossary: Path) -> FieldNames:
    """The names of a project: its glossary/fields.yml, where it has one, before the base.

    Raises:
        InputError: the file is not of the form that lexicon/fields.yml shows.
    """
    path = glossary / "fields.yml"
    if not path.is_file():
        return base_names()
    root = read_yaml(path)
    own = read_as(root, _SCHEMA) if root else {}
    for key, node in (root.fields() if root else {}).items():
        if not _KEY.fullmatch(key):
            raise InputError(f"“{key}” is no key", node.where, "small letters and _")
    mine, base = _names(own), base_names()
    return FieldNames({**base.exact, **mine.exact}, (*mine.endings, *base.endings))


def _names(entries: Mapping[str, Mapping[str, list[str]]]) -> FieldNames:
    exact = {name: key for key, entry in entries.items() for name in entry.get("names") or ()}
    endings = [(end, key) for key, entry in entries.items() for end in entry.get("endings") or ()]
    endings.sort(key=lambda pair: -len(pair[0]))  # 总经费 before 经费
    return FieldNames(exact, tuple(endings))


def split_bullet(text: str) -> tuple[str, str]:
    """(“•”, rest) of a line; a stroke is a bullet before Chinese only: -40℃ is a figure."""
    found = _BULLET.match(text)
    return (found.group().rstrip(), text[found.end() :]) if found else ("", text)


def split_lead(text: str, *, nested: bool = False) -> tuple[str, str]:
    """(number or bullet, rest) of a line; with `nested`, “3.1” is a number, too.

    So is “3” right before a name of the package's own lists (3考核指标), and nothing else.
    """
    bullet, inner = split_bullet(text)
    marker, rest = split_marker(text)
    if bullet and len(marker) <= len(bullet):
        return bullet, inner  # no number behind it, as ▶项目一： has
    if nested and not marker:
        marker, _, rest = split_nested(text)
        found = None if marker else _DIGITS.match(text)
        label = read_label(text[found.end() :]) if found else None
        if found and base_names().is_exact(label[1] if label else text[found.end() :]):
            marker, rest = found.group(), text[found.end() :]
    return marker, rest


def field_key(name: str) -> str | None:
    """The key that the package's own lexicon gives a name."""
    return base_names().key(name)


class Label(NamedTuple):
    """The name that opens a line, and what follows it: opening bracket, name, closing, body."""

    opening: str
    name: str
    closing: str
    body: str


def read_label(text: str) -> Label | None:
    """The label of “考核指标：…” or “【考核指标】…”."""
    found = _LABEL.match(text)
    if found is None or bool(found.group(1)) != (found.group(3)[0] in CLOSED):
        return None
    if "（请" in found.group(2):  # 其他（请注明）: a form's own words
        return None
    opening, name, closing = found.groups()
    return Label(opening, name, "".join(closing.split()), text[found.end() :].lstrip())
