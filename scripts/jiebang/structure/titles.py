"""Titles: of the document, of its annexes, and of the forms it brings along.

Reads Text and Rows; turns the lines of a title into one TitleLine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiebang.structure.draft import Block, Line, Piece, Text
from jiebang.structure.labels import is_date_line, is_label, is_note, read_attached
from jiebang.text.markers import APART, is_bare, read_annex, read_marker

_REMARK = r"(?:[（(][^（）()]{1,12}[）)])?"
_FORM = re.compile(
    r"(?:推荐表|申报表|填报表|申请表|汇总表|登记表|信息表|情况表|报名表|需求表|申报书|申请书|申报材料|任务书|承诺书|证明材料"
    rf"|填报须知|填表说明|填报说明|协议书|合同书|委托书|揭榜书|参考格式|样表|模板)(?:[-—－–]\S{{2,16}})?{_REMARK}$"
)
_TITLE = re.compile(
    r"(?:通知|公告|通告|公示|榜单|指南|方案|办法|清单|目录|名单|须知|细则|项目表|一览表)"
    rf"(?:[-—－–]\S{{2,16}})?{_REMARK}$"
)
_NOT_TITLE = re.compile(r"[。；！？，：:]")
_NUMBERED = re.compile(r"[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*(?:第\s*)?\d+\s*号$")
_ANNEX_TITLE = re.compile(r"(附(?:件|表|录)\s*\d{1,2}(?:-\d{1,2})?)(?!\d|\s*[：:])(.+)$")
_MAX_TITLE = 70


@dataclass(frozen=True)
class TitleLine:
    """A title: annex label (may be empty), text (may be empty), and whether it heads a form."""

    number: int
    marker: str
    title: str
    form: bool


def is_form_title(text: str) -> bool:
    """推荐表, 承诺书, 申报材料 …: what is filled in, not what is asked for."""
    return is_plain(text) and bool(_FORM.search(text))


def is_title(text: str) -> bool:
    """A line that names a document: …的通知, …榜单, …申报指南."""
    return is_plain(text) and bool(_TITLE.search(text))


def is_plain(text: str) -> bool:
    """A short line without number, label or sentence: it could be a heading."""
    return (
        4 <= len(text) <= _MAX_TITLE
        and not _NOT_TITLE.search(text)
        and APART not in text
        and not is_bare(text)
        and not text.startswith(("□", "☐"))
        and read_marker(text) is None
        and read_attached(text) is None
        and not is_label(text)
        and not is_note(text)
    )


def read_titles(pieces: Sequence[Piece]) -> list[TitleLine | Block]:
    """The pieces, with title lines joined and told apart."""
    result: list[TitleLine | Block] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        assert not isinstance(piece, Line)
        if not isinstance(piece, Text):
            result.append(piece)
            at += 1
            continue
        annex = read_annex(piece.text)
        if annex is not None:
            title, at = _annex_title(pieces, at + 1)
            result.append(TitleLine(piece.number, piece.text, title, is_form_title(title)))
            continue
        label, rest = _split_annex(piece.text)
        if label:
            result.append(TitleLine(piece.number, label, rest, is_form_title(rest)))
            at += 1
            continue
        title, end = _title_from(pieces, at)
        if title:
            result.append(TitleLine(piece.number, "", title, is_form_title(title)))
            at = end
        else:
            result.append(piece)
            at += 1
    return _first_line_as_title(result)


def _first_line_as_title(
    pieces: list[TitleLine | Block],
) -> list[TitleLine | Block]:
    """A document without any title word: its first line, if it could be a title."""
    first = pieces[0] if pieces else None
    if (
        isinstance(first, Text)
        and is_plain(first.text)
        and not any(isinstance(p, TitleLine) for p in pieces)
    ):
        return [TitleLine(first.number, "", first.text, False), *pieces[1:]]
    return pieces


def _split_annex(text: str) -> tuple[str, str]:
    """(“附件1”, title) of a label and its title printed on one line, else ("", text)."""
    found = _ANNEX_TITLE.match(text)
    if found and (is_title(found.group(2)) or is_form_title(found.group(2))):
        return found.group(1), found.group(2)
    return "", text


def _annex_title(pieces: Sequence[Piece], at: int) -> tuple[str, int]:
    """The title below an annex label: title lines, or the one plain line there is."""
    title, end = _title_from(pieces, at)
    if title:
        return title, end
    piece = pieces[at] if at < len(pieces) else None
    if isinstance(piece, Text) and is_plain(piece.text) and not read_annex(piece.text):
        return piece.text, at + 1
    return "", at


def _title_from(pieces: Sequence[Piece], at: int) -> tuple[str, int]:
    """(title, index after it) if one begins at `at`, else ("", at).

    A title may be printed on two lines; only the last one has the word that tells.
    """
    texts = [p.text for p in pieces[at : at + 3] if isinstance(p, Text)]
    if not texts:
        return "", at
    if is_title(texts[0]) or is_form_title(texts[0]):
        return texts[0], at + 1
    upper_half = is_plain(texts[0]) and len(texts[0]) >= 8 and not _NUMBERED.search(texts[0])
    if upper_half and not is_date_line(texts[0]) and len(texts) > 1 and not read_annex(texts[0]):
        lower = texts[1]
        whole = is_title(lower) or is_form_title(lower)
        if whole and not lower.startswith("关于") and isinstance(pieces[at + 1], Text):
            return texts[0] + lower, at + 2
    return "", at
