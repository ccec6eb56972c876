"""Private contact details: names and telephone numbers are not published again.

Only what is surely a contact is taken out: a label, a table's head or a known form says so, in
words of lexicon/contacts.yml. Every search looks at a bounded piece of the text, so that
reading is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from jiebang.document.model import Withheld
from jiebang.originals.original import BREAK
from jiebang.structure.draft import Draft, Line, Piece
from jiebang.structure.lines import PAGE_NUMBER
from jiebang.text.han import to_simplified
from jiebang.text.markers import read_marker
from jiebang.text.words import any_of, lazy_pattern, load_words

NUMBER, NAME = "telephone number", "name"
BOTH, MAIL, ACCOUNT = "name and telephone number", "e-mail address", "account of a messenger"
Place = tuple[int, int, str]

_NEAR = 48  # characters before a number that may say what it is
_LABEL_LENGTH = 16  # of a line or cell that is nothing but a label
_DASH = r"[-—–－―]"
_HAN = r"[\u4e00-\u9fff]"
_NO_WORD = r"[^\u4e00-\u9fff0-9·]"
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_REMARK = re.compile(r"\([^()]{0,20}\)|^\(?[一二三四五六七八九十0-9]{1,3}[)、.．]")
_GAP = r"[\s:(\]为是]{0,6}"
_LIST_GAP = re.compile(r"\s{0,4}(?:\([^()]{1,8}\))?\s{0,4}[、,，/;；]?\s{0,4}")
_PLAIN = str.maketrans(
    "０１２３４５６７８９（）－＠．：／【】〔〕［］\xa0", "0123456789()-@.:/[][][] "
)
_LAST_OF_NAME = re.compile(rf"{_HAN}\s+[\d(]")
_HEAD_ROWS = 2
_NOTHING: frozenset[str] = frozenset()


def withhold_contacts(draft: Draft) -> Draft:
    """Take telephone numbers, the names before them and personal addresses out of lines.

    What a person has taken back (`draft.public`) stays, and stays named.
    """
    lines = [(p.number, p.text) for p in draft.pieces if isinstance(p, Line)]
    found = tuple(
        replace(w, public=(w.line, w.first, w.last) in draft.public) for w in find_contacts(lines)
    )
    private: dict[int, list[Withheld]] = {}
    for place in found:
        if not place.public:
            private.setdefault(place.line, []).append(place)
    pieces: list[Piece] = []
    for piece in draft.pieces:
        if isinstance(piece, Line) and piece.number in private:
            text = piece.text
            for place in reversed(private[piece.number]):
                text = text[: place.first - 1] + text[place.last :]
            if not text.strip():
                continue
            piece = replace(piece, text=text)
        pieces.append(piece)
    return draft.with_pieces(pieces, withheld=found)


def find_contacts(lines: Sequence[tuple[int, str]]) -> list[Withheld]:
    """The contacts in numbered lines, in order; none is longer than its line or cell.

    Cells of a table are parted by tabs. A line that is only a label (联系方式：) says what
    the lines below it are, as long as each of them has a contact.
    """
    words, found = contact_words(), list[Withheld]()
    table, above = _Table(), _NOTHING
    own: list[Withheld] = []  # of the line before
    plain = to_simplified("\n".join(line for _, line in lines).translate(_PLAIN)).split("\n")
    last, before = 0, "\t"
    for (number, _), text in zip(lines, plain, strict=False):
        if "\t" in text:
            above = _NOTHING
            places = table.read(text)
        else:
            table = _Table()
            places = words.find(text, above - {NAME})
            # Print breaks lines between a name and its number.
            broken = places and places[0][2] == NUMBER and not text[: places[0][0]].strip(" (：")
            name = words.name_at_end(before) if broken and last == number - 1 else None
            if name and "\t" not in before:
                known = any(w.last > name[0] for w in own)
                own += [] if known else [Withheld(last, name[0] + 1, name[1], NAME)]
            end = len(before.rstrip())
            whole = any((w.last, w.why) == (end, NAME) for w in own)
            whole = whole and not _LAST_OF_NAME.match(text)
            cut = _cut(before, text) if last == number - 1 and (places or not whole) else None
            if cut is not None:
                over, length, why = cut
                start = over[0][0]
                kept = (replace(w, last=min(w.last, start)) for w in own if w.first <= start)
                own = [*kept, *(Withheld(last, a + 1, b, what) for a, b, what in over)]
                places = [(0, length, why), *(p for p in places if p[0] >= length)]
            above = words.label(text) or (above if places else _NOTHING)
        found += own
        own = [Withheld(number, start + 1, end, why) for start, end, why in places]
        last, before = number, text
    return sorted([*found, *own], key=lambda w: (w.line, w.first))


def _cut(above: str, below: str) -> tuple[list[Place], int, str] | None:
    """A contact that the end of a printed line breaks, with a name right before it.

    What of it stands in the line, how long the rest is, and what it is.
    """
    words, above = contact_words(), above.rstrip()
    apart = "\t" in above or read_marker(below) or PAGE_NUMBER.fullmatch(below.strip())
    if apart or not words.may_go_on(above):
        return None
    head, tail = above[:-_NEAR], above[-_NEAR:]
    places = words.find(tail + below[:_NEAR], _NOTHING)
    at = next((n for n, (a, b, _) in enumerate(places) if a < len(tail) < b), None)
    if at is None:
        return None
    _, end, why = places[at]
    over = places[at - 1 : at + 1] if at and places[at - 1][2] == NAME else [places[at]]
    shift, stop = len(head), len(above)
    return [(a + shift, min(b + shift, stop), of) for a, b, of in over], end - len(tail), why


class _Table:
    """Which columns hold contacts, as the head says."""

    def __init__(self) -> None:
        self._columns: dict[int, frozenset[str]] = {}
        self._rows = self._width = 0

    def read(self, text: str) -> list[Place]:
        """The contacts of a row, each within its cell."""
        words = contact_words()
        cells = text.split("\t")
        if len(cells) != self._width:
            self._columns, self._rows, self._width = {}, 0, len(cells)
        labels = [words.label(cell) for cell in cells]
        places: list[Place] = []
        start = 0
        for at, cell in enumerate(cells):
            beside = labels[at - 1] if at else _NOTHING
            kinds = _NOTHING if labels[at] else self._columns.get(at, _NOTHING) | beside
            inner = _find_in_cell(cell, kinds)
            if not inner and at + 1 < len(cells):
                inner = _name_beside(cell, cells[at + 1])
            places += ((start + first, start + end, why) for first, end, why in inner)
            start += len(cell) + 1
        self._rows += 1
        if self._rows <= _HEAD_ROWS and not places:
            self._columns |= {at: kinds for at, kinds in enumerate(labels) if kinds}
        return places


def _find_in_cell(cell: str, kinds: frozenset[str]) -> list[Place]:
    """The contacts of a cell, those too that the end of a line in it breaks."""
    words = contact_words()
    found, start = list[Place](), 0
    for line in cell.split(BREAK):
        places = words.find(line, kinds)
        found += ((start + first, start + end, why) for first, end, why in places)
        start += len(line) + 1
    if BREAK not in cell:
        return found
    kept = [at for at, char in enumerate(cell) if char != BREAK]
    places = words.find(cell.replace(BREAK, ""), kinds)
    joined = ((kept[first], kept[end - 1] + 1, why) for first, end, why in places)
    over = [place for place in joined if BREAK in cell[place[0] : place[1]]]
    apart = (p for p in found if all(p[1] <= first or p[0] >= end for first, end, _ in over))
    return sorted([*over, *apart])


def _name_beside(cell: str, right: str) -> list[Place]:
    """A cell that is a person's name, left of one that is a telephone number."""
    name, number = cell.strip(), right.strip()
    numbers = list(contact_words().numbers(number))
    if numbers != [(0, len(number))] or not contact_words().is_name(name):
        return []
    start = cell.index(name)
    return [(start, start + len(name), NAME)]


