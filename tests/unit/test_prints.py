"""The same list as a page, as an office document and in print: the same tasks, the same figures."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from inputs.printing import print_with_chromium, print_with_office
from jiebang.document.model import Paragraph, tasks
from jiebang.originals.fenced import read_here
from jiebang.originals.original import LEFT_OUT
from jiebang.structure import convert_text
from jiebang.text.spaces import squash

FIXTURES = Path(__file__).parent.parent / "fixtures"
PRINTS = sorted(p for p in (FIXTURES / "prints").iterdir() if p.suffix in (".pdf", ".odt"))
# Not held in print: those whose layout is that of a page (bullets, names in columns).
_OF_PAGES = ("forms-", "layouts-", "likenesses-")
SHEETS = sorted(
    p
    for p in (FIXTURES / "sheets").iterdir()
    if "-" in p.name and p.suffix != ".json" and not p.name.startswith(_OF_PAGES)
)
# Prints whose tasks are not those of the sheet, by its name and how it was printed.
NOT_THE_SAME = {
    ("city-02", "office-pdf"): "an indicator a row below cells that span several",
    **{
        ("mixed-02", kind): "an empty form whose rows are lines here"
        for kind in ("office-odt", "office-docx", "office-pdf", "chromium-pdf")
    },
    ("mixed-04", "chromium-pdf"): "the pages of a print within those of another",
    ("public-12", "office-pdf"): "a table without rules: the page's style is lost",
    ("public-12", "chromium-pdf"): "the head of the table has no rules",
    ("public-14", "office-pdf"): "cards without rules",
    ("public-14", "chromium-pdf"): "cards without rules",
}
_ROOM = "<style>@page{size:A4;margin:25mm 16mm}</style>"  # for heads and page numbers
_LEFT_OUT = re.compile(rf"^{LEFT_OUT}.*$|^\f.*\f$", re.MULTILINE)
Task = tuple[str, tuple[str, ...]]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return read_here(path.suffix[1:], data, path.name).text


def tasks_of(path: Path) -> list[Task]:
    document = convert_text(text_of(path), "a", path.name, "0" * 64)
    return [
        (squash(task.title.zh), tuple(squash(i.text.zh) for i in task.indicators))
        for task in tasks(document)
    ]


def fields_of(path: Path) -> list[list[tuple[str, str]]]:
    """The names and the words of each task's fields."""
    document = convert_text(text_of(path), "a", path.name, "0" * 64)
    return [
        [
            (
                field.name.zh,
                squash("".join(b.text for b in field.blocks if isinstance(b, Paragraph))),
            )
            for field in task.section.fields
        ]
        for task in tasks(document)
    ]


def signs_of(path: Path) -> Counter[str]:
    """The words and figures of a text, a sign each; bullets and spaces are the print's."""
    return Counter(re.sub(r"[\s•]", "", _LEFT_OUT.sub("", text_of(path))))


@pytest.mark.parametrize("path", PRINTS, ids=lambda path: path.name)
def test_a_print_says_what_its_page_says(path: Path) -> None:
    page = path.with_suffix(".html")
    assert len(tasks_of(page)) >= 2
    assert tasks_of(path) == tasks_of(page)
    assert fields_of(path) == fields_of(page)
    assert signs_of(path) == signs_of(page)


def page_of(path: Path) -> str:
    """A sheet as a page: a line a paragraph, lines with tabs as a table."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        return text
    if path.suffix == ".md":
        body = MarkdownIt("commonmark").enable("table").render(text)
        body = body.replace("<table>", '<table border="1">')
    else:
        body = re.sub(r"(?m)^.*\S.*$", lambda line: _row_or_line(line[0]), text)
        body = re.sub(r"(?:<tr>.*</tr>\n)+", r'<table border="1">\g<0></table>', body)
    return f'<html><head><meta charset="utf-8"><title>x</title></head><body>{body}</body></html>'


def _row_or_line(line: str) -> str:
    if "\t" not in line.strip():
        return f"<p>{escape(line)}</p>"
    return f"<tr>{''.join(f'<td>{escape(cell.strip())}</td>' for cell in line.split(chr(9)))}</tr>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    (folder / "pages").mkdir()
    for sheet in SHEETS:
        (folder / "pages" / f"{sheet.stem}.html").write_text(page_of(sheet) + _ROOM, "utf-8")
    return folder


@pytest.fixture(scope="module")
def office(pages: Path) -> Path:
    """The sheets as LibreOffice makes them, in a folder for each format."""
    for kind in ("odt", "docx"):
        print_with_office(sorted((pages / "pages").iterdir()), kind, pages, as_text=True)
    print_with_office(sorted((pages / "office-docx").iterdir()), "pdf", pages)
    return pages


def hold_same(folder: Path) -> None:
    other = {
        sheet.stem
        for sheet in SHEETS
        if tasks_of(next(folder.glob(f"{sheet.stem}.*"))) != tasks_of(sheet)
    }
    assert other == {stem for stem, printed in NOT_THE_SAME if printed == folder.name}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["odt", "docx", "pdf"])
def test_sheets_of_libreoffice(kind: str, office: Path) -> None:
    hold_same(office / f"office-{kind}")


@pytest.mark.slow
def test_sheets_of_chromium(pages: Path) -> None:
    (pages / "chromium-pdf").mkdir()
    hold_same(print_with_chromium(sorted((pages / "pages").iterdir()), pages, "某市榜单"))
