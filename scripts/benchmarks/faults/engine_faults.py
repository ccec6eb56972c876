"""What becomes of the faults of an engine: is a wrong figure or term ever stored?

    .venv/bin/python scripts/benchmarks/faults/engine_faults.py \
        [--segments 5000] [--seeds 7 …] [--rates 0 0.1 …] [--ways letter …] [--write]
    .venv/bin/python scripts/benchmarks/faults/engine_faults.py --exchanges FILE …

A made-up engine turns Chinese into invented words, keeps what is protected, and puts
“A 的 B” the other way round as English does. So the right place of every figure and
term is known. Then it is made to fail at set rates, and all that gets through is held
against what the faultless engine says; `--show` prints what was stored wrongly. `--write`
puts the table into docs/engines.md.

With `--exchanges` the engine exchanges two places in the same way in every answer: what is
stored? A file has one Chinese sentence a line, whatever follows a tab is left aside. Only
sentences with two different protected texts or more are used; what is lost where nothing is
exchanged was refused needlessly.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, render_table, run_command, write_table

sys.path.insert(0, str(ROOT / "tests"))

from jiebang.checks import terms_of
from jiebang.corpus.glossary import TermBase
from jiebang.corpus.provenance import load_provenance
from jiebang.document.markdown import read
from jiebang.document.model import segments
from jiebang.quantities.numbers_en import even, numbers_en
from jiebang.runtime.layout import Layout
from jiebang.translation.drafting import EnglishDraft
from jiebang.translation.engines.base import Engine
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.settings import Settings
from jiebang.translation.spans import ProtectedSpan, SpanKind, find_spans
from models.faulty_engine import EXCHANGES, ExchangingEngine, FaultyEngine
from models.sound_engine import SoundEngine

_COUNT = re.compile(r"[≥≤><]?[0-9][0-9,.]*")
WAYS = Settings().ways


@dataclass
class Result:
    """One run: how the segments came out, and what was stored wrongly."""

    rate: float
    seed: int = 7
    ways: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    asked: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    @property
    def stored(self) -> int:
        return self.ways.total() - self.ways["missing"]


def texts_of(layout: Layout, count: int, seed: int = 1) -> list[str]:
    """So many different Chinese texts: the documents' own, then others made of their parts."""
    own: dict[str, None] = {}
    for provenance in load_provenance(layout):
        document = read(layout.document(provenance.id).read_text("utf-8"), provenance.id)
        own.update(dict.fromkeys(s.zh for s in segments(document)))
    draw, texts = random.Random(seed), dict.fromkeys(list(own)[:count])
    sentences = [t.rstrip("。；") for t in own if 8 <= len(t) <= 60]
    while len(texts) < count:
        parts = "，".join(draw.sample(sentences, draw.choice((1, 2, 2))))
        number = re.compile(r"(?<![0-9.])[1-9][0-9]{1,3}(?![0-9年.])")
        texts[number.sub(lambda m: str(draw.randrange(10, 9000)), parts) + "。"] = None
    return list(texts)


def judge(zh: str, draft: EnglishDraft, sound: SoundEngine, base: TermBase) -> str:
    """What is wrong with a stored English: a figure, a term, a place; "" if nothing."""
    spans = find_spans(zh, base, everything=True)
    figures = {s.en.removesuffix(" of") for s in spans if s.kind is not SpanKind.TERM}
    protected = [s.en.removesuffix(" of") for s in spans]
    wanted, given = find_order(sound.say(zh), protected), find_order(draft.en, protected)
    if given == wanted or _put_noun_first(given, find_spans(zh, base)) == wanted:
        return ""
    if Counter(e for e in given if e in figures) != Counter(e for e in wanted if e in figures):
        # “trillion” is “1 trillion”.
        values = [[str(n.value) for n in numbers_en(even(en))] for en in (draft.en, sound.say(zh))]
        if values[0] == values[1] and draft.how == "bare":
            return ""
        # “2023 September” for “September 2023”: every figure is there, in another order.
        return "place" if sorted(values[0]) == sorted(values[1]) else "figure"
    if Counter(given) == Counter(wanted):
        return "place"
    # Another rendering of the term base is as good, if every term has one.
    lost = {en for en in wanted if given.count(en) < wanted.count(en)}
    terms = [m.term for m in base.find(zh) if m.term.en in lost]
    fine = all(any(find_order(draft.en, [v]) for v in term.variants) for term in terms)
    return "" if terms and fine and draft.how == "bare" else "term"


def _put_noun_first(given: tuple[str, ...], spans: Sequence[ProtectedSpan]) -> tuple[str, ...]:
    """The order with “≥15 invention patents” as “invention patents ≥15”: 发明专利≥15项 is both."""
    order = list(given)
    for noun, count in pairwise(spans):
        counted = (
            noun.kind is SpanKind.TERM and _COUNT.fullmatch(count.en) and noun.end == count.start
        )
        if counted and order.count(noun.en) == 1:
            at = order.index(noun.en)
            if at and order[at - 1] == count.en:
                order[at - 1 : at + 1] = [noun.en, count.en]
    return tuple(order)