# ---------------------------------------------------------------- words


def _spread(words: Iterable[str]) -> str:
    """Words that print may space out: 联 系 人."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(r"\s{0,3}".join(map(re.escape, word)) for word in longest)


class ContactWords:
    """What the words say of a text whose full-width signs are plain ones."""

    def __init__(self, words: dict[str, Any]) -> None:
        self._no_names = frozenset([*words["no_names"], *words["offices_held"]])
        self._endings = tuple(words["office_endings"])
        self._own = frozenset(words["own_labels"])
        before, numbers = any_of(words["before_label"]), _spread(words["number_labels"])
        names, titles = _spread(words["name_labels"]), any_of(words["titles"])
        posed = _spread(words["posed_by"])
        verbs, held = any_of(words["verbs"]), any_of(words["offices_held"])
        # One character of an office is the first of other words: 工, 总.
        longer = any_of([word for word in words["offices_held"] if len(word) > 1])
        one, long = f"[{''.join(words['surnames'].split())}]", any_of(words["long_surnames"])
        dotted = rf"{_HAN}{{1,8}}·{_HAN}{{1,8}}"
        # A name of two characters is often spread to the width of three.
        person = rf"{dotted}|(?:{long}){_HAN}{{1,2}}|{one}{_HAN}{{1,2}}|{one}\s{{1,4}}{_HAN}"
        anyone = rf"{dotted}|(?:{long}){_HAN}{{1,2}}|{_HAN}{{2,3}}|{_HAN}\s{{1,4}}{_HAN}"
        office = rf"(?:{_HAN}{{1,14}}(?:{any_of(words['office_endings'])})\s{{1,4}})"
        label = rf"(?:{before}){{0,4}}(?:{numbers})(?:号码|号)?"

        self._person = lazy_pattern(person)
        self._number_label = lazy_pattern(label)
        self._name_label = lazy_pattern(rf"(?:{before}){{0,3}}(?:{names}|{posed})")
        self._says_number = lazy_pattern(numbers)
        self._said = lazy_pattern(rf"(?:(?<!{_HAN}){label}|(?:{any_of(words['calls'])})){_GAP}\Z")
        self._said_name = lazy_pattern(rf"(?:{names}|{label})(?:{_GAP}\Z|\s?:)")
        self._other = lazy_pattern(
            rf"(?:{any_of([*words['other_numbers'], *words['bounds']])}){_GAP}\Z"
        )
        self._between = lazy_pattern(rf"(?:[\s,，、;；:(]{{0,24}}{label})?[\s,，、:(]{{0,24}}\Z")
        self._before = lazy_pattern(
            rf"(?:^|{_NO_WORD}|{names}|{verbs})"
            rf"(?P<name>{person}|{one}(?:{held}))(?:{held}|(?<={_HAN}{{3}})\s(?:{longer}))?(?:\([^()]{{1,20}}\))?\Z"
        )
        self._in_office = lazy_pattern(
            rf"(?:{any_of(words['desks'])})(?P<name>{person})(?<![{words['not_last']}])\Z"
        )
        offices = f"{any_of(words['roles'])}|{longer}"
        self._in_role = lazy_pattern(rf"(?:{offices})(?P<name>{person})(?:{held})?\Z")
        # 手机 13900000001 钱某; 0371-66554433（钱主任）
        self._behind = lazy_pattern(
            rf"[\s,，、(]{{1,4}}(?P<name>{one}(?:{held})|(?:{person})(?=\s?(?:{held})))"
            rf"(?:\s?(?:{held}))?(?=\s*(?:$|[,，。;；、)]))"
        )
        self._behind_own = lazy_pattern(
            rf"(?:\s{{1,4}}|\s?\()(?P<name>{person})(?<={_HAN}{{3}})(?=\s*(?:$|[,，。;；、)]))"
        )
        self._posed = lazy_pattern(
            rf"(?<!{_HAN})(?:{any_of(words['posed_by'])})(?:姓名)?\s{{0,4}}[:\]]{{1,2}}\s{{0,4}}"
            rf"(?P<name>{person})(?:{held})?(?!{_HAN})"
        )
        self._titled = lazy_pattern(
            rf"(?:^|(?<={_NO_WORD})|{verbs})(?P<name>(?:{long}|{one}){_HAN}{{0,2}}?(?:{titles}))"
            rf"(?:(?!{_HAN})|(?={verbs}))"
        )
        self._listed = lazy_pattern(rf"(?P<name>{anyone})(?:{held})?(?!{_HAN})")
        self._after = lazy_pattern(
            rf"(?P<label>{names})(?:姓名)?(?:\s{{0,4}}[:\]]{{1,2}}\s{{0,4}}|\s{{1,4}})"
            rf"{office}?"
        )
        self._office = lazy_pattern(rf"\s*{office}?")
        self._open = lazy_pattern(
            rf"(?:{names}|{numbers}|{verbs})[^。；;]{{1,20}}\Z"
            rf"|(?<!\d)(?<!{_DASH})0\d{{2,3}}\s?{_DASH}\s?\d{{3,7}}\Z"
        )
        self._account = lazy_pattern(
            rf"(?<![A-Za-z])(?:{any_of(words['account_labels'])})\s?[:为是]{{0,2}}\s?"
            r"(?P<id>[A-Za-z][0-9A-Za-z_-]{5,19}|[0-9]{5,12})(?![0-9A-Za-z_@-])"
        )
        forms, plain = _number_patterns(any_of(words["counters"]))
        self._form, self._plain = lazy_pattern(forms), lazy_pattern(plain)

    def label(self, text: str) -> frozenset[str]:
        """What a line or cell that is only a label says of what comes after it."""
        if len(text) > 3 * _LABEL_LENGTH:
            return frozenset()
        name = _REMARK.sub("", "".join(text.split())).rstrip(":")
        if not name or len(name) > _LABEL_LENGTH:
            return frozenset()
        if self._name_label.fullmatch(name):
            return frozenset([NAME, *[NUMBER] * bool(self._says_number.search(name))])
        return frozenset([NUMBER] if self._number_label.fullmatch(name) else [])

    def find(self, text: str, kinds: frozenset[str]) -> list[Place]:
        """The contacts in one line or cell; `kinds` are those that a label or head names."""
        places = [*_addresses(text), *self._names(text, NAME in kinds)]
        places += ((*match.span("id"), ACCOUNT) for match in self._account.finditer(text))
        for start, end in self.numbers(text, NUMBER in kinds):
            places += self._with_names(text, start, end)
        apart: list[Place] = []
        for place in sorted(places, key=lambda p: (p[0], -p[1])):
            if not apart or place[0] >= apart[-1][1]:
                apart.append(place)
        return apart

    def numbers(self, text: str, labelled: bool = False) -> Iterator[tuple[int, int]]:
        """Telephone numbers, by their form or by the label before them."""
        for match in self._plain.finditer(text):
            left = text[max(0, match.start() - _NEAR) : match.start()]
            if self._other.search(left):
                continue
            if (
                labelled
                or self._form.match(text, match.start())
                or self._said.search(left)
                or self._said_by_name(left)
            ):
                yield match.span()

    def may_go_on(self, text: str) -> bool:
        """Whether a line ends in what a label says, or in an area code with a number.

        It may say more of it on the next line.
        """
        return bool(self._open.search(text, max(0, len(text) - _NEAR)))

    def is_name(self, text: str) -> bool:
        """Whether a text is a person's name, as far as surnames tell."""
        return bool(self._person.fullmatch(text)) and self._may_be(text)

    def _may_be(self, name: str) -> bool:
        return name not in self._no_names and not name.endswith(self._endings)

    def _said_by_name(self, left: str) -> bool:
        """Whether a name with its label stands before: 联系人：王某某，."""
        name = self.name_at_end(left)
        return name is not None and bool(self._said_name.search(left, 0, name[0]))

    def name_at_end(self, text: str, *, beside: bool = False) -> tuple[int, int] | None:
        """The place of a person's name that a text ends with, but for what parts it from more.

        One right behind an office (科研处苗可昕) only where the number stands `beside` it, and
        behind what a person is (负责人苗可昕) there or where it is no word of two.
        """
        text = text.rstrip(" \u3000,，、:")
        match = self._before.search(text, max(0, len(text) - _NEAR))
        if match is None and beside:
            match = self._in_office.search(text, max(0, len(text) - _NEAR))
        if match is None:
            match = self._in_role.search(text, max(0, len(text) - _NEAR))
            # 负责人应急电话: a word of two may be none.
            match = match if match and (beside or len(match["name"]) > 2) else None
        if match is None or not self._may_be(match["name"]):
            return None
        return match.span("name")

    def _with_names(self, text: str, start: int, end: int) -> Iterator[Place]:
        """A number, and the names of persons before it."""
        base = max(0, start - _NEAR)
        left = text[base:start]
        between = self._between.search(left)
        cut = between.start() if between else len(left)
        said = self._says_number.search(left, cut)
        beside = left[cut:].startswith("(") or not said or said.group() in self._own
        name = self.name_at_end(left[:cut], beside=beside)
        if name is None:
            yield start, end, NUMBER
            behind = self._behind.match(text, end)
            if behind is None and said and said.group() in self._own:
                behind = self._behind_own.match(text, end)
            if behind is not None and self._may_be(behind["name"]):
                yield *behind.span("name"), NAME
            return
        if left[cut:].strip():
            yield start, end, NUMBER
            yield base + name[0], base + name[1], NAME
        else:
            yield base + name[0], end, BOTH
        while name is not None:
            rest = left[: name[0]].rstrip(" 　、,，/")
            name = self.name_at_end(rest) if len(rest) < name[0] else None
            if name is not None:
                yield base + name[0], base + name[1], NAME

    def _names(self, text: str, whole: bool) -> Iterator[Place]:
        """Names behind a label, or with 老师; in a `whole` cell of names those too."""
        for match in self._titled.finditer(text):
            yield *match.span("name"), NAME
        for match in self._posed.finditer(text):
            if self._may_be(match["name"]):
                yield *match.span("name"), NAME
        if whole:
            first = self._office.match(text)
            yield from self._list(text, first.end() if first else 0, False)
        for match in self._after.finditer(text):
            yield from self._list(text, match.end(), "人" in match["label"])

    def _list(self, text: str, at: int, sure: bool) -> Iterator[Place]:
        """Names one after another; the first may have any surname where it is `sure`."""
        while match := self._listed.match(text, at):
            name = match["name"]
            if not (self._may_be(name) if sure else self.is_name(name)):
                return
            yield *match.span("name"), NAME
            gap = _LIST_GAP.match(text, match.end())
            at, sure = (gap.end() if gap else match.end()), False


