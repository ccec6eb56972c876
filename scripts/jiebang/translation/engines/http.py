"""JSON over HTTP for the engines that are servers: retried, timed, no redirects."""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from jiebang.translation.engines.base import EngineError

_LARGEST = 32 * 1024 * 1024
_LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 60.0
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class HttpError(EngineError):
    """The server said no; `status` is its code, 0 where it said nothing, `after` the
    seconds it asks to wait."""

    def __init__(
        self, what: str, where: str, remedy: str = "", status: int = 0, after: float = 0.0
    ) -> None:
        super().__init__(what, where, remedy)
        self.status, self.after = status, after


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the key to another host."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def check_url(url: str, engine: str, *, secret: bool = False) -> str:
    """The address without its last slash.

    Raises:
        EngineError: it is none, or a key would go over the net unencrypted.
    """
    if not url:
        what = f"the engine {engine} needs the address of a server"
        raise EngineError(what, "", "write translation: url: in jiebang.yml")
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EngineError("no web address", url, "as https://host/v1")
    if secret and parts.scheme == "http" and not is_local(url):
        raise EngineError("the key would go unencrypted", url, "use https://")
    return url.rstrip("/")


def is_local(url: str) -> bool:
    """Whether the server is this machine."""
    return urllib.parse.urlsplit(url).hostname in _LOCAL


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
    a pause that doubles, or as long as the server asks for.

    Raises:
        HttpError: it refuses, or still fails after the last try.
    """
    for turn in range(retries + 1):
        try:
            return _once(url, payload, headers or {}, timeout)
        except HttpError as error:
            if turn == retries or (error.status and error.status not in _LATER):
                raise
            wait = _wait(error, pause * 2**turn)
        time.sleep(wait)
    raise AssertionError("the last turn returns or raises")


def _wait(error: HttpError, pause: float) -> float:
    return min(_LONGEST_WAIT, max(error.after, pause * (1 + random.random() / 4)))


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
        raise HttpError(what, url, "is the server running?") from None
    if len(body) > _LARGEST:
        raise HttpError("the answer is too long", url)
    try:
        return json.loads(body)
    except ValueError:
        raise HttpError("the answer is no JSON", url) from None


def _refused(error: urllib.error.HTTPError, url: str) -> HttpError:
    said = error.read(400).decode("utf-8", "replace")
    remedies = {401: "is the key right?", 403: "is the key right?", 404: "is the address right?"}
    what = f"the server answers {error.code}: {' '.join(said.split())[:200] or error.reason}"
    after = error.headers.get("Retry-After", "")
    wait = float(after) if after.isdecimal() else 0.0
    return HttpError(what, url, remedies.get(error.code, ""), error.code, wait)
