"""How kinds of chat models want to be asked: profiles.yml, and what a project says beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from jiebang.translation.engines.base import EngineError
from jiebang.translation.settings import Settings

_DEFAULT = "general"


@dataclass(frozen=True)
class Profile:
    """One profile; profiles.yml says what each field means."""

    name: str
    models: str
    path: str
    roles: tuple[str, ...]
    temperature: float | None
    answer: str
    group: int
    concurrency: int
    terms: str
    context: bool
    ways: tuple[str, ...]
    system: str = ""
    user: str = "{text}"
    with_terms: str = ""
    with_context: str = ""
    term: str = ""
    plain: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_json(self) -> bool:
        return self.answer == "json"


@cache
def profiles() -> dict[str, Profile]:
    """All profiles, by name."""
    text = (
        resources.files("jiebang.translation.engines").joinpath("profiles.yml").read_text("utf-8")
    )
    raw: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return {name: _profile(name, raw) for name in raw}


def profile_for(settings: Settings) -> Profile:
    """The profile that the settings name, else the one for their model, with their changes.

    Raises:
        EngineError: there is no profile of that name.
    """
    known = profiles()
    name = settings.profile or _named(settings.model)
    if name not in known:
        what = f"there is no profile “{name}”"
        raise EngineError(what, "translation: profile:", f"known: {', '.join(known)}")
    found = known[name]
    if settings.temperature:
        none = settings.temperature == "none"
        found = replace(found, temperature=None if none else float(settings.temperature))
    extra = json.loads(settings.extra) if settings.extra else {}
    if not isinstance(extra, dict):
        raise EngineError("extra is no mapping", "translation: extra:", "lines of “key: value”")
    if settings.prompt and found.is_json:
        found = replace(found, system=settings.prompt)
    elif settings.prompt:
        found = replace(found, user=settings.prompt, with_terms="", with_context="")
    return replace(
        found,
        group=settings.group or found.group,
        concurrency=settings.concurrency or found.concurrency,
        extra={**found.extra, **extra},
    )


def _named(model: str) -> str:
    """The profile of a model by its name."""
    for name, profile in profiles().items():
        if profile.models and re.search(profile.models, model, re.IGNORECASE):
            return name
    return _DEFAULT


def _profile(name: str, raw: Mapping[str, Mapping[str, Any]]) -> Profile:
    whole: dict[str, Any] = {}
    base: str | None = name
    while base:
        whole = {**raw[base], **whole}
        base = raw[base].get("base")
    whole["temperature"] = None if whole["temperature"] == "none" else float(whole["temperature"])
    whole.update(roles=tuple(whole["roles"]), ways=tuple(whole["ways"]))
    known = {f.name for f in fields(Profile)} - {"name"}
    return Profile(name, **{key: value for key, value in whole.items() if key in known})
