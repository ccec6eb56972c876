"""The engine that a project asks for, or one line that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jiebang.runtime.layout import Layout
from jiebang.translation.engines import Engine, EngineError, load_engine
from jiebang.translation.settings import WAYS, Settings, load_settings
from jiebang.translation.vocabulary import context_of

# A model that reads along does better with the words than with marks.
_READS_ALONG = frozenset({"llm"})


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
    other = bool(name) and name != settings.engine
    wanted = name or settings.engine
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
    )
    if wanted in _READS_ALONG and settings.ways == WAYS:
        settings = replace(settings, ways=tuple(reversed(WAYS)))
    try:
        return Opened(settings, load_engine(wanted, settings))
    except EngineError as error:
        return Opened(settings, why_not=f"{error}")