def _number_patterns(counters: str) -> tuple[str, str]:
    """(the known forms, these and plain numbers), each not before a unit or counter."""
    ended = rf"(?!\s*(?:{counters}))(?!\d)(?!\.\d)(?![^\W\d_\u4e00-\u9fff])"
    tail = rf"(?:\s?(?:转|分机|{_DASH}{{1,2}})\s?\d{{1,6}}{ended})?"
    more = rf"(?:\s?[、/或]\s?\d{{3,8}}{ended}{tail}){{0,6}}"
    first = r"(?<![0-9A-Za-z.])(?<![0-9][-—–])"
    local = r"(?:\d{7,8}|\d{3,4}[ -]\d{4}|\d{4}[ -]\d{3})"
    forms = (
        r"(?:\+?86[- ]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
        rf"|\(0\d{{2,3}}\)\s?(?:{_DASH}\s?)?{local}"
        rf"|0\d{{2,4}}\s?{_DASH}{{1,2}}\s?(?:\d{{6,8}}|{local})|0\d{{2,3}} {{1,2}}{local}"
        r"|[48]00-\d{3}-?\d{4}|[48]00-\d{4}-\d{3}"
    )
    plain = r"\d{3,4}[ -]\d{4}|\d{7,12}"
    return (
        rf"{first}(?:{forms}){ended}{tail}{more}",
        rf"{first}(?:{forms}|{plain}){ended}{tail}{more}",
    )


def _addresses(text: str) -> Iterator[Place]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text, max(0, at - 64), at)
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            yield local.start(), domain.end(), MAIL
        at = text.find("@", at + 1)


@cache
def contact_words() -> ContactWords:
    """The words of the package."""
    return ContactWords(load_words("contacts"))
