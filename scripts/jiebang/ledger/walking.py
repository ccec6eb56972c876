"""Through all documents in order: what is known is taken, the rest is worked out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from jiebang.corpus.load import Papers, Rules, read_papers
from jiebang.document.model import Provenance
from jiebang.runtime.layout import Layout
from jiebang.runtime.progress import Meter, Watch
from jiebang.runtime.spreading import Spread, each_unknown
from jiebang.runtime.stamps import code_digest
from jiebang.runtime.store import Store

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

    def digest(self) -> str:
        """Of the texts: equal digests, equal papers."""
        papers = self.papers
        return _digest(
            repr(papers.provenance),
            papers.original,
            papers.markdown,
            "" if papers.catalogue is None else f"={papers.catalogue}",
        )


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
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
    _seen: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def each(
        self, kind: str, work: ShareWork, twins: Twins | None = None
    ) -> Iterator[tuple[Provenance, bytes]]:
        """Every document with what `work` makes of it, in order.

        Raises:
            InputError: a file that cannot be used, in the document's turn.
        """
        for document, _, fetch in self.each_later(kind, work, twins):
            yield document, fetch()

    def each_later(
        self, kind: str, work: ShareWork, twins: Twins | None = None
    ) -> Iterator[tuple[Provenance, str, Callable[[], bytes]]]:
        """Every document with the key of what `work` makes of it, and a way to get that.

        Raises as `each` does.
        """
        known = twins or {}
        meter = Meter(len(self.documents), self.watch)
        shares = (self._unknown(kind, document, known) for document in self.documents)
        for (document, key), made in each_unknown(self.spread, work, self.rules, shares):
            if made is not None:
                self.store.put(kind, document.id, key, made)
            yield document, key, partial(self._get, kind, work, document, key, known, made)
            meter.step(1)

    def _get(
        self,
        kind: str,
        work: ShareWork,
        document: Provenance,
        key: str,
        twins: Twins,
        made: bytes | None,
    ) -> bytes:
        if made is not None:
            return made
        data = self.store.get(kind, document.id, key)
        if data is None:  # it was there a moment ago: what is there is broken
            share = self._share(document, twins)
            data = work(self.rules, share)
            if self._key(kind, share.digest(), share.same_as) == key:
                self.store.put(kind, document.id, key, data)
        return data

    def _unknown(
        self, kind: str, document: Provenance, twins: Twins
    ) -> tuple[tuple[Provenance, str], Share | None]:
        """The document with its key, and its share where that is to be worked on."""
        # Of a document that was read before in this walk only the digest was kept.
        digest = self._seen.get(document.id)
        if digest is not None:
            key = self._key(kind, digest, twins.get(document.id, ()))
            if self.store.has(kind, document.id, key):
                return (document, key), None
        share = self._share(document, twins)
        digest = self._seen[document.id] = share.digest()
        key = self._key(kind, digest, share.same_as)
        return (document, key), None if self.store.has(kind, document.id, key) else share

    def _key(self, kind: str, digest: str, same_as: SameAs) -> str:
        """A digest of what the work reads: equal keys, equal results."""
        return _digest(kind, code_digest(), self.rules.digest, repr(same_as), digest)

    def _share(self, document: Provenance, twins: Twins) -> Share:
        return Share(read_papers(self.layout, document), twins.get(document.id, ()))
