"""What a campaign begins with: files of the project and of its tests, and files made."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from fuzz_project import GENRE, PROJECT, Root

from inputs import nasty
from inputs.pagemaker import make_html
from inputs.wordmaker import make_docx
from jiebang.document.model import Document
from jiebang.runtime.files import sha256_of
from jiebang.structure import convert_text
from models import tiny
from support import make_document


def _cut_up(data: bytes, size: int = 3000) -> Iterator[bytes]:
    """Pieces of whole lines."""
    lines = data.splitlines(keepends=True)
    piece = b""
    for line in lines:
        piece += line
        if len(piece) >= size:
            yield piece
            piece = b""
    if piece:
        yield piece


def of_texts(_: Root) -> list[bytes]:
    whole = [p.read_bytes() for p in sorted(GENRE.glob("*.txt"))]
    long = [p.read_bytes() for p in sorted((PROJECT / "content" / "sources").glob("*.txt"))]
    return whole + [piece for data in long for piece in list(_cut_up(data))[:8]]


def of_own(place: str, *more: str) -> Callable[[Root], list[bytes]]:
    """The file of the root, and pieces of the project's own."""

    def seeds(root: Root) -> list[bytes]:
        path = root.layout.root / place
        found = [root.before[path]] * 12 if path in root.before else []
        for pattern in more:
            for file in sorted(PROJECT.glob(pattern)):
                found += list(_cut_up(file.read_bytes()))[:3]
        return found

    return seeds


def of_settings(_: Root) -> list[bytes]:
    return [
        b"translation:\n  engine: llm\n  url: http://localhost:11434/v1\n  model: qwen3:8b\n",
        b"translation:\n  engine: argos\n  beam: 2\n  timeout: 30\n  ways: [marker, natural]\n",
    ]


def of_packages(_: Root) -> list[bytes]:

    # The weights are not what is read here; short ones leave room for the rest.
    short = {"model/model.bin": b"weights" * 50, "sentencepiece.model": b"pieces" * 50}
    stanza = [("translate-zh_en-tiny/stanza/zh/tokenize.pt", b"x" * 90)]
    return [tiny.package(changed=short), tiny.package(changed=short, more=stanza)]


def of_docx(_: Root) -> list[bytes]:

    found = [make_docx(make_document()), nasty.docx_style_ring(), nasty.docx_nested_tables()]
    return [*found, *(make_docx(document) for document in _documents())]


def _documents() -> Iterator[Document]:

    for path in sorted(GENRE.glob("*.txt")):
        text = path.read_text("utf-8")
        yield convert_text(text, path.stem, path.name, sha256_of(text.encode()))


def of_html(_: Root) -> list[bytes]:

    made = [make_html(make_document()).encode(), nasty.html_wide_spans()[:2000]]
    return [*made, *(make_html(document).encode() for document in _documents())]


def of_pdf(root: Root) -> list[bytes]:
    """Plain ones made by hand and, where Chromium is installed, prints of pages."""

    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    plain = nasty.page_pdf(b"BT /F 12 Tf 50 700 Td (A text) Tj ET 0 0 m 9 9 l S", b"", font)
    return [plain, nasty.scan(), nasty.pdf_ring(), *_prints(root)]


def _prints(root: Root) -> list[bytes]:
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    kept = os.environ.get("FUZZ_PRINTS", "")
    place = Path(kept) if kept else root.layout.root.parent / "prints"
    place.mkdir(parents=True, exist_ok=True)
    if browser is None:
        return []
    if not any(place.glob("*.pdf")):
        for number, page in enumerate(of_html(root)[:4]):
            source = place / f"{number}.html"
            source.write_bytes(page)
            subprocess.run(
                [browser, "--headless", "--no-sandbox", "--disable-gpu",
                 f"--user-data-dir={place}/p",
                 f"--print-to-pdf={source.with_suffix('.pdf')}", source.as_uri()],
                check=False, capture_output=True, timeout=60,
            )  # fmt: skip
    return [path.read_bytes() for path in sorted(place.glob("*.pdf"))]
