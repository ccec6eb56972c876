"""The engine `command`: any program that reads lines of Chinese and writes lines of English.

Which program is said in the environment (JIEBANG_COMMAND), never in a project's files: what
comes with somebody else's documents starts nothing.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jiebang.translation.engines.base import EngineError, version_name
from jiebang.translation.settings import Settings

COMMAND = "JIEBANG_COMMAND"
_REMEDY = f"set {COMMAND} to a program, such as “my-model --to en”"


@dataclass
class CommandEngine:
    """A program as an engine: one run a call, as many lines out as in."""

    command: tuple[str, ...]
    version: str
    timeout: float
    name: str = "command"

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        lines = [line for text in texts for line in text.split("\n")]
        program = Path(self.command[0]).name  # its arguments may hold a key
        try:
            done = subprocess.run(self.command, input="\n".join(lines) + "\n", encoding="utf-8",
                                  capture_output=True, timeout=self.timeout * (1 + len(lines) / 4),
                                  check=False)  # fmt: skip
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise EngineError(f"cannot be run: {why}", program, _REMEDY) from None
        if done.returncode:
            message = (done.stderr.strip().splitlines() or ["nothing"])[-1][:200]
            raise EngineError(f"ends with {done.returncode} and says: {message}", program)
        found = done.stdout.removesuffix("\n").split("\n")
        if len(found) != len(lines):
            raise EngineError(f"{len(found)} lines for {len(lines)}", program)
        rest = iter(line.rstrip("\r") for line in found)
        return ["\n".join(next(rest) for _ in text.split("\n")) for text in texts]


def load(settings: Settings) -> CommandEngine:
    """The engine on the program of JIEBANG_COMMAND; `settings.model` names its version."""
    command = tuple(shlex.split(os.environ.get(COMMAND, "")))
    if not command:
        raise EngineError("the engine command needs a program", "", _REMEDY)
    version = version_name(settings.model or Path(command[0]).name)
    return CommandEngine(command, version, settings.timeout)
