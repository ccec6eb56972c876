"""The catalogues as a memory: Chinese that somebody has put into English already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from jiebang.document.model import State, Translation
from jiebang.text.han import simplified
from jiebang.text.spaces import squash

FRAMES = "frames"  # in the place of a segment's id: lexicon/frames.yml
_TRUSTED = (State.CURATED, State.REVIEWED)


@dataclass(frozen=True, slots=True)
class Match:
    """English for a Chinese text, and the segment it was written for."""

    en: str
    segment_id: str


def remember(translations: Iterable[Translation]) -> dict[str, Match]:
    """The best English of each Chinese text, by that text, letter for letter.

    Only what is curated or reviewed is remembered. Where a text has several
    renderings, a reviewed one is taken before a curated one, then the first.

    Args:
        translations: in the order of the documents.
    """
    best: dict[str, Translation] = {}
    for found in translations:
        known = best.get(found.zh)
        if found.state in _TRUSTED and (known is None or found.state.rank > known.state.rank):
            best[found.zh] = found
    return {zh: Match(found.en, found.id) for zh, found in best.items()}


@cache
def _frames() -> Mapping[str, str]:
    text = files("jiebang").joinpath("lexicon", "frames.yml").read_text("utf-8")
    return {str(zh): str(en) for zh, en in yaml.safe_load(text).items()}


def frame_of(zh: str) -> Match | None:
    """The English of a heading, label or set sentence of the genre, where it is one.

    For what no catalogue has: these ship with the program, for any project.
    """
    english = _frames().get(squash(simplified(zh)))
    return Match(english, FRAMES) if english else None
