"""Each chart as files to take along: its numbers as CSV, its picture as SVG in two languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from jiebang.corpus.project import Project
from jiebang.datasets.measures import MeasureRow
from jiebang.site.amounts import yuan
from jiebang.site.charts import BarChart, Charts, Dot, DotChart, RowChart, Tick, charts
from jiebang.site.strings import Strings, project_strings
from jiebang.site.views import Collection

_WIDTH, _LEFT, _ROW = 800, 20, 30  # pixels
_INK, _QUIET, _RED, _RULE, _PAPER = "#1f1d1a", "#5e5950", "#971b1f", "#ddd6c8", "#fdfbf6"
_FONT = "Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Arial, sans-serif"


def write_chart_data(collection: Collection, folder: Path) -> None:
    """The numbers of each chart as `<chart>.csv`, its picture as `<chart>.<language>.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = charts(collection)
    for chart in made.bars:
        rows: list[Sequence[object]] = [("label_zh", "label_en", "value")]
        rows += [(bar.label.zh, bar.label.en, bar.value) for bar in chart.bars]
        _write(folder / f"{chart.id}.csv", rows)
    names = ("id", "metric_zh", "metric_en", "comparator", "value", "value_max", "unit")
    head = (*names, "value_si", "unit_si")
    dotted: tuple[RowChart | DotChart, ...] = (*made.answers, *made.dots)
    for dots in dotted:
        found = sorted(dots.dots, key=lambda dot: (dot.at, dot.row["id"]))
        # A target of two fields stands in two rows of a chart; it is one row of its table.
        cells = dict.fromkeys(tuple(_cell(dot.row, name) for name in head) for dot in found)
        _write(folder / f"{dots.id}.csv", [head, *cells])
    for language in ("en", "zh"):
        for name, picture in pictures(made, language, collection.corpus.project):
            (folder / f"{name}.{language}.svg").write_text(picture, encoding="utf-8")


def _cell(row: MeasureRow, name: str) -> object:
    value = dict(row)[name]
    return "" if value is None else value


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def pictures(made: Charts, language: str, project: Project) -> Iterator[tuple[str, str]]:
    """Each chart as an SVG that stands alone, by its name."""
    text = project_strings(language, project)
    for rows in made.answers:
        parts = [(name.side(language), chart.dots) for name, chart in rows.rows]
        yield rows.id, _dotted(text(f"charts.{rows.id}.title"), parts, rows.ticks, text)
    for bars in made.bars:
        yield bars.id, _barred(bars, text)
    for dots in made.dots:
        title = text.known("kind.", dots.kind)
        yield dots.id, _dotted(title, [("", dots.dots)], dots.ticks, text)


def _barred(chart: BarChart, text: Strings) -> str:
    lines, y = [], 60
    for bar in chart.drawn:
        label = bar.label.side(text.language)
        shown = yuan(bar.value, text.language) if chart.id == "funding" else f"{bar.value:,}"
        length = bar.length / 100 * (_WIDTH - 2 * _LEFT)
        lines += [
            _words(_LEFT, y, label),
            _words(_WIDTH - _LEFT, y, shown, _QUIET, "end"),
            f'<rect x="{_LEFT}" y="{y + 6}" width="{length:.1f}" height="9" fill="{_RED}"/>',
        ]
        y += _ROW + 8
    return _svg(text(f"charts.{chart.id}.title"), lines, y, text)


def _dotted(
    title: str, rows: Sequence[tuple[str, Sequence[Dot]]], ticks: Sequence[Tick], text: Strings
) -> str:
    lines, y = [], 60
    for label, dots in rows:
        lines += [_words(_LEFT, y, label)] if label else []
        y += 20 + 11 * (max(dot.level for dot in dots) + 1)
        lines.append(_line(_LEFT, y, _WIDTH - _LEFT, y, _QUIET))
        for dot in dots:
            fill = _RED if dot.mark == "least" else _PAPER if dot.mark == "most" else _QUIET
            name = escape(dot.name(text.language))
            lines.append(
                f'<circle cx="{_at(dot.at):.1f}" cy="{y - 8 - dot.level * 11}" r="4.5"'
                f' fill="{fill}" stroke="{_RED}"><title>{name}</title></circle>'
            )
        y += _ROW
    for tick in ticks:
        if tick.fits != "never":
            lines.insert(0, _line(_at(tick.at), 46, _at(tick.at), y - _ROW + 4, _RULE))
            lines.append(_words(_at(tick.at), y - 8, tick.label, _QUIET, tick.anchor))
    return _svg(title, lines, y + 14, text)


def _at(percent: float) -> float:
    return _LEFT + percent / 100 * (_WIDTH - 2 * _LEFT)


def _line(x: float, y: float, to_x: float, to_y: float, color: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y}" x2="{to_x:.1f}" y2="{to_y}" stroke="{color}"/>'


def _words(x: float, y: float, words: str, color: str = _INK, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y}" fill="{color}" text-anchor="{anchor}"'
    return f"<text {place}>{escape(words)}</text>"


def _svg(title: str, lines: Iterable[str], height: int, text: Strings) -> str:
    size = f'width="{_WIDTH}" height="{height + 24}" viewBox="0 0 {_WIDTH} {height + 24}"'
    head = f'<text x="{_LEFT}" y="32" font-size="18" font-weight="700" fill="{_INK}">'
    foot = _words(_LEFT, height + 8, text("charts.source"), _QUIET)
    body = "\n".join((f"{head}{escape(title)}</text>", *lines, foot))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONT}" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>\n{body}\n</svg>\n'
    )
