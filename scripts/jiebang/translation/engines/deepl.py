"""The engine `deepl`: DeepL's API, with our terms as a glossary of its own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jiebang.corpus.glossary import TermBase
from jiebang.translation.engines.base import EngineError, Place
from jiebang.translation.engines.http import ask, check_url
from jiebang.translation.settings import Settings

KEY = "JIEBANG_DEEPL_KEY"
_FREE, _PAID = "https://api-free.deepl.com", "https://api.deepl.com"


@dataclass
class DeepLEngine:
    """DeepL as an engine; `glossary` is the id of ours there, "" without terms, None unasked."""

    url: str
    settings: Settings
    key: str = field(repr=False)
    name: str = "deepl"
    version: str = "v2"
    glossary: str | None = None
    batch: int = 50  # texts to a request, at most
    pause: float = 1.0

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        return self.translate_in(texts, [Place()] * len(texts))

    def translate_in(self, texts: Sequence[str], places: Sequence[Place]) -> list[str]:
        """The English of texts of these documents, whose titles DeepL reads along."""
        if not texts:
            return []
        if self.glossary is None:  # not before: who only looks what would be done makes nothing
            self.glossary = _glossary(self, self.settings.terms)
        body: dict[str, Any] = {"text": list(texts), "source_lang": "ZH", "target_lang": "EN-US"}
        body["context"] = "\n".join(dict.fromkeys(p.title for p in places if p.title))
        body["glossary_id"] = self.glossary
        answer = self.ask("/v2/translate", {k: v for k, v in body.items() if v})
        entries = answer.get("translations") if isinstance(answer, dict) else None
        found = [e.get("text") for e in entries or () if isinstance(e, dict)]
        if len(found) != len(texts):
            raise EngineError(f"{len(found)} answers to {len(texts)} texts", self.url)
        return [en if isinstance(en, str) else "" for en in found]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"DeepL-Auth-Key {self.key}"}
        timeout, retries = self.settings.timeout, self.settings.retries
        return ask(f"{self.url}{path}", body, headers=headers, timeout=timeout, retries=retries,
                   pause=self.pause)  # fmt: skip


def load(settings: Settings) -> DeepLEngine:
    """The engine of these settings. Raises EngineError without a key."""
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise EngineError("no key", "deepl", f"set {KEY} in the environment")
    url = settings.url or (_FREE if key.endswith(":fx") else _PAID)
    url = check_url(url, "deepl", secret=True, insecure=settings.insecure)
    return DeepLEngine(url, settings, key)


def _glossary(engine: DeepLEngine, terms: TermBase) -> str:
    """The id of our terms there; made, unless the same ones are there already."""
    entries = "\n".join(f"{t.zh}\t{t.en}" for t in terms.terms if t.zh.strip() and t.en.strip())
    if not entries:
        return ""
    name = f"jiebang-{hashlib.sha256(entries.encode()).hexdigest()[:12]}"
    listed = engine.ask("/v2/glossaries")
    known = listed.get("glossaries", ()) if isinstance(listed, dict) else ()
    there = [g for g in known if isinstance(g, dict) and g.get("name") == name and g.get("ready")]
    body = {"name": name, "source_lang": "zh", "target_lang": "en",
            "entries": entries, "entries_format": "tsv"}  # fmt: skip
    made = there[0] if there else engine.ask("/v2/glossaries", body)
    return str(made.get("glossary_id", "")) if isinstance(made, dict) else ""
