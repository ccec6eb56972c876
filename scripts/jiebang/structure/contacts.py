"""Private contact details: names and telephone numbers are not published again.

Only what is surely a contact is taken out: a label, a table's head or a known form says so, in
words of lexicon/contacts.yml. Every search looks at a bounded piece of the text, so that
reading is linear.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, groupby, pairwise
from typing import Any

from jiebang.document.fields import BULLETS
from jiebang.document.model import Withheld
from jiebang.originals.original import BREAK
from jiebang.structure.draft import Draft, Line, Piece
from jiebang.structure.lines import PAGE_NUMBER
from jiebang.text.han import to_simplified
from jiebang.text.markers import read_marker
from jiebang.text.words import any_of, lazy_pattern, load_words

NUMBER, NAME = "telephone number", "name"
BOTH, MAIL, ACCOUNT = "name and telephone number", "e-mail address", "account of a messenger"
ContactSpan = tuple[int, int, str]

_NEAR = 48  # characters before a number that may say what it is
_LABEL_LENGTH = 16  # of a line or cell that is nothing but a label
_DASH = r"[-—–－―]"
_HAN = r"[\u4e00-\u9fff]"
_NO_WORD = r"[^\u4e00-\u9fff0-9·]"
# The last part of a domain begins with a letter: mAP@0.5 and 300Wh/kg@0.5C are none.
_ADDRESS = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}"
)
# zhang(at)example.com, and behind a label zhang#example.com
_ADDRESS_SPELT = re.compile(
    r"[A-Za-z0-9._-]{2,64}\s?[(\[]\s?at\s?[)\]]\s?[A-Za-z0-9.-]{3,64}"
    r"|(?<=[邮信]箱[:为是 ])\s{0,2}[A-Za-z0-9._-]{2,64}(?:#| at )[A-Za-z0-9-]{1,63}"
    r"(?:\.| dot )[A-Za-z. ]{2,20}"
)
_LATIN_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.? ?|(?<=联系人:) ?)(?:[A-Z][a-z]{1,14}\b ?){1,2}(?<! )"
)
_REMARK = re.compile(r"\([^()]{0,20}\)|^\(?[一二三四五六七八九十0-9]{1,3}[)、.．]")
_GAP = r"[\s:(\]为是]{0,6}"
_LIST_GAP = re.compile(r"\s{0,4}(?:\([^()]{1,8}\))?\s{0,4}[、,，/;；]?\s{0,4}")
_PLAIN = str.maketrans(
    "０１２３４５６７８９（）－＠．：／【】〔〕〖〗［］\xa0｜☎☏✆📞📱",
    "0123456789()-@.:/[][][][] :     ",
)
_LAST_OF_NAME = re.compile(rf"{_HAN}\s+[\d(]")
_SENTENCE = re.compile(r"[。；;]")
_HEAD_ROWS = 2
_MOST_LINES = 4  # of one contact
_NOTHING: frozenset[str] = frozenset()


def withhold_contacts(draft: Draft) -> Draft:
    """Take telephone numbers, the names before them and personal addresses out of lines.

    What a person has taken back (`draft.public`) stays, and stays named.
    """
    lines = [(p.number, p.text) for p in draft.pieces if isinstance(p, Line)]
    found = tuple(
        replace(w, public=(w.line, w.first, w.last) in draft.public) for w in find_contacts(lines)
    )
    private = defaultdict[int, list[Withheld]](list)
    for place in found:
        if not place.public:
            private[place.line].append(place)

    def cut(piece: Piece) -> list[Piece]:
        if not isinstance(piece, Line) or not private[piece.number]:
            return [piece]
        text = piece.text
        for place in reversed(private[piece.number]):
            text = text[: place.first - 1] + text[place.last :]
        return [replace(piece, text=text)] if text.strip() else []

    return draft.with_pieces(draft.each(cut).pieces, withheld=found)


def find_contacts(lines: Sequence[tuple[int, str]]) -> list[Withheld]:
    """The contacts in numbered lines, in order; none is longer than its line or cell.

    Cells of a table are parted by tabs. A line that is only a label (联系方式：) says what
    the lines below it are, as long as each of them has a contact.
    """
    words, found = contact_words(), list[list[ContactSpan]]()
    columns, rows, wide, above = dict[int, frozenset[str]](), 0, 0, _NOTHING
    plain = to_simplified("\n".join(line for _, line in lines).translate(_PLAIN)).split("\n")
    for text in plain:
        cells = text.split("\t")
        if len(cells) != wide:
            columns, rows, wide = {}, 0, len(cells)
        rows += 1
        if wide > 1:
            above = _NOTHING
            found.append(_find_in_row(cells, columns, rows <= _HEAD_ROWS))
            continue
        found.append(words.find(text, above - {NAME}) or words.name_alone(text, above))
        above = words.label(text) or (above if found[-1] else _NOTHING)
    numbers = [number for number, _ in lines]
    pairs = [at for at, (a, b) in enumerate(pairwise(numbers)) if b == a + 1]
    for at in pairs:
        _find_over(plain, numbers, at, found)
    for at in pairs:
        # Print breaks lines between a name and its number.
        start, _, why = next(iter(sorted(found[at + 1])), (0, 0, ""))
        beside = why == NUMBER and not plain[at + 1][:start].strip(" (:") and "\t" not in plain[at]
        name = words.name_at_end(plain[at].rstrip()) if beside else None
        if name and not any(end > name[0] for _, end, _ in found[at]):
            found[at].append((*name, NAME))
    return [
        Withheld(number, start + 1, end, why)
        for (number, _), places in zip(lines, found, strict=False)
        for start, end, why in sorted(places)
    ]


def _find_over(
    texts: Sequence[str], numbers: Sequence[int], at: int, found: list[list[ContactSpan]]
) -> None:
    """Add the contacts that the end of a line breaks."""
    words, above = contact_words(), texts[at].rstrip()
    whole = any((end, why) == (len(above), NAME) for _, end, why in found[at])
    whole = whole and not found[at + 1] and not _LAST_OF_NAME.match(texts[at + 1])
    goes_on = texts[at + 1].lstrip().startswith("@")
    goes_on = goes_on or words.open_end.search(above, max(0, len(above) - _NEAR)) is not None
    if whole or not goes_on:
        return
    begins = at + bool(words.label(above))  # the line of a contact's begin, below a label too
    chars = [(at, n, char) for n, char in enumerate(above)][-_NEAR:]
    for line in range(at + 1, min(at + _MOST_LINES, len(texts))):
        text = texts[line].rstrip()
        # The next line, or the same cell of the next row where it is the only one.
        apart = numbers[line] != numbers[line - 1] + 1 or "\t" in text.strip()
        apart = apart or text.count("\t") != above.count("\t")
        if apart or read_marker(text) or PAGE_NUMBER.fullmatch(text.strip()):
            return
        own = [(line, n, c) for n, c in enumerate(text) if n >= len(text) - len(text.lstrip())]
        chars += own[:_NEAR]
        for contact in _across(chars, _NOTHING):
            said = "".join(texts[of][start:end] for of, (start, end, _) in contact)
            # Figures below each other may be those of a table: over more lines only a known form.
            near = contact[0][0] == at and (line == at + 1 or not any(map(str.isdecimal, said)))
            if near or (contact[0][0] <= begins and words.form.search(said)):
                for of, place in contact:
                    found[of] = _put(found[of], place)
        if len(own) > _NEAR:
            return


def _across(
    chars: Sequence[tuple[int, int, str]], kinds: frozenset[str]
) -> Iterator[list[tuple[int, ContactSpan]]]:
    """The contacts that the end of a line breaks, with a name right before: each line's part.

    `chars` are (line, place in it, character) with the ends of lines left out.
    """
    places = contact_words().find("".join(char for *_, char in chars), kinds)
    for above, place in pairwise([(0, 0, ""), *places]):
        (line, start, _), (last, end, _) = chars[place[0]], chars[place[1] - 1]
        if (last, end - start) == (line, place[1] - 1 - place[0]):
            continue
        parts = list[tuple[int, ContactSpan]]()
        for a, b, why in [above, place] if above[2] == NAME else [place]:
            for own, run in groupby(chars[a:b], lambda char: char[0]):
                at = [n for _, n, _ in run]
                parts.append((own, (at[0], at[-1] + 1, why)))
        yield parts


def _put(places: Iterable[ContactSpan], new: ContactSpan) -> list[ContactSpan]:
    """The places with one more, before which and behind which the others end and begin."""
    start, end, _ = new
    cut = [(a, min(b, start), why) for a, b, why in places if a < start]
    return [*cut, new, *((max(a, end), b, why) for a, b, why in places if b > end)]


def _find_in_row(
    cells: Sequence[str], columns: dict[int, frozenset[str]], in_head: bool
) -> list[ContactSpan]:
    """The contacts of a row, each within its cell.

    `columns` says what those below a head hold, and is told by the first rows without any.
    """
    words = contact_words()
    labels = [words.label(cell) for cell in cells]
    places: list[ContactSpan] = []
    start = 0
    for at, cell in enumerate(cells):
        beside = labels[at - 1] if at else _NOTHING
        if at > 1 and cells[at - 1].strip() in words.own_names and NAME in labels[at - 2]:
            beside = labels[at - 2]  # 联系人 | 姓名 | …
        inner = _find_in_cell(cell, _NOTHING if labels[at] else columns.get(at, _NOTHING) | beside)
        name, number = cell.strip(), "".join(cells[at + 1 : at + 2]).strip()
        # A person's name, left of a telephone number and nothing else.
        if not inner and [*words.numbers(number)] == [(0, len(number))] and words.is_name(name):
            inner = [(cell.index(name), cell.index(name) + len(name), NAME)]
        places += ((start + first, start + end, why) for first, end, why in inner)
        start += len(cell) + 1
    if in_head and not places:
        columns |= {at: kinds for at, kinds in enumerate(labels) if kinds}
    return places


def _find_in_cell(cell: str, kinds: frozenset[str]) -> list[ContactSpan]:
    """The contacts of a cell, those too that the end of a line in it breaks."""
    found, start = list[ContactSpan](), 0
    for line in cell.split(BREAK):
        places = contact_words().find(line, kinds)
        found += ((start + first, start + end, why) for first, end, why in places)
        start += len(line) + 1
    if BREAK in cell:
        for contact in _across([(0, n, c) for n, c in enumerate(cell) if c != BREAK], kinds):
            for _, place in contact:
                found = _put(found, place)
    return found


# ---------------------------------------------------------------- words


def _spread(words: Iterable[str]) -> str:
    """Words that print may space out: 联 系 人."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(r"\s{0,4}".join(map(re.escape, word)) for word in longest)


