"""Are the days of the calendar the same?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.document.model import Finding, Translation

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<name>(?:" + "|".join(_MONTHS) + r")[a-z]*)\.?"
_ZH = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_EN = (
    re.compile(rf"\b{_NAME} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})\b", re.I),
    re.compile(rf"\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? {_NAME},? (?P<year>[0-9]{{4}})\b", re.I),
    re.compile(r"\b(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})\b"),
)


def dates(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error for a full date of the Chinese (2023年11月8日) that is not in the English."""
    given = {_iso(match) for pattern in _EN for match in pattern.finditer(translation.en)}
    for year, month, day in _ZH.findall(translation.zh):
        if f"{year}-{int(month):02}-{int(day):02}" not in given:
            name = _MONTHS[min(max(int(month), 1), 12) - 1].title()
            message = f"no {year}年{month}月{day}日 in the English; write “{name} {day}, {year}”"
            yield context.error("dates", translation, message)


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = parts.get("month") or _MONTHS.index(parts["name"][:3].lower()) + 1
    return f"{parts['year']}-{int(month):02}-{int(parts['day']):02}"
