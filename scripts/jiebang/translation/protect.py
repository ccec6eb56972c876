"""Terms, amounts, names and addresses taken past an engine unchanged.

Three ways: `letter` puts X in their place, `marker` ⟦1⟧, `natural` their English itself.
Each must come back exactly once; then it gets the form its place asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiebang.translation import english
from jiebang.translation.spans import ProtectedSpan, SpanKind

# As engines bring them back: ⟦3⟧, ⟦ 3 ⟧, [[3]], 【3】; a bare [3] only if the text has none.
_OPEN, _CLOSE = r"(?:⟦|〚|【|\[\[|\{\{)", r"(?:⟧|〛|】|\]\]|\}\})"
_TOKEN = re.compile(rf"{_OPEN}\s*([0-9]{{1,3}})\s*{_CLOSE}")
# None that is a word (A, I) or stands for 甲乙丙丁; each is one token, ⟦1⟧ three.
LETTERS = "XYZQWVKJHFGLMNPR"
_RESIDUE = re.compile(r"[⟦⟧〚〛【】]|\[\[|\]\]")
_PLURAL = re.compile(r"(?:e?s|'s|’s)\b(?!\w)")
_TOGETHER = re.compile(r"[\w./+#&@-]{2}", re.ASCII)
_WORDS = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Protected:
    """A Chinese text made ready for an engine; `labels` are the marks, if it has any."""

    zh: str
    text: str
    spans: tuple[ProtectedSpan, ...]
    labels: tuple[str, ...] = ()

    def restore(self, reply: str) -> tuple[str, str]:
        """The English of an answer; what is wrong with it, "" if it can be used."""
        found, why = self.find(reply)
        return "" if why else self._filled(reply, found), why

    def find(self, reply: str) -> tuple[list[tuple[int, int, int]], str]:
        """(span, start, end) of what is protected in an answer, in its order; what is wrong."""
        wanted: dict[str, list[int]] = {}
        for index, text in enumerate(self.labels or [span.en for span in self.spans]):
            wanted.setdefault(text, []).append(index)
        left = reply
        found: list[tuple[int, int, int]] = []
        for text in sorted(wanted, key=lambda t: (-len(t), t)):
            matches = list(self._pattern(text).finditer(left))
            if len(matches) != len(wanted[text]):
                how = (
                    f"came back {len(matches)} times" if matches or not self.labels else "got lost"
                )
                return [], f"“{self.spans[wanted[text][0]].en}” {how}"
            for index, match in zip(wanted[text], matches, strict=True):
                found.append((index, *match.span()))
                left = left[: match.start()] + "\0" * len(match.group()) + left[match.end() :]
        for part in {part for span in self.spans for part in span.parts if not self.labels}:
            places = _english_pattern(part)
            if len(places.findall(reply)) != sum(len(places.findall(s.en)) for s in self.spans):
                return [], f"“{part}” got lost, or came back too often"
        return sorted(found, key=lambda f: f[1]), self._broken(left)

    def _pattern(self, text: str) -> re.Pattern[str]:
        """How a label comes back, said twice in one place, too; or the English itself."""
        if not self.labels:
            return _english_pattern(text)
        label = rf"{_OPEN}\s*{text}\s*{_CLOSE}"
        if text.isalpha():
            label = rf"(?<![\w-]){text}(?![\w-])"
        elif "[" not in self.zh:  # else [3] may be the text's own
            label += rf"|\[\s*{text}\s*\]"
        return re.compile(rf"(?:{label})(?:\s*(?:{label}))*", re.ASCII)

    def _broken(self, rest: str) -> str:
        """What is left of placeholders in an answer without those that are whole."""
        if not self.labels:
            return ""
        if stray := _TOKEN.search(rest):
            return f"placeholder {stray[1]} came from nowhere"
        broken = set(_RESIDUE.findall(rest))
        if self.labels[0].isalpha():
            letters = "".join(self.labels)
            mangled = rf"(?<![^\W_])(?:[{letters}]+[0-9]*s?|[{letters.lower()}])(?![^\W_])"
            broken |= set(re.findall(mangled, rest)) - set(re.findall(r"[^\W_]+", self.zh, re.A))
        return "a broken placeholder is left" if broken else ""

    def _filled(self, reply: str, found: Sequence[tuple[int, int, int]]) -> str:
        """The answer with each span's English in its place, in the form the place asks for."""
        en, at, many = "", 0, False
        for index, start, end in found:
            span = self.spans[index]
            between = reply[at:start]
            en = english.join(en, between) if at else between
            many = many and not between.strip()
            text = span.en if self.labels else _cased(span, reply[start:end])
            tail = _PLURAL.match(reply, end)
            if tail and not tail.group().startswith(("'", "’")):
                end = tail.end()
            counted = span.kind is SpanKind.TERM and _WORDS.match(text[-1:])
            if counted and (tail or many or english.MANY.search(en)):
                text = english.plural(text)
            en = english.with_article(en, text)
            en = english.join(en, english.capital(en, text))
            many, at = span.many, end
        return english.join(en, reply[at:]) if found else reply


