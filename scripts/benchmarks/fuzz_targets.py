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
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
for _folder in ("tests", "scripts"):  # the code beside this file, whatever is installed
    sys.path.insert(0, str(PROJECT / _folder))

from jiebang.alignment import LostTextError, align  # noqa: E402
from jiebang.build import check_corpus, has_errors  # noqa: E402
from jiebang.catalogue import read_catalogue, read_past  # noqa: E402
from jiebang.cli import main  # noqa: E402
from jiebang.corpus import Corpus, load_corpus  # noqa: E402
from jiebang.datasets import write_datasets  # noqa: E402
from jiebang.errors import JiebangError  # noqa: E402
from jiebang.files import read_text  # noqa: E402
from jiebang.glossary import load_terms, load_themes  # noqa: E402
from jiebang.layout import Layout  # noqa: E402
from jiebang.markdown import read, write  # noqa: E402
from jiebang.measures import extract  # noqa: E402
from jiebang.model import tasks  # noqa: E402
from jiebang.sources import readers  # noqa: E402
from jiebang.sources.provenance import load_provenance  # noqa: E402
from jiebang.sources.readers.fenced import read_fenced, read_here  # noqa: E402
from jiebang.structure import convert_text  # noqa: E402
from jiebang.translation.resolver import translate  # noqa: E402
from jiebang.translation.settings import load_settings  # noqa: E402
from jiebang.units import load_units  # noqa: E402

BASE = "tiny-journey"
_TERMS = "glossary/terms.yml"
_GENRE = PROJECT / "tests" / "fixtures" / "genre"


class Fault(Exception):
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
        for name in ("terms", "themes", "units"):  # a few of each: they are read every time
            data = (PROJECT / "glossary" / f"{name}.yml").read_bytes()
            short = data[:700].rpartition(b"\n- id")[0] + b"\n"
            (root / "glossary" / f"{name}.yml").write_bytes(short)
        with contextlib.redirect_stdout(io.StringIO()):
            code = main(["add", "--root", str(root), str(_GENRE / f"{BASE}.txt"), "--id", BASE])
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
    import polib

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


Run = Callable[[Root, bytes, bool], bool]


@dataclass(frozen=True)
class Reader:
    """A reader: `run(root, data, whole)` says whether the input was accepted.

    `whole`: by the command itself, behind the fence where there is one.
    """

    name: str
    says: str
    kind: str  # how its inputs are spoilt
    suffix: str
    seeds: Callable[[Root], list[bytes]]
    run: Run
    fence: bool = False
    guided: bool = False  # written in Python: coverage says something


def _command(argv: Sequence[str]) -> bool:
    """A command, to its exit code and its one line."""
    said, wrong = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
        code = main(argv)
    lines = wrong.getvalue().splitlines()
    if code == 0:
        return True
    if code != 2 or len(lines) != 1 or not lines[0].startswith("jiebang: "):
        raise Fault(f"exit code {code}, {len(lines)} lines: {wrong.getvalue()[:300]!r}")
    return False


def _held(root: Root, corpus: Corpus, data: bytes) -> None:
    """What was accepted goes through the checks, and one in fifty into the datasets."""
    findings = check_corpus(corpus)
    if not has_errors(findings) and hashlib.sha256(data).digest()[0] % 50 == 0:
        write_datasets(corpus, root.layout)


def _add(suffix: str) -> Run:
    """An original: read, converted, written, read back and laid beside it again."""

    def run(root: Root, data: bytes, whole: bool) -> bool:
        if whole:
            return _add_command(root, data, suffix)
        # In this process a fault of a reader is seen; behind its fence it is one line.
        readers.read_fenced = read_here
        try:
            original = readers.read_original(data, f"given{suffix}")
            document = convert_text(
                original.text, "given", f"given{suffix}", "0" * 64, traditional=original.traditional
            )
            back = read(write(document), "given.md")
        except JiebangError as error:
            return _one_line(error)
        try:
            align(original.text, back)
        except LostTextError as error:
            raise Fault(f"add loses text: {error}") from None
        for task in tasks(back):
            for indicator in task.indicators:
                extract(indicator.text.zh)
        return True

    return run


