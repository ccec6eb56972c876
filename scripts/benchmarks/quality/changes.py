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
from typing import Any

import yaml

Change = Callable[[str, str, Random], str]
Found = Sequence[re.Match[str]]

TABLE = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
_PLAIN = re.compile(r"(?<![\w.,/@-])[0-9][0-9,]*(?:\.[0-9]+)?(?![\w/])")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def edit(en: str, found: Found, chance: Random, new: Callable[[re.Match[str]], str]) -> str:
    """One of the places becomes what `new` makes of it."""
    if not found:
        return ""
    match = chance.choice(found)
    return en[: match.start()] + new(match) + en[match.end() :]


def swap(table: Mapping[str, str], figures: bool) -> Change:
    """One of the words becomes the other; of figures, one whose number stands in the Chinese."""
    patterns = [(re.compile(key), value) for key, value in table.items()]

    def change(zh: str, en: str, chance: Random) -> str:
        become = {m: value for pattern, value in patterns for m in pattern.finditer(en)}
        found = [m for m in become if not figures or _stands(en, m, _digits(zh))]
        return edit(en, found, chance, lambda m: m.expand(become[m]))

    return change


def _digits(zh: str) -> str:
    return re.sub(r"[,，\s]", "", zh.translate(_WIDE))


def _stands(en: str, match: re.Match[str], digits: str) -> bool:
    """Whether the number beside a place is in the Chinese, by its digits; True without one."""
    behind = re.compile(r"[^0-9]{0,14}?([0-9][0-9,.]*)").match(en, match.end())
    before = re.search(r"([0-9][0-9,.]*)[^0-9]{0,4}$", en[: match.start()])
    near = [m[1].replace(",", "").rstrip(".") for m in (before, behind) if m]
    return not near or any(number in digits for number in near)


def _find_numbers(zh: str, en: str, behind: str = "") -> Found:
    """The numbers of the English that stand in the Chinese, by their digits."""
    pattern, digits = re.compile(f"({_PLAIN.pattern}){behind}"), _digits(zh)
    return [m for m in pattern.finditer(en) if m[1].replace(",", "") in digits]


def change_digit(zh: str, en: str, chance: Random) -> str:
    def other(match: re.Match[str]) -> str:
        at = chance.choice([n for n, char in enumerate(match[0]) if char.isdigit()])
        digit = chance.choice([d for d in "123456789" if d != match[0][at]])
        return f"{match[0][:at]}{digit}{match[0][at + 1 :]}"

    return edit(en, _find_numbers(zh, en), chance, other)


def drop_figure(zh: str, en: str, chance: Random) -> str:
    """A number is gone, with its per cent or million."""
    found = _find_numbers(zh, en, r"(?:%| million| billion)?(?=[\s,;.])")
    found = [m for m in found if en[: m.start()][-1:].isspace()]
    return re.sub(r" {2,}", " ", edit(en, found, chance, lambda _: ""))


def add_figure(zh: str, en: str, chance: Random) -> str:
    """A number stands before a noun that the Chinese does not count."""
    found = list(re.finditer(r"(?:\bof|\bfor|\bwith) (?=[a-z]{4,}s\b)", en))
    options = [n for n in ("6", "12", "40", "350") if n not in _digits(zh)]
    return edit(en, found if options else [], chance, lambda m: f"{m[0]}{chance.choice(options)} ")


def swap_figures(zh: str, en: str, chance: Random) -> str:
    found = [m for m in _find_numbers(zh, en) if len(m[0]) > 1]
    if len({m[0] for m in found}) < 2:
        return ""
    one, two = sorted(chance.sample(found, 2), key=lambda m: m.start())
    if one[0] == two[0]:
        return ""
    return en[: one.start()] + two[0] + en[one.end() : two.start()] + one[0] + en[two.end() :]


def cut_clause(zh: str, en: str, chance: Random) -> str:
    """A clause of at least four words is gone."""
    pattern = re.compile(r"(?<=[;.] )[^;.]{20,}[;.]|, [^,;.()]{20,}(?=[;.]$)")
    found = [m for m in pattern.finditer(en) if len(m[0].split()) >= 4]
    rest = edit(en, found, chance, lambda _: "").strip().rstrip(".,;")
    return rest + (en[-1] if en[-1] in ".;" else "") if found else ""


def leave_chinese(zh: str, en: str, chance: Random) -> str:
    source = re.findall("[\u4e00-\u9fff]{2,4}", zh)
    found = list(re.finditer(r"\b[a-z]{4,}\b", en)) if source else []
    return edit(en, found, chance, lambda _: chance.choice(source))


def _make_change(row: Mapping[str, Any]) -> Change:
    """The change of a row of the table, held to what its Chinese must or must not have."""
    patterns = row.get("swap", {})
    if patterns == "units":
        patterns = {
            rf"(?<=[0-9]) {re.escape(a)}(?![\w/²³])": f" {b}" for a, b in TABLE["units"].items()
        }
    for name, words in TABLE["words"].items():
        patterns = {key.replace(name, words): value for key, value in patterns.items()}
    by: Change = globals()[row["by"]] if "by" in row else swap(patterns, "figures" in row)
    when, unless = row.get("when", ""), row.get("unless", "(?!)")

    def change(zh: str, en: str, chance: Random) -> str:
        fit = re.search(when, zh) and not re.search(unless, zh)
        return by(zh, en, chance) if fit else ""

    return change


# What was done, how, and whether it is a matter of figures.
KINDS: tuple[tuple[str, Change, bool], ...] = tuple(
    (row["kind"], _make_change(row), row.get("figures", False)) for row in TABLE["kinds"]
)
