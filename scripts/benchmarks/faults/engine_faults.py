"""What becomes of the faults of an engine: is a wrong figure or term ever stored?

    .venv/bin/python scripts/benchmarks/faults/engine_faults.py \
        [--segments 5000] [--seeds 7 …] [--write]
    .venv/bin/python scripts/benchmarks/faults/engine_faults.py --exchanges [FILE …]

A made-up engine turns Chinese into invented words, keeps what is protected, and puts
“A 的 B” the other way round as English does. So the right place of every figure and
term is known. Then it is made to fail at set rates, and all that gets through is held
against what the faultless engine says. `--write` puts the table into docs/engines.md.

With `--exchanges` the engine exchanges two places in the same way in every answer: what is
stored? A file has one Chinese sentence a line, whatever follows a tab is left aside. Only
sentences with two different protected texts or more are used; what is lost where nothing is
exchanged was refused needlessly.
"""

from __future__ import annotations

import argparse
import importlib
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from faulty_engine import EXCHANGES, ExchangingEngine, FaultyEngine
from sound_engine import SoundEngine
from tables import table as table_of
from tables import write_table

from jiebang.checks.context import Context
from jiebang.corpus.provenance import load_provenance
from jiebang.document.markdown import read
from jiebang.document.model import segments
from jiebang.quantities.numbers_en import even, numbers_en
from jiebang.runtime.layout import Layout, find_root
from jiebang.translation.drafting import Draft
from jiebang.translation.engines import load_engine
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.settings import Settings, context_of
from jiebang.translation.spans import Kind, Span, find_spans

_COUNT = re.compile(r"[≥≤><]?[0-9][0-9,.]*")
RATES = (0.0, 0.01, 0.03, 0.1, 0.3)
SEEDS = (7, 101, 102, 103)


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
    draw, texts = random.Random(seed), list(own)[:count]
    sentences = [t.rstrip("。；") for t in own if 8 <= len(t) <= 60]
    seen = set(texts)
    while len(texts) < count:
        parts = draw.sample(sentences, draw.choice((1, 2, 2)))
        made = re.sub(r"(?<![0-9.])[1-9][0-9]{1,3}(?![0-9年.])",
                      lambda m: str(draw.randrange(10, 9000)), "，".join(parts)) + "。"  # fmt: skip
        if made not in seen:
            seen.add(made)
            texts.append(made)
    return texts


def judge(zh: str, draft: Draft, sound: SoundEngine, context: Context) -> str:
    """What is wrong with a stored English: a figure, a term, a place; "" if nothing."""
    spans = find_spans(zh, context, everything=True)
    figures = {s.en.removesuffix(" of") for s in spans if s.kind is not Kind.TERM}
    protected = [s.en.removesuffix(" of") for s in spans]
    wanted, given = _said(sound.say(zh), protected), _said(draft.en, protected)
    if given == wanted or _counted_first(given, find_spans(zh, context)) == wanted:
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
    lost = {said for said in wanted if given.count(said) < wanted.count(said)}
    terms = [m.term for m in context.terms.find(zh) if m.term.en in lost]
    fine = all(any(_said(draft.en, [v]) for v in term.variants) for term in terms)
    return "" if terms and fine and draft.how == "bare" else "term"


def _counted_first(given: tuple[str, ...], spans: Sequence[Span]) -> tuple[str, ...]:
    """The order with “≥15 invention patents” as “invention patents ≥15”: 发明专利≥15项 is both."""
    order = list(given)
    for noun, count in pairwise(spans):
        counted = noun.kind is Kind.TERM and _COUNT.fullmatch(count.en) and noun.end == count.start
        if counted and order.count(noun.en) == 1:
            at = order.index(noun.en)
            if at and order[at - 1] == count.en:
                order[at - 1 : at + 1] = [noun.en, count.en]
    return tuple(order)


