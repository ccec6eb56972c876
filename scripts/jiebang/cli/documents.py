"""Commands about documents: add, convert, check, status."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jiebang.cli.common import Ticker, open_documents, print_findings
from jiebang.corpus.provenance import KnownSources, load_provenance, select
from jiebang.document.model import State
from jiebang.errors import InputError, JiebangError, UsageError, visible
from jiebang.originals.formats import SUFFIXES, refuse_known
from jiebang.originals.scans.pictures import SUFFIXES as PICTURES
from jiebang.originals.scans.pictures import pack_pages
from jiebang.runtime.executor import open_executor
from jiebang.runtime.files import hold_inside, read_bytes
from jiebang.runtime.layout import Layout

if TYPE_CHECKING:
    from jiebang.commands.add import Added
    from jiebang.corpus.glossary import Theme
    from jiebang.translation.engines import Opened

_HEAD = 2**16  # bytes of a file that tell its kind
_NAMED = 8  # files of other kinds that are named


def add(layout: Layout, files: Sequence[str], **claimed: str) -> int:
    from jiebang.commands.add import Claims, add_document
    from jiebang.corpus.glossary import load_themes
    from jiebang.translation.engines import open_engine

    given = list(_originals(files))
    if len(given) > 1 and (claimed["id"] or claimed["title"]):
        raise UsageError("one id or title for several files", "", "add them one by one")
    claims, known_sources = Claims(**claimed), KnownSources(layout)
    opened, themes = open_engine(layout), load_themes(layout.themes_yml)
    added: list[Added] = []
    for name, data in given:
        try:
            added.append(
                add_document(known_sources, data(), name, claims, Ticker("pages of the scan"))
            )
        except JiebangError as error:
            if len(given) == 1:
                raise
            _complain(error)
    _report(layout, added, opened, themes)
    return 2 if len(added) < len(given) else 0


def _complain(what: object) -> None:
    print(f"jiebang: {what}", file=sys.stderr)


def _report(
    layout: Layout, added: Sequence[Added], opened: Opened, themes: tuple[Theme, ...]
) -> None:
    """Make the catalogues of new documents, and say what was made of each."""
    from jiebang.commands.add import within_limits
    from jiebang.commands.report import report
    from jiebang.translation.forecast import forecast
    from jiebang.translation.resolver import translate

    if not added:
        return
    # One after another would read every other catalogue, as memory, for each of them.
    all_filled = translate(layout, [a.document.id for a in added])
    filled = {f.document_id: f for f in all_filled}
    for each in added:
        document = each.document
        if each.again:
            print(f"{document.id}: here already; only what was not yet done is done")
        places = (layout.catalogue(document.id), layout.document(document.id))
        catalogue, path = (str(place.relative_to(layout.root)) for place in places)
        with within_limits(len(each.original.text.encode()), document.source):
            left = filled[document.id].record.left.values()
            engine = forecast(layout, opened, left)
            told = report(each, themes, len(left), engine, catalogue, path)
        print(told)


def _originals(files: Sequence[str]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """(name, how to read it) of each file named; a folder stands for the files in it.

    Hidden files are none; what is of another kind, folders too, is named and left aside.
    A folder of nothing but pictures stands for one document, a page each.
    """
    for given in files:
        path = Path(given)
        if given == "-":
            yield "stdin", sys.stdin.buffer.read
        elif path.is_dir():
            seen = sorted(p for p in path.iterdir() if not p.name.startswith((".", "~$")))
            pages = [p for p in seen if p.suffix.lower() in PICTURES]
            inside = [p for p in seen if p.suffix.lower() in SUFFIXES and p not in pages]
            if pages and not inside:
                yield f"{path.resolve().name}.zip", partial(_pack_inside, pages, path)
                continue
            if not inside:
                raise UsageError("no original in this folder", given, f"of {', '.join(SUFFIXES)}")
            _leave_aside(given, [p for p in seen if p not in inside])
            yield from ((str(p), partial(_read_inside, p, path)) for p in inside)
        else:
            yield given, partial(read_bytes, path)


def _leave_aside(folder: str, aside: Sequence[Path]) -> None:
    """Name what is left aside, and say of each what would be said of it alone."""
    if not aside:
        return
    names = [path.name + "/" * path.is_dir() for path in aside]
    shown = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    _complain(f"{folder}: {len(aside)} left aside: {visible(shown)}")
    for path in filter(Path.is_file, aside):
        with path.open("rb") as file:
            head = file.read(_HEAD)
        try:
            refuse_known(head, str(path))
        except InputError as error:
            _complain(error)


def _pack_inside(pages: Sequence[Path], folder: Path) -> bytes:
    return pack_pages([(page.name, _read_inside(page, folder)) for page in pages])


def _read_inside(path: Path, folder: Path) -> bytes:
    """A file of a folder; what a link brings in from elsewhere was not asked for."""
    hold_inside(path, folder)
    return read_bytes(path)


def convert(layout: Layout, documents: Sequence[str], force: bool, jobs: int, cluster: str) -> int:
    from jiebang.commands.convert import convert_each

    with open_executor(jobs, cluster) as executor:
        for result in convert_each(
            layout, documents, force=force, executor=executor, watch=Ticker("documents")
        ):
            if result.difference:
                print(f"{result.document_id}: kept as it is; the rules would now change it:")
                print(result.difference)
            else:
                print(f"{result.document_id}: {'written' if result.written else 'up to date'}")
    return 0


def check(layout: Layout, documents: Sequence[str], format: str, jobs: int, cluster: str) -> int:
    from jiebang.checks.review import Review

    select(load_provenance(layout), documents)
    with open_documents(layout, jobs, cluster) as walk:
        review = Review(walk, documents)
        print_findings(review.findings(), format)
    return 1 if review.errors else 0


def status(layout: Layout, documents: Sequence[str], jobs: int, cluster: str) -> int:
    from jiebang.commands.status import count_document

    wanted = {p.id for p in select(load_provenance(layout), documents)}
    total: Counter[str] = Counter()
    columns = ["tasks", "indicators", "measures", "segments", *State]

    def tell(name: str, cells: Iterable[object]) -> None:
        print("  ".join([f"{name:<24}", *(f"{cell!s:>10}" for cell in cells)]))

    tell("document", columns)
    with open_documents(layout, jobs, cluster) as walk:
        for document, data in walk.each("counted", count_document):
            if document.id in wanted:
                counts = Counter[str](json.loads(data))
                total.update(counts)
                tell(document.id, (counts[c] for c in columns))
    tell("all", (total[c] for c in columns))
    return 0
