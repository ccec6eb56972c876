"""HTTP for engines and packages: JSON asked and retried; every fault of a network one error."""

from __future__ import annotations

import http.client
import ipaddress
import itertools
import json
import random
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jiebang.translation.engines.base import EngineError, clean

_LARGEST = 32 * 1024 * 1024
_LONGEST_REFUSAL = 64 * 1024  # bytes: a key is found in it before it is cut
_LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_FATAL = frozenset({401, 402, 403, 404, 456})
_LONGEST_WAIT = 60.0
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_PRIVATE_NAMES = (".local", ".lan", ".internal", ".home.arpa")
_REMEDIES = {401: "is the key right?", 403: "is the key right?", 404: "is the address right?"}


class HttpError(EngineError):
    """The server said no, or nothing.

    `status` is its code, 0 where it said nothing; `words` its own; `after` the seconds it
    asks to wait; `timed_out` whether it was given up waiting for; `passing` whether the same
    request may bring more at another time.
    """

    status = 0
    words = ""
    after = 0.0
    timed_out = passing = False


class _Redirects(urllib.request.HTTPRedirectHandler):
    """None where a key would be taken to another host; else never from https to anything else."""

    def __init__(self, follow: bool) -> None:
        self._follow = follow

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        safe = newurl.startswith(("https:", "http:")[: 1 + req.full_url.startswith("http:")])
        follows = self._follow and safe
        return super().redirect_request(req, fp, code, msg, headers, newurl) if follows else None


def open_url(
    url: str,
    headers: Mapping[str, str],
    timeout: float,
    *,
    data: bytes | None = None,
    follow: bool = False,
) -> http.client.HTTPResponse:
    """A server's answer, to be read and closed; `network` says what may go wrong."""
    request = urllib.request.Request(url, data=data, headers=dict(headers))
    opener = urllib.request.build_opener(_Redirects(follow))
    answer: http.client.HTTPResponse = opener.open(request, timeout=timeout)
    return answer


@contextmanager
def network(url: str, remedy: str = "is the server running?") -> Iterator[None]:
    """What asks a server, or reads its answer. Raises HttpError for whatever goes wrong there."""
    try:
        yield
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(error, url) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        unknown = isinstance(reason, socket.gaierror) and "its name is not known"
        why = unknown or getattr(reason, "strerror", None) or f"{reason}" or type(reason).__name__
        timed_out = isinstance(reason, TimeoutError)
        what = f"no answer: {why}" if timed_out else f"cannot be reached: {why}"
        fault = HttpError(what, url, "give it more: translation: timeout:" if timed_out else remedy)
        fault.timed_out = timed_out
        cut = timed_out or isinstance(reason, ConnectionResetError)
        fault.passing = cut or not isinstance(error, urllib.error.URLError)
        raise fault from None
    except ValueError:
        raise HttpError("is no web address", url) from None


def _refused(error: urllib.error.HTTPError, url: str) -> HttpError:
    try:
        body = error.read(_LONGEST_REFUSAL).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        body = ""
    words = " ".join(str(clean(body)).split())
    what = f"the server answers {error.code}: {words[:200] or error.reason}"
    refused = HttpError(what, url, _REMEDIES.get(error.code, ""))
    after = error.headers.get("Retry-After", "")
    refused.status, refused.words = error.code, words
    refused.after = float(after) if after.isdecimal() else 0.0
    refused.fatal, refused.passing = error.code in _FATAL, error.code in _LATER
    return refused


def ask(
    url: str,
    payload: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = 60.0,
    retries: int = 3,
    pause: float = 1.0,
) -> Any:
    """What a server answers, as JSON; with a payload a POST, else a GET.

    Busy servers, broken lines and answers that are no JSON are tried again, after
    a pause that doubles, or as long as the server asks for. What was not answered
    within `timeout` seconds is not: it may have been too much.

    Raises:
        HttpError: it refuses, or still fails after the last try.
    """
    data = None if payload is None else json.dumps(payload, ensure_ascii=False).encode("utf-8")
    sent = {"Content-Type": "application/json", "User-Agent": "jiebang", **(headers or {})}
    for turn in itertools.count():
        try:
            with network(url), open_url(url, sent, timeout, data=data) as answer:
                body = answer.read(_LARGEST + 1)
            if len(body) > _LARGEST:
                raise HttpError("the answer is too long", url)
            try:
                return clean(json.loads(body.decode("utf-8-sig")))
            except (ValueError, RecursionError):
                raise HttpError("the answer is no JSON", url) from None
        except HttpError as error:
            refused = error.status and not error.passing
            if turn == retries or refused or error.timed_out:
                raise
            wait = pause * 2**turn * (1 + random.random() / 4)
            time.sleep(min(_LONGEST_WAIT, max(error.after, wait)))
    raise AssertionError("the last try returns or raises")


def check_url(url: str, engine: str, *, secret: bool = False, insecure: bool = False) -> str:
    """The address without its last slash.

    Args:
        secret: a key will be sent there.
        insecure: whether http:// will do to another machine of the same network.

    Raises:
        EngineError: it is none, holds a password, or what is sent would go over the net
            unencrypted. No password is in the text.
    """
    if not url:
        what = f"the engine {engine} needs the address of a server"
        raise EngineError(what, "", "write translation: url: in jiebang.yml")
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        raise EngineError("no web address", url.rpartition("@")[2], "as https://host/v1")
    if parts.username is not None or parts.query:
        shown = f"{parts.scheme}://{host}"
        raise EngineError("the address holds a password or key", shown, "set the key by its name")
    private = is_private(url)
    if parts.scheme == "http" and host not in _LOCAL and not (private and insecure):
        what = "the key would go unencrypted" if secret else "the text would go unencrypted"
        allow = ", or write translation: insecure: true to allow it" if private else ""
        raise EngineError(what, url, f"use https://{allow}")
    return url.rstrip("/")


def is_private(url: str) -> bool:
    """Whether the server is this machine or one of the same network, by its name or number."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_NAMES)
