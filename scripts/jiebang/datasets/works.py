"""What can be cited, a document, a task, an indicator; what pages say of it to machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from jiebang.corpus.load import Entry, Rules
from jiebang.datasets.tables import (
    document_url,
    english_of,
    stated,
    task_url,
    title_of,
    translation_of,
)
from jiebang.document.model import (
    Basis,
    Indicator,
    Segment,
    State,
    Task,
    section_segments,
    segments,
)

LANGUAGES = ("en", "zh")
_FRAMES = "memory:frames"  # English of recurring labels, from the lexicon


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited. Pairs are by language; an empty text is not known.

    `container` is the title of the document that a task or indicator stands in.
    `date` is ISO 8601 to the day, month or year, `number` the document's number:
    both only as stated. `page` is the page of the original that it begins on, where that
    has pages, `line` its line. `site` and `version` say where it was read, and in which
    state. `issuer_basis` says whether the issuer is. `url` is empty where
    the site's own address is not known: half an address is none. `state` is that of its
    English, the worst of all its texts; None where nothing of it is in English.
    `translators` answer for that English, `publisher` for the whole.
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
    state: State | None = None
    translators: str = ""
    publisher: Mapping[str, str] = field(default_factory=dict)

    @property
    def stated_issuer(self) -> bool:
        return self.issuer_basis is Basis.STATED and bool(self.issuer["zh"])


def document_work(source: Rules, entry: Entry, wanted: Iterable[Segment] | None = None) -> Work:
    """A whole document; of its English only `wanted` is looked at, if that is given."""
    facts = entry.provenance
    zh, en = title_of(entry)
    return Work(
        id=entry.document.id,
        kind="document",
        title={"zh": zh, "en": en or ""},
        container={"zh": "", "en": ""},
        issuer={"zh": facts.issuer.zh, "en": facts.issuer.en},
        issuer_basis=facts.issuer.basis,
        number=stated(facts.document_number, facts.document_number.zh) or "",
        date=stated(facts.date_issued, facts.date_issued.en) or "",
        url={tag: source.site_url and document_url(source, entry, tag) for tag in LANGUAGES},
        state=_english_state(entry, segments(entry.document) if wanted is None else wanted),
        translators=source.project.translators.en,
        publisher={tag: source.project.publisher.side(tag) for tag in LANGUAGES},
    )


def task_work(
    source: Rules, entry: Entry, task: Task, wanted: Iterable[Segment] | None = None
) -> Work:
    """A task of a document; `wanted` as with `document_work`."""
    wanted = section_segments(task.section) if wanted is None else wanted
    whole = document_work(source, entry, wanted)
    return replace(
        whole,
        id=task.id,
        kind="task",
        title={"zh": task.title.zh, "en": english_of(entry, task.title) or ""},
        container=whole.title,
        url={tag: source.site_url and task_url(source, task, tag) for tag in LANGUAGES},
        page=entry.page(task.title.id),
    )


def indicator_work(source: Rules, entry: Entry, task: Task, indicator: Indicator) -> Work:
    """An indicator of a task; it has no title, so it takes the task's and its number."""
    whole = task_work(source, entry, task, (indicator.text,))
    en = whole.title["en"]
    return replace(
        whole,
        id=indicator.id,
        kind="indicator",
        title={
            "zh": f"{whole.title['zh']}：考核指标{indicator.tail}",
            "en": f"{en}: Indicator {indicator.tail}" if en else "",
        },
        url={tag: url and f"{url}#i{indicator.tail}" for tag, url in whole.url.items()},
        page=entry.page(indicator.text.id),
    )


def _english_state(entry: Entry, wanted: Iterable[Segment]) -> State | None:
    """The worst state of what is in English; set phrases that the tool brings do not count."""
    found = (translation_of(entry, segment) for segment in wanted)
    states = [
        one.state
        for one in found
        if one.en and one.state is not State.MISSING and one.origin != _FRAMES
    ]
    return min(states, key=lambda state: state.rank, default=None)
