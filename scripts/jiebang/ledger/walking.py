"""Through all documents in order: what is known is taken, the rest is worked out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiebang.corpus import Papers, Rules, read_papers
from jiebang.layout import Layout
from jiebang.model import Provenance
from jiebang.progress import Meter, Watch
from jiebang.spreading import Spread, each_unknown
from jiebang.stamps import code_digest
from jiebang.store import Store

# The tasks of a document that have twins, with these; by document.
SameAs = tuple[tuple[str, tuple[str, ...]], ...]
Twins = Mapping[str, SameAs]


@dataclass(frozen=True, slots=True)
class Share:
    """All that the work on one document may read, but the rules for all.

    `same_as` has the twins of its tasks, where they are known and have any.
    """

    papers: Papers
    same_as: SameAs = ()

    def key(self, kind: str, rules: Rules) -> str:
        """A digest of what the work reads: equal keys, equal results."""
        papers = self.papers
        digest = hashlib.sha256()
        for part in (
            kind,
            code_digest(),
            rules.digest,
            repr(papers.provenance),
            repr(self.same_as),
            papers.original,
            papers.markdown,
            "" if papers.catalogue is None else f"={papers.catalogue}",
        ):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
        return digest.hexdigest()


ShareWork = Callable[[Rules, Share], bytes]


@dataclass(frozen=True)
class Walk:
    """What a walk through the documents needs, whatever is worked out."""

    layout: Layout
    rules: Rules
    documents: Sequence[Provenance]
    store: Store
    spread: Spread
    watch: Watch | None = None

    def each(
        self, kind: str, work: ShareWork, twins: Twins | None = None
    ) -> Iterator[tuple[Provenance, bytes]]:
        """Every document with what `work` makes of it, in order.

        Raises:
            InputError: a file that cannot be used, in the document's turn.
        """
        known = twins or {}
        meter = Meter(len(self.documents), self.watch)
        shares = (self._unknown(kind, document, known) for document in self.documents)
        for (document, key), made in each_unknown(self.spread, work, self.rules, shares):
            data = self.store.get(kind, document.id, key) if made is None else made
            if data is None:  # it was there a moment ago: what is there is broken
                data = made = work(self.rules, self._share(document, known))
            if made is not None:
                self.store.put(kind, document.id, key, data)
            yield document, data
            meter.step(1)

    def _unknown(
        self, kind: str, document: Provenance, twins: Twins
    ) -> tuple[tuple[Provenance, str], Share | None]:
        """The document with its key, and its share where that is to be worked on."""
        share = self._share(document, twins)
        key = share.key(kind, self.rules)
        return (document, key), None if self.store.has(kind, document.id, key) else share

    def _share(self, document: Provenance, twins: Twins) -> Share:
        return Share(read_papers(self.layout, document), twins.get(document.id, ()))
