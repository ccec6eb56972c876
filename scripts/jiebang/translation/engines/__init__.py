"""The engines by name: those that come with Jiebang, and those of other packages.

Another package adds one by an entry point of the group `jiebang.engines`, whose name is
the engine's and whose object is a function from `Settings` to an `Engine`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from jiebang.errors import UsageError
from jiebang.translation.engines.base import Engine, EngineError, Place
from jiebang.translation.settings import Settings

GROUP = "jiebang.engines"
_HERE = "jiebang.translation.engines"
# Not in the package's own metadata: they are there, too, where it runs without being installed.
SHIPPED = {
    "argos": f"{_HERE}.argos:load",
    "chat": f"{_HERE}.chat:load",
    "command": f"{_HERE}.command:load",
    "ctranslate2": f"{_HERE}.model_folder:load",
    "deepl": f"{_HERE}.deepl:load",
    "libretranslate": f"{_HERE}.libretranslate:load",
}
ALIASES = {"llm": "chat"}

__all__ = ["Engine", "EngineError", "Place", "known_engines", "load_engine", "real_name"]


def real_name(name: str) -> str:
    """The name of an engine that may be given by an older one."""
    return ALIASES.get(name, name)


def known_engines() -> tuple[str, ...]:
    """The names of all engines there are here, in order of the alphabet."""
    return tuple(sorted({*SHIPPED, *(point.name for point in entry_points(group=GROUP))}))


def load_engine(name: str, settings: Settings) -> Engine:
    """The engine of that name, ready for use.

    Raises:
        UsageError: no engine has that name.
        EngineError: it cannot be used here: a package, a key, an address is missing.
    """
    wanted = real_name(name)
    if wanted in SHIPPED:
        point = EntryPoint(wanted, SHIPPED[wanted], GROUP)
    else:
        found = entry_points(group=GROUP, name=wanted)
        if not found:
            known = f"known: {', '.join(known_engines())}"
            raise UsageError(f"there is no engine “{name}”", "", known)
        point = next(iter(found))
    try:
        module = importlib.import_module(point.module)
    except ImportError as error:
        what = f"the engine {wanted} is not installed ({error.name or error})"
        raise EngineError(what, "", "pip install 'jiebang[mt]'") from None
    load = cast(Callable[[Settings], Engine], getattr(module, point.attr))
    return load(settings)
