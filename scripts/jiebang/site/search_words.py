"""What the reader's query is widened by, as two files for the browser.

words.json: traditional characters and their simplified ones, words that say nothing, the
names of the glossary's terms with their pinyin, and names in other regions: those that
OpenCC knows of the words that occur, and those of search_words.yml. units.json: the units
that figures are read with, and how readers write amounts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import opencc

from jiebang.corpus.glossary import Term
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.units import unit_table
from jiebang.site.page_cache import PageCache, syllables
from jiebang.site.search_index import write_json
from jiebang.text.words import any_of, read_yaml

# The blocks that hold what OpenCC maps character by character.
_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_REGIONS = (("s2twp", "s2tw"), ("s2hkp", "s2hk"))
_AMOUNTS = ("values", "behind", "scales", "short", "money", "numbers")
_WORD = range(2, 7)  # characters of a word that is called otherwise in another region


def write_words(
    texts: Sequence[str],
    terms: Sequence[Term],
    index: Mapping[str, object],
    folder: Path,
    cache: PageCache,
) -> None:
    """Write words.json and units.json into `folder`.

    `texts` is the Chinese that is searched, `index` what write_index returned: one file
    less to ask for.
    """
    known: Mapping[str, Any] = read_yaml(files("jiebang.site") / "search_words.yml")
    glossary = [_names((t.zh, *t.aliases), t.variants, (t.en,), t.synonyms) for t in terms]
    names = [_names((zh,), others) for zh, others in known["names"].items()]
    found = cache.take("regional", lambda: json.dumps(regional_words(texts)), texts)
    regional = json.loads(found) | {
        other: zh
        for zh, others in known["names"].items()
        for other in others
        if not other.isascii()
    }
    occurring = set(unicodedata.normalize("NFKC", "".join((*texts, *regional))))
    hant, hans = simplifications(occurring)
    every = "\n".join(texts)
    words = {
        "hant": hant,
        "hans": hans,
        "stop": {language: text.split() for language, text in known["stop"].items()},
        "regional": regional,
        "said": [word for word in regional if word in every],
        "british": known["british"],
        "months": known["months"],
        "numbers": list(known["numbers"]),
        "terms": [*glossary, *names],
        "index": index,
    }
    write_json(folder / "words.json", words)
    # As the browser wants the table: printed unit → base, kind, factor; base of a product → its
    # own name, kind.
    units = {n: (u.base, u.kind, float(u.factor)) for n, u in sorted(unit_table().units.items())}
    compounds = {base: list(named) for base, named in sorted(lexicon().compounds.items())}
    amounts = {key: known[key] for key in _AMOUNTS}
    amounts |= {"english": known["units"], "prefixes": known["prefixes"]}
    write_json(folder / "units.json", amounts | {"units": units, "compounds": compounds})


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


def regional_words(texts: Iterable[str]) -> dict[str, str]:
    """Words of Taiwan and Hong Kong → those of the texts, both in simplified characters."""
    found: dict[str, str] = {}
    simplify = opencc.OpenCC("t2s").convert
    text = "\n".join(dict.fromkeys(texts))
    for phrases, signs in _REGIONS:
        turned, plain = (opencc.OpenCC(name).convert for name in (phrases, signs))
        lines = zip(*(one.split("\n") for one in (text, turned(text), plain(text))), strict=True)
        pieces = {piece for line, one, two in lines if one != two for piece in _pieces(line)}
        # The shortest first: what a part of a piece explains is no word of its own.
        ordered = sorted(pieces, key=lambda piece: (len(piece), piece))
        if not ordered:
            continue
        every = "\n".join(ordered)
        there = (turn(every).split("\n") for turn in (turned, plain))
        for piece, one, two in zip(ordered, *there, strict=True):
            known = one != two and re.sub(any_of(found), lambda m: found.get(m[0], ""), piece)
            if one != two and known != simplify(one):
                found[piece] = simplify(one)
    return {there: own for own, there in found.items() if there != own}


def _pieces(line: str) -> Iterator[str]:
    for size in _WORD:
        for at in range(len(line) - size + 1):
            piece = line[at : at + size]
            if all("\u3400" <= char <= "\u9fff" for char in piece):
                yield piece


def _names(
    zh: Sequence[str], others: Sequence[str], first: Sequence[str] = (), more: Sequence[str] = ()
) -> Sequence[Sequence[str]]:
    """What a term is looked for by: its Chinese names, its English ones, pinyin, weak ones.

    Of its other names a single word that a translator may use (“support”, “fit” for 适配) is weak:
    it is taken for the term only where no document has it. An abbreviation is not.
    """
    weak = [name for name in others if not _is_name(name)]
    names = [*first, *(name for name in others if _is_name(name)), *more]
    english, little = (list(dict.fromkeys(map(str.lower, some))) for some in (names, weak))
    return zh, english, ["".join(syllables(name)) for name in zh], little


def _is_name(name: str) -> bool:
    return not name.isascii() or (name.isupper() and len(name) > 2) or " " in name or "-" in name