def protect(zh: str, spans: Sequence[ProtectedSpan], way: str, turn: int = 0) -> Protected:
    """A text made ready for an engine.

    Args:
        way: marker or natural.
        turn: each turn marks the same spans with other numbers.
    """
    if not spans:
        return Protected(zh, zh, ())
    if way == "natural":
        return Protected(zh, _put(zh, spans, [span.en for span in spans], " "), tuple(spans))
    labels = _letters(zh, spans, turn) if way == "letter" else []
    if labels:
        return Protected(zh, _put(zh, spans, labels, ""), tuple(spans), tuple(labels))
    first = 1 + turn * len(spans)
    labels = [f"{number}" for number in range(first, first + len(spans))][:: -1 if turn % 2 else 1]
    marks = [f"⟦{label}⟧" for label in labels]
    return Protected(zh, _put(zh, spans, marks, ""), tuple(spans), tuple(labels))


def _letters(zh: str, spans: Sequence[ProtectedSpan], turn: int) -> list[str]:
    """A letter for each span that the text has not, others each turn; none where they run out."""
    free = [letter for letter in LETTERS if letter not in zh]
    if len(free) < len(spans):
        return []
    at = turn * len(spans) % len(free)
    found = [*free[at:], *free[:at]][: len(spans)]
    return found[::-1] if turn % 2 else found


def _put(zh: str, spans: Sequence[ProtectedSpan], pieces: Sequence[str], gap: str) -> str:
    text, at = "", 0
    for span, piece in zip(spans, pieces, strict=True):
        text += _gap(text[-1:] + zh[at : min(at + 1, span.start)]) + zh[at : span.start]
        text += ((gap if text else "") or _gap(text[-1:] + piece[0])) + piece + gap
        at = span.end
    text += _gap(text[-1:] + zh[at : at + 1]) + zh[at:]
    return text.strip() if gap else text


def _gap(pair: str) -> str:
    """A blank between two characters of Latin words or numbers, which would run together."""
    return " " if _TOGETHER.fullmatch(pair) else ""


@lru_cache(maxsize=512)
def _english_pattern(en: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(re.escape(word) for word in en.split())
    first = r"(?<![\w.,-])" if en[0].isalnum() else r"(?<!\d)"
    plural = "(?:e?s)?" if en[-1].isalpha() else ""
    last = r"(?![\w-]|[.,]\d)" if en[-1].isalnum() else r"(?!\w)"
    return re.compile(first + words + plural + last, re.IGNORECASE)


def _cased(span: ProtectedSpan, said: str) -> str:
    """The span's own English, with the plural the engine gave it."""
    if span.kind is SpanKind.TERM and len(said) > len(span.en) and said.lower().endswith("s"):
        return english.plural(span.en)
    return span.en
