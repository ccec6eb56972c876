"""Terms, amounts, names and addresses taken past an engine unchanged.

Three ways: `letter` puts X in their place, `marker` ⟦1⟧, `natural` their English itself.
Each must come back exactly once; then it gets the form its place asks for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jiebang.translation import english
from jiebang.translation.spans import Kind, Span

# As engines bring them back: ⟦3⟧, ⟦ 3 ⟧, [[3]], 【3】; a bare [3] only if the text has none.
_TOKEN = re.compile(
    r"(?:⟦|〚|【|\[\[|\{\{)\s*([0-9]{1,3})\s*(?:⟧|〛|】|\]\]|\}\})|\[\s*([0-9]{1,3})\s*\]"
)
# None that is a word (A, I) or stands for 甲乙丙丁; each is one token, ⟦1⟧ three.
LETTERS = "XYZQWVKJHFGLMNPR"
_LETTER = re.compile(r"(?<![\w-])[A-Z](?![\w-])", re.ASCII)
_RESIDUE = re.compile(r"[⟦⟧〚〛【】]|\[\[|\]\]")
_PLURAL = re.compile(r"(?:e?s|'s|’s)\b(?!\w)")
_TOGETHER = re.compile(r"[\w./+#&@-]{2}", re.ASCII)
_WORDS = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Restored:
    """English with everything back in it.

    `order` has what came back, in the order of the English; `swapped` says that
    amounts or bounds come in another order than the Chinese has them.
    """

    en: str
    order: tuple[str, ...]
    swapped: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """Why an answer cannot be used."""

    why: str


@dataclass(frozen=True, slots=True)
class Protected:
    """A Chinese text made ready for an engine; `labels` are the marks, if it has any."""

    zh: str
    text: str
    spans: tuple[Span, ...]
    labels: tuple[str, ...] = ()

    def restore(self, reply: str) -> Restored | Lost:
        """The English of an answer, or what is wrong with it."""
        found = self.find(reply)
        if isinstance(found, Lost):
            return found
        indexes = [index for index, _, _ in found]
        order = tuple(self.spans[i].en for i in indexes)
        return Restored(self._filled(reply, found), order, self._swapped(indexes))

    def find(self, reply: str) -> list[tuple[int, int, int]] | Lost:
        """(span, start, end) of what is protected in an answer, in its order."""
        return self._marked(reply) if self.labels else self._said(reply)

    def _swapped(self, indexes: Sequence[int]) -> bool:
        """Whether amounts, or dates, come in another order among themselves."""
        for kinds in ((Kind.AMOUNT, Kind.BOUND), (Kind.DATE,)):
            firm = [i for i in indexes if self.spans[i].kind in kinds]
            said = [self.spans[i].en for i in firm]
            if said != [self.spans[i].en for i in sorted(firm)]:
                return True
        return False

    def _marked(self, reply: str) -> list[tuple[int, int, int]] | Lost:
        """(span, start, end) of each marker of the answer."""
        places = {label: n for n, label in enumerate(self.labels)}
        plain = "[" in self.zh  # then [3] may be the text's own
        found: list[tuple[int, int, int]] = []
        for match in (_LETTER if self.labels[0].isalpha() else _TOKEN).finditer(reply):
            label = match[match.lastindex or 0]
            if label not in places:
                if match.lastindex != 1:
                    continue
                return Lost(f"placeholder {label} came from nowhere")
            if match.lastindex == 2 and plain:
                continue
            index = places[label]
            if found and found[-1][0] == index and not reply[found[-1][2] : match.start()].strip():
                found[-1] = (index, found[-1][1], match.end())  # said twice in one place
            else:
                found.append((index, match.start(), match.end()))
        counts = Counter(index for index, _, _ in found)
        for index, span in enumerate(self.spans):
            if counts[index] != 1:
                how = "got lost" if not counts[index] else f"came back {counts[index]} times"
                return Lost(f"“{span.en}” {how}")
        rest = reply
        for _, start, end in reversed(found):
            rest = rest[:start] + rest[end:]
        broken = set(_RESIDUE.findall(rest))
        if self.labels[0].isalpha():
            letters = "".join(self.labels)
            mangled = rf"(?<![^\W_])(?:[{letters}]+[0-9]*s?|[{letters.lower()}])(?![^\W_])"
            broken |= set(re.findall(mangled, rest)) - set(re.findall(r"[^\W_]+", self.zh, re.A))
        return Lost("a broken placeholder is left") if broken else found

    def _said(self, reply: str) -> list[tuple[int, int, int]] | Lost:
        """(span, start, end) of each protected text of the answer, the longest first."""
        wanted: dict[str, list[int]] = {}
        for index, span in enumerate(self.spans):
            wanted.setdefault(span.en, []).append(index)
        left = reply
        found: list[tuple[int, int, int]] = []
        for en in sorted(wanted, key=lambda e: (-len(e), e)):
            matches = list(_pattern(en).finditer(left))
            if len(matches) != len(wanted[en]):
                return Lost(f"“{en}” came back {len(matches)} times, not {len(wanted[en])}")
            for index, match in zip(wanted[en], matches, strict=True):
                found.append((index, match.start(), match.end()))
            for match in matches:
                left = left[: match.start()] + "\0" * len(match.group()) + left[match.end() :]
        for part in {part for span in self.spans for part in span.parts}:
            if len(_pattern(part).findall(reply)) != len(_pattern(part).findall(self.text)):
                return Lost(f"“{part}” got lost, or came back too often")
        return sorted(found, key=lambda f: f[1])

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
            counted = span.kind is Kind.TERM and _WORDS.match(text[-1:])
            if counted and (tail or many or english.asks_plural(en)):
                text = english.plural(text)
            en = english.with_article(en, text)
            en = english.join(en, english.capital(en, text))
            many, at = span.many, end
        return english.join(en, reply[at:]) if found else reply


def protect(zh: str, spans: Sequence[Span], way: str, turn: int = 0) -> Protected:
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


def _letters(zh: str, spans: Sequence[Span], turn: int) -> list[str]:
    """A letter for each span that the text has not, others each turn; none where they run out."""
    free = [letter for letter in LETTERS if letter not in zh]
    if len(free) < len(spans):
        return []
    at = turn * len(spans) % len(free)
    found = [*free[at:], *free[:at]][: len(spans)]
    return found[::-1] if turn % 2 else found


def _put(zh: str, spans: Sequence[Span], pieces: Sequence[str], gap: str) -> str:
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


def _pattern(en: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(re.escape(word) for word in en.split())
    first = r"(?<![\w.,-])" if en[0].isalnum() else r"(?<!\d)"
    plural = "(?:e?s)?" if en[-1].isalpha() else ""
    last = r"(?![\w-]|[.,]\d)" if en[-1].isalnum() else r"(?!\w)"
    return re.compile(first + words + plural + last, re.IGNORECASE)


def _cased(span: Span, said: str) -> str:
    """The span's own English, with the plural the engine gave it."""
    if span.kind is Kind.TERM and len(said) > len(span.en) and said.lower().endswith("s"):
        return english.plural(span.en)
    return span.en
