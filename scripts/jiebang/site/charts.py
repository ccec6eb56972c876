"""The charts: what they show, as numbers and places; templates/charts.html draws them.

Drawn by ourselves: docs/decisions/0006-own-charts.md. The words of the bars are HTML,
which wraps whatever the font; SVG's do not. A task that is printed twice is drawn once.
chart_files.py writes each chart as a file.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jiebang.datasets.measures import MeasureRow
from jiebang.quantities.lexicon import MetricEntry, lexicon
from jiebang.site.addresses import indicator_anchor, task_id_address
from jiebang.site.figures import amount_text
from jiebang.site.listings import by_issuer, by_theme
from jiebang.site.strings import load_strings
from jiebang.site.views import Collection, Line
from jiebang.text.words import read_yaml

if TYPE_CHECKING:
    from jiebang.quantities.amount import Amount

_AXES = Path(__file__).with_name("axes.yml")
_DRAWN = 14  # bars of a chart
_CHARACTER = 3.2  # per cent of the axis on a phone 320 pixels wide: one of a wide font
_WIDE = 2.3  # how much longer the axis is on a wide screen, at least
_GAP = 2.0  # per cent between two labels
_Anchor = Literal["start", "middle", "end"]
_Fits = Literal["always", "wide", "never"]
_ENOUGH = 5  # values that a row of dots needs
_ENOUGH_COUNTS = 10  # counts are many
_UNLIKE = ("ratio", "money", "number", "grade", "score")  # one axis says nothing of them
_COMPUTE, _ACCURACY = ("compute", "FLOP/s"), "accuracy"  # metrics with a chart of their own
_PREFIXES = {-9: "n", -6: "μ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
_MARKS = {">=": "least", ">": "least", "<=": "most", "<": "most"}
_AT_LEAST = 3  # targets that a field needs for a row of its own
_Measured = tuple[MeasureRow, "Amount"]


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
        indicator = self.row["indicator_id"]
        return f"{task_id_address(self.row['task_id'])}#{indicator_anchor(indicator)}"

    def name(self, language: str) -> str:
        """“≥ 500 TFLOPS, single-chip performance: AI chip”."""
        metric = (self.row["metric_en"] if language == "en" else "") or self.row["metric_zh"] or ""
        joint, colon = (", ", ": ") if language == "en" else ("，", "：")
        first = joint.join(part for part in (self.amount[language], metric) if part)
        return f"{first}{colon}{self.task.side(language)}"


@dataclass(frozen=True, slots=True)
class Tick:
    """A named value of an axis: where (per cent), and on which side of it the label stands."""

    at: float
    label: str
    anchor: _Anchor
    fits: _Fits  # whether the label has room

    def span(self, width: float) -> tuple[float, float]:
        """From where to where a label of that width goes, in per cent."""
        before = {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return self.at - before, self.at - before + width


@dataclass(frozen=True, slots=True)
class DotChart:
    """The thresholds of one metric, in one unit."""

    metric: str
    name: Line
    unit: str
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]

    @property
    def id(self) -> str:
        return f"thresholds-{self.metric}"

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
class RowChart:
    """Rows of dots on one axis, each under its name: an answer to a question."""

    id: str
    unit: str
    rows: tuple[tuple[Line, DotChart], ...]
    ticks: tuple[Tick, ...]

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(dot for _, chart in self.rows for dot in chart.dots)


@dataclass(frozen=True, slots=True)
class Charts:
    """`answers` first: what users ask for; then what is counted, then each metric."""

    answers: tuple[RowChart, ...]
    bars: tuple[BarChart, ...]
    dots: tuple[DotChart, ...]


@lru_cache(maxsize=1)
def charts(collection: Collection) -> Charts:
    """Every chart of the site."""
    bars = (_funding(collection), _themes(collection), _issuers(collection), _metrics(collection))
    found = (_compute(collection), _accuracy(collection))
    answers = tuple(chart for chart in found if chart.rows)
    return Charts(answers, bars, tuple(_thresholds(collection)))


# ---------------------------------------------------------------- answers


def _compute(collection: Collection) -> RowChart:
    """Compute asked for, list by list, on one logarithmic axis."""
    groups = [
        (
            document.title,
            [
                pair
                for pair in collection.different_measured
                if (pair[0]["metric_id"], pair[0]["unit_si"]) == _COMPUTE
                and pair[0]["change"] == "level"
                and pair[0]["task_id"].rpartition(".")[0] == document.id
            ],
        )
        for document in collection.documents
    ]
    return _row_chart("compute", "FLOP/s", groups, collection, "value_si")


def _accuracy(collection: Collection) -> RowChart:
    """Levels of accuracy that must be reached, field by field; changes are left out."""
    found = [
        pair
        for pair in collection.different_measured
        if pair[0]["metric_id"] == _ACCURACY
        and pair[0]["unit"] == "%"
        and pair[0]["change"] == "level"
        and pair[0]["comparator"] in (">=", ">", "=")
        and 50 <= float(pair[0]["value"]) <= 100
    ]
    groups = []
    for theme in collection.corpus.themes:
        own = [p for p in found if _has_theme(collection, p[0]["task_id"], theme.id)]
        if len(own) >= _AT_LEAST:
            groups.append((Line(theme.zh, theme.en), own))
    return _row_chart("accuracy", "%", groups, collection, "value")


def _has_theme(collection: Collection, task_id: str, theme: str) -> bool:
    view = collection.task(task_id)
    return view is not None and theme in view.themes


def _row_chart(
    identifier: str,
    unit: str,
    groups: Sequence[tuple[Line, Sequence[_Measured]]],
    collection: Collection,
    column: Literal["value", "value_si"],
) -> RowChart:
    filled = [(name, found) for name, found in groups if found]
    values = [float(row[column] or 1) for _, found in filled for row, _ in found]
    if not values:
        return RowChart(identifier, unit, (), ())
    axis = _Axis(unit, min(values), max(values), column == "value_si")
    rows = tuple(
        (name, DotChart(identifier, name, unit, _place(found, axis, column, collection), ()))
        for name, found in filled
    )
    return RowChart(identifier, unit, rows, axis.ticks)


# ---------------------------------------------------------------- counts


def _bars(identifier: str, found: Iterable[tuple[Line, int, str]], silent: int = 0) -> BarChart:
    rows = sorted(found, key=lambda row: -row[1])  # stable: equal ones stay in order
    most = max((value for _, value, _ in rows), default=1)
    bars = (Bar(label, n, round(n / most * 100, 2), query) for label, n, query in rows)
    return BarChart(identifier, tuple(bars), silent)


def _funding(collection: Collection) -> BarChart:
    """What each task may cost the public, where it says so."""
    views = collection.different
    named = [
        (view.title, view.facts.funding_cny, view.address)
        for view in views
        if view.facts.funding_cny
    ]
    return _bars("funding", named, len(views) - len(named))


def _themes(collection: Collection) -> BarChart:
    rows = (
        (Line(g.theme.zh, g.theme.en), len(g.tasks), f"explore/?table=tasks&theme={g.theme.id}")
        for g in by_theme(collection)
    )
    return _bars("themes", rows)


def _issuers(collection: Collection) -> BarChart:
    """Tasks by issuer; those of documents that name none are counted together."""
    zh, en = load_strings("zh"), load_strings("en")
    unknown = Line(zh("issuers.unknown"), en("issuers.unknown"))
    rows = (
        (
            unknown if g.issuer.basis == "unknown" else Line(g.issuer.zh, g.issuer.en),
            sum(len(d.tasks) for d in g.documents),
            f"explore/?table=tasks&issuer={'-' if g.issuer.basis == 'unknown' else g.issuer.zh}",
        )
        for g in by_issuer(collection)
    )
    return _bars("issuers", rows)


def _metrics(collection: Collection) -> BarChart:
    counts = Counter(row["metric_id"] for row in collection.different_measures)
    rows = (
        (_metric_name(metric), counts[metric.id], f"explore/?table=measures&metric={metric.id}")
        for metric in lexicon().metrics
        if counts[metric.id]
    )
    return _bars("metrics", rows)


def _metric_name(metric: MetricEntry) -> Line:
    return Line(metric.zh, metric.en[:1].upper() + metric.en[1:])


# ---------------------------------------------------------------- thresholds


def _thresholds(collection: Collection) -> Iterator[DotChart]:
    """A chart for each metric that has enough levels, all in one unit, most values first."""
    found: dict[tuple[str, str], list[_Measured]] = defaultdict(list)
    for row, amount in collection.different_measured:
        key, value = (row["metric_id"], row["unit_si"] or ""), row["value_si"]
        like = row["quantity_kind"] not in _UNLIKE and row["change"] == "level"
        if key[1] and key != _COMPUTE and like and value and float(value) > 0:
            found[key].append((row, amount))
    names = {metric.id: _metric_name(metric) for metric in lexicon().metrics}
    seen: set[str] = set()
    for (metric, unit), rows in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        enough = _ENOUGH_COUNTS if unit == "1" else _ENOUGH
        if len(rows) >= enough and metric in names and metric not in seen:
            seen.add(metric)
            values = [float(row["value_si"] or 1) for row, _ in rows]
            axis = _Axis("" if unit == "1" else unit, min(values), max(values), log=True)
            dots = _place(rows, axis, "value_si", collection)
            yield DotChart(metric, names[metric], unit, dots, axis.ticks)


class _Axis:
    """From the least to the greatest value, with some room; `log` for a logarithmic one."""

    def __init__(self, unit: str, low: float, high: float, log: bool) -> None:
        self._log, self._unit = log, unit
        self._low, self._high = self._scaled(low), self._scaled(high)

    def _scaled(self, value: float) -> float:
        return math.log10(value) if self._log else value

    def place(self, value: float) -> float:
        """Where a value stands, in per cent."""
        span = (self._high - self._low) or 1.0
        return round(4 + (self._scaled(value) - self._low) / span * 92, 2)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        slack = (self._high - self._low) * 0.03 + 0.01
        found = sorted(
            (value, label)
            for value, label in _named_values(self._unit, self._high - self._low)
            if self._low - slack <= self._scaled(value) <= self._high + slack
        )
        return tuple(_fit([(self.place(value), label) for value, label in found]))


def _place(
    found: Sequence[_Measured],
    axis: _Axis,
    column: Literal["value", "value_si"],
    collection: Collection,
) -> tuple[Dot, ...]:
    """Dots on an axis, stacked where they would cover each other."""
    stacked: Counter[int] = Counter()
    dots = []
    for row, amount in sorted(found, key=lambda pair: (float(pair[0][column] or 1), pair[0]["id"])):
        at = axis.place(float(row[column] or 1))
        view = collection.task(row["task_id"])
        shown = {language: amount_text(row, amount, language) for language in ("en", "zh")}
        mark = _MARKS.get(row["comparator"], "equal")
        stack = round(at / 2.5)
        task = view.title if view else Line("", "")
        dots.append(Dot(row, at, stacked[stack], mark, shown, task))
        stacked[stack] += 1
    return tuple(dots)


def _fit(named: Iterable[tuple[float, str]]) -> Iterator[Tick]:
    """Labels from the left, each where it neither leaves the axis nor meets the one before.

    No font is known here: a label is taken to be as wide as a wide font makes it.
    """
    ends: dict[_Fits, float] = {"always": -_GAP, "wide": -_GAP}
    for at, label in named:
        narrow = len(label) * _CHARACTER
        side: _Anchor = "middle"
        if at < narrow / 2:
            side = "start"
        elif at > 100 - narrow / 2:
            side = "end"
        tick = Tick(at, label, side, "never")
        widths: dict[_Fits, float] = {"wide": narrow / _WIDE, "always": narrow}
        for fits, width in widths.items():
            start, end = tick.span(width)
            if start >= ends[fits] + _GAP:
                ends[fits] = end
                tick = replace(tick, fits=fits)
        yield tick


@cache
def _axes() -> Mapping[str, list[tuple[float, str]]]:
    loaded = read_yaml(_AXES)
    return {unit: [(float(v), str(name)) for v, name in named] for unit, named in loaded.items()}


def _named_values(unit: str, span: float) -> list[tuple[float, str]]:
    """Values to name on an axis, `span` powers of ten long."""
    if unit in _axes():
        return _axes()[unit]
    steps = [p for p in range(-9, 21) if p % 3 == 0 or span < 4]
    return [(10.0**power, f"{_short(power)}{unit}") for power in steps]


def _short(power: int) -> str:
    """What stands before the unit for a power of ten: “100 G”."""
    step = min(max(power - power % 3, -9), 18)
    return f"{10 ** (power - step):,} {_PREFIXES[step]}"
