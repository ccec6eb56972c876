"""The charts: what they show, as numbers and places; templates/charts.html draws them.

Drawn by ourselves: docs/decisions/0006-own-charts.md. The words of the bars are HTML,
which wraps whatever the font; SVG's do not.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from jiebang.measures.rows import MeasureRow
from jiebang.site.addresses import indicator_anchor, task_id_address
from jiebang.site.listings import by_issuer, by_theme
from jiebang.site.strings import load_strings
from jiebang.site.views import Collection, Line

_DRAWN = 14  # bars of a chart
_CHARACTER = 3.2  # per cent of the axis on a phone 320 pixels wide: one of a wide font
_WIDE = 2.3  # how much longer the axis is on a wide screen, at least
_GAP = 2.0  # per cent between two labels
_Anchor = Literal["start", "middle", "end"]
_Fits = Literal["always", "wide", "never"]
_ENOUGH = 8  # values that a row of dots needs
_UNLIKE = ("count", "ratio", "money", "number", "grade", "score")  # one axis says nothing of them
_TIMES = ((1e-9, "ns"), (1e-6, "μs"), (1e-3, "ms"), (1.0, "s"), (60.0, "min"), (3600.0, "h"))
_DURATIONS = (*_TIMES, (86400.0, "d"), (31557600.0, "yr"))
_PREFIXES = {-9: "n", -6: "μ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
_MARKS = {">=": "least", ">": "least", "<=": "most", "<": "most"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its number, its length in per cent; `query` finds it on the explore page."""

    label: Line
    value: int
    length: float
    query: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars, longest first. `silent` are those that state no number: named, not drawn."""

    id: str
    bars: tuple[Bar, ...]
    silent: tuple[Line, ...] = ()

    @property
    def drawn(self) -> tuple[Bar, ...]:
        """Those that are drawn; a long tail stands in the table only."""
        return self.bars if len(self.bars) <= _DRAWN + 6 else self.bars[:_DRAWN]


@dataclass(frozen=True, slots=True)
class Dot:
    """One amount on a log axis: where (per cent), how high it is stacked, which bound it is."""

    row: MeasureRow
    at: float
    level: int
    mark: str

    @property
    def address(self) -> str:
        indicator = self.row["indicator_id"]
        return f"{task_id_address(self.row['task_id'])}#{indicator_anchor(indicator)}"


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
    """The thresholds of one kind of quantity, in one unit."""

    kind: str
    unit: str
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]

    @property
    def levels(self) -> int:
        return max(dot.level for dot in self.dots) + 1


@dataclass(frozen=True, slots=True)
class Charts:
    bars: tuple[BarChart, ...]
    dots: tuple[DotChart, ...]


def charts(collection: Collection) -> Charts:
    """Every chart of the site."""
    bars = (_funding(collection), _themes(collection), _issuers(collection), _kinds(collection))
    return Charts(bars, tuple(_thresholds(collection.measures)))


def write_chart_data(collection: Collection, folder: Path) -> None:
    """The numbers of each chart as CSV, `<chart>.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = charts(collection)
    for chart in made.bars:
        rows: list[Sequence[object]] = [("label_zh", "label_en", "value")]
        rows += [(bar.label.zh, bar.label.en, bar.value) for bar in chart.bars]
        rows += [(line.zh, line.en, "") for line in chart.silent]
        _write(folder / f"{chart.id}.csv", rows)
    for dots in made.dots:
        names = ("id", "metric_zh", "metric_en", "comparator", "value", "value_max", "unit")
        head = (*names, "value_si", "unit_si")
        found = sorted(dots.dots, key=lambda dot: float(dot.row["value_si"] or 0))
        cells = [[_cell(dot.row, name) for name in head] for dot in found]
        _write(folder / f"thresholds-{dots.kind}.csv", [head, *cells])


def _cell(row: MeasureRow, name: str) -> object:
    value = dict(row)[name]
    return "" if value is None else value


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _bars(identifier: str, found: Iterable[tuple[Line, int, str]], *silent: Line) -> BarChart:
    rows = sorted(found, key=lambda row: -row[1])  # stable: equal ones stay in order
    most = max((value for _, value, _ in rows), default=1)
    bars = (Bar(label, n, round(n / most * 100, 2), query) for label, n, query in rows)
    return BarChart(identifier, tuple(bars), silent)


def _funding(collection: Collection) -> BarChart:
    """What the tasks of a list may cost the public together, where they say so."""
    found, silent = [], []
    for document in collection.documents:
        groups: dict[str | None, list[int]] = defaultdict(list)
        names: dict[str | None, Line] = {}
        for view in document.tasks:
            key = view.task.list_id
            groups[key].append(view.facts.funding_cny or 0)
            own, short = view.group, document.title
            line = document.line(own.title) if own else short
            both = Line(f"{short.zh}：{line.zh}", f"{short.en}: {line.en or line.zh}")
            names[key] = both if own else short
        for key, amounts in groups.items():
            if sum(amounts):
                query = f"table=tasks&document={document.id}"
                found.append((names[key], sum(amounts), query))
            else:
                silent.append(names[key])
    return _bars("funding", found, *silent)


def _themes(collection: Collection) -> BarChart:
    rows = (
        (Line(g.theme.zh, g.theme.en), len(g.tasks), f"table=tasks&theme={g.theme.id}")
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
            f"table=tasks&issuer={'-' if g.issuer.basis == 'unknown' else g.issuer.zh}",
        )
        for g in by_issuer(collection)
    )
    return _bars("issuers", rows)


def _kinds(collection: Collection) -> BarChart:
    zh, en = load_strings("zh"), load_strings("en")
    counts = Counter(row["quantity_kind"] for row in collection.measures if row["quantity_kind"])
    rows = (
        (Line(zh.known("kind.", k), en.known("kind.", k)), n, f"table=measures&kind={k}")
        for k, n in sorted((str(kind), n) for kind, n in counts.items())
    )
    return _bars("kinds", rows)


def _thresholds(measures: Iterable[MeasureRow]) -> Iterator[DotChart]:
    """A chart for each kind that has enough values, all in one unit, most values first."""
    found: dict[tuple[str, str], list[MeasureRow]] = defaultdict(list)
    for row in measures:
        kind, unit, value = row["quantity_kind"], row["unit_si"], row["value_si"]
        if kind and unit and value and kind not in _UNLIKE and float(value) > 0:
            found[kind, unit].append(row)
    enough = [(key, rows) for key, rows in found.items() if len(rows) >= _ENOUGH]
    seen: set[str] = set()
    for (kind, unit), rows in sorted(enough, key=lambda pair: (-len(pair[1]), pair[0])):
        if kind not in seen:
            seen.add(kind)
            yield _dots(kind, unit, rows)


def _dots(kind: str, unit: str, rows: Sequence[MeasureRow]) -> DotChart:
    logs = [math.log10(float(row["value_si"] or 1)) for row in rows]
    low, high = min(logs), max(logs)
    span = (high - low) or 1.0

    def place(log: float) -> float:
        return round(4 + (log - low) / span * 92, 2)

    stacked: Counter[int] = Counter()
    dots = []
    for log, row in sorted(zip(logs, rows, strict=True), key=lambda pair: (pair[0], pair[1]["id"])):
        column = round(place(log) / 2.5)
        dots.append(Dot(row, place(log), stacked[column], _MARKS.get(row["comparator"], "equal")))
        stacked[column] += 1
    named = [(place(math.log10(value)), label) for value, label in _ticks(unit, low, high)]
    return DotChart(kind, unit, tuple(dots), tuple(_fit(named)))


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


def _ticks(unit: str, low: float, high: float) -> Iterator[tuple[float, str]]:
    """Values to name on an axis between two logarithms: 1 ms, 1 s, 1 h; 1 GFLOP/s."""
    if unit == "s":
        named = [(value, f"1 {name}") for value, name in _DURATIONS]
    else:
        named = [
            (10.0**power, f"{_short(power)}{unit}") for power in range(-9, 21) if power % 3 == 0
        ]
        if high - low < 4:
            named += [(10.0**p, f"{_short(p)}{unit}") for p in range(-9, 21) if p % 3]
    yield from sorted(n for n in named if low - 0.01 <= math.log10(n[0]) <= high + 0.01)


def _short(power: int) -> str:
    """What stands before the unit for a power of ten: “100 G”."""
    step = min(max(power - power % 3, -9), 18)
    return f"{10 ** (power - step):,} {_PREFIXES[step]}"
