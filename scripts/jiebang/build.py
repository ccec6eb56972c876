"""The whole pipeline, in order: gather all, check all, then write."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jiebang
from jiebang.alignment import LostTextError
from jiebang.checks import run_checks, run_corpus_checks
from jiebang.checks.context import Context
from jiebang.converting import convert_documents
from jiebang.corpus import Corpus, load_corpus, site_url
from jiebang.datasets import write_datasets
from jiebang.errors import UsageError
from jiebang.layout import Layout
from jiebang.model import Finding, Severity
from jiebang.site.editions import build_site
from jiebang.stamps import fingerprint, is_fresh, set_stamp, version_of
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
    """What a build did: findings of the checks, and the steps that had to run."""

    findings: tuple[Finding, ...]
    steps: tuple[str, ...]

    @property
    def failed(self) -> bool:
        return has_errors(self.findings)


def has_errors(findings: Sequence[Finding]) -> bool:
    return any(f.severity is Severity.ERROR for f in findings)


def check_corpus(corpus: Corpus, document_ids: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Every check of every document, in order: first of all, that nothing is lost."""
    known = [e.document.id for e in corpus.entries]
    for document_id in document_ids:
        if document_id not in known:
            raise UsageError(
                f"there is no document “{document_id}”", "", f"known: {', '.join(known)}"
            )
    findings: list[Finding] = []
    for entry in corpus.entries:
        if not document_ids or entry.document.id in document_ids:
            if entry.lost:
                findings.append(
                    Finding(
                        "lost", Severity.ERROR, entry.document.id, entry.document.id, entry.lost
                    )
                )
            context = Context(entry.document.id, corpus.terms, corpus.units)
            findings += run_checks(tuple(entry.translations.values()), context)
    together = {e.document.id: tuple(e.translations.values()) for e in corpus.entries}
    findings += (
        f for f in run_corpus_checks(together) if not document_ids or f.document in document_ids
    )
    return tuple(findings)


def build(layout: Layout, say: Say = lambda _: None) -> Built:
    """Convert, translate, check, write the datasets and the site; only what changed.

    Nothing of the site is touched when a check finds an error.
    """
    for converted in convert_documents(layout):
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
    stamp = layout.cache / "site.json"
    if is_fresh(stamp, inputs):
        return Built((), ())
    corpus = load_corpus(layout)
    findings = check_corpus(corpus)
    built = Built(findings, ("data", "site"))
    if built.failed:
        return built
    say("datasets …")
    write_datasets(corpus, layout)
    say("site …")
    build_site(corpus, layout)
    set_stamp(stamp, inputs, [layout.site])
    return built
