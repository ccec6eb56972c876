"""The whole pipeline, in order: gather all, check all, then write."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jiebang
from jiebang.commands.convert import convert_each
from jiebang.corpus.load import load_corpus, site_url
from jiebang.datasets import write_pieces
from jiebang.document.alignment import LostTextError
from jiebang.document.model import Finding
from jiebang.ledger.checked import Review
from jiebang.ledger.opening import open_walk
from jiebang.ledger.released import formats_at_once, offers
from jiebang.runtime.layout import Layout
from jiebang.runtime.spreading import Spread
from jiebang.runtime.stamps import fingerprint, is_fresh, set_stamp, version_of
from jiebang.site.editions import build_site
from jiebang.translation.resolver import translate

Say = Callable[[str], None]
_TOOLS = (
    "mkdocs",
    "mkdocs-material",
    "pagefind",
    "markdown",
    "jinja2",
    "xlsxwriter",
    "duckdb",
    "opencc",
    "itables",
)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the steps that had to run; the findings, where they stopped it."""

    findings: tuple[Finding, ...]
    steps: tuple[str, ...]
    failed: bool = False


def build(
    layout: Layout, say: Say = lambda _: None, spread: Spread | None = None, jobs: int = 1
) -> Built:
    """Convert, translate, check, write the datasets and the site; only what changed.

    Nothing of the site is touched when a check finds an error.

    Args:
        spread: where the work on single documents is done; here, if left out.
        jobs: formats of the datasets to write side by side; 0 for as many as cores.
    """
    for converted in convert_each(layout, spread=spread):
        if converted.written:
            say(f"converted {converted.document_id}")
    with contextlib.suppress(LostTextError):  # the checks below say so, with all the rest
        for translated in translate(layout):
            if translated.filled:
                say(f"{translated.document_id}: {len(translated.filled)} segments from memory")
    code = Path(jiebang.__file__).parent
    content = [layout.root / "content", layout.root / "glossary"]
    tools = [f"{name} {version_of(name)}" for name in _TOOLS]
    inputs = fingerprint(
        layout.root, [*content, layout.docs, layout.mkdocs_yml, code], [site_url(), *tools]
    )
    stamp = layout.site_stamp
    if is_fresh(stamp, inputs):
        return Built((), ())
    with open_walk(layout, spread) as walk:
        review = Review(walk)
        if not review.run():
            return Built(tuple(review.findings()), ("data", "site"), failed=True)
        # From here on the site is neither what it was nor what it will be.
        stamp.unlink(missing_ok=True)
        say("datasets …")
        made, at_once = offers(walk, review.twins), formats_at_once(walk, jobs)
        write_pieces(walk.rules, layout, made, jobs=at_once, store=walk.store)
    say("site …")
    build_site(load_corpus(layout), layout)
    set_stamp(stamp, inputs, [layout.site])
    return Built((), ("data", "site"))
