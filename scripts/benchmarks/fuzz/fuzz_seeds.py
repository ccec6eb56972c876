"""The small project root that inputs are read in, and what a campaign begins with."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

PROJECT = Path(__file__).parents[3]
sys.path[:0] = [str(PROJECT / name) for name in ("scripts", "tests")]  # whatever is installed

from inputs import nasty  # noqa: E402
from inputs.pagemaker import make_html  # noqa: E402
from inputs.wordmaker import make_docx  # noqa: E402
from jiebang.cli import main  # noqa: E402
from jiebang.document.model import Document  # noqa: E402
from jiebang.runtime.files import sha256_of  # noqa: E402
from jiebang.runtime.layout import Layout  # noqa: E402
from jiebang.structure import convert_text  # noqa: E402
from models import tiny  # noqa: E402
from support import make_document  # noqa: E402

BASE = "tiny-journey"
GENRE = PROJECT / "tests" / "fixtures" / "genre"


@dataclass(frozen=True)
class Root:
    """A project root of one small document, and how to bring it back as it was."""

    layout: Layout
    before: dict[Path, bytes]

    @classmethod
    def make(cls, folder: Path) -> Root:
        """The root, its document added and translated as far as a few words go."""
        root = folder / "root"
        for name in ("content/sources", "glossary"):
            (root / name).mkdir(parents=True)
        shutil.copy(PROJECT / "mkdocs.yml", root)
        for path in (PROJECT / "glossary").glob("*.yml"):  # a few of each: read every time
            data = path.read_bytes()
            short = data[:700].rpartition(b"\n- id")[0] + b"\n"
            (root / "glossary" / path.name).write_bytes(short)
        with contextlib.redirect_stdout(io.StringIO()):
            code = main(["add", "--root", str(root), str(GENRE / f"{BASE}.txt"), "--id", BASE])
        assert code == 0
        layout = Layout(root)
        _translate_some(layout)
        os.environ.update(HOME=str(folder), ARGOS_PACKAGES_DIR=str(folder / "home" / "packages"))
        before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
        return cls(layout, before)

    def restore(self) -> None:
        """Take out what an input left."""
        for path in self.layout.root.rglob("*"):
            if path.is_file() and path not in self.before:
                path.unlink()
        for path, data in self.before.items():
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)


def _translate_some(layout: Layout) -> None:
    """English of every origin and state, so that a mutation meets all of them."""
    path = layout.catalogue(BASE)
    po = polib.pofile(str(path), wrapwidth=0)
    for number, entry in enumerate(po):
        entry.msgstr = f"English {number} of {len(entry.msgid)} characters"
        kind = ("llm", "engine:argos@1.9", "memory:a.01.1", "person")[number % 4]
        entry.comment = f"origin: {kind}" + "\nreviewed: Li Hua" * (number % 3 == 0)
        entry.tcomment = ("", "a note", "allow numbers: as printed")[number % 3]
        if number % 5 == 1:
            entry.flags.append("fuzzy")
        if number % 7 == 2:
            entry.obsolete = True
    po.save(str(path))


def _cut_up(data: bytes, size: int = 3000) -> Iterator[bytes]:
    """Pieces of whole lines."""
    piece = b""
    for line in [*data.splitlines(keepends=True), b""]:
        piece += line
        if len(piece) >= size or (piece and not line):
            yield piece
            piece = b""


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
