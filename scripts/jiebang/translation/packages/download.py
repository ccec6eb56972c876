"""Downloading a large file: resumed where it was cut, verified, in place whole or not at all."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path

from jiebang.errors import InputError
from jiebang.translation.engines.http import HttpError, network, open_url
from jiebang.translation.packages.installed import writing

# Bytes here so far, and in all where the server says so.
Progress = Callable[[int, int | None], None]

MAX_BYTES = 2 << 30
TRIES = 4  # in a row that bring nothing
PAUSE = 1.0
_CHUNK = 1 << 16
_HEADERS = {
    "User-Agent": "jiebang (+https://github.com/argosopentech/argos-translate packages)",
    "Accept-Encoding": "identity",
}
_BEYOND_ITS_END = 416
_OFFLINE = "are you online? A package file is installed with: jiebang engine get FILE"


def fetch(
    url: str,
    target: Path,
    progress: Progress = lambda _here, _total: None,
    *,
    sha256: str = "",
    timeout: float = 30.0,
) -> str:
    """Fetch a file into `target`, resuming what an earlier run or a cut line left.

    Args:
        target: where to put it; `<target>.part` beside it holds what is here so far.
        progress: told of each piece.
        sha256: what it must hash to, where that is known.
        timeout: seconds without a byte after which to try again.

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
                if _fetch_rest(url, part, progress, timeout):
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
        if sha256.lower() not in ("", digest):
            part.unlink()
            what = f"the checksum is {digest}, not {sha256.lower()}"
            raise InputError(what, url, "nothing was installed; run it again")
        part.replace(target)
    return digest


def fetch_small(url: str, *, limit: int, timeout: float = 30.0) -> bytes:
    """The bytes of a small file; see `fetch` for what it raises."""
    with network(url, _OFFLINE), open_url(url, _HEADERS, timeout, follow=True) as answer:
        data = answer.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"longer than {limit:,} bytes", url, "check the address")
    return data


def _fetch_rest(url: str, part: Path, progress: Progress, timeout: float) -> bool:
    """Ask for what is not here yet; for all of it where no version, or another, is here in part.

    Returns:
        Whether the file is all here; without a length, the end is the end.
    """
    version, have = _version_of(part), _size(part)
    known = version.read_text("utf-8") if have and version.exists() else ""
    rest = {"Range": f"bytes={have}-", "If-Range": known} if known else {}
    with network(url, _OFFLINE):
        answer = open_url(url, {**_HEADERS, **rest}, timeout, follow=True)
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
