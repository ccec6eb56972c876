"""What all commands share: exit codes, progress, arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from jiebang.errors import UsageError
from jiebang.layout import Layout

OK, CONTENT, USAGE = 0, 1, 2
Command = Callable[[argparse.Namespace, Layout], int]


class Parser(argparse.ArgumentParser):
    """Wrong usage is one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, "", f"see `{self.prog} --help`")


class Verbs:
    """The commands of the tool, each with what it does and an example."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._verbs = parser.add_subparsers(metavar="COMMAND", required=True)

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


def say(text: str) -> None:
    """Progress, for a person who watches; a log stays clean."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
