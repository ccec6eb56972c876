"""The fixture package, and packages made from it by changing something."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

TINY = Path(__file__).with_name("translate-zh_en-tiny.argosmodel")
TOP = "translate-zh_en-tiny"

Entry = tuple[zipfile.ZipInfo | str, bytes]


def files() -> dict[str, bytes]:
    """The files of the fixture, by their path in the package."""
    with zipfile.ZipFile(TINY) as archive:
        return {n.split("/", 1)[1]: archive.read(n) for n in archive.namelist()}


def package(
    *,
    top: str = TOP,
    version: str = "0.1",
    changed: Mapping[str, bytes | None] | None = None,
    metadata: Mapping[str, object] | None = None,
    more: Iterable[Entry] = (),
) -> bytes:
    """A package like the fixture: files `changed` (None: left out), entries `more` as given."""
    found: dict[str, bytes | None] = {**files()}
    said = json.loads(found["metadata.json"] or b"")
    said |= {"package_version": version, **(metadata or {})}
    found["metadata.json"] = json.dumps(said).encode()
    found |= changed or {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            if data is not None:
                archive.writestr(f"{top}/{name}", data)
        for entry, data in more:
            archive.writestr(entry, data)
    return buffer.getvalue()


def write(path: Path, data: bytes) -> Path:
    """The file, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
