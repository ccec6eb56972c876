"""The whole pipeline, in order: gather all, check all, then write."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import jiebang
from jiebang.document.model import Finding, Severity
from jiebang.runtime.cache import fingerprint, is_fresh, set_stamp, version_of
from jiebang.runtime.executor import Executor
from jiebang.runtime.layout import GENERATOR, Layout, site_url

Say = Callable[[str], None]
_TOOLS = ("mkdocs", "pypinyin", "markdown", "jinja2", "xlsxwriter", "duckdb", "opencc")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the steps that had to run; the findings, where there are errors.

    `failed`: they stopped it. `left_out`: the documents with errors, published without.
    `inputs` is a digest of what it was made from.
    """

    findings: tuple[Finding, ...]
    steps: tuple[str, ...]
    failed: bool = False
    left_out: tuple[str, ...] = ()
    inputs: str = ""


def build(
    layout: Layout,
    say: Say = lambda _: None,
    executor: Executor | None = None,
    *,
    keep_going: bool = False,
    pages: bool = False,
) -> Built:
    """Convert, translate, check, write the datasets and the site; only what changed.

    Nothing of the site is touched when a check finds an error.

    Args:
        executor: where the work on single documents is done; here, if left out.
        keep_going: publish all but the documents with errors.
        pages: only what a reader sees first after a change: the pages, without the data and
            the offline copy. The next whole build leaves behind the same as without this.
    """
    if is_built(layout):
        return Built((), ())
    # Here, so that a build with nothing to do reads none of it.
    from jiebang.checks.review import Review
    from jiebang.corpus.load import load_corpus
    from jiebang.corpus.walk import open_walk
    from jiebang.datasets.fragments import read_measures
    from jiebang.datasets.write import write_release
    from jiebang.site.editions import build_site, refresh_pages

    _gather(layout, say, executor)
    inputs = read_inputs(layout)
    steps = ("pages",) if pages else ("data", "site")
    with open_walk(layout, executor) as walk:
        review = Review(walk)
        findings: tuple[Finding, ...] = ()
        left_out: tuple[str, ...] = ()
        if not review.run():
            findings = tuple(review.findings())
            wrong = {f.document for f in findings if f.severity is Severity.ERROR}
            sound = [document for document in walk.documents if document.id not in wrong]
            if not keep_going or "" in wrong or not sound:
                return Built(findings, steps, failed=True)
            left_out = tuple(sorted(wrong))
            walk = replace(walk, documents=sound)
            review = Review(walk)
            review.run()
        # From here on the site is neither what it was nor what it will be.
        layout.site_stamp.unlink(missing_ok=True)
        if not pages:
            say("datasets …")
            write_release(walk, review.same_as)
        measures = read_measures(walk, review.same_as)
    corpus = load_corpus(layout, left_out, measures)
    if pages:
        refresh_pages(corpus, layout)
    else:
        say("site …")
        build_site(corpus, layout)
        if not left_out:  # else the next build says again what is left out
            set_stamp(layout.site_stamp, inputs, [layout.site])
    return Built(findings, steps, left_out=left_out, inputs=inputs)


def is_built(layout: Layout) -> bool:
    """Whether the site is that of what is there now."""
    return is_fresh(layout.site_stamp, read_inputs(layout), [layout.site])


def _gather(layout: Layout, say: Say, executor: Executor | None) -> None:
    """Bring Markdown and catalogues up to date."""
    from jiebang.commands.convert import convert_each
    from jiebang.document.alignment import LostTextError
    from jiebang.translation.resolver import translate

    for converted in convert_each(layout, executor=executor):
        if converted.written:
            say(f"converted {converted.document_id}")
    with contextlib.suppress(LostTextError):  # the checks say so, with all the rest
        for translated in translate(layout, executor=executor):
            if translated.filled:
                say(f"{translated.document_id}: {len(translated.filled)} segments from memory")


def read_inputs(layout: Layout) -> str:
    """A digest of all that a build reads."""
    code = Path(jiebang.__file__).parent
    content = [layout.root / "content", layout.root / "glossary"]
    tools = [f"{name} {version_of(name)}" for name in _TOOLS]
    return fingerprint(
        layout.root,
        [*content, layout.docs, layout.mkdocs_yml, layout.jiebang_yml, code],
        [site_url(), os.environ.get(GENERATOR, ""), *tools],
    )
