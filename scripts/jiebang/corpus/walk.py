"""Every document of a project in order, each with what was worked out from it.

What is worked out from one document (findings, counts, rows of the datasets) is a function
of its own texts, its entry in sources.yml, the glossary and this program. It is cached
under a digest of exactly these, wherever it was worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from jiebang.corpus.duplicates import SameAs
from jiebang.corpus.load import DocumentTexts, Rules, load_rules, read_texts
from jiebang.corpus.provenance import load_provenance
from jiebang.document.model import Provenance
from jiebang.runtime.cache import RESULTS, ResultCache, code_digest
from jiebang.runtime.executor import Executor, Inline, Watch, map_unknown
from jiebang.runtime.files import sha256_of
from jiebang.runtime.layout import Layout

# All that the work on one document may read: the rules for all, and its own texts.
DocumentWork = Callable[[Rules, DocumentTexts], bytes]


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
        inputs = (self._look_up(kind, d, known.get(d.id, {})) for d in self.documents)
        results = map_unknown(self.executor, work, self.rules, inputs)
        for done, ((document, key, kept), made) in enumerate(results, start=1):
            if made is not None:
                self.cache.put(kind, document.id, key, made)
            yield document, kept if made is None else made
            if self.watch is not None:
                self.watch(done, len(self.documents))

    def _look_up(
        self, kind: str, document: Provenance, same_as: SameAs
    ) -> tuple[tuple[Provenance, str, bytes], DocumentTexts | None]:
        """The document with its key and what was kept; its input where nothing was."""
        texts = None
        # A document that was read before in this walk is not read again for its key.
        if document.id not in self._digests:
            texts = read_texts(self.layout, document)
            catalogue = "" if texts.catalogue is None else f"={texts.catalogue}"
            names = repr(self.rules.names.get(document.id, ""))
            own = (repr(texts.provenance), texts.original, texts.markdown, catalogue, names)
            self._digests[document.id] = _digest(*own)
        # Equal keys, equal results.
        made_from = (code_digest(), self.rules.digest, repr(same_as), self._digests[document.id])
        key = _digest(kind, *made_from)
        kept = self.cache.get(kind, document.id, key)
        if kept is not None:
            return (document, key, kept), None
        texts = texts or read_texts(self.layout, document)
        return (document, key, b""), replace(texts, same_as=same_as)


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
    lengths = " ".join(str(len(part)) for part in parts)
    return sha256_of("".join((lengths, *parts)).encode("utf-8", "surrogatepass"))
