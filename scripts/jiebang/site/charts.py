"""The charts: what they show, as numbers and places; templates/charts.html draws them.

Drawn by ourselves: docs/decisions/0006-own-charts.md. The words of the bars are HTML,
which wraps whatever the font; SVG's do not. A task that is printed twice is drawn once.
chart_files.py writes each chart as a file.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from jiebang.datasets.measures import MeasureRow
from jiebang.quantities.lexicon import lexicon
from jiebang.site.addresses import address_of
from jiebang.site.amounts import amount_texts
from jiebang.site.strings import load_strings
from jiebang.site.views import Collection, Line, Measured
from jiebang.text.words import read_yaml

_DRAWN = 14  # bars of a chart
_CHARACTER = 3.2  # per cent of the axis on a phone 320 pixels wide: one of a wide font
_WIDE = 2.3  # how much longer the axis is on a wide screen, at least
_GAP = 2.0  # per cent between two labels
_ENOUGH = 5  # values that a row of dots needs
_ENOUGH_COUNTS = 10  # counts are many
_UNLIKE = ("ratio", "money", "number", "grade", "score")  # one axis says nothing of them
_COMPUTE, _ACCURACY = ("compute", "FLOP/s"), ("accuracy", "%")  # with a chart of their own
_PREFIXES = {-9: "n", -6: "μ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
_MARKS = {">=": "least", ">": "least", "<=": "most", "<": "most"}
_AT_LEAST = 3  # targets that a field needs for a row of its own
_Column = Literal["value", "value_si"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its number, its length in per cent, and where it leads."""

    label: Line
    value: int
    length: float
    address: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars, longest first. `silent` is how many name no number: counted, not drawn."""

    id: str
    bars: tuple[Bar, ...]
    silent: int = 0

    @property
    def drawn(self) -> tuple[Bar, ...]:
        """Those that are drawn; a long tail stands in the table only."""
        return self.bars if len(self.bars) <= _DRAWN + 7 else self.bars[:_DRAWN]


@dataclass(frozen=True, slots=True)
class Dot:
    """One amount on an axis: where (per cent), how high it is stacked, which bound it is.

    `amount` is how it is read, `task` whose it is.
    """

    row: MeasureRow
    at: float
    level: int
    mark: str
    amount: Mapping[str, str]
    task: Line

    @property
    def address(self) -> str:
        return address_of(self.row["indicator_id"])

    def name(self, language: str) -> str:
        """“≥ 500 TFLOPS, single-chip performance: AI chip”."""
        metric = (self.row["metric_en"] if language == "en" else "") or self.row["metric_zh"] or ""
        joint, colon = (", ", ": ") if language == "en" else ("，", "：")
        first = joint.join(part for part in (self.amount[language], metric) if part)
        return f"{first}{colon}{self.task.side(language)}"


@dataclass(frozen=True, slots=True)
class Tick:
    """A named value of an axis: where (per cent), and on which side of it the label stands.

    `fits` says whether the label has room: always, on wide screens, or never.
    """

    at: float
    label: str
    anchor: str
    fits: str


@dataclass(frozen=True, slots=True)
class Row:
    """Dots on one line, under their name."""

    name: Line
    dots: tuple[Dot, ...]

    @property
    def levels(self) -> int:
        return max(dot.level for dot in self.dots) + 1

    @property
    def named(self) -> tuple[Dot, ...]:
        """The extremes, which have their amount beside them."""
        first = min(self.dots, key=lambda dot: (dot.at, -dot.level))
        last = max(self.dots, key=lambda dot: (dot.at, dot.level))
        return (first, last) if last.at - first.at > 45 else (last,)


@dataclass(frozen=True, slots=True)
class DotChart:
    """Rows of dots on one axis. A chart of one `metric` has one row, of the metric's name."""

    id: str
    unit: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    metric: str = ""

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(dot for row in self.rows for dot in row.dots)


@dataclass(frozen=True, slots=True)
class Charts:
    """`answers` first: what users ask for; then what is counted, then each metric."""

    answers: tuple[DotChart, ...]
    bars: tuple[BarChart, ...]
    dots: tuple[DotChart, ...]


