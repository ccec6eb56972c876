"""The static API: site/api/v1/, one small JSON file a task and an indicator, and an index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from jiebang.corpus import Entry
from jiebang.datasets import about as words
from jiebang.datasets.about import About
from jiebang.datasets.batches import Batch, Row
from jiebang.datasets.citations import apa, chicago
from jiebang.datasets.columns import DOCUMENTS, INDICATORS, MEASURES, TASKS
from jiebang.datasets.stage import Stage, create, write
from jiebang.datasets.tables import Source, base, document_url, task_url
from jiebang.datasets.works import Work, document_work, task_work
from jiebang.datasets.writers import json_row

VERSION = "v1"


class Api:
    """Task and indicator files as the documents come; the index is pieced together at the end."""

    def __init__(self, source: Source, stage: Stage) -> None:
        self._source = source
        self._folder = stage.api / VERSION
        self._scratch = stage.scratch
        self._lists = {
            name: create(stage.scratch / f"api-{name}") for name in ("documents", "tasks")
        }

    def add(self, batch: Batch) -> None:
        entry = batch.entry
        if entry is None:
            return
        rows = batch.rows
        document = json_row(DOCUMENTS, rows[DOCUMENTS.name][0])
        measures = _grouped(MEASURES.name, "indicator_id", rows)
        indicators = _grouped(INDICATORS.name, "task_id", rows)
        self._list("documents", _short(document, ("id", "title_zh", "title_en", "url")))
        tasks = {task.id: task for task in entry.tasks}
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
                "url_zh": task_url(self._source, tasks[identifier], "zh"),
                "document": self._document(entry, document),
                "citation": _citation(task_work(self._source, entry, tasks[identifier])),
                "indicators": own,
            }
            self._write("tasks", identifier, found)
            self._list(
                "tasks",
                {**short, "document_id": task["document_id"], "api": self.url("tasks", identifier)},
            )
            for indicator in own:
                full = {**indicator, "status": "current", "task": short}
                self._write("indicators", str(indicator["id"]), full)

    def finish(self, about: About, withdrawn: Iterable[Mapping[str, object]]) -> None:
        """The withdrawn indicators, which keep their address, and index.json."""
        for record in withdrawn:
            self._write("indicators", str(record["id"]), {**record, "status": "withdrawn"})
        for stream in self._lists.values():
            stream.close()
        head = json.dumps(
            {
                "version": about.version,
                "date": about.date or None,
                "license": words.LICENSE_URL,
                "notice_en": words.NOTICE_EN,
                "notice_zh": words.NOTICE_ZH,
                "rows": dict(about.rows),
            },
            ensure_ascii=False,
        )
        with create(self._folder / "index.json") as stream:
            stream.write(head.removesuffix("}"))
            for name in self._lists:
                stream.write(f', "{name}": [\n')
                lines = (self._scratch / f"api-{name}").open(encoding="utf-8", newline="\n")
                with lines:
                    for at, line in enumerate(lines):
                        stream.write(",\n" * (at > 0) + line.rstrip("\n"))
                stream.write("\n]")
            stream.write("}\n")

    def url(self, kind: str, identifier: str) -> str:
        """The address of one file."""
        return f"{base(self._source)}api/{VERSION}/{kind}/{identifier}.json"

    def _document(self, entry: Entry, document: Mapping[str, object]) -> dict[str, object]:
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
        work = document_work(self._source, entry)
        return {
            **_short(document, names),
            "url_zh": document_url(self._source, entry, "zh"),
            "citation": _citation(work),
        }

    def _write(self, kind: str, identifier: str, record: Mapping[str, object]) -> None:
        path: Path = self._folder / kind / f"{identifier}.json"
        link = {"api": self.url(kind, identifier), "license": words.LICENSE_URL}
        write(path, json.dumps({**record, **link}, ensure_ascii=False, indent=1) + "\n")

    def _list(self, name: str, record: Mapping[str, object]) -> None:
        self._lists[name].write(json.dumps(record, ensure_ascii=False) + "\n")


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
