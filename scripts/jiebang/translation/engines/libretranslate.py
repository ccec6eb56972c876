"""A LibreTranslate server, by its address; a key, if it wants one, from the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiebang.translation.engines.base import EngineError, version_name
from jiebang.translation.engines.http import HttpError, ask, check_url
from jiebang.translation.settings import Settings

KEY = "JIEBANG_LIBRETRANSLATE_KEY"
_CHINESE = ("zh", "zh-Hans")  # the name changed in 2024


@dataclass
class LibreTranslateEngine:
    """A LibreTranslate server as an engine."""

    url: str
    settings: Settings
    key: str = field(repr=False)
    source: str = ""
    name: str = "libretranslate"
    version: str = ""
    pause: float = 1.0

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        if not texts:
            return []
        payload = {"q": list(texts), "source": self.source, "target": "en", "format": "text"}
        answer = ask(
            f"{self.url}/translate",
            {**payload, "api_key": self.key} if self.key else payload,
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
    entries = [e for e in languages if isinstance(e, dict)] if isinstance(languages, list) else []
    targets = {entry.get("code"): entry.get("targets", ["en"]) for entry in entries}
    source = next((code for code in _CHINESE if "en" in targets.get(code, ())), "")
    if not source:
        raise EngineError("the server has no Chinese to English", url, "install its zh package")
    try:
        version = ask(f"{url}/spec", timeout=settings.timeout, retries=0)["info"]["version"]
    except (HttpError, LookupError, TypeError):
        version = settings.model
    engine = LibreTranslateEngine(url, settings, key, source)
    engine.version = version_name(f"{version}")
    return engine
