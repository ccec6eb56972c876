"""What a translation engine is: a batch of Chinese texts in, a batch of English out."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, unquote

from jiebang.errors import JiebangError

_SECRET = re.compile(r"(?:KEY|TOKEN|SECRET|PASS|PASSWORD|PASSWD|CREDENTIALS?)(?:_?[0-9]+)?$", re.I)
_PASSWORD = re.compile(r"//[^\s/:@]*:([^\s/@]+)@")  # in an address, such as a proxy's
_HALF = re.compile("[\ud800-\udfff]")
_SHORTEST_SECRET = 6  # characters; shorter ones would blot out ordinary words
_UNFIT = re.compile(r"[\s@]+")


class EngineError(JiebangError):
    """An engine cannot be used, or cannot translate this batch: what, where, how to fix it.

    No key of the environment is in its text, whatever a server or program said. `fatal`:
    there is no use in asking again.
    """

    fatal = False

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        super().__init__(clean(what), clean(where), clean(remedy))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment stands: what a translator would have before their eyes. All Chinese."""

    title: str = ""  # of the document
    headings: tuple[str, ...] = ()  # outermost first
    before: str = ""  # the segments beside it
    after: str = ""
    is_part: bool = False  # it is no segment, only a few words of one


class Engine(Protocol):
    """One engine, ready for use.

    `name` and `version` (of the model, too) make the origin that the catalogue
    shows, `engine:<name>@<version>`: neither holds a blank or an “@”.

    What an engine may have beside: `ways`, the ways of protection that suit it, the best
    first; `batch`, how many texts a call should have, and `at_once`, how many a round of calls
    should have at least; `translate_in(texts, places)`, which is called instead of `translate`
    and told the `Place` of each text; `quick(texts)`, a faster and poorer `translate` for short
    texts that only confirm another; `spent()`, one line on what a run used; `estimate(texts)`,
    one line on what a run over them will.
    """

    name: str
    version: str

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text, as many and in the same order; "" where it has none.

        Raises:
            EngineError: the engine is unusable, or this batch is.
        """


def version_name(text: str) -> str:
    """A version without blanks and “@”."""
    return _UNFIT.sub("-", text).strip("-") or "unknown"


def clean(value: Any, secrets: Sequence[str] | None = None) -> Any:
    """What came from outside, text or JSON, without secrets and without halves of characters.

    The keys and passwords of the environment are taken out in any spelling.
    A half, which no file can hold, becomes U+FFFD, which the checks refuse.
    """
    secrets = tuple(_secrets()) if secrets is None else secrets
    match value:
        case str():
            for secret in secrets:
                value = value.replace(secret, "…")
            return _HALF.sub("\ufffd", value)
        case list():
            return [clean(item, secrets) for item in value]
        case dict():
            return {clean(key, secrets): clean(item, secrets) for key, item in value.items()}
    return value


def _secrets() -> Iterator[str]:
    for name, value in os.environ.items():
        value = value.strip()
        found = [*([value] if _SECRET.search(name) else []), *_PASSWORD.findall(value)]
        for secret in found:
            if len(secret) >= _SHORTEST_SECRET:
                yield from (secret, quote(secret, safe=""), unquote(secret))
                yield base64.b64encode(secret.encode("utf-8", "surrogateescape")).decode()
