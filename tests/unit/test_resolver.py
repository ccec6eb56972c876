"""Catalogue → memory → similar memory → engine, interrupted at any moment."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jiebang.corpus.catalogue.writing import fill
from jiebang.corpus.load import DocumentTexts, Rules
from jiebang.corpus.provenance import KnownSources
from jiebang.document import markdown
from jiebang.document.model import Document, Paragraph, Provenance, Segment, Words, segments
from jiebang.document.tree import identify
from jiebang.quantities.lexicon import use
from jiebang.runtime.files import sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.translation import machine, resolver
from jiebang.translation.engines.base import EngineError
from jiebang.translation.resolver import translate
from jiebang.translation.settings import Settings, glossary_hash
from support import read_catalogue

ROOT = Path(__file__).parents[2]


class Dictionary:
    """An engine that knows some texts and makes nothing of the others."""

    name, version = "dictionary", "2"

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.asked: list[str] = []

    def translate(self, texts: Sequence[str]) -> list[str]:
        self.asked += texts
        return [self.known.get(text, "") for text in texts]


def put(layout: Layout, id_: str, *sentences: str) -> Document:
    """A document of one paragraph with its original and provenance."""
    data = "".join(sentences).encode()
    write_atomic(layout.sources / f"{id_}.txt", data)
    paragraph = Paragraph((Segment("", data.decode()),))
    document = identify(Document(id_, f"{id_}.txt", sha256_of(data), (paragraph,)))
    write_atomic(layout.document(id_), markdown.write(document))
    KnownSources(layout).add(Provenance(id_, f"{id_}.txt", sha256_of(data), title=Words("", "甲")))
    return document


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    for name in ("terms.yml",):
        write_atomic(tmp_path / "glossary" / name, (ROOT / "glossary" / name).read_bytes())
    return Layout(tmp_path)


def state(layout: Layout, document: Document) -> list[tuple[str, str, str]]:
    read = read_catalogue(layout.catalogue(document.id), segments(document))
    return [(t.en, t.state, t.origin) for t in read.values()]


def test_an_engine_fills_what_no_memory_knows(layout: Layout) -> None:
    document = put(layout, "a", "建设算力集群。", "修路三条。", "修桥。")
    translate(layout)
    fill(layout.catalogue("a"), {"a.head.3": ("Build bridges.", "person")})
    engine = Dictionary({"建设⟦1⟧集群。": "Build a ⟦1⟧ cluster.", "修桥。": "Wrong."})
    seen: list[tuple[int, int]] = []
    (done,) = translate(layout, engine=engine, watch=lambda *told: seen.append(told))
    assert (done.machine, done.missing) == (("a.head.1",), ("a.head.2",))
    assert state(layout, document) == [
        ("Build a compute cluster.", "machine", "engine:dictionary@2"),
        ("", "missing", ""),
        ("Build bridges.", "curated", "person"),
    ]
    assert done.reasons == {"a.head.2": "the engine said nothing"}
    text = layout.catalogue("a").read_text("utf-8")
    assert "#. missing: the engine said nothing" in text
    assert text.count("#. glossary: ") == 1
    assert "修桥。" not in engine.asked
    assert seen == [(2, 2)]
    # Once more: nothing is asked that has been answered, nothing is written.
    again = Dictionary(engine.known)
    translate(layout, engine=again)
    assert "建设⟦1⟧集群。" not in again.asked
    assert layout.catalogue("a").read_text("utf-8") == text


def test_the_glossary_of_a_draft_is_what_an_engine_reads_of_it(layout: Layout) -> None:
    before = glossary_hash(layout)
    terms = layout.terms_yml.read_text("utf-8")
    layout.terms_yml.write_text(terms.replace("definition: The property", "definition: The state"))
    assert glossary_hash(layout) == before
    layout.terms_yml.write_text(terms.replace("  en: accessibility", "  en: free access"))
    assert glossary_hash(layout) != before


def test_the_projects_own_words_are_protected_too(layout: Layout) -> None:
    unit = '{zh: [摞], symbols: [stk], en: [stack], ucum: "{stack}", base: stack, kind: count}'
    write_atomic(layout.terms_yml.with_name("units.yml"), f"units:\n  - {unit}\n")
    document = put(layout, "a", "高度不超过12摞。")
    engine = Dictionary({"高度⟦1⟧。": "The height is ⟦1⟧."})
    try:
        translate(layout, engine=engine)
    finally:
        use(Path("/nowhere"))
    ((english, *_),) = state(layout, document)
    assert english == "The height is no more than 12 stacks."


def test_the_reason_goes_when_the_english_comes(layout: Layout) -> None:
    put(layout, "a", "修路三条。", "修桥。")
    translate(layout, engine=Dictionary({}))
    fill(layout.catalogue("a"), {"a.head.1": ("Build three roads.", "person")})
    translate(layout, engine=Dictionary({"修桥。": "Build bridges."}))
    assert "missing:" not in layout.catalogue("a").read_text("utf-8")


def test_without_an_engine_the_reason_is_noted(layout: Layout) -> None:
    put(layout, "a", "修路三条。")
    (plain,) = translate(layout)
    assert plain.reasons == {} and "missing:" not in layout.catalogue("a").read_text("utf-8")
    (done,) = translate(layout, why_not="no package for zh→en: jiebang engine get")
    assert done.missing == ("a.head.1",)
    assert "#. missing: no package for zh→en" in layout.catalogue("a").read_text("utf-8")


def test_a_dead_engine_is_no_error(layout: Layout) -> None:
    class Dead(Dictionary):
        def translate(self, texts: Sequence[str]) -> list[str]:
            raise EngineError("gone", "http://x")

    put(layout, "a", "修路三条。")
    (done,) = translate(layout, engine=Dead({}))
    assert "gone" in done.reasons["a.head.1"]


def test_what_fails_a_check_is_not_stored(layout: Layout) -> None:
    document = put(layout, "a", "资助不超过2000万元。")
    wrong = "Funding of RMB 2 million at most for 3 years."
    engine = Dictionary(dict.fromkeys(("资助⟦1⟧。", "资助不超过2000万元。"), wrong))
    (done,) = translate(layout, engine=engine)
    assert state(layout, document) == [("", "missing", "")]
    assert "RMB 20 million" in done.reasons["a.head.1"]


def test_equal_segments_are_translated_once(layout: Layout) -> None:
    put(layout, "a", "修路三条。", "修路三条。")
    put(layout, "b", "修路三条。")
    engine = Dictionary({"修路⟦1⟧。": "Build ⟦1⟧ roads.", "修路三条。": "Build three roads."})
    done = translate(layout, engine=engine)
    assert [d.machine for d in done] == [("a.head.1", "a.head.2"), ("b.head.1",)]
    assert len(engine.asked) == len(set(engine.asked))


def test_similar_english_comes_before_the_engine(layout: Layout) -> None:
    put(layout, "a", "项目资助经费不超过2000万元。")
    document = put(layout, "b", "项目资助经费不超过500万元。")
    translate(layout)
    english = "Project funding shall be no more than RMB 20 million."
    fill(layout.catalogue("a"), {"a.head.1": (english, "person")})
    engine = Dictionary({})
    (done,) = translate(layout, ["b"], engine=engine)
    assert (done.similar, engine.asked) == (("b.head.1",), [])
    assert state(layout, document) == [
        ("Project funding shall be no more than RMB 5 million.", "memory", "memory:a.head.1")
    ]


def test_similar_english_can_be_turned_off(layout: Layout) -> None:
    put(layout, "a", "项目资助经费不超过2000万元。")
    put(layout, "b", "项目资助经费不超过500万元。")
    translate(layout)
    english = "Project funding shall be no more than RMB 20 million."
    fill(layout.catalogue("a"), {"a.head.1": (english, "person")})
    (done,) = translate(layout, ["b"], settings=Settings(memory=2))
    assert done.missing == ("b.head.1",)


def test_traditional_text_goes_through_its_twin(layout: Layout) -> None:
    put(layout, "a", "推進機器人產業發展。", "研究與開發。")
    simple = put(layout, "b", "研究与开发。")
    translate(layout)
    fill(layout.catalogue("b"), {"b.head.1": ("Research and develop.", "person")})
    engine = Dictionary({"推进⟦1⟧产业发展。": "Advance the ⟦1⟧ industry."})
    (done,) = translate(layout, ["a"], engine=engine)
    assert (done.similar, done.machine) == (("a.head.2",), ("a.head.1",))
    assert simple.id == "b"


def test_only_what_changed_is_read_again(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    put(layout, "a", "修路三条。", "修桥。")
    document = put(layout, "b", "修桥。")
    translate(layout)
    translate(layout)  # the catalogues are new, too
    read: list[str] = []
    real = resolver.prepare

    def prepare(rules: Rules, texts: DocumentTexts) -> bytes:
        read.append(texts.provenance.id)
        return real(rules, texts)

    monkeypatch.setattr(resolver, "prepare", prepare)
    first, second = translate(layout)
    assert (first.missing, second.missing, read) == (("a.head.1", "a.head.2"), ("b.head.1",), [])
    # A remark changes no memory: the other document is left alone.
    path = layout.catalogue("a")
    path.write_text(path.read_text("utf-8").replace("#. ", "# a remark\n#. ", 1), "utf-8")
    translate(layout)
    assert set(read) <= {"a"}
    # English that a person wrote is memory for all.
    fill(path, {"a.head.2": ("Build bridges.", "person")})
    assert [d.missing for d in translate(layout)] == [("a.head.1",), ()]
    assert state(layout, document)[0][:2] == ("Build bridges.", "memory")
    read.clear()
    # With an engine, what is still missing is asked of it; only what was filled is read again.
    engine = Dictionary({"修路⟦1⟧。": "Build ⟦1⟧ roads."})
    assert [d.machine for d in translate(layout, engine=engine)] == [("a.head.1",), ()]
    assert read == ["b"]


SCRIPT = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from jiebang.runtime.layout import Layout
    from jiebang.translation import machine
    from jiebang.translation.resolver import translate

    machine.CHUNK = 4

    class Slow:
        name, version = "slow", "1"

        def translate(self, texts):
            with open(sys.argv[2], "a", encoding="utf-8") as log:
                for text in texts:
                    time.sleep(0.02)
                    log.write(text + "\\n")
                    log.flush()
            return ["Build a road." for _ in texts]

    translate(Layout(Path(sys.argv[1])), engine=Slow())
    """
)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_dies_is_taken_up_where_it_stopped(layout: Layout, sign: signal.Signals) -> None:
    names = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午卫申酉戌亥东西南北中"
    document = put(layout, "a", *(f"修{name}路。" for name in names))
    log = layout.root / "log"
    command = [sys.executable, "-c", SCRIPT, str(layout.root), str(log)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    dying = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not log.exists() or len(log.read_text()) < 60):
        time.sleep(0.01)
    dying.send_signal(sign)
    dying.wait(30)
    stored = sum(s == "machine" for _, s, _ in state(layout, document))
    assert 0 < stored < len(names)
    before = log.read_text("utf-8").splitlines()
    subprocess.run(command, env=env, check=True, timeout=120)
    asked = log.read_text("utf-8").splitlines()
    assert [s for _, s, _ in state(layout, document)] == ["machine"] * len(names)
    # Only the batch that was under way may be asked for again.
    assert len(set(asked)) == len(names)
    assert len(asked) - len(names) <= machine.CHUNK
    assert set(asked[len(before) :]).isdisjoint(before[: -machine.CHUNK])


def test_few_segments_of_the_fault_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "scripts" / "benchmarks" / "faults")
    bench: Any = importlib.import_module("engine_faults")
    layout = Layout(ROOT)
    terms = bench.terms_of(layout)
    texts = bench.texts_of(layout, 1300)[::13]
    results = [bench.run(texts, terms, rate) for rate in (0.0, 0.05)]
    assert [r.wrong.total() for r in results] == [0, 0], results[1].examples
    assert results[1].faults > 50
    assert results[1].stored > 0.9 * results[0].stored
    assert len(bench.render(results).splitlines()) == 4
