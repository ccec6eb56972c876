"""PO files in and out, through polib, with its silences made errors."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polib

from jiebang.errors import InputError
from jiebang.runtime.files import read_text

# Lines are never wrapped: a phrase can then be found with a text search, and an
# edit changes one line. (polib's wrapping is also not always reversible.)
_NO_WRAP = 0

_STRING = r'"(?:[^"\\]|\\.)*"'
_STATEMENT = re.compile(rf"(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+)?{_STRING}")
_MARK = re.compile(r"#~\||#~|#\|")


@dataclass(frozen=True, slots=True)
class Header:
    """What a new catalogue says of itself: the document's name, the language, the rights."""

    title: str
    language: str = "en"
    rights: str = ""


def new_po(document_id: str, header: Header) -> polib.POFile:
    """An empty catalogue with its header."""
    po = polib.POFile(wrapwidth=_NO_WRAP)
    po.header = "\n".join(
        (
            f"Translation ({header.language}) of {document_id}: {header.title}",
            f"Unofficial; the Chinese text prevails. {header.rights}".rstrip(),
            "Clear “fuzzy” where you vouch for an entry; sign it with a line",
            "“#. reviewed: <your name>” above it. Then run: jiebang check",
        )
    )
    po.metadata = {
        "Project-Id-Version": f"jiebang {document_id}",
        # msgfmt -c wants these three; who wrote what and when is in version control.
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": header.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
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
    _hold_grammar(text, path)
    try:
        # Always UTF-8, whatever the header says: whoever decoded it has proved it.
        po = _polib(text)
    except (OSError, ValueError, LookupError) as error:
        found = re.search(r"line (\d+)", str(error))
        where = f"{path}:{found[1]}" if found else str(path)
        raise InputError("not PO syntax", where, "correct it in a PO editor") from None
    seen: set[str] = set()
    for entry in po:
        _hold_entry(entry, path, seen)
    return po


def _polib(text: str) -> polib.POFile:
    lines = re.split(r"\r\n|\r|\n", text)
    if text.splitlines() == (lines if lines[-1] else lines[:-1]):
        return polib.pofile("\n".join(lines) + "\n", encoding="utf-8", wrapwidth=_NO_WRAP)
    # Of a text polib takes any of Unicode's line separators for the end of a line, of
    # a file only real ones.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".po") as file:
        file.write(text)
        file.flush()
        return polib.pofile(file.name, encoding="utf-8", wrapwidth=_NO_WRAP)


def dump_po(po: polib.POFile) -> str:
    """The file's text: same entries, same bytes."""
    po.wrapwidth = _NO_WRAP
    return str(po)


def place(entry: polib.POEntry, path: Path) -> str:
    """ "file:line (segment id)" of an entry, for errors."""
    line = f":{entry.linenum}" if entry.linenum else ""
    return f"{path}{line} ({entry.msgctxt})" if entry.msgctxt else f"{path}{line}"


def _hold_grammar(text: str, path: Path) -> None:
    """Refuse what polib would read wrongly without a word: it cuts unclosed strings."""
    last, at = "msgstr", 0
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        line = raw.strip()
        mark = _MARK.match(line)
        if not line or (line.startswith("#") and not mark):
            continue
        rest = line[mark.end() :].strip() if mark else line
        found = _STATEMENT.fullmatch(rest)
        if found is None:
            raise InputError("not PO syntax", f"{path}:{number}", "correct it in a PO editor")
        if found[1] and (mark is None or mark[0] == "#~"):
            last, at = found[1], number
    if not last.startswith("msgstr"):
        raise InputError("the last entry has no msgstr", f"{path}:{at}", "is the file whole?")


def _hold_entry(entry: polib.POEntry, path: Path, seen: set[str]) -> None:
    if entry.obsolete:
        return
    where = place(entry, path)
    if not entry.msgctxt:
        raise InputError("an entry without msgctxt", where, "it holds the segment's id")
    if entry.msgid_plural:
        raise InputError("plural forms are not used here", where)
    if entry.msgctxt in seen:
        raise InputError("this msgctxt was used before", where, "keep one of the entries")
    seen.add(entry.msgctxt)
