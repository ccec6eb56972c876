"""The command line: the only module that prints or exits."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from jiebang import __version__
from jiebang.build import build, check_corpus, has_errors
from jiebang.converting import Claims, add_document, convert_documents, select
from jiebang.corpus import load_corpus
from jiebang.datasets import write_datasets
from jiebang.errors import JiebangError, UsageError
from jiebang.files import read_bytes
from jiebang.layout import Layout, find_root
from jiebang.measures.rows import entry_rows
from jiebang.model import Finding, Severity, State
from jiebang.report import format_report, report
from jiebang.serving import serve
from jiebang.translation.resolver import translate
from jiebang.why import format_touched, touched

OK, CONTENT, USAGE = 0, 1, 2
SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".html", ".htm")


def run() -> None:
    """Entry point of the console script."""
    sys.exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code: 0 done, 1 content errors, 2 wrong usage."""
    parser = _parser()
    try:
        args = parser.parse_args(argv)
        command: Callable[[argparse.Namespace, Layout], int] = args.command
        return command(args, _layout(args.root))
    except SystemExit as stop:  # argparse has printed its help or the version
        return int(stop.code or 0)
    except JiebangError as error:
        print(f"jiebang: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("jiebang: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return OK
    except OSError as error:
        print(f"jiebang: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return USAGE


def _layout(root: str | None) -> Layout:
    return find_root(Path.cwd()) if root is None else find_root(Path(root))


def _say(text: str) -> None:
    """Progress, for a person who watches; a log stays clean."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


# ---------------------------------------------------------------- commands


def _add(args: argparse.Namespace, layout: Layout) -> int:
    given = list(_originals(args.files))
    if len(given) > 1 and (args.id or args.title):
        raise UsageError("one id or title for several files", "", "add them one by one")
    claims = Claims(args.id, args.title, args.title_en, args.issuer, args.issuer_en, args.url)
    refused = 0
    for name, data in given:
        try:
            added = add_document(layout, data(), name, claims)
        except JiebangError as error:
            if len(given) == 1:
                raise
            print(f"jiebang: {error}", file=sys.stderr)
            refused += 1
            continue
        document = added.document
        filled = translate(layout, [document.id])[0]
        catalogue = layout.catalogue(document.id).relative_to(layout.root)
        path = layout.document(document.id).relative_to(layout.root)
        print(format_report(report(added), len(filled.missing), str(catalogue), str(path)))
    return USAGE if refused else OK


def _originals(files: Sequence[str]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """(name, how to read it) of each file named; a folder stands for the files in it."""
    for given in files:
        path = Path(given)
        if given == "-":
            yield "stdin", sys.stdin.buffer.read
        elif path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
            if not inside:
                raise UsageError("no original in this folder", given, f"of {', '.join(SUFFIXES)}")
            yield from ((str(p), partial(read_bytes, p)) for p in inside)
        else:
            yield given, partial(read_bytes, path)


def _convert(args: argparse.Namespace, layout: Layout) -> int:
    for result in convert_documents(layout, args.documents, force=args.force):
        if result.written:
            print(f"{result.document_id}: written")
        elif result.difference:
            print(f"{result.document_id}: kept as it is; the rules would now change it:")
            print(result.difference)
        else:
            print(f"{result.document_id}: up to date")
    return OK


def _translate(args: argparse.Namespace, layout: Layout) -> int:
    for result in translate(layout, args.documents):
        sync = result.sync
        print(
            f"{result.document_id}: {len(result.filled)} from memory, "
            f"{len(result.missing)} missing, {len(sync.stale)} stale, {len(sync.added)} new"
        )
    return OK


def _check(args: argparse.Namespace, layout: Layout) -> int:
    findings = check_corpus(load_corpus(layout), args.documents)
    _print_findings(findings, args.format)
    return CONTENT if has_errors(findings) else OK


def _print_findings(findings: Sequence[Finding], style: str) -> None:
    if style == "json":
        records = [
            {
                "check": f.check,
                "severity": str(f.severity),
                "document": f.document,
                "where": f.where,
                "message": f.message,
            }
            for f in findings
        ]
        print(json.dumps(records, ensure_ascii=False, indent=1))
        return
    for f in findings:
        if style == "github":
            text = f.message.replace("%", "%25").replace("\n", "%0A")
            print(f"::{f.severity} title={f.check} {f.where}::{text}")
        elif f.check != "empty" or f.severity is Severity.ERROR:
            print(f"{f.severity}: {f.where}: {f.message} [{f.check}]")
    if style == "text":
        counts = Counter(f.severity for f in findings)
        missing = sum(f.check == "empty" and f.severity is Severity.WARNING for f in findings)
        print(
            f"{counts[Severity.ERROR]} errors, {counts[Severity.WARNING] - missing} warnings, "
            f"{missing} segments not yet translated"
        )


def _data(args: argparse.Namespace, layout: Layout) -> int:
    corpus = load_corpus(layout)
    findings = check_corpus(corpus)
    if has_errors(findings):
        _print_findings(findings, "text")
        return CONTENT
    paths = write_datasets(corpus, layout)
    data = [p for p in paths if p.is_relative_to(layout.data)]
    for path in data:
        print(path.relative_to(layout.root))
    print(f"and {len(paths) - len(data)} files of the static API in {layout.site.name}/api/")
    return OK


def _build(args: argparse.Namespace, layout: Layout) -> int:
    result = build(layout, _say)
    if result.failed:
        _print_findings(result.findings, "text")
        return CONTENT
    place = (layout.site / "index.html").relative_to(layout.root)
    print(f"{place}: {'built' if result.steps else 'up to date'}")
    return OK


def _serve(args: argparse.Namespace, layout: Layout) -> int:
    return serve(layout, args.port, print)


def _glossary_why(args: argparse.Namespace, layout: Layout) -> int:
    print(format_touched(touched(load_corpus(layout), args.term)))
    return OK


def _status(args: argparse.Namespace, layout: Layout) -> int:
    wanted = {p.id for p in select(layout, args.documents)}
    columns = ["tasks", "indicators", "measures", "segments", *State]
    print("  ".join([f"{'document':<24}", *(f"{c:>10}" for c in columns)]))
    total: Counter[str] = Counter()
    for entry in load_corpus(layout).entries:
        if entry.document.id not in wanted:
            continue
        counts: Counter[str] = Counter(str(t.state) for t in entry.translations.values())
        counts["tasks"] = len(entry.tasks)
        counts["indicators"] = sum(len(t.indicators) for t in entry.tasks)
        counts["measures"] = sum(1 for _ in entry_rows(entry))
        counts["segments"] = len(entry.translations)
        total.update(counts)
        _status_line(entry.document.id, columns, counts)
    _status_line("all", columns, total)
    return OK


def _status_line(name: str, columns: Sequence[str], counts: Counter[str]) -> None:
    print("  ".join([f"{name:<24}", *(f"{counts[c]:>10}" for c in columns)]))


# ---------------------------------------------------------------- arguments


class _Parser(argparse.ArgumentParser):
    """Wrong usage is one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, "", f"see `{self.prog} --help`")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="jiebang",
        description="Chinese open-competition (揭榜挂帅) documents as a bilingual site and data.",
        epilog="example: jiebang add list.txt --id henan-chips-2024 && jiebang build",
    )
    parser.add_argument("--version", action="version", version=f"jiebang {__version__}")
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)

    def verb(
        name: str, does: str, example: str, command: Callable[[argparse.Namespace, Layout], int]
    ) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=does, description=does, epilog=f"example: {example}")
        sub.add_argument("--root", metavar="DIR", help="the project (default: found from here up)")
        sub.set_defaults(command=command)
        return sub

    def documents(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("documents", nargs="*", metavar="DOC", help="document ids (default: all)")

    add = verb(
        "add",
        "take a new original into content/sources/, record where it comes from, convert it",
        "jiebang add list.txt --id henan-chips-2024 --issuer 河南省科学技术厅",
        _add,
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
    convert = verb(
        "convert",
        "originals into structured Markdown; what a person mended is kept",
        "jiebang convert miit-ai-2021",
        _convert,
    )
    convert.add_argument("--force", action="store_true", help="overwrite what differs")
    check = verb(
        "check",
        "run every check; exit 1 on an error",
        "jiebang check ai-major-project --format json",
        _check,
    )
    check.add_argument("--format", choices=["text", "json", "github"], default="text")
    fill = verb(
        "translate",
        "bring catalogues up to date and fill them from memory",
        "jiebang translate miit-ai-2021",
        _translate,
    )
    status = verb("status", "coverage by document", "jiebang status", _status)
    for sub in (convert, check, fill, status):
        documents(sub)
    verb("data", "write the datasets only, into site/data/", "jiebang data", _data)
    verb("build", "all of it, in order, only what changed", "jiebang build", _build)
    glossary = verb(
        "glossary",
        "look into the glossary; `why TERM` shows every segment a change of the term would touch",
        "jiebang glossary why 算力",
        _glossary_why,
    )
    glossary.add_argument("action", choices=["why"], help="what to do")
    glossary.add_argument("term", metavar="TERM", help="an id, the Chinese or the English")
    serving = verb("serve", "the site with live reload", "jiebang serve --port 8000", _serve)
    serving.add_argument("--port", type=int, default=8000)
    return parser
