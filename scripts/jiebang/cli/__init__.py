"""The command line: the only room that prints or exits."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import click

from jiebang.cli.verbs import jiebang
from jiebang.errors import JiebangError
from jiebang.runtime import signals

OK, CONTENT, USAGE = 0, 1, 2


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
        with signals.orderly(), jiebang.make_context("jiebang", list(argv)) as context:
            return int(jiebang.invoke(context) or OK)
    except click.exceptions.Exit as stop:  # the help or the version has been printed
        return stop.exit_code
    except BaseException as error:
        return _end(error)


def _end(error: BaseException) -> int:
    """One line and the exit code; a fault of the program's own is raised again."""
    if stopped := signals.ended_by(error):
        text, code = stopped
    elif isinstance(error, click.ClickException):
        path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
        message = " ".join(error.format_message().split()).rstrip(".")
        text, code = f"{message} (see `{path or 'jiebang'} --help`)", USAGE
    elif isinstance(error, JiebangError):
        text, code = str(error), USAGE
    elif isinstance(error, BrokenPipeError):
        return OK
    elif isinstance(error, OSError):
        text, code = f"{error.filename or ''}: {error.strerror or error}", USAGE
    else:
        raise error
    print(f"jiebang: {text}", file=sys.stderr)
    return code
