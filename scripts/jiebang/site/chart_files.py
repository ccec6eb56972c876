"""Each chart as files to take along: its numbers as CSV, its picture as SVG in each edition."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from jiebang.site.charts import BarChart, DotChart, charts
from jiebang.site.edition import EDITIONS, TRADITIONAL
from jiebang.site.hant import traditional
from jiebang.site.render import make_environment
from jiebang.site.strings import project_strings
from jiebang.site.views import Collection

_MEASURED = (
    *("id", "metric_zh", "metric_en", "comparator", "value", "value_max", "unit"),
    *("value_si", "unit_si"),
)


def chart_files(
    collection: Collection, claims: Mapping[str, Mapping[str, str]] | None = None, version: str = ""
) -> dict[str, str]:
    """The numbers of each chart, `<chart>.csv`, and its pictures, `<chart>.<edition>.svg`.

    `claims` is what a chart shows, by its id; `version` that of the data.
    """
    every = [chart for some in charts(collection).values() for chart in some]
    found = dict[str, str]()
    for chart in every:
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows(_rows(chart))
        found[f"{chart.id}.csv"] = table.getvalue()
    public = collection.corpus.site_url.rstrip("/")
    for edition in EDITIONS:
        text = project_strings(edition.language, collection.corpus.project)
        template = make_environment(edition, text).get_template("chart.svg")
        for chart in every:
            claim = (claims or {}).get(chart.id, {}).get(edition.language, "")
            source = [text("charts.source")]
            source += [text("footer.version", version=version)] if version else []
            source += [f"{public}/{edition.key}/charts/#{chart.id}"] if public else []
            svg = template.render(chart=chart, claim=claim, source=" · ".join(source))
            svg = re.sub(r"\n+", "\n", svg).lstrip() + "\n"
            svg = traditional(svg) if edition == TRADITIONAL else svg
            found[f"{chart.id}.{edition.key}.svg"] = svg
    return found


def _rows(chart: BarChart | DotChart) -> Iterable[Sequence[object]]:
    """Its table. A target of two fields stands in two rows of dots, here in one."""
    if isinstance(chart, BarChart):
        bars = ((bar.label.zh, bar.label.en, bar.value) for bar in chart.bars)
        return [("label_zh", "label_en", "value"), *bars]
    found = sorted(chart.dots, key=lambda dot: (dot.at, dot.row["id"]))
    cells = (tuple(dot.row[name] for name in _MEASURED) for dot in found)
    return [_MEASURED, *dict.fromkeys(cells)]
