"""Argos packages: what is installed, what the index offers; get, install, remove."""

from __future__ import annotations

import json
import os
import re
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiebang.errors import InputError, JiebangError
from jiebang.runtime.files import read_bytes, read_text, write_atomic
from jiebang.translation.engines.base import EngineError
from jiebang.translation.packages.download import Progress, Wanted, fetch, fetch_small
from jiebang.translation.packages.installed import (
    ZH_EN,
    Metadata,
    Package,
    Pair,
    find_installed,
    install_file,
    list_installed,
    packages_dir,
    remove,
    version_key,
)

__all__ = [
    "PINS", "ZH_EN", "Package", "find_installed", "get", "install_file", "list_available",
    "list_installed", "packages_dir", "remove",
]  # fmt: skip

PINS = "engines.lock"  # in the project: the hashes of the packages it was translated with
_PIN = re.compile(r"([0-9a-f]{64})  (\S+)")
_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
_MAX_INDEX = 8 << 20
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")


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
    remote = address.startswith(("http://", "https://"))
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
    offers = (_offer(item, address if remote else "") for item in found)
    return tuple(offer for offer in offers if offer is not None)


def _offer(item: Any, base: str) -> Available | None:
    """One entry of the index; None for one we cannot use."""
    try:
        codes = item["from_code"], item["to_code"]
        links = [link for link in item["links"] if isinstance(link, str)]
        whole = [urllib.parse.urljoin(base, link) for link in links]
    except (LookupError, TypeError, ValueError):
        return None
    if item.get("type", "translate") != "translate" or not all(isinstance(c, str) for c in codes):
        return None
    size, checksum = item.get("size"), _SHA256.fullmatch(str(item.get("sha256", "")))
    return Available(
        str(item.get("package_version", "")),
        *codes,
        links=tuple(link for link in whole if link.startswith(("http://", "https://"))),
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
    offers = list_available(index, timeout=timeout)
    fitting = [offer for offer in offers if offer.pair == pair]
    if not fitting:
        known = ", ".join(sorted({offer.name for offer in offers})[:8])
        what = f"the index has no package {'→'.join(pair)}"
        raise EngineError(what, "", f"it has {known}" if known else "it is empty")
    offer = max(fitting, key=lambda offer: version_key(offer.version))
    installed = find_installed(pair, place)
    if installed and version_key(installed.version) >= version_key(offer.version):
        return installed
    # Where a download lies until it is installed: it outlives a cut line and a reboot.
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    pin = f"{offer.name}-{offer.version}"
    folder = downloads or cached / "jiebang" / "downloads"
    target = folder / f"{pin.replace('.', '_')}.argosmodel"
    pinned = read_pins(pins) if pins else {}
    known_hash = sha256 or pinned.get(pin) or offer.sha256
    failed: JiebangError = EngineError(f"the index gives no address for {offer.name}")
    for number, link in enumerate(offer.links):
        try:
            fetch(Wanted(link, offer.size, known_hash), target, progress, timeout=timeout)
            package = install_file(target, place=place, pair=pair)
            if pins is not None:
                pinned[pin] = package.sha256
                write_atomic(pins, "".join(f"{pinned[key]}  {key}\n" for key in sorted(pinned)))
            return package
        except JiebangError as error:
            failed = failed if number else error
        finally:
            target.unlink(missing_ok=True)
    raise failed
