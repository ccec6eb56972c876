"""Is there English, and was it written for this Chinese?"""

from __future__ import annotations

from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, State, Translation


def empty(translation: Translation, context: Context) -> Iterator[Finding]:
    """Warn of an untranslated entry; blanks that pass for English are an error."""
    if translation.state is State.MISSING:
        yield context.warning(
            "empty", translation, "untranslated; write the English, or run `jiebang translate`"
        )
    elif not translation.en.strip():
        message = (
            f"the state is {translation.state.value}, but the English is blank; "
            "write it, or clear msgstr"
        )
        yield context.error("empty", translation, message)


def stale(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error where the Chinese has changed since the English was written."""
    if translation.stale:
        message = (
            f"the Chinese has changed since: it was “{translation.stale}”; "
            "bring the English up to it and clear the mark"
        )
        yield context.error("stale", translation, message)
