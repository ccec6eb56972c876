"""The pinyin of names. Its dictionaries take long to load, so what was read before is kept."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

from jiebang.site.page_cache import PageCache

_read: dict[str, list[str]] = {}


def syllables(text: str) -> list[str]:
    """The syllables of a text: 重庆 → chong, qing; what is not Chinese stays as it is."""
    if text not in _read:
        from pypinyin import lazy_pinyin

        _read[text] = lazy_pinyin(text)
    return _read[text]


@contextlib.contextmanager
def kept_pinyin(cache: PageCache) -> Iterator[None]:
    """Inside, what a build before this one has read is known; afterwards, what this one has."""
    key = cache.key()
    known = json.loads((cache.get("pinyin", key) or {"": "{}"})[""])
    _read.update(known)
    yield
    if len(_read) > len(known):
        cache.put("pinyin", key, {"": json.dumps(_read)})
