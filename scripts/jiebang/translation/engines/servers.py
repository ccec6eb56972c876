"""The engines `deepl`, which gets our terms as a glossary of its own, and `libretranslate`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiebang.translation.engines.base import EngineError, Place, version_name
from jiebang.translation.engines.http import HttpError, ask, check_url
from jiebang.translation.settings import Settings

DEEPL_KEY = "JIEBANG_DEEPL_KEY"
LIBRETRANSLATE_KEY = "JIEBANG_LIBRETRANSLATE_KEY"
_FREE, _PAID = "https://api-free.deepl.com", "https://api.deepl.com"
_CHINESE = ("zh", "zh-Hans")  # LibreTranslate's name for it changed in 2024


@dataclass
class _Server:
    url: str
    settings: Settings
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    pause: float = 1.0

    def ask(self, path: str, body: Mapping[str, Any] | None = None, texts: int = 1) -> Any:
        """What it answers to a request about so many texts; {} where that is no mapping."""
        timeout, retries = self.settings.timeout * (1 + (texts - 1) / 16), self.settings.retries
        answer = ask(f"{self.url}{path}", body, headers=self.headers, timeout=timeout,
                     retries=retries, pause=self.pause)  # fmt: skip
        return answer if isinstance(answer, dict) else {}

    def one_each(self, found: Any, texts: Sequence[str]) -> list[Any]:
        """What it found, one for each text. Raises EngineError where it is something else."""
        if not isinstance(found, list):
            raise EngineError("the answer holds no translations", self.url)
        if len(found) != len(texts):
            raise EngineError(f"{len(found)} answers to {len(texts)} texts", self.url)
        return found


@dataclass
class DeepLEngine(_Server):
    """DeepL as an engine; `glossary` is the id of ours there, "" without terms, None unasked."""

    name: str = "deepl"
    version: str = "v2"
    glossary: str | None = None
    batch: int = 50  # texts to a request, at most

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        return self.translate_in(texts, [Place()] * len(texts))

    def translate_in(self, texts: Sequence[str], places: Sequence[Place]) -> list[str]:
        """The English of texts of these documents, whose titles DeepL reads along."""
        if self.glossary is None:  # not before: who only looks what would be done makes nothing
            self.glossary = self._find_glossary()
        body = {
            "text": list(texts),
            "source_lang": "ZH",
            "target_lang": "EN-US",
            "context": "\n".join(dict.fromkeys(p.title for p in places if p.title)),
            "glossary_id": self.glossary,
        }
        answer = self.ask("/v2/translate", {k: v for k, v in body.items() if v}, len(texts))
        found = self.one_each(answer.get("translations"), texts)
        return [str(entry.get("text", "")) if isinstance(entry, dict) else "" for entry in found]

    def _find_glossary(self) -> str:
        """The id of our terms there; made, unless the same ones are there already."""
        terms = [t for t in self.settings.terms.terms if t.zh.strip() and t.en.strip()]
        if not terms:
            return ""
        entries = "\n".join(f"{t.zh}\t{t.en}" for t in terms)
        name = f"jiebang-{hashlib.sha256(entries.encode()).hexdigest()[:12]}"
        for known in self.ask("/v2/glossaries").get("glossaries", ()):
            if isinstance(known, dict) and known.get("name") == name and known.get("ready"):
                return str(known.get("glossary_id", ""))
        body = {"name": name, "source_lang": "zh", "target_lang": "en",
                "entries": entries, "entries_format": "tsv"}  # fmt: skip
        made = str(self.ask("/v2/glossaries", body).get("glossary_id", ""))
        if not made:
            raise EngineError("it made no glossary of our terms", self.url)
        return made


def load_deepl(settings: Settings) -> DeepLEngine:
    """The engine of these settings. Raises EngineError without a key."""
    key = os.environ.get(DEEPL_KEY, "").strip()
    if not key:
        raise EngineError("no key", "deepl", f"set {DEEPL_KEY} in the environment")
    url = settings.url or (_FREE if key.endswith(":fx") else _PAID)
    url = check_url(url, "deepl", secret=True, insecure=settings.insecure)
    return DeepLEngine(url, settings, {"Authorization": f"DeepL-Auth-Key {key}"})


@dataclass
class LibreTranslateEngine(_Server):
    """A LibreTranslate server as an engine."""

    name: str = "libretranslate"
    version: str = ""
    source: str = ""
    key: str = field(default="", repr=False)

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        if not texts:
            return []
        body = {"q": list(texts), "source": self.source, "target": "en", "format": "text"}
        body |= {"api_key": self.key} if self.key else {}
        found = self.one_each(self.ask("/translate", body, len(texts)).get("translatedText"), texts)
        return [en if isinstance(en, str) else "" for en in found]


def load_libretranslate(settings: Settings) -> LibreTranslateEngine:
    """The engine of these settings; asks the server what it can do.

    Raises:
        EngineError: no address, no answer, or no Chinese to English there.
    """
    key = os.environ.get(LIBRETRANSLATE_KEY, "").strip()
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
    version = version_name(f"{version}")
    return LibreTranslateEngine(url, settings, version=version, source=source, key=key)
