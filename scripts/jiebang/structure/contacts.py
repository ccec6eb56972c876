"""Private contact details: names and telephone numbers are not published again.

Reads lines; names in `withheld` the place of what it takes away. The office that
may be asked is public and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from jiebang.document.model import Withheld
from jiebang.structure.draft import Draft, Line, Piece

# A land line with its area code, or a mobile number, as Chinese print sets them.
_PHONE = (
    r"(?:[（(]?0\d{2,3}[）)]?\s*[-—–－―]{1,2}\s*\d{7,8}|1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}"
    r"|(?<=[：:\s])\d{7,8})(?:\s*[、，,/转-]\s*\d{3,8})*(?![\d.])"
)
# A name of two to four characters, often spread (“余 果”), just before the number.
_NAME = r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[\s\u3000]*[\u4e00-\u9fff]){1,3}"
_CONTACT = re.compile(
    rf"(?:(?P<name>{_NAME})(?:（[^（）]{{1,8}}）)?[\s\u3000,，、：:]*)?(?P<phone>{_PHONE})"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PERSON = re.compile(
    r"联\s*系\s*人\s*[：:]\s*(?P<name>[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){1,3})(?=\s|$|[，,；;、])"
)
_SUM = re.compile(r"金额|经费|资金|资助|额度|投资|收入|产值|[（(][万亿]?元[）)]")
_LABEL = re.compile(r"(?:联系)?电话|手机|传真|联系方式|邮箱|电子邮件|咨询")


def withhold_contacts(draft: Draft) -> Draft:
    """Take telephone numbers, the names before them and personal addresses out of lines."""
    withheld: list[Withheld] = []
    pieces: list[Piece] = []
    head: list[str] = []  # of the table, if the line is in one
    for piece in draft.pieces:
        if isinstance(piece, Line):
            cells = piece.text.split("\t")
            head = [] if len(cells) == 1 else head or cells
            places = [p for p in _places(piece.text) if not _is_sum(piece.text, p, head)]
            for start, end, why in reversed(places):
                withheld.append(Withheld(piece.number, start + 1, end, why))
                piece = replace(piece, text=piece.text[:start] + piece.text[end:])
            if places and not piece.text.strip():
                continue
        pieces.append(piece)
    withheld.sort(key=lambda w: (w.line, w.first))
    return replace(draft.with_pieces(pieces), withheld=draft.withheld + tuple(withheld))


def _is_sum(text: str, place: tuple[int, int, str], head: list[str]) -> bool:
    """Whether the digits are a sum: alone in a cell below 金额（元）."""
    start, end, _ = place
    column = text.count("\t", 0, start)
    if column >= len(head) or not _SUM.search(head[column]):
        return False
    return text.split("\t")[column].strip() == text[start:end] and text[start:end].isdecimal()


def _places(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in _CONTACT.finditer(text):
        name = match.group("name")
        if name and not _LABEL.search("".join(name.split())):
            found.append((match.start(), match.end(), "name and telephone number"))
        else:
            found.append((match.start("phone"), match.end(), "telephone number"))
    found += [(m.start(), m.end(), "e-mail address") for m in _MAIL.finditer(text)]
    found += [(m.start("name"), m.end("name"), "name") for m in _PERSON.finditer(text)]
    found = [cell for place in found for cell in _cells(text, *place)]
    found.sort()
    apart: list[tuple[int, int, str]] = []
    for place in found:
        if not apart or place[0] >= apart[-1][1]:
            apart.append(place)
    return apart


def _cells(text: str, start: int, end: int, why: str) -> Iterator[tuple[int, int, str]]:
    """A name and its number in two cells of a table are two places: the tab stays."""
    for part in re.finditer(r"[^\t]+", text[start:end]):
        if part.group().strip():
            yield start + part.start(), start + part.end(), why