def _said(en: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The texts in the order in which the English has them."""
    found: list[tuple[int, str]] = []
    left = re.sub(r"[\s-]+", " ", en.lower())
    for said in sorted(set(texts), key=lambda e: (-len(e), e)):
        words = re.escape(re.sub(r"[\s-]+", " ", said.lower()))
        words = re.sub(r"y$", "(?:y|ies)", re.sub(r"(?<=[a-z]{2})s$", "", words)) + "(?:e?s)?"
        words = re.sub(r"si(?=\(\?:e\?s\)\?$)", "s[ei]", words)  # diagnoses
        words = words.replace(r"\ of\ ", r"s?\ of\ ")  # degrees of freedom
        pattern = re.compile(rf"(?<![\w.,]){words}(?![\w]|[.,]\d)")
        found += [(m.start(), said) for m in pattern.finditer(left)]
        left = pattern.sub(lambda m: "\0" * len(m.group()), left)
    return tuple(said for _, said in sorted(found))


def run(
    texts: Sequence[str],
    context: Context,
    rate: float,
    votes: int,
    seed: int = 7,
    by_chat: bool = False,
    ways: Sequence[str] = Settings().ways,
) -> Result:
    """All texts through the engine at one rate; by a chat server of this machine, if asked."""
    sound = SoundEngine(context)
    engine = FaultyEngine(sound, rate, random.Random(seed))
    drafts: dict[str, Draft] = {}
    start = time.perf_counter()
    settings = Settings(votes=votes, ways=tuple(ways))

    def say(text: str) -> str:
        return engine.broken(text, sound.say(text))

    with served(say, context) if by_chat else nullcontext((engine, None)) as (asked, _):
        tally = run_engine(asked, texts, Guard(context), drafts.update, settings=settings)
    result = Result(rate, seed, seconds=time.perf_counter() - start, asked=tally.asked)
    result.faults = engine.made.total()
    for zh, draft in drafts.items():
        result.ways[draft.how or "missing"] += 1
        wrong = judge(zh, draft, sound, context) if draft.en else ""
        if wrong:
            result.wrong[wrong] += 1
            result.examples.append(f"{wrong}: {zh}\n  {draft.en}\n  {sound.say(zh)}")
    return result


@contextmanager
def served(
    say: Callable[[str], str], context: Context, concurrency: int = 0
) -> Iterator[tuple[Any, Any]]:
    """The engine `chat` on a server with a made-up model, and the server."""
    sys.path.insert(0, str(find_root(Path(__file__).parent).root / "tests"))
    servers = importlib.import_module("models.chat_server")
    with servers.chat_server(lambda body: servers.plain_json(body, say)) as site:
        settings = Settings(url=site.url, terms=context.terms, model="m", concurrency=concurrency)
        yield load_engine("chat", settings), site


def exchanges(files: Sequence[str], context: Context, ways: Sequence[str]) -> str:
    """What is stored of the sentences of each file, by exchange, and what of it is wrong."""
    sound, rows = SoundEngine(context), []
    for file in files:
        lines = [line.split("\t")[0] for line in Path(file).read_text("utf-8").splitlines()]
        texts = [zh for zh in lines if len({s.en for s in find_spans(zh, context)}) > 1]
        for name in EXCHANGES:
            drafts: dict[str, Draft] = {}
            engine, settings = ExchangingEngine(sound, name), Settings(ways=tuple(ways))
            run_engine(engine, texts, Guard(context), drafts.update, settings=settings)
            stored = [(zh, draft) for zh, draft in drafts.items() if draft.en]
            wrong = sum(bool(judge(zh, draft, sound, context)) for zh, draft in stored)
            rows.append((f"{len(texts)} of {Path(file).stem}", name, len(stored), wrong))
    return table_of(("sentences", "exchange", "stored", "in a wrong place"), rows)


def table(results: Sequence[Result]) -> list[str]:
    head = "each fault at|seed|faults made|texts asked|protected|in pieces|bare|missing"
    head += "|faulty answers mended|wrong figure|wrong term|wrong place|seconds"
    # What the faultless engine cannot do is no fault's work.
    limit = next((r.stored for r in results if not r.rate), 0)
    rows = [
        (
            *(f"{r.rate:.0%}", r.seed, f"{r.faults:,}", f"{r.asked:,}"),
            *(f"{r.ways[way]:,}" for way in ("protected", "pieces", "bare", "missing")),
            f"{r.stored / limit:.1%}" if limit else "",
            *(r.wrong[what] for what in ("figure", "term", "place")),
            f"{r.seconds:.0f}",
        )
        for r in results
    ]
    return table_of(head.split("|"), rows).splitlines()


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--segments", type=int, default=5000)
    parser.add_argument("--votes", type=int, default=Settings().votes)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS, help="of the faults")
    parser.add_argument("--rates", type=float, nargs="+", default=RATES, help="of each fault")
    parser.add_argument("--ways", nargs="+", default=Settings().ways, help="of protection")
    parser.add_argument("--jobs", type=int, help="runs side by side")
    parser.add_argument("--write", action="store_true", help="into docs/engines.md")
    parser.add_argument("--chat", action="store_true", help="through a chat server here")
    parser.add_argument("--exchanges", nargs="*", metavar="FILE", help="of sentences")
    parser.add_argument("--show", action="store_true", help="what was stored wrongly")
    args = parser.parse_args(argv)
    layout = find_root(Path(__file__).parent)
    context = context_of(layout)
    if args.exchanges is not None:
        own = layout.root / "tests/fixtures/protect/right-drafts.tsv"
        print(exchanges(args.exchanges or [str(own)], context, args.ways))
        return 0
    texts = texts_of(layout, args.segments)
    results = []
    # Without faults the seed makes no difference.
    plan = [(rate, seed) for rate in args.rates for seed in args.seeds[: None if rate else 1]]
    with ProcessPoolExecutor(args.jobs) as pool:
        runs = [
            pool.submit(run, texts, context, rate, args.votes, seed, args.chat, args.ways)
            for rate, seed in plan
        ]
        for done in runs:
            results.append(done.result())
            print(table(results)[-1], file=sys.stderr)
            if args.show:
                print("\n".join(results[-1].examples), file=sys.stderr)
    command = f"scripts/benchmarks/faults/engine_faults.py --segments {args.segments}"
    how = f"--votes {args.votes} --ways {' '.join(args.ways)}"
    said = "\n".join((f"`.venv/bin/python {command} {how}`", "", *table(results)))
    print(said)
    if args.write:
        write_table(layout.docs / "engines.md", "engine_faults", said)
    return 1 if any(r.wrong for r in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
