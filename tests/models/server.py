"""A small web server for tests of downloads: it knows ranges, and how to misbehave."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import localhost


@dataclass
class Site:
    """What the server holds, and how it answers; `seen` is each request's path and range."""

    files: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    url: str = ""
    etag: str | None = '"one"'
    ranges: bool = True
    length: bool = True
    cuts: list[int] = field(default_factory=list)  # bytes after which to hang up, by request
    stalls: list[float] = field(default_factory=list)  # seconds to sleep, half way, by request
    statuses: list[int] = field(default_factory=list)  # to answer instead, by request
    extra: bytes = b""  # sent after the file
    seen: list[tuple[str, str | None]] = field(default_factory=list)


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    """The server, on a free port of this machine."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append((self.path, self.headers.get("Range")))
            with contextlib.suppress(ConnectionError):
                _answer(self, site)

        def log_message(self, *_: object) -> None:
            pass

    with localhost.serving(Handler) as site.url:
        yield site


def _answer(handler: BaseHTTPRequestHandler, site: Site) -> None:
    if handler.path in site.redirects:
        handler.send_response(302)
        handler.send_header("Location", site.redirects[handler.path])
        handler.end_headers()
        return
    data = site.files.get(handler.path)
    status = site.statuses.pop(0) if site.statuses else 200
    if data is None or status != 200:
        handler.send_error(404 if data is None else status)
        return
    start = 0
    match = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    if match and site.ranges and handler.headers.get("If-Range") in (None, site.etag):
        start = int(match[1])
        if start >= len(data):
            handler.send_error(416)
            return
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
    else:
        handler.send_response(200)
    if site.length:
        handler.send_header("Content-Length", str(len(data) - start + len(site.extra)))
    if site.etag:
        handler.send_header("ETag", site.etag)
    handler.end_headers()
    body = data[start:] + site.extra
    if site.cuts:
        body = body[: site.cuts.pop(0)]
    half = len(body) // 2
    handler.wfile.write(body[:half])
    if site.stalls:
        handler.wfile.flush()
        time.sleep(site.stalls.pop(0))
    handler.wfile.write(body[half:])
