"""Does the same Chinese read the same everywhere? A check of the whole corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from jiebang.model import Finding, Severity, State, Translation

_BLANKS = re.compile(r"\s+")
_END = "。；;：:.,，、 "
_EN_END = ".;:, "


def consistency(translations: Mapping[str, Sequence[Translation]]) -> Iterator[Finding]:
    """A warning for each entry whose Chinese has other, more usual English elsewhere.

    Case, blanks and the sign at the end make no difference. An entry that
    allows `consistency` takes no part: a context that wants other words.
    """
    found: dict[str, list[tuple[str, Translation]]] = defaultdict(list)
    for document, entries in translations.items():
        for entry in entries:
            silenced = any(check == "consistency" for check, _ in entry.allow)
            if entry.state is not State.MISSING and entry.en.strip() and not silenced:
                found[_BLANKS.sub("", entry.zh).rstrip(_END)].append((document, entry))
    for places in found.values():
        counts = Counter(_english(entry) for _, entry in places)
        if len(counts) == 1:
            continue
        usual = counts.most_common(1)[0][0]  # of equals the first in print
        model = next(entry for _, entry in places if _english(entry) == usual)
        for document, entry in places:
            if _english(entry) != usual:
                message = (
                    f"“{_short(entry.en)}”, but the same Chinese is “{_short(model.en)}” in "
                    f"{model.id}; make them one, or allow it with the reason"
                )
                yield Finding("consistency", Severity.WARNING, document, entry.id, message)


def _english(entry: Translation) -> str:
    return _BLANKS.sub(" ", entry.en).strip().rstrip(_EN_END).casefold()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
