"""How much of each document there is, and how much of it is translated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from jiebang.corpus.load import Rules, make_entry
from jiebang.ledger.walking import Share, Walk
from jiebang.measures.rows import entry_rows

KIND = "counted"


def count_share(rules: Rules, share: Share) -> bytes:
    """Tasks, indicators, measures, segments, and segments by state."""
    entry = make_entry(share.papers, rules.themes, {})
    counts = Counter(str(t.state) for t in entry.translations.values())
    counts["tasks"] = len(entry.tasks)
    counts["indicators"] = sum(len(t.indicators) for t in entry.tasks)
    counts["measures"] = sum(1 for _ in entry_rows(entry))
    counts["segments"] = len(entry.translations)
    return json.dumps(counts).encode()


def counts(walk: Walk) -> Iterator[tuple[str, Counter[str]]]:
    """Of each document, by its id."""
    for document, data in walk.each(KIND, count_share):
        yield document.id, Counter(json.loads(data))
