"""Files of documents that sources.yml has not: left behind, or the entry is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jiebang.document.model import Finding, Severity
from jiebang.runtime.layout import Layout

_NO_DOCUMENT = "README"


def find_orphans(layout: Layout, documents: Collection[str]) -> Iterator[Finding]:
    """A warning for each structured Markdown and each catalogue of an id not in `documents`."""
    found = [*layout.documents.glob("*.md"), *layout.translations.glob("*/*.po")]
    for path in sorted(found):
        if path.stem not in documents and path.stem != _NO_DOCUMENT:
            where = path.relative_to(layout.root).as_posix()
            what = "no document of sources.yml has this id: delete the file, or add its original"
            yield Finding("orphan", Severity.WARNING, "", where, what)
