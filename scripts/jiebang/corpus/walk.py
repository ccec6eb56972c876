"""Every document of a project in order, each with what was worked out from it.

What is worked out from one document (findings, counts, rows of the datasets) is a function
of its own texts, its entry in sources.yml, the glossary and this program. It is cached
under a digest of exactly these, wherever it was worked out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from jiebang.corpus.load import DocumentTexts, Rules, load_rules, read_texts
from jiebang.corpus.provenance import load_provenance
from jiebang.document.model import Provenance
from jiebang.runtime.cache import RESULTS, ResultCache, code_digest
from jiebang.runtime.executor import Executor, Inline, map_unknown
from jiebang.runtime.layout import Layout
from jiebang.runtime.progress import Meter, Watch

# The tasks of a document that have duplicates, with these; by document.
SameAs = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """All that the work on one document may read, beside the rules for all.

    `same_as` has the duplicates of its tasks, where they are known and there are any.
    """

    texts: DocumentTexts
    same_as: SameAs = ()

    def digest(self) -> str:
        """Equal digests, equal texts."""
        texts = self.texts
        return _digest(
            repr(texts.provenance),
            texts.original,
            texts.markdown,
            "" if texts.catalogue is None else f"={texts.catalogue}",
        )


DocumentWork = Callable[[Rules, DocumentInput], bytes]


@dataclass(frozen=True)
class Walk:
    """A way through all documents, with the cache of what was worked out before."""

    layout: Layout
    rules: Rules
    documents: Sequence[Provenance]
    cache: ResultCache
    executor: Executor
    watch: Watch | None = None
    _digests: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def each(
        self, kind: str, work: DocumentWork, same_as: Mapping[str, SameAs] | None = None
    ) -> Iterator[tuple[Provenance, bytes]]:
        """Every document with what `work` makes of it, in order.

        Raises:
            InputError: a file that cannot be used, in the document's turn.
        """
        known = same_as or {}
        meter = Meter(len(self.documents), self.watch)
        inputs = (self._unknown(kind, document, known) for document in self.documents)
        for (document, key), made in map_unknown(self.executor, work, self.rules, inputs):
            if made is not None:
                self.cache.put(kind, document.id, key, made)
                yield document, made
            else:
                yield document, self._cached(kind, work, document, key, known)
            meter.step(1)

    def _cached(
        self,
        kind: str,
        work: DocumentWork,
        document: Provenance,
        key: str,
        same_as: Mapping[str, SameAs],
    ) -> bytes:
        data = self.cache.get(kind, document.id, key)
        if data is None:  # it was there a moment ago: what is there is broken
            data = work(self.rules, self._input(document, same_as))
            self.cache.put(kind, document.id, key, data)
        return data

    def _unknown(
        self, kind: str, document: Provenance, same_as: Mapping[str, SameAs]
    ) -> tuple[tuple[Provenance, str], DocumentInput | None]:
        """The document with its key, and its input where that is to be worked on."""
        # A document that was read before in this walk is not read again for its key.
        digest = self._digests.get(document.id)
        if digest is not None:
            key = self._key(kind, digest, same_as.get(document.id, ()))
            if self.cache.has(kind, document.id, key):
                return (document, key), None
        found = self._input(document, same_as)
        digest = self._digests[document.id] = found.digest()
        key = self._key(kind, digest, found.same_as)
        return (document, key), None if self.cache.has(kind, document.id, key) else found

    def _key(self, kind: str, digest: str, same_as: SameAs) -> str:
        """A digest of what the work reads: equal keys, equal results."""
        return _digest(kind, code_digest(), self.rules.digest, repr(same_as), digest)

    def _input(self, document: Provenance, same_as: Mapping[str, SameAs]) -> DocumentInput:
        return DocumentInput(read_texts(self.layout, document), same_as.get(document.id, ()))


@contextmanager
def open_walk(
    layout: Layout, executor: Executor | None = None, watch: Watch | None = None
) -> Iterator[Walk]:
    """A walk through every document of sources.yml.

    Args:
        executor: where the work is done; here, if left out.
        watch: told how far it is.

    Raises:
        InputError: sources.yml or the glossary cannot be used.
    """
    rules = load_rules(layout)
    documents = load_provenance(layout)
    with ResultCache(layout.cache / RESULTS) as cache:
        yield Walk(layout, rules, documents, cache, executor or Inline(), watch)
        cache.keep_only({document.id for document in documents})


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
