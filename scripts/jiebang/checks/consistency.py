"""Does the same Chinese read the same everywhere? A check of the whole corpus."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jiebang.document.model import Finding, Severity, State, Translation

_BLANKS = re.compile(r"\s+")
_END = "。；;：:.,，、 "
_EN_END = ".;:, "


class Rendering(NamedTuple):
    """What is compared of an entry: digests of its Chinese and English, and how it is shown."""

    id: str
    zh: str
    en: str
    shown: str


def consistency(translations: Mapping[str, Sequence[Translation]]) -> Iterator[Finding]:
    """A warning for each entry whose Chinese has other, more usual English elsewhere.

    Case, blanks and the sign at the end make no difference. An entry that
    allows `consistency` takes no part: a context that wants other words.
    """
    with Comparison() as comparison:
        for document, entries in translations.items():
            comparison.add(document, rendering(entries))
        yield from comparison.findings()


def rendering(entries: Iterable[Translation]) -> Iterator[Rendering]:
    """What is compared of the entries of one document."""
    for entry in entries:
        silenced = any(check == "consistency" for check, _ in entry.allow)
        if entry.state is not State.MISSING and entry.en.strip() and not silenced:
            zh = _digest(_BLANKS.sub("", entry.zh).rstrip(_END))
            en = _digest(_BLANKS.sub(" ", entry.en).strip().rstrip(_EN_END).casefold())
            yield Rendering(entry.id, zh, en, _short(entry.en))


class Comparison:
    """`consistency` of documents that come one by one, and are kept on disk, not in memory."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # a temporary file, gone when it is closed
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(
            "CREATE TABLE said (n INTEGER PRIMARY KEY, document, id, zh, en, shown)"
        )

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, document: str, renderings: Iterable[Rendering]) -> None:
        rows = ((document, *one) for one in renderings)
        self._database.executemany("INSERT INTO said VALUES (NULL, ?, ?, ?, ?, ?)", rows)

    def findings(self) -> Iterator[Finding]:
        """A text's places together, the texts in the order of their first places."""
        mixed = self._database.execute(
            "SELECT said.zh, document, id, en, shown FROM said JOIN"
            " (SELECT zh, min(n) AS first FROM said GROUP BY zh HAVING min(en) < max(en)) AS mixed"
            " ON mixed.zh = said.zh ORDER BY first, n"
        )
        places: list[tuple[str, str, str, str]] = []
        last = None
        for zh, *place in mixed:
            if zh != last:
                yield from _unusual(places)
                places, last = [], zh
            places.append((place[0], place[1], place[2], place[3]))
        yield from _unusual(places)


def _unusual(places: Sequence[tuple[str, str, str, str]]) -> Iterator[Finding]:
    """Findings on (document, id, English, English as shown) of one Chinese text."""
    if not places:
        return
    usual = Counter(en for _, _, en, _ in places).most_common(1)[0][0]  # of equals the first
    _, model, _, like = next(place for place in places if place[2] == usual)
    for document, identifier, en, shown in places:
        if en != usual:
            message = (
                f"“{shown}”, but the same Chinese is “{like}” in "
                f"{model}; make them one, or allow it with the reason"
            )
            yield Finding("consistency", Severity.WARNING, document, identifier, message)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
