"""An engine that exchanges two places in the same way in every answer: what is stored?

    .venv/bin/python scripts/benchmarks/faults/exchanges.py [--ways=letter,marker,natural] [FILE …]

A file has one Chinese sentence a line, whatever follows a tab is left aside. Only sentences
with two different protected texts or more are used. `none` is the same engine without fault:
what it loses there was refused needlessly.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import faulty_engine
from engine_faults import judge
from sound_engine import SoundEngine

from jiebang.runtime.layout import find_root
from jiebang.translation.drafting import Draft
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.settings import Settings, context_of
from jiebang.translation.spans import find_spans

# Which places change, of so many: each pair is exchanged, one after the other.
MANNERS = {"none": (), "first two": ((0, 1),), "ends": ((0, -1),), "last two": ((-2, -1),)}


class Exchanging:
    """The sound engine, then the exchange."""

    name, version = "exchanging", "1"

    def __init__(self, sound: SoundEngine, manner: Sequence[tuple[int, int]]) -> None:
        self.sound, self.manner = sound, manner

    def translate(self, texts: Sequence[str]) -> list[str]:
        return [self._exchanged(text, self.sound.say(text)) for text in texts]

    def _exchanged(self, text: str, said: str) -> str:
        places = faulty_engine._places(said, text)
        for one, other in self.manner if len(places) > 1 else ():
            first, second = places[one], places[other]
            said = faulty_engine._edit(said, second, first.group())
            said = faulty_engine._edit(said, first, second.group())
        return said


def main(argv: Sequence[str]) -> int:
    layout = find_root(Path(__file__).parent)
    context = context_of(layout)
    sound = SoundEngine(context)
    way = [arg.removeprefix("--ways=").split(",") for arg in argv if arg.startswith("--ways=")]
    settings = Settings(ways=tuple(way[0])) if way else Settings()
    files = [arg for arg in argv if not arg.startswith("--")] or [
        str(layout.root / "tests/fixtures/protect/right-drafts.tsv")
    ]
    print("| sentences | exchange | stored | in a wrong place |\n| --- | --- | ---: | ---: |")
    for file in files:
        lines = [line.split("\t")[0] for line in Path(file).read_text("utf-8").splitlines()]
        texts = [zh for zh in lines if len({s.en for s in find_spans(zh, context)}) > 1]
        for name, manner in MANNERS.items():
            drafts: dict[str, Draft] = {}
            run_engine(
                Exchanging(sound, manner), texts, Guard(context), drafts.update, settings=settings
            )
            stored = {zh: draft for zh, draft in drafts.items() if draft.en}
            wrong = sum(bool(judge(zh, draft, sound, context)) for zh, draft in stored.items())
            print(f"| {len(texts)} of {Path(file).stem} | {name} | {len(stored)} | {wrong} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
