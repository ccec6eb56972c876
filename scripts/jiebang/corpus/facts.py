"""What a task's own fields say, as numbers: money, duration, target year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import zip_longest

from jiebang.document.fields import base_names
from jiebang.document.model import Field, Paragraph, Segment, Task, block_segments
from jiebang.quantities.amount import Amount
from jiebang.quantities.fields import due_years, money_below, months_between, named_term, time_below
from jiebang.quantities.read_zh import extract
from jiebang.text.han import simplified
from jiebang.text.markers import without_remark
from jiebang.text.words import any_of, load_words


@dataclass(frozen=True, slots=True)
class Facts:
    """What a task's own fields say, as numbers; None where they say nothing.

    Money is in yuan: `funding_cny` is the ceiling of public money, `award_cny` the highest
    prize, `own_contribution_cny` what the applicant must bring, `total_cny` what all of it
    costs. `duration_months` is the longest duration, `target_year` the year the indicators
    are due; where none of them names one, that of the task's own term.
    """

    funding_cny: int | None = None
    duration_months: int | None = None
    target_year: int | None = None
    award_cny: int | None = None
    own_contribution_cny: int | None = None
    total_cny: int | None = None


_YUAN, _MONTHS = "{CNY}", {"a": 12, "mo": 1}
# The comma of 1,000万元 ends no clause.
_CLAUSE = re.compile(r"[。；;（）()、]|[，,](?![0-9]{3}(?![0-9]))|(?<![0-9])[，,]")
_STOPS = ("。", "；", ";")
_SPACED = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])")
# Keys of fields, and what money of lexicon/money.yml is.
_MONEY = _FUNDING, _AWARD, _OWN, _TOTAL = "funding", "award", "own_contribution", "total"
# Patterns with words of lexicon/money.yml.
_ROLE, _PAYER = "<roles>", "<payers>"
# 总投入的20%, 财政资金的1倍: a share of it, not it.
_SHARE = (
    r"(?:<roles>)(?:资金|经费)?(?:支持)?(?:比例)?(?:占比)?的?"
    r"\s*[0-9.一二三四五六七八九十]+\s*(?:%|％|倍|成)"
)
_AND = re.compile(r"[与和及、]")
_UNKNOWN = re.compile(r"f[0-9]+")

_YEAR = r"(?:19|20)[0-9]{2}"
_DATE = re.compile(rf"\s*({_YEAR})\s*年(?:\s*[0-9]{{1,2}}\s*月(?:\s*[0-9]{{1,2}}\s*日)?)?\s*")
_SPAN_END = re.compile(
    rf"{_YEAR}\s*(?:年|[./-](?=[0-9]))?(?:\s*[0-9]{{1,2}}\s*月?)?(?:\s*[./-]?[0-9]{{1,2}}\s*日?)?"
    rf"\s*(?:至|到|-{{1,2}}|—{{1,2}}|–|~|～)\s*({_YEAR})(?=\s*(?:年|[./-][0-9]|[）)]|$))"
)
_DAYS = re.compile(r"[0-9年月日./\s—–~～至到-]{8,40}[。；]?")
_POINTED = re.compile(rf"\s*({_YEAR})[./．-][0-9]{{1,2}}(?:[./．-][0-9]{{1,2}})?\s*")
# 2027年采收季前
_BEFORE = re.compile(rf"\s*({_YEAR})\s*年[\u4e00-\u9fff]{{1,6}}前[。；]?\s*")
_NOTES = ("notes", "organization")
_BRACKETS = re.compile(r"[（(]([^（）()]{3,40})[）)]$")
_LONGEST_NAME = 40
_AND_MONTHS = frozenset(("", "零", "又", "加", "、"))
_CALENDAR = 1900  # what lasts longer is a year of the calendar
_DEADLINE = re.compile(r"完成|截止|节点|时限|交[付卷]|何时|时候|时间要求")


class Money(dict[tuple[str, str], int]):
    """The highest sum in yuan that a text names of each role and, of public money, each purse."""

    @property
    def funding(self) -> int | None:
        """The most public money promised: the highest sum of each purse, the purses added up.

        What the applicant must bring, what all of it costs and prizes do not count. None
        where a sum besides is that of a purse that no list knows.
        """
        purses = {payer: yuan for (role, payer), yuan in self.items() if role == _FUNDING}
        other = purses.pop("", 0)
        named = sum(purses.values())
        return (named or other or None) if other in (0, named) or not named else None


def facts_of(task: Task) -> Facts:
    """The figures that a task's fields of money and of time, and its indicators, name."""
    fields = list(task.section.fields)
    noted = list(_named_in_notes(task))
    # What is printed as a field goes before what a note says.
    for is_about in (_role, _is_time):
        fields += [] if any(map(is_about, fields)) else filter(is_about, noted)
    terms = [f for f in fields if _is_time(f)]
    years = [y for i in task.indicators if (y := deadline_year(i.text.zh)) is not None]
    years = years or [year for f in terms for year in _due(f)]
    money = {
        f.name.zh: _money(f, role, below)
        for f, below in zip_longest(fields, fields[1:])
        if (role := _role(f))
    }
    lasting = (duration_months(time_below(f.name.zh, _said(f)).text) for f in terms)
    return Facts(
        _funding(money),
        next((months for months in lasting if months is not None), None),
        max(years, default=None),
        max(_named(money.values(), _AWARD), default=None),
        _only(_named(money.values(), _OWN)),
        _only(_named(money.values(), _TOTAL)),
    )


