"""PO files in and out, through polib, with its silences made errors."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import polib

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.text.schema import packaged_schema

# Lines are never wrapped: a phrase can then be found with a text search, and an
# edit changes one line. (polib's wrapping is also not always reversible.)
_NO_WRAP = 0

_STRING = r'"(?:[^"\\]|\\.)*"'
_STATEMENT = re.compile(rf"(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+)?{_STRING}")
_MARK = re.compile(r"#~\||#~|#\|")


class Header(NamedTuple):
    """What a new catalogue says of itself: the document's name, the language, the rights."""

    title: str
    language: str = "en"
    rights: str = ""


class _Text(str):
    """A text whose lines end where a file's do: polib takes any separator of Unicode for an end."""

    def splitlines(self, _keepends: bool = False) -> list[str]:
        return re.split(r"\r\n|\r|\n", self)


def new_po(document_id: str, header: Header) -> polib.POFile:
    """An empty catalogue with its header."""
    po = polib.POFile(wrapwidth=_NO_WRAP)
    said = packaged_schema("jiebang.corpus", "catalogue.yml")
    told = {"document": document_id, "header": header}
    lines = said["header"].format_map(told).split("\n")
    po.header = "\n".join(line.rstrip() for line in lines)
    po.metadata = {key: text.format_map(told) for key, text in said["metadata"].items()}
    return po


def load_po(path: Path) -> polib.POFile:
    """A catalogue from its file.

    Raises:
        InputError: with file and line: the file cannot be read, is no PO file
            or is cut short, an entry has no msgctxt or one used before, or has
            plural forms.
    """
    return parse_po(read_text(path, strip_bom=True), path)


def parse_po(text: str, path: Path) -> polib.POFile:
    """A catalogue from its text; `path` names it in an error. Raises as `load_po` does."""
    lines = _Text(text)
    _hold_grammar(lines, path)
    try:
        # Always UTF-8, whatever the header says: whoever decoded it has proved it.
        po = polib.pofile(lines, encoding="utf-8", wrapwidth=_NO_WRAP)
    except (OSError, ValueError, LookupError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise _no_syntax(path, found[1] if found else "") from None
    seen: set[str] = set()
    for entry in po:
        if not entry.obsolete:
            _hold_entry(entry, path, seen)
            seen.add(entry.msgctxt)
    return po


def dump_po(po: polib.POFile) -> str:
    """The file's text: same entries, same bytes."""
    po.wrapwidth = _NO_WRAP
    return str(po)


def place(entry: polib.POEntry, path: Path) -> str:
    """ "file:line (segment id)" of an entry, for errors."""
    line = f":{entry.linenum}" if entry.linenum else ""
    return f"{path}{line} ({entry.msgctxt})" if entry.msgctxt else f"{path}{line}"


def _no_syntax(path: Path, line: object) -> InputError:
    where = f"{path}:{line}" if line else str(path)
    return InputError("not PO syntax", where, "correct it in a PO editor")


def _hold_grammar(text: _Text, path: Path) -> None:
    """Refuse what polib would read wrongly without a word: it cuts unclosed strings."""
    last, at = "msgstr", 0
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        mark = _MARK.match(line)
        if not line or (line.startswith("#") and not mark):
            continue
        found = _STATEMENT.fullmatch(line[mark.end() :].strip() if mark else line)
        if found is None:
            raise _no_syntax(path, number)
        if found[1] and (mark is None or mark[0] == "#~"):
            last, at = found[1], number
    if not last.startswith("msgstr"):
        raise InputError("the last entry has no msgstr", f"{path}:{at}", "is the file whole?")


def _hold_entry(entry: polib.POEntry, path: Path, seen: Collection[str]) -> None:
    where = place(entry, path)
    if not entry.msgctxt:
        raise InputError("an entry without msgctxt", where, "it holds the segment's id")
    if entry.msgid_plural:
        raise InputError("plural forms are not used here", where)
    if entry.msgctxt in seen:
        raise InputError("this msgctxt was used before", where, "keep one of the entries")
