"""The engine that a project asks for, or one line that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.translation.engines import Engine, EngineError, load_engine, real_name
from jiebang.translation.settings import WAYS, Settings, context_of, load_settings

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
    settings = replace(
        settings,
        engine=wanted,
        # The address of one engine is none of another's.
        url=url or ("" if other else settings.url),
        model=model or ("" if other else settings.model),
        beam=beam or settings.beam,
        terms=context_of(layout).terms,
        style=_style_of(layout),
    )
    try:
        engine = load_engine(wanted, settings)
    except EngineError as error:
        return Opened(settings, why_not=f"{error}")
    ways = getattr(engine, "ways", WAYS)
    if settings.ways == WAYS:
        settings = replace(settings, ways=tuple(ways))
    return Opened(settings, engine)


def _style_of(layout: Layout) -> str:
    """The project's style guide, as much of it as a request can carry; "" without one."""
    path = layout.docs / _STYLE
    return read_text(path, strip_bom=True)[:_LONGEST_STYLE] if path.is_file() else ""
