"""Answers about single texts, kept between builds: most texts are as they were."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from jiebang.site.page_cache import PageCache

_QUESTIONS = ("figures", "pinyin")
_known: dict[str, dict[str, Any]] = {}  # by question, by text; while a site is built


def answer(question: str, text: str, find: Callable[[str], Any]) -> Any:
    """`find(text)`, which JSON can hold; that of an earlier build, where one has asked."""
    known = _known.get(question)
    if known is None:
        return find(text)
    if text not in known:
        known[text] = find(text)
    return known[text]


@contextlib.contextmanager
def kept_answers(cache: PageCache, *depends: object) -> Iterator[None]:
    """Inside, what earlier builds have found is known; `depends` is what answers hang on."""
    key = cache.key(*depends)
    kept = cache.get("answers", key) or {}
    for question in _QUESTIONS:
        _known[question] = json.loads(kept.get(question, "{}"))
    before = [len(known) for known in _known.values()]
    try:
        yield
        if before != [len(known) for known in _known.values()]:
            made = {question: json.dumps(known) for question, known in _known.items()}
            cache.put("answers", key, made)
    finally:
        _known.clear()


def syllables(text: str) -> list[str]:
    """The pinyin of a text: 重庆 → chong, qing; what is not Chinese stays as it is."""
    found: list[str] = answer("pinyin", text, _read_pinyin)
    return found


def _read_pinyin(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # its dictionaries take a quarter of a second to load

    return lazy_pinyin(text)
