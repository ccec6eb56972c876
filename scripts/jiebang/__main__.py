"""`python -m jiebang` and the console script; light, so that Ctrl-C finds order soon."""

from __future__ import annotations

import gc
import os

from jiebang.runtime import signals


def run() -> None:
    """Entry point of the console script."""
    signals.catch(_tell)
    # A command builds up more than it throws away: looked through seldom, 7% of a build's time;
    # and at its end not at all, for all goes with the process.
    gc.set_threshold(200_000, 20, 20)
    from jiebang.cli import run as run_command

    try:
        run_command()
    finally:
        gc.freeze()


def _tell(word: str) -> None:
    """Say why this ends; nothing else of the program may be there yet."""
    os.write(2, f"jiebang: {word}\n".encode())


if __name__ == "__main__":
    run()
