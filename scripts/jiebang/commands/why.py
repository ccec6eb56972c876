"""What a change of a glossary term would touch, before it is changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiebang.corpus.glossary import Term, TermBase
from jiebang.corpus.load import Corpus
from jiebang.document.model import State
from jiebang.errors import UsageError


@dataclass(frozen=True, slots=True)
class Touched:
    """One segment that the term governs.

    `rendering` is the one of the term's renderings that the English uses, ""
    where it uses none; `forbidden` one that it must not use.
    """

    segment: str
    zh: str
    en: str
    rendering: str
    forbidden: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that a change of `term` would touch.

    `shielded` counts the segments where its characters stand, but only as part
    of longer terms, `longer`, which are looked for first.
    """

    term: Term
    segments: tuple[Touched, ...]
    shielded: int
    longer: tuple[str, ...]


def touched(corpus: Corpus, term: str) -> Report:
    """Every segment that a change of a glossary term would touch.

    Args:
        corpus: all documents with their translations, and the term base.
        term: the term's id, its Chinese, an alias, or its English.

    Returns:
        The segments in printed order, by longest match: where the term is
        only part of a longer one, it is not touched.

    Raises:
        UsageError: there is no such term.
    """
    found = _named(corpus.terms, term)
    surfaces = (found.zh, *found.aliases)
    segments: list[Touched] = []
    shielded = 0
    longer: dict[str, None] = {}
    for entry in corpus.entries:
        for translation in entry.translations.values():
            if not any(surface in translation.zh for surface in surfaces):
                continue
            matches = corpus.terms.find(translation.zh)
            if not any(match.term is found for match in matches):
                shielded += 1
                for match in matches:
                    text = translation.zh[match.start : match.end]
                    if any(surface in text for surface in surfaces):
                        longer.setdefault(text)
                continue
            en = "" if translation.state is State.MISSING else translation.en
            used = (_used(phrases, en) for phrases in (found.renderings, found.forbidden))
            segments.append(Touched(translation.id, translation.zh, en, *used))
    return Report(found, tuple(segments), shielded, tuple(longer))


def format_touched(report: Report) -> str:
    """The report as text for a terminal: the term, a count by rendering, each segment."""
    term = report.term
    lines = [f"{term.zh} → {term.en} ({term.id})"]
    if term.variants:
        lines.append(f"  also: {', '.join(term.variants)}")
    if term.forbidden:
        lines.append(f"  never: {', '.join(term.forbidden)}")
    lines.append(f"{_count(len(report.segments), 'segment')} touched")
    counts: dict[str, int] = {}
    for segment in report.segments:
        name = segment.rendering or ("(none of its renderings)" if segment.en else "(no English)")
        counts[name] = counts.get(name, 0) + 1
    lines += [
        f"  {n:>4}  {name}" for name, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]
    if report.shielded:
        part = _count(report.shielded, "segment")
        lines.append(f"{part} not touched: only in {', '.join(report.longer)}")
    for segment in report.segments:
        lines += ["", f"{segment.segment}  [{segment.rendering or '–'}]"]
        lines += [f"  {segment.zh}", f"  {segment.en or '(no English yet)'}"]
        if segment.forbidden:
            lines.append(f"  uses “{segment.forbidden}”, which is forbidden")
    return "\n".join(lines)


def _named(terms: TermBase, name: str) -> Term:
    wanted = name.strip().casefold()
    for term in terms.terms:
        if wanted in (term.id, term.zh.casefold(), *(a.casefold() for a in term.aliases)):
            return term
    for term in terms.terms:
        if wanted == term.en.casefold():
            return term
    near = [t.zh for t in terms.terms if wanted and (wanted in t.zh or wanted in t.en.casefold())]
    remedy = f"did you mean {', '.join(near[:5])}?" if near else "see glossary/terms.yml"
    raise UsageError(f"there is no term “{name}”", "", remedy)


def _used(phrases: tuple[str, ...], en: str) -> str:
    """The first of the phrases that the English holds, the longest of those that overlap."""
    held = [p for p in phrases if re.search(_loose(p), en, re.I)]
    inner = {p for p in held for q in held if p != q and p.casefold() in q.casefold()}
    return next((p for p in held if p not in inner), "")


def _loose(phrase: str) -> str:
    """Hyphen or blank, singular or plural: “compute clusters” holds “compute-cluster”."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", phrase)]
    last = words[-1]
    ending = (
        f"(?:{last[:-1]}(?:y|ies)|{last}(?:s|es)?)" if last.endswith("y") else f"{last}(?:s|es)?"
    )
    return r"(?<!\w)" + r"[\s-]+".join([*words[:-1], ending]) + r"(?!\w)"


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
