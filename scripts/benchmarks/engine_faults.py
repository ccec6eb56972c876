"""What becomes of the faults of an engine: is a wrong figure or term ever stored?

    .venv/bin/python scripts/benchmarks/engine_faults.py [--segments 5000] [--write]

A made-up engine turns Chinese into invented words, keeps what is protected, and puts
“A 的 B” the other way round as English does. So the right place of every figure and
term is known. Then it is made to fail at set rates, and all that gets through is held
against what the faultless engine says. `--write` puts the table into docs/engines.md.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from jiebang.checks.context import Context
from jiebang.layout import Layout, find_root
from jiebang.markdown import read
from jiebang.model import segments
from jiebang.sources.provenance import load_provenance
from jiebang.text.numerals import figures_en
from jiebang.translation.drafting import Draft
from jiebang.translation.engines.base import EngineError
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.quantities import quantities
from jiebang.translation.settings import Settings
from jiebang.translation.spans import Kind, find_spans
from jiebang.translation.vocabulary import context_of

RATES = (0.0, 0.01, 0.03, 0.1, 0.3)
START, END = "<!-- engine_faults -->", "<!-- /engine_faults -->"
_SYLLABLES = ("ba", "ko", "ru", "mi", "ta", "zo", "la", "pi", "du", "ge", "vi", "ni")
_MARK = re.compile(r"⟦\d+⟧")
_SIGNS = str.maketrans({"，": ", ", "、": ", ", "。": ". ", "；": "; ", "：": ": ",
                        "（": " (", "）": ") ", "《": "“", "》": "”"})  # fmt: skip
_NOT = re.compile(r"不得|不能|不可|不应|不宜|不允许|不予|不涉及|未涉及|禁止|严禁")
_PIECE = re.compile(r"⟦\d+⟧|[\u3400-\u9fff]+|[^\u3400-\u9fff⟦]+")
_PART = re.compile(r"[^，。；：]+|[，。；：]+")
_VALUE = re.compile(r"⟦\d+⟧|\d[\d,.]*%?|[A-Za-z][\w-]*")


@dataclass
class SoundEngine:
    """Invented words for Chinese ones; what is known in its right English."""

    context: Context
    name: str = "sound"
    version: str = "1"

    def translate(self, texts: Sequence[str]) -> list[str]:
        return [self.say(text) for text in texts]

    def say(self, text: str) -> str:
        """The “English” of a text, part by part between its commas and stops."""
        said = "".join(self._part(part) for part in _PART.findall(text))
        return re.sub(r"\s+", " ", said).strip()

    def _part(self, part: str) -> str:
        if part[0] in "，。；：":
            return part.translate(_SIGNS)
        before, of, after = part.partition("的")
        # Brackets would be torn apart.
        turned = of and after and not re.search(r"[（）()“”\[\]]", part)
        if turned:
            return f"{self._words(after)} of {self._words(before)}"
        return self._words(part)

    def _words(self, text: str) -> str:
        """Markers as they are; amounts, bounds and terms in English; the rest invented."""
        said: list[str] = []
        for piece in re.split(r"(⟦\d+⟧)", text):
            if _MARK.fullmatch(piece):
                said.append(piece)
                continue
            known = self._known(piece)
            at = 0
            for start, end, en in known:
                said += [self._invented(piece[at:start]), en]
                at = end
            said.append(self._invented(piece[at:]))
        return " ".join(filter(None, said))

    def _known(self, text: str) -> list[tuple[int, int, str]]:
        found = [(p.start, p.end, p.en) for p in quantities(text, self.context.units)]
        found += [(s.start, s.end, s.en) for s in find_spans(text, self.context, everything=True)]
        found += [(m.start(), m.end(), "shall not") for m in _NOT.finditer(text)]
        taken: list[tuple[int, int, str]] = []
        for start, end, en in sorted(found, key=lambda f: (f[0], -f[1])):
            if not taken or start >= taken[-1][1]:
                taken.append((start, end, en))
        return taken

    @staticmethod
    def _invented(text: str) -> str:
        said = []
        for piece in _PIECE.findall(text):
            if not re.match(r"[\u3400-\u9fff]", piece):
                said.append(piece.translate(_SIGNS))
                continue
            words = [_word(piece[n : n + 3]) for n in range(0, len(piece), 3)]
            said.append(" ".join(words))
        return " ".join(said)


def _word(chunk: str) -> str:
    """One or two invented words for up to three characters; always the same."""
    draw = random.Random(chunk)
    words = ["".join(draw.choices(_SYLLABLES, k=3)) for _ in range(1 + (len(chunk) > 1))]
    return " ".join(words)


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
        said = [self._broken(text, self.sound.say(text)) for text in texts]
        if self._strikes("wrong count", self.rate):
            return said[:-1] if self.draw.random() < 0.5 else [*said, "one more"]
        return said

    def _strikes(self, name: str, rate: float) -> bool:
        struck = self.draw.random() < rate
        self.made[name] += struck
        return struck

    def _broken(self, text: str, said: str) -> str:
        for name, fault in FAULTS.items():
            if self.draw.random() < self.rate:
                broken = fault(text, said, self.draw)
                self.made[name] += broken != said
                said = broken
        return said


def _places(said: str, text: str) -> list[re.Match[str]]:
    """What the engine was given to keep: marks, figures, Latin words of the text."""
    words = set(re.findall(r"[A-Za-z][\w-]*", text))
    found = list(_VALUE.finditer(said))
    marks = [m for m in found if m.group().startswith("⟦")]
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
    else:
        forms = (old[:-1] or "x", old + "x", old[::-1])
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


@dataclass
class Result:
    """One run: how the segments came out, and what was stored wrongly."""

    rate: float
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
    if given == wanted:
        return ""
    if Counter(e for e in given if e in figures) != Counter(e for e in wanted if e in figures):
        # “trillion” is “1 trillion”.
        values = [[str(f) for f in figures_en(en)] for en in (draft.en, sound.say(zh))]
        return "" if values[0] == values[1] and draft.how == "bare" else "figure"
    if Counter(given) == Counter(wanted):
        return "place"
    # Another rendering of the term base is as good, if every term has one.
    lost = {said for said in wanted if given.count(said) < wanted.count(said)}
    terms = [m.term for m in context.terms.find(zh) if m.term.en in lost]
    fine = all(any(_said(draft.en, [v]) for v in term.variants) for term in terms)
    return "" if terms and fine and draft.how == "bare" else "term"


def _said(en: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The texts in the order in which the English has them."""
    found: list[tuple[int, str]] = []
    left = re.sub(r"[\s-]+", " ", en.lower())
    for said in sorted(set(texts), key=lambda e: (-len(e), e)):
        words = re.escape(re.sub(r"[\s-]+", " ", said.lower()))
        words = re.sub(r"y$", "(?:y|ies)", re.sub(r"(?<=[a-z]{2})s$", "", words)) + "(?:e?s)?"
        pattern = re.compile(rf"(?<![\w.,]){words}(?![\w]|[.,]\d)")
        found += [(m.start(), said) for m in pattern.finditer(left)]
        left = pattern.sub(lambda m: "\0" * len(m.group()), left)
    return tuple(said for _, said in sorted(found))


