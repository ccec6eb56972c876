"""Paragraphs → headings, items, fields and tables, in one flat run.

Reads the pieces, gives Headings with their blocks. RULES is the order in which a line is
tried; the first rule that takes it ends the matter. The outline of a Chinese official
document is told by its numbers (GB/T 9704-2012, 7.3.3), but documents nest them as they
like: a style of number met again closes what was opened since.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from jiebang.document.fields import TASK_KEYS, Label, split_lead
from jiebang.document.model import Correction, Field, Paragraph, Table
from jiebang.document.tree import Heading, paragraph, text_segment
from jiebang.quantities.read_zh import extract
from jiebang.structure.draft import (
    Block,
    Draft,
    FieldEntry,
    Rows,
    TaskGroup,
    Text,
    TitleLine,
    Unassigned,
)
from jiebang.structure.plan import learn_names
from jiebang.structure.state import OutlineState
from jiebang.structure.tasks import (
    POINTS,
    end_last_tasks,
    name_tasks,
    part_numbers_of_titles,
)
from jiebang.structure.titles import read_titles
from jiebang.structure.tokens import COMPARED, LONGEST_TITLE, STOP, Tokens
from jiebang.text.markers import APART, Marker, read_heading_marker, read_marker, split_code
from jiebang.text.spaces import tidy
from jiebang.text.words import load_words

_ALWAYS_HEADS = ("chapter", "named", "han", "han-formal")  # and what begins so
_MONEY = frozenset({"funding", "award", "total", "own_contribution"})
# Fields whose text may itself have lines with a label.
_LONG_TEXTS = frozenset({"requirement", "criteria", "background", "notes", "submission", "contact"})
_JUDGED = frozenset({"indicators", "outcomes"})
_PARTS = _JUDGED | {"rights"}
_ARTICLE = re.compile(r"第\S{1,5}条")
_DIGIT = re.compile(r"[0-9〇一二三四五六七八九十百]")
_JUST_TERMS = re.compile(
    r"(?:约|不超过|不少于)?[\d.,，\-~～—至]{1,20}\s*(?:万|亿|千)?(?:元|年|个月|月|天)[。；;]?"
)
_LONGEST_SIBLING = 16


def outline(draft: Draft) -> tuple[list[Heading], list[Correction]]:
    """(what stands before the first heading and the headings, the corrections on the way)."""
    draft = replace(draft, read=Tokens(learn_names(draft.read, draft.pieces)))
    pieces = read_titles(draft)
    found = Outline(draft, pieces)
    found.read_pieces(pieces)
    name_tasks(draft.document.id, found.headings)
    part_numbers_of_titles(found.headings)
    end_last_tasks(found.headings)
    head, *headings = (part for h in found.headings for part in found.split_marked(h))
    # What was opened for text below a table, where there was none.
    return [head, *(h for h in headings if h.marker or h.title or h.parts)], found.corrections


class Outline(OutlineState):
    """A document being read; each rule says whether it takes the line at hand.

    `token` is that of the line, `below` that of the line below it, if it is one.
    """

    def read_pieces(self, pieces: Sequence[Block]) -> None:
        """Put every piece in its place."""
        for at, piece in enumerate(pieces):
            if self.outside >= 0 and not isinstance(piece, (TaskGroup, FieldEntry)):
                self.leave(self.outside)
                self.outside = -1
            match piece:
                case TaskGroup():
                    self.open_group(piece)
                case FieldEntry():
                    self.add_entry(piece)
                case TitleLine():
                    self.open_title(piece)
                case Rows():
                    wide = max(len(row.lines) for row in piece.rows)
                    rows = ((*row.lines, *((),) * (wide - len(row.lines))) for row in piece.rows)
                    cells = (tuple(tuple(map(text_segment, cell)) for cell in row) for row in rows)
                    self.current.add(Table(piece.header, tuple(cells)))
                case Unassigned():
                    self.leave_task()
                case Text():
                    self.at, self.piece, self.token = at, piece, self.read(piece.text)
                    self.next = pieces[at + 1] if at + 1 < len(pieces) else None
                    self.below = self.read(self.next.text) if isinstance(self.next, Text) else None
                    any(rule(self) for rule in RULES)

    # ------------------------------------------------------------ headings

    def leave_task(self) -> None:
        """What follows stands beside the task that is open."""
        self.leave(len(self.stack) - bool(self.stack and self.own))

    def _open_task(self, marker: str, title: str) -> bool:
        """A line known for a task's title: its number is told from its words."""
        found = read_heading_marker(marker) if marker else None
        style, number = (found.style, found.number) if found else ("unnumbered", None)
        self.open_heading(style, marker, self._without_stop(title), number)
        self.in_sheet = bool(self.sheet)
        return True

    def _without_stop(self, title: str) -> str:
        """A title without the full stop printed behind it, which is then a correction."""
        line = self.piece.number
        if not title.endswith("。") or title not in self.lines[line - 1]:
            return title
        self.corrections.append(Correction(line, title, title[:-1], "full stop after a title"))
        return title[:-1]

    def close_at_signature(self) -> bool:
        """Who signs the document, and when, belongs to no task."""
        if self.at in self.ends and not self.in_form:
            if self.current.keys & TASK_KEYS:
                self.leave()
            else:
                self.current.close_field()
        article = self.token.marker is not None and self.token.marker.style == "article"
        if (self.at in self.aparts and not self.in_sheet) or (
            article and _ARTICLE.match(self.current.marker)
        ):
            self.leave_task()
        return False

    def open_titled_task(self) -> bool:
        """“任务一　…”, “需求名称：…”, a line that comes above each round of fields, or
        “重点2027N001：…” right above one.
        """
        token, placed = self.token, self.at in self.titles
        if self.in_form:
            return False
        code, rest = split_code(token.text)
        if code and self.below is not None and (self.below.is_lead or self.below.is_field):
            return self._open_task(code, rest)
        label, gap, _ = token.text.partition(APART)
        found = read_heading_marker(label) if gap else None
        # JB-2026-1　…: a register's number, apart from what may be a title
        coded = found and found.style == "code" and self.mark_of_line(token.text) > 1
        if self.in_sheet or not (placed or coded or token.is_numbered_title):
            return False
        marker, title = token.title_pair
        if token.names_thing and token.label:
            title = token.label.body
            marker = token.text[: len(token.text) - len(title)]
        elif not marker:
            lead, rest = split_lead(token.text, nested=True)
            marker, title = (lead, rest) if lead else ("", token.text)
        return self._open_task(marker, title)

    def open_stopped_title(self) -> bool:
        """“1.小麦新品种选育。” above a field: a title, unless it goes on with a list."""
        token, below, marker = self.token, self.below, self.token.marker
        if self.in_form or marker is None or not token.stopped_title or below is None:
            return False
        if not (below.label and below.is_field) or below.marker is not None:
            return False
        if self.last.get(marker.style) == ((marker.number or 0) - 1, False):
            return False  # the last of a list
        opens = self.own is None or below.name in self.seen[:1]
        if not opens and (below.name not in self.seen or self._is_listed(marker)):
            return False
        title = self._without_stop(token.rest)
        return self.open_heading(marker.style, marker.text, title, marker.number)

    def _is_listed(self, marker: Marker) -> bool:
        """Whether a number begins a list, or goes on with one in the field that is open."""
        return marker.number == 1 or self.items.get(marker.style) == (marker.number or 0) - 1

    # ------------------------------------------------------------ fields

    def open_field(self) -> bool:
        """A field whose name is known, or comes round again, with its colon or as a heading."""
        token, label = self.token, self.token.label
        if not token.is_field or self.in_form or self.is_apart or token.is_caption:
            return False
        if label is None and (self._is_part() or self._heads_tasks()):
            return False
        if token.marker is not None and self._goes_on_counting(token.marker):
            return False
        if label is not None and not token.is_exact and self._is_demand():
            return False
        if self.own is not None and self.own.key == "criteria" and POINTS.search(token.name):
            return False  # 技术指标（50分）：…, what is marked
        if label is None and token.marker is not None and token.rest not in self.sections:
            return self.in_sheet and token.marker.style == self.sheet and self._add_field()
        return self._add_field()

    def _is_part(self) -> bool:
        """Below 【考核指标】 “技术指标” heads a part of that field, and is none itself.

        Below 【攻关目标】 too, where what is judged stands right below it, part by part.
        """
        own, key = self.own, self.token.key
        if own is not None and own.key == "indicators" and self._counts_anew():
            return True
        if own is None or own.marker[-1:] not in ("【", "[", "〔"):
            return False
        if own.key != "requirement":
            return key == own.key
        if key not in _JUDGED or not own.name.zh.endswith(
            tuple(load_words("outline")["goal_endings"])
        ):
            return False
        first = next(iter(self.current.parts[-1][1]), None)
        return first is None or (
            isinstance(first, Paragraph) and self.read(first.text).key in _JUDGED
        )

    def _counts_anew(self) -> bool:
        """“技术指标”, “知识产权” above items from 1 on, the first right below the field's name."""
        token, below = self.token, self.below
        if token.key not in _PARTS or token.marker or below is None or below.marker is None:
            return False
        first = next(iter(self.current.parts[-1][1]), None)
        parted = isinstance(first, Paragraph) and self.read(first.text).key in _PARTS
        return below.marker.number == 1 and (first is None or parted)

    def _heads_tasks(self) -> bool:
        """“榜单内容” above “1. …”, “2. …”: in a numbered part only where each says what is asked.

        研究内容 above its one item and 考核指标：… is a field.
        """
        if self.at not in self.heads:
            return False
        return not self.stack or self.heads[self.at] == "requirement"

    def _is_demand(self) -> bool:
        """“续航时间：≥4h” among indicators: one of them, though its name ends as a field's may."""
        token, own = self.token, self.own
        terms = token.label is not None and _JUST_TERMS.fullmatch(token.label.body)
        judged = own is not None and own.key == "indicators"
        return (
            judged and not terms and bool(COMPARED.search(token.text)) and token.key not in _MONEY
        )

    def _goes_on_counting(self, marker: Marker) -> bool:
        """Whether “3.技术指标：…” is an item of the indicators open, and no field of the task."""
        token, own = self.token, self.own
        if own is None or own.key != "indicators":
            return False
        if token.key not in (None, "indicators", "outcomes") and token.is_exact:
            return False
        if not self.items:
            return marker.number == 1 and not self.current.parts[-1][1]
        before = self.items.get(marker.style)
        return before is not None and marker.number == before + 1

    def open_sibling_field(self) -> bool:
        """“（四）…” where “（三）” was a field: one more, though no list knows its name."""
        token, marker = self.token, self.token.marker
        if self.in_form or marker is None or not (token.label or token.is_short):
            return False
        if len(token.label.name if token.label else token.rest) > _LONGEST_SIBLING:
            return False
        if self.in_sheet and marker.style == self.sheet and token.label is None:
            return self._add_field()
        first, used = _number_of(self.own), {*self.items, *self.stack}
        after = first and first.style not in used and (first.style, (first.number or 0) + 1)
        return after == (marker.style, marker.number) and self._add_field()

    def open_new_field(self) -> bool:
        """“经办处室：…” in a task: a field that no list knows, and no indicator."""
        token, label, own = self.token, self.token.label, self.own
        if self.in_form or self.is_apart or label is None or own is None:
            return False
        if token.lead and (token.marker is not None or token.lead != own.marker):
            return False  # an item; a bullet only where the fields have them, too
        if token.note or token.attached or not self.current.keys & TASK_KEYS:
            return False
        words = load_words("outline")
        named = label.name.endswith(tuple(words["field_words"]))
        if own.key == "indicators":
            plain = bool(label.body) and not _DIGIT.search(token.text)
        else:
            plain = own.key not in _LONG_TEXTS and len(label.body) <= LONGEST_TITLE
        demand = own.key == "indicators" and COMPARED.search(token.text)
        new = (named or label.opening or plain) and not demand
        # 资金构成：…, but not 投资回收期：≤3年
        paid = label.name.startswith(tuple(words["money_words"])) and "元" in label.body
        return bool(new or paid or _JUST_TERMS.fullmatch(label.body)) and self._add_field()

    def _add_field(self) -> bool:
        token, label = self.token, self.token.label or Label("", self.token.rest, "", "")
        self.put_field(token.lead + label.opening, label.name, label.closing)
        self.seen.append(label.name)
        self.items = {}
        if label.body:
            self.add_line(label.body)
        if token.marker is not None:
            self.last[token.marker.style] = (token.marker.number or 0, False)
        return True

    # ------------------------------------------------------------ headings and all else

    def open_numbered_heading(self) -> bool:
        """A numbered line that is a heading and not an item of a list."""
        token, marker = self.token, self.token.marker
        if marker is None or not self._is_heading(marker):
            return False
        return self.open_heading(marker.style, marker.text, token.rest, marker.number)

    def _is_heading(self, marker: Marker) -> bool:
        token, below = self.token, self.below
        if marker.number is None or not token.rest:
            return False
        # What is named may be longer, and have one stop at its end.
        titled = len(token.rest) <= LONGEST_TITLE and not STOP.search(token.rest[:-1])
        if not (token.is_short or (titled and marker.style.startswith("named"))):
            return False
        if self.mark_of_line(token.text) > 1:
            return True
        if below is not None and below.is_lead and below.name in self.seen[:1]:
            # The first field of the task before comes round again; “3. 覆盖路口30个” goes on with
            # the indicators all the same. “2. CO2捕集” is a title.
            judged = self.own is not None and self.own.key == "indicators"
            if not judged or not self._is_listed(marker):
                return True
            # An amount ends a line as it ends an indicator, and no title.
            return all(amount.span[1] < len(token.rest) for amount in extract(token.rest))
        if marker.level > 1 and self._is_of_list(marker):
            return False
        if marker.style.startswith(_ALWAYS_HEADS):
            return True
        before = self.last.get(marker.style)
        if before is not None and marker.number == before[0] + 1:
            return before[1]  # it goes on as the one before
        if self.in_form or (self.own is not None and marker.number == 1):
            return False
        if below is None:
            return isinstance(self.next, TaskGroup)
        return below.marker is None or below.is_field

    def _is_of_list(self, marker: Marker) -> bool:
        """Whether a number is of a list in the field that is open, and of no outline above it."""
        if self.own is None or marker.style in self.stack:
            return self.in_sheet
        first = _number_of(self.own)
        return (
            self.in_sheet or self._is_listed(marker) or bool(first and marker.level > first.level)
        )

    def open_marked_heading(self) -> bool:
        """A line that the original sets as a heading, no lower than the one it stands under.

        It leaves a task so, but not where the task's own fields are set as high, or it is the
        name of what the task has not said yet: what is asked, or how that is judged.
        """
        token, base = self.token, self.base
        mark, own = self.mark_of_line(token.text), self.mark_of(base)
        if not 0 < mark <= own or token.marker is not None:
            return False
        names = [f.marker + f.name.zh + f.colon for f, _ in base.parts if f is not None]
        asked = base.keys & TASK_KEYS
        wanted = token.is_exact and token.key in TASK_KEYS - base.keys and asked
        if not self.in_form and token.key and (wanted or not names):
            return False
        if names and asked and 0 < self.mark_of_line(names[0]) <= own:
            return False
        self.open(len(self.stack), Heading(self.level_of(mark, base), "", token.text))
        return True

    def open_unnumbered_task(self) -> bool:
        """A plain line right above what a task asks for; no numbered heading is open for it."""
        token, below = self.token, self.below
        if self.in_form or below is None or not token.is_plain:
            return False
        if below.is_lead and self.mark_of_line(token.text) > 1:
            return self.open_heading("marked", "", token.text)
        if below.label is None or below.key != "requirement":
            return False
        if "requirement" not in self.current.keys and self.current.level > 1:
            return False
        return self.open_heading("unnumbered", "", token.text)

    def open_attached(self) -> bool:
        """“附件：1.…”: what is attached belongs to the document, not to its last part."""
        if self.token.attached is None:
            return False
        label, rest = self.token.attached
        self.leave(title=label)
        if rest:
            self.add_line(rest)
        return True

    def add_note(self) -> bool:
        """“注：1、…”: a list begins behind it."""
        note = self.token.note
        if note is None or read_marker(note[1]) is None:
            return False
        self.current.add(paragraph(note[0]))
        self.add_line(note[1])
        return True

    def add_text(self) -> bool:
        """An item where it begins with a number, else a paragraph."""
        marker = self.token.marker
        if marker is not None:
            self.last[marker.style] = (marker.number or 0, False)
        self.add_line(tidy(self.piece.text))
        return True


def _number_of(own: Field | None) -> Marker | None:
    """The outline number that a field is printed under."""
    return read_marker(own.marker + "x") if own is not None and own.marker else None


RULES: tuple[Callable[[Outline], bool], ...] = (
    Outline.close_at_signature,
    Outline.open_titled_task,
    Outline.open_stopped_title,
    Outline.open_marked_heading,
    Outline.open_field,
    Outline.open_sibling_field,
    Outline.open_new_field,
    Outline.open_numbered_heading,
    Outline.open_unnumbered_task,
    Outline.open_attached,
    Outline.add_note,
    Outline.add_text,
)
