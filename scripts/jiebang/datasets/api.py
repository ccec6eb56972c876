"""The static API: site/api/v1/, one small JSON file a task and an indicator."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from jiebang.corpus.load import LoadedDocument, Rules
from jiebang.datasets.about import About
from jiebang.datasets.citations import CitedWork, apa, chicago, document_work, task_work
from jiebang.datasets.columns import DOCUMENTS, INDICATORS, MEASURES, TASKS, Row, read_rows
from jiebang.datasets.stage import API, Stage
from jiebang.datasets.tables import base, document_url, task_url

Records = Mapping[str, Sequence[dict[str, object]]]  # rows as JSON has them, by table
VERSION = "v1"
_encode = json.JSONEncoder(ensure_ascii=False).encode
_HEAD = ("id", "title_zh", "title_en", "url")
_DOCUMENT = (
    *("id", "title_zh", "title_en", "issuer_zh", "issuer_en", "issuer_basis"),
    *("document_number", "date_issued", "url"),
)


def api_files(rules: Rules, entry: LoadedDocument, rows: Records) -> dict[str, str]:
    """The files of a document's tasks and indicators, by path in site/."""
    files: dict[str, str] = {}
    (whole,) = rows[DOCUMENTS.name]
    document = {
        **_pick(whole, _DOCUMENT),
        "url_zh": document_url(rules, entry, "zh"),
        "citation": _cite(document_work(rules, entry)),
    }
    measures = _group(rows[MEASURES.name], "indicator_id")
    indicators = _group(rows[INDICATORS.name], "task_id")
    for task, row in zip(entry.tasks, rows[TASKS.name], strict=True):
        own = [{**i, "measures": measures[str(i["id"])]} for i in indicators[task.id]]
        found = {
            **row,
            "url_zh": task_url(rules, task, "zh"),
            "document": document,
            "citation": _cite(task_work(rules, entry, task)),
            "indicators": own,
        }
        files |= _file(rules, "tasks", task.id, found)
        for indicator in own:
            full = {**indicator, "status": "current", "task": _pick(row, _HEAD)}
            files |= _file(rules, "indicators", str(indicator["id"]), full)
    return files


def write_index(
    rules: Rules, stage: Stage, about: About, withdrawn: Iterable[Mapping[str, object]]
) -> None:
    """The withdrawn indicators, which keep their address, and index.json."""
    for record in withdrawn:
        gone = {**record, "status": "withdrawn"}
        for name, text in _file(rules, "indicators", str(record["id"]), gone).items():
            stage.write(name, text)
    notice = about.project.notice
    index = {
        "version": about.version,
        "date": about.date or None,
        "license": about.project.license.url or None,
        "notice_en": notice.en,
        "notice_zh": notice.zh,
        "rows": dict(about.rows),
    }
    tasks = (
        {**_pick(row, (*_HEAD, "document_id")), "api": _url(rules, "tasks", row["id"])}
        for row in read_rows(stage.data, TASKS)
    )
    documents = (_pick(row, _HEAD) for row in read_rows(stage.data, DOCUMENTS))
    text = _encode(index).removesuffix("}")
    for name, records in (("documents", documents), ("tasks", tasks)):
        text += f', "{name}": [\n' + ",\n".join(map(_encode, records)) + "\n]"
    stage.write(f"{API}/{VERSION}/index.json", text + "}\n")


def _file(rules: Rules, kind: str, identifier: str, record: Mapping[str, object]) -> dict[str, str]:
    """One file by its path in site/."""
    link = {"api": _url(rules, kind, identifier), "license": rules.project.license.url or None}
    text = json.dumps({**record, **link}, ensure_ascii=False, indent=1) + "\n"
    return {f"{API}/{VERSION}/{kind}/{identifier}.json": text}


def _url(rules: Rules, kind: str, identifier: str) -> str:
    return f"{base(rules)}api/{VERSION}/{kind}/{identifier}.json"


def _group(rows: Iterable[dict[str, object]], key: str) -> Mapping[str, list[dict[str, object]]]:
    found: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        found[str(row[key])].append(row)
    return found


def _pick(record: Row, names: tuple[str, ...]) -> dict[str, object]:
    return {name: record[name] for name in names}


def _cite(work: CitedWork) -> dict[str, dict[str, str]]:
    return {
        language: {"chicago": chicago(work, language), "apa": apa(work, language)}
        for language in ("en", "zh")
    }
