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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import fuzz_seeds as seeds
from fuzz_seeds import BASE, PROJECT, Root

from jiebang import originals as readers
from jiebang.checks.review import Review
from jiebang.cli import main
from jiebang.corpus.catalogue import load_po, read_past, translations_of
from jiebang.corpus.glossary import load_terms, load_themes
from jiebang.corpus.load import Corpus, load_corpus
from jiebang.corpus.measure_names import load_measure_names
from jiebang.corpus.provenance import load_provenance
from jiebang.corpus.walk import open_walk
from jiebang.datasets.fragments import make_fragment
from jiebang.datasets.write import write_fragments
from jiebang.document.alignment import LostTextError, align
from jiebang.document.markdown import read, write
from jiebang.document.model import tasks
from jiebang.errors import JiebangError
from jiebang.originals.fenced import read_here
from jiebang.quantities.read_zh import extract
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.structure import convert_text
from jiebang.translation.resolver import translate
from jiebang.translation.settings import load_settings

_TERMS = "glossary/terms.yml"


class FaultError(Exception):
    """Something was accepted or said that should not have been."""


Run = Callable[[Root, bytes], bool]


@dataclass(frozen=True)
class Reader:
    """A reader: `run(root, data)` says whether the input was accepted."""

    name: str
    seeds: Callable[[Root], list[bytes]]
    run: Run
    archive: bool = False  # its inputs are zip files


def attempt(reader: Reader, root: Root, data: bytes) -> str:
    """“accepted” or “refused”; raises whatever else becomes of an input."""
    try:
        return "accepted" if reader.run(root, data) else "refused"
    finally:
        root.restore()


def _command(argv: Sequence[str]) -> bool:
    """A command, to its exit code and its one line."""
    said, wrong = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
        code = main(argv)
    lines = wrong.getvalue().splitlines()
    if code == 0:
        return True
    if code != 2 or len(lines) != 1 or not lines[0].startswith("jiebang: "):
        raise FaultError(f"exit code {code}, {len(lines)} lines: {wrong.getvalue()[:300]!r}")
    return False


def _held(root: Root, corpus: Corpus, data: bytes) -> None:
    """What was accepted goes through the checks, and one in fifty into the datasets."""
    with open_walk(root.layout) as walk:
        sound = Review(walk).run()
    if sound and hashlib.sha256(data).digest()[0] % 50 == 0:
        made = (make_fragment(corpus, entry) for entry in corpus.entries)
        write_fragments(corpus, root.layout, made)


def _add(suffix: str) -> Run:
    """An original: read, converted, written, read back and laid beside it again."""

    def run(root: Root, data: bytes) -> bool:
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
            raise FaultError(f"add loses text: {error}") from None
        for task in tasks(back):
            for indicator in task.indicators:
                extract(indicator.text.zh)
        return True

    return run


def _one_line(error: JiebangError) -> bool:
    if len(str(error).splitlines()) != 1:
        raise FaultError(f"not one line: {str(error)[:300]!r}") from None
    return False


def _file(place: str, load: Callable[[Layout], object]) -> Run:
    """A file of the project: by its own reader, and by all that a command does if that
    accepts it."""

    def run(root: Root, data: bytes) -> bool:
        layout = root.layout
        (layout.root / place).write_bytes(data)
        if place == _TERMS:  # the schema that editors use holds them as well
            shutil.copy(PROJECT / "glossary" / "terms.schema.json", layout.root / "glossary")
        try:
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


def _package(root: Root, data: bytes) -> bool:
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
        raise FaultError(f"written outside: {sorted(map(str, strays))[:3]}")
    if not accepted and place.is_dir() and any(place.iterdir()):
        raise FaultError("refused, but something is installed")
    shutil.rmtree(place, ignore_errors=True)
    return accepted


_DOCUMENT = f"content/documents/{BASE}.md"
_CATALOGUE = f"content/translations/en/{BASE}.po"
_SOURCES = "content/sources/sources.yml"


def _glossary(name: str, load: Callable[[Path], object]) -> Reader:
    place = f"glossary/{name}.yml"
    run = _file(place, lambda layout: load(layout.root / place))
    return Reader(f"{name}.yml", seeds.of_own(place, place), run)


def _markdown(layout: Layout) -> object:
    return read(read_text(layout.document(BASE), strip_bom=True), f"{BASE}.md")


def _po(layout: Layout) -> object:
    path = layout.catalogue(BASE)
    po = load_po(path)
    return translations_of(po, (), path), read_past(po, path)


READERS = {
    reader.name: reader
    for reader in (
        Reader("text", seeds.of_texts, _add(".txt")),
        Reader("markdown", seeds.of_own(_DOCUMENT, "content/documents/*.md"),
               _file(_DOCUMENT, _markdown)),
        Reader("sources.yml", seeds.of_own(_SOURCES, _SOURCES), _file(_SOURCES, load_provenance)),
        _glossary("terms", load_terms),
        _glossary("themes", load_themes),
        _glossary("measures", load_measure_names),
        Reader("jiebang.yml", seeds.of_settings, _file("jiebang.yml", load_settings)),
        Reader("po", seeds.of_own(_CATALOGUE, "content/translations/en/*.po"),
               _file(_CATALOGUE, _po)),
        Reader("package", seeds.of_packages, _package, archive=True),
        Reader("md", seeds.of_own(_DOCUMENT, "docs/*.md", "*.md"), _add(".md")),
        Reader("html", seeds.of_html, _add(".html")),
        Reader("docx", seeds.of_docx, _add(".docx"), archive=True),
        Reader("pdf", seeds.of_pdf, _add(".pdf")),
    )
}  # fmt: skip
