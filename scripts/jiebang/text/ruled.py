"""Tables drawn with characters: “| a | b |”, and the lines between their rows.

The strokes are layout, as tabs and blanks are: they say where a cell ends, nothing else.
"""

from __future__ import annotations

import re

_STROKE = re.compile(r"[|｜│┃]")
# Nothing but strokes, one of them upright or a corner.
_RULE = re.compile(r"(?=.*[|｜│┃+┌└├┏┗┣])[\s|｜│┃+:\-=—─━═┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋]+")
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
    rules = {n for n, line in enumerate(lines) if _RULE.fullmatch(line)}
    run: list[int] = []
    strokes = 0
    for number, line in enumerate([*lines, "the end"]):
        if not line.strip():
            continue
        here = len(_STROKE.findall(line)) if "\\|" not in line else 0
        if number not in rules and (here < _LEAST or strokes not in (0, here)):
            if len(set(run) - rules) >= 2:
                for row in run:
                    lines[row] = " " * len(lines[row]) if row in rules else _cells(lines[row])
            run, strokes = [], 0
        if number in rules:
            run.append(number)
        elif here >= _LEAST:
            run.append(number)
            strokes = here
    return "\n".join(lines)


def _cells(line: str) -> str:
    inner = _OUTER.sub(lambda found: " " * len(found.group()), line)
    return _STROKE.sub("\t", inner)
