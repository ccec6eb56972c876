"""Any chat endpoint in the manner of OpenAI's: hosted, vLLM, Ollama.

The key comes from the environment only (JIEBANG_LLM_KEY); a server on this
machine needs none.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiebang.corpus.glossary import TermBase
from jiebang.translation.engines.base import EngineError
from jiebang.translation.engines.http import HttpError, ask, check_url, is_local
from jiebang.translation.settings import Settings

KEY = "JIEBANG_LLM_KEY"
_GROUP = 12  # segments to a request: neighbours see each other
_TERMS = 80
_UNFIT = re.compile(r"[\s@]+")
_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
_SYSTEM = """\
You translate Chinese government documents (open-competition task lists) into plain, faithful, \
complete American English. The segments of one request follow each other in one document: read \
them together, translate each by itself.
Rules:
- Nothing left out, nothing added; no Chinese in the English.
- Every number, unit and comparison stays exactly as it is; ≥ stays ≥.
- A mark such as ⟦3⟧ stands for a word or amount: put each mark once, unchanged, where it belongs.
- English that stands in the Chinese stays word for word.
- Curly quotes; the English ends with the sign that the Chinese ends with.
- Use the glossary.
Answer with JSON only: {"segments": [{"id": 1, "en": "…"}, …]}, every id once."""


@dataclass(slots=True)
class Usage:
    """Tokens a run has used, as the server counts them, and requests made."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def cost(self, settings: Settings) -> float:
        """In the currency of `price_in` and `price_out`, which are of a million tokens."""
        return (
            self.tokens_in * settings.price_in + self.tokens_out * settings.price_out
        ) / 1_000_000


@dataclass
class LlmEngine:
    """A chat endpoint as an engine; `usage` grows with each request."""

    name: str
    version: str
    url: str
    settings: Settings
    key: str
    usage: Usage
    pause: float = 1.0
    _plain: bool = False  # the server knows no response_format

    def __repr__(self) -> str:
        return f"LlmEngine({self.version!r}, {self.url!r})"  # never the key

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        return [en for group in _groups(texts) for en in self._group(group)]

    def _group(self, texts: Sequence[str]) -> list[str]:
        messages = messages_for(texts, self.settings.terms)
        fault = ""
        for _ in range(self.settings.retries + 1):
            answer = self._ask(messages)
            try:
                return _read(answer, len(texts))
            except ValueError as error:
                fault = str(error)
        raise EngineError(f"the model's answers are unusable: {fault}", self.url)

    def _ask(self, messages: list[dict[str, str]]) -> Any:
        payload: dict[str, Any] = {
            "model": self.settings.model,
            "messages": messages,
            "temperature": 0,
        }
        if not self._plain:
            payload["response_format"] = {"type": "json_object"}
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            answer = ask(
                f"{self.url}/chat/completions",
                payload,
                headers=headers,
                timeout=self.settings.timeout,
                retries=self.settings.retries,
                pause=self.pause,
            )
        except HttpError as error:
            if error.status in (400, 422) and not self._plain:
                self._plain = True
                return self._ask(messages)
            raise
        self._count(answer)
        return answer

    def _count(self, answer: Any) -> None:
        self.usage.requests += 1
        usage = answer.get("usage") if isinstance(answer, dict) else None
        if isinstance(usage, dict):
            for name, key in (("tokens_in", "prompt_tokens"), ("tokens_out", "completion_tokens")):
                value = usage.get(key)
                if isinstance(value, int):
                    setattr(self.usage, name, getattr(self.usage, name) + value)


def load(settings: Settings) -> LlmEngine:
    """The engine of these settings.

    Raises:
        EngineError: no address, no model, or no key for a server elsewhere.
    """
    key = os.environ.get(KEY, "").strip()
    url = check_url(settings.url, "llm", secret=bool(key))
    if not settings.model:
        raise EngineError(
            "the engine llm needs a model", "", "write translation: model: in jiebang.yml"
        )
    if not key and not is_local(url):
        raise EngineError("no key", url, f"set {KEY} in the environment")
    version = _UNFIT.sub("-", settings.model).strip("-")
    return LlmEngine("llm", version, url, settings, key, Usage())


def estimate(texts: Iterable[str], settings: Settings) -> Usage:
    """About what a run over these texts will take, each asked twice (see `Settings.votes`)."""
    usage = Usage()
    for group in _groups(list(dict.fromkeys(texts))):
        sent = "".join(m["content"] for m in messages_for(group, settings.terms))
        usage.requests += settings.votes
        usage.tokens_in += settings.votes * _tokens(sent)
        usage.tokens_out += settings.votes * (_tokens("".join(group)) + 12 * len(group))
    return usage


def messages_for(texts: Sequence[str], terms: TermBase) -> list[dict[str, str]]:
    """The prompt: rules, the glossary entries of these texts, the texts in their order."""
    found = dict.fromkeys(m.term for text in texts for m in terms.find(text))
    glossary = {term.zh: term.en for term in list(found)[:_TERMS]}
    asked: dict[str, Any] = {"glossary": glossary} if glossary else {}
    asked["segments"] = [{"id": n, "zh": text} for n, text in enumerate(texts, start=1)]
    return [
        {"role": "system", "content": _SYSTEM},
        {"role": "user", "content": json.dumps(asked, ensure_ascii=False)},
    ]


def _tokens(text: str) -> int:
    """A rough count: a Han character is about one token, four Latin letters another."""
    han = sum("\u3000" <= char <= "\uffef" for char in text)
    return han + (len(text) - han) // 4 + 1


def _groups(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _GROUP):
        yield texts[start : start + _GROUP]


def _read(answer: Any, count: int) -> list[str]:
    """The English by id. ValueError says what is wrong with the answer."""
    try:
        content = answer["choices"][0]["message"]["content"]
        found = json.loads(_FENCE.sub("", content))
    except (LookupError, TypeError, ValueError):
        raise ValueError("no JSON in the answer") from None
    entries = found.get("segments") if isinstance(found, Mapping) else found
    if not isinstance(entries, list):
        raise ValueError("no list of segments in the answer")
    english: dict[int, str] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("en"), str):
            raise ValueError("a segment without English")
        number = entry.get("id")
        if not isinstance(number, int) or number in english:
            raise ValueError("an id is missing or stands twice")
        english[number] = entry["en"]
    if sorted(english) != list(range(1, count + 1)):
        raise ValueError(f"{len(english)} segments for {count}")
    return [english[n] for n in range(1, count + 1)]
