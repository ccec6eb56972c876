"""What several commands share: the documents they go through, progress, and findings."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jiebang.document.model import Finding, Severity
from jiebang.runtime.executor import open_executor
from jiebang.runtime.layout import Layout

if TYPE_CHECKING:
    from jiebang.corpus.walk import Walk


@contextmanager
def open_documents(layout: Layout, jobs: int, cluster: str) -> Iterator[Walk]:
    """A walk over all documents that tells how far it is."""
    from jiebang.corpus.walk import open_walk

    with (
        open_executor(jobs, cluster) as executor,
        open_walk(layout, executor, Ticker("documents")) as walk,
    ):
        yield walk


class Ticker:
    """Tells how far a run is, once a second, on a terminal."""

    def __init__(self, what: str) -> None:
        self._what, self._done = what, 0
        self._start = self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < self._done:  # another run
            self._start = now
        self._done = done
        if now - self._last >= 1:
            self._last = now
            rate = done / max(now - self._start, 1e-9)
            left = f", {(total - done) / rate:.0f} s left" if done else ""
            say(f"{done}/{total} {self._what}, {rate:.1f}/s{left}")


def say(text: str) -> None:
    """Progress, for a person who watches; a log stays clean."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def print_findings(findings: Iterable[Finding], style: str = "text") -> None:
    """As text or for GitHub as they come; as JSON when all are there."""
    if style == "json":
        columns = ("check", "severity", "document", "where", "message")
        rows = [{column: str(getattr(f, column)) for column in columns} for f in findings]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    counts: Counter[str] = Counter()
    for f in findings:
        unseen = f.check == "empty" and f.severity is Severity.WARNING
        counts["missing" if unseen else f.severity] += 1
        if style == "github":
            text = f.message.replace("%", "%25").replace("\n", "%0A")
            print(f"::{f.severity} title={f.check} {f.where}::{text}")
        elif not unseen:
            print(f"{f.severity}: {f.where}: {f.message} [{f.check}]")
    if style == "text":
        errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
        missing = f"{counts['missing']} segments not yet translated"
        print(f"{errors} errors, {warnings} warnings, {missing}")
