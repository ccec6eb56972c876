"""What a document says of itself: issuer, number, date, deadline, each with its line.

Read by program, so a claim made here is `stated` and not `confirmed`. What the text does
not say is `unknown`, and searched.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, takewhile

from jiebang.document.model import Basis, Claim, Document, Provenance, tasks
from jiebang.quantities.numerals import numeral_value
from jiebang.text.han import simplified
from jiebang.text.spaces import squash, tidy
from jiebang.text.words import any_of, load_words

_HAN_YEAR = r"二[〇零○O0]?[〇零○O0一二三四五六七八九]{2,3}"
_YEAR = rf"(?P<y>20\d{{2}}|{_HAN_YEAR})\s*年"
_PART = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_FULL = rf"{_YEAR}\s*(?P<m>{_PART})\s*月\s*(?P<d>{_PART})\s*日"
_POINTS = r"(?P<y2>20\d{2})\s*[-./]\s*(?P<m2>\d{1,2})\s*[-./]\s*(?P<d2>\d{1,2})(?!\d)"
_DATE = re.compile(rf"{_FULL}|{_POINTS}")
# 2027年2月1日至3月15日: the year is named once.
_SPAN = re.compile(
    r"(?P<y>20\d{2})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?[^，。；]{0,8}?(?:至|到|—{1,2}|-{1,2}|–|~|～)\s*"
    r"(?:(?P<later>20\d{2})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
)
# The groups of a year, a month, a day; of several the first counts.
_KEYS = (("later", "y", "y2"), ("m", "m2"), ("d", "d2"))
_NUMBER = r"[\u4e00-\u9fff]{2,16}[〔\[［][12]\d{3}[〕\]］]\s*第?\d{1,4}号"
_OWN_NUMBER = re.compile(rf"[（(]?(?P<number>{_NUMBER})(?=[）)\s]|$)")
_TOP = 12  # lines at the top, whatever stands there
_HEAD = 24  # lines at the top of a document that may hold its number
_LONGEST = 40  # characters of an issuer's name
_EVIDENCE = 80
_NEXT = 12  # characters of the next line that may end a clause
_MARKER = re.compile(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]\s*")
_PUNCTUATION = re.compile(r"[，。；：、！？（）()《》“”\d\t:;,!?]")
_CLAUSE = re.compile(r"[，。；,;]")
_UNTIL = re.compile(r"(?:截止|截至|截止时间|截止日期)(?:到|为|至|：)?\s*$")
_WIDE = re.compile(r"[ \u3000]{2,}|\u3000")
_BEFORE = re.compile(r"[^，。；]{0,8}?(?:之?前|以前|截止|止|关闭|内)")
_DATED = re.compile(rf"[（(]?{_YEAR}\s*{_PART}\s*月(?:\s*{_PART}\s*日)?[）)]?$")


@dataclass(frozen=True)
class _Phrase:
    value: str
    line: int
    en: str = ""


def find_stated(original: str, document: Document) -> Provenance:
    """What the text says of its issuer, number, date and deadline, each with its line.

    A claim of basis `unknown` was searched for in vain.
    """
    printed = original.split("\n")
    plain = [simplified(line) for line in printed]
    lines = [_tidy_cells(line) for line in plain]
    # With parts that stand apart by wide spaces as cells, too.
    apart = [_tidy_cells(_WIDE.sub("\t", line)) for line in plain]
    of_document = tasks(document)
    title = squash(simplified(of_document[0].title.zh)) if of_document else ""
    # The line of the first task's title; that of the end where there is none.
    above = (n for n, line in enumerate(lines) if title and title in squash(line))
    first, single = next(above, len(lines)), len(of_document) == 1
    signed = next(_signatures(lines), ())
    issuer = _first(
        _offices(apart[:first], _words("task_labels")),
        signed[:1],
        _titles(lines[:first]),
        _only(_offices(apart if single else apart[:first])),
        _letterheads(lines[:first]),
    )
    date = _first(_dates(apart[:first]), signed[1:], _issued(lines))
    return Provenance(
        *(document.id, document.source, document.sha256),
        issuer=_claim(issuer, printed),
        jurisdiction=_jurisdiction(issuer, printed),
        document_number=_claim(_first(_numbers(apart[: max(first, _TOP)])), printed),
        date_issued=_claim(date, printed),
        application_deadline=_claim(_first(_deadlines(apart, first, single)), printed),
    )


def undated(title: str) -> str:
    """A title without the date that stands below it in print."""
    return _DATED.sub("", title).rstrip() or title


def _tidy_cells(line: str) -> str:
    """A line tidied, its cells still parted by tabs."""
    return "\t".join(map(tidy, line.split("\t")))


def _first(*found: Iterable[_Phrase]) -> _Phrase | None:
    """The first phrase of the first finder that has any."""
    return next(chain.from_iterable(found), None)


def _claim(phrase: _Phrase | None, printed: Sequence[str]) -> Claim:
    if phrase is None:
        return Claim(searched=True, confirmed=False)
    line = printed[phrase.line]
    words = " ".join(filter(None, map(tidy, line.split("\t"))))
    evidence = (f"{phrase.line + 1}: “{words[:_EVIDENCE]}”",)
    plain = simplified(line)
    place = plain.find(phrase.value) if len(plain) == len(line) else -1
    value = line[place : place + len(phrase.value)] if place >= 0 else phrase.value
    return Claim(value, phrase.en, Basis.STATED, evidence, False, True)


def _signatures(lines: Sequence[str]) -> Iterator[tuple[_Phrase, ...]]:
    """Issuer and date of signatures: names, each on a line, above a date."""
    for at, line in enumerate(lines):
        found = _DATE.fullmatch(line.strip())
        if not found or not (date := _iso(found)):
            continue
        above = [n for n in range(at - 1, max(-1, at - 8), -1) if lines[n].strip()]
        names = list(takewhile(lambda n: _is_office(lines[n].strip()), above))[::-1]
        if names:
            issuer = "、".join(lines[n].strip() for n in names)
            yield _Phrase(issuer, names[0]), _Phrase(line.strip(), at, date)


def _iso(found: re.Match[str]) -> str:
    """The date that was matched, in ISO 8601; "" for none of the calendar."""
    groups = found.groupdict()
    parts = [next(filter(None, map(groups.get, keys)), "") for keys in _KEYS]
    try:
        return datetime.date(*map(_figure, parts)).isoformat()
    except ValueError:
        return ""


def _figure(text: str) -> int:
    """A figure in either script; 0 for none."""
    if text.isdecimal():
        return int(text)
    value = numeral_value(re.sub("[○O0]", "〇", text))
    return int(value) if value is not None else 0


def _is_office(text: str) -> bool:
    return (
        4 <= len(text) <= _LONGEST
        and text.endswith(_words("issuer_endings"))
        and not _PUNCTUATION.search(text)
        and not any(word in text for word in _words("no_issuer"))
    )


def _values(lines: Sequence[str], key: str) -> Iterator[tuple[str, str, int]]:
    """(label, what stands behind it, line), by a colon, a cell or a heading."""
    labels = _labels(key)
    for at, line in enumerate(lines):
        for found in labels.finditer(line):
            yield found["label"], found["value"].strip(), at
        heading = _MARKER.sub("", line).rstrip("：:").strip()
        if heading and labels.fullmatch(f"{heading}：x") and "\t" not in line:
            below = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), None)
            if below is not None:
                yield heading, lines[below].strip(), below


def _offices(lines: Sequence[str], but: Sequence[str] = ()) -> Iterator[_Phrase]:
    """发文机关：…, 发榜单位：… and the like; labels in `but` do not count."""
    for label, value, at in _values(lines, "issuer_labels"):
        name = undated(value)
        if label not in but and _is_office(name):
            yield _Phrase(name, at)


def _only(phrases: Iterable[_Phrase]) -> Iterator[_Phrase]:
    """The phrases, where all say the same."""
    found = list(phrases)
    yield from found if len({phrase.value for phrase in found}) == 1 else ()


def _letterheads(lines: Sequence[str]) -> Iterator[_Phrase]:
    """An office alone on the first line, with a title below it."""
    filled = [(line.strip("*# \t"), n) for n, line in enumerate(lines) if line.strip()]
    if len(filled) > 1 and _is_office(filled[0][0]) and not _is_office(filled[1][0]):
        yield _Phrase(*filled[0])


def _titles(lines: Sequence[str]) -> Iterator[_Phrase]:
    """示例市科学技术局关于发布…的通知."""
    for at, line in enumerate(lines[:_HEAD]):
        name, about, rest = line.strip().partition("关于")
        if about and rest.endswith(_words("notices")) and _is_office(name):
            yield _Phrase(name, at)


def _numbers(lines: Sequence[str]) -> Iterator[_Phrase]:
    """Numbers behind 发文字号, or on a line of their own at the top."""
    filled = [(text, n) for n, line in enumerate(lines) if (text := line.strip())]
    labelled = ((value, at) for _, value, at in _values(lines, "number_labels"))
    for text, at in (*labelled, *filled[:_HEAD]):
        if found := _OWN_NUMBER.match(text):
            yield _Phrase(found["number"], at, found["number"])


def _dates(lines: Sequence[str]) -> Iterator[_Phrase]:
    # Behind the issuer's name it stands in brackets: 发布单位：某某局（2026年2月9日）.
    beside = ((v[len(undated(v)) + 1 :], at) for _, v, at in _values(lines, "issuer_labels"))
    for value, at in (*((v, at) for _, v, at in _values(lines, "date_labels")), *beside):
        found = _DATE.match(value)
        if found and (iso := _iso(found)):
            yield _Phrase(found.group(), at, iso)


def _issued(lines: Sequence[str]) -> Iterator[_Phrase]:
    """…办公室 2026年6月3日印发."""
    for at, line in enumerate(lines):
        for found in _DATE.finditer(line):
            if line.startswith("印发", found.end()) and (iso := _iso(found)):
                yield _Phrase(found.group(), at, iso)


def _deadlines(lines: Sequence[str], first: int, single: bool) -> Iterator[_Phrase]:
    """Last days for applicants, by a label or in a sentence outside the tasks."""
    for label, value, at in _values(lines, "deadline_labels"):
        if label not in _words("loose_deadlines") or at < first or single:
            yield from _days(value if _SPAN.match(value) else _CLAUSE.split(value)[0], at)
    for other in (_words("other_dates", "recommending"), _words("other_dates")):
        for at, clause, rest in _clauses(lines):
            keys = ("applying", "recommending") if at < first or single else ()
            about = _words("surely_applying", *keys)
            if any(w in clause + rest for w in about) and not any(w in clause for w in other):
                yield from _days(clause, at, bounded=True)


def _clauses(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """(line, clause, what the next line begins with where the clause may go on there)."""
    for at, line in enumerate(lines):
        *whole, last = _CLAUSE.split(line)
        yield from ((at, clause, "") for clause in whole)
        yield at, last, "".join(lines[at + 1 : at + 2])[:_NEXT] if last else ""


def _days(text: str, at: int, bounded: bool = False) -> Iterator[_Phrase]:
    """The last days that a text names.

    `bounded`: only those that something must be done by: 于2026年6月20日前, 至3月15日.
    """
    span = _SPAN.search(text)
    for found in [span] if span else _DATE.finditer(text):
        limited = span or _BEFORE.match(text, found.end()) or _UNTIL.search(text[: found.start()])
        if (limited or not bounded) and (iso := _iso(found)):
            yield _Phrase(found.group(), at, iso)


def _jurisdiction(issuer: _Phrase | None, printed: Sequence[str]) -> Claim:
    """The province or country whose office this is."""
    for name, (code, english) in load_words("provenance")["provinces"].items():
        if issuer and issuer.value.startswith(name):
            phrase = _Phrase("中国" if code == "CN" else name, issuer.line, english)
            return replace(_claim(phrase, printed), code=code)
    return Claim(searched=issuer is None, confirmed=issuer is not None)


@cache
def _words(*keys: str) -> tuple[str, ...]:
    """Lists of lexicon/provenance.yml, one behind the other."""
    return tuple(word for key in keys for word in load_words("provenance")[key])


@cache
def _labels(key: str) -> re.Pattern[str]:
    """A label of one of the lists, and what stands behind it."""
    rest = key == "deadline_labels"
    value = r"[^\t]+" if rest else r"[^\s\t]+(?:\s?\d[^\s\t]*)*"
    separator = "[：:为]" if rest else "[：:]"
    names = any_of(_words(key))
    return re.compile(
        rf"(?<![\u4e00-\u9fff])(?P<label>{names})\s*(?:{separator}|\t)\s*(?P<value>{value})"
    )
