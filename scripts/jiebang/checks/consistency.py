"""Does the same Chinese read the same everywhere? A check of the whole corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
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

    Case, blanks and the character at the end make no difference. An entry that
    allows `consistency` takes no part: a context that wants other words.
    """
    compared = ((document, rendering(entries)) for document, entries in translations.items())
    yield from compare_renderings(dict(compared))


def rendering(entries: Iterable[Translation]) -> Iterator[Rendering]:
    """What is compared of the entries of one document."""
    for entry in entries:
        silenced = any(check == "consistency" for check, _ in entry.allow)
        if entry.state is not State.MISSING and entry.en.strip() and not silenced:
            zh = _BLANKS.sub("", entry.zh).rstrip(_END)
            en = _BLANKS.sub(" ", entry.en).strip().rstrip(_EN_END).casefold()
            shown = entry.en if len(entry.en) <= 60 else entry.en[:59] + "…"
            zh, en = (blake2b(text.encode(), digest_size=12).hexdigest() for text in (zh, en))
            yield Rendering(entry.id, zh, en, shown)


def compare_renderings(renderings: Mapping[str, Iterable[Rendering]]) -> Iterator[Finding]:
    """`consistency` of the renderings of each document.

    A text's places together, the texts in the order of their first places.
    """
    same: dict[str, list[tuple[str, Rendering]]] = defaultdict(list)
    for document, found in renderings.items():
        for one in found:
            same[one.zh].append((document, one))
    for places in same.values():
        usual = Counter(one.en for _, one in places).most_common(1)[0][0]  # of equals the first
        model = next(one for _, one in places if one.en == usual)
        for document, one in places:
            if one.en != usual:
                message = (
                    f"“{one.shown}”, but the same Chinese is “{model.shown}” in "
                    f"{model.id}; make them one, or allow it with the reason"
                )
                yield Finding("consistency", Severity.WARNING, document, one.id, message)
