"""Score the reading of Chinese figures on Recognizers-Text's own Chinese specifications.

    .venv/bin/python scripts/benchmarks/quality/recognizers.py FOLDER [--half odd|both] [--show]

FOLDER holds `NumberModel.json` and its like (Microsoft/Recognizers-Text, `Specs/*/Chinese`,
MIT). Nothing of them is copied here: rows are named by their index.

A row is right when each result the specification expects is read: the value (to 12
digits, for it prints rounded ones), of a range both ends and the direction, of a unit its
size in the base unit. Whether an end is open is not compared: the specification takes
以上 to exclude the number, the Civil Code includes it. A row that expects nothing is right
when nothing but figures that may be left out is read. `recognizers.yml` lists what is
out of scope, with reasons. `--show` prints the rows that are wrong.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import run_command

from jiebang.quantities.amount import Amount, Comparator, Kind
from jiebang.quantities.read_zh import read_zh

RULES = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
MEASURES = (Kind.AMOUNT, Kind.COUNT, Kind.SHARE)
UP = (Comparator.AT_LEAST, Comparator.MORE)
DOWN = (Comparator.AT_MOST, Comparator.LESS)
_INTERVAL = re.compile(r"[\[(](?P<low>[-\d.E+]*),(?P<high>[-\d.E+]*)[\])]")


def main(
    folder: Path, *, half: Literal["even", "odd", "both"] = "even", show: bool = False
) -> None:
    start, step = {"even": (0, 2), "odd": (1, 2), "both": (0, 1)}[half]
    for group, names in RULES["groups"].items():
        right = total = left = 0
        for name in names:
            rows = json.loads((folder / f"{name}.json").read_text("utf-8"))
            for n, row in list(enumerate(rows))[start::step]:
                if find_reason(name, n, row["Input"]):
                    left += 1
                    continue
                ok = is_right(name, n, row)
                right, total = right + ok, total + 1
                if show and not ok:
                    wanted = [str(r["Resolution"].get("value")) for r in row.get("Results", [])]
                    found = [f"{a.comparator}{a.value} {a.unit}" for a in read_zh(row["Input"])]
                    print(f"  {name} {n}: {row['Input']} | wanted {wanted} | {found}")
        share = 100 * right / total if total else 0
        print(f"{group}: {right} of {total} in scope ({share:.1f}%), {left} out of scope")


def find_reason(name: str, n: int, text: str) -> str:
    """Why a row is out of scope, “” if it is in it."""
    if n % 2 == 0:
        return str(RULES["rows"].get(name, {}).get(n, ""))
    kinds = (k for k in RULES["kinds"] if name in k["files"] and re.search(k["pattern"], text))
    return next((str(kind["reason"]) for kind in kinds), "")


def is_right(name: str, n: int, row: dict[str, Any]) -> bool:
    """Whether all that the specification expects of a row is read."""
    amounts = read_zh(row["Input"])
    skipped = RULES["results"].get(name, {}).get(n, [])
    wanted = [r for i, r in enumerate(row.get("Results", [])) if i not in skipped]
    if wanted and all(r["Resolution"].get("value") is None for r in wanted):
        return True  # units without a figure: nothing to read
    if not wanted:
        if name == "PercentModel":
            return not any(a.kind is Kind.SHARE for a in amounts)
        needs_unit = name.startswith("Unit")
        return not any(
            a.kind in MEASURES and not a.optional and (a.unit or not needs_unit) for a in amounts
        )
    return all(_is_read(name, result["Resolution"], amounts) for result in wanted)


def _is_read(name: str, resolution: dict[str, Any], amounts: Sequence[Amount]) -> bool:
    value = str(resolution.get("value"))
    if interval := _INTERVAL.fullmatch(value):
        return _is_range(interval["low"], interval["high"], amounts)
    if name.startswith("Unit"):
        return resolution.get("value") is not None and any(
            _has_unit(resolution, amount) for amount in amounts
        )
    number, percent = Fraction(value.rstrip("%")), value.endswith("%")
    return any(_same(number, got) for a in amounts for got in _values(a, percent))


def _values(amount: Amount, percent: bool) -> Iterator[Fraction]:
    exact = Fraction(amount.value) if amount.exact is None else amount.exact
    upper = [] if amount.value_max is None else [Fraction(amount.value_max)]
    for value in (exact, *upper, *map(Fraction, amount.others)):
        if not percent:
            yield value
            yield value * amount.meaning.factor  # 千分之一 as a number is 0.001
        elif amount.kind is Kind.SHARE:
            yield value * 100 * (amount.meaning.factor if amount.unit else 1)


def _same(wanted: Fraction | str, got: Fraction, digits: int = 12) -> bool:
    wanted = Fraction(wanted)
    return abs(wanted - got) <= abs(wanted) * Fraction(1, 10**digits)


def _is_range(low: str, high: str, amounts: Sequence[Amount]) -> bool:
    """Both ends in one amount, or each in one that bounds from its side."""
    if low and low == high:
        return any(_same(low, Fraction(a.value)) for a in amounts)
    for amount in amounts if low and high else ():
        ends = Fraction(amount.value), Fraction(amount.value_max or 0)
        if amount.value_max is not None and _same(low, ends[0]) and _same(high, ends[1]):
            return True
    return all(
        any(a.comparator in ways and any(_same(end, v) for v in _values(a, False)) for a in amounts)
        for end, ways in ((low, UP), (high, DOWN))
        if end
    )


def _has_unit(resolution: dict[str, Any], amount: Amount) -> bool:
    size, value, meaning = Fraction(resolution["value"]), Fraction(amount.value), amount.meaning
    code, unit = resolution.get("isoCurrency"), str(resolution["unit"]).lower()
    if amount.value_max is not None and _same(size, Fraction(amount.value_max)):
        value = Fraction(amount.value_max)  # the upper end of 70-90天
    if code or unit in ("dollar", "bitcoin"):
        fits = meaning.base == code if code else meaning.kind == "money"
        return fits and _same(size, value, 11)
    if unit == "f":
        return meaning.ucum == "[degF]" and _same(size, value)
    if unit == "degree" and meaning.base == "Cel":  # the specification leaves the scale open
        return _same(size, value)
    for prefix, power in RULES["prefixes"].items():
        if unit not in RULES["units"] and unit.startswith(prefix):
            unit, size = unit.removeprefix(prefix), size * Fraction(10) ** power
    base, factor = RULES["units"].get(unit, ("", 1))
    return bool(meaning.base == base and _same(size * Fraction(factor), value * meaning.factor))


if __name__ == "__main__":
    run_command(main)