@lru_cache(maxsize=1)
def charts(collection: Collection) -> Charts:
    """Every chart of the site."""
    return Charts(
        tuple(_answers(collection)), tuple(_bar_charts(collection)), tuple(_thresholds(collection))
    )


# ---------------------------------------------------------------- bars


def _bar_charts(collection: Collection) -> Iterator[BarChart]:
    """Funding task by task, then tasks by theme and by issuer, and measures by metric."""
    views = collection.different
    funded = [(v.title, v.facts.funding_cny, v.address) for v in views if v.facts.funding_cny]
    yield _bars("funding", funded, len(views) - len(funded))
    tasks, measures = "explore/?table=tasks", "explore/?table=measures"
    found = [
        (Line(theme.zh, theme.en), len(own), f"{tasks}&theme={theme.id}")
        for theme, own in collection.by_theme
    ]
    yield _bars("themes", found)
    zh, en = (load_strings(language)("issuers.unknown") for language in ("zh", "en"))
    found = []
    for issuer, documents in collection.by_issuer:
        number = sum(len(document.tasks) for document in documents)
        named = issuer.basis != "unknown"
        label = Line(issuer.zh, issuer.en) if named else Line(zh, en)
        found.append((label, number, f"{tasks}&issuer={issuer.zh if named else '-'}"))
    yield _bars("issuers", found)
    counts = Counter(row["metric_id"] for row, _ in collection.different_measured)
    counted = ((one, name) for one, name in _metrics().items() if counts[one])
    yield _bars("metrics", ((n, counts[i], f"{measures}&metric={i}") for i, n in counted))


def _bars(identifier: str, found: Iterable[tuple[Line, int, str]], silent: int = 0) -> BarChart:
    rows = sorted(found, key=lambda row: -row[1])  # stable: equal ones stay in order
    most = max((value for _, value, _ in rows), default=1)
    bars = (Bar(label, n, round(n / most * 100, 2), query) for label, n, query in rows)
    return BarChart(identifier, tuple(bars), silent)


def _metrics() -> dict[str, Line]:
    return {m.id: Line(m.zh, m.en[:1].upper() + m.en[1:]) for m in lexicon().metrics}


# ---------------------------------------------------------------- dots


def _answers(collection: Collection) -> Iterator[DotChart]:
    """Compute asked for, list by list, and accuracy that must be reached, field by field."""
    compute, accuracy = defaultdict[str, list[Measured]](list), list[Measured]()
    for row, amount in collection.different_measured:
        if row["change"] != "level":
            continue
        if (row["metric_id"], row["unit_si"]) == _COMPUTE:
            compute[row["task_id"].rpartition(".")[0]].append((row, amount))
        bound = row["comparator"] in (">=", ">", "=")
        if (row["metric_id"], row["unit"]) == _ACCURACY and bound and 50 <= _value(row) <= 100:
            accuracy.append((row, amount))
    lists = [(document.title, compute[document.id]) for document in collection.documents]
    themes, fields = {view.id: view.themes for view in collection.tasks}, []
    for theme in collection.corpus.themes:
        own = [pair for pair in accuracy if theme.id in themes[pair[0]["task_id"]]]
        fields.append((Line(theme.zh, theme.en), own if len(own) >= _AT_LEAST else []))
    for identifier, unit, groups in (("compute", "FLOP/s", lists), ("accuracy", "%", fields)):
        filled = [(name, found) for name, found in groups if found]
        if filled:
            yield _dot_chart(identifier, unit, filled, collection)


def _thresholds(collection: Collection) -> Iterator[DotChart]:
    """A chart for each metric that has enough levels, all in one unit, most values first."""
    found: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for row, amount in collection.different_measured:
        key, value = (row["metric_id"], row["unit_si"] or ""), row["value_si"]
        like = row["quantity_kind"] not in _UNLIKE and row["change"] == "level"
        if key[1] and key != _COMPUTE and like and value and float(value) > 0:
            found[key].append((row, amount))
    names = _metrics()
    for (metric, unit), rows in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        enough = _ENOUGH_COUNTS if unit == "1" else _ENOUGH
        if len(rows) >= enough and metric in names:
            name, unit = names.pop(metric), "" if unit == "1" else unit
            chart = f"thresholds-{metric}"
            yield _dot_chart(chart, unit, [(name, rows)], collection, metric)