def run(texts: Sequence[str], context: Context, rate: float, votes: int, seed: int = 7) -> Result:
    """All texts through the engine at one rate."""
    sound = SoundEngine(context)
    engine = FaultyEngine(sound, rate, random.Random(seed))
    drafts: dict[str, Draft] = {}
    start = time.perf_counter()
    settings = Settings(votes=votes)
    tally = run_engine(engine, texts, Guard(context), drafts.update, settings=settings)
    result = Result(rate, seconds=time.perf_counter() - start, asked=tally.asked)
    result.faults = engine.made.total()
    for zh, draft in drafts.items():
        result.ways[draft.how or "missing"] += 1
        wrong = judge(zh, draft, sound, context) if draft.en else ""
        if wrong:
            result.wrong[wrong] += 1
            result.examples.append(f"{wrong}: {zh}\n  {draft.en}\n  {sound.say(zh)}")
    return result


def table(results: Sequence[Result]) -> Iterator[str]:
    yield (
        "| each fault at | faults made | texts asked | protected | in pieces | bare | missing "
        "| faulty answers mended | wrong figure | wrong term | wrong place | seconds |"
    )
    yield "| ---: " * 12 + "|"
    # What the faultless engine cannot do is no fault's work.
    limit = results[0].stored
    for r in results:
        yield (
            f"| {r.rate:.0%} | {r.faults:,} | {r.asked:,} | {r.ways['protected']:,} "
            f"| {r.ways['pieces']:,} | {r.ways['bare']:,} | {r.ways['missing']:,} "
            f"| {r.stored / limit:.1%} | {r.wrong['figure']} | {r.wrong['term']} "
            f"| {r.wrong['place']} | {r.seconds:.0f} |"
        )


def write(path: Path, lines: Sequence[str]) -> None:
    """Put the lines between the marks of the page."""
    page = path.read_text("utf-8")
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n{END}{after}", "utf-8")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--segments", type=int, default=5000)
    parser.add_argument("--votes", type=int, default=Settings().votes)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="runs side by side")
    parser.add_argument("--write", action="store_true", help="into docs/engines.md")
    parser.add_argument("--show", action="store_true", help="what was stored wrongly")
    args = parser.parse_args(argv)
    layout = find_root(Path(__file__).parent)
    context = context_of(layout)
    texts = texts_of(layout, args.segments)
    results = []
    with ProcessPoolExecutor(args.jobs) as pool:
        runs = [pool.submit(run, texts, context, rate, args.votes) for rate in RATES]
        for done in runs:
            results.append(done.result())
            print(list(table(results))[-1], file=sys.stderr)
            if args.show:
                print("\n".join(results[-1].examples), file=sys.stderr)
    command = f".venv/bin/python scripts/benchmarks/engine_faults.py --segments {args.segments}"
    lines = [f"`{command} --votes {args.votes}`", "", *table(results)]
    print("\n".join(lines))
    if args.write:
        write(layout.docs / "engines.md", lines)
    return 1 if any(r.wrong for r in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
