"""What drafting costs beside one plain pass of the model, and how long a chat server takes.

    .venv/bin/python scripts/benchmarks/speed/drafting.py [--segments 600] [--chat 108]

Answers are right ones, made up (`sound_engine`); the model beside them has random weights and
the size of an Argos one, a tokenizer of Chinese and English, and results as long as what was
asked: it takes the time, no more. The chat server takes a second to a request, eight at a time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, run_command

sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "scripts" / "benchmarks" / "faults"))

from engine_faults import texts_of

from jiebang.corpus.load import load_corpus
from jiebang.runtime.layout import Layout
from jiebang.translation.engines import load_engine
from jiebang.translation.engines.argos import SentenceEngine
from jiebang.translation.engines.argos_model import open_model
from jiebang.translation.guard import Guard
from jiebang.translation.machine import Batches, run_engine
from jiebang.translation.settings import Settings, context_of
from models.chat_server import chat_server, plain_json
from models.random_package import random_package
from models.runners import SameLength
from models.sound_engine import SoundEngine


class TimedEngine:
    """The model's time, the sound engine's answers; `seconds` of CPU and `texts` by kind.

    The seconds of the made-up answers, which no model would take, are of the kind `answering`.
    """

    name, version = "timed", "1"
    batch, at_once, ways = SentenceEngine.batch, SentenceEngine.at_once, SentenceEngine.ways

    def __init__(self, model: SentenceEngine, sound: SoundEngine) -> None:
        self._model, self._sound = model, sound
        self.seconds: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()

    def translate(self, texts: Sequence[str], kind: str = "translate") -> list[str]:
        start = time.process_time()
        getattr(self._model, kind)(texts)
        middle = time.process_time()
        answers = self._sound.translate(texts)
        self.seconds += Counter({kind: middle - start, "answering": time.process_time() - middle})
        self.texts[kind] += len(texts)
        return answers

    def quick(self, texts: Sequence[str]) -> list[str]:
        return self.translate(texts, "quick")


def draft(engine: Any, texts: Sequence[str], sound: SoundEngine) -> Batches:
    settings, guard = Settings(ways=tuple(engine.ways)), Guard(sound.context)
    return run_engine(engine, texts, guard, lambda _: None, settings=settings)


def time_model(texts: Sequence[str], sound: SoundEngine) -> str:
    """Drafting of segments beside each of them once, in CPU seconds."""
    english = [t.en for e in load_corpus(Layout(ROOT)).entries for t in e.translations.values()]
    marks = [f"⟦{n}⟧" for n in range(1, 50)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "random.argosmodel"
        random_package(path, [*texts, *filter(None, english), *marks])
        model = open_model(Settings(model=str(path), device="cpu"))
        model.translator = SameLength(model.translator)
        engine = TimedEngine(SentenceEngine(model), sound)
        start = time.process_time()
        SentenceEngine(model).translate(texts)
        middle = time.process_time()
        tally = draft(engine, texts, sound)
        plain, whole = middle - start, time.process_time() - middle - engine.seconds["answering"]
    parts = ", ".join(f"{k} {engine.seconds[k]:.1f} s ({n} texts)" for k, n in engine.texts.items())
    return (
        f"{len(texts)} segments: plain {plain:.1f} CPU s, drafted {whole:.1f} CPU s = "
        f"{whole / plain:.2f} times; {parts}; {tally.drafts}"
    )


def time_chat(texts: Sequence[str], sound: SoundEngine) -> str:
    """Drafting of segments by a server that takes a second to a request."""
    answering = Counter[str]()

    @cache
    def say(text: str) -> str:
        start = time.thread_time()
        answer = sound.say(text)
        answering["seconds"] += time.thread_time() - start
        return answer

    with chat_server(lambda body: plain_json(body, say)) as site:
        settings = Settings(url=site.url, terms=sound.context.terms, model="m", concurrency=8)
        site.delay = 1.0
        start, began = time.perf_counter(), time.process_time()
        tally = draft(load_engine("chat", settings), texts, sound)
        wall, cpu = time.perf_counter() - start, time.process_time() - began
    return (
        f"{len(texts)} segments by chat: {wall:.1f} s, of which {cpu - answering['seconds']:.1f} "
        f"CPU s ours and {answering['seconds']:.1f} the made-up server’s; "
        f"{len(site.asked)} requests, {site.most_at_once} at a time; {tally.drafts}"
    )


def main(*, segments: int = 600, chat: int = 108) -> None:
    layout = Layout(ROOT)
    sound = SoundEngine(context_of(layout))
    for count, measure in ((chat, time_chat), (segments, time_model)):
        if count:
            print(measure(texts_of(layout, count), sound))


if __name__ == "__main__":
    run_command(main)