def _named_in_notes(task: Task) -> Iterator[Field]:
    """What notes say as fields would: 有关说明：拟支持1项，国拨经费1500万元，实施周期3年.

    Or a sentence behind the indicators that is none of them, or the end of a title: …（周期3年）.
    """
    own = (f for f in task.section.fields if f.key in (*_NOTES, "indicators"))
    texts = (_said(f, f.key not in _NOTES) for f in own)
    for text in (*_BRACKETS.findall(simplified(task.title.zh)), *texts):
        said: dict[str, set[str]] = {}
        bare, open_sums = {*_words("bare_terms")}, _words("open")
        for clause in _CLAUSE.split(text):
            if found := named_term(clause.strip()):
                said.setdefault(found[0], set()).add(found[1])
        for name, values in said.items():
            # 期限 alone may be that of anything; beside the money, said or not, it is the task's.
            loose = name in bare and not (said.keys() - bare or any(map(text.count, open_sums)))
            if len(values) == 1 and not loose:  # of two sums, who knows
                value = Paragraph((Segment("", values.pop()),))
                yield Field(base_names().key(name) or "f0", "", Segment("", name), "：", (value,))


def _said(of: Field, prose: bool = False) -> str:
    """What a field, or only its `prose`, says, simplified; what ends a line ends a clause."""
    return "；".join(_lines(of, prose))


def _lines(of: Field, prose: bool = False) -> Iterator[str]:
    for block in of.blocks:
        if isinstance(block, Paragraph) or not prose:
            yield simplified("".join(part.zh for part in block_segments(block)))


def _money(of: Field, role: str, below: Field | None = None) -> Money:
    """The sums of a field; the one `below` it may say of what: 经费 80, 单位 万元."""
    name, text = simplified(of.name.zh), _unspaced(_said(of))
    if below is not None and simplified(below.name.zh) in load_words("columns")["points"]["units"]:
        name += f"（{_said(below)}）"
    found = read_money(money_below(name, text).text, role)
    granted = any(word in text for word in _words("grants"))
    grant = any(role == _FUNDING for _, role in _roles(name))
    roles = {role for _, role in _roles(text)}
    if grant and granted and roles == {_TOTAL} and (_TOTAL, "") in found:
        return Money({(_FUNDING, ""): found[_TOTAL, ""]})
    return found


def _role(of: Field) -> str:
    """What the sums of a field are if it does not say; "" for one that is not about money."""
    name = simplified(of.name.zh)
    own = of.key if of.key in _MONEY else ""
    if not own and not (_may_be_both(of) and _parts_end(name, _words("money_endings"))):
        return ""
    named = next((role for _, role in _roles(name)), "")
    return named if named and own in ("", _FUNDING) else own or _FUNDING


def _is_time(of: Field) -> bool:
    name = simplified(of.name.zh)
    named = _parts_end(name, _words("time_endings"))
    # 时间安排：2027年7月—2028年12月。
    span = of.key == "schedule" and _DAYS.fullmatch(_said(of)) and any(months_between(_said(of)))
    return of.key == "duration" or bool(span) or (named and _may_be_both(of))


def _may_be_both(of: Field) -> bool:
    """Whether a field's name alone says what it is about: 经费与周期 is about two things."""
    return bool(_UNKNOWN.fullmatch(of.key)) or of.key in ("funding", "duration")


def _parts_end(name: str, endings: tuple[str, ...]) -> bool:
    return any(part.endswith(endings) for part in _AND.split(without_remark(name)))


def _funding(money: dict[str, Money]) -> int | None:
    """The public money that a task's fields name; None where two name different sums.

    A field that says 财政, 资助 or 补助 goes before one that does not.
    """
    sums = {name: found.funding for name, found in money.items() if found.funding is not None}
    public = {yuan for name, yuan in sums.items() if any(_roles(simplified(name)))}
    return _only(public or set(sums.values()))


def _named(money: Iterable[Money], role: str) -> set[int]:
    return {found[role, ""] for found in money if (role, "") in found}


def _only(values: set[int]) -> int | None:
    return next(iter(values)) if len(values) == 1 else None


