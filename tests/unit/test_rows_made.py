"""Lists whose tasks are rows, as Word files, pages and prints: the same tasks in all.

Cells wrap, merge, hold several paragraphs, and are cut by the ends of pages.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inputs.pagemaker import make_html
from inputs.printing import print_with_chromium, print_with_office
from inputs.wordmaker import make_docx
from jiebang.alignment import align
from jiebang.facts import facts_of
from jiebang.measures import extract
from jiebang.model import Block, Document, Field, Paragraph, Section, Segment, Table, tasks
from jiebang.sources.readers import Original, read_original
from jiebang.sources.readers.docx import read_docx
from jiebang.sources.readers.pdf import read_pdf
from jiebang.structure import PASSES, _assemble, convert
from jiebang.structure.indicators import split_run_in
from jiebang.structure.rows import read_rows
from jiebang.text.markers import numbered
from jiebang.text.spaces import squash

FIXTURES = Path(__file__).parent.parent / "fixtures" / "genre"
NAMES = (
    "rows-long", "rows-merged-fields", "rows-over-pages", "rows-ruled-groups", "rows-two-annexes",
    "rows-unnumbered", "rows-with-prose",
)  # fmt: skip
PRINTED = ("rows-long", "rows-merged-fields", "rows-ruled-groups")  # each print takes its time
SHA = "0" * 64
Summary = list[tuple[str, str, list[str], list[str], list[tuple[str, str]], object]]


def summary(document: Document) -> Summary:
    """All that is published of each task, white space aside."""
    return [
        (
            t.id,
            squash(t.section.marker + t.title.zh),
            [squash(i.marker + i.text.zh) for i in t.indicators],
            [
                f"{a.comparator.value} {a.value} {a.value_max} {a.unit}"
                for i in t.indicators
                for a in extract(i.text.zh)
            ],
            [(f.name.zh, squash("".join(_words(b) for b in f.blocks))) for f in t.section.fields],
            facts_of(t),
        )
        for t in tasks(document)
    ]


def _words(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "" if isinstance(block, Table) else block.marker + block.text.zh


def printable(name: str) -> Document:
    """The document with its tables as they stand, each item of a cell a line of its own."""
    text = (FIXTURES / f"{name}.txt").read_text("utf-8")
    passes = tuple(p for p in PASSES if p is not read_rows)
    document = _assemble(text, passes, Document(name, name, SHA))
    return replace(document, sections=tuple(_spread(section) for section in document.sections))


def _spread(section: Section) -> Section:
    blocks = tuple(_lines(b) if isinstance(b, Table) else b for b in section.blocks)
    return replace(section, blocks=blocks, children=tuple(_spread(c) for c in section.children))


def _lines(table: Table) -> Table:
    return replace(table, rows=tuple(tuple(_cell(c) for c in row) for row in table.rows))


def _cell(cell: tuple[Segment, ...]) -> tuple[Segment, ...]:
    parts = split_run_in([Paragraph((segment,)) for segment in cell])
    return tuple(
        Segment("", b.text if isinstance(b, Paragraph) else numbered(b.marker, b.text.zh))
        for b in parts
        if not isinstance(b, (Table, Field))
    )


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rows")
    for kind in ("word", "page"):
        (folder / kind).mkdir()
    for name in NAMES:
        document = printable(name)
        (folder / "word" / f"{name}.docx").write_bytes(make_docx(document, merged=True))
        (folder / "page" / f"{name}.html").write_text(make_html(document, merged=True), "utf-8")
    return folder


def read_file(path: Path) -> Original:
    """As `read_original`, in this process: starting one for each file takes longer."""
    if path.suffix == ".docx":
        return read_docx(path.read_bytes(), path.name)
    return read_pdf(path.read_bytes(), path.name) if path.suffix == ".pdf" else read_original(path)


def hold_same(folder: Path, suffix: str, names: tuple[str, ...] = NAMES) -> None:
    for name in names:
        text = (FIXTURES / f"{name}.txt").read_text("utf-8")
        original = read_file(folder / f"{name}{suffix}")
        found = convert(original.text, name, name, SHA)
        align(original.text, found)
        assert summary(found) == summary(convert(text, name, name, SHA)), f"{name}{suffix}"


def test_word_files(made: Path) -> None:
    hold_same(made / "word", ".docx")


@pytest.mark.parametrize("name", ["rows-merged-fields", "rows-two-annexes", "rows-with-prose"])
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_pipe_tables(name: str, suffix: str) -> None:
    """Rows between strokes, as Markdown and as plain text."""
    text = (FIXTURES / f"{name}.txt").read_text("utf-8")
    lines: list[str] = []
    for line in text.splitlines():
        if "\t" not in line:
            lines += [line, ""]
            continue
        begins = not lines or not lines[-1].startswith("|")
        cells = line.split("\t")
        lines.append("| " + " | ".join(cells) + " |")
        lines += ["|" + " --- |" * len(cells)] * begins
    piped = "\n".join(f"\n{b}" if b and a.startswith("|") and not b.startswith("|") else b
                      for a, b in zip(["", *lines], [*lines, ""], strict=True))  # fmt: skip
    original = read_original(piped.encode(), f"{name}{suffix}")
    assert original.kind == suffix[1:]
    found = convert(original.text, name, name, SHA)
    align(original.text, found)
    assert summary(found) == summary(convert(text, name, name, SHA))


def test_pages(made: Path) -> None:
    hold_same(made / "page", ".html")


def test_pdfs_of_office(made: Path) -> None:
    files = [made / "word" / f"{name}.docx" for name in PRINTED]
    hold_same(print_with_office(files, "pdf", made), ".pdf", PRINTED)


def test_pdfs_of_chromium(made: Path) -> None:
    (made / "chromium-pdf").mkdir()
    files = [made / "page" / f"{name}.html" for name in PRINTED]
    hold_same(print_with_chromium(files, made), ".pdf", PRINTED)
