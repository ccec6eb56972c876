"""Ways to make a right translation wrong, from a table of words of its own (changes.yml).

Nothing of the package is used here: what spoils must not know what the judge can read. A
change takes the Chinese, the good English and a source of chance, and gives the wrong
English, or "" where the English has nothing to spoil.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

import yaml

Change = Callable[[str, str, Random], str]

TABLE = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_PLAIN = re.compile(r"(?<![\w.,/@-])[0-9][0-9,]*(?:\.[0-9]+)?(?![\w/])")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_ITEM = re.compile(r"(?<=, )(?!and |or )([^,;:.()]+), (?=[^;:.()]*\b(?:and|or) )")


def edit(
    en: str, found: Sequence[re.Match[str]], chance: Random, new: Callable[[re.Match[str]], str]
) -> str:
    """One of the places becomes what `new` makes of it."""
    if not found:
        return ""
    match = chance.choice(found)
    return en[: match.start()] + new(match) + en[match.end() :]


def swap(table: Mapping[str, str]) -> Change:
    """One of the words of a table becomes the other; a bound number must stand in the Chinese."""
    patterns = [(re.compile(key), value) for key, value in table.items()]

    def change(zh: str, en: str, chance: Random) -> str:
        digits = _digits(zh)
        found = [(m, value) for pattern, value in patterns for m in pattern.finditer(en)]
        become = {m: value for m, value in found if _stands(en, m, digits)}
        return edit(en, list(become), chance, lambda m: m.expand(become[m]))

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

    def other(match: re.Match[str]) -> str:
        at = chance.choice([n for n, char in enumerate(match[0]) if char.isdigit()])
        digit = chance.choice([d for d in "123456789" if d != match[0][at]])
        return f"{match[0][:at]}{digit}{match[0][at + 1 :]}"

    digits = _digits(zh)
    found = [m for m in _PLAIN.finditer(en) if m[0].replace(",", "") in digits]
    return edit(en, found, chance, other)


def figure_dropped(zh: str, en: str, chance: Random) -> str:
    """A number is gone, with its per cent or million."""
    digits = _digits(zh)
    pattern = re.compile(rf"(?<=\s){_PLAIN.pattern}(?:%| million| billion)?(?=[\s,;.])")
    found = [m for m in pattern.finditer(en) if re.sub(r"[^0-9.]", "", m[0]) in digits]
    return re.sub(r" {2,}", " ", edit(en, found, chance, lambda _: ""))


def figure_added(zh: str, en: str, chance: Random) -> str:
    """A number stands before a noun that the Chinese does not count."""
    found = list(re.finditer(r"(?:\bof|\bfor|\bwith) (?=[a-z]{4,}s\b)", en))
    options = [n for n in ("6", "12", "40", "350") if n not in _digits(zh)]
    if not options:
        return ""
    return edit(en, found, chance, lambda m: f"{m[0]}{chance.choice(options)} ")


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
    rest = edit(en, found, chance, lambda _: "").strip().rstrip(".,;")
    return rest + (en[-1] if en[-1] in ".;" else "") if found else ""


def item_dropped(zh: str, en: str, chance: Random) -> str:
    """One item of an enumeration is gone."""
    return edit(en, list(_ITEM.finditer(en)), chance, lambda _: "") if zh.count("、") > 1 else ""


def item_doubled(zh: str, en: str, chance: Random) -> str:
    """One item of an enumeration stands twice."""
    return (
        edit(en, list(_ITEM.finditer(en)), chance, lambda m: m[0] * 2) if zh.count("、") > 1 else ""
    )


def word_doubled(zh: str, en: str, chance: Random) -> str:
    """A word stands twice: “the the”."""
    found = list(re.finditer(r"\b[A-Za-z]{2,}\b(?= )", en))
    return edit(en, found, chance, lambda m: f"{m[0]} {m[0]}")


def chinese_left(zh: str, en: str, chance: Random) -> str:
    """A word is left in Chinese."""
    source = list(re.finditer("[\u4e00-\u9fff]{2,4}", zh))
    found = list(re.finditer(r"\b[a-z]{4,}\b", en)) if source else []
    return edit(en, found, chance, lambda _: chance.choice(source)[0])


def not_lost(zh: str, en: str, chance: Random) -> str:
    """A “not” is gone where the Chinese denies something."""
    table = {r" not (?!only\b|just\b|merely\b)": " ", r"\bcannot\b": "can", r"(?<=\w)n[’']t\b": ""}
    return swap(table)(zh, en, chance) if re.search("[不没沒未无無非]", zh) else ""


def not_added(zh: str, en: str, chance: Random) -> str:
    """What shall be shall not be, where the Chinese denies nothing."""
    pattern = r"\b(?:shall|must|may|can|will|is|are|was|were)(?= [a-z])(?! not)"
    denied = re.search("[不没沒未无無非否禁免拒难缺]", zh)
    return edit(
        en, [] if denied else list(re.finditer(pattern, en)), chance, lambda m: f"{m[0]} not"
    )


def _change_of(row: Mapping[str, object]) -> Change:
    patterns = row.get("swap")
    if row.get("by") == "unit_swapped":
        patterns = {
            rf"(?<=[0-9]) {re.escape(a)}(?![\w/²³])": f" {b}" for a, b in TABLE["units"].items()
        }
    if not isinstance(patterns, dict):
        found: Change = globals()[str(row["by"])]
        return found
    for name, words in TABLE["words"].items():
        patterns = {key.replace(name, words): value for key, value in patterns.items()}
    return swap(patterns)


# What was done, how, and whether it is a matter of figures.
KINDS: tuple[tuple[str, Change, bool], ...] = tuple(
    (row["kind"], _change_of(row), row.get("figures", False)) for row in TABLE["kinds"]
)
