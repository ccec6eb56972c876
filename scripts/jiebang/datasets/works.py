"""What can be cited: a document, a task, an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiebang.corpus.load import Entry
from jiebang.datasets.tables import Frame, document_url, english_of, task_url, title_of
from jiebang.document.model import Basis, Indicator, Task

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited. Pairs are by language; an empty text is not known.

    `container` is the title of the document that a task or indicator stands in.
    `date` is ISO 8601 to the day, month or year, `number` the document's number:
    both only as stated. `page` is the page of the original that it begins on, where that
    has pages, `line` its line. `site` and `version` say where it was read, and in which
    state. `issuer_basis` says whether the issuer is. `url` is empty where
    the site's own address is not known: half an address is none.
    """

    id: str
    kind: str  # document, task or indicator
    title: Mapping[str, str]
    container: Mapping[str, str]
    issuer: Mapping[str, str]
    issuer_basis: Basis
    number: str
    date: str
    url: Mapping[str, str]
    page: int | None = None
    line: int | None = None
    site: str = ""
    version: str = ""

    @property
    def stated_issuer(self) -> bool:
        return self.issuer_basis is Basis.STATED and bool(self.issuer["zh"])


def document_work(source: Frame, entry: Entry) -> Work:
    """A whole document."""
    facts = entry.provenance
    zh, en = title_of(entry)
    dated = facts.date_issued.basis is Basis.STATED
    numbered = facts.document_number.basis is Basis.STATED
    return Work(
        id=entry.document.id,
        kind="document",
        title={"zh": zh, "en": en or ""},
        container={"zh": "", "en": ""},
        issuer={"zh": facts.issuer.zh, "en": facts.issuer.en},
        issuer_basis=facts.issuer.basis,
        number=facts.document_number.zh if numbered else "",
        date=facts.date_issued.en if dated else "",
        url={tag: _public(source, document_url(source, entry, tag)) for tag in LANGUAGES},
    )


def task_work(source: Frame, entry: Entry, task: Task) -> Work:
    """A task of a document."""
    whole = document_work(source, entry)
    return Work(
        id=task.id,
        kind="task",
        title={"zh": task.title.zh, "en": english_of(entry, task.title) or ""},
        container=whole.title,
        issuer=whole.issuer,
        issuer_basis=whole.issuer_basis,
        number=whole.number,
        date=whole.date,
        url={tag: _public(source, task_url(source, task, tag)) for tag in LANGUAGES},
        page=entry.page(task.title.id),
    )


def indicator_work(source: Frame, entry: Entry, task: Task, indicator: Indicator) -> Work:
    """An indicator of a task; it has no title, so it takes the task's and its number."""
    whole = task_work(source, entry, task)
    en = whole.title["en"]
    return Work(
        id=indicator.id,
        kind="indicator",
        title={
            "zh": f"{whole.title['zh']}：考核指标{indicator.tail}",
            "en": f"{en}: Indicator {indicator.tail}" if en else "",
        },
        container=whole.container,
        issuer=whole.issuer,
        issuer_basis=whole.issuer_basis,
        number=whole.number,
        date=whole.date,
        url={tag: url and f"{url}#i{indicator.tail}" for tag, url in whole.url.items()},
        page=entry.page(indicator.text.id),
    )


def _public(source: Frame, url: str) -> str:
    return url if source.site_url else ""
