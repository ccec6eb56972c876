"""Are the figures the same, by value?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jiebang.checks.amounts import amounts_en, amounts_zh
from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation
from jiebang.text.figures import Figure, set_against


def numbers(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for figures of the Chinese that the English lacks, and the reverse."""
    zh = amounts_zh(translation.zh, context.units)
    en = amounts_en(translation.en, context.units)
    found = set_against([a.figure for a in zh], [a.figure for a in en])
    if found.missing:
        said = _list(found.missing, translation.zh)
        message = f"the English lacks figures of the Chinese: {said}; put them in by value"
        yield context.error("numbers", translation, message)
    if found.extra:
        said = _list(found.extra, translation.en)
        message = f"the English has figures that the Chinese lacks: {said}; mend or take them out"
        yield context.error("numbers", translation, message)


def _list(figures: Iterable[Figure], text: str) -> str:
    """“100 万 (1000000), 95%”: as written, and the value where it looks different."""

    def say(figure: Figure) -> str:
        written = text[figure.start : figure.end].strip()
        return written if written == str(figure) else f"{written} ({figure})"

    return ", ".join(say(figure) for figure in figures)
