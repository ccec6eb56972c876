"""JSON over HTTP for the engines that are servers: retried, timed, no redirects."""

from __future__ import annotations

import http.client
import ipaddress
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from jiebang.translation.engines.base import EngineError, clean, hide_secrets

_LARGEST = 32 * 1024 * 1024
_LONGEST_REFUSAL = 64 * 1024  # bytes: a key is found in it before it is cut
_LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_FATAL = frozenset({401, 402, 403, 404, 456})
_LONGEST_WAIT = 60.0
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_PRIVATE_NAMES = (".local", ".lan", ".internal", ".home.arpa")


class HttpError(EngineError):
    """The server said no.

    `status` is its code, 0 where it said nothing, `after` the seconds it asks to wait,
    `said` its own words, `timed_out` whether it was given up waiting for.
    """

    def __init__(
        self,
        what: str,
        where: str,
        remedy: str = "",
        status: int = 0,
        after: float = 0.0,
        said: str = "",
        timed_out: bool = False,
    ) -> None:
        super().__init__(what, where, remedy)
        self.status, self.after, self.timed_out = status, after, timed_out
        self.said = hide_secrets(said)
        self.fatal = status in _FATAL


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the key to another host."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


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
    if parts.scheme == "http" and host not in _LOCAL:
        if not is_private(url):
            what = "the key would go unencrypted" if secret else "all would go unencrypted"
            raise EngineError(what, url, "use https://")
        if not insecure:
            what = "the key would go unencrypted" if secret else "the text would go unencrypted"
            remedy = "use https://, or write translation: insecure: true to allow it"
            raise EngineError(what, url, remedy)
    return url.rstrip("/")


def is_private(url: str) -> bool:
    """Whether the server is this machine or one of the same network, by its name or number."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_NAMES)


def ask(
    url: str,
    payload: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = 60.0,
    retries: int = 3,
    pause: float = 1.0,
    wait_again: bool = True,
) -> Any:
    """What a server answers, as JSON; with a payload a POST, else a GET.

    Busy servers, broken lines and answers that are no JSON are tried again, after
    a pause that doubles, or as long as the server asks for.

    Args:
        timeout: seconds without an answer.
        wait_again: whether to ask again what was not answered in time.

    Raises:
        HttpError: it refuses, or still fails after the last try.
    """
    for turn in range(retries + 1):
        try:
            return _once(url, payload, headers or {}, timeout)
        except HttpError as error:
            refused = error.status and error.status not in _LATER
            if turn == retries or refused or (error.timed_out and not wait_again):
                raise
            wait = pause * 2**turn * (1 + random.random() / 4)
            wait = min(_LONGEST_WAIT, max(error.after, wait))
        time.sleep(wait)
    raise AssertionError("the last turn returns or raises")


def _once(
    url: str, payload: Mapping[str, Any] | None, headers: Mapping[str, str], timeout: float
) -> Any:
    data = None if payload is None else json.dumps(payload, ensure_ascii=False).encode("utf-8")
    request = urllib.request.Request(
        url,
        data=data,
        headers={"Content-Type": "application/json", "User-Agent": "jiebang", **headers},
    )
    opener = urllib.request.build_opener(_NoRedirect())
    try:
        with opener.open(request, timeout=timeout) as response:
            body = response.read(_LARGEST + 1)
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(error, url) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        what = f"no answer: {str(reason) or type(reason).__name__}"
        timed_out = isinstance(reason, TimeoutError)
        remedy = "give it more: translation: timeout:" if timed_out else "is the server running?"
        raise HttpError(what, url, remedy, timed_out=timed_out) from None
    if len(body) > _LARGEST:
        raise HttpError("the answer is too long", url)
    try:
        return clean(json.loads(body.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        raise HttpError("the answer is no JSON", url) from None


def _refused(error: urllib.error.HTTPError, url: str) -> HttpError:
    try:
        body = error.read(_LONGEST_REFUSAL).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        body = ""
    said = " ".join(hide_secrets(body).split())
    remedies = {401: "is the key right?", 403: "is the key right?", 404: "is the address right?"}
    what = f"the server answers {error.code}: {said[:200] or error.reason}"
    after = error.headers.get("Retry-After", "")
    wait = float(after) if after.isdecimal() else 0.0
    return HttpError(what, url, remedies.get(error.code, ""), error.code, wait, said)
