"""The search index: one record an indicator, task, term and heading, both languages in each.

Pagefind cuts Chinese into words by one dictionary when it indexes and by another
in the browser; where they differ it finds nothing (measured on the five
documents: 94 of 1,246 true hits lost, all of 自主可控, 三甲医院 and 产学研用).
So the text is cut here, and search.js cuts the query in the same way: one Chinese
character a token, Latin words and numbers apart. No true hit is lost then, and
search.js holds every hit against the record's text before it shows it. What a query
is widened by is made in `search_words`.

The records go to Pagefind's program as files of a folder. Its Python API takes a
tenth of a second for each record (80 s for 811, against 0.6 s for the folder), and
ends the program as soon as it says that it has written the index, which on a busy
machine can be before it has (seen: an empty wasm file beside the MkDocs builds; not
in 8 runs on an idle machine). The program itself gave the same bytes in 25 runs of 25.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pagefind.service import get_executable

from jiebang.document.model import Kind
from jiebang.errors import JiebangError
from jiebang.site.addresses import indicator_anchor
from jiebang.site.views import Collection, DocumentView, Line, TaskView

_HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff\\U00020000-\\U000323af]"
_TOKEN = re.compile(rf"{_HAN}|(?:(?!{_HAN})[^\W\d_])+|\d+")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")  # “，” never stands in a number
# What Pagefind ships besides the search itself: user interfaces that we do not use.
_UNUSED = re.compile(r"pagefind-(?:component-ui|modular-ui|ui|highlight)\.(?:css|js)")


@dataclass(frozen=True, slots=True)
class Record:
    """What can be found: `path` is its address in any edition, `text` what is searched."""

    kind: str
    path: str
    text: Line
    title: Line
    document: Line
    document_id: str = ""
    themes: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, list[str]]:
        """What it can be filtered by."""
        return {
            "kind": [self.kind],
            "document": [self.document_id] if self.document_id else [],
            "theme": list(self.themes),
        }


def records(collection: Collection) -> Iterator[Record]:
    """Every record of the site, in the order of the documents."""
    for document in collection.documents:
        whole, short = document.full_title, document.title
        yield Record("section", document.address, whole, short, short, document.id)
        yield from _headings(document)
        for task in document.tasks:
            yield from _of_task(task, document)
    for term in collection.corpus.terms.terms:
        name = Line(term.zh, term.en)
        zh = f"{'、'.join((term.zh, *term.aliases))}\n{term.definition_zh}".strip()
        en = f"{term.en}\n{term.definition} {'; '.join((*term.variants, *term.synonyms))}".strip()
        yield Record("term", f"glossary/#{term.id}", Line(zh, en), name, Line("", ""))


def _headings(document: DocumentView) -> Iterator[Record]:
    for section in document.entry.document.walk():
        if section.kind is not Kind.TASK and section.title.zh:
            line = document.line(section.title)
            path = f"{document.address}#{section.id}"
            yield Record("section", path, line, line, document.title, document.id)


def _of_task(view: TaskView, document: DocumentView) -> Iterator[Record]:
    title = view.title
    needs = [document.line(s) for s in view.task.requirement]
    text = Line(
        "\n".join((title.zh, "".join(n.zh for n in needs))).strip(),
        "\n".join((title.en, " ".join(n.en for n in needs))).strip(),
    )
    where = (title, document.title, document.id, view.themes)
    yield Record("task", view.address, text, *where)
    for indicator in view.task.indicators:
        path = f"{view.address}#{indicator_anchor(indicator.id)}"
        yield Record("indicator", path, document.line(indicator.text), *where)


def shown_texts(record: Record) -> tuple[str, str, str]:
    """The Chinese of a record that a result shows."""
    return record.text.zh, record.title.zh, record.document.zh


def cut(text: str) -> str:
    """Tokens, blanks between: “支持≥1,024节点” → “支 持 1024 节 点”."""
    whole = _THOUSANDS.sub(lambda m: m[0].replace(",", ""), text)
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", whole).lower()))


def write_index(found: Sequence[Record], output: Path) -> None:
    """Index the records into the folder `output`, which holds nothing else.

    Raises:
        JiebangError: Pagefind failed.
    """
    if not found:
        output.mkdir(parents=True, exist_ok=True)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    # Beside the index, so that it is swept up with it if this process is killed.
    with tempfile.TemporaryDirectory(prefix="records-", dir=output.parent) as folder:
        for number, record in enumerate(found):
            page = Path(folder) / f"{number:06}.html"
            page.write_text(_as_html(record), encoding="utf-8")
        _run_pagefind(Path(folder), output)
    (output / "filters.json").write_text(_filters(found, output / "fragment"), encoding="utf-8")
    for path in output.iterdir():
        if _UNUSED.fullmatch(path.name):
            path.unlink()


def _run_pagefind(folder: Path, output: Path) -> None:
    """Index a folder. The language is forced, for Pagefind knows one index a language."""
    program = get_executable()
    if program is None:
        raise JiebangError("its program is missing", "pagefind", "install pagefind[extended]")
    shutil.rmtree(output, ignore_errors=True)
    options = ["--site", ".", "--output-path", str(output.absolute()), "--force-language", "zh"]
    try:
        done = subprocess.run(
            [program, *options, "--silent"], cwd=folder, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise JiebangError(f"the search program did not start: {error}", str(program)) from error
    written = [path for path in output.rglob("*") if path.is_file()] if output.is_dir() else []
    if done.returncode or not written or any(not path.stat().st_size for path in written):
        told = " ".join((done.stdout + done.stderr).split()) or f"exit code {done.returncode}"
        raise JiebangError(f"the search index could not be built: {told}")


def _filters(found: Sequence[Record], fragments: Path) -> str:
    """What each record can be filtered by, under the id that a search gives it.

    Pagefind's own filters come out in another order at every run, and the same input
    must give the same bytes.
    """
    by_id = {}
    for path in sorted(fragments.iterdir()):
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
        number = int(Path(json.loads(text[text.index("{") :])["url"]).stem)
        by_id[path.stem] = found[number].filters
    return json.dumps(by_id, ensure_ascii=False, separators=(",", ":")) + "\n"


def _as_html(record: Record) -> str:
    """A record as the page that Pagefind wants; what is shown goes into its metadata."""
    shown = {
        "kind": record.kind,
        "path": record.path,
        "zh": record.text.zh,
        "en": record.text.en,
        "title_zh": record.title.zh,
        "title_en": record.title.en,
        "document_zh": record.document.zh,
        "document_en": record.document.en,
    }
    tags = "".join(
        f'<meta data-pagefind-meta="{key}[content]" content="{escape(value)}">'
        for key, value in shown.items()
        if value
    )
    text = escape(cut(f"{record.text.zh} {record.text.en}"))
    return (
        f'<!doctype html><html lang="zh"><head>{tags}</head>'
        f"<body data-pagefind-body><p>{text}</p></body></html>"
    )
