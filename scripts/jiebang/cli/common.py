"""What several commands print: findings, and progress for a person who watches."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from textwrap import indent

from jiebang.document.model import Finding, Severity
from jiebang.runtime.progress import Progress


class Ticker:
    """Tells how far a run is, once a second, on a terminal."""

    def __init__(self, what: str) -> None:
        self._what, self._last = what, time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= 1:
            self._last = now
            left = "" if progress.left is None else f", {progress.left:.0f} s left"
            say(f"{progress.done}/{progress.total} {self._what}, {progress.rate:.1f}/s{left}")


def say(text: str) -> None:
    """Progress, for a person who watches; a log stays clean."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def print_findings(findings: Iterable[Finding], style: str) -> None:
    """As they come: there may be very many."""
    if style == "json":
        _print_json(findings)
        return
    counts: Counter[str] = Counter()
    missing = 0
    for f in findings:
        counts[f.severity] += 1
        unseen = f.check == "empty" and f.severity is Severity.WARNING
        missing += unseen
        if style == "github":
            text = f.message.replace("%", "%25").replace("\n", "%0A")
            print(f"::{f.severity} title={f.check} {f.where}::{text}")
        elif not unseen:
            print(f"{f.severity}: {f.where}: {f.message} [{f.check}]")
    if style == "text":
        print(
            f"{counts[Severity.ERROR]} errors, {counts[Severity.WARNING] - missing} warnings, "
            f"{missing} segments not yet translated"
        )


def _print_json(findings: Iterable[Finding]) -> None:
    begun = False
    for f in findings:
        record = {
            "check": f.check,
            "severity": str(f.severity),
            "document": f.document,
            "where": f.where,
            "message": f.message,
        }
        print("," if begun else "[")
        print(indent(json.dumps(record, ensure_ascii=False, indent=1), " "), end="")
        begun = True
    print("\n]" if begun else "[]")
