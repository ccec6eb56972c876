"""What all commands share: exit codes, progress, arguments."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NoReturn

from jiebang.errors import UsageError
from jiebang.runtime.layout import Layout
from jiebang.runtime.progress import Progress
from jiebang.runtime.spreading import Spread, open_spread

OK, CONTENT, USAGE = 0, 1, 2
Command = Callable[[argparse.Namespace, Layout], int]


class Parser(argparse.ArgumentParser):
    """Wrong usage is one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, "", f"see `{self.prog} --help`")


class Verb(Parser):
    """A command: its options may stand before, between and after its other arguments."""

    _mixing = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As argparse does for a whole program only, and not for its commands."""
        words = list(args or ())
        # It calls this again. What follows `--` it would take for options after all.
        if self._mixing or "--" in words:
            return super().parse_known_args(words, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(words, namespace)
        finally:
            self._mixing = False


class Verbs:
    """The commands of the tool, each with what it does and an example."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._verbs = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Verb)

    def add(
        self, name: str, does: str, example: str, command: Command, *, writes: bool = False
    ) -> argparse.ArgumentParser:
        """A command; all know --root. One that `writes` into the root has it to itself."""
        sub = self._verbs.add_parser(
            name, help=does, description=does, epilog=f"example: {example}"
        )
        sub.add_argument("--root", metavar="DIR", help="the project (default: found from here up)")
        sub.set_defaults(command=command, verb=f"jiebang {name}" if writes else "")
        return sub


def add_documents(parser: argparse.ArgumentParser) -> None:
    """The argument DOC…: documents by id, none for all."""
    parser.add_argument("documents", nargs="*", metavar="DOC", help="document ids (default: all)")


def add_spreading(parser: argparse.ArgumentParser) -> None:
    """--jobs and --cluster."""
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes (default: one a core)"
    )
    parser.add_argument(
        "--cluster",
        default="",
        metavar="ADDRESS",
        help="spread the work over the workers of this Dask scheduler: tcp://host:8786",
    )


def spread_of(args: argparse.Namespace) -> AbstractContextManager[Spread]:
    """Where the command line wants the work done."""
    return open_spread(args.jobs, args.cluster)


class Ticker:
    """Tells how far a run is, once a second, on a terminal."""

    def __init__(self, what: str) -> None:
        self._what, self._last = what, time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= 1:
            self._last = now
            left = "" if progress.left is None else f", {progress.left:.0f} s left"
            say(f"{progress.done}/{progress.total} {self._what}, {progress.rate:.1f}/s{left}")


def say(text: str) -> None:
    """Progress, for a person who watches; a log stays clean."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
