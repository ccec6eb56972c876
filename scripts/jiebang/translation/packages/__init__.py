"""Argos packages: what is installed, what the index offers; get, install, remove.

Reads and writes the folder that `argospm` uses, so that either finds what the other
installed, each package whole or not at all. Nothing is made or fetched at import.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jiebang.errors import InputError, JiebangError, UsageError
from jiebang.runtime.files import read_bytes, read_text, write_atomic
from jiebang.translation.engines.base import EngineError
from jiebang.translation.packages.archive import Archive, open_archive
from jiebang.translation.packages.download import Progress, Wanted, fetch, fetch_small, writing
from jiebang.translation.packages.places import (
    ZH_EN,
    Metadata,
    Package,
    Pair,
    find_installed,
    list_installed,
    packages_dir,
    read_package,
    version_key,
)

__all__ = [
    "PINS", "ZH_EN", "Package", "find_installed", "get", "install_file", "list_available",
    "list_installed", "open_archive", "packages_dir", "read_package", "remove",
]  # fmt: skip

PINS = "engines.lock"  # in the project: the hashes of the packages it was translated with
_PIN = re.compile(r"([0-9a-f]{64})  (\S+)")
_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
_MAX_INDEX = 8 << 20
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
_STAGING = ".jiebang-"
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Available(Metadata):
    """A package of the index; size and checksum only where the index gives them."""

    links: tuple[str, ...] = ()
    size: int | None = None
    sha256: str | None = None


def list_available(index: str | None = None, *, timeout: float = 30.0) -> tuple[Available, ...]:
    """The translation packages of an index, in its order.

    Args:
        index: the address or path of an index.json; none means Argos's own.
        timeout: seconds without an answer after which to give up.

    Raises:
        EngineError: the index cannot be reached.
        InputError: what is there is no index.
    """
    folder = os.environ.get("ARGOS_PACKAGE_INDEX") or _INDEX  # as for argospm
    address = index or folder.rstrip("/") + "/index.json"
    remote = _scheme(address) in ("http", "https")
    try:
        data = (
            fetch_small(address, limit=_MAX_INDEX, timeout=timeout)
            if remote
            else read_bytes(Path(address))
        )
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise InputError("no index of Argos packages", address, "check its address")
    base = address if remote else ""
    return tuple(offer for item in found if (offer := _offer(item, base)) is not None)


def _scheme(address: str) -> str:
    """What an address begins with; "" for one that is malformed."""
    try:
        return urllib.parse.urlsplit(address).scheme
    except ValueError:
        return ""


def _offer(item: Any, base: str) -> Available | None:
    """One entry of the index; None for one we cannot use."""
    if not isinstance(item, dict) or item.get("type", "translate") != "translate":
        return None
    links = item.get("links")
    codes = (item.get("from_code"), item.get("to_code"))
    if not isinstance(links, list) or not all(isinstance(code, str) for code in codes):
        return None
    try:
        whole = [urllib.parse.urljoin(base, link) for link in links if isinstance(link, str)]
    except ValueError:  # a bracket without its other
        return None
    web = tuple(link for link in whole if _scheme(link) in ("http", "https"))
    size, checksum = item.get("size"), _SHA256.fullmatch(str(item.get("sha256", "")))
    return Available(
        str(item.get("package_version", "")),
        str(codes[0]),
        str(codes[1]),
        links=web,
        size=size if isinstance(size, int) and size > 0 else None,
        sha256=checksum[1].lower() if checksum else None,
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
    pair: Pair = ZH_EN,
    *,
    index: str | None = None,
    place: Path | None = None,
    downloads: Path | None = None,
    progress: Progress | None = None,
    sha256: str | None = None,
    pins: Path | None = None,
    timeout: float = 30.0,
) -> Package:
    """Download and install the newest package of the index for a pair of languages.

    What is installed and as new as the index's is left as it is. A download that
    was cut is taken up where it was.

    Args:
        pair: from and to, as the index names them.
        index: address or path of an index.json; none means Argos's own.
        place: the folder of packages; none means argospm's.
        downloads: where the download lies until it is installed.
        progress: told of each piece that comes.
        sha256: what the package must hash to; none means what `pins` or the index says.
        pins: the file of hashes that this package's is held against, or added to.
        timeout: seconds without a byte after which to try again.

    Raises:
        EngineError: offline, not found, or no such package in the index.
        InputError: what came is not the package that was promised.
    """
    offer = _newest(list_available(index, timeout=timeout), pair)
    installed = find_installed(pair, place)
    if installed and version_key(installed.version) >= version_key(offer.version):
        return installed
    # Where a download lies until it is installed: it outlives a cut line and a reboot.
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = downloads or cached / "jiebang" / "downloads"
    target = folder / f"{offer.name}-{offer.version.replace('.', '_')}.argosmodel"
    failed: JiebangError | None = None
    pin = f"{offer.name}-{offer.version}"
    known = (sha256 or (read_pins(pins).get(pin) if pins else None) or offer.sha256 or "").lower()
    for link in offer.links:
        try:
            fetch(Wanted(link, offer.size, known or None), target, progress, timeout=timeout)
            package = install_file(target, place=place, pair=pair)
            if pins is not None:
                all_pins = {**read_pins(pins), pin: package.sha256}
                lines = (f"{all_pins[key]}  {key}\n" for key in sorted(all_pins))
                write_atomic(pins, "".join(lines))
            return package
        except JiebangError as error:
            failed = failed or error
        finally:
            target.unlink(missing_ok=True)
    raise failed or EngineError(f"the index gives no address for {offer.name}")


def install_file(path: Path, *, place: Path | None = None, pair: Pair | None = None) -> Package:
    """Install a `.argosmodel` file; it takes the place of other versions of its pair.

    Args:
        path: the file.
        place: the folder of packages; none means argospm's.
        pair: the languages it must be for; none means any.

    Raises:
        InputError: it is no whole and harmless package, or not for that pair.
    """
    place = packages_dir() if place is None else place
    with open_archive(path) as archive:
        metadata = archive.metadata
        if pair is not None and metadata.pair != pair:
            what = f"it translates {'→'.join(metadata.pair)}, not {'→'.join(pair)}"
            raise InputError(what, str(path))
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        with writing(place), _staging(place) as staging:
            return replace(_swap(archive, staging, place), sha256=digest)


def remove(pair: Pair = ZH_EN, *, place: Path | None = None) -> tuple[Package, ...]:
    """Remove all packages installed for a pair of languages.

    Returns:
        What was removed.

    Raises:
        UsageError: none is installed.
    """
    place = packages_dir() if place is None else place
    found = tuple(p for p in list_installed(place) if p.metadata.pair == pair)
    if not found:
        raise UsageError(f"no package {'→'.join(pair)} is installed", str(place))
    with writing(place), _staging(place) as staging:
        for package in found:
            _aside(package.path, staging)
    return found


def _newest(offers: tuple[Available, ...], pair: Pair) -> Available:
    fitting = [offer for offer in offers if offer.pair == pair]
    if not fitting:
        known = ", ".join(sorted({offer.name for offer in offers})[:8])
        what = f"the index has no package {'→'.join(pair)}"
        raise EngineError(what, "", f"it has {known}" if known else "it is empty")
    return max(fitting, key=lambda offer: version_key(offer.version))


def _swap(archive: Archive, staging: Path, place: Path) -> Package:
    """Unpack beside the packages, then rename into place; put the old back if that fails."""
    fresh, final = staging / archive.top, place / archive.top
    archive.unpack(fresh)
    read_package(fresh)
    others = [p.path for p in list_installed(place) if p.metadata.pair == archive.metadata.pair]
    old = [p for p in (*others, final) if p != final] + [final] * os.path.lexists(final)
    moved: list[tuple[Path, Path]] = []
    try:
        for path in old:
            moved.append((path, _aside(path, staging)))
        fresh.rename(final)
    except BaseException:
        for path, aside in moved:
            with suppress(OSError):
                aside.rename(path)
        raise
    return read_package(final)


def _aside(path: Path, staging: Path) -> Path:
    """Take a folder out of the packages in one step; a link is taken, not followed."""
    return path.rename(staging / f"old-{secrets.token_hex(4)}")


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """A folder to work in, on the disk of the packages, gone afterwards.

    Beside them rather than among them: argostranslate takes every folder among
    them for a package, and falls over one that is not.
    """
    place.mkdir(parents=True, exist_ok=True)
    beside = place.parent
    if not os.access(beside, os.W_OK) or beside.stat().st_dev != place.stat().st_dev:
        beside = place
    for left in beside.glob(f"{_STAGING}*"):  # by a run that was killed
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    folder = beside / f"{_STAGING}{secrets.token_hex(8)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
