"""Finished pages of the last build, taken again while nothing that they are made of has changed.

A page is a function of its model (the values that its template and its frame get), of the
settings, the glossary and the program; all of these are in its key.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jiebang.runtime.cache import ResultCache, code_digest, version_of

_TOOLS = ("mkdocs", "properdocs", "jinja2", "markdown", "opencc", "pypinyin")
_STAMP = "_digest"  # of an object, among its attributes
_BETWEEN = "\0"  # the texts of a page, which hold none; JSON would take longer
_VERSION = "\ue000version\ue000"  # a private character, which no page holds


class PageCache:
    """Texts by page: the files that it becomes.

    `version`, of the data, stands on most pages and changes with any text. It is taken out of
    keys and texts and put back into what is taken again.
    """

    def __init__(self, folder: Path, name: str, version: str = "") -> None:
        self._cache = ResultCache(folder / f"pages-{name}.sqlite")
        # The digest of the content: the rest, “0.0.0+”, is written otherwise in addresses.
        self._version = version.partition("+")[2]

    def __enter__(self) -> PageCache:
        return self

    def __exit__(self, *_: object) -> None:
        self._cache.__exit__()

    def key(self, *parts: object) -> str:
        """A digest of what a page is made from.

        Raises TypeError for what is no plain data: whether that is the same nobody can tell.
        """
        tools = [version_of(name) for name in _TOOLS]
        record = json.dumps([code_digest(), tools, *parts], default=self._plain, ensure_ascii=False)
        return _digest(self._mask(record))

    def has(self, name: str, key: str) -> bool:
        return self._cache.has("page", name, key)

    def get(self, name: str, key: str) -> dict[str, str] | None:
        """The texts made from this; None where there are none."""
        data = self._cache.get("page", name, key)
        if data is None:
            return None
        record = zlib.decompress(data).decode().replace(_VERSION, self._version)
        parts = record.split(_BETWEEN)
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def put(self, name: str, key: str, texts: Mapping[str, str]) -> None:
        parts = [part for pair in texts.items() for part in pair]
        if not any(_BETWEEN in part for part in parts):
            record = self._mask(_BETWEEN.join(parts))
            self._cache.put("page", name, key, zlib.compress(record.encode(), 1))

    def take(self, name: str, make: Callable[[], str], *parts: object) -> str:
        """The one text made from `parts`: that of the last time, or a new one."""
        key = self.key(*parts)
        found = self.get(name, key)
        if found is None:
            found = {"": make()}
            self.put(name, key, found)
        return found[""]

    def _mask(self, text: str) -> str:
        return text.replace(self._version, _VERSION) if self._version else text

    def _plain(self, value: Any) -> object:
        """A value that JSON has not, in what it has.

        An object that can hold it has the digest of its own fields from then on: many pages are
        made of it.
        """
        if isinstance(value, Mapping):
            return dict(value)
        plain = [type(value).__name__, *(getattr(value, name) for name in _names(value.__class__))]
        if not hasattr(value, "__dict__"):
            return plain
        if _STAMP not in vars(value):
            record = json.dumps(plain, default=self._plain, ensure_ascii=False)
            vars(value)[_STAMP] = _digest(self._mask(record))
        return vars(value)[_STAMP]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is no plain data")
    return tuple(field.name for field in fields(kind))


def _digest(record: str) -> str:
    return hashlib.sha256(record.encode("utf-8", "surrogatepass")).hexdigest()
