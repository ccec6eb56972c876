"""Traditional characters and their simplified twins."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, cast


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """A text in traditional characters letter for letter in simplified ones.

    A simplified text comes back as it is, even where one character of it could be
    taken for a traditional one (昇 in 昇腾, a name).
    """
    if text.isascii():
        return text
    twin = _converter("t2s").convert(text)
    if twin == text or len(twin) != len(text):
        return text
    return twin if _differ(text, twin) > _differ(text, _converter("s2t").convert(text)) else text


def _differ(text: str, other: str) -> int:
    return sum(a != b for a, b in zip(text, other, strict=False))


@lru_cache(maxsize=2)
def _converter(name: str) -> _Converter:
    from opencc import OpenCC  # 20 ms, and seldom wanted

    return cast(_Converter, OpenCC(name))
