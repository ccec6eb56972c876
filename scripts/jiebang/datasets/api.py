"""The static API: site/api/v1/, one small JSON file a task and an indicator."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from jiebang.corpus.load import Entry
from jiebang.datasets.about import About
from jiebang.datasets.citations import apa, chicago
from jiebang.datasets.columns import DOCUMENTS, INDICATORS, MEASURES, TASKS
from jiebang.datasets.rows import Batch, Row
from jiebang.datasets.stage import API, Stage, write
from jiebang.datasets.tables import Frame, base, document_url, task_url
from jiebang.datasets.works import Work, document_work, task_work
from jiebang.datasets.writers import json_row

VERSION = "v1"


def api_files(source: Frame, batch: Batch) -> tuple[dict[str, str], tuple[str, str]]:
    """The files of a document's tasks and indicators, by path in site/, and its index lines.

    The lines are one JSON object each: of the document, and of each of its tasks.
    """
    entry, rows = batch.entry, batch.rows
    assert entry is not None
    files: dict[str, str] = {}
    document = json_row(DOCUMENTS, rows[DOCUMENTS.name][0])
    measures = _grouped(MEASURES.name, "indicator_id", rows)
    indicators = _grouped(INDICATORS.name, "task_id", rows)
    tasks = {task.id: task for task in entry.tasks}
    listed = []
    for row in rows[TASKS.name]:
        task = json_row(TASKS, row)
        identifier = str(task["id"])
        own = [
            {**json_row(INDICATORS, i), "measures": _measures(measures, i)}
            for i in indicators.get(identifier, ())
        ]
        short = _short(task, ("id", "title_zh", "title_en", "url"))
        found = {
            **task,
            "url_zh": task_url(source, tasks[identifier], "zh"),
            "document": _document(source, entry, document),
            "citation": _citation(task_work(source, entry, tasks[identifier])),
            "indicators": own,
        }
        files |= api_file(source, "tasks", identifier, found)
        address = _url(source, "tasks", identifier)
        listed.append({**short, "document_id": task["document_id"], "api": address})
        for indicator in own:
            full = {**indicator, "status": "current", "task": short}
            files |= api_file(source, "indicators", str(indicator["id"]), full)
    head = _short(document, ("id", "title_zh", "title_en", "url"))
    return files, (_line(head), "".join(map(_line, listed)))


def _url(source: Frame, kind: str, identifier: str) -> str:
    """The address of one file."""
    return f"{base(source)}api/{VERSION}/{kind}/{identifier}.json"


def _document(source: Frame, entry: Entry, document: Mapping[str, object]) -> dict[str, object]:
    names = (
        "id",
        "title_zh",
        "title_en",
        "issuer_zh",
        "issuer_en",
        "issuer_basis",
        "document_number",
        "date_issued",
        "url",
    )
    return {
        **_short(document, names),
        "url_zh": document_url(source, entry, "zh"),
        "citation": _citation(document_work(source, entry)),
    }


def api_file(
    source: Frame, kind: str, identifier: str, record: Mapping[str, object]
) -> dict[str, str]:
    link = {"api": _url(source, kind, identifier), "license": source.project.license.url or None}
    text = json.dumps({**record, **link}, ensure_ascii=False, indent=1) + "\n"
    return {f"{API}/{VERSION}/{kind}/{identifier}.json": text}


def _line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _grouped(table: str, key: str, rows: Mapping[str, tuple[Row, ...]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows[table]:
        found.setdefault(str(row[key]), []).append(row)
    return found


def _measures(measures: Mapping[str, list[Row]], indicator: Row) -> list[dict[str, object]]:
    return [json_row(MEASURES, row) for row in measures.get(str(indicator["id"]), ())]


def _short(record: Mapping[str, object], names: tuple[str, ...]) -> dict[str, object]:
    return {name: record[name] for name in names}


def _citation(work: Work) -> dict[str, dict[str, str]]:
    return {
        language: {"chicago": chicago(work, language), "apa": apa(work, language)}
        for language in ("en", "zh")
    }


def write_index(
    source: Frame,
    stage: Stage,
    about: About,
    lists: Mapping[str, Iterable[str]],
    withdrawn: Iterable[Mapping[str, object]],
) -> None:
    """The withdrawn indicators, which keep their address, and index.json.

    Args:
        lists: documents and tasks, each a line of JSON, by `api/<name>`.
    """
    for record in withdrawn:
        gone = {**record, "status": "withdrawn"}
        for name, text in api_file(source, "indicators", str(record["id"]), gone).items():
            write(stage.root / name, text)
    head = {
        "version": about.version,
        "date": about.date or None,
        "license": about.license.url or None,
        "notice_en": about.project.notice.en,
        "notice_zh": about.project.notice.zh,
        "rows": dict(about.rows),
    }
    parts = [json.dumps(head, ensure_ascii=False).removesuffix("}")]
    for name, lines in lists.items():
        joined = ",\n".join(lines)
        parts.append(f', "{name.removeprefix(f"{API}/")}": [\n{joined}\n]')
    write(stage.root / f"{API}/{VERSION}/index.json", "".join(parts) + "}\n")
