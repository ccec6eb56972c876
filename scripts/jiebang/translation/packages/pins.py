"""The hashes of the packages that a project was translated with, in a file of the project.

Lines as `sha256sum` writes them: the hash, two blanks, the package and its version. The index
of packages has no hashes: the first who gets one writes it down, everybody after has the same.
"""

from __future__ import annotations

import re
from pathlib import Path

from jiebang.errors import InputError
from jiebang.runtime.files import read_text, write_atomic

FILE = "engines.lock"
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")


def read_pins(path: Path) -> dict[str, str]:
    """The SHA-256 by package and version. Raises InputError for a line that is none."""
    if not path.is_file():
        return {}
    pins: dict[str, str] = {}
    for number, line in enumerate(read_text(path, strip_bom=True).splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise InputError("no hash and name", f"{path.name}:{number}", "take the line out")
            pins[match[2]] = match[1]
    return pins


def write_pin(path: Path, name: str, sha256: str) -> None:
    """Add a package's hash, or put it in place of another."""
    pins = {**read_pins(path), name: sha256}
    write_atomic(path, "".join(f"{pins[key]}  {key}\n" for key in sorted(pins)))
