"""Amounts and dates as a reader of either language expects them."""

from __future__ import annotations

import re
from decimal import Decimal

from jiebang.text.han import is_traditional

# Common characters that simplified text does not have: a cheap first look.
_TRADITIONAL = re.compile(
    "[們個來為國說時會對過發後學現當動還進開從實無與長機關點業將兩間問應頭體見產話給門員論處義"
    "認條別變總電數報結務計資許統區書則達難權設記類據該規萬術領確觀導運標單預級構創證視項練聯專"
    "範質況協組維評軟檢圖監優織適醫劃災網財須廳辦號責職稱額詞複雜課題類]"
)
_TAGGED = re.compile(r'lang="zh-Hans"([^<>]*>)(\s*[^<\s][^<]*)')
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def language_tag(text: str) -> str:
    """The `lang` of a text of unknown language: Chinese as soon as there is Chinese in it."""
    if not has_han(text):
        return "en"
    return "zh-Hant" if _TRADITIONAL.search(text) and is_traditional(text) else "zh-Hans"


def tag_traditional(page: str) -> str:
    """A page whose texts in traditional characters say that they are: `lang="zh-Hant"`."""
    if not _TRADITIONAL.search(page):
        return page
    return _TAGGED.sub(lambda found: f'lang="{language_tag(found[2])}"{found[1]}{found[2]}', page)


def _plain(number: Decimal, comma: str = ",") -> str:
    return f"{number.normalize():{comma}f}"


def yuan(amount: int, language: str) -> str:
    """20000000 → “RMB 20 million”, “2000万元”."""
    if language == "zh":
        if amount >= 10**8:
            return f"{_plain(Decimal(amount) / 10**8, '')}亿元"
        return f"{_plain(Decimal(amount) / 10**4, '')}万元" if amount >= 10**4 else f"{amount}元"
    if amount >= 10**9:
        return f"RMB {_plain(Decimal(amount) / 10**9)} billion"
    if amount >= 10**6:
        return f"RMB {_plain(Decimal(amount) / 10**6)} million"
    return f"RMB {amount:,}"


def months(number: int, language: str) -> str:
    """36 → “3 years”, “3年”; 18 → “18 months”, “18个月”."""
    years, rest = divmod(number, 12)
    if rest or not years:
        if language == "zh":
            return f"{number}个月"
        return f"{number} month{'' if number == 1 else 's'}"
    if language == "zh":
        return f"{years}年"
    return f"{years} year{'' if years == 1 else 's'}"


def file_size(size: int) -> str:
    """1536 → “1.5 kB”."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(iso: str) -> str:
    """2023-09-22 → “September 22, 2023”; 2023-09 → “September 2023”; else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", iso)
    if not found or not 1 <= int(found[2]) <= 12:
        return iso
    month = _MONTHS[int(found[2]) - 1]
    return f"{month} {int(found[3])}, {found[1]}" if found[3] else f"{month} {found[1]}"
