"""One request to a chat server: its body by the profile, less what the server refuses.

How kinds of chat models want to be asked is in profiles.yml, and what a project says beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from jiebang.translation.engines.base import EngineError, Place
from jiebang.translation.engines.http import HttpError
from jiebang.translation.settings import Settings

_DEFAULT = "general"


@dataclass(frozen=True)
class Profile:
    """One profile; profiles.yml says what each field means."""

    name: str
    models: str
    path: str
    request: Mapping[str, Any]
    answer: str
    group: int
    concurrency: int
    ways: Sequence[str]
    system: str
    prompts: Sequence[str]
    term: str = ""

    @property
    def is_json(self) -> bool:
        return self.answer == "json"

    @property
    def size(self) -> int:
        """Segments to a request, at most."""
        return self.group if self.is_json else 1


@cache
def profiles() -> dict[str, Profile]:
    """All profiles, by name."""
    file = resources.files("jiebang.translation.engines").joinpath("profiles.yml")
    raw: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
    return {name: Profile(name, **values) for name, values in raw.items()}


def profile_for(settings: Settings) -> Profile:
    """The profile that the settings name, else the first one for their model, with their changes.

    Raises:
        EngineError: there is no profile of that name, or what they say cannot be.
    """
    known = profiles()
    fitting = (
        n for n, p in known.items() if p.models and re.search(p.models, settings.model, re.I)
    )
    name = settings.profile or next(fitting, _DEFAULT)
    if name not in known:
        what = f"there is no profile “{name}”"
        raise EngineError(what, "translation: profile:", f"known: {', '.join(known)}")
    found = known[name]
    request = {**found.request, **json.loads(settings.extra or "{}")}
    if settings.temperature == "none":
        request.pop("temperature", None)
    elif settings.temperature:
        request["temperature"] = float(settings.temperature)
    if settings.prompt and found.is_json:
        found = replace(found, system=settings.prompt)
    elif settings.prompt:
        asks = "{text}" in settings.prompt
        found = replace(found, prompts=(settings.prompt + ("" if asks else "\n\n{text}"),))
    return replace(
        found,
        request=request,
        group=settings.group or found.group,
        concurrency=settings.concurrency or found.concurrency,
    )


_TERMS = 80
_CONTEXT = 300  # characters of each neighbor
_REFUSED = (400, 415, 422, 500, 501)
_TOO_LONG = re.compile(
    r"context.length|context.window|too (?:long|large|many tokens)|max\w*.{0,20}(?:token|length)",
    re.I,
)
# What a server may refuse, in the order in which it is left out; and the words that name it.
_CONCESSIONS = {
    "response_format": re.compile(r"response.?format|json.?(?:mode|object)|guided", re.I),
    "temperature": re.compile(r"temperature", re.I),
    "system": re.compile(r"system|role", re.I),
    "extra": re.compile(r"unknown|unsupported|unrecognized|extra|not permitted|invalid", re.I),
}


@dataclass
class RequestForm:
    """How the server at hand is asked; `left_out` grows with what it refuses."""

    settings: Settings
    profile: Profile
    left_out: set[str] = field(default_factory=set)

    def body(self, texts: Sequence[str], place: Place, as_json: bool) -> dict[str, Any]:
        """The request for a group of texts that stand one after the other; else for one."""
        named = dict.fromkeys(m.term for text in texts for m in self.settings.terms.find(text))
        terms = {term.zh: term.en for term in list(named)[:_TERMS]}
        system, asked = "", self._text(texts[0], terms, place)
        if as_json:
            system, asked = self.profile.system.strip(), self._json(texts, terms, place)
            if style := self.settings.style:
                system += f"\n\nThe style guide of the translation:\n{style}"
        if "system" in self.left_out:
            system, asked = "", f"{system}\n\n{asked}".strip()
        listed = [{"source": zh, "target": en} for zh, en in terms.items()]
        unfit = self.left_out if as_json else {*self.left_out, "response_format"}
        request = {k: v for k, v in self.profile.request.items() if _kind(k) not in unfit}
        form = json.dumps({"model": self.settings.model, **request})
        for name, value in (("{system}", system), ("{asked}", asked), ("{terms}", listed)):
            form = form.replace(json.dumps(name), json.dumps(value))
        body: dict[str, Any] = json.loads(form, object_hook=_drop_empty)
        if "messages" in body:
            body["messages"] = [message for message in body["messages"] if "content" in message]
        return body

    def concede(self, error: HttpError, sent: Mapping[str, Any]) -> bool:
        """Leave out what the server refuses of what it was sent; whether there is anything."""
        too_long = error.status < 500 and _TOO_LONG.search(error.words)
        if error.status not in _REFUSED or too_long:
            return False
        there = {_kind(key) for key in sent}
        there |= {message["role"] for message in sent.get("messages", ())}
        named = [n for n, words in _CONCESSIONS.items() if n in there and words.search(error.words)]
        unnamed = [n for n in _CONCESSIONS if n in there and error.status < 500]
        self.left_out.update((named or unnamed)[:1])
        return bool(named or unnamed)

    def _json(self, texts: Sequence[str], terms: Mapping[str, str], place: Place) -> str:
        asked: dict[str, Any] = {
            "glossary": terms,
            "document": place.title,
            "headings": list(place.headings),
            "before": place.before[-_CONTEXT:],
            "after": place.after[:_CONTEXT],
        }
        asked = {key: value for key, value in asked.items() if value}
        asked["segments"] = [{"id": n, "zh": text} for n, text in enumerate(texts, start=1)]
        return json.dumps(asked, ensure_ascii=False)

    def _text(self, text: str, terms: Mapping[str, str], place: Place) -> str:
        """The first prompt of the profile that has something in all its places."""
        term = self.profile.term
        listed = (term.replace("{zh}", zh).replace("{en}", en) for zh, en in terms.items())
        above = (place.title, *place.headings, place.before[-_CONTEXT:])
        values = {"{terms}": "\n".join(listed), "{context}": "\n".join(filter(None, above))}
        fitting = (p for p in self.profile.prompts if all(values[v] or v not in p for v in values))
        prompt = next(fitting, "{text}")
        for name, value in {**values, "{text}": text}.items():
            prompt = prompt.replace(name, value)
        return prompt


def _kind(key: str) -> str:
    """What a field of a request is among the concessions; "" for what cannot be left out."""
    if key in ("model", "messages", "prompt"):
        return ""
    return key if key in _CONCESSIONS else "extra"


def _drop_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in ("", [])}
