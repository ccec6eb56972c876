"""What /zh-hant/ needs to show found texts and table rows in traditional characters.

The index and the tables are in the characters of the originals. OpenCC converts by
phrases (头发 → 頭髮, 发展 → 發展), which a browser cannot do without its dictionaries. So
every text that can be shown is converted here, and what a plain map of characters would
get wrong becomes a phrase of its own. search-words.js applies phrases and map as
`Table.convert` does; that it gives what OpenCC gave is checked here for every text, and
a text for which it would not is listed whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from jiebang.site.amounts import amount_text
from jiebang.site.hant import Converter
from jiebang.site.search import Group, shown_texts
from jiebang.site.strings import Strings
from jiebang.site.views import Collection
from jiebang.text.words import any_of

_AROUND = 8  # characters on each side of a sign that are looked at for a phrase


@dataclass
class Table:
    """Signs, phrases of two characters and more, and texts that neither gets right."""

    signs: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] = re.compile(".", re.DOTALL)

    def convert(self, text: str) -> str:
        """As the browser does: a listed text, else the longest phrase at each place, else the sign.

        Offsets here are of characters, in the browser of UTF-16 units: phrases hold only
        characters that are one of either.
        """
        if text in self.texts:
            return self.texts[text]
        return self._pattern.sub(
            lambda found: self.phrases.get(found[0]) or self.signs.get(found[0], found[0]), text
        )

    def add(self, phrase: str, new: str) -> None:
        """Have a phrase converted as a whole."""
        self.phrases[phrase] = new
        self._pattern = re.compile(f"{any_of(self.phrases)}|.", re.DOTALL)


def table_of(texts: Iterable[str]) -> Table:
    """The table for these texts; exact for each."""
    convert = Converter().text
    wanted = {text: convert(text) for text in dict.fromkeys(texts)}
    known = sorted({char for text in wanted for char in text})
    table = Table({char: new for char in known if (new := convert(char)) != char})
    for text, right in wanted.items():
        if len(right) == len(text):
            _add_phrases(table, text, right, convert)
    table.texts = {text: right for text, right in wanted.items() if table.convert(text) != right}
    return table


def _add_phrases(table: Table, text: str, right: str, convert: Callable[[str], str]) -> None:
    """A phrase for each sign of a text that the table so far gets wrong."""
    for at, (one, two) in enumerate(zip(table.convert(text), right, strict=True)):
        pieces = (slice(*window) for window in _windows(at, len(text)) if one != two)
        for piece in pieces:
            old, new = text[piece], right[piece]
            if convert(old) == new and max(old + new) <= "\uffff":
                table.add(old, new)
                break


def _windows(at: int, length: int) -> Iterator[tuple[int, int]]:
    """Pieces of two characters and more around a place, the shortest first."""
    for size in range(2, 2 * _AROUND):
        for first in range(max(0, at - size + 1), min(at, length - size) + 1):
            yield first, first + size


def shown(collection: Collection, found: Iterable[Group], text: Strings) -> Iterator[str]:
    """Every Chinese text that the search and explore pages may show."""
    yield from shown_texts(found)
    yield from (document.title.zh for document in collection.documents)
    for term in collection.corpus.terms.terms:
        yield from (term.zh, *term.aliases)
    for row, amount in collection.measured:
        yield from (row["metric_zh"] or "", row["text_zh"], amount_text(row, amount, "zh"))
    yield from (theme.zh for theme in collection.corpus.themes)
    yield from text.under("kind.").values()


def hant_table(texts: Iterable[str]) -> str:
    """hant.json: {"hans", "hant": signs in the same order, "phrases", "texts"}."""
    table = table_of(texts)
    record = {
        "hans": "".join(table.signs),
        "hant": "".join(table.signs.values()),
        "phrases": dict(sorted(table.phrases.items())),
        "texts": dict(sorted(table.texts.items())),
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
