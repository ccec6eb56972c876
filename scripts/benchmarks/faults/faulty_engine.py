"""An engine made to fail: each fault at a rate, the same for the same seed."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sound_engine import SoundEngine

from jiebang.translation.engines.base import EngineError

_VALUE = re.compile(r"⟦\d+⟧|\d[\d,.]*%?|[A-Za-z][\w-]*")


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
        said = [self.broken(text, self.sound.say(text)) for text in texts]
        if self._strikes("wrong count", self.rate):
            return said[:-1] if self.draw.random() < 0.5 else [*said, "one more"]
        return said

    def _strikes(self, name: str, rate: float) -> bool:
        struck = self.draw.random() < rate
        self.made[name] += struck
        return struck

    def broken(self, text: str, said: str) -> str:
        """An answer with each fault at the rate."""
        for name, fault in FAULTS.items():
            if self.draw.random() < self.rate:
                broken = fault(text, said, self.draw)
                self.made[name] += broken != said
                said = broken
        return said


def _places(said: str, text: str) -> list[re.Match[str]]:
    """What the engine was given to keep: marks, figures, Latin words of the text."""
    words = set(re.findall(r"[A-Za-z][\w-]*", text, re.ASCII))
    found = list(_VALUE.finditer(said))
    letters = {word for word in words if len(word) == 1}
    marks = [m for m in found if m.group().startswith("⟦") or m.group() in letters]
    return marks or [m for m in found if m.group()[0].isdigit() or m.group() in words]


def _edit(said: str, match: re.Match[str], new: str) -> str:
    return said[: match.start()] + new + said[match.end() :]


def _drop(text: str, said: str, draw: random.Random) -> str:
    places = _places(said, text)
    return re.sub(" +", " ", _edit(said, draw.choice(places), "")) if places else said


def _double(text: str, said: str, draw: random.Random) -> str:
    places = _places(said, text)
    if not places:
        return said
    once, at = draw.choice(places).group(), draw.choice([0, len(said), len(said) // 2])
    return f"{said[:at]} {once} {said[at:]}"


def _reorder(text: str, said: str, draw: random.Random) -> str:
    places = _places(said, text)
    if len(places) < 2:
        return said
    first, second = sorted(draw.sample(places, 2), key=lambda m: m.start())
    return _edit(_edit(said, second, first.group()), first, second.group())


def _mangle(text: str, said: str, draw: random.Random) -> str:
    places = _places(said, text)
    if not places:
        return said
    match = draw.choice(places)
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
    return _edit(said, match, draw.choice(forms))


def _translate(text: str, said: str, draw: random.Random) -> str:
    places = _places(said, text)
    if not places:
        return said
    match = draw.choice(places)
    return _edit(said, match, draw.choice(("placeholder", "bracket two", "the mark", "symbol 3")))


def _loop(text: str, said: str, draw: random.Random) -> str:
    words = said.split()
    at = draw.randrange(len(words)) if words else 0
    return " ".join(words[:at] + words[at : at + 4] * 15)


def _cut(text: str, said: str, draw: random.Random) -> str:
    return said[: draw.randrange(len(said))] if said else said


Fault = Callable[[str, str, random.Random], str]
FAULTS: dict[str, Fault] = {
    "drops": _drop,
    "doubles": _double,
    "reorders": _reorder,
    "mangles": _mangle,
    "translates": _translate,
    "loops": _loop,
    "cuts short": _cut,
    "empty": lambda text, said, draw: "",
    "Chinese": lambda text, said, draw: text,
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
        return [self._exchanged(text, self.sound.say(text)) for text in texts]

    def _exchanged(self, text: str, said: str) -> str:
        places = _places(said, text)
        for one, other in EXCHANGES[self.exchange] if len(places) > 1 else ():
            first, second = places[one], places[other]
            said = _edit(_edit(said, second, first.group()), first, second.group())
        return said
