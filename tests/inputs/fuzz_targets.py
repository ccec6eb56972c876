"""What is fuzzed: every reader by the door a user comes in through, and what it is fed first.

A reader is run on a small project root in a temporary folder. It may accept an input or
refuse it in one line; anything else is raised. What is accepted is held to more: `add`
must lose nothing, and the checks must get through it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import polib

from inputs import nasty
from inputs.pagemaker import make_html
from inputs.printing import print_with_chromium
from inputs.wordmaker import make_docx
from jiebang import originals as readers
from jiebang.checks.review import Review
from jiebang.cli import main
from jiebang.corpus.load import load_corpus
from jiebang.corpus.walk import open_walk
from jiebang.datasets.fragments import make_fragment
from jiebang.datasets.write import write_fragments
from jiebang.document.alignment import LostTextError, align
from jiebang.document.markdown import read, write
from jiebang.document.model import Document, tasks
from jiebang.errors import JiebangError
from jiebang.originals.fenced import read_here
from jiebang.quantities.read_zh import extract
from jiebang.runtime.layout import Layout
from jiebang.structure import convert_text
from jiebang.translation.resolver import translate
from jiebang.translation.settings import load_settings
from models import tiny
from support import make_document

PROJECT = Path(__file__).parents[2]
BASE = "tiny-journey"
GENRE = sorted((PROJECT / "tests" / "fixtures" / "genre").glob("*.txt"))


class FaultError(Exception):
    """Something was accepted or said that should not have been."""


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
            short = path.read_bytes()[:700].rpartition(b"\n- id")[0] + b"\n"
            (root / "glossary" / path.name).write_bytes(short)
        given = next(path for path in GENRE if path.stem == BASE)
        with contextlib.redirect_stdout(io.StringIO()):
            assert main(["add", "--root", str(root), str(given), "--id", BASE]) == 0
        # English of every origin and state, so that a mutation meets all of them.
        catalogue = Layout(root).catalogue(BASE)
        po = polib.pofile(str(catalogue), wrapwidth=0)
        for number, entry in enumerate(po):
            entry.msgstr = f"English {number} of {len(entry.msgid)} characters"
            kind = ("llm", "engine:argos@1.9", "memory:a.01.1", "person")[number % 4]
            entry.comment = f"origin: {kind}" + "\nreviewed: Li Hua" * (number % 3 == 0)
            entry.tcomment = ("", "a note", "allow numbers: as printed")[number % 3]
            entry.flags += ["fuzzy"] * (number % 5 == 1)
            entry.obsolete = number % 7 == 2
        po.save(str(catalogue))
        os.environ.update(HOME=str(folder), ARGOS_PACKAGES_DIR=str(folder / "home" / "packages"))
        return cls(Layout(root), {p: p.read_bytes() for p in root.rglob("*") if p.is_file()})

    def restore(self) -> None:
        """Take out what an input left."""
        for path in self.layout.root.rglob("*"):
            if path.is_file() and path not in self.before:
                path.unlink()
        for path, data in self.before.items():
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)


Seeds, Run = Callable[[Root], list[bytes]], Callable[[Root, bytes], bool]


@dataclass(frozen=True)
class Reader:
    """A reader: `run(root, data)` says whether the input was accepted."""

    name: str
    seeds: Seeds
    run: Run
    archive: bool = False  # its inputs are zip files


def attempt(reader: Reader, root: Root, data: bytes) -> str:
    """“accepted” or “refused”; raises whatever else becomes of an input."""
    try:
        return "accepted" if reader.run(root, data) else "refused"
    except JiebangError as error:
        if len(str(error).splitlines()) != 1:
            raise FaultError(f"not one line: {str(error)[:300]!r}") from None
        return "refused"
    finally:
        root.restore()


# ---------------------------------------------------------------- what it is fed first


def _pieces(paths: Iterable[Path], most: int) -> list[bytes]:
    """The first pieces of some files, of whole lines."""
    found = (re.findall(rb"(?s).{1,3000}(?:\n|\Z)", path.read_bytes()) for path in paths)
    return [piece for pieces in found for piece in pieces[:most]]


def _texts(_: Root) -> list[bytes]:
    long = sorted((PROJECT / "content" / "sources").glob("*.txt"))
    return [path.read_bytes() for path in GENRE] + _pieces(long, 8)


def _own(place: str, *more: str) -> Seeds:
    """The file of the root, and pieces of the project's own."""

    def seeds(root: Root) -> list[bytes]:
        before = root.before.get(root.layout.root / place)
        own = [path for pattern in more for path in sorted(PROJECT.glob(pattern))]
        return ([before] * 12 if before else []) + _pieces(own, 3)

    return seeds


def _settings(_: Root) -> list[bytes]:
    return [
        b"translation:\n  engine: llm\n  url: http://localhost:11434/v1\n  model: qwen3:8b\n",
        b"translation:\n  engine: argos\n  beam: 2\n  timeout: 30\n  ways: [marker, natural]\n",
    ]


def _packages(_: Root) -> list[bytes]:
    # The weights are not what is read here; short ones leave room for the rest.
    short = {"model/model.bin": b"weights" * 50, "sentencepiece.model": b"pieces" * 50}
    stanza = [("translate-zh_en-tiny/stanza/zh/tokenize.pt", b"x" * 90)]
    return [tiny.package(changed=short), tiny.package(changed=short, more=stanza)]