def _dot_chart(
    identifier: str,
    unit: str,
    groups: Sequence[tuple[Line, Sequence[Measured]]],
    collection: Collection,
    metric: str = "",
) -> DotChart:
    """Rows of dots on one axis, from the least to the greatest value: logarithmic but for %."""
    column: _Column = "value" if unit == "%" else "value_si"
    axis = _Axis(unit, [_value(row, column) for _, found in groups for row, _ in found])
    rows = tuple(Row(name, tuple(_dots(found, axis, column, collection))) for name, found in groups)
    return DotChart(identifier, unit, rows, tuple(axis.ticks()), metric)


def _value(row: MeasureRow, column: _Column = "value") -> float:
    return float(row[column] or 1)


def _dots(
    found: Sequence[Measured], axis: _Axis, column: _Column, collection: Collection
) -> Iterator[Dot]:
    """Dots on an axis, stacked where they would cover each other."""
    stacked: Counter[int] = Counter()
    for row, amount in sorted(found, key=lambda pair: (_value(pair[0], column), pair[0]["id"])):
        at = axis.place(_value(row, column))
        view = collection.task(row["task_id"])
        shown = amount_texts(row, amount)
        task = view.title if view else Line("", "")
        mark, stack = _MARKS.get(row["comparator"], "equal"), round(at / 2.5)
        yield Dot(row, at, stacked[stack], mark, shown, task)
        stacked[stack] += 1


class _Axis:
    """From the least to the greatest value, with some room."""

    def __init__(self, unit: str, values: Sequence[float]) -> None:
        self._unit = unit
        self._low, self._high = self._scaled(min(values)), self._scaled(max(values))

    def _scaled(self, value: float) -> float:
        return value if self._unit == "%" else math.log10(value)

    def place(self, value: float) -> float:
        """Where a value stands, in per cent."""
        span = (self._high - self._low) or 1.0
        return round(4 + (self._scaled(value) - self._low) / span * 92, 2)

    def ticks(self) -> Iterator[Tick]:
        """Labels from the left, each where it neither leaves the axis nor meets the one before.

        No font is known here: a label is taken to be as wide as a wide font makes it.
        """
        slack = (self._high - self._low) * 0.03 + 0.01
        ends = {"wide": -_GAP, "always": -_GAP}
        for value, label in sorted(self._named()):
            if not self._low - slack <= self._scaled(value) <= self._high + slack:
                continue
            at, narrow = self.place(value), len(label) * _CHARACTER
            side, before = "middle", 0.5
            if at < narrow / 2:
                side, before = "start", 0.0
            elif at > 100 - narrow / 2:
                side, before = "end", 1.0
            fits = "never"
            for screen, width in (("wide", narrow / _WIDE), ("always", narrow)):
                start = at - before * width
                if start >= ends[screen] + _GAP:
                    fits, ends[screen] = screen, start + width
            yield Tick(at, label, side, fits)

    def _named(self) -> Iterable[tuple[float, str]]:
        """Values to name: those of axes.yml, else powers of ten: “100 G”."""
        if self._unit in _axes():
            return _axes()[self._unit]
        close = self._high - self._low < 4
        return [(10.0**n, _power(n) + self._unit) for n in range(-9, 21) if close or n % 3 == 0]


@cache
def _axes() -> Mapping[str, list[tuple[float, str]]]:
    loaded = read_yaml(Path(__file__).with_name("axes.yml"))
    return {unit: [(float(v), str(name)) for v, name in named] for unit, named in loaded.items()}


def _power(power: int) -> str:
    step = min(max(power - power % 3, -9), 18)
    return f"{10 ** (power - step):,} {_PREFIXES[step]}"
