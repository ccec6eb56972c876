"""What a release takes over from the one that is there changes no byte of it."""

from __future__ import annotations

import json
import os
import random
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebang.datasets import archive, outlines, write_pieces
from jiebang.datasets.archive import Archive, joined_crc
from jiebang.datasets.earlier import OUTLINE
from jiebang.datasets.formats import excel, sheets
from jiebang.datasets.outlines import Offer, offer
from jiebang.datasets.pieces import Piece, make_piece
from jiebang.document.model import State, Translation, segments
from jiebang.runtime.layout import Layout
from jiebang.runtime.store import Store
from support import ID, make_corpus, make_document

_FIRST = next(s for s in segments(make_document()) if s.translatable)
# Two documents that differ in a word of English.
_SAID = tuple(
    make_piece(corpus, corpus.entries[0])
    for corpus in (
        make_corpus(),
        make_corpus({_FIRST.id: Translation(_FIRST.id, _FIRST.zh, "Other.", State.CURATED, "llm")}),
    )
)


def short(piece: Piece) -> Piece:
    """The piece without its last measure."""
    parts = dict(piece.parts)
    for name in ("measures.csv", "measures.jsonl"):
        parts[name] = "".join(parts[name].splitlines(keepends=True)[:-1])
    return Piece(piece.document, parts, piece.files, piece.terms)


def make_offer(number: int, kind: int) -> Offer:
    """A document by its number, as it is said in one of three ways."""
    piece = short(_SAID[0]) if kind == 2 else _SAID[kind]
    record = [piece.document, dict(piece.parts), dict(piece.files), dict(piece.terms)]
    text = json.dumps(record).replace(ID, f"list-{number:03}")
    return offer(Piece(*json.loads(text)))


class Project:
    """A project whose documents are (number, kind)."""

    def __init__(self, root: Path, kept: bool = True) -> None:
        self.layout = Layout(root)
        self.store = Store(root / "store.sqlite") if kept else None
        self.fetched: list[str] = []

    def write(self, documents: Sequence[tuple[int, int]], jobs: int = 1) -> None:
        write_pieces(
            make_corpus(), self.layout, self.offers(documents), jobs=jobs, store=self.store
        )

    def offers(self, documents: Sequence[tuple[int, int]]) -> Iterator[Offer]:
        self.fetched.clear()
        for document in documents:
            found = make_offer(*document)
            if self.store is not None:
                self.store.put(OUTLINE, found.outline.document, found.key, found.outline.packed())

            def fetch(found: Offer = found) -> Piece:
                self.fetched.append(found.outline.document)
                return found.fetch()

            yield Offer(found.key, found.outline, fetch)

    def files(self) -> dict[str, bytes]:
        site = self.layout.site
        paths = sorted(p for p in site.rglob("*") if p.is_file())
        return {p.relative_to(site).as_posix(): p.read_bytes() for p in paths}


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "_ONE_IN", 2)
    monkeypatch.setattr(outlines, "_FULL", 3)


STEPS = (
    [(n, 0) for n in range(7)],
    [(n, 0) for n in range(7)],
    [(n, int(n == 4)) for n in range(7)],  # a word changes
    [(n, 2 * (n == 4)) for n in range(7)],  # a row less: those after it stand elsewhere
    [(n, 0) for n in (11, *range(1, 5), 6, 10)],
    [],
    [(3, 1)],
)


@pytest.mark.slow
def test_a_release_is_the_same_whatever_was_there_before(tmp_path: Path) -> None:
    project = Project(tmp_path / "one")
    for at, documents in enumerate(STEPS):
        project.write(documents, jobs=1 + at % 2)
        fresh = Project(tmp_path / f"fresh-{at}", kept=False)
        fresh.write(documents)
        found, wanted = project.files(), fresh.files()
        assert found.keys() == wanted.keys()
        assert [name for name in found if found[name] != wanted[name]] == []


def test_only_the_group_of_what_changed_is_made_again(tmp_path: Path) -> None:
    project = Project(tmp_path)
    everything = [(n, 0) for n in range(12)]
    project.write(everything)
    assert len(set(project.fetched)) == 12
    project.write(everything)
    assert project.fetched == []
    project.write([(n, int(n == 4)) for n in range(12)])
    assert "list-004" in project.fetched
    assert len(set(project.fetched)) <= outlines._FULL


WHOLES = (
    "data/tasks.csv",
    "data/segments.json",
    "data/tasks.jsonl",
    "data/tasks.parquet",
    "data/jiebang.xlf",
    "data/jiebang.xlsx",
    "data/jiebang.sqlite",
    "data/jiebang.zip",
    "data/index.json",
    "api/v1/index.json",
)


