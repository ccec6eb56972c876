"""Score the reading of Chinese figures on Recognizers-Text's own Chinese specifications.

    python scripts/benchmarks/quality/recognizers.py FOLDER [--half even|odd] [--show]

FOLDER holds `NumberModel.json` and its like (Microsoft/Recognizers-Text, `Specs/*/Chinese`,
MIT). Nothing of them is copied here: rows are named by their index.

A row is right when each result the specification expects is read: the value (to 12
digits, for it prints rounded ones), of a range both ends and the direction, of a unit its
size in the base unit. Whether an end is open is not compared: the specification takes
以上 to exclude the number, the Civil Code includes it. A row that expects nothing is right
when nothing but figures that may be left out is read. `recognizers.yml` lists what is
out of scope, with reasons.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from jiebang.quantities.amount import Amount, Comparator, Kind
from jiebang.quantities.read_zh import read_zh

RULES = yaml.safe_load((Path(__file__).parent / "recognizers.yml").read_text("utf-8"))
_INTERVAL = re.compile(r"[\[(](?P<low>[-\d.E+]*),(?P<high>[-\d.E+]*)[\])]")


def main() -> None:
    """Print one line a group, and with --show each row that is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where the specifications are")
    parser.add_argument("--half", choices=("even", "odd", "both"), default="even")
    parser.add_argument("--show", action="store_true", help="print the rows that are wrong")
    given = parser.parse_args()
    for group, names in RULES["groups"].items():
        right = total = left = 0
        for name in names:
            for n, row in _rows(given.folder / f"{name}.json", given.half):
                if reason(name, n, row["Input"], given.half):
                    left += 1
                    continue
                ok = is_right(name, n, row)
                right, total = right + ok, total + 1
                if given.show and not ok:
                    wanted = [str(r["Resolution"].get("value")) for r in row.get("Results", [])]
                    found = [f"{a.comparator}{a.value} {a.unit}" for a in read_zh(row["Input"])]
                    print(f"  {name} {n}: {row['Input']} | wanted {wanted} | {found}")
        share = 100 * right / total if total else 0
        print(f"{group}: {right} of {total} in scope ({share:.1f}%), {left} out of scope")


def _rows(path: Path, half: str) -> Iterator[tuple[int, dict[str, Any]]]:
    start, step = {"even": (0, 2), "odd": (1, 2), "both": (0, 1)}[half]
    rows = json.loads(path.read_text("utf-8"))
    yield from list(enumerate(rows))[start::step]


def reason(name: str, n: int, text: str, half: str) -> str:
    """Why a row is out of scope, “” if it is in it."""
    listed = RULES["rows"].get(name, {}).get(n, "") if n % 2 == 0 else ""
    if listed or n % 2 == 0:
        return str(listed)
    for kind in RULES["kinds"]:
        if name in kind["files"] and re.search(kind["pattern"], text):
            return str(kind["reason"])
    return ""


def is_right(name: str, n: int, row: dict[str, Any]) -> bool:
    """Whether all that the specification expects of a row is read."""
    amounts = read_zh(row["Input"])
    skipped = RULES["results"].get(name, {}).get(n, [])
    wanted = [r for i, r in enumerate(row.get("Results", [])) if i not in skipped]
    if wanted and all(r["Resolution"].get("value") is None for r in wanted):
        return True  # units without a figure: nothing to read
    if not wanted:
        kinds = (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)
        if name.startswith("Unit"):
            return not any(a.kind in kinds and a.unit and not a.optional for a in amounts)
        if name == "PercentModel":
            return not any(a.kind is Kind.SHARE for a in amounts)
        return not any(a.kind in kinds and not a.optional for a in amounts)
    return all(_is_read(name, result, amounts) for result in wanted)


def _is_read(name: str, result: dict[str, Any], amounts: Sequence[Amount]) -> bool:
    value = str(result["Resolution"].get("value"))
    if interval := _INTERVAL.fullmatch(value):
        return _is_range(interval["low"], interval["high"], amounts)
    if name.startswith("Unit"):
        return any(_same_unit(result["Resolution"], amount) for amount in amounts)
    number = Fraction(value.rstrip("%"))
    percent = value.endswith("%")
    return any(_same(number, got) for a in amounts for got in _values(a, percent))


def _values(amount: Amount, percent: bool) -> Iterator[Fraction]:
    exact = Fraction(amount.value) if amount.exact is None else amount.exact
    upper = [] if amount.value_max is None else [Fraction(amount.value_max)]
    for value in (exact, *upper, *(Fraction(other) for other in amount.others)):
        if percent:
            if amount.kind is Kind.SHARE:
                yield value * 100 * (amount.meaning.factor if amount.unit else 1)
        else:
            yield value
            yield value * amount.meaning.factor  # 千分之一 as a number is 0.001


def _same(wanted: Fraction, got: Fraction) -> bool:
    return abs(wanted - got) <= abs(wanted) * Fraction(1, 10**12)


def _is_range(low: str, high: str, amounts: Sequence[Amount]) -> bool:
    up = (Comparator.AT_LEAST, Comparator.MORE)
    down = (Comparator.AT_MOST, Comparator.LESS)
    if low and high and low == high:
        return any(_same(Fraction(low), Fraction(a.value)) for a in amounts)
    whole = any(
        a.value_max is not None
        and low
        and high
        and _same(Fraction(low), Fraction(a.value))
        and _same(Fraction(high), Fraction(a.value_max))
        for a in amounts
    )

    def bound(value: str, ways: tuple[Comparator, ...]) -> bool:
        return not value or any(
            a.comparator in ways and any(_same(Fraction(value), v) for v in _values(a, False))
            for a in amounts
        )

    return whole or (bound(low, up) and bound(high, down))


def _same_unit(resolution: dict[str, Any], amount: Amount) -> bool:
    number = resolution.get("value")
    if number is None:
        return False
    code, unit = resolution.get("isoCurrency"), str(resolution["unit"]).lower()
    if amount.value_max is not None and _same(Fraction(number), Fraction(amount.value_max)):
        amount = replace(amount, value=amount.value_max)  # the upper end of 70-90天
    value = Fraction(amount.value)
    if code:
        return amount.meaning.base == code and _near(Fraction(number), value)
    if unit in ("dollar", "bitcoin"):
        return amount.meaning.kind == "money" and _near(Fraction(number), value)
    if unit == "f":
        return amount.meaning.ucum == "[degF]" and _same(Fraction(number), value)
    if unit == "degree" and amount.meaning.base == "Cel":  # the specification leaves the scale open
        return _same(Fraction(number), value)
    size = Fraction(number)
    for prefix, power in RULES["prefixes"].items():
        if unit not in RULES["units"] and unit.startswith(prefix):
            unit, size = unit.removeprefix(prefix), size * Fraction(10) ** power
    base, factor = RULES["units"].get(unit, ("", 1))
    own = value * amount.meaning.factor
    return bool(amount.meaning.base == base and _same(size * Fraction(factor), own))


def _near(wanted: Fraction, got: Fraction) -> bool:
    return abs(wanted - got) <= abs(wanted) * Fraction(1, 10**11)


if __name__ == "__main__":
    main()
