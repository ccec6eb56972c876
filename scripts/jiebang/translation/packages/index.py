"""The Argos package index: which packages there are, and where."""

from __future__ import annotations

import json
import os
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiebang.errors import InputError
from jiebang.runtime.files import read_bytes
from jiebang.translation.packages.download import fetch_small
from jiebang.translation.packages.places import Metadata

_DEFAULT = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
_MAX_INDEX = 8 << 20
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")


@dataclass(frozen=True, slots=True)
class Available(Metadata):
    """A package of the index; size and checksum only where the index gives them."""

    links: tuple[str, ...] = ()
    size: int | None = None
    sha256: str | None = None


def index_address(environ: Mapping[str, str] | None = None) -> str:
    """Where the index is: ARGOS_PACKAGE_INDEX (a folder, as for argospm), else Argos's own."""
    env = os.environ if environ is None else environ
    return (env.get("ARGOS_PACKAGE_INDEX") or _DEFAULT).rstrip("/") + "/index.json"


def list_available(index: str | None = None, *, timeout: float = 30.0) -> tuple[Available, ...]:
    """The translation packages of an index, in its order.

    Args:
        index: the address of an index.json, or the path of one; none means Argos's own.
        timeout: seconds without an answer after which to give up.

    Raises:
        EngineError: the index cannot be reached.
        InputError: what is there is no index.
    """
    address = index or index_address()
    remote = _scheme(address) in ("http", "https")
    if remote:
        data = fetch_small(address, limit=_MAX_INDEX, timeout=timeout)
    else:
        data = read_bytes(Path(address))
    try:
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