def _documents() -> list[Document]:
    found = (convert_text(p.read_text("utf-8"), p.stem, p.name, "0" * 64) for p in GENRE)
    return [make_document(), *found]


def _docx(_: Root) -> list[bytes]:
    made = [make_docx(document) for document in _documents()]
    return [*made, nasty.docx_style_ring(), nasty.docx_nested_tables()]


def _html(_: Root) -> list[bytes]:
    made = [make_html(document).encode() for document in _documents()]
    return [*made, nasty.html_wide_spans()[:2000]]


def _pdf(root: Root) -> list[bytes]:
    """Plain ones made by hand, and prints of pages by Chromium."""
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    plain = nasty.page_pdf(b"BT /F 12 Tf 50 700 Td (A text) Tj ET 0 0 m 9 9 l S", b"", font)
    folder = root.layout.root.parent / "prints"
    (folder / "chromium-pdf").mkdir(parents=True)
    for number, page in enumerate(_html(root)[:4]):
        (folder / f"{number}.html").write_bytes(page)
    made = print_with_chromium(sorted(folder.glob("*.html")), folder)
    return [plain, nasty.scan(), nasty.pdf_ring(), *(p.read_bytes() for p in made.glob("*.pdf"))]


# ---------------------------------------------------------------- what becomes of an input


def _add(suffix: str) -> Run:
    """An original: read, converted, written, read back and laid beside it again."""

    def run(root: Root, data: bytes) -> bool:
        # In this process a fault of a reader is seen; behind its fence it is one line.
        readers.read_fenced = read_here
        original = readers.read_original(data, f"given{suffix}")
        document = convert_text(
            original.text, "given", f"given{suffix}", "0" * 64, traditional=original.traditional
        )
        back = read(write(document), "given.md")
        try:
            align(original.text, back)
        except LostTextError as error:
            raise FaultError(f"add loses text: {error}") from None
        for task in tasks(back):
            for indicator in task.indicators:
                extract(indicator.text.zh)
        return True

    return run


def _file(place: str, seeds: Seeds | None = None, name: str = "", more: str = "") -> Reader:
    """A file of the project: all that a command does if its reader accepts it; of one in fifty
    the datasets are made as well."""

    def run(root: Root, data: bytes) -> bool:
        layout = root.layout
        (layout.root / place).write_bytes(data)
        if place == "glossary/terms.yml":  # the schema that editors use holds them as well
            shutil.copy(PROJECT / "glossary" / "terms.schema.json", layout.root / "glossary")
        load_settings(layout)
        corpus = load_corpus(layout)
        with contextlib.suppress(LostTextError):  # as a build does: the checks say so
            translate(layout)
        with open_walk(layout) as walk:
            sound = Review(walk).run()
        if sound and hashlib.sha256(data).digest()[0] % 50 == 0:
            write_fragments(corpus, layout, (make_fragment(corpus, e) for e in corpus.entries))
        return True

    return Reader(name or Path(place).name, seeds or _own(place, more or place), run)


def _run_command(*argv: str) -> bool:
    """A command, to its exit code and its one line."""
    wrong = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(wrong):
        code = main(argv)
    lines = wrong.getvalue().splitlines()
    if code and (code != 2 or len(lines) != 1 or not lines[0].startswith("jiebang: ")):
        raise FaultError(f"exit code {code}, {len(lines)} lines: {wrong.getvalue()[:300]!r}")
    return code == 0


def _run_package(root: Root, data: bytes) -> bool:
    place, project = Path(os.environ["ARGOS_PACKAGES_DIR"]), str(root.layout.root)
    file = root.layout.root / "given.argosmodel"
    file.write_bytes(data)

    def outside() -> set[Path]:
        return {p for p in root.layout.root.parent.rglob("*") if place not in p.parents}

    before = outside()
    accepted = _run_command("engine", "get", str(file), "--root", project)
    if accepted:
        _run_command("engine", "list", "--root", project)
    strays = outside() - before - {place, *place.parents}
    if strays:
        raise FaultError(f"written outside: {sorted(map(str, strays))[:3]}")
    if not accepted and place.is_dir() and any(place.iterdir()):
        raise FaultError("refused, but something is installed")
    shutil.rmtree(place, ignore_errors=True)
    return accepted


_DOCUMENT, _PO = f"content/documents/{BASE}.md", f"content/translations/en/{BASE}.po"
READERS = {
    reader.name: reader
    for reader in (
        Reader("text", _texts, _add(".txt")),
        _file(_DOCUMENT, name="markdown", more="content/documents/*.md"),
        _file("content/sources/sources.yml"),
        *(_file(f"glossary/{name}.yml") for name in ("terms", "themes", "measures")),
        _file("jiebang.yml", _settings),
        _file(_PO, name="po", more="content/translations/en/*.po"),
        Reader("package", _packages, _run_package, archive=True),
        Reader("md", _own(_DOCUMENT, "docs/*.md", "*.md"), _add(".md")),
        Reader("html", _html, _add(".html")),
        Reader("docx", _docx, _add(".docx"), archive=True),
        Reader("pdf", _pdf, _add(".pdf")),
    )
}
