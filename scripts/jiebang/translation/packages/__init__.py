"""Getting Argos packages: what the index has, downloaded, verified, installed; see `installed`.

A download is resumed where it was cut, and in place whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import urllib.parse
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from jiebang.errors import InputError, JiebangError
from jiebang.runtime.files import read_bytes, read_text, write_atomic
from jiebang.translation.engines.base import EngineError
from jiebang.translation.engines.http import HttpError, network, open_url
from jiebang.translation.packages.installed import (
    VERSION,
    ModelPackage,
    install_file,
    list_installed,
    packages_dir,
    pair_of,
    remove,
    writing,
)

__all__ = [
    "PINS", "ModelPackage", "fetch", "get", "install_file", "list_available", "list_installed",
    "packages_dir", "remove",
]  # fmt: skip

PINS = "engines.lock"  # in the project: the hashes of the packages it was translated with
_PIN = re.compile(r"([0-9a-f]{64})  (\S+)")
_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
_MAX_INDEX = 8 << 20
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")

# Bytes here so far, and in all where the server says so.
Progress = Callable[[int, int | None], None]

MAX_BYTES = 2 << 30
TRIES = 4  # in a row that bring nothing
PAUSE = 1.0
TIMEOUT = 30.0  # seconds without a byte
_CHUNK = 1 << 16
_HEADERS = {
    "User-Agent": "jiebang (+https://github.com/argosopentech/argos-translate packages)",
    "Accept-Encoding": "identity",
}
_BEYOND_ITS_END = 416
_OFFLINE = "are you online? A package file is installed with: jiebang engine get FILE"


def list_available(index: str = "") -> tuple[ModelPackage, ...]:
    """The zh→en packages of an index, in its order.

    Args:
        index: the address or path of an index.json; "" means Argos's own.

    Raises:
        EngineError: the index cannot be reached.
        InputError: what is there is no index.
    """
    folder = os.environ.get("ARGOS_PACKAGE_INDEX") or _INDEX  # as for argospm
    address = index or folder.rstrip("/") + "/index.json"
    remote = address.startswith(("http://", "https://"))
    if remote:
        with (
            network(address, _OFFLINE),
            open_url(address, _HEADERS, TIMEOUT, follow=True) as answer,
        ):
            data = answer.read(_MAX_INDEX + 1)
        if len(data) > _MAX_INDEX:
            raise InputError(f"longer than {_MAX_INDEX:,} bytes", address, "check the address")
    else:
        data = read_bytes(Path(address))
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise InputError("no index of Argos packages", address, "check its address")
    candidates = (_candidate(item, address if remote else "") for item in found)
    return tuple(candidate for candidate in candidates if candidate is not None)


def _candidate(item: Any, base: str) -> ModelPackage | None:
    """One entry of the index; None for one we cannot use."""
    try:
        if item.get("type", "translate") != "translate" or pair_of(item) != "zh→en":
            return None
        version = str(item.get("package_version", ""))
        links = [urllib.parse.urljoin(base, link) for link in item["links"] if link == f"{link}"]
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    if not VERSION.fullmatch(version):
        return None
    checksum = _SHA256.fullmatch(str(item.get("sha256", "")))
    return ModelPackage(
        version,
        links=tuple(link for link in links if link.startswith(("http://", "https://"))),
        size=size if isinstance(size := item.get("size"), int) else 0,
        sha256=checksum[1].lower() if checksum else "",
    )


def read_pins(path: Path) -> dict[str, str]:
    """The SHA-256 by package and version. Raises InputError for a line that is none."""
    if not path.is_file():
        return {}
    pins: dict[str, str] = {}
    for number, line in enumerate(read_text(path, strip_bom=True).splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            match = _PIN.fullmatch(line.strip())
            if match is None:
                raise InputError("no hash and name", f"{path.name}:{number}", "take the line out")
            pins[match[2]] = match[1]
    return pins


def get(
    *,
    index: str = "",
    progress: Progress = lambda _here, _total: None,
    sha256: str = "",
    pins: Path | None = None,
) -> ModelPackage:
    """Download and install the newest package of the index for Chinese to English.

    What is installed and as new as the index's is left as it is. A download that
    was cut is taken up where it was.

    Args:
        index: address or path of an index.json; "" means Argos's own.
        progress: told of each piece that comes.
        sha256: what the package must hash to; "" means what `pins` or the index says.
        pins: the file of hashes that this package's is held against, or added to.

    Raises:
        EngineError: offline, not found, or no such package in the index.
        InputError: what came is not the package that was promised.
    """
    candidates = list_available(index)
    if not candidates:
        raise EngineError("the index has no package zh→en", index)
    candidate = max(candidates, key=lambda candidate: candidate.order)
    installed = next(iter(list_installed()), None)
    if installed and installed.order >= candidate.order:
        return installed
    # Where a download lies until it is installed: it outlives a cut line and a reboot.
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    pin = f"translate-zh_en-{candidate.version}"  # the package's name as argospm writes it
    target = cached / "jiebang" / "downloads" / f"{pin.replace('.', '_')}.argosmodel"
    pinned = read_pins(pins) if pins else {}
    known_hash = sha256 or pinned.get(pin) or candidate.sha256
    failed: JiebangError | None = None
    for link in candidate.links:
        try:
            fetch(link, target, progress, size=candidate.size, sha256=known_hash)
            package = install_file(target)
        except JiebangError as error:
            failed = failed or error
            continue
        finally:
            target.unlink(missing_ok=True)
        if pins is not None:
            pinned[pin] = package.sha256
            write_atomic(pins, "".join(f"{pinned[key]}  {key}\n" for key in sorted(pinned)))
        return package
    raise failed or EngineError(f"the index gives no address for {pin}")


def fetch(
    url: str,
    target: Path,
    progress: Progress = lambda _here, _total: None,
    *,
    size: int = 0,
    sha256: str = "",
) -> str:
    """Fetch a file into `target`, resuming what an earlier run or a cut line left.

    Args:
        target: where to put it; `<target>.part` beside it holds what is here so far.
        progress: told of each piece.
        size: how long it must be, in bytes, and `sha256` what it must hash to, where known.

    Returns:
        The SHA-256 of what was fetched.

    Raises:
        EngineError: it cannot be fetched; what came so far is kept for the next run.
        InputError: it is not what was promised, or the disk does not take it.
    """
    part, barren = target.with_name(f"{target.name}.part"), 0
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        while True:
            before, what = _size(part), "the line was cut"
            try:
                if _fetch_rest(url, part, progress):
                    break
            except HttpError as error:
                what = error.what
                if error.status == _BEYOND_ITS_END:  # the file there is another, shorter one
                    part.unlink()
                elif not error.passing:
                    raise
            barren = 0 if _size(part) > before else barren + 1
            if barren >= TRIES:
                raise HttpError(what, url, "run it again to resume")
            time.sleep(PAUSE * barren)
        _version_of(part).unlink()
        with part.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        what = ""
        if size not in (0, _size(part)):
            what = f"{_size(part):,} bytes came, {size:,} were promised"
        elif sha256.lower() not in ("", digest):
            what = f"the checksum is {digest}, not {sha256.lower()}"
        if what:
            part.unlink()
            raise InputError(what, url, "nothing was installed; run it again")
        part.replace(target)
    return digest


def _fetch_rest(url: str, part: Path, progress: Progress) -> bool:
    """Ask for what is not here yet; for all of it where no version, or another, is here in part.

    Returns:
        Whether the file is all here; without a length, the end is the end.
    """
    version, have = _version_of(part), _size(part)
    known = version.read_text("utf-8") if have and version.exists() else ""
    rest = {"Range": f"bytes={have}-", "If-Range": known} if known else {}
    with network(url, _OFFLINE):
        answer = open_url(url, {**_HEADERS, **rest}, TIMEOUT, follow=True)
    with answer:
        if answer.status != 206:
            part.unlink(missing_ok=True)
            etag, have = answer.headers.get("ETag") or "", 0
            strong = "" if etag.startswith("W/") else etag
            version.write_text(strong or answer.headers.get("Last-Modified") or "", "utf-8")
        length = answer.headers.get("Content-Length", "")
        total = have + int(length) if length.isdecimal() else None
        with part.open("ab") as stream:
            progress(have, total)
            for chunk in _pieces(answer, url):
                have += len(chunk)
                if have > MAX_BYTES:
                    raise InputError(f"more bytes than a package has ({MAX_BYTES:,})", url)
                stream.write(chunk)
                progress(have, total)
    return total in (None, have)


def _pieces(answer: HTTPResponse, url: str) -> Iterator[bytes]:
    """An answer as it comes. What its reader does with it is no fault of the network."""
    with network(url, _OFFLINE):
        while chunk := answer.read1(_CHUNK):
            yield chunk


def _version_of(part: Path) -> Path:
    """The file that says of what version of a file the part here is: its ETag, or its date."""
    return part.with_suffix(".version")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
