"""How much of each document there is, and how much of it is translated."""

from __future__ import annotations

import json
from collections import Counter

from jiebang.corpus.load import DocumentTexts, Rules, make_entry
from jiebang.datasets.measures import entry_rows


def count_document(rules: Rules, texts: DocumentTexts) -> bytes:
    """Tasks, indicators, measures, segments, and segments by state."""
    entry = make_entry(texts, rules)
    counts = Counter(str(t.state) for t in entry.translations.values())
    counts["tasks"] = len(entry.tasks)
    counts["indicators"] = sum(len(t.indicators) for t in entry.tasks)
    counts["measures"] = sum(1 for _ in entry_rows(entry))
    counts["segments"] = len(entry.translations)
    return json.dumps(counts).encode()
