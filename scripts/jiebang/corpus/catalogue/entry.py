"""One PO entry: what its comments say, who cleared it, and the translation it holds."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polib

from jiebang.corpus.catalogue.po import place
from jiebang.document.model import Segment, State, Translation
from jiebang.errors import InputError
from jiebang.runtime.files import sha256_of

ORIGIN = "origin"
REVIEWED = "reviewed"
DIGEST = "digest"
GLOSSARY = "glossary"  # by which an engine wrote the English
MISSING = "missing"  # why there is none
# What an entry was before its Chinese changed: “clear <digest>” or “fuzzy <digest>”.
WAS = "was"
WAS_REVIEWED = "was-reviewed"
# English that a machine's took the place of.
REPLACED = "replaced"

_ORIGIN = re.compile(r"llm|person|engine:[^@\s]+@\S+|memory:\S+")
_ALLOW = re.compile(r"allow\s+([\w-]+)\s*:\s*(.*)")
_CHINESE = "zh:"
# `#.` and `#|` lines are lost on obsolete entries (in gettext's tools, too), so
# they are kept there as translator comments that look like them.
_KEPT_LINE, _KEPT_MSGID = "#. ", "#| "


def digest_of(english: str) -> str:
    """The first 8 hexadecimal digits of the SHA-256 of a msgstr."""
    return sha256_of(english.encode("utf-8"))[:8]


def get(entry: polib.POEntry, key: str) -> str:
    """The value of a `#. key: value` line; "" if there is none."""
    for line in entry.comment.split("\n"):
        name, colon, value = line.partition(":")
        if colon and name.strip() == key:
            return value.strip()
    return ""


def put(entry: polib.POEntry, key: str, value: str) -> None:
    """Set a `#. key: value` line in its place, or take it out if `value` is ""."""
    lines: list[str] = []
    new = [f"{key}: {value}"] if value else []
    for line in entry.comment.split("\n") if entry.comment else []:
        if line.partition(":")[0].strip() != key:
            lines.append(line)
        else:
            lines += new
            new = []
    entry.comment = "\n".join(lines + new)


def set_fuzzy(entry: polib.POEntry, fuzzy: bool) -> None:
    """Raise or clear the flag."""
    if fuzzy and not entry.fuzzy:
        entry.flags.insert(0, "fuzzy")
    elif not fuzzy:
        entry.flags[:] = [flag for flag in entry.flags if flag != "fuzzy"]


def is_stale(entry: polib.POEntry) -> bool:
    """Whether its English was written for other Chinese and nobody has cleared it since."""
    return entry.fuzzy and entry.previous_msgid is not None


def origin_of(entry: polib.POEntry, path: Path) -> str:
    """What wrote the English as it stands; "" where there is none.

    Raises:
        InputError: the origin line says something else than the four known ones.
    """
    if not entry.msgstr.strip():
        return ""
    origin = get(entry, ORIGIN)
    if origin and not _ORIGIN.fullmatch(origin):
        remedy = "llm, person, engine:<name>@<version> or memory:<segment id>"
        raise InputError(f"“{origin}” is no origin", place(entry, path), remedy)
    digest = get(entry, DIGEST)
    # No line, or other words than it vouches for: somebody wrote them.
    if not origin or (digest and digest != digest_of(entry.msgstr)):
        return "person"
    return origin


def settle(entry: polib.POEntry) -> None:
    """Forget what the entry was before its Chinese changed."""
    entry.previous_msgid = None
    put(entry, WAS, "")
    put(entry, WAS_REVIEWED, "")


def retire(entry: polib.POEntry) -> None:
    """Make an entry obsolete, keeping all it says."""
    kept = [_KEPT_LINE + line for line in entry.comment.split("\n") if line]
    if entry.previous_msgid is not None:
        kept.append(f'{_KEPT_MSGID}"{polib.escape(entry.previous_msgid)}"')
    entry.tcomment = "\n".join([*filter(None, [entry.tcomment]), *kept])
    entry.comment, entry.previous_msgid, entry.occurrences = "", None, []
    entry.obsolete = True


def revive(entry: polib.POEntry) -> None:
    """Bring an obsolete entry back as it was: the inverse of `retire`."""
    lines = entry.tcomment.split("\n")
    kept = [line for line in lines if line.startswith(_KEPT_LINE)]
    for line in lines:
        if line.startswith(_KEPT_MSGID):
            entry.previous_msgid = polib.unescape(line.removeprefix(_KEPT_MSGID)[1:-1])
    notes = (line for line in lines if not line.startswith((_KEPT_LINE, _KEPT_MSGID)))
    entry.tcomment = "\n".join(notes)
    entry.comment = "\n".join(line.removeprefix(_KEPT_LINE) for line in kept)
    entry.obsolete = False


def translations_of(
    po: Iterable[polib.POEntry], segments: Iterable[Segment], path: Path
) -> dict[str, Translation]:
    """The translation of each segment, by id, in the order of `segments`.

    A segment that the catalogue does not hold is missing, and so is one whose Chinese is
    not the entry's (see `Translation.stale`). Entries of other segments are not looked at.

    Args:
        po: the entries; none where there is no file.
        path: the file, for errors.

    Raises:
        InputError: with file and line, where an entry is broken.
    """
    entries = {str(e.msgctxt): e for e in po if not e.obsolete}
    return {
        segment.id: _translation(segment, entries[segment.id], path)
        if segment.id in entries
        else Translation(segment.id, segment.zh)
        for segment in segments
    }


def read_past(po: Iterable[polib.POEntry], path: Path) -> tuple[Translation, ...]:
    """Cleared English that no segment uses now: of Chinese that changed or went.

    Each has the Chinese it was written for and is `curated`; a signature does not
    outlive the text it was given for. Raises InputError as `translations_of` does;
    `path` is for errors.
    """
    found: list[Translation] = []
    for entry in po:
        past = copy.copy(entry)
        if past.obsolete:
            revive(past)
        stale = is_stale(past)
        cleared = get(past, WAS).startswith("clear ") if stale else not past.fuzzy
        if (stale or entry.obsolete) and cleared and past.msgstr.strip():
            zh = str(past.previous_msgid) if stale else past.msgid
            origin = origin_of(past, path)
            found.append(Translation(str(past.msgctxt), zh, past.msgstr, State.CURATED, origin))
    return tuple(found)


def _translation(segment: Segment, entry: polib.POEntry, path: Path) -> Translation:
    """What an entry says of its segment.

    Raises:
        InputError: an unknown origin, or a check that is silenced without a reason.
    """
    lines = [line for line in map(str.strip, entry.tcomment.split("\n")) if line]
    allow = [(found[1], found[2]) for line in lines if (found := _ALLOW.fullmatch(line))]
    for check, reason in allow:
        if not reason:
            what, remedy = f"“allow {check}” without a reason", f"write “allow {check}: <why>”"
            raise InputError(what, place(entry, path), remedy)
    notes = [line for line in lines if not _ALLOW.fullmatch(line)]
    chinese = [line for line in notes if line.startswith(_CHINESE)]
    made = Translation(
        *(segment.id, segment.zh),
        notes=tuple(line for line in notes if line not in chinese),
        notes_zh=tuple(line.removeprefix(_CHINESE).strip() for line in chinese),
        allow=tuple(allow),
    )
    origin = origin_of(entry, path)
    if not origin:
        return made
    if is_stale(entry) or entry.msgid != segment.zh:
        return replace(made, stale=str(entry.previous_msgid if is_stale(entry) else entry.msgid))
    state = State.REVIEWED if get(entry, REVIEWED) else State.CURATED
    if entry.fuzzy:
        state = State.MACHINE if origin.startswith("engine:") else State.MEMORY
    return replace(made, en=entry.msgstr, state=state, origin=origin)
