"""Finished pages of the last build, taken again while nothing that they are made of has changed.

A page is a function of its model (the values that its template and its frame get), of the
settings, the glossary and the program; all of these are in its key. Beside pages stand other texts,
and answers about single ones: most are as they were.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from jiebang.runtime.cache import ResultCache, code_digest, version_of

_TOOLS = ("mkdocs", "properdocs", "jinja2", "markdown", "opencc", "pypinyin")
_STAMP = "_digest"  # of an object, among its attributes
_BETWEEN = "\0"  # the texts of a page, which hold none; JSON would take longer
_VERSION = "\ue000version\ue000"  # a private character, which no page holds
_fields = cache(fields)  # TypeError for what is no dataclass
_known: dict[str, dict[str, Any]] = {}  # answers by question, by text; while a site is built


class PageCache(ResultCache):
    """Texts by page: the files that it becomes.

    `version`, of the data, stands on most pages and changes with any text. It is taken out of
    keys and texts and put back into what is taken again.
    """

    def __init__(self, folder: Path, name: str, version: str = "") -> None:
        super().__init__(folder / f"pages-{name}.sqlite")
        # The digest of the content: the rest, “0.0.0+”, is written otherwise in addresses.
        self._version = version.partition("+")[2]

    def key(self, *parts: object) -> str:
        """A digest of what a page is made from.

        Raises TypeError for what is no plain data: whether that is the same nobody can tell.
        """
        tools = [version_of(name) for name in _TOOLS]
        return self._digest([code_digest(), tools, *parts])

    def texts(self, name: str, key: str) -> dict[str, str] | None:
        """The texts made from this; None where there are none."""
        data = self.get("page", name, key)
        if data is None:
            return None
        record = zlib.decompress(data).decode().replace(_VERSION, self._version)
        parts = record.split(_BETWEEN)
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def keep(self, name: str, key: str, texts: Mapping[str, str]) -> None:
        parts = [part for pair in texts.items() for part in pair]
        if not any(_BETWEEN in part for part in parts):
            record = self._mask(_BETWEEN.join(parts))
            self.put("page", name, key, zlib.compress(record.encode(), 1))

    def take(self, name: str, make: Callable[[], str], *parts: object) -> str:
        """The one text made from `parts`: that of the last time, or a new one."""
        key = self.key(*parts)
        found = self.texts(name, key)
        if found is None:
            found = {"": make()}
            self.keep(name, key, found)
        return found[""]

    @contextlib.contextmanager
    def answers(self, *depends: object) -> Iterator[None]:
        """Inside, what earlier builds have answered is known; `depends` is what answers hang on."""
        key = self.key(*depends)
        before = (self.texts("answers", key) or {"": '{"figures": {}, "pinyin": {}}'})[""]
        _known.update(json.loads(before))
        try:
            yield
            if (after := json.dumps(_known)) != before:
                self.keep("answers", key, {"": after})
        finally:
            _known.clear()

    def _digest(self, record: object) -> str:
        text = self._mask(json.dumps(record, default=self._plain, ensure_ascii=False))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _mask(self, text: str) -> str:
        return text.replace(self._version, _VERSION) if self._version else text

    def _plain(self, value: Any) -> object:
        """A value that JSON has not, in what it has.

        An object that can hold it has the digest of its own fields from then on: many pages are
        made of it.
        """
        if isinstance(value, Mapping):
            return dict(value)
        held = (getattr(value, field.name) for field in _fields(value.__class__))
        plain = [type(value).__name__, *held]
        if not hasattr(value, "__dict__"):
            return plain
        if _STAMP not in vars(value):
            vars(value)[_STAMP] = self._digest(plain)
        return vars(value)[_STAMP]


def answer(question: str, text: str, find: Callable[[str], Any]) -> Any:
    """`find(text)`, which JSON can hold; that of an earlier build, where one has asked."""
    known = _known.get(question)
    if known is None:
        return find(text)
    if text not in known:
        known[text] = find(text)
    return known[text]


def syllables(text: str) -> list[str]:
    """The pinyin of a text: 重庆 → chong, qing; what is not Chinese stays as it is."""

    def read(text: str) -> list[str]:
        from pypinyin import lazy_pinyin  # its dictionaries take a quarter of a second to load

        return lazy_pinyin(text)

    found: list[str] = answer("pinyin", text, read)
    return found
