"""Years and months of the calendar: when something is due, how long it may run."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from jiebang.quantities.normal import normal
from jiebang.quantities.numerals import numeral_value

_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|[一二][零〇一二三四五六七八九]{3})\s*年"
_MONTH = r"(?:\s*(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*月)?"
_UNTIL = re.compile(
    rf"(?:到|至|截至|截止到|截止|力争|(?P<within>在))\s*{_YEAR}{_MONTH}"
    r"(?P<end>\s*[底末前内]|，|,|\s*以前|\s*之前)?"
)
# Without a word for “by”, the end of the year must be named: 2025年底建成.
_END = re.compile(rf"{_YEAR}{_MONTH}(?:\s*[0-9]{{1,2}}\s*日)?\s*(?:年?[底末]|以?前(?!沿)|之前)")
# The plans of five years: the 14th (“十四五”) ends with 2025.
_PLAN = re.compile(r"[“「]?十(?P<nth>[一二三四五六七八九])五[”」]?(?:规划)?(?:时期|期间|期)?[末底]")
_PLAN_BASE = 1955  # the 7th ended in 1990, the 14th in 2025: five years each
_DAY = r"(?:\s*月?\s*(?P<d{0}>[0-9]{{1,2}})\s*日|[./-](?P<e{0}>[0-9]{{1,2}})(?![0-9]))?"
_SPAN = re.compile(
    rf"(?P<y1>(?:19|20)[0-9]{{2}})\s*[年./-]\s*(?P<m1>[0-9]{{1,2}}){_DAY.format(1)}\s*月?\s*"
    r"(?:至|到|-{1,2}|—{1,2}|–|~)\s*"
    rf"(?P<y2>(?:19|20)[0-9]{{2}})\s*[年./-]\s*(?P<m2>[0-9]{{1,2}}){_DAY.format(2)}"
)


def due_years(zh: str) -> tuple[int, ...]:
    """The years by which a text wants something done, in printed order per form.

    到2025年, 2025年底前, 至二〇二五年12月, “十四五”末 (the plan's last year). A year that
    only dates something (2023年发布的…, 在2023年的基础上) is none. Never raises.
    """
    text = normal(zh).text
    found: dict[int, int] = {}
    for match in (*_UNTIL.finditer(text), *_END.finditer(text)):
        if match.re is _UNTIL and match["within"] and not match["end"]:
            continue
        year = numeral_value(match["year"]) if not match["year"].isascii() else match["year"]
        if year is not None and 1900 <= int(year) <= 2100:
            found[match.start("year")] = int(year)
    for match in _PLAN.finditer(text):
        nth = numeral_value("十" + match["nth"])
        if nth is not None:
            found[match.start()] = _PLAN_BASE + 5 * int(nth)
    return tuple(found[at] for at in sorted(found))


def months_between(zh: str) -> Iterator[int]:
    """The months that spans of the calendar last, first and last month counted in.

    2023年1月至2025年12月 → 36. Where days are named, only spans of whole months:
    2024年7月1日至2027年6月30日 → 36, 2024年7月15日至2026年7月14日 → 24, to 6月30日 none.
    """
    for match in _SPAN.finditer(normal(zh).text):
        years = int(match["y2"]) - int(match["y1"])
        months = years * 12 + int(match["m2"]) - int(match["m1"])
        if not (1 <= int(match["m1"]) <= 12 and 1 <= int(match["m2"]) <= 12):
            continue
        first, last = match["d1"] or match["e1"], match["d2"] or match["e2"]
        if not first and not last:
            months += 1
        elif not first or not last:
            continue
        elif int(first) == 1 and int(last) == monthrange(int(match["y2"]), int(match["m2"]))[1]:
            months += 1
        elif int(last) != int(first) - 1:
            continue
        if months > 0:
            yield months
