"""The command line: the only room that prints or exits."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from jiebang import __version__, signals
from jiebang.cli import documents, publishing, translating
from jiebang.cli.common import OK, USAGE, Command, Parser, Verbs
from jiebang.errors import JiebangError
from jiebang.layout import find_root
from jiebang.lock import hold


def run() -> None:
    """The command of this process's arguments; ends the process."""
    for stream in (sys.stdout, sys.stderr):
        # Chinese on a terminal that has none of it: escaped, not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code.

    0 done, 1 content errors, 2 wrong usage, 130 interrupted, 143 terminated.
    """
    try:
        with signals.orderly():
            args = _parser().parse_args(argv)
            command: Command = args.command
            layout = find_root(Path(args.root or Path.cwd()))
            with hold(layout, args.verb) if args.verb else nullcontext():
                return command(args, layout)
    except SystemExit as stop:  # argparse has printed its help or the version
        return int(stop.code or 0)
    except BaseException as error:
        return _ended_by(error)


def _ended_by(error: BaseException) -> int:
    """One line and the exit code; a fault of the program's own is raised again."""
    if stopped := signals.ended_by(error):
        said, code = stopped
    elif isinstance(error, JiebangError):
        said, code = str(error), USAGE
    elif isinstance(error, BrokenPipeError):
        return OK
    elif isinstance(error, OSError):
        said, code = f"{error.filename or ''}: {error.strerror or error}", USAGE
    else:
        raise error
    print(f"jiebang: {said}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="jiebang",
        description="Chinese R&D task lists (揭榜挂帅 and others) as a bilingual site and data.",
        epilog="example: jiebang add list.txt --id henan-chips-2024 && jiebang build",
    )
    parser.add_argument("--version", action="version", version=f"jiebang {__version__}")
    verbs = Verbs(parser)
    documents.add_verbs(verbs)
    translating.add_verbs(verbs)
    publishing.add_verbs(verbs)
    return parser
