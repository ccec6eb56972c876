"""What an engine's English must pass before it is stored: the checks, and a few more.

At the end, English that an engine wrote without protection: whether its figures can be believed.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial

from jiebang.checks import run_checks
from jiebang.checks.terms import singular, stem
from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Severity, State, Translation
from jiebang.quantities.align import Figure, align, figures
from jiebang.quantities.amount import Kind
from jiebang.quantities.numbers_en import even, numbers_en
from jiebang.quantities.numerals import numeral_value
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import read_zh
from jiebang.translation.english import part_ends
from jiebang.translation.protect import Protected
from jiebang.translation.spans import ProtectedSpan, SpanKind, find_joined_spans, scaled_units

_REMEMBERED = 2000
# Warnings of these are as good as errors when nobody has read the English.
_GRAVE = frozenset({"length", "order", "numbers", "comparators", "units"})
_MARKS = re.compile(r"[⟦⟧〚〛【】]")
# What engines make of a placeholder they take for words.
_NAMED = re.compile(r"\b(?:placeholders?|brackets?|braces?|symbols? [0-9]+)\b", re.I)
_BRACKETS_ZH = re.compile("括号|括弧|支架|托架|占位|牙套")
# Two characters three times: a list whose items go alike, in either language.
_REPEATS_ZH = re.compile(r"([\u3400-\u9fff]{2}).*\1.*\1")
# What counts in the Chinese: digits, and a numeral with a classifier.
_COUNTS = re.compile(
    r"[（(]?[0-9０-９①-⑳Ⅰ-Ⅻ]|[零〇一二两三四五六七八九十百千万亿双]+[个套款种项家件台张条次篇名位类]"
)
_OUTLINE = re.compile(r"\s*[（(]?[一二三四五六七八九十]+[、）)]")
_OUTLINE_EN = re.compile(r"\s*[（(]?[0-9]{1,2}[.)）、:]")
_REPEATED = (Kind.SHARE, Kind.NAME)  # 49个基点 is a share, 49 basis points none; FP32
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORD_OR_STOP = re.compile(r"[^\W_]+|[^\w\s‐‑–—-]")
_LOOP = re.compile(r"\b(?:((?:\S+ ){3,8})\1|((?:\S+ ){3})(?:(?:\S+ ){0,3}\2){2})")
# 2025,0: a comma that no number has there; a figure was said once too often beside it.
_GLUED = re.compile(r"\d+,(?!\d{3}(?!\d))\d+")


class Guard:
    """Holds English against its Chinese; what it said of a pair it remembers for a while."""

    def __init__(self, terms: TermBase) -> None:
        self.terms = terms
        # A draft is held up at each of its stages.
        self.fault = lru_cache(_REMEMBERED)(self._fault)
        self.spans = lru_cache(_REMEMBERED)(partial(find_joined_spans, terms))

    def _fault(self, zh: str, en: str) -> str:
        """The first reason not to store `en`; "" if there is none."""
        if not en.strip():
            return "the engine said nothing"
        if _MARKS.search(en):
            return "a placeholder is left"
        if _NAMED.search(en) and not _BRACKETS_ZH.search(zh):
            return "a placeholder was put into words"
        if _loops(en) and not _REPEATS_ZH.search(zh):
            return "the engine goes round in a circle"
        glued = _GLUED.search(en)
        if glued and glued.group() not in even(zh):
            return f"figures run together: “{glued.group()}”"
        if figure := uncalled(zh, en):
            return f"nothing in the Chinese calls for “{figure}”"
        if unit := _unscaled(zh, en):
            return f"the English does not say the scale of “{unit}”"
        if word := self._mangled(zh, en):
            return f"“{word}” is no form of a term's English"
        entry = Translation("x", zh, en, State.MACHINE, "engine:x@x")
        for finding in run_checks((entry,), self.terms):
            if finding.severity is Severity.ERROR or finding.check in _GRAVE:
                return f"{finding.check}: {finding.message}"
        return ""

    def _mangled(self, zh: str, en: str) -> str:
        """A word that the crude stems of the term check take for a term's, and that is none.

        “inferenc” has the stem of “inference”; a person would see it, a draft is not read.
        """
        found = self.terms.find(zh)
        renderings = " ".join(text.lower() for m in found for text in m.term.renderings)
        whole = frozenset(_WORD.findall(renderings))
        cut = {stem(word) for word in whole if word.endswith("e")} - whole
        cut |= {word + word[-1] for word in whole} - whole
        cut |= {word + "s" for word in cut}
        cut |= {word[:-1] + end for word in whole if word.endswith("y") for end in ("i", "ie")}
        words: list[str] = _WORD.findall(en.lower())
        return next((word for word in words if word in cut), "")


def uncalled(zh: str, en: str) -> str:
    """Digits that only a word of the Chinese would account for: a marker, 一体化, 二次开发.

    The checks let those pass, as a person may write “1.” or “second” for them. In a draft
    they are rather a figure that the engine has said twice.
    """
    found = align(zh, en, read_zh(zh), read_en(en))
    values = {figure.value for figure in found.zh_figures}
    said_twice = [f for f in found.extra if f.value in values and f.kind not in _REPEATED]
    said_twice += [f for given, f in found.matches if not _says_number(given, zh)]
    outlined = _OUTLINE.match(zh) and _OUTLINE_EN.match(en)
    for figure in said_twice:
        is_firm = figure.written[:1].isdecimal() and not figure.amount.optional
        if is_firm and not (outlined and figure.index == 0):
            return figure.written
    return ""


def _says_number(figure: Figure, zh: str) -> bool:
    """Whether a Chinese figure is more than a marker (二、) or part of a set word (零代码)."""
    amount = figure.amount
    word = amount.kind in (Kind.ORDINAL, Kind.NAME) and figure.written[:1] != "第"
    counts = _COUNTS.match(zh, amount.number_start, amount.number_end + 2)
    return figure.in_digits or not (amount.optional or word) or counts is not None


def _unscaled(zh: str, en: str) -> str:
    """A unit by itself, no figure before it, whose scale the English has not: 万元 as “RMB”."""
    said = {value for n in numbers_en(even(en)) for value in (n.value, *n.others)}
    return next((m.group() for m in scaled_units(zh) if numeral_value(m[1]) not in said), "")


def _loops(en: str) -> bool:
    """Whether three words in a row come three times close together, or twice on end."""
    words = " ".join(_WORD.findall(en.lower())) + " "
    return _LOOP.search(words) is not None


def firm_figures(zh: str) -> list[Figure]:
    """The figures of a Chinese text that English has to have."""
    return [f for f in figures(zh, read_zh(zh)) if not f.amount.optional]


def keeps_order(zh: str, en: str, spans: Sequence[ProtectedSpan]) -> bool:
    """Whether figures and names come in the order of the Chinese.

    Each figure in its own part of the sentence, too, where the two have as many parts: nobody
    protected them, and another order could not be believed.
    """
    given = firm_figures(zh)
    stated = [f for f in figures(en, read_en(en)) if not f.amount.optional]
    ends_zh, ends_en = part_ends(zh, english=False), part_ends(en, english=True)
    if len(given) != len(stated):
        return False
    for ours, theirs in zip(given, stated, strict=True):
        parts = (bisect(ends, f.amount.number_start)
                 for ends, f in ((ends_zh, ours), (ends_en, theirs)))  # fmt: skip
        if not ours.agrees(theirs) or (len(ends_zh) == len(ends_en) and len({*parts}) > 1):
            return False
    names = tuple(span for span in spans if span.kind is SpanKind.LITERAL)
    found, why = Protected(zh, zh, names).find(en)
    return not why and [n for n, *_ in found] == [*range(len(names))]


def has_all_terms(zh: str, en: str, terms: TermBase) -> bool:
    """Whether each checked term comes up in the English as often as in the Chinese.

    In the forms that the checks know; a term inside the English of a longer one does not count.
    """
    missing = Counter(m.term for m in terms.find(zh) if m.term.check)
    said = _in_stems(en)
    forms = [(_in_stems(text), term) for term in missing for text in term.renderings]
    for form, term in sorted(forms, key=lambda f: (len(f[0]), len(f[1].zh)), reverse=True):
        found = min(missing[term], said.count(form))
        missing[term] -= found
        said = said.replace(form, "  ", found)
    return not missing.total()


def _in_stems(text: str) -> str:
    """The words of a text without their endings, a blank on both sides of each."""
    return "".join(f" {stem(singular(word))} " for word in _WORD_OR_STOP.findall(text.lower()))
