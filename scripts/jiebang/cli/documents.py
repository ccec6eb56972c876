"""Commands about documents: add, convert, check, status."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from textwrap import indent

from jiebang.cli.common import (
    CONTENT,
    OK,
    USAGE,
    Ticker,
    Verbs,
    add_documents,
    add_spreading,
    spread_of,
)
from jiebang.commands.add import Added, Claims, add_document
from jiebang.commands.convert import convert_each, select
from jiebang.commands.report import format_report, report
from jiebang.corpus.glossary import Theme, load_themes
from jiebang.corpus.provenance import Shelf
from jiebang.document.model import Finding, Severity, State, segments
from jiebang.errors import JiebangError, UsageError, visible
from jiebang.ledger.checked import Review
from jiebang.ledger.counted import counts as counts_of
from jiebang.ledger.opening import open_walk
from jiebang.runtime.files import hold_inside, read_bytes
from jiebang.runtime.layout import Layout
from jiebang.translation.opening import Opened, open_engine
from jiebang.translation.outlook import outlook
from jiebang.translation.resolver import translate

_AT_ONCE = 100  # new documents that are held in memory together
_NAMED = 8  # files of other kinds that are named
SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".html", ".htm")


def add_verbs(verbs: Verbs) -> None:
    add = verbs.add(
        "add",
        "take a new original into content/sources/, record where it comes from, convert it",
        "jiebang add list.pdf --id henan-chips-2024 --issuer 河南省科学技术厅",
        _add,
        writes=True,
    )
    add.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="the original (.txt .md .pdf .docx .html), a folder of them, or - for standard input",
    )
    add.add_argument("--id", default="", help="document id (default: from the file's name)")
    add.add_argument("--title", default="", help="short title in Chinese (default: as printed)")
    add.add_argument("--title-en", default="", help="short title in English")
    add.add_argument("--issuer", default="", help="who issued it, in Chinese")
    add.add_argument("--issuer-en", default="", help="who issued it, in English")
    add.add_argument("--url", default="", help="where it was published")
    convert = verbs.add(
        "convert",
        "originals into structured Markdown; what a person mended is kept",
        "jiebang convert miit-ai-2021",
        _convert,
        writes=True,
    )
    convert.add_argument("--force", action="store_true", help="overwrite what differs")
    check = verbs.add(
        "check",
        "run every check; exit 1 on an error",
        "jiebang check ai-major-project --format json",
        _check,
    )
    check.add_argument("--format", choices=["text", "json", "github"], default="text")
    status = verbs.add("status", "coverage by document", "jiebang status", _status)
    for sub in (convert, check, status):
        add_documents(sub)
        add_spreading(sub)


def _add(args: argparse.Namespace, layout: Layout) -> int:
    given = list(_originals(args.files))
    if len(given) > 1 and (args.id or args.title):
        raise UsageError("one id or title for several files", "", "add them one by one")
    claims = Claims(args.id, args.title, args.title_en, args.issuer, args.issuer_en, args.url)
    refused, opened, shelf = 0, open_engine(layout), Shelf(layout)
    themes = load_themes(layout.themes_yml)
    for at in range(0, len(given), _AT_ONCE):
        added: list[Added] = []
        for name, data in given[at : at + _AT_ONCE]:
            try:
                added.append(add_document(shelf, data(), name, claims))
            except JiebangError as error:
                if len(given) == 1:
                    raise
                print(f"jiebang: {error}", file=sys.stderr)
                refused += 1
        _report(layout, added, opened, themes)
    return USAGE if refused else OK


def _report(
    layout: Layout, added: Sequence[Added], opened: Opened, themes: tuple[Theme, ...]
) -> None:
    """Make the catalogues of new documents, and say what was made of each."""
    if not added:
        return
    # One after another would read every other catalogue, as memory, for each of them.
    all_filled = translate(layout, [a.document.id for a in added])
    filled = {f.document_id: f for f in all_filled}
    for each in added:
        document = each.document
        if each.again:
            print(f"{document.id}: here already; only what was not yet done is done")
        catalogue = layout.catalogue(document.id).relative_to(layout.root)
        path = layout.document(document.id).relative_to(layout.root)
        wanted = set(filled[document.id].missing)
        ahead = outlook(layout, opened, (s.zh for s in segments(document) if s.id in wanted))
        print(format_report(report(each, themes), ahead, str(catalogue), str(path)))


def _originals(files: Sequence[str]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """(name, how to read it) of each file named; a folder stands for the files in it.

    Hidden files are none; what is of another kind, folders too, is named and left aside.
    """
    for given in files:
        path = Path(given)
        if given == "-":
            yield "stdin", sys.stdin.buffer.read
        elif path.is_dir():
            seen = sorted(p for p in path.iterdir() if not p.name.startswith((".", "~$")))
            inside = [p for p in seen if p.suffix.lower() in SUFFIXES]
            if not inside:
                raise UsageError("no original in this folder", given, f"of {', '.join(SUFFIXES)}")
            aside = [p.name + "/" * p.is_dir() for p in seen if p not in inside]
            if aside:
                shown = ", ".join(aside[:_NAMED]) + (" …" if len(aside) > _NAMED else "")
                print(
                    f"jiebang: {given}: {len(aside)} left aside: {visible(shown)}", file=sys.stderr
                )
            yield from ((str(p), partial(_read_inside, p, path)) for p in inside)
        else:
            yield given, partial(read_bytes, path)


def _read_inside(path: Path, folder: Path) -> bytes:
    """A file of a folder; what a link brings in from elsewhere was not asked for."""
    hold_inside(path, folder)
    return read_bytes(path)


def _convert(args: argparse.Namespace, layout: Layout) -> int:
    with spread_of(args) as spread:
        for result in convert_each(
            layout, args.documents, force=args.force, spread=spread, watch=Ticker("documents")
        ):
            if result.written:
                print(f"{result.document_id}: written")
            elif result.difference:
                print(f"{result.document_id}: kept as it is; the rules would now change it:")
                print(result.difference)
            else:
                print(f"{result.document_id}: up to date")
    return OK


def _check(args: argparse.Namespace, layout: Layout) -> int:
    select(layout, args.documents)
    with spread_of(args) as spread, open_walk(layout, spread, Ticker("documents")) as walk:
        review = Review(walk, args.documents)
        if args.format == "json":
            review.run()  # no half of an array before a file that cannot be used
        print_findings(review.findings(), args.format)
    return CONTENT if review.errors else OK


def print_findings(findings: Iterable[Finding], style: str) -> None:
    """As they come: there may be very many."""
    if style == "json":
        _print_json(findings)
        return
    counts: Counter[str] = Counter()
    missing = 0
    for f in findings:
        counts[f.severity] += 1
        unseen = f.check == "empty" and f.severity is Severity.WARNING
        missing += unseen
        if style == "github":
            text = f.message.replace("%", "%25").replace("\n", "%0A")
            print(f"::{f.severity} title={f.check} {f.where}::{text}")
        elif not unseen:
            print(f"{f.severity}: {f.where}: {f.message} [{f.check}]")
    if style == "text":
        print(
            f"{counts[Severity.ERROR]} errors, {counts[Severity.WARNING] - missing} warnings, "
            f"{missing} segments not yet translated"
        )


def _print_json(findings: Iterable[Finding]) -> None:
    begun = False
    for f in findings:
        record = {
            "check": f.check,
            "severity": str(f.severity),
            "document": f.document,
            "where": f.where,
            "message": f.message,
        }
        print("," if begun else "[")
        print(indent(json.dumps(record, ensure_ascii=False, indent=1), " "), end="")
        begun = True
    print("\n]" if begun else "[]")


def _status(args: argparse.Namespace, layout: Layout) -> int:
    wanted = {p.id for p in select(layout, args.documents)}
    columns = ["tasks", "indicators", "measures", "segments", *State]
    print("  ".join([f"{'document':<24}", *(f"{c:>10}" for c in columns)]))
    total: Counter[str] = Counter()
    with spread_of(args) as spread, open_walk(layout, spread, Ticker("documents")) as walk:
        for document_id, counts in counts_of(walk):
            if document_id in wanted:
                total.update(counts)
                _status_line(document_id, columns, counts)
    _status_line("all", columns, total)
    return OK


def _status_line(name: str, columns: Sequence[str], counts: Counter[str]) -> None:
    print("  ".join([f"{name:<24}", *(f"{counts[c]:>10}" for c in columns)]))
