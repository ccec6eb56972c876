"""What a step read and what it wrote, so that it runs again only when it must."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import jiebang
from jiebang.runtime.files import flush_disks, write_atomic

# What a document becomes depends on these, beside our own code.
_READERS = ("markdown-it-py", "mdit-py-plugins", "polib", "PyYAML", "jsonschema", "opencc")


@cache
def code_digest() -> str:
    """A digest of this package's files and of what it reads and writes with.

    Two processes with the same digest make the same of the same input.
    """
    package = Path(jiebang.__file__).parent
    tools = [f"{name} {version_of(name)}" for name in _READERS]
    python = ".".join(platform.python_version_tuple()[:2])
    return fingerprint(package, [package], [f"Python {python}", *tools])


def version_of(package: str) -> str:
    """The version of an installed package; "" for one that is not there."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def fingerprint(root: Path, places: Iterable[Path], extra: Iterable[str] = ()) -> str:
    """A digest of all files at or below `places`, by path and bytes, and of `extra`."""
    digest = hashlib.sha256()
    for text in extra:
        digest.update(f"={text}\0".encode())
    for place in places:
        for path in sorted(_files(place)):
            name = path.relative_to(root) if path.is_relative_to(root) else path.name
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(place: Path) -> Iterable[Path]:
    if place.is_file():
        return [place]
    return (
        p
        for p in place.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts and not p.name.endswith((".pyc", ".tmp"))
    )


def is_fresh(stamp: Path, inputs: str) -> bool:
    """Whether a step with these inputs ran before and its outputs are untouched."""
    try:
        record = json.loads(stamp.read_text("utf-8"))
        outputs = record["outputs"]
        return record["inputs"] == inputs and all(
            _state(Path(name)) == state for name, state in outputs.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def set_stamp(stamp: Path, inputs: str, outputs: Iterable[Path]) -> None:
    """Record that a step has run.

    A stamp must not vouch for bytes that a power cut can still take: they are on
    their disk before it is written.
    """
    files = sorted(p for place in outputs for p in _files(place))
    record = {"inputs": inputs, "outputs": {str(p): _state(p) for p in files}}
    flush_disks()
    write_atomic(stamp, json.dumps(record, ensure_ascii=False, indent=0) + "\n", durable=False)


def _state(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]
