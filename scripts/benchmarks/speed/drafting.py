"""What drafting costs beside one plain pass of the model, and how long a chat server takes.

    .venv/bin/python scripts/benchmarks/speed/drafting.py [--segments 600] [--chat 108]

Answers are right ones, made up (`sound_engine`); the model beside them has random weights and
the size of an Argos one, a tokenizer of Chinese and English, and results as long as what was
asked: it takes the time, no more. The chat server takes a second to a request, eight at a time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import types
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts" / "benchmarks" / "faults")]

from engine_faults import served, texts_of  # noqa: E402
from sound_engine import SoundEngine  # noqa: E402

from jiebang.corpus.load import load_corpus  # noqa: E402
from jiebang.runtime.layout import Layout  # noqa: E402
from jiebang.translation.engines.argos import SentenceEngine  # noqa: E402
from jiebang.translation.engines.argos_model import open_model  # noqa: E402
from jiebang.translation.guard import Guard  # noqa: E402
from jiebang.translation.machine import Batches, run_engine  # noqa: E402
from jiebang.translation.settings import Settings, context_of  # noqa: E402
from models.random_package import random_package  # noqa: E402


class FixedLength:
    """A translator whose results are as long as their sources: random weights know no end.

    Batches are those that CTranslate2 makes: of neighbors in the order of length. The results
    of one are all as long as its sources are on average.
    """

    def __init__(self, translator: Any) -> None:
        self._translator = translator

    def translate_batch(self, sources: Sequence[list[str]], **options: Any) -> list[Any]:
        options.pop("return_end_token")
        size = options["max_batch_size"]
        order = sorted(range(len(sources)), key=lambda n: -len(sources[n]))
        found: dict[int, Any] = {}
        for numbers in (order[n : n + size] for n in range(0, len(order), size)):
            asked = [sources[n] for n in numbers]
            length = round(sum(map(len, asked)) / len(asked))
            same = {"min_decoding_length": length, "max_decoding_length": length}
            results = self._translator.translate_batch(
                asked, **options | same | {"asynchronous": True}
            )
            found.update(zip(numbers, results, strict=True))
        whole = [found[n].result().hypotheses[0] for n in range(len(sources))]
        return [types.SimpleNamespace(hypotheses=[[*tokens, "</s>"]]) for tokens in whole]


class Timed:
    """The model's time, the sound engine's answers; `seconds` of CPU and `texts` by kind.

    `answering`: seconds of the made-up answers, which no model would take.
    """

    name, version = "timed", "1"
    batch, at_once = SentenceEngine.batch, SentenceEngine.at_once

    def __init__(self, model: SentenceEngine, sound: SoundEngine) -> None:
        self._model, self._sound = model, sound
        self.answering = 0.0
        self.seconds: dict[str, float] = {"translate": 0.0, "quick": 0.0}
        self.texts: Counter[str] = Counter()

    def translate(self, texts: Sequence[str], kind: str = "translate") -> list[str]:
        start = time.process_time()
        getattr(self._model, kind)(texts)
        middle = time.process_time()
        self.seconds[kind] += middle - start
        self.texts[kind] += len(texts)
        answers = self._sound.translate(texts)
        self.answering += time.process_time() - middle
        return answers

    def quick(self, texts: Sequence[str]) -> list[str]:
        return self.translate(texts, "quick")


def draft(engine: Any, texts: Sequence[str], sound: SoundEngine, ways: Sequence[str]) -> Batches:
    settings = Settings(ways=tuple(ways))
    return run_engine(engine, texts, Guard(sound.context), lambda _: None, settings=settings)


def model_time(texts: Sequence[str], sound: SoundEngine) -> str:
    """Drafting of segments beside each of them once, in CPU seconds."""
    english = [t.en for e in load_corpus(Layout(ROOT)).entries for t in e.translations.values()]
    marks = [f"⟦{n}⟧" for n in range(1, 50)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "random.argosmodel"
        random_package(path, [*texts, *filter(None, english), *marks])
        model = open_model(str(path), device="cpu")
        model.translator = FixedLength(model.translator)
        engine = Timed(SentenceEngine(model), sound)
        start = time.process_time()
        SentenceEngine(model).translate(texts)
        plain = time.process_time() - start
        start = time.process_time()
        tally = draft(engine, texts, sound, SentenceEngine.ways)
        whole = time.process_time() - start - engine.answering
    parts = ", ".join(f"{k} {engine.seconds[k]:.1f} s ({n} texts)" for k, n in engine.texts.items())
    return (
        f"{len(texts)} segments: plain {plain:.1f} CPU s, drafted {whole:.1f} CPU s = "
        f"{whole / plain:.2f} times; {parts}; {tally.drafts}"
    )


def chat_time(texts: Sequence[str], sound: SoundEngine) -> str:
    """Drafting of segments by a server that takes a second to a request."""
    answering, said = 0.0, dict[str, str]()

    def say(text: str) -> str:
        nonlocal answering
        start = time.thread_time()
        said[text] = said.get(text) or sound.say(text)
        answering += time.thread_time() - start
        return said[text]

    with served(say, sound.context, concurrency=8) as (engine, site):
        site.delay = 1.0
        start, cpu = time.perf_counter(), time.process_time()
        tally = draft(engine, texts, sound, engine.ways)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    return (
        f"{len(texts)} segments by chat: {wall:.1f} s, of which {cpu - answering:.1f} CPU s ours "
        f"and {answering:.1f} the made-up server’s; "
        f"{len(site.asked)} requests, {site.most_at_once} at a time; {tally.drafts}"
    )


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--segments", type=int, default=600, help="for the model; 0 for none")
    parser.add_argument("--chat", type=int, default=108, help="for the server; 0 for none")
    args = parser.parse_args(argv)
    layout = Layout(ROOT)
    sound = SoundEngine(context_of(layout))
    for count, measure in ((args.chat, chat_time), (args.segments, model_time)):
        if count:
            print(measure(texts_of(layout, count), sound))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
