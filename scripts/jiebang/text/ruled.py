"""Tables drawn with characters: “| a | b |”, and the lines between their rows.

The strokes are layout, as tabs and blanks are: they say where a cell ends, nothing else.
"""

from __future__ import annotations

import re

_STROKE = re.compile(r"[|｜│┃]")
_RULE = re.compile(r"[\s|｜│┃+:\-=—─━═┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋]+")
_LEAST = 2  # strokes in a row: with one, “A|B” may be a name
_OUTER = re.compile(r"^\s*[|｜│┃]|[|｜│┃]\s*$")


def unruled(text: str) -> str:
    """The text with each stroke of a ruled table as a tab, character for character.

    A table is two neighbouring lines or more with as many strokes, two at least; the
    strokes at a row's two ends, and lines of nothing but strokes, become blanks. Every
    other character keeps its place, so that offsets hold for both texts.
    """
    if not _STROKE.search(text):
        return text
    lines = text.split("\n")
    for numbers in _tables(lines):
        for number in numbers:
            lines[number] = _cells(lines[number])
    return "\n".join(lines)


def _tables(lines: list[str]) -> list[list[int]]:
    """The numbers of the lines of each table."""
    tables: list[list[int]] = []
    run: list[int] = []
    strokes = 0

    def close() -> None:
        if sum(not _is_rule(lines[n]) for n in run) >= 2:
            tables.append(run)

    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if _is_rule(line):
            run.append(number)
            continue
        here = len(_STROKE.findall(line)) if "\\|" not in line else 0
        if here < _LEAST or (strokes and here != strokes):
            close()
            run, strokes = [], 0
        if here >= _LEAST:
            run.append(number)
            strokes = here
    close()
    return tables


def _is_rule(line: str) -> bool:
    """Whether a line is nothing but strokes, one of them upright or a corner."""
    return bool(_RULE.fullmatch(line)) and bool(re.search(r"[|｜│┃+┌└├┏┗┣]", line))


def _cells(line: str) -> str:
    if _is_rule(line):
        return " " * len(line)
    inner = _OUTER.sub(lambda found: " " * len(found.group()), line)
    return _STROKE.sub("\t", inner)
