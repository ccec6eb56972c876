"""The checks of all documents, one document at a time."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Mapping

from jiebang.checks import run_checks, run_term_checks
from jiebang.checks.consistency import Comparison, Rendering, rendering
from jiebang.checks.context import Context
from jiebang.corpus.duplicates import TaskText, TwinFinder, text_of
from jiebang.corpus.load import Entry, Rules, make_entry
from jiebang.document.model import Finding, Severity
from jiebang.ledger.walking import SameAs, Share, Walk
from jiebang.runtime.stamps import code_digest

KIND, _REVIEW = "checked", "review"


def findings_of(entry: Entry, rules: Rules) -> tuple[Finding, ...]:
    """Every check of one document: first of all, that nothing is lost."""
    document = entry.document.id
    found = run_checks(
        tuple(entry.translations.values()), Context(document, rules.terms, rules.units)
    )
    if entry.lost:
        return (Finding("lost", Severity.ERROR, document, document, entry.lost), *found)
    return found


def check_share(rules: Rules, share: Share) -> bytes:
    """The findings of a document, and what the checks of all documents compare."""
    entry = make_entry(share.papers, rules.themes, {})
    record = {
        "findings": [
            [f.check, str(f.severity), f.where, f.message] for f in findings_of(entry, rules)
        ],
        "said": list(rendering(entry.translations.values())),
        "tasks": [[t.id, t.keys, t.size, f"{t.bits:x}", t.text] for t in map(text_of, entry.tasks)],
    }
    return zlib.compress(json.dumps(record, ensure_ascii=False).encode(), 1)


class Review:
    """The findings on all documents, given out as they are found.

    When `findings` has been gone through, `errors` counts those that must be mended,
    and `twins` has the tasks that other documents have, too, by document.

    Args:
        wanted: the documents whose findings are given out; all are looked at. Empty is
            all of them, and then the term base, which belongs to none.
    """

    def __init__(self, walk: Walk, wanted: Collection[str] = ()) -> None:
        self._walk, self._only = walk, frozenset(wanted)
        self.errors, self._key = 0, ""
        self.twins: Mapping[str, SameAs] = {}

    def findings(self) -> Iterator[Finding]:
        """Those on each document, in order, then on several together, then on the terms."""
        self.errors = 0
        for found in self._found():
            self.errors += found.severity is Severity.ERROR
            yield found
        if not self._only:
            came_to = json.dumps([self.errors, dict(self.twins)]).encode()
            self._walk.store.put(_REVIEW, "", self._key, came_to)

    def _found(self) -> Iterator[Finding]:
        looked_at = self._keys()
        with Comparison() as comparison, TwinFinder() as finder:
            for document, key, fetch in self._walk.each_later(KIND, check_share):
                looked_at.update(f"{document.id} {key}\n".encode())
                record = json.loads(zlib.decompress(fetch()))
                if self._wanted(document.id):
                    for check, severity, where, message in record["findings"]:
                        yield Finding(check, Severity(severity), document.id, where, message)
                comparison.add(document.id, (Rendering(*said) for said in record["said"]))
                for identifier, keys, size, bits, text in record["tasks"]:
                    finder.add(TaskText(identifier, tuple(keys), size, int(bits, 16), text))
            yield from (f for f in comparison.findings() if self._wanted(f.document))
            self.twins = _by_document(finder.twins())
        self._key = looked_at.hexdigest()
        if not self._only:
            yield from run_term_checks(self._walk.rules.terms)

    def _wanted(self, document: str) -> bool:
        return not self._only or document in self._only

    def run(self) -> bool:
        """Go through all findings and keep none; returns whether there is no error.

        What it comes to is kept with the keys of all documents: with the same keys it is
        taken from there.
        """
        keys = self._keys()
        for document, key, _ in self._walk.each_later(KIND, check_share):
            keys.update(f"{document.id} {key}\n".encode())
        store = self._walk.store
        data = None if self._only else store.get(_REVIEW, "", keys.hexdigest())
        if data is not None:
            self.errors, twins = json.loads(data)
            self.twins = {d: tuple((t, tuple(o)) for t, o in same) for d, same in twins.items()}
            return not self.errors
        for _ in self.findings():
            pass
        return not self.errors

    def _keys(self) -> hashlib._Hash:
        return hashlib.sha256(f"{code_digest()} {self._walk.rules.digest}\n".encode())


def _by_document(twins: Mapping[str, tuple[str, ...]]) -> dict[str, SameAs]:
    found: dict[str, SameAs] = {}
    for task, others in twins.items():
        document = task.partition(".")[0]  # an id of a document has no full stop
        found[document] = (*found.get(document, ()), (task, others))
    return found
