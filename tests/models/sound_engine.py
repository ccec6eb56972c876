"""A made-up engine that says the right thing: invented words, and what is known in English."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiebang.corpus.glossary import TermBase
from jiebang.quantities.amount import Comparator
from jiebang.quantities.denial import denials_zh
from jiebang.quantities.read_zh import read_zh
from jiebang.quantities.render_en import render_pieces
from jiebang.translation.spans import find_spans

_SYLLABLES = ("ba", "ko", "ru", "mi", "ta", "zo", "la", "pi", "du", "ge", "vi", "ni")
_HALVES = {"一半": "half", "半年": "six months", "半": "half"}
_TWICE = re.compile(r"\b(\w+) \1\b")  # invented words repeat by chance
_MARKS = str.maketrans({"，": ", ", "、": ", ", "。": ". ", "；": "; ", "：": ": ",
                        "（": " (", "）": ") ", "《": "“", "》": "”"})  # fmt: skip
_PIECE = re.compile(r"⟦\d+⟧|[\u3400-\u9fff]+|[^\u3400-\u9fff⟦]+")
_PART = re.compile(r"[^，。；：]+|[，。；：]+")
Known = tuple[int, int, str]  # from where to where, and its English


@dataclass
class SoundEngine:
    """Invented words for Chinese ones; what is known in its right English."""

    terms: TermBase
    name: str = "sound"
    version: str = "1"

    def translate(self, texts: Sequence[str]) -> list[str]:
        return [self.say(text) for text in texts]

    def say(self, text: str) -> str:
        """The “English” of a text, part by part between its commas and stops."""
        answer = "".join(self._say_part(part) for part in _PART.findall(text))
        return re.sub(r"\s+", " ", answer).strip()

    def _say_part(self, part: str) -> str:
        if part[0] in "，。；：":
            return part.translate(_MARKS)
        before, of, after = part.partition("的")
        # Brackets would be torn apart.
        if of and after and not re.search(r"[（）()“”《》「」『』\[\]]", part):
            return f"{self._say_words(after)} of {self._say_words(before)}"
        return self._say_words(part)

    def _say_words(self, text: str) -> str:
        """Markers as they are; amounts, bounds and terms in English; the rest invented."""
        answer: list[str] = []
        for piece in re.split(r"(⟦\d+⟧)", text):
            at = 0
            for start, end, en in self._find_known(piece):
                answer += [_invent(piece[at:start]), en]
                at = end
            answer.append(_invent(piece[at:]))
        return " ".join(filter(None, answer))

    def _find_known(self, text: str) -> list[Known]:
        if text.startswith("⟦"):
            return [(0, len(text), text)]
        found = [(p.start, p.end, p.en) for p in render_pieces(text)]
        found += _find_left_out(text)
        found += [(s.start, s.end, s.en) for s in find_spans(text, self.terms, everything=True)]
        for denial in denials_zh(text):
            if denial.certain:
                start = round(denial.place * len(text))
                found.append((start, start + len(denial.word), "not"))
        taken: list[Known] = []
        for start, end, en in sorted(found, key=lambda f: (f[0], -f[1])):
            if not taken or start >= taken[-1][1]:
                taken.append((start, end, en))
        return taken


def _find_left_out(text: str) -> Iterator[Known]:
    """What protection leaves to an engine, and any engine knows: 200余家, 一半, 半年."""
    for amount in read_zh(text):
        printed = text[amount.number_start : amount.number_end]
        if amount.approximate and amount.comparator is Comparator.MORE and not amount.word:
            unit = len(amount.unit)
            yield amount.number_start, amount.number_end - unit, f"more than {amount.value}"
        elif printed in _HALVES:
            yield amount.number_start, amount.number_end, _HALVES[printed]


def _invent(text: str) -> str:
    """One or two words for up to three characters; always the same."""
    answer: list[str] = []
    for piece in _PIECE.findall(text):
        if not re.match(r"[\u3400-\u9fff]", piece):
            answer.append(piece.translate(_MARKS))
            continue
        for chunk in (piece[n : n + 3] for n in range(0, len(piece), 3)):
            draw = random.Random(chunk)
            answer += ["".join(draw.choices(_SYLLABLES, k=3)) for _ in range(min(2, len(chunk)))]
    return _TWICE.sub(r"\1", " ".join(answer))
