"""Argos packages: what is installed, what the index offers; get, install, remove."""

from __future__ import annotations

import json
import os
import re
import urllib.parse
from pathlib import Path
from typing import Any

from jiebang.errors import InputError, JiebangError
from jiebang.runtime.files import read_bytes, read_text, write_atomic
from jiebang.translation.engines.base import EngineError
from jiebang.translation.packages.download import Progress, fetch, fetch_small
from jiebang.translation.packages.installed import (
    Package,
    install_file,
    list_installed,
    packages_dir,
    pair_of,
    remove,
)

__all__ = [
    "PINS", "Package", "get", "install_file", "list_available", "list_installed", "packages_dir",
    "remove",
]  # fmt: skip

PINS = "engines.lock"  # in the project: the hashes of the packages it was translated with
_PIN = re.compile(r"([0-9a-f]{64})  (\S+)")
_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
_MAX_INDEX = 8 << 20
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")


def list_available(index: str = "", *, timeout: float = 30.0) -> tuple[Package, ...]:
    """The zh→en packages of an index, in its order.

    Args:
        index: the address or path of an index.json; "" means Argos's own.
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


def _offer(item: Any, base: str) -> Package | None:
    """One entry of the index; None for one we cannot use."""
    try:
        if item.get("type", "translate") != "translate" or pair_of(item) != "zh→en":
            return None
        links = [urllib.parse.urljoin(base, link) for link in item["links"] if link == f"{link}"]
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    checksum = _SHA256.fullmatch(str(item.get("sha256", "")))
    return Package(
        str(item.get("package_version", "")),
        links=tuple(link for link in links if link.startswith(("http://", "https://"))),
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
    place: Path | None = None,
    progress: Progress = lambda _here, _total: None,
    sha256: str = "",
    pins: Path | None = None,
    timeout: float = 30.0,
) -> Package:
    """Download and install the newest package of the index for Chinese to English.

    What is installed and as new as the index's is left as it is. A download that
    was cut is taken up where it was.

    Args:
        index: address or path of an index.json; "" means Argos's own.
        place: the folder of packages; none means argospm's.
        progress: told of each piece that comes.
        sha256: what the package must hash to; "" means what `pins` or the index says.
        pins: the file of hashes that this package's is held against, or added to.
        timeout: seconds without a byte after which to try again.

    Raises:
        EngineError: offline, not found, or no such package in the index.
        InputError: what came is not the package that was promised.
    """
    offers = list_available(index, timeout=timeout)
    if not offers:
        raise EngineError("the index has no package zh→en", index)
    offer = max(offers, key=lambda offer: offer.order)
    installed = next(iter(list_installed(place)), None)
    if installed and installed.order >= offer.order:
        return installed
    # Where a download lies until it is installed: it outlives a cut line and a reboot.
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    pin = f"translate-zh_en-{offer.version}"  # the package's name as argospm writes it
    target = cached / "jiebang" / "downloads" / f"{pin.replace('.', '_')}.argosmodel"
    pinned = read_pins(pins) if pins else {}
    known_hash = sha256 or pinned.get(pin) or offer.sha256
    failed: JiebangError | None = None
    for link in offer.links:
        try:
            fetch(link, target, progress, sha256=known_hash, timeout=timeout)
            package = install_file(target, place)
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