def _due(of: Field) -> tuple[int, ...]:
    """The years in which a field of terms says that a task must be done."""
    # Of several lines, the first that names a term says it.
    text = next((t for t in _lines(of) if re.search(_YEAR, t) or duration_months(t)), "")
    alone = _BEFORE.fullmatch(text) or _DATE.fullmatch(text) or _POINTED.fullmatch(text)
    if not alone and _is_year(of):
        alone = re.fullmatch(rf"({_YEAR})", text)
    if alone and _DEADLINE.search(simplified(of.name.zh)):
        return (int(alone.group(1)),)
    return (*due_years(text), *(int(m.group(1)) for m in _SPAN_END.finditer(text)))


def _is_year(of: Field) -> bool:
    return simplified(of.name.zh).endswith(_words("year_endings"))


def posting_unit(task: Task) -> Field | None:
    """The field that says who poses a task: 需求单位, 发榜单位. One longer than a name is none."""
    units = _words("posting_units")
    named = (f for f in task.section.fields if simplified(f.name.zh) in units)
    return next((f for f in named if len(f.text) <= _LONGEST_NAME), None)


def read_money(text: str, role: str = _FUNDING) -> Money:
    """The sums that a field of money names; `role` is what its name says they are.

    “2000万” is 2000万元, 1 200万元 is 12,000,000, and of 800—1000万元 the upper bound counts.
    """
    money = Money()
    latest, whole = role, 0  # of which what follows are parts
    plain = _unspaced(simplified(text))
    for clause, end in zip_longest(_CLAUSE.split(plain), _CLAUSE.findall(plain)):
        clause = _pattern(_SHARE).sub("", clause)
        roles = list(_roles(clause))
        for amount in extract(clause, head="资金"):
            if amount.meaning.ucum != _YUAN:
                continue
            before = [role for at, role in roles if at < amount.start]
            # The nearest one says it, of those before if there are any.
            own = next(iter(before[-1:] or [role for _, role in roles]), latest)
            payers = _pattern(_PAYER).findall(clause, 0, amount.start)
            key = own, payers[-1] if payers and own == _FUNDING else ""
            yuan = int(_most(amount))
            if clause.strip().startswith(_words("parts")) and own == _FUNDING:
                whole = max((y for (known, _), y in money.items() if known == own), default=0)
            if own == _FUNDING and yuan <= whole:
                whole -= yuan
                continue
            money[key] = max(money.get(key, 0), yuan)
        whole = 0 if end in _STOPS else whole
        latest = roles[0][1] if roles else latest
    return money


def _unspaced(text: str) -> str:
    """A text with the gaps within its figures left out: 1 200万元."""
    return _SPACED.sub(lambda m: re.sub(r"\s", "", m.group()), text)


def _words(key: str) -> tuple[str, ...]:
    """A list of lexicon/money.yml."""
    return tuple(load_words("money")[key])


def _roles(text: str) -> Iterator[tuple[int, str]]:
    """Where a text says what money is, and what."""
    for found in _pattern(_ROLE).finditer(text):
        yield found.start(), _role_of()[found.group()]


@cache
def _role_of() -> dict[str, str]:
    """What a word says that money is."""
    return {word: role for role, names in load_words("money")["roles"].items() for word in names}


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """A pattern, with any of its words in the place of the name of a list."""
    lists = {"roles": _role_of(), "payers": _words("payers")}
    return re.compile(re.sub("<(roles|payers)>", lambda m: any_of(lists[m[1]]), form))


def duration_months(text: str) -> int | None:
    """The longest duration a field names, in months: “不超过3年” → 36, “两年半” → 30.

    Years, months, both (一年零六个月), and spans from month to month; None for what is no
    whole month. A year of the calendar is none.
    """
    return max((*_lasting(text), *months_between(text)), default=None)


def _lasting(text: str) -> Iterator[int]:
    above: Amount | None = None
    for amount in extract(text, head="期限"):
        months = _months(amount)
        if not months:
            above = None
            continue
        joined = above is not None and text[above.end : amount.start].strip() in _AND_MONTHS
        if above is not None and joined and amount.meaning.ucum == "mo":
            months += _months(above)
        if months == int(months):
            yield int(months)
        above = amount if amount.meaning.ucum == "a" else None


def _months(amount: Amount) -> Decimal:
    longest = _most(amount)
    if longest >= _CALENDAR or amount.value >= _CALENDAR:
        return Decimal(0)
    return longest * _MONTHS.get(amount.meaning.ucum, 0)


def _most(amount: Amount) -> Decimal:
    return amount.value if amount.value_max is None else amount.value_max


def deadline_year(text: str) -> int | None:
    """The year an indicator is due: 2025 of “到2025年，…”; the last if several."""
    return max(due_years(text), default=None)
