"""How a line of this genre begins, when it begins something new."""

from __future__ import annotations

import re

from jiebang.document.fields import field_key, read_label
from jiebang.text.markers import (
    APART,
    is_bare,
    read_annex,
    read_marker,
    split_marker,
    split_title_label,
)

_NOTE = re.compile(r"(?:备\s*)?注\s*\d?\s*[：:]|说明\s*[：:]")
_ATTACHED = re.compile(r"附(?:件|表|录)?\s*\d{0,2}\s*[：:]")
_BULLET = re.compile(r"[□☐■●•▪◆★※✓√]")
_LEAD_BULLET = re.compile(r"[●•▪◆■]\s*")
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百\d]{1,5}条")
_BRACKETED = re.compile(r"【[^【】，。；：、]{2,12}】")
_DATE = re.compile(r"(?:\d{4}|二〇\S{2})\s*年\s*\d{0,2}\S{0,3}\s*月\s*\d{0,2}\S{0,3}\s*日$")


def is_note(text: str) -> bool:
    """“注：…” below a table."""
    return bool(_NOTE.match(text))


def read_note(text: str) -> tuple[str, str] | None:
    """(“注：”, rest) of such a note."""
    found = _NOTE.match(text)
    return (found.group(), text[found.end() :].lstrip()) if found else None


def read_attached(text: str) -> tuple[str, str] | None:
    """(“附件：”, rest) of the line that lists what is attached."""
    found = _ATTACHED.match(text)
    return (found.group(), text[found.end() :].lstrip()) if found else None


def is_date_line(text: str) -> bool:
    """A date that stands alone, as under a signature."""
    return bool(_DATE.match(text))


def split_lead(text: str) -> tuple[str, str]:
    """(number or bullet, rest) of a line that may be a field's."""
    bullet = _LEAD_BULLET.match(text)
    if bullet:
        return bullet.group().rstrip(), text[bullet.end() :]
    return split_marker(text)


def is_label(text: str) -> bool:
    """A known field's name with its colon, numbered or not, or a marker and its bare name."""
    _marker, rest = split_lead(text)
    label = read_label(rest)
    if label is not None and field_key(label[1]):
        return True
    return field_key(rest) is not None


def starts_block(text: str) -> bool:
    """Whether a printed line cannot be the continuation of the one above."""
    return bool(
        read_marker(text)
        or read_annex(text)
        or read_attached(text)
        or is_note(text)
        or is_label(text)
        or APART in text
        or is_bare(text)
        or split_title_label(text)[0]
        or is_date_line(text)
        or _BRACKETED.match(text)
        or _BULLET.match(text)
        or _ARTICLE.match(text)
    )
