"""Ways to make a right translation wrong, from a table of words of its own.

Nothing of the package is used here: what spoils must not know what the judge can read. A
change takes the Chinese, the good English and a source of chance, and gives the wrong
English, or "" where the English has nothing to spoil.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

Change = Callable[[str, str, Random], str]

_NUMBER = r"(?:RMB |US|HK)?[$£€]?[0-9]"
_PLAIN = re.compile(r"(?<![\w.,/@-])[0-9][0-9,]*(?:\.[0-9]+)?(?![\w/])")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def swap(table: Mapping[str, str]) -> Change:
    """One of the words of a table becomes the other; a bound number must stand in the Chinese."""
    patterns = [(re.compile(key), value) for key, value in table.items()]

    def change(zh: str, en: str, chance: Random) -> str:
        found = [(m, value) for pattern, value in patterns for m in pattern.finditer(en)]
        digits = _digits(zh)
        found = [(m, v) for m, v in found if _stands(en, m, digits)]
        if not found:
            return ""
        match, value = chance.choice(found)
        return en[: match.start()] + match.expand(value) + en[match.end() :]

    return change


def _digits(zh: str) -> str:
    return re.sub(r"[,，\s]", "", zh.translate(_WIDE))


def _stands(en: str, match: re.Match[str], digits: str) -> bool:
    """Whether the number beside a place is in the Chinese, by its digits; True without one."""
    behind = re.compile(r"[^0-9]{0,14}?([0-9][0-9,.]*)").match(en, match.end())
    before = re.search(r"([0-9][0-9,.]*)[^0-9]{0,4}$", en[: match.start()])
    near = [m[1].replace(",", "").rstrip(".") for m in (before, behind) if m]
    return not near or any(number in digits for number in near)


def digit_changed(zh: str, en: str, chance: Random) -> str:
    """One digit of one number is another."""
    digits = _digits(zh)
    found = [m for m in _PLAIN.finditer(en) if m[0].replace(",", "") in digits]
    if not found:
        return ""
    match = chance.choice(found)
    at = chance.choice([n for n in range(*match.span()) if en[n].isdigit()])
    options = [d for d in "123456789" if d != en[at]]
    return f"{en[:at]}{chance.choice(options)}{en[at + 1 :]}"


def figure_dropped(zh: str, en: str, chance: Random) -> str:
    """A number is gone, with its per cent or million."""
    digits = _digits(zh)
    pattern = re.compile(rf"(?<=\s){_PLAIN.pattern}(?:%| million| billion)?(?=[\s,;.])")
    found = [m for m in pattern.finditer(en) if re.sub(r"[^0-9.]", "", m[0]) in digits]
    if not found:
        return ""
    match = chance.choice(found)
    return re.sub(r" {2,}", " ", en[: match.start()] + en[match.end() :])


def figure_added(zh: str, en: str, chance: Random) -> str:
    """A number stands before a noun that the Chinese does not count."""
    pattern = re.compile(
        r"(?<=\bof )(?=[a-z]{4,}s\b)|(?<=\bfor )(?=[a-z]{4,}s\b)|(?<=\bwith )(?=[a-z]{4,}s\b)"
    )
    found = list(pattern.finditer(en))
    options = [n for n in ("6", "12", "40", "350") if n not in _digits(zh)]
    if not found or not options:
        return ""
    at = chance.choice(found).start()
    return f"{en[:at]}{chance.choice(options)} {en[at:]}"


def figures_swapped(zh: str, en: str, chance: Random) -> str:
    """Two numbers have changed places."""
    digits = _digits(zh)
    found = [m for m in _PLAIN.finditer(en) if m[0].replace(",", "") in digits and len(m[0]) > 1]
    if len({m[0] for m in found}) < 2:
        return ""
    one, two = sorted(chance.sample(found, 2), key=lambda m: m.start())
    if one[0] == two[0]:
        return ""
    return en[: one.start()] + two[0] + en[one.end() : two.start()] + one[0] + en[two.end() :]


def clause_cut(zh: str, en: str, chance: Random) -> str:
    """A clause of at least four words is gone."""
    pattern = re.compile(r"(?<=[;.] )[^;.]{20,}[;.]|, [^,;.()]{20,}(?=[;.]$)")
    found = [m for m in pattern.finditer(en) if len(m[0].split()) >= 4]
    if not found:
        return ""
    match = chance.choice(found)
    rest = (en[: match.start()] + en[match.end() :]).strip()
    end = en[-1] if en[-1] in ".;" else ""
    return rest.rstrip(".,;") + end


_ITEM = re.compile(r"(?<=, )(?!and |or )([^,;:.()]+), (?=[^;:.()]*\b(?:and|or) )")


def item_dropped(zh: str, en: str, chance: Random) -> str:
    """One item of an enumeration is gone."""
    found = list(_ITEM.finditer(en)) if zh.count("、") >= 2 else []
    match = chance.choice(found) if found else None
    return en[: match.start()] + en[match.end() :] if match else ""


def item_doubled(zh: str, en: str, chance: Random) -> str:
    """One item of an enumeration stands twice."""
    found = list(_ITEM.finditer(en)) if zh.count("、") >= 2 else []
    match = chance.choice(found) if found else None
    return en[: match.end()] + match[0] + en[match.end() :] if match else ""


def word_doubled(zh: str, en: str, chance: Random) -> str:
    """A word stands twice: “the the”."""
    found = list(re.finditer(r"\b[A-Za-z]{2,}\b(?= )", en))
    match = chance.choice(found) if found else None
    return f"{en[: match.end()]} {match[0]}{en[match.end() :]}" if match else ""


def chinese_left(zh: str, en: str, chance: Random) -> str:
    """A word is left in Chinese."""
    source = list(re.finditer("[\u4e00-\u9fff]{2,4}", zh))
    found = list(re.finditer(r"\b[a-z]{4,}\b", en))
    if not source or not found:
        return ""
    match = chance.choice(found)
    return en[: match.start()] + chance.choice(source)[0] + en[match.end() :]


def not_lost(zh: str, en: str, chance: Random) -> str:
    """A “not” is gone where the Chinese denies something."""
    if not re.search("[不没沒未无無非]", zh):
        return ""
    return swap(
        {r" not (?!only\b|just\b|merely\b)": " ", r"\bcannot\b": "can", r"(?<=\w)n[’']t\b": ""}
    )(zh, en, chance)


def not_added(zh: str, en: str, chance: Random) -> str:
    """What shall be shall not be, where the Chinese denies nothing."""
    if re.search("[不没沒未无無非否禁免拒难缺]", zh):
        return ""
    found = list(
        re.finditer(r"\b(?:shall|must|may|can|will|is|are|was|were)(?= [a-z])(?! not)", en)
    )
    match = chance.choice(found) if found else None
    return f"{en[: match.end()]} not{en[match.end() :]}" if match else ""


_BOUND = "no (?:less|fewer|more) than|at least|more than|less than|not exceeding"
_MOVED = "rose|increased|fell|dropped|reduced|improved|grew|cut|shortened|raised"
_UNITS = {
    "years": "months", "months": "years", "hours": "minutes", "minutes": "hours", "days": "hours",
    "seconds": "minutes", "weeks": "days", "meters": "kilometers", "kilometers": "meters",
    "km": "m",
    "cm": "mm", "mm": "cm", "kg": "g", "MPa": "kPa", "kPa": "MPa", "GHz": "MHz", "MHz": "GHz",
    "kW": "MW",
    "MW": "kW", "kWh": "MWh", "ms": "s", "GB": "TB", "TB": "GB", "GB/s": "Gb/s", "mg/L": "g/L",
    "L": "mL",
    "mL": "L", "V": "kV", "W": "kW", "tons": "kilograms", "hectares": "mu", "mu": "hectares",
    "TFLOPS": "PFLOPS",
    "PFLOPS": "TFLOPS", "TOPS": "POPS", "dB": "W", "km²": "m²", "cm³": "m³", "m/s": "km/h",
    "°C": "°F", "nm": "mm",
}  # fmt: skip

# What was done, how, and whether it is a matter of figures.
# fmt: off
KINDS: tuple[tuple[str, Change, bool], ...] = (
    ("a digit changed", digit_changed, True),
    ("a figure dropped", figure_dropped, True),
    ("a figure added", figure_added, True),
    ("million and billion", swap({r"\bmillion\b": "billion", r"\bbillion\b": "million"}), True),
    ("two figures swapped", figures_swapped, True),
    (
        "a bound turned round",
        swap(
            {
                rf"\b(?:more|greater|higher) than(?= {_NUMBER})": "less than",
                rf"\b(?<!no )(?<!not )(?:less|fewer|lower) than(?= {_NUMBER})": "more than",
                rf"\bno (?:less|fewer|lower) than(?= {_NUMBER})": "no more than",
                rf"\bno (?:more|greater|higher) than(?= {_NUMBER})": "no less than",
                rf"\bat least(?= {_NUMBER})": "at most",
                rf"\bover(?= {_NUMBER})": "under",
                rf"\b(?:below|under)(?= {_NUMBER})": "above",
                rf"\bnot exceed(ing)?(?= {_NUMBER})": r"exceed\1",
                r"≥": "≤",
                r"≤": "≥",
                r"(?<=[0-9%] )or (?:more|above)\b": "or less",
            }
        ),
        True,
    ),
    (
        "a bound dropped",
        swap(
            {
                rf"\b(?:{_BOUND}) (?={_NUMBER})": "",
                r"[≥≤](?=[0-9])": "",
            }
        ),
        True,
    ),
    (
        "a unit swapped",
        swap({rf"(?<=[0-9]) {re.escape(a)}(?![\w/²³])": f" {b}" for a, b in _UNITS.items()}),
        True,
    ),
    (
        "a currency swapped",
        swap(
            {
                r"\bRMB(?= [0-9])": "USD",
                r"HK\$(?=[0-9])": "US$",
                r"(?<![A-Z])[$£€](?=[0-9])": "RMB ",
            }
        ),
        True,
    ),
    ("% made points", swap({r"(?<=[0-9])%": " percentage points"}), True),
    ("points made %", swap({r" percentage points?": "%"}), True),
    (
        "by and to",
        swap(
            {
                rf"\b({_MOVED}) by (?=[0-9])": r"\1 to ",
                rf"\b({_MOVED}) to (?=[0-9])": r"\1 by ",
            }
        ),
        True,
    ),
    (
        "per another time",
        swap(
            {
                r"\bper hour\b": "per minute",
                r"\bper minute\b": "per hour",
                r"\bper day\b": "per month",
                r"\bper year\b": "per month",
                r"\bper second\b": "per minute",
            }
        ),
        True,
    ),
    ("a minus lost", swap({r"(?<![\w.)%-])[-−](?=[0-9])": "", r"\bminus (?=[0-9])": ""}), True),
    ("± lost", swap({r"± ?(?=[0-9])": ""}), True),
    ("a range taken apart", swap({r"(?<=[0-9%])[–~](?=[0-9])": " and "}), True),
    ("a “not” lost", not_lost, False),
    ("a “not” added", not_added, False),
    ("a clause cut", clause_cut, False),
    ("a list item dropped", item_dropped, False),
    ("a list item doubled", item_doubled, False),
    ("Chinese left in", chinese_left, False),
    ("a word doubled", word_doubled, False),
)
