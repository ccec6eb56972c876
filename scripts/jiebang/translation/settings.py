"""How to translate: the `translation` part of jiebang.yml in the project root.

translation:
  engine: chat
  url: http://localhost:11434/v1
  model: qwen3:8b

Keys and passwords are no settings: they come from the environment, and so does the program
of the engine `command`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from jiebang.checks import terms_of
from jiebang.corpus.glossary import TermBase
from jiebang.corpus.project import read_settings
from jiebang.quantities.lexicon import FILES
from jiebang.runtime.files import read_bytes, sha256_of
from jiebang.runtime.layout import Layout

WAYS = ("marker", "natural")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may choose. `terms` and `style`: whoever loads an engine gives them."""

    engine: str = ""  # see `engines.known_engines`; "" for none
    url: str = ""  # of a server
    model: str = ""  # its name, or the path of a package or folder
    insecure: bool = False  # http:// to another machine of the same network
    profile: str = ""  # how a chat model wants to be asked; "": as its name says
    prompt: str = ""  # instead of the profile's own
    temperature: str = ""  # a number, or none: not sent; "": the profile's
    group: int = 0  # segments to a request; 0: the profile's
    concurrency: int = 0  # requests at a time; 0: the profile's
    extra: str = ""  # fields of a request, as JSON (a mapping in the file)
    languages: tuple[str, ...] = ()  # ctranslate2: the model's codes for Chinese and English
    beam: int = 4
    batch: int = 64  # texts to a call
    threads: int = 0  # 0: as the machine has
    device: str = "auto"  # auto, cpu, cuda
    timeout: float = 60.0  # seconds to one segment; a group has more
    retries: int = 3
    votes: int = 2  # tries that must agree where a placeholder could have moved
    memory: float = 0.9  # how alike a remembered text must be; above 1: only equal ones
    ways: tuple[str, ...] = WAYS  # of protection, the one to try first first
    price_in: float = 0.0  # of a million tokens, for estimates
    price_out: float = 0.0
    terms: TermBase = field(default_factory=lambda: TermBase(()))
    style: str = ""  # the project's style guide


def load_settings(layout: Layout) -> Settings:
    """The settings of a project; the defaults where it has no file.

    Raises:
        InputError: with file and line, for an unknown key or a value that cannot be.
    """
    chosen = read_settings(layout).get("translation", {})
    if "extra" in chosen:
        chosen["extra"] = json.dumps(_plain(chosen["extra"]), ensure_ascii=False)
    kinds = {key: type(getattr(Settings(), key)) for key in chosen}
    return Settings(**{key: kinds[key](value) for key, value in chosen.items()})


def _plain(value: Any) -> Any:
    """A value of `extra` as JSON has it; true, false, null and numbers are no text there."""
    if isinstance(value, dict):
        return {key: _plain(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    try:
        return json.loads(value)
    except ValueError:
        return value


def glossary_hash(layout: Layout) -> str:
    """Eight hexadecimal digits that change with what an engine reads of the glossary.

    That is the project's words and the terms' names, not their definitions.
    """
    terms = terms_of(layout).terms
    read = [[t.zh, t.aliases, t.renderings, t.forbidden, t.check] for t in terms]
    own = [layout.terms_yml.with_name(f"{name}.yml") for name in FILES]
    words = b"".join(read_bytes(path) for path in own if path.is_file())
    return sha256_of(json.dumps(read, ensure_ascii=False).encode() + b"\0" + words)[:8]