def test_a_file_that_was_touched_is_made_anew(tmp_path: Path) -> None:
    """Even one that looks untouched: same size, same time."""
    project = Project(tmp_path)
    documents = [(n, 0) for n in range(6)]
    project.write(documents)
    right = project.files()
    for name in WHOLES:
        path = project.layout.site / name
        state = path.stat()
        data = bytearray(path.read_bytes())
        for at in random.Random(1).sample(range(len(data)), 20):
            data[at] ^= 1
        path.write_bytes(data)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        project.write(documents)
        found = project.files()
        assert [n for n in right if found[n] != right[n]] == [], name
    for name in WHOLES:
        (project.layout.site / name).unlink()
    project.write(documents)
    assert project.files() == right


def test_a_document_s_own_file_that_was_touched_is_made_anew(tmp_path: Path) -> None:
    project = Project(tmp_path)
    documents = [(n, 0) for n in range(6)]
    project.write(documents)
    right = project.files()
    site = project.layout.site
    (site / "data/markdown/list-002.en.md").write_text("other", "utf-8")
    (site / "api/v1/tasks/list-003.01.json").unlink()
    project.write(documents)
    assert project.files() == right
    assert set(project.fetched) == {"list-002", "list-003"}


def test_another_program_takes_nothing_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path)
    documents = [(n, 0) for n in range(4)]
    project.write(documents)
    monkeypatch.setattr("jiebang.datasets.earlier.code_digest", lambda: "another")
    project.write(documents)
    assert len(set(project.fetched)) == 4


def test_a_sheet_that_is_full_in_the_middle_of_a_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openpyxl

    monkeypatch.setattr(excel, "MOST_ROWS", 6)
    monkeypatch.setattr(sheets, "MOST_LINKS", 3)
    project = Project(tmp_path)
    project.write([(n, 0) for n in range(7)])
    project.write([(n, int(n == 2)) for n in range(7)])
    book = openpyxl.load_workbook(project.layout.data / "jiebang.xlsx")
    names = [name for name in book.sheetnames if name.startswith("indicators")]
    found = []
    for name in names:
        lines = list(book[name].iter_rows(min_row=2))
        assert len(lines) <= 5
        for at, line in enumerate(lines):
            assert bool(line[-1].hyperlink) == (at < 3)
            if at < 3:
                assert line[-1].hyperlink.target.startswith("https://example.org/x/")
                assert line[-1].hyperlink.target in str(line[-1].value)
            found.append(line[0].value)
    with zipfile.ZipFile(project.layout.data / "jiebang.xlsx") as parts:
        for part in parts.namelist():
            text = parts.read(part).decode()
            # Excel repairs a list without members; openpyxl reads on.
            assert "<hyperlinks></hyperlinks>" not in text, part
            assert '"></Relationships>' not in text, part
            links = set(re.findall(r'<hyperlink ref="[A-Z0-9]+" r:id="([^"]+)"', text))
            if links and part.startswith("xl/worksheets/sheet"):
                name = part.replace("sheets/", "sheets/_rels/") + ".rels"
                led = re.findall(r'<Relationship Id="([^"]+)"', parts.read(name).decode())
                assert links == set(led) and len(led) == len(links)
    wanted = (project.layout.data / "indicators.jsonl").read_text("utf-8").splitlines()
    assert found == [json.loads(line)["id"] for line in wanted]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=6), st.binary(max_size=10))
def test_checksums_join(parts: list[bytes], first: bytes) -> None:
    crc = zlib.crc32(first)
    for part in parts:
        crc = joined_crc(crc, zlib.crc32(part), len(part))
    assert crc == zlib.crc32(first + b"".join(parts))


@pytest.mark.parametrize("large", [False, True])
def test_an_archive_that_python_reads(
    large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 32 bits, and with 64 where a file is large or there are many."""
    if large:
        monkeypatch.setattr(archive, "_LARGE", 1)
    (tmp_path / "packed.bin").write_bytes(b"packed" * 100)
    many = 66_000 if large else 2
    path = tmp_path / "x.zip"
    with Archive(path) as made:
        with made.member("文/a.txt", 700) as member:
            for text in (b"", b"a" * 500, b"b" * 200):
                member.write(text)
        made.store("packed.bin", tmp_path / "packed.bin")
        for number in range(many):
            with made.member(f"{number}"):
                pass
    with zipfile.ZipFile(path) as found:
        assert len(found.namelist()) == many + 2
        assert found.read("文/a.txt") == b"a" * 500 + b"b" * 200
        assert found.read("packed.bin") == b"packed" * 100
        assert found.read(str(many - 1)) == b""
    again = tmp_path / "y.zip"
    with Archive(again, path, made.blocks) as second, second.member("z") as member:
        member.block(next(iter(made.blocks)), lambda: pytest.fail("it is known"))
    (path).write_bytes(b"\0" * path.stat().st_size)
    with Archive(again, path, made.blocks) as third, third.member("z") as member:
        member.write(b"a" * 500)
    with zipfile.ZipFile(again) as found:
        assert found.read("z") == b"a" * 500