class ContactWords:
    """What the words say of a text whose full-width signs are plain ones."""

    def __init__(self, words: dict[str, Any]) -> None:
        self._no_names = frozenset([*words["no_names"], *words["offices_held"]])
        self._endings = tuple(words["office_endings"])
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
        self._named = lazy_pattern(rf"(?:{names})\s?:[^。；;:]{{0,40}}\Z")
        self._other = lazy_pattern(
            rf"(?:{any_of([*words['other_numbers'], *words['bounds']])}){_GAP}\Z"
        )
        self._between = lazy_pattern(rf"(?:[\s,，、;；:(]{{0,24}}{label})?[\s,，、:/(]{{0,24}}\Z")
        self._before = lazy_pattern(
            rf"(?:^|{_NO_WORD}|{names}|{verbs})"
            rf"(?P<name>{person}|{one}(?:{held}))(?:{held}|(?<={_HAN}{{3}})\s(?:{longer}))?(?:\([^()]{{1,20}}\))?\)?\Z"
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
            rf"(?:[^。，；;:]{{1,24}}\s)?(?P<name>{person})(?:{held})?(?!{_HAN})"
        )
        # 联系人：某某局某某科王某，
        self._posted = lazy_pattern(
            rf"(?:{names})\s?[:\]]{{1,2}}\s?{_HAN}{{1,20}}?(?:{any_of(words['desks'])})"
            rf"(?P<name>{person})(?<![{words['not_last']}])(?=\s*(?:$|[,，、;；(]))"
        )
        self._titled = lazy_pattern(
            rf"(?:^|(?<={_NO_WORD})|{verbs})(?P<name>(?:{long}|{one}){_HAN}{{0,2}}?(?:{titles}))"
            rf"(?:(?!{_HAN})|(?={verbs}))"
        )
        # 科技部：墨子衿，内线 7730: whatever the surname, right behind a colon
        self._own = frozenset(words["own_labels"])
        self._sure = lazy_pattern(rf":\s?(?P<name>{_HAN}{{2,3}})(?:{held})?[\s,，]{{1,3}}\Z")
        self._called = lazy_pattern(rf"(?:{longer})\s?(?P<name>{person})\s{{0,4}}(?:{numbers})")
        self.own_names = frozenset(words["own_names"])
        self._listed = lazy_pattern(rf"(?P<name>{anyone})(?:{held})?(?!{_HAN})")
        self._after = lazy_pattern(
            rf"(?P<label>{names})(?:姓名)?(?:\s{{0,4}}[:\]]{{1,2}}\s{{0,4}}|\s{{1,4}})"
            rf"{office}?"
        )
        self._office = lazy_pattern(rf"\s*{office}?")
        self._alone = lazy_pattern(
            rf"[\s{BULLETS}-]{{0,4}}{office}?(?P<name>{person})(?:{held})?(?:\([^()]{{1,20}}\))?\s*"
        )
        # What a label says, or a number or address begun, at a line's end: it may go on below.
        self.open_end = lazy_pattern(
            rf"(?:{names}|{numbers}|{verbs})[^。；;]{{1,20}}\Z"
            rf"|(?:{names}|{numbers})[\s:]*\Z|(?<!\d)(?<!{_DASH})0\d{{2,3}}\s?{_DASH}\s?\d{{0,7}}\Z"
            r"|(?<![\d.-])1[3-9]\d[ -]\d{0,4}\Z"
            r"|[A-Za-z0-9]@(?:[A-Za-z0-9-]{0,63}|[A-Za-z0-9.-]{0,63}[.-])\Z"
        )
        self._account = lazy_pattern(
            rf"(?<![A-Za-z])(?:{any_of(words['account_labels'])})\s?[:为是]{{0,2}}\s?"
            r"(?P<id>[A-Za-z][0-9A-Za-z_-]{5,19}|[0-9]{5,12})(?![0-9A-Za-z_@-])"
        )
        # Telephone numbers: the known forms, or these and plain numbers; none before a unit.
        ended = rf"(?!\s*(?:{any_of(words['counters'])}))(?!\d)(?!\.\d)(?![^\W\d_\u4e00-\u9fff])"
        tail = rf"(?:\s?(?:转|分机|{_DASH}{{1,2}})\s?\d{{1,6}}{ended})?"
        again = r"(?:\d{3,4}[ -]\d{3,4}|\d{3,8})"
        more = rf"{ended}{tail}(?:\s?[、/或]\s?{again}{ended}{tail}){{0,6}}"
        first = r"(?<![0-9A-Za-z.])(?<![0-9][-—–])"
        local = r"(?:\d{7,8}|\d{3,4}[ -]\d{4}|\d{4}[ -]\d{3})"
        forms = (
            r"(?:\+?86[- ]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\+86[- ]\d{2,3}[- ]\d{3,4}[ -]?\d{4}"
            rf"|\(0\d{{2,3}}\)\s?(?:{_DASH}\s?)?{local}"
            rf"|0\d{{2,4}}\s?{_DASH}{{1,2}}\s?(?:\d{{6,8}}|{local})|0\d{{2,3}} {{1,2}}{local}"
            r"|[48]00-\d{3}-?\d{4}|[48]00-?\d-?\d{3}-\d{3}"
        )
        # 内线 6217, not 线路电 380, 订单小号 4521
        self._short = lazy_pattern(
            rf"(?<![线回单])(?:{any_of(words['short_labels'])})\s?[:为是]{{0,2}}\s?(?P<id>\d{{3,6}}|\d{{3,4}}-\d{{5}})"
            rf"(?![-—–]){ended}"
        )
        self.form = lazy_pattern(rf"{first}(?:{forms}){more}")
        self._plain = lazy_pattern(
            rf"{first}(?:{forms}|1[3-9]\d(?:[ -]?\d){{8}}|\d{{3,4}}[ -]\d{{3,4}}|\d{{7,12}}){more}"
        )

    def label(self, text: str) -> frozenset[str]:
        """What a line or cell that is only a label says of what comes after it."""
        text = text[-3 * _LABEL_LENGTH :]
        name = _REMARK.sub("", "".join(_SENTENCE.split(text)[-1].split())).rstrip(":")
        if not name or len(name) > _LABEL_LENGTH:
            return frozenset()
        if self._name_label.fullmatch(name):
            return frozenset([NAME, *[NUMBER] * bool(self._says_number.search(name))])
        return frozenset([NUMBER] if self._number_label.fullmatch(name) else [])

    def find(self, text: str, kinds: frozenset[str]) -> list[ContactSpan]:
        """The contacts in one line or cell; `kinds` are those that a label or head names."""
        places = [*self._names(text, NAME in kinds)]
        for match in chain(_ADDRESS.finditer(text), _ADDRESS_SPELT.finditer(text)):
            places.append((*match.span(), MAIL))
            base = max(0, match.start() - _NEAR)
            name = self.name_at_end(left := text[base : match.start()].rstrip("< "))
            if name and self._said_name.search(left, 0, name[0]):
                places.append((base + name[0], base + name[1], NAME))
        places += ((*match.span("id"), ACCOUNT) for match in self._account.finditer(text))
        for start, end in self.numbers(text, NUMBER in kinds):
            places += self._with_names(text, start, end)
        if places or "联系人" in text:
            places += ((*match.span(), NAME) for match in _LATIN_NAME.finditer(text))
        apart: list[ContactSpan] = []
        for place in sorted(places, key=lambda p: (p[0], -p[1])):
            if not apart or place[0] >= apart[-1][1]:
                apart.append(place)
        return apart

    def numbers(self, text: str, labelled: bool = False) -> Iterator[tuple[int, int]]:
        """Telephone numbers, by their form or by the label before them."""
        yield from (match.span("id") for match in self._short.finditer(text))
        for match in self._plain.finditer(text):
            left = text[max(0, match.start() - _NEAR) : match.start()]
            if self._other.search(left):
                continue
            if (
                labelled
                or self.form.match(text, match.start())
                or self._said.search(left)
                # 联系人：王某某，, and then a number
                or ((name := self.name_at_end(left)) and self._said_name.search(left, 0, name[0]))
            ):
                yield match.span()

    def name_alone(self, text: str, kinds: frozenset[str]) -> list[ContactSpan]:
        """The name that is all of a line below a label of names: 科研处　郏文澜."""
        match = self._alone.fullmatch(text) if NAME in kinds else None
        return [(*match.span("name"), NAME)] if match and self._may_be(match["name"]) else []

    def is_name(self, text: str) -> bool:
        """Whether a text is a person's name, as far as surnames tell."""
        return bool(self._person.fullmatch(text)) and self._may_be(text)

    def _may_be(self, name: str) -> bool:
        return name not in self._no_names and not name.endswith(self._endings)

    def name_at_end(self, text: str, *, beside: bool = False) -> tuple[int, int] | None:
        """The place of a person's name that a text ends with, but for what parts it from more.

        One right behind an office (科研处苗可昕) only where the number stands `beside` it, and
        behind what a person is (负责人苗可昕) there or where it is no word of two.
        """
        text = text.rstrip(" \u3000,，、:/")
        # 负责人应急电话: a word of two may be none.
        roles = (self._in_role, 2 if beside else 3)
        for pattern, least in ((self._before, 1), *[(self._in_office, 1)] * beside, roles):
            match = pattern.search(text, max(0, len(text) - _NEAR))
            if match and len(match["name"]) >= least:
                return match.span("name") if self._may_be(match["name"]) else None
        return None

    def _with_names(self, text: str, start: int, end: int) -> Iterator[ContactSpan]:
        """A number, and the names of persons before it."""
        base = max(0, start - _NEAR)
        left = text[base:start]
        between = self._between.search(left)
        cut = between.start() if between else len(left)
        said = self._says_number.search(left, cut)
        beside = left[cut:].startswith("(") or not said or said.group() in self._own
        beside = beside or self._named.search(left, 0, cut) is not None
        name = self.name_at_end(left[:cut], beside=beside)
        if name is None and said and said.group() in self._own:
            sure = self._sure.search(left[: said.start()])
            name = sure.span("name") if sure and self._may_be(sure["name"]) else None
        if name is None:
            yield start, end, NUMBER
            behind = self._behind.match(text, end)
            if behind is None and said and said.group() in self._own:
                behind = self._behind_own.match(text, end)
            if behind is not None and self._may_be(behind["name"]):
                yield *behind.span("name"), NAME
            return
        if left[cut:].strip() or left[: name[0]].endswith("("):
            yield start, end, NUMBER
            yield base + name[0], base + name[1], NAME
        else:
            yield base + name[0], end, BOTH
        while name is not None:
            rest = left[: name[0]].rstrip(" 　、,，/")
            name = self.name_at_end(rest) if len(rest) < name[0] else None
            if name is not None:
                yield base + name[0], base + name[1], NAME

    def _names(self, text: str, whole: bool) -> Iterator[ContactSpan]:
        """Names behind a label, or with 老师; in a `whole` cell of names those too."""
        forms = (self._titled, self._posed, self._posted, self._called)
        for match in chain.from_iterable(form.finditer(text) for form in forms):
            if self._may_be(match["name"]):
                yield *match.span("name"), NAME
        if whole:
            first = self._office.match(text)
            yield from self._list(text, first.end() if first else 0, False)
        for match in self._after.finditer(text):
            yield from self._list(text, match.end(), "人" in match["label"])

    def _list(self, text: str, at: int, sure: bool) -> Iterator[ContactSpan]:
        """Names one after another; the first may have any surname where it is `sure`."""
        while match := self._listed.match(text, at):
            name = match["name"]
            if not (self._may_be(name) if sure else self.is_name(name)):
                return
            yield *match.span("name"), NAME
            gap = _LIST_GAP.match(text, match.end())
            at, sure = (gap.end() if gap else match.end()), False


@cache
def contact_words() -> ContactWords:
    """The words of the package."""
    return ContactWords(load_words("contacts"))
