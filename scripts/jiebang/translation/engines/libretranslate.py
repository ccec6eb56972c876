"""A LibreTranslate server, by its address; a key, if it wants one, from the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jiebang.translation.engines.base import EngineError, version_name
from jiebang.translation.engines.http import HttpError, ask, check_url
from jiebang.translation.settings import Settings

KEY = "JIEBANG_LIBRETRANSLATE_KEY"
_CHINESE = ("zh", "zh-Hans")  # the name changed in 2024


@dataclass
class LibreTranslateEngine:
    """A LibreTranslate server as an engine."""

    name: str
    version: str
    url: str
    source: str
    settings: Settings
    key: str = field(repr=False)
    pause: float = 1.0

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        if not texts:
            return []
        payload: dict[str, Any] = {
            "q": list(texts),
            "source": self.source,
            "target": "en",
            "format": "text",
        }
        if self.key:
            payload["api_key"] = self.key
        answer = ask(
            f"{self.url}/translate",
            payload,
            timeout=self.settings.timeout * (1 + (len(texts) - 1) / 16),
            retries=self.settings.retries,
            pause=self.pause,
        )
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, list) or not all(isinstance(en, str) for en in found):
            raise EngineError("the answer holds no translations", self.url)
        if len(found) != len(texts):
            raise EngineError(f"{len(found)} answers to {len(texts)} texts", self.url)
        return list(found)


def load(settings: Settings) -> LibreTranslateEngine:
    """The engine of these settings; asks the server what it can do.

    Raises:
        EngineError: no address, no answer, or no Chinese to English there.
    """
    key = os.environ.get(KEY, "").strip()
    url = check_url(settings.url, "libretranslate", secret=bool(key), insecure=settings.insecure)
    languages = ask(f"{url}/languages", timeout=settings.timeout, retries=1)
    source = _chinese(languages)
    if not source:
        raise EngineError("the server has no Chinese to English", url, "install its zh package")
    return LibreTranslateEngine(
        "libretranslate", _version(url, settings), url, source, settings, key
    )


def _chinese(languages: Any) -> str:
    entries = languages if isinstance(languages, list) else []
    found = {
        entry["code"]: entry.get("targets", ["en"])
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("code"), str)
    }
    return next((code for code in _CHINESE if "en" in found.get(code, ())), "")


def _version(url: str, settings: Settings) -> str:
    """What the server says of itself; the model named in the settings where it is silent."""
    try:
        spec = ask(f"{url}/spec", timeout=settings.timeout, retries=0)
        version = spec["info"]["version"]
    except (HttpError, LookupError, TypeError):
        version = ""
    return version_name(f"{version or settings.model}")