def find_order(en: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The texts in the order in which the English has them."""
    found: list[tuple[int, str]] = []
    left = re.sub(r"[\s-]+", " ", en.lower())
    for text in sorted(set(texts), key=lambda e: (-len(e), e)):
        words = re.escape(re.sub(r"[\s-]+", " ", text.lower()))
        words = re.sub(r"y$", "(?:y|ies)", re.sub(r"(?<=[a-z]{2})s$", "", words)) + "(?:e?s)?"
        words = re.sub(r"si(?=\(\?:e\?s\)\?$)", "s[ei]", words)  # diagnoses
        words = words.replace(r"\ of\ ", r"s?\ of\ ")  # degrees of freedom
        pattern = re.compile(rf"(?<![\w.,]){words}(?![\w]|[.,]\d)")
        found += [(m.start(), text) for m in pattern.finditer(left)]
        left = pattern.sub(lambda m: "\0" * len(m.group()), left)
    return tuple(text for _, text in sorted(found))


def draft(
    engine: Engine, texts: Sequence[str], base: TermBase, ways: Sequence[str]
) -> tuple[dict[str, EnglishDraft], int]:
    """What a run of the engine would store, and how many texts it was asked."""
    drafts: dict[str, EnglishDraft] = {}
    settings = Settings(ways=tuple(ways))
    tally = run_engine(engine, texts, Guard(base), drafts.update, settings=settings)
    return drafts, tally.asked


def run(
    texts: Sequence[str], base: TermBase, rate: float, seed: int = 7, ways: Sequence[str] = WAYS
) -> Result:
    """All texts through the faulty engine at one rate."""
    sound = SoundEngine(base)
    engine = FaultyEngine(sound, rate, random.Random(seed))
    start = time.perf_counter()
    drafts, asked = draft(engine, texts, base, ways)
    result = Result(rate, seed, seconds=time.perf_counter() - start, asked=asked)
    result.faults = engine.made.total()
    for zh, made in drafts.items():
        result.ways[made.how or "missing"] += 1
        if wrong := judge(zh, made, sound, base) if made.en else "":
            result.wrong[wrong] += 1
            result.examples.append(f"{wrong}: {zh}\n  {made.en}\n  {sound.say(zh)}")
    return result


def render(results: Sequence[Result]) -> str:
    # What the faultless engine cannot do is no fault's work.
    limit = next((r.stored for r in results if not r.rate), 0)
    rows = [
        (
            *(f"{r.rate:.0%}", r.seed, f"{r.faults:,}", f"{r.asked:,}"),
            *(f"{r.ways[how]:,}" for how in ("protected", "pieces", "bare", "missing")),
            f"{r.stored / limit:.1%}" if limit else "",
            *(r.wrong[what] for what in ("figure", "term", "place")),
            f"{r.seconds:.0f}",
        )
        for r in results
    ]
    head = "each fault at|seed|faults made|texts asked|protected|in pieces|bare|missing"
    head += "|faulty answers mended|wrong figure|wrong term|wrong place|seconds"
    return render_table(head, rows)


def exchange(files: Sequence[Path], base: TermBase, ways: Sequence[str]) -> Iterator[list[object]]:
    """What is stored of the sentences of each file, by exchange, and what of it is wrong."""
    sound = SoundEngine(base)
    for file in files:
        lines = [line.split("\t")[0] for line in file.read_text("utf-8").splitlines()]
        texts = [zh for zh in lines if len({s.en for s in find_spans(zh, base)}) > 1]
        for name in EXCHANGES:
            drafts, _ = draft(ExchangingEngine(sound, name), texts, base, ways)
            stored = {zh: made for zh, made in drafts.items() if made.en}
            wrong = [zh for zh, made in stored.items() if judge(zh, made, sound, base)]
            yield [f"{len(texts)} of {file.stem}", name, len(stored), len(wrong)]


def main(
    *,
    segments: int = 5000,
    seeds: tuple[int, ...] = (7, 101, 102, 103),
    rates: tuple[float, ...] = (0.0, 0.01, 0.03, 0.1, 0.3),
    ways: tuple[str, ...] = WAYS,
    exchanges: tuple[Path, ...] = (),
    show: bool = False,
    write: bool = False,
) -> int:
    layout = Layout(ROOT)
    base = terms_of(layout)
    if exchanges:
        head = "sentences|exchange|stored|in a wrong place"
        print(render_table(head, exchange(exchanges, base, ways)))
        return 0
    texts, results = texts_of(layout, segments), []
    with ProcessPoolExecutor() as pool:
        # Without faults the seed makes no difference.
        plan = [(rate, seed) for rate in rates for seed in seeds[: None if rate else 1]]
        for each in [pool.submit(run, texts, base, *pair, ways) for pair in plan]:
            results.append(each.result())
            print(render(results).splitlines()[-1], file=sys.stderr)
            print(*(results[-1].examples if show else ()), sep="\n", file=sys.stderr)
    command = f"scripts/benchmarks/faults/engine_faults.py --segments {segments}"
    text = f"`.venv/bin/python {command} --ways {' '.join(ways)}`\n\n{render(results)}"
    print(text)
    if write:
        write_table("engines.md", "engine_faults", text)
    return any(result.wrong for result in results)


if __name__ == "__main__":
    run_command(main)
