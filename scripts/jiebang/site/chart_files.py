"""Each chart as files to take along: its numbers as CSV, its picture as SVG in each edition."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from jiebang.datasets.measures import MeasureRow
from jiebang.site.amounts import yuan
from jiebang.site.charts import BarChart, Charts, Dot, DotChart, RowChart, Tick, charts
from jiebang.site.edition import EDITIONS, TRADITIONAL
from jiebang.site.hant import Converter
from jiebang.site.headlines import Words
from jiebang.site.strings import Strings, project_strings
from jiebang.site.views import Collection

_WIDTH, _LEFT, _TOP, _ROW = 800, 20, 80, 30  # pixels
_INK, _QUIET, _RED = "#1f1d1a", "#5e5950", "#971b1f"
_EDGE, _RULE, _PAPER = "#857e70", "#ddd6c8", "#fdfbf6"
_FONT = "Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Arial, sans-serif"


def write_chart_data(
    collection: Collection,
    folder: Path,
    claims: Mapping[str, Words] | None = None,
    version: str = "",
) -> None:
    """The numbers of each chart as `<chart>.csv`, its picture as `<chart>.<edition>.svg`.

    `claims` is what a chart shows, by its id; `version` that of the data.
    """
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
    converter = Converter()
    public = collection.corpus.site_url.rstrip("/")
    for edition in EDITIONS:
        text = project_strings(edition.language, collection.corpus.project)
        for name, picture in _pictures(made, text):
            claim = (claims or {}).get(name, {}).get(edition.language, "")
            source = [text("charts.source")]
            source += [text("footer.version", version=version)] if version else []
            source += [f"{public}/{edition.key}/charts/#{name}"] if public else []
            svg = _svg(picture, claim, " · ".join(source))
            svg = converter.text(svg) if edition == TRADITIONAL else svg
            (folder / f"{name}.{edition.key}.svg").write_text(svg, encoding="utf-8")


def _cell(row: MeasureRow, name: str) -> object:
    value = dict(row)[name]
    return "" if value is None else value


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


_Picture = tuple[str, list[str], int]  # title, elements, height


def _pictures(made: Charts, text: Strings) -> Iterator[tuple[str, _Picture]]:
    """What is drawn of each chart, by its name."""
    for rows in made.answers:
        parts = [(name.side(text.language), chart) for name, chart in rows.rows]
        yield rows.id, _dotted(text(f"charts.{rows.id}.title"), parts, rows.ticks, text)
    for bars in made.bars:
        yield bars.id, _barred(bars, text)
    for dots in made.dots:
        yield dots.id, _dotted(dots.name.side(text.language), [("", dots)], dots.ticks, text)


def _barred(chart: BarChart, text: Strings) -> _Picture:
    lines, y = [], _TOP
    for at, bar in enumerate(chart.drawn):
        label = bar.label.side(text.language)
        shown = yuan(bar.value, text.language) if chart.id == "funding" else f"{bar.value:,}"
        length = bar.length / 100 * (_WIDTH - 2 * _LEFT)
        lines += [
            _words(_LEFT, y, label),
            _words(_WIDTH - _LEFT, y, shown, _QUIET, "end"),
            f'<rect x="{_LEFT}" y="{y + 6}" width="{length:.1f}" height="9"'
            f' fill="{_EDGE if at else _RED}"/>',
        ]
        y += _ROW + 8
    return text(f"charts.{chart.id}.title"), lines, y


def _dotted(
    title: str, rows: Sequence[tuple[str, DotChart]], ticks: Sequence[Tick], text: Strings
) -> _Picture:
    lines, y = [], _TOP
    for label, chart in rows:
        lines += [_words(_LEFT, y, label)] if label else []
        y += 32 + 11 * chart.levels
        lines.append(_line(_LEFT, y, _WIDTH - _LEFT, y, _QUIET))
        for dot in chart.dots:
            fill = _RED if dot.mark == "least" else _PAPER if dot.mark == "most" else _QUIET
            name = escape(dot.name(text.language) + _doubt(dot, text))
            lines.append(
                f'<circle cx="{_at(dot.at):.1f}" cy="{y - 8 - dot.level * 11}" r="4.5"'
                f' fill="{fill}" stroke="{_RED}"><title>{name}</title></circle>'
            )
        for dot in chart.named:
            anchor = "start" if dot.at < 25 else "end" if dot.at > 75 else "middle"
            amount = dot.amount[text.language] + _doubt(dot, text)
            lines.append(_words(_at(dot.at), y - 19 - dot.level * 11, amount, anchor=anchor))
        y += _ROW
    for tick in ticks:
        if tick.fits != "never":
            lines.insert(0, _line(_at(tick.at), _TOP - 14, _at(tick.at), y - _ROW + 4, _RULE))
            lines.append(_words(_at(tick.at), y - 8, tick.label, _QUIET, tick.anchor))
    return title, lines, y + 14


def _doubt(dot: Dot, text: Strings) -> str:
    """“ (uncertain)” after an amount that is not read for sure."""
    return "" if dot.row["confidence"] == "high" else text("bracketed", what=text("figures.doubt"))


def _at(percent: float) -> float:
    return _LEFT + percent / 100 * (_WIDTH - 2 * _LEFT)


def _line(x: float, y: float, to_x: float, to_y: float, color: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y}" x2="{to_x:.1f}" y2="{to_y}" stroke="{color}"/>'


def _words(x: float, y: float, words: str, color: str = _INK, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y}" fill="{color}" text-anchor="{anchor}"'
    return f"<text {place}>{escape(words)}</text>"


def _svg(picture: _Picture, claim: str, source: str) -> str:
    """A drawing that stands alone: its title, what it shows, and where it comes from."""
    title, lines, height = picture
    size = f'width="{_WIDTH}" height="{height + 24}" viewBox="0 0 {_WIDTH} {height + 24}"'
    head = f'<text x="{_LEFT}" y="32" font-size="18" font-weight="700" fill="{_INK}">'
    under = [_words(_LEFT, 52, claim)] if claim else []
    foot = _words(_LEFT, height + 8, source, _QUIET)
    body = "\n".join((f"{head}{escape(title)}</text>", *under, *lines, foot))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONT}" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>\n{body}\n</svg>\n'
    )
