"""How to translate: the `translation` part of jiebang.yml in the project root.

translation:
  engine: llm            # argos, llm, libretranslate; none if left out
  url: http://localhost:11434/v1
  model: qwen3:8b
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import Any

from jiebang.corpus.glossary import TermBase
from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.text.yamlnodes import Node, parse_yaml

FILE = "jiebang.yml"
WAYS = ("marker", "natural")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may choose. `terms` is not read: whoever loads an engine gives it."""

    engine: str = ""  # argos, llm, libretranslate; "" for none
    url: str = ""  # of a server
    model: str = ""  # its name, or the path of a package
    beam: int = 4
    batch: int = 64  # texts to a call
    threads: int = 0  # 0: as the machine has
    device: str = "auto"  # auto, cpu, cuda
    timeout: float = 60.0  # seconds to a call
    retries: int = 3
    votes: int = 2  # tries that must agree where a placeholder could have moved
    memory: float = 0.9  # how alike a remembered text must be; above 1: only equal ones
    ways: tuple[str, ...] = WAYS  # of protection, the one to try first first
    price_in: float = 0.0  # of a million tokens, for estimates
    price_out: float = 0.0
    terms: TermBase = field(default_factory=lambda: TermBase(()))


def load_settings(layout: Layout) -> Settings:
    """The settings of a project; the defaults where it has no file.

    Raises:
        InputError: with file and line, for an unknown key or a value that cannot be.
    """
    path = layout.root / FILE
    node = parse_yaml(read_text(path, strip_bom=True), FILE) if path.is_file() else None
    if node is None:
        return Settings()
    if not isinstance(node.value, dict):
        raise InputError("a mapping wanted here (lines of “key: value”)", node.where)
    section = node.value.get("translation")
    known = [f.name for f in fields(Settings) if f.name != "terms"]
    found = section.fields(known) if section is not None and section.value else {}
    chosen: dict[str, Any] = {key: _value(key, found[key]) for key in found}
    return replace(Settings(), **chosen)


def _value(key: str, node: Node) -> object:
    default = getattr(Settings(), key)
    if key == "ways":
        ways = tuple(item.text for item in node.items)
        if not ways or not set(ways) <= set(WAYS):
            raise InputError("unknown ways", node.where, f"known: {', '.join(WAYS)}")
        return ways
    if isinstance(default, str):
        return node.text
    if not _NUMBER.fullmatch(node.text) or (isinstance(default, int) and "." in node.text):
        raise InputError(f"“{key}” is {node.text}", node.where, f"a number, such as {default}")
    return type(default)(node.text)
