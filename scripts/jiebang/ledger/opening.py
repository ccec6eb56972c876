"""A walk through a project's documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jiebang.corpus.load import load_rules
from jiebang.corpus.provenance import load_provenance
from jiebang.ledger.walking import Walk
from jiebang.runtime.layout import Layout
from jiebang.runtime.progress import Watch
from jiebang.runtime.spreading import Inline, Spread
from jiebang.runtime.store import STORE, Store


@contextmanager
def open_walk(
    layout: Layout, spread: Spread | None = None, watch: Watch | None = None
) -> Iterator[Walk]:
    """Through every document of sources.yml.

    Args:
        spread: where the work is done; here, if left out.
        watch: told how far it is.

    Raises:
        InputError: sources.yml or the glossary cannot be used.
    """
    rules = load_rules(layout)
    documents = load_provenance(layout)
    with Store(layout.cache / STORE) as store:
        yield Walk(layout, rules, documents, store, spread or Inline(), watch)
        store.keep_only({document.id for document in documents})
