"""The engines by name, those that come with Jiebang and those of other packages; which is asked.

Another package adds one by an entry point of the group `jiebang.engines`, whose name is
the engine's and whose object is a function from `Settings` to an `Engine`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from jiebang.checks import terms_of
from jiebang.errors import UsageError
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.translation.engines.base import Engine, EngineError
from jiebang.translation.settings import WAYS, Settings, load_settings

GROUP = "jiebang.engines"
# Those here. Not in the package's own metadata: they are there, too, where it runs without being
# installed.
_SHIPPED = {
    "argos": "argos:load",
    "chat": "chat:load",
    "command": "command:load",
    "ctranslate2": "argos:load_folder",
    "deepl": "servers:load_deepl",
    "libretranslate": "servers:load_libretranslate",
}
_ALIASES = {"llm": "chat"}


def real_name(name: str) -> str:
    """The name of an engine that may be given by an older one."""
    return _ALIASES.get(name, name)


def known_engines() -> dict[str, EntryPoint]:
    """All engines there are here, by name."""
    own = (EntryPoint(name, f"{__name__}.{load}", GROUP) for name, load in _SHIPPED.items())
    return {point.name: point for point in (*entry_points(group=GROUP), *own)}


def load_engine(name: str, settings: Settings) -> Engine:
    """The engine of that name, ready for use.

    Raises:
        UsageError: no engine has that name.
        EngineError: it cannot be used here: a package, a key, an address is missing.
    """
    point = known_engines().get(real_name(name))
    if point is None:
        known = f"known: {', '.join(sorted(known_engines()))}"
        raise UsageError(f"there is no engine “{name}”", "", known)
    try:
        return cast(Engine, point.load()(settings))
    except ImportError as error:
        what = f"the engine {point.name} is not installed ({error.name or error})"
        raise EngineError(what, "", "pip install 'jiebang[mt]'") from None


_STYLE = "style-guide.md"  # among the project's pages
_LONGEST_STYLE = 6000  # characters of it that go with a request


@dataclass(frozen=True, slots=True)
class Opened:
    """`engine` is None where none was asked for, or where `why_not` says it cannot be used."""

    settings: Settings
    engine: Engine | None = None
    why_not: str = ""


def open_engine(
    layout: Layout, name: str = "", *, url: str = "", model: str = "", beam: int = 0
) -> Opened:
    """The engine of that name, or the one of jiebang.yml; what is given here goes first.

    Args:
        name: "" for the one of jiebang.yml; "none" for none.

    Raises:
        UsageError: no engine has that name.
        InputError: jiebang.yml or the glossary cannot be used.
    """
    settings = load_settings(layout)
    wanted = real_name(name or settings.engine)
    other = bool(name) and wanted != real_name(settings.engine)
    if wanted in ("", "none"):
        return Opened(settings)
    guide = layout.docs / _STYLE
    settings = replace(
        settings,
        engine=wanted,
        # The address of one engine is none of another's.
        url=url or ("" if other else settings.url),
        model=model or ("" if other else settings.model),
        beam=beam or settings.beam,
        terms=terms_of(layout),
        style=read_text(guide, strip_bom=True)[:_LONGEST_STYLE] if guide.is_file() else "",
    )
    try:
        engine = load_engine(wanted, settings)
    except EngineError as error:
        return Opened(settings, why_not=f"{error}")
    if settings.ways == WAYS:
        settings = replace(settings, ways=tuple(getattr(engine, "ways", WAYS)))
    return Opened(settings, engine)
