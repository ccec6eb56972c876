"""The charts: what they show, as numbers and places; templates/charts.html draws them.

Drawn by ourselves: docs/decisions/0006-own-charts.md. The words of the bars are HTML,
which wraps whatever the font; SVG's do not. A task that is printed twice is drawn once.
chart_files.py writes each chart as a file.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jiebang.datasets.measures import MeasureRow
from jiebang.quantities.lexicon import lexicon
from jiebang.site.addresses import address_of
from jiebang.site.amounts import amount_texts
from jiebang.site.strings import load_strings
from jiebang.site.views import BilingualText, Collection
from jiebang.text.words import read_yaml

_DRAWN = 14  # bars of a chart
_CHARACTER = 3.2  # per cent of the axis on a phone 320 pixels wide: one of a wide font
_WIDE = 2.3  # how much longer the axis is on a wide screen, at least
_GAP = 2.0  # per cent between two labels
_ENOUGH = 5  # values that a row of dots needs
_ENOUGH_COUNTS = 10  # counts are many
_UNLIKE = ("ratio", "money", "number", "grade", "score")  # one axis says nothing of them
_COMPUTE, _ACCURACY = ("compute", "FLOP/s"), ("accuracy", "%")  # with a chart of their own
_PREFIXES = ("n", "μ", "m", "", "k", "M", "G", "T", "P", "E")  # from 10⁻⁹ on
_MARKS = {">=": "least", ">": "least", "<=": "most", "<": "most"}
_AT_LEAST = 3  # targets that a field needs for a row of its own


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its number, its length in per cent, and where it leads."""

    label: BilingualText
    value: int
    length: float
    address: str


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
    task: BilingualText

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
class ChartRow:
    """Dots on one line, under their name."""

    name: BilingualText
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
    rows: tuple[ChartRow, ...]
    ticks: tuple[Tick, ...]
    metric: str = ""

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(dot for row in self.rows for dot in row.dots)


@lru_cache(maxsize=1)
def charts(collection: Collection) -> Mapping[str, Sequence[BarChart | DotChart]]:
    """Every chart: `answers` to what users ask for, `bars` of what is counted, `dots` by metric."""
    levels = [row for row in collection.different_measures if row["change"] == "level"]
    names = {m.id: BilingualText(m.zh, m.en[:1].upper() + m.en[1:]) for m in lexicon().metrics}
    return {
        "answers": list(_answers(collection, levels)),
        "bars": list(_bar_charts(collection, names)),
        "dots": list(_thresholds(collection, levels, names)),
    }


def _bar_charts(collection: Collection, metrics: Mapping[str, BilingualText]) -> Iterator[BarChart]:
    """Funding task by task, then tasks by theme and by issuer, and measures by metric."""
    views = collection.different
    funded = [(v.title, v.facts.funding_cny, v.address) for v in views if v.facts.funding_cny]
    yield _bars("funding", funded, len(views) - len(funded))
    tasks, measures = "explore/?table=tasks", "explore/?table=measures"
    themes = (
        (BilingualText(t.zh, t.en), len(o), f"{tasks}&theme={t.id}") for t, o in collection.by_theme
    )
    yield _bars("themes", themes)
    zh, en = (load_strings(language)("issuers.unknown") for language in ("zh", "en"))
    found = []
    for issuer, documents in collection.by_issuer:
        known = issuer.basis != "unknown"
        label, name = (
            (BilingualText(issuer.zh, issuer.en), issuer.zh)
            if known
            else (BilingualText(zh, en), "-")
        )
        number = sum(len(document.tasks) for document in documents)
        found.append((label, number, f"{tasks}&issuer={name}"))
    yield _bars("issuers", found)
    counts = Counter(row["metric_id"] for row in collection.different_measures)
    named = ((n, counts[i], f"{measures}&metric={i}") for i, n in metrics.items() if counts[i])
    yield _bars("metrics", named)


def _bars(
    identifier: str, found: Iterable[tuple[BilingualText, int, str]], silent: int = 0
) -> BarChart:
    rows = sorted(found, key=lambda row: -row[1])  # stable: equal ones stay in order
    bars = (Bar(label, n, round(n / rows[0][1] * 100, 2), query) for label, n, query in rows)
    return BarChart(identifier, tuple(bars), silent)


# ---------------------------------------------------------------- dots


