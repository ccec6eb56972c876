"""Downloading a large file: resumed where it was cut, verified, in place whole or not at all."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiebang.errors import InputError
from jiebang.translation.engines.base import EngineError

# Bytes here so far, and in all where the server says so.
Progress = Callable[[int, int | None], None]

MAX_BYTES = 2 << 30
TRIES = 4  # in a row that bring nothing
PAUSE = 1.0
_MOST_TRIES = 100
_CHUNK = 1 << 16
_AGENT = "jiebang (+https://github.com/argosopentech/argos-translate packages)"
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_BEYOND_ITS_END = 416
_PASSING = (408, _BEYOND_ITS_END, 425, 429, 500, 502, 503, 504)
_RESUME = "run it again to resume"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch, and what is known of it beforehand."""

    url: str
    size: int | None = None
    sha256: str | None = None


class _PassingError(EngineError):
    """A fault that may pass; `status` is the server's, 0 where it said nothing."""

    status = 0


class _Part:
    """A file half here, and beside it a note of what it is a part of."""

    def __init__(self, path: Path, url: str) -> None:
        """Take up what an earlier run left, if it is of the same address; else drop it."""
        self.path, self.note, self.url = path, path.with_name(f"{path.name}.json"), url
        try:
            kept, self.validator, self.total = json.loads(self.note.read_text("utf-8"))
        except (OSError, ValueError, TypeError):
            kept = None
        if kept != url:
            self.drop()

    @property
    def have(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def start(self, answer: Any) -> None:
        """Begin anew, from a whole answer."""
        etag, length = answer.headers.get("ETag") or "", answer.headers.get("Content-Length", "")
        # What tells one version of the file from the next: a strong ETag, else its date.
        dated = answer.headers.get("Last-Modified") or ""
        self.validator = dated if etag.startswith("W/") else etag or dated
        self.total = int(length) if length.isdecimal() else None
        self.path.write_bytes(b"")
        self.note.write_text(json.dumps([self.url, self.validator, self.total]), "utf-8")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)
        self.validator, self.total = "", None


def fetch(
    wanted: Wanted, target: Path, progress: Progress | None = None, *, timeout: float = 30.0
) -> str:
    """Fetch a file into `target`, resuming what an earlier run or a cut line left.

    Args:
        wanted: the address, and size and checksum where they are known.
        target: where to put it; `<target>.part` beside it holds what is here so far.
        progress: told of each piece.
        timeout: seconds without a byte after which to try again.

    Returns:
        The SHA-256 of what was fetched.

    Raises:
        EngineError: it cannot be fetched; what came so far is kept for the next run.
        InputError: it is not what was promised, or the disk does not take it.
    """
    barren = 0
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = _Part(target.with_name(f"{target.name}.part"), wanted.url)
        for _ in range(_MOST_TRIES):
            before = part.have
            if before and before == part.total:
                break
            try:
                with _faults(wanted.url):
                    _attempt(part, progress or (lambda _here, _total: None), timeout)
                break
            except _PassingError as error:
                if error.status == _BEYOND_ITS_END:
                    part.drop()  # the file there is shorter than what is here: another one
                    before = 0
                barren = 0 if part.have > before else barren + 1
                if barren >= TRIES:
                    raise
                time.sleep(PAUSE * barren)
        else:
            raise EngineError("the line was cut again and again", wanted.url, _RESUME)
        digest = _verify(part, wanted)
        part.path.replace(target)
        part.note.unlink(missing_ok=True)
    return digest


def fetch_small(url: str, *, limit: int, timeout: float = 30.0) -> bytes:
    """The bytes of a small file; see `fetch` for what it raises."""
    with _faults(url), _open(url, {}, timeout) as answer:
        data = bytes(answer.read(limit + 1))
    if len(data) > limit:
        raise InputError(f"longer than {limit:,} bytes", url, "check the address")
    return data


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """A disk's refusal in one line. Raises InputError."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"cannot be written: {why}", str(error.filename or place)) from None


def _attempt(part: _Part, tell: Progress, timeout: float) -> None:
    """One request: the rest of the file, or all of it where the server knows no ranges."""
    have, headers = part.have, {}
    if have and (part.validator or part.total):
        headers = {"Range": f"bytes={have}-"}
        headers |= {"If-Range": part.validator} if part.validator else {}
    with _open(part.url, headers, timeout) as answer:
        found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        fits = found and int(found[1]) == have and part.total in (None, int(found[2]))
        if answer.status == 206 and not (headers and fits):  # a part, but not the one asked for
            part.drop()
            raise http.client.IncompleteRead(b"")
        if answer.status != 206:
            part.start(answer)
        have, stop = part.have, min(part.total or MAX_BYTES, MAX_BYTES)
        with part.path.open("ab") as stream:
            tell(have, part.total)
            while chunk := answer.read1(_CHUNK):
                have += len(chunk)
                if have > stop:
                    raise InputError("more bytes come than were promised", part.url)
                stream.write(chunk)
                tell(have, part.total)
    if part.total is not None and have < part.total:
        raise http.client.IncompleteRead(b"")


def _verify(part: _Part, wanted: Wanted) -> str:
    with part.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    what = ""
    if wanted.size not in (None, part.have):
        what = f"{part.have:,} bytes came, {wanted.size:,} were promised"
    elif wanted.sha256 is not None and digest != wanted.sha256.lower():
        what = f"the checksum is {digest}, not {wanted.sha256.lower()}"
    if what:
        part.drop()
        remedy = "nothing was installed; run it again, or take another source"
        raise InputError(what, wanted.url, remedy)
    return digest


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to anything else."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        old, new = (urllib.parse.urlsplit(url).scheme for url in (req.full_url, newurl))
        if new not in ("http", "https") or (old == "https" and new != "https"):
            raise EngineError(f"is sent on to {newurl}, which is not safe", req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _open(url: str, headers: dict[str, str], timeout: float) -> Any:
    always = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=always | headers)
    return urllib.request.build_opener(_NoDowngrade).open(request, timeout=timeout)


@contextmanager
def _faults(url: str) -> Iterator[None]:
    """The network's many faults → EngineError, and _PassingError for those that may pass."""
    offline = "are you online? A package file is installed with: jiebang engine get FILE"
    try:
        yield
    except urllib.error.HTTPError as error:
        what = f"the server says {error.code} {error.reason}".strip()
        if error.code not in _PASSING:
            raise EngineError(what, url, "check the address, or try later") from None
        passing = _PassingError(what, url, _RESUME)
        passing.status = error.code
        raise passing from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError | ConnectionResetError):
            raise _PassingError("the server does not answer", url, _RESUME) from None
        unknown = isinstance(error.reason, socket.gaierror) and "its name is not known"
        why = unknown or getattr(error.reason, "strerror", None) or error.reason
        raise EngineError(f"cannot be reached: {why}", url, offline) from None
    except (TimeoutError, http.client.HTTPException, ConnectionError, ssl.SSLError):
        raise _PassingError("the line was cut", url, _RESUME) from None
    except ValueError:
        raise EngineError("is no web address", url) from None
