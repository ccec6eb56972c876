"""What the reader's query is widened by: glossary synonyms, and traditional characters.

The index and the texts are in simplified characters; a query in traditional ones is
turned by a small map, made here by OpenCC of just those characters that can be found.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import opencc

from jiebang.corpus.glossary import Term
from jiebang.site.search import Record

# The blocks that hold what OpenCC maps character by character.
_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_LOOSE = frozenset(
    [
        "a",
        "be",
        "by",
        "from",
        "how",
        "in",
        "no",
        "of",
        "the",
        "they",
        "to",
        "under",
        "up",
        "where",
        "with",
    ]
)


def write_words(found: Iterable[Record], terms: Iterable[Term], path: Path) -> None:
    """Write the map and the synonyms for search.js and explore.js."""
    occurring = {
        char
        for record in found
        for char in unicodedata.normalize("NFKC", f"{record.text.zh}{record.title.zh}")
    }
    hant, hans = simplifications(occurring)
    words = {"hant": hant, "hans": hans, "terms": [synonyms(term) for term in terms]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(words, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def simplifications(occurring: Iterable[str]) -> tuple[str, str]:
    """Traditional characters, and in the same place the simplified ones that occur.

    A character that occurs itself is never mapped: 著 of 显著 must find 显著.
    """
    known = frozenset(occurring)
    every = [chr(code) for block in _BLOCKS for code in block]
    turned = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    pairs = [
        (old, new)
        for old, new in zip(every, turned, strict=True)
        if len(new) == 1 and new != old and new in known and old not in known
    ]
    return "".join(old for old, _ in pairs), "".join(new for _, new in pairs)


def synonyms(term: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a term is looked for by: its Chinese names, its English ones.

    A variant of one word is left out: the glossary lets a translator write “support”
    or “fit” for 适配, but who looks for “support” does not mean that.
    """
    english = (term.en, *(v for v in term.variants if _named(v)), *term.synonyms)
    return (term.zh, *term.aliases), tuple(dict.fromkeys(e.lower() for e in english))


def _named(variant: str) -> bool:
    """Several words that name something: not “multiple types of”, “taking up”."""
    words = variant.lower().split()
    return len(words) > 1 and _LOOSE.isdisjoint((words[0], words[-1]))