def _answers(collection: Collection, levels: Iterable[MeasureRow]) -> Iterator[DotChart]:
    """Compute asked for, list by list, and accuracy that must be reached, field by field."""
    themes = {view.id: view.themes for view in collection.tasks}
    found = defaultdict[tuple[str, str], list[MeasureRow]](list)
    for row in levels:
        bound = row["comparator"] in (">=", ">", "=")
        if (row["metric_id"], row["unit_si"]) == _COMPUTE:
            found["compute", row["task_id"].rpartition(".")[0]].append(row)
        if (row["metric_id"], row["unit"]) == _ACCURACY and bound and 50 <= _value(row, "%") <= 100:
            for theme in themes[row["task_id"]]:
                found["accuracy", theme].append(row)
    lists = [(one.title, found["compute", one.id]) for one in collection.documents]
    fields = [
        (BilingualText(t.zh, t.en), found["accuracy", t.id]) for t in collection.corpus.themes
    ]
    for (identifier, unit), groups, least in ((_COMPUTE, lists, 1), (_ACCURACY, fields, _AT_LEAST)):
        drawn = [(name, rows) for name, rows in groups if len(rows) >= least]
        if drawn:
            yield _dot_chart(identifier, unit, drawn, collection)


def _thresholds(
    collection: Collection, levels: Iterable[MeasureRow], names: Mapping[str, BilingualText]
) -> Iterator[DotChart]:
    """A chart for each metric that has enough levels, all in one unit, most values first."""
    found = defaultdict[tuple[str, str], list[MeasureRow]](list)
    for row in levels:
        key, value = (row["metric_id"], row["unit_si"] or ""), row["value_si"]
        alike = row["quantity_kind"] not in _UNLIKE and key != _COMPUTE
        if alike and key[1] and value and float(value) > 0:
            found[key].append(row)
    drawn = set[str]()
    for (metric, unit), rows in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        enough = _ENOUGH_COUNTS if unit == "1" else _ENOUGH
        if len(rows) >= enough and metric in names and metric not in drawn:
            drawn.add(metric)
            unit, groups = "" if unit == "1" else unit, [(names[metric], rows)]
            yield _dot_chart(f"thresholds-{metric}", unit, groups, collection, metric)


def _value(row: MeasureRow, unit: str) -> float:
    """What is drawn of a row, on an axis of that unit."""
    return float(row["value" if unit == "%" else "value_si"] or 1)


def _dot_chart(
    identifier: str,
    unit: str,
    groups: Sequence[tuple[BilingualText, Sequence[MeasureRow]]],
    collection: Collection,
    metric: str = "",
) -> DotChart:
    """Rows of dots on one axis, stacked where they would cover each other.

    The axis goes from the least to the greatest value, with some room: logarithmic but for %.
    """
    scaled: Callable[[float], float] = float if unit == "%" else math.log10
    values = [scaled(_value(row, unit)) for _, found in groups for row in found]
    low, span = min(values), max(values) - min(values)

    def place(value: float) -> float:
        """Where a value stands, in per cent."""
        return round(4 + (scaled(value) - low) / (span or 1.0) * 92, 2)

    rows = []
    for name, found in groups:
        stacked, dots = Counter[int](), []
        for row in sorted(found, key=lambda row: (_value(row, unit), row["id"])):
            at, view = place(_value(row, unit)), collection.tasks_by_id.get(row["task_id"])
            stack, mark = round(at / 2.5), _MARKS.get(row["comparator"], "equal")
            task = view.title if view else BilingualText("", "")
            dots.append(Dot(row, at, stacked[stack], mark, amount_texts(row), task))
            stacked[stack] += 1
        rows.append(ChartRow(name, tuple(dots)))
    slack = span * 0.03 + 0.01
    named = sorted(_named(unit, 1 if span < 4 else 3))
    shown = [(place(v), name) for v, name in named if -slack <= scaled(v) - low <= span + slack]
    return DotChart(identifier, unit, tuple(rows), tuple(_ticks(shown)), metric)


def _ticks(named: Iterable[tuple[float, str]]) -> Iterator[Tick]:
    """Labels from the left, each where it neither leaves the axis nor meets the one before.

    No font is known here: a label is taken to be as wide as a wide font makes it.
    """
    ends = {"wide": -_GAP, "always": -_GAP}
    for at, label in named:
        narrow = len(label) * _CHARACTER
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


def _named(unit: str, step: int) -> Iterator[tuple[float, str]]:
    """Values to name: those of axes.yml, else powers of ten: “100 G”."""
    known = read_yaml(Path(__file__).with_name("axes.yml"))
    if unit in known:
        yield from ((float(value), str(name)) for value, name in known[unit])
        return
    for n in range(-9, 21, step):
        size = min((n + 9) // 3, 9)
        yield 10.0**n, f"{10 ** (n + 9 - 3 * size):,} {_PREFIXES[size]}{unit}"
