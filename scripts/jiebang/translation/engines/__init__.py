"""The engines by name; each is imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import cast

from jiebang.errors import UsageError
from jiebang.translation.engines.base import Engine, EngineError
from jiebang.translation.settings import Settings

ENGINES = ("argos", "llm", "libretranslate")

__all__ = ["ENGINES", "Engine", "EngineError", "load_engine"]


def load_engine(name: str, settings: Settings) -> Engine:
    """The engine of that name, ready for use.

    Raises:
        UsageError: no engine has that name.
        EngineError: it cannot be used here: a package, a key, an address is missing.
    """
    if name not in ENGINES:
        raise UsageError(f"there is no engine “{name}”", "", f"known: {', '.join(ENGINES)}")
    try:
        module = importlib.import_module(f"jiebang.translation.engines.{name}")
    except ImportError as error:
        what = f"the engine {name} is not installed ({error.name or error})"
        raise EngineError(what, "", "pip install 'jiebang[mt]'") from None
    return cast(Engine, module.load(settings))
