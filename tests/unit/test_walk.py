"""What is kept of a document counts only if it was made from the same, and is whole."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiebang.checks import review
from jiebang.cli import main
from jiebang.corpus import load
from jiebang.corpus.duplicates import TaskText, find_duplicates, text_of
from jiebang.corpus.load import load_rules, make_entry, read_texts
from jiebang.corpus.provenance import load_provenance
from jiebang.corpus.walk import open_walk
from jiebang.document.model import Claim, tasks
from jiebang.errors import InputError, JiebangError
from jiebang.runtime.cache import RESULTS, ResultCache
from jiebang.runtime.executor import Executor, Inline, map_unknown, open_executor
from jiebang.runtime.layout import Layout
from support import make_document

PROJECT = Path(__file__).parents[2]
IDS = ("henan-agi-2023", "chongqing-ai-2023")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A project of two documents."""
    there = Layout(PROJECT)
    made = Layout(tmp_path)
    made.sources.mkdir(parents=True)
    shutil.copytree(
        PROJECT / "glossary", tmp_path / "glossary", ignore=shutil.ignore_patterns("measures.yml")
    )
    # A small one, quickly read.
    shutil.copy(PROJECT / "tests/fixtures/glossary/terms.yml", made.terms_yml)
    made.mkdocs_yml.write_text("site_name: x\n", "utf-8")
    entries = there.sources_yml.read_text("utf-8").split("\n- id: ")[1:]
    kept = [f"- id: {e}" for e in entries if e.startswith(IDS)]
    made.sources_yml.write_text("\n".join(kept), "utf-8")
    for file in there.sources.glob("00[13]_*.txt"):
        shutil.copy(file, made.sources)
    for name in ("documents", "translations/en"):
        (tmp_path / "content" / name).mkdir(parents=True)
        for document in IDS:
            for found in (PROJECT / "content" / name).glob(f"{document}.*"):
                shutil.copy(found, tmp_path / "content" / name)
    return made


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents whose findings were worked out, as they are."""
    done: list[str] = []
    make_entry = review.make_entry

    def noted(*args: object) -> object:
        entry = make_entry(*args)  # type: ignore[arg-type]
        done.append(entry.document.id)
        return entry

    monkeypatch.setattr(review, "make_entry", noted)
    return done


def check(layout: Layout, capsys: pytest.CaptureFixture[str]) -> str:
    main(["check", "--root", str(layout.root), "--format", "json"])
    return capsys.readouterr().out


def test_an_entry_made_before_is_given_again_for_the_same_alone(layout: Layout) -> None:
    rules, source = load_rules(layout), load_provenance(layout)[0]
    texts = read_texts(layout, source)
    first = make_entry(texts, rules)
    assert make_entry(read_texts(layout, source), load_rules(layout)).document is first.document
    # Looked for or not: a page says so, `==` does not tell.
    for searched in (True, False):
        own = replace(source, issuer=Claim(searched=searched))
        made = make_entry(replace(texts, provenance=own), rules)
        assert made.provenance.issuer.searched is searched
    same: dict[str, tuple[str, ...]] = {"a": ("b",)}
    assert make_entry(replace(texts, same_as=same), rules).same_as == same
    assert make_entry(texts, rules).same_as == {}
    segment = next(i for i, one in first.translations.items() if one.en)
    assert texts.catalogue is not None
    changed = texts.catalogue.replace(f'msgstr "{first.english(segment)}', 'msgstr "Other')
    assert make_entry(replace(texts, catalogue=changed), rules).english(segment) == "Other"


def test_entries_are_made_in_threads_at_once(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the worker of a cluster."""
    rules, texts = load_rules(layout), read_texts(layout, load_provenance(layout)[0])
    made = make_entry(texts, rules)
    monkeypatch.setattr(load, "_make_entry", lambda *_: made)

    def make(n: int) -> int:
        own = (replace(texts, markdown_name=f"{n} {i}") for i in range(300))
        return len({make_entry(one, rules).document.id for one in own})

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as threads:
            assert list(threads.map(make, range(6))) == [1] * 6
    finally:
        sys.setswitchinterval(before)


