"""Readings of a scan that nobody has compared with its picture."""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.document.model import Document, Finding, Severity

_NAMED = 3


def unconfirmed(document: Document) -> Iterator[Finding]:
    """One warning for a document: how many readings are unconfirmed, and the first of them."""
    open_ = [doubt for doubt in document.unconfirmed if not doubt.confirmed]
    if not open_:
        return
    named = "; ".join(f"page {d.page}, line {d.line}: {d.words}" for d in open_[:_NAMED])
    more = f"; and {len(open_) - _NAMED:,} more" if len(open_) > _NAMED else ""
    count = f"{len(open_):,} reading{'s' * (len(open_) > 1)}"
    message = (
        f"{count} of the scan not confirmed ({named}{more}); "
        "compare each with the picture of its line, and write `confirmed: yes` beside it "
        f"in the front matter of {document.id}.md, or delete it there"
    )
    yield Finding("unconfirmed", Severity.WARNING, document.id, document.id, message)