def _add_command(root: Root, data: bytes, suffix: str) -> bool:
    readers.read_fenced = read_fenced
    file = root.layout.root / f"given{suffix}"
    file.write_bytes(data)
    if not _command(["add", "--root", str(root.layout.root), str(file), "--id", "given"]):
        return False
    corpus = load_corpus(root.layout)
    entry = next(e for e in corpus.entries if e.document.id == "given")
    if entry.lost:
        raise Fault(f"add loses text: {entry.lost}")
    _held(root, corpus, data)
    return True


def _one_line(error: JiebangError) -> bool:
    if len(str(error).splitlines()) != 1:
        raise Fault(f"not one line: {str(error)[:300]!r}") from None
    return False


def _file(place: str, load: Callable[[Layout], object]) -> Run:
    """A file of the project: by its own reader, and by all that a command does if that
    accepts it."""

    def run(root: Root, data: bytes, whole: bool) -> bool:
        layout = root.layout
        (layout.root / place).write_bytes(data)
        if place == _TERMS:  # the schema that editors use holds them as well
            shutil.copy(PROJECT / "glossary" / "terms.schema.json", layout.root / "glossary")
        try:
            if not whole:
                load(layout)
            load_settings(layout)
            corpus = load_corpus(layout)
            with contextlib.suppress(LostTextError):  # as a build does: the checks say so
                translate(layout)
            _held(root, corpus, data)
        except JiebangError as error:
            return _one_line(error)
        return True

    return run


def _package(root: Root, data: bytes, whole: bool) -> bool:
    file = root.layout.root / "given.argosmodel"
    file.write_bytes(data)
    place = Path(os.environ["ARGOS_PACKAGES_DIR"])
    outside = {p for p in root.layout.root.parent.rglob("*") if place not in p.parents}
    accepted = _command(["engine", "get", str(file), "--root", str(root.layout.root)])
    if accepted:
        _command(["engine", "list", "--root", str(root.layout.root)])
    after = {p for p in root.layout.root.parent.rglob("*") if place not in p.parents}
    strays = after - outside - {place, *place.parents}
    if strays:
        raise Fault(f"written outside: {sorted(map(str, strays))[:3]}")
    if not accepted and place.is_dir() and any(place.iterdir()):
        raise Fault("refused, but something is installed")
    shutil.rmtree(place, ignore_errors=True)
    return accepted


# Seeds: files of the project and of its tests, and files made.


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


def _texts(_: Root) -> list[bytes]:
    whole = [p.read_bytes() for p in sorted(_GENRE.glob("*.txt"))]
    long = [p.read_bytes() for p in sorted((PROJECT / "content" / "sources").glob("*.txt"))]
    return whole + [piece for data in long for piece in list(_cut_up(data))[:8]]


def _own(place: str, *more: str) -> Callable[[Root], list[bytes]]:
    """The file of the root, and pieces of the project's own."""

    def seeds(root: Root) -> list[bytes]:
        path = root.layout.root / place
        found = [root.before[path]] * 12 if path in root.before else []
        for pattern in more:
            for file in sorted(PROJECT.glob(pattern)):
                found += list(_cut_up(file.read_bytes()))[:3]
        return found

    return seeds


def _settings(_: Root) -> list[bytes]:
    return [
        b"translation:\n  engine: llm\n  url: http://localhost:11434/v1\n  model: qwen3:8b\n",
        b"translation:\n  engine: argos\n  beam: 2\n  timeout: 30\n  ways: [marker, natural]\n",
    ]


def _packages(_: Root) -> list[bytes]:
    from models import tiny

    # The weights are not what is read here; short ones leave room for the rest.
    short = {"model/model.bin": b"weights" * 50, "sentencepiece.model": b"pieces" * 50}
    stanza = [("translate-zh_en-tiny/stanza/zh/tokenize.pt", b"x" * 90)]
    return [tiny.package(changed=short), tiny.package(changed=short, more=stanza)]


def _docx(_: Root) -> list[bytes]:
    from inputs import nasty
    from inputs.wordmaker import make_docx
    from support import make_document

    found = [make_docx(make_document()), nasty.docx_style_ring(), nasty.docx_nested_tables()]
    return [*found, *(make_docx(document) for document in _documents())]


