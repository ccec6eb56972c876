"""What a reader takes along from a page: links, quotations, citations, reports.

All of it is made here and put into the page as data, for task.js to offer. Where a citation
wants the day of reading, it has a mark that the browser replaces: the build knows no such day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import quote

from jiebang.corpus.load import Corpus
from jiebang.datasets.citations import apa, bibtex, chicago, csl_json, gbt, ris
from jiebang.datasets.works import Work, document_work, indicator_work, task_work
from jiebang.document.model import Segment
from jiebang.site.edition import Edition
from jiebang.site.printed import Original
from jiebang.site.strings import Strings
from jiebang.site.views import DocumentView, TaskView

# Stands for the site's address where it is not known; the script puts in the reader's.
UNKNOWN = "https://jiebang.invalid/"
# The day of reading: in words, in ISO 8601, as RIS has it.
LONG, ISO, RIS = "[[long]]", "[[iso]]", "[[ris]]"
Available = Mapping[str, object]


class Citing:
    """Makes the citations of one edition, for one version of the site."""

    def __init__(self, corpus: Corpus, edition: Edition, text: Strings, version: str = "") -> None:
        self._corpus, self._language, self._version = corpus, edition.language, version
        self._named = replace(corpus, site_url=corpus.site_url or UNKNOWN)
        self._site = text("site.name")
        self._text = text

    @property
    def styles(self) -> tuple[tuple[str, str], ...]:
        """Key and name of each style, the first one chosen to begin with."""
        names = [
            ("chicago", self._text("take.format.chicago")),
            ("apa", "APA"),
            *(("bibtex", "BibTeX"), ("ris", "RIS"), ("csl", "CSL-JSON")),
        ]
        chinese = [("gbt", "GB/T 7714—2015")] if self._language == "zh" else []
        return (*chinese, *names)

    def offers(self, view: TaskView, original: Original) -> Available:
        """For the script: the task itself under “”, then each indicator under its anchor."""
        task, entry = view.task, view.entry
        whole = self._read(task_work(self._named, entry, task), original, task.title)
        offers: dict[str, Available] = {"": self._offer(whole, view.title.zh, view.title.en)}
        for indicator in task.indicators:
            work = indicator_work(self._named, entry, task, indicator)
            zh, en = indicator.text.zh, entry.english(indicator.text.id)
            offers[f"i{indicator.tail}"] = self._offer(
                self._read(work, original, indicator.text), zh, en
            )
        return {"offers": offers}

    def task(self, view: TaskView, original: Original) -> tuple[str, str]:
        """The task's citation as readers see it: without the day of reading, and with its mark."""
        work = task_work(self._corpus, view.entry, view.task)
        return self._shown(self._read(work, original, view.task.title))

    def document(self, view: DocumentView) -> tuple[str, str]:
        """The same for a whole document."""
        return self._shown(self._read(document_work(self._corpus, view.entry)))

    def _shown(self, work: Work) -> tuple[str, str]:
        if self._language == "zh":
            return gbt(work), gbt(work, ISO)
        return chicago(work, "en"), chicago(work, "en", LONG)

    def _read(
        self, work: Work, original: Original | None = None, at: Segment | None = None
    ) -> Work:
        """The work as read here: on this site, in this version, on this line."""
        place = original.place([at]) if original and at else None
        line = place.first_line if place else None
        return replace(work, site=self._site, version=self._version, line=line)

    def _offer(self, work: Work, zh: str, en: str) -> Available:
        language = self._language
        return {
            "id": work.id,
            "url": work.url[language],
            "zh": zh,
            "en": en,
            **({"gbt": gbt(work, ISO)} if language == "zh" else {}),
            "chicago": chicago(work, language, LONG),
            "apa": apa(work, language, LONG),
            "bibtex": bibtex(work, language, ISO),
            "ris": ris(work, language, RIS),
            "csl": csl_json(work, language, ISO),
        }


def report_link(address: str, identifier: str, subject: str, told: Iterable[str] = ()) -> str:
    """A prefilled issue or mail about `identifier`; “” where no address is configured.

    `address` is `contact` of jiebang.yml: a page that takes ?title= and &body=, as GitHub's
    and GitLab's new issues do, or mailto:somebody@example.org. `told` are further lines of
    it: the address of the page, the Chinese, the English.
    """
    if not address.startswith(("https://", "http://", "mailto:")):
        return ""
    key = "subject" if address.startswith("mailto:") else "title"
    joint = "&" if "?" in address else "?"
    body = "\n".join((f"{identifier}: ", *(line for line in told if line)))
    return f"{address}{joint}{key}={quote(subject)}&body={quote(body)}"
