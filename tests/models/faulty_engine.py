"""Engines made to fail: each fault at a rate, the same for the same seed; or always alike."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from jiebang.translation.engines.base import EngineError
from models.sound_engine import SoundEngine

_VALUE = re.compile(r"⟦\d+⟧|\d[\d,.]*%?|[A-Za-z][\w-]*")
Fault = Callable[[str, str, random.Random], str]  # of the text, its answer and chance: a worse one


@dataclass
class FaultyEngine:
    """The sound engine with each fault at a rate; `made` counts the faults."""

    sound: SoundEngine
    rate: float
    draw: random.Random
    made: Counter[str] = field(default_factory=Counter)
    name: str = "faulty"
    version: str = "1"

    def translate(self, texts: Sequence[str]) -> list[str]:
        if self._strikes("times out", self.rate / 2):
            raise EngineError("no answer: timed out", "http://localhost")
        if self._strikes("dies", self.rate / 2):
            raise RuntimeError("CUDA error: an illegal memory access was encountered")
        answers = [self._break(text, self.sound.say(text)) for text in texts]
        if self._strikes("wrong count", self.rate):
            return answers[:-1] if self.draw.random() < 0.5 else [*answers, "one more"]
        return answers

    def _strikes(self, name: str, rate: float) -> bool:
        struck = self.draw.random() < rate
        self.made[name] += struck
        return struck

    def _break(self, text: str, answer: str) -> str:
        for name, fault in FAULTS.items():
            if self.draw.random() < self.rate:
                broken = fault(text, answer, self.draw)
                self.made[name] += broken != answer
                answer = broken
        return answer


def find_places(answer: str, text: str) -> list[re.Match[str]]:
    """What the engine was given to keep: marks, figures, Latin words of the text."""
    words = set(re.findall(r"[A-Za-z][\w-]*", text, re.ASCII))
    found = list(_VALUE.finditer(answer))
    letters = {word for word in words if len(word) == 1}
    marks = [m for m in found if m.group().startswith("⟦") or m.group() in letters]
    return marks or [m for m in found if m.group()[0].isdigit() or m.group() in words]


def _edit(answer: str, match: re.Match[str], new: str) -> str:
    return answer[: match.start()] + new + answer[match.end() :]


def _exchange(answer: str, one: re.Match[str], other: re.Match[str]) -> str:
    first, second = sorted((one, other), key=lambda m: m.start())
    return _edit(_edit(answer, second, first.group()), first, second.group())


def _at_place(change: Callable[[str, re.Match[str], random.Random], str]) -> Fault:
    """A fault of something that was to be kept, where there is such a thing."""

    def fault(text: str, answer: str, draw: random.Random) -> str:
        places = find_places(answer, text)
        return change(answer, draw.choice(places), draw) if places else answer

    return fault


def _double(answer: str, match: re.Match[str], draw: random.Random) -> str:
    at = draw.choice([0, len(answer), len(answer) // 2])
    return f"{answer[:at]} {match.group()} {answer[at:]}"


def _reorder(text: str, answer: str, draw: random.Random) -> str:
    places = find_places(answer, text)
    return _exchange(answer, *draw.sample(places, 2)) if len(places) > 1 else answer


def _mangle(answer: str, match: re.Match[str], draw: random.Random) -> str:
    old = match.group()
    digits = re.sub(r"\D", "", old)
    forms: tuple[str, ...]
    if old.startswith("⟦"):
        forms = (f"⟦{digits}", f"{digits}⟧", f"[{digits}]", f"⟦ {digits} ⟧", f"⟦{digits}9⟧",
                 digits, f"【{digits}】", f"⟦{int(digits) + 1}⟧")  # fmt: skip
    elif digits and old[0].isdigit():
        forms = (old + "0", old[:-1] or "7", str(int(digits) + 1), old.replace(".", ""))
    elif len(old) == 1:
        forms = (chr(ord(old) + 1), old.lower(), old * 2, f"{old}1", f"{old}s", f"{old}-", "")
    else:
        forms = (old[:-1], old + "x", old[::-1])
    return _edit(answer, match, draw.choice(forms))


def _loop(text: str, answer: str, draw: random.Random) -> str:
    words = answer.split()
    at = draw.randrange(len(words)) if words else 0
    return " ".join(words[:at] + words[at : at + 4] * 15)


WORDS = ("placeholder", "bracket two", "the mark", "symbol 3")
FAULTS: dict[str, Fault] = {
    "drops": _at_place(lambda answer, match, _: re.sub(" +", " ", _edit(answer, match, ""))),
    "doubles": _at_place(_double),
    "reorders": _reorder,
    "mangles": _at_place(_mangle),
    "translates": _at_place(lambda answer, match, draw: _edit(answer, match, draw.choice(WORDS))),
    "loops": _loop,
    "cuts short": lambda _, answer, draw: answer[: draw.randrange(len(answer))] if answer else "",
    "empty": lambda text, answer, draw: "",
    "Chinese": lambda text, answer, draw: text,
}
# Places that change, the first of each pair with the second.
EXCHANGES = {"none": (), "first two": ((0, 1),), "ends": ((0, -1),), "last two": ((-2, -1),)}


@dataclass
class ExchangingEngine:
    """The sound engine, then the same exchange in each answer: a name of `EXCHANGES`."""

    sound: SoundEngine
    exchange: str
    name: str = "exchanging"
    version: str = "1"

    def translate(self, texts: Sequence[str]) -> list[str]:
        return [self._change(text, self.sound.say(text)) for text in texts]

    def _change(self, text: str, answer: str) -> str:
        places = find_places(answer, text)
        for one, other in EXCHANGES[self.exchange] if len(places) > 1 else ():
            answer = _exchange(answer, places[one], places[other])
        return answer