def _documents() -> Iterator[object]:
    from jiebang.files import sha256_of

    for path in sorted(_GENRE.glob("*.txt")):
        text = path.read_text("utf-8")
        yield convert_text(text, path.stem, path.name, sha256_of(text.encode()))


def _html(_: Root) -> list[bytes]:
    from inputs import nasty
    from inputs.pagemaker import make_html
    from support import make_document

    made = [make_html(make_document()).encode(), nasty.html_wide_spans()[:2000]]
    return [*made, *(make_html(document).encode() for document in _documents())]


def _pdf(root: Root) -> list[bytes]:
    """Plain ones made by hand and, where Chromium is installed, prints of pages."""
    from inputs import nasty

    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    plain = nasty.page_pdf(b"BT /F 12 Tf 50 700 Td (A text) Tj ET 0 0 m 9 9 l S", b"", font)
    return [plain, nasty.scan(), nasty.pdf_ring(), *_prints(root.layout.root.parent)]


def _prints(folder: Path) -> list[bytes]:
    import subprocess

    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    kept = os.environ.get("FUZZ_PRINTS", "")
    place = Path(kept) if kept else folder / "prints"
    place.mkdir(parents=True, exist_ok=True)
    if browser is None:
        return []
    if not any(place.glob("*.pdf")):
        for number, page in enumerate(_html(None)[:4]):  # type: ignore[arg-type]
            source = place / f"{number}.html"
            source.write_bytes(page)
            subprocess.run(
                [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={place}/p",
                 f"--print-to-pdf={source.with_suffix('.pdf')}", source.as_uri()],
                check=False, capture_output=True, timeout=60,
            )  # fmt: skip
    return [path.read_bytes() for path in sorted(place.glob("*.pdf"))]


_DOCUMENT = f"content/documents/{BASE}.md"
_CATALOGUE = f"content/translations/en/{BASE}.po"
_SOURCES = "content/sources/sources.yml"


def _glossary(name: str, load: Callable[[Path], object]) -> Reader:
    place = f"glossary/{name}.yml"
    run = _file(place, lambda layout: load(layout.root / place))
    return Reader(f"{name}.yml", f"glossary, {name}", "yaml", ".yml", _own(place, place), run,
                  guided=True)  # fmt: skip


def _markdown(layout: Layout) -> object:
    return read(read_text(layout.document(BASE), strip_bom=True), f"{BASE}.md")


def _po(layout: Layout) -> object:
    return read_catalogue(layout.catalogue(BASE), ()), read_past(layout.catalogue(BASE))


READERS = {
    reader.name: reader
    for reader in (
        Reader("text", "an original as text", "text", ".txt", _texts, _add(".txt"), guided=True),
        Reader("markdown", "structured Markdown", "markdown", ".md",
               _own(_DOCUMENT, "content/documents/*.md"), _file(_DOCUMENT, _markdown), guided=True),
        Reader("sources.yml", "provenance", "yaml", ".yml", _own(_SOURCES, _SOURCES),
               _file(_SOURCES, load_provenance), guided=True),
        _glossary("terms", load_terms),
        _glossary("themes", load_themes),
        _glossary("units", load_units),
        Reader("jiebang.yml", "settings", "yaml", ".yml", _settings,
               _file("jiebang.yml", load_settings), guided=True),
        Reader("po", "a PO catalogue", "po", ".po",
               _own(_CATALOGUE, "content/translations/en/*.po"), _file(_CATALOGUE, _po),
               guided=True),
        Reader("package", "a model package", "package", ".argosmodel", _packages, _package),
        Reader("md", "an original as Markdown", "markdown", ".md",
               _own(_DOCUMENT, "docs/*.md", "*.md"), _add(".md"), fence=True),
        Reader("html", "HTML", "html", ".html", _html, _add(".html"), fence=True),
        Reader("docx", "DOCX", "docx", ".docx", _docx, _add(".docx"), fence=True),
        Reader("pdf", "PDF", "pdf", ".pdf", _pdf, _add(".pdf"), fence=True),
    )
}  # fmt: skip
