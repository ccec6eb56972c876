"""What a change of a glossary term would touch, before it is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jiebang.checks.terms import EnglishWords
from jiebang.corpus.glossary import Term, TermBase
from jiebang.corpus.load import Corpus
from jiebang.document.model import State, Translation
from jiebang.errors import UsageError


def explain(corpus: Corpus, name: str) -> str:
    """The term, how often each rendering stands for it, and every segment, in printed order.

    Args:
        corpus: all documents with their translations, and the term base.
        name: the term's id, its Chinese, an alias, or its English.

    Returns:
        Lines for a terminal. By longest match: where the term is only part of a longer
        one, it is not touched, and the segment is only counted.

    Raises:
        UsageError: there is no such term.
    """
    term = _find_term(corpus.terms, name)
    surfaces = (term.zh, *term.aliases)
    counts: Counter[str] = Counter()
    longer: dict[str, None] = {}
    told: list[str] = []
    shielded = 0
    for translation in (t for e in corpus.entries for t in e.translations.values()):
        if not any(surface in translation.zh for surface in surfaces):
            continue
        matches = corpus.terms.find(translation.zh)
        if any(match.term is term for match in matches):
            rendering, lines = _tell(translation, term)
            counts[rendering] += 1
            told += lines
        else:
            shielded += 1
            texts = (translation.zh[match.start : match.end] for match in matches)
            longer |= dict.fromkeys(t for t in texts if any(s in t for s in surfaces))
    head = [f"{term.zh} → {term.en} ({term.id})"]
    for label, phrases in (("also", term.variants), ("never", term.forbidden)):
        if phrases:
            head.append(f"  {label}: {', '.join(phrases)}")
    head.append(f"{_count(counts.total())} touched")
    head += [f"  {n:>4}  {name}" for name, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))]
    if shielded:
        head.append(f"{_count(shielded)} not touched: only in {', '.join(longer)}")
    return "\n".join((*head, *told))


def _tell(translation: Translation, term: Term) -> tuple[str, list[str]]:
    """What stands for the term in one segment, and the segment's lines."""
    en = "" if translation.state is State.MISSING else translation.en
    rendering, forbidden = (_used(phrases, en) for phrases in (term.renderings, term.forbidden))
    lines = ["", f"{translation.id}  [{rendering or '–'}]"]
    lines += [f"  {translation.zh}", f"  {en or '(no English yet)'}"]
    if forbidden:
        lines.append(f"  uses “{forbidden}”, which is forbidden")
    return rendering or ("(none of its renderings)" if en else "(no English)"), lines


def _used(phrases: Iterable[str], en: str) -> str:
    """The longest of the phrases that the English holds: “computing cluster” holds “cluster”."""
    words = EnglishWords(en)
    return max((p for p in phrases if words.has(p, strict=True)), key=len, default="")


def _find_term(terms: TermBase, name: str) -> Term:
    wanted = name.strip().casefold()
    by_name = {term.en.casefold(): term for term in reversed(terms.terms)}
    for term in reversed(terms.terms):  # of equals the first; an English name is the last resort
        by_name |= {known.casefold(): term for known in (term.id, term.zh, *term.aliases)}
    if wanted in by_name:
        return by_name[wanted]
    near = [t.zh for t in terms.terms if wanted and (wanted in t.zh or wanted in t.en.casefold())]
    remedy = f"did you mean {', '.join(near[:5])}?" if near else "see glossary/terms.yml"
    raise UsageError(f"there is no term “{name}”", "", remedy)


def _count(segments: int) -> str:
    return f"{segments} segment{'s' * (segments != 1)}"
