"""A line read once: its number, the name it begins with, and what kind of line it is.

The rules of `outline` and the passes before it work on tokens, never on the raw string.
Words are in `lexicon/fields.yml` and `lexicon/outline.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from jiebang.document.fields import FieldNames, Label, read_label, split_lead
from jiebang.text.markers import (
    APART,
    COLON,
    Marker,
    is_bare,
    is_title_name,
    read_annex,
    read_heading_marker,
    read_marker,
    split_apart,
    split_code,
    split_heading,
    split_id,
    split_title_label,
)
from jiebang.text.spaces import tidy
from jiebang.text.words import any_of, load_words

LONGEST_HEADING = 48
LONGEST_TITLE = 70
_NOTE = re.compile(rf"(?:备\s*)?注\s*\d?\s*[{COLON}]|说明\s*[{COLON}]")
_ATTACHED = re.compile(rf"附(?:件|表|录)?\s*\d{{0,2}}\s*[{COLON}]")
_CAPTION = re.compile(r"[图表]\s*\d{1,3}(?:[-—.．]\d{1,3})?(?![\d.．]|[个张幅份])")
_TICKS = re.compile(r"[□☐■●•▪◆★※✓√]")
_BRACKETED = re.compile(r"【[^【】，。；：、]{2,12}】")
_DAY = r"(?:\d{4}|二[〇○零]\S{2})\s*年\s*\d{0,2}\S{0,3}?\s*月(?:\s*\d{0,2}\S{0,3}?\s*日)?"
_DATE = re.compile(rf"{_DAY}$")
_REMARK = r"(?:[（(][^（）()]{1,12}[）)])?"
_TAIL = rf"(?:[-—－–]\S{{2,16}})?{_REMARK}$"
_NOT_PLAIN = re.compile(rf"[。；！？，{COLON}]")
STOP = re.compile(r"[。；！？]")
# A bound, as indicators have.
COMPARED = re.compile(
    r"[≥≤＞＜><±~～]|不(?:少|低|小|高|大|超|多)[于过]|达到?\d|以[上下内]|优于|至少|[小大高低]于"
)
_ENDED = re.compile(rf"[。；！？，、;,{COLON}]$")
# 2.预期目标。精度达到…, 任务指标——, 做到什么程度？
_STOPPED = re.compile(r"([\u4e00-\u9fff]{2,14})\s?(。(?=\s*\S)|——|[？?｜])\s*(.*)")


class Tokens:
    """Reads lines by a lexicon of field names; each line once."""

    def __init__(self, names: FieldNames) -> None:
        self.names = names
        self._known: dict[str, Token] = {}

    def __call__(self, text: str) -> Token:
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> Token:
        names = self.names
        lead, rest = split_lead(text)
        label = read_label(rest)
        if not lead:
            # 3.1 before a known name only: 1.5倍 is a figure
            nested, name = split_lead(text, nested=True)
            inner = read_label(name)
            known = inner and (names.key(inner[1]) or is_title_name(inner[1]))
            if nested and (known if inner else names.bare_key(name)):
                lead, rest, label = nested, name, inner
        part = (
            read_label(label[3]) if label and label[1] in load_words("outline")["parts"] else None
        )
        if label and part:  # 其中：申请财政支持：60
            label = part._replace(name=rest[: len(rest) - len(label.body)] + part.name)
        if stopped := None if label else _STOPPED.match(rest):
            if stopped[2] in "？?":
                known = names.key(stopped[1]) is not None or not stopped[3]
            else:
                known = (bool(lead) or stopped[2] != "。") and names.is_exact(stopped[1])
            label = Label("", *stopped.groups()) if known else None
        key = names.key(label[1]) if label else names.bare_key(rest)
        return Token(text, names, read_marker(text), lead, rest, label, key)


@dataclass(frozen=True, eq=False)
class Token:
    """A line, its layout spaces out, and what can be said of it without its neighbors.

    `marker` is the outline number it begins with, `lead` that or a bullet as printed, "" where
    it has none, `rest` what follows, `label` the name with its colon or brackets that `rest`
    begins with, `key` what that name, or the bare name that is all of it, means.
    """

    text: str
    names: FieldNames
    marker: Marker | None
    lead: str
    rest: str
    label: Label | None
    key: str | None

    @property
    def is_exact(self) -> bool:
        """Whether the name is known as it stands, not by its ending alone."""
        return bool(self.name) and self.names.is_exact(self.name)

    @property
    def name(self) -> str:
        """The name of its label, or the known name that is all of it; else ""."""
        if self.label is not None:
            return self.label.name
        return self.rest if self.key else ""

    @property
    def is_field(self) -> bool:
        """A known name with its colon, numbered or not, or a known name and nothing else."""
        return self.key is not None

    @property
    def is_lead(self) -> bool:
        """Any label, or a number and a known name: what can open a round of fields."""
        if self.note or self.attached:
            return False
        return self.label is not None or bool(self.lead and self.key)

    @cached_property
    def annex(self) -> Marker | None:
        """附件1, alone on its line."""
        return read_annex(self.text)

    @cached_property
    def attached(self) -> tuple[str, str] | None:
        """(“附件：”, rest) of the line that lists what is attached."""
        return _cut(_ATTACHED, self.text)

    @cached_property
    def note(self) -> tuple[str, str] | None:
        """(“注：”, rest) of a note below a table."""
        return _cut(_NOTE, self.text)

    @cached_property
    def is_caption(self) -> bool:
        """图1 技术方案: of a figure or table."""
        return len(self.text) <= LONGEST_HEADING and bool(_CAPTION.match(self.text))

    @cached_property
    def is_date(self) -> bool:
        """A date that stands alone, as under a signature."""
        return len(self.text) <= 24 and bool(_DATE.match(self.text))

    @cached_property
    def is_office(self) -> bool:
        """The name of an office or company, and perhaps the date of a signature."""
        return len(self.text) <= 60 and bool(_patterns()[2].fullmatch(self.text))

    @cached_property
    def is_numbered_title(self) -> bool:
        """“任务一　…” and “需求名称：…”, numbered or not: it can only be a task's title."""
        if len(self.text) > 3 * LONGEST_TITLE:
            return False
        label, gap, rest = self.text.partition(APART)
        if gap:
            found = read_heading_marker(label)
            named = is_title_name(rest.partition(APART)[0]) or bool(split_title_label(rest)[0])
            sure = named or COLON[0] in label  # a code alone may be of any line
            return found is not None and bool(rest) and (sure or found.style != "code")
        return bool(self.title_pair[0])

    @cached_property
    def title_pair(self) -> tuple[str, str]:
        """(number and label, title) of a line that names a task; ("", text) of any other."""
        code, rest = split_id(self.text)
        label, title = split_title_label(rest if code else self.rest)
        if APART in self.text and not (code and label):
            return split_heading(self.text)
        return (self.text[: len(self.text) - len(title)], title) if label else ("", self.text)

    @cached_property
    def is_bare(self) -> bool:
        """需求一, 重2024N001, 题目名称：: a task's number or label and nothing else."""
        return is_bare(self.text) or is_title_name(self.rest[:LONGEST_HEADING].rstrip(COLON))

    @property
    def _is_free(self) -> bool:
        """Neither numbered nor of a list of what is attached, a note or a caption."""
        return not (self.marker or self.attached or self.note or self.is_caption)

    @cached_property
    def is_plain(self) -> bool:
        """A short line without number, label or sentence: it could be a heading.

        It may end as names of fields do.
        """
        text = self.text
        return (
            4 <= len(text) <= LONGEST_TITLE
            and not _NOT_PLAIN.search(text)
            and APART not in text
            and not self.is_bare
            and not self.is_exact
            and (self.label is None or not self.is_field)
            and self._is_free
        )

    @cached_property
    def is_title(self) -> bool:
        """A line that names a document: …的通知, …榜单, …申报指南."""
        return self.is_plain and bool(_patterns()[0].search(self.text))

    @cached_property
    def is_form_title(self) -> bool:
        """推荐表, 承诺书, 申报材料 …: what is filled in, not what is asked for."""
        return self.is_plain and bool(_patterns()[1].search(self.text))

    @cached_property
    def title_name(self) -> bool:
        """Whether it says 题目名称, alone, or with the title behind it."""
        name = self.label.name if self.label else self.rest.partition(APART)[0]
        return len(name) <= 12 and is_title_name(name.rstrip(COLON))

    @property
    def is_short(self) -> bool:
        """Short enough for a heading, and no sentence."""
        return (
            0 < len(self.rest) <= LONGEST_HEADING
            and not STOP.search(self.rest)
            and not _ENDED.search(self.rest)
        )

    @cached_property
    def stopped_title(self) -> str:
        """The words before the one full stop that ends a short line; "" where there is none."""
        words = self.rest[:-1]
        if not self.rest.endswith("。") or not 2 <= len(words) <= LONGEST_HEADING:
            return ""
        return "" if _NOT_PLAIN.search(words) or self.is_field else words

    @cached_property
    def names_thing(self) -> bool:
        """“2.1任务：钠离子电池负极”: a title behind a thing's name, where its place says so."""
        label = self.label
        if label is None or label.name not in load_words("outline")["things"]:
            return False
        return 0 < len(label.body) <= LONGEST_TITLE and not STOP.search(label.body)

    @cached_property
    def could_be_title(self) -> bool:
        """Whether a line without number could be a task's title, where its place says so."""
        text = self.text
        return (
            len(text) <= LONGEST_TITLE
            and (not _ENDED.search(text) or bool(self.stopped_title))
            and "。" not in text[:-1]
            and not self.is_lead
            and self._is_free
        )

    @cached_property
    def starts_block(self) -> bool:
        """Whether a printed line cannot be the continuation of the one above."""
        return bool(
            self.marker
            or self.annex
            or self.attached
            or self.note
            or self.is_field
            or APART in self.text
            or self.is_bare
            or split_title_label(self.text)[0]
            or split_code(self.text)[0]
            or self.is_date
            or self.is_caption
            or _BRACKETED.match(self.text)
            or _TICKS.match(self.text)
        )


def keep_apart(read: Tokens, line: str) -> str:
    """A line tidied; the space stays that alone sets a task's number apart from its title."""
    label, rest = split_apart(line)
    title = tidy(rest)
    if label and (read(title).could_be_title or split_title_label(title)[0]):
        return tidy(label) + APART + title
    return tidy(line)


def pair_numbers(parts: list[str]) -> list[str]:
    """Lines that each have their number on the line above, from 1 on, with that before them.

    All others are the same list.
    """
    numbers, others = parts[::2], parts[1::2]
    if len(others) < 2 or numbers != [str(n) for n in range(1, len(others) + 1)]:
        return parts
    return [number + APART + other for number, other in zip(numbers, others, strict=True)]


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str] | None:
    found = pattern.match(text)
    return (found.group(), text[found.end() :].lstrip()) if found else None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Titles, titles of forms, offices."""
    words = load_words("outline")
    return (
        re.compile(rf"(?:{any_of(words['titles'])}){_TAIL}"),
        re.compile(rf"(?:{any_of(words['forms'])}){_TAIL}"),
        re.compile(
            rf"(?:[^\s，。；：:、]{{2,30}}(?:{any_of(words['offices'])})\s*){{1,4}}(?:{_DAY})?"
        ),
    )
