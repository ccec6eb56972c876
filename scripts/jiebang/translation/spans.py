"""What must not pass through an engine: amounts, dates, terms, addresses, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jiebang.corpus.glossary import Term, TermBase
from jiebang.quantities.numbers_en import even
from jiebang.quantities.render_en import RenderedAmount, render_pieces
from jiebang.quantities.units import meaning

HAN = re.compile(r"[\u3400-\u9fff]")
_ADDRESS = re.compile(
    r"<https?://[^\s<>]+>|https?://[A-Za-z0-9/?=&%._~#:+@-]+|[\w.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.]+",
    re.ASCII,
)
# 〔2023〕174号: the letters before it are the body's short name, the engine's to say.
_DOCUMENT = re.compile(r"[〔\[［（(]\s*((?:19|20)\d\d)\s*[〕\]］）)]\s*(?:第\s*)?(\d{1,5})\s*号")
_VERSION = re.compile(r"(?<![0-9.])[vV]?[0-9]+(?:\.[0-9]+){2,}(?![0-9])")
_CLOCK = re.compile(r"(?<![0-9:：])([0-9]{1,2})[:：]([0-5][0-9])(?![0-9:：])")
# （万元）, 单位：亿元: no figure before it.
_UNIT_ALONE = re.compile(r"(?<=[（(：:])([十百千万亿]+)([^\s（()），,；;。：:]+)")
# Names of models and the like, where they have a letter: GPT-4, FP16, C++.
_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9.+#/&_@√·-]*[A-Za-z0-9+#]|[A-Za-z]")


class SpanKind(StrEnum):
    """What a span is; decides how it may stand in the English."""

    TERM = "term"
    AMOUNT = "amount"
    DATE = "date"
    LITERAL = "literal"
    BOUND = "bound"


_NOUNS = (SpanKind.TERM, SpanKind.LITERAL)


@dataclass(frozen=True, slots=True)
class ProtectedSpan:
    """`zh[start:end]`, and the English that must stand for it.

    `many` says that what an amount counts is in the plural; `parts` has the English of each
    term of several that are one span.
    """

    start: int
    end: int
    en: str
    kind: SpanKind
    many: bool = False
    parts: tuple[str, ...] = ()


def find_spans(zh: str, base: TermBase, *, everything: bool = False) -> tuple[ProtectedSpan, ...]:
    """The spans of a Chinese text, in order, none overlapping.

    Args:
        everything: also terms that are verbs as often as nouns (适配), and bounds
            that stand apart from their figure: what engines say better in their
            own way, unless they say it wrongly.
    """
    taken: list[ProtectedSpan] = []
    _take(taken, _literals(zh))
    amounts = [_span(piece) for piece in render_pieces(zh)]
    terms = [
        ProtectedSpan(m.start, m.end, m.term.en, SpanKind.TERM)
        for m in base.find(zh)
        if m.term.check and (everything or not _verbal(m.term))
    ]
    apart = [a for a in amounts if a.kind is SpanKind.BOUND]
    amounts = [a for a in amounts if a.kind is not SpanKind.BOUND]
    # 三维重建 is a term, whatever figure is in it; 20项专利 an amount and a term.
    figured = [t for t in terms if any(t.start <= a.start and t.end >= a.end for a in amounts)]
    _take(taken, figured)
    _take(taken, amounts)
    _take(taken, terms)
    _take(taken, apart if everything else ())
    _take(taken, [name for name in _find(_NAME, zh) if any(map(str.isalpha, name.en))])
    return tuple(sorted(taken, key=lambda span: span.start))


def find_joined_spans(
    base: TermBase, zh: str, everything: bool = False
) -> tuple[ProtectedSpan, ...]:
    """What is protected: the spans, terms side by side as one; `everything` adds to them.

    English strings nouns in the order of the Chinese. A name before a term belongs to it, too:
    GPU集群 is “GPU cluster”.
    """
    found: list[ProtectedSpan] = []
    for span in find_spans(zh, base):
        last = found[-1] if found else None
        if last and last.end == span.start and span.kind is SpanKind.TERM and last.kind in _NOUNS:
            parts = (*(last.parts or (last.en,)), span.en)
            found[-1] = replace(span, start=last.start, en=" ".join(parts), parts=parts)
        else:
            found.append(span)
    if everything:
        _take(found, find_spans(zh, base, everything=True))
    return tuple(sorted(found, key=lambda span: span.start))


def _span(piece: RenderedAmount) -> ProtectedSpan:
    kind = {"bound": SpanKind.BOUND, "date": SpanKind.DATE}.get(piece.kind, SpanKind.AMOUNT)
    return ProtectedSpan(piece.start, piece.end, piece.en, kind, piece.many)


def _take(
    taken: list[ProtectedSpan], offered: Sequence[ProtectedSpan] | Iterator[ProtectedSpan]
) -> None:
    for span in offered:
        if all(span.end <= other.start or span.start >= other.end for other in taken):
            taken.append(span)


def _literals(zh: str) -> Iterator[ProtectedSpan]:
    yield from _find(_ADDRESS, zh)
    yield from _find(_DOCUMENT, even(zh), r"[\1] No. \2")
    yield from _find(_VERSION, zh)
    yield from _find(_CLOCK, even(zh), r"\1:\2")
    for match in scaled_units(zh):
        for piece in render_pieces(f"1{match.group()}"):
            yield ProtectedSpan(match.start(), match.end(), piece.en, SpanKind.LITERAL)


def scaled_units(zh: str) -> Iterator[re.Match[str]]:
    """Each unit by itself with a scale before it: 万元; not 千克, whose name has it."""
    for match in _UNIT_ALONE.finditer(zh):
        if meaning(match[2]).ucum and not meaning(match.group()).ucum:
            yield match


def _find(pattern: re.Pattern[str], zh: str, form: str = r"\g<0>") -> Iterator[ProtectedSpan]:
    """What a pattern finds, as it is or in another form."""
    for match in pattern.finditer(zh):
        yield ProtectedSpan(match.start(), match.end(), match.expand(form), SpanKind.LITERAL)


def _verbal(term: Term) -> bool:
    """Whether English has the term in forms that only a sentence can choose: adapt, adapted."""
    words = term.en.split()
    stem = words[0].lower().removesuffix("e")[:5]
    return len(words) == 1 and any(
        v.lower().startswith(stem) and v.lower().endswith(("ed", "able", "ible", "ability"))
        for v in term.variants
        if " " not in v
    )