def test_only_what_changed_is_worked_out_again(
    layout: Layout, worked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    first = check(layout, capsys)
    assert sorted(worked) == sorted(IDS)
    worked.clear()
    assert check(layout, capsys) == first
    assert worked == []
    catalogue = layout.catalogue(IDS[1])
    lines = catalogue.read_text("utf-8").split("\n")
    mended = [x.replace("≥2000", "≥200") if x.startswith("msgstr") else x for x in lines]
    catalogue.write_text("\n".join(mended), "utf-8")
    assert '"numbers"' in check(layout, capsys)
    assert worked == [IDS[1]]
    worked.clear()
    terms = layout.terms_yml
    terms.write_text(terms.read_text("utf-8") + "\n# a word\n", "utf-8")
    check(layout, capsys)
    assert sorted(worked) == sorted(IDS), "the glossary is every document's"


def test_a_broken_or_foreign_cache_counts_as_none(
    layout: Layout, worked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    first = check(layout, capsys)
    path = layout.cache / RESULTS

    def break_data() -> None:
        with sqlite3.connect(path) as database:
            database.execute("UPDATE result SET data = x'00' WHERE kind = 'checked'")

    def take_another_s() -> None:
        with sqlite3.connect(path) as database:
            (data,) = database.execute(
                "SELECT data FROM result WHERE kind = 'checked' AND document = ?", (IDS[1],)
            ).fetchone()
            database.execute(
                "UPDATE result SET data = ? WHERE kind = 'checked' AND document = ?",
                (data, IDS[0]),
            )

    def no_database() -> None:
        path.write_bytes(b"not a database" * 100)

    def another_format() -> None:
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")

    def cut_short() -> None:
        path.write_bytes(path.read_bytes()[:5000])

    def a_folder() -> None:
        path.unlink()
        path.mkdir()

    for harm in (break_data, take_another_s, no_database, another_format, cut_short, a_folder):
        worked.clear()
        harm()
        assert check(layout, capsys) == first, harm.__name__
        assert worked, harm.__name__


def test_the_store_keeps_what_is_there_and_forgets_what_is_gone(tmp_path: Path) -> None:
    with ResultCache(tmp_path / "s") as store:
        store.put("a", "one", "k", b"1")
        store.put("a", "two", "k", b"2")
        assert store.get("a", "one", "k") == b"1"
        assert store.get("a", "one", "other") is None
        assert store.get("b", "one", "k") is None
        store.keep_only({"two"})
    with ResultCache(tmp_path / "s") as store:
        assert store.get("a", "one", "k") is None
        assert store.get("a", "two", "k") == b"2"


@pytest.mark.parametrize("harm", [b"no database, but long enough" * 99, b"SQLite format 3\0"])
def test_paid_answers_that_cannot_be_read_are_kept_beside(harm: bytes, tmp_path: Path) -> None:
    path = tmp_path / "paid"
    again = b"broken again" * 99
    for data, dear in ((harm, True), (again, True), (b"not paid for" * 99, False)):
        path.write_bytes(data)
        with ResultCache(path, dear=dear) as store:
            store.put("whole", "text", "", b"English")
        with ResultCache(path, dear=dear) as store:
            assert store.get("whole", "text", "") == b"English"
    kept = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p != path}
    assert kept == {"paid.unreadable": harm, "paid.unreadable-2": again}


PAYING = """
import sys
from pathlib import Path
from typing import Any
from jiebang.runtime.cache import ResultCache

with ResultCache(Path(sys.argv[1]), dear=True) as store:
    for number in range(int(sys.argv[2]), 10**6):
        store.put("whole", str(number), "", b"English %d" % number * 99)
        print(number, flush=True)
"""


def test_paid_answers_outlive_a_process_that_is_killed(tmp_path: Path) -> None:
    path, told = tmp_path / "paid", 0
    for lines in (1, 7, 40):
        command = [sys.executable, "-c", PAYING, str(path), str(told)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            last = [process.stdout.readline() for _ in range(lines)][-1]
            process.kill()
            told = int((process.stdout.read().split() or [last])[-1]) + 1
        with sqlite3.connect(path) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with ResultCache(path, dear=True) as store:
            for number in range(told):
                assert store.get("whole", str(number), "") == b"English %d" % number * 99
    assert [p.name for p in tmp_path.iterdir() if "unreadable" in p.name] == []


def test_only_paid_answers_wait_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite promises that a power cut leaves a file whole where it is told to wait in full."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def note(*place: Any, **how: Any) -> sqlite3.Connection:
        opened.append(connect(*place, **how))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", note)
    for dear, wait in ((True, 2), (False, 0)):
        with ResultCache(tmp_path / f"{dear}", dear=dear):
            assert opened[-1].execute("PRAGMA synchronous").fetchone() == (wait,)


def test_a_file_that_cannot_be_used_is_told_in_its_turn(layout: Layout) -> None:
    layout.document(IDS[1]).unlink()
    with open_walk(layout) as walk:
        found = walk.each("checked", review.check_document)
        assert next(found)[0].id == IDS[0]
        with pytest.raises(InputError, match="not converted yet"):
            next(found)


def double(common: int, item: int) -> int:
    if item == 77:
        raise InputError("seventy-seven", "items")
    if item == 99:
        os._exit(1)
    return common * item


@pytest.fixture(scope="module")
def two() -> Iterator[Executor]:
    with open_executor(2) as executor:
        yield executor


def test_results_come_in_order_and_errors_in_their_turn(two: Executor) -> None:
    assert list(two.map(double, 2, range(60))) == [2 * n for n in range(60)]
    found = two.map(double, 2, range(90))
    assert [next(found) for _ in range(77)] == [2 * n for n in range(77)]
    with pytest.raises(InputError, match="items: seventy-seven"):
        next(found)
    items = [(n, None if n % 3 else n) for n in range(70)]
    for executor in (two, Inline()):
        assert list(map_unknown(executor, double, 2, items)) == [
            (n, None if n % 3 else 2 * n) for n in range(70)
        ]


def test_a_run_that_was_given_up_leaves_the_pool_usable(two: Executor) -> None:
    found = two.map(double, 3, range(70))
    assert next(found) == 0
    assert list(two.map(double, 2, range(60))) == [2 * n for n in range(60)]


def test_a_worker_that_dies_is_one_line() -> None:
    with (
        open_executor(2) as executor,
        pytest.raises(JiebangError, match="a worker process died") as caught,
    ):
        list(executor.map(double, 2, [*range(30), 99]))
    assert "\n" not in str(caught.value)


def test_duplicates_are_those_that_a_plain_comparison_finds() -> None:
    rng = random.Random(7)
    signs = "".join(chr(0x4E00 + n) for n in range(400))
    bases = ["".join(rng.choice(signs) for _ in range(rng.randint(10, 300))) for _ in range(20)]
    texts = []
    for base in bases:
        for share in (0, 0.005, 0.01, 0.02, 0.04):
            text = [rng.choice(signs) if rng.random() < share else c for c in base]
            texts.append("".join(text))
    found = find_duplicates(
        TaskText(str(n), (f"key {n // 5}",), text) for n, text in enumerate(texts)
    )
    grams = [frozenset(t[i : i + 5] for i in range(max(len(t) - 5, 1))) for t in texts]
    expected = {
        str(a): tuple(
            str(b)
            for b in range(len(texts))
            if a != b
            and a // 5 == b // 5
            and len(grams[a] & grams[b]) >= 0.9 * len(grams[a] | grams[b])
        )
        for a in range(len(texts))
    }
    assert found == {key: {key: value} for key, value in expected.items() if value}
    assert 20 < sum(map(len, expected.values())) < 20 * 20


def test_no_duplicate_without_a_shared_title_or_opening() -> None:
    assert find_duplicates(map(text_of, tasks(make_document()))) == {}
