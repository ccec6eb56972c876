"""The style guide's words and limits, from style.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Calque:
    """English that copies the Chinese: where it stands, and what to say in its place.

    `zh` is what the Chinese must have for it to count; "" is no condition. `sure`: it is
    no English at all, an error.
    """

    en: re.Pattern[str]
    say: str
    zh: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """The longest sentence, in words, and the calques."""

    sentence_words: int
    calques: tuple[Calque, ...]


@lru_cache(maxsize=1)
def load_style() -> Style:
    """style.yml, read once."""
    text = resources.files("jiebang.checks").joinpath("style.yml").read_text("utf-8")
    data = yaml.safe_load(text)
    calques = tuple(
        Calque(re.compile(rf"\b(?:{c['en']})(?!\w)", re.I), c["say"], c.get("zh", ""), "sure" in c)
        for c in data["calques"]
    )
    return Style(data["sentence_words"], calques)
