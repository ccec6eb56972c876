"""Tables that a benchmark writes into a page of docs/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; every column but the first is of numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def write_table(page: Path, name: str, text: str) -> None:
    """Put `text` between `<!-- table NAME -->` and the next `<!-- end -->` of the page.

    Raises ValueError where the page has no such place.
    """
    start, end = f"<!-- table {name} -->", "<!-- end -->"
    old = page.read_text("utf-8")
    new, count = re.subn(
        f"{start}.*?{end}", lambda _: f"{start}\n{text}\n{end}", old, count=1, flags=re.DOTALL
    )
    if not count:
        raise ValueError(f"{page} has no “{start} … {end}”")
    page.write_text(new, "utf-8")
