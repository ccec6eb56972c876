"""The five documents, printed by LibreOffice and Chromium, read back: the same in all.

A print breaks lines where it likes, so that texts are compared without white space.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inputs.pagemaker import make_html
from inputs.printing import print_with_chromium, print_with_office
from inputs.wordmaker import make_docx
from jiebang.corpus.provenance import load_provenance
from jiebang.document.alignment import align
from jiebang.document.markdown import read
from jiebang.document.model import Document, Table, tasks
from jiebang.originals import Original, read_original
from jiebang.originals.original import LEFT_OUT
from jiebang.runtime.layout import find_root
from jiebang.structure import convert_text
from jiebang.text.spaces import squash

LAYOUT = find_root(Path(__file__).parent)
DOCUMENTS = {
    p.id: read(LAYOUT.document(p.id).read_text("utf-8"), p.id) for p in load_provenance(LAYOUT)
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each document as a Word file, one with typed numbers, and a page in two encodings."""
    folder = tmp_path_factory.mktemp("made")
    for name in ("word", "typed", "page", "gbk"):
        (folder / name).mkdir()
    for key, document in DOCUMENTS.items():
        (folder / "word" / f"{key}.docx").write_bytes(make_docx(document))
        (folder / "typed" / f"{key}.docx").write_bytes(make_docx(document, automatic=False))
        (folder / "page" / f"{key}.html").write_bytes(make_html(document).encode())
        page = make_html(document, "gb2312").encode("gb18030")
        (folder / "gbk" / f"{key}.html").write_bytes(page)
    return folder


def summary(document: Document) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """What a reader compares: each task's title, its indicators and their text."""
    return {
        t.id: (squash(t.title.zh), [(i.id, squash(i.text.zh)) for i in t.indicators])
        for t in tasks(document)
    }


def tables(document: Document) -> str:
    """All that stands in tables."""
    return "".join(
        squash(s.zh)
        for section in document.walk()
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        for s in cell
    )


def read_back(folder: Path, suffix: str) -> Iterator[tuple[Document, Document, Original]]:
    """(the document, what its file reads as, the file's text), one by one."""
    files = sorted(folder.glob(f"*{suffix}"))
    assert {f.stem for f in files} == set(DOCUMENTS)
    for file in files:
        original = read_original(file)
        found = convert_text(original.text, file.stem, file.name, "0" * 64)
        align(original.text, found)  # nothing is lost on the way
        yield DOCUMENTS[file.stem], found, original


def hold_same(folder: Path, suffix: str) -> list[tuple[Document, Document, Original]]:
    """What was read back, held against the documents."""
    read = list(read_back(folder, suffix))
    for document, found, original in read:
        assert original.kind == suffix[1:], document.id
        assert not original.traditional
        there, here = summary(document), summary(found)
        assert list(here) == list(there), document.id
        for key in there:
            assert here[key] == there[key], f"{document.id}: {key}"
    return read


def test_word_files(made: Path) -> None:
    for document, found, _ in hold_same(made / "word", ".docx"):
        assert tables(found) == tables(document)


def test_pages(made: Path) -> None:
    for document, found, original in hold_same(made / "page", ".html"):
        assert tables(found) == tables(document)
        assert "脚本里的字" not in original.text
        about = [
            line for line in original.text.split("\n") if "版权所有" in line or "网站地图" in line
        ]
        assert about and all(line.startswith(LEFT_OUT) for line in about)


def test_pages_in_gbk(made: Path) -> None:
    read = hold_same(made / "gbk", ".html")
    assert {original.encoding for _, _, original in read} == {"GB18030"}


@pytest.mark.slow
def test_word_files_as_office_writes_them(made: Path) -> None:
    folder = print_with_office((made / "word").iterdir(), "docx", made)
    hold_same(folder, ".docx")


@pytest.mark.slow
def test_pages_as_office_writes_them(made: Path) -> None:
    # From typed numbers: LibreOffice writes an automatic “二、” into HTML as “2.”.
    folder = print_with_office((made / "typed").iterdir(), "html", made)
    hold_same(folder, ".html")


@pytest.mark.slow
def test_pdfs_of_office(made: Path) -> None:
    folder = print_with_office((made / "word").iterdir(), "pdf", made)
    hold_pages(hold_same(folder, ".pdf"))


@pytest.mark.slow
def test_pdfs_of_chromium(made: Path) -> None:
    (made / "chromium-pdf").mkdir()
    folder = print_with_chromium(sorted((made / "page").iterdir()), made)
    hold_pages(hold_same(folder, ".pdf"))


def hold_pages(read: list[tuple[Document, Document, Original]]) -> None:
    """Every line has its page, and pages count up; tables are tables."""
    for document, found, original in read:
        pages = original.page_of_line
        assert len(pages) == original.text.count("\n")
        assert list(pages) == sorted(pages)
        assert set(pages) == set(range(1, max(pages) + 1))
        assert len(pages) / max(pages) < 60  # no page has more lines
        # A form printed four times may open four pages with one row: a running head.
        heads = "".join(squash(d.text) for d in found.dropped if d.why == "running head")
        assert sorted(tables(found) + heads) == sorted(tables(document)), document.id
