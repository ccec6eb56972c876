"""What a reader takes along from a page: links, quotations, citations, reports.

All of it is made here and put into the page as data, for task.js to show. Where a citation
wants the day of reading, it has a mark that the browser replaces: the build knows no such day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from jiebang.corpus.glossary import TermBase
from jiebang.corpus.load import Rules
from jiebang.corpus.project import Project
from jiebang.datasets.citations import apa, bibtex, chicago, csl_json, gbt, ris
from jiebang.datasets.works import Work, document_work, indicator_work, task_work
from jiebang.document.model import Segment
from jiebang.site.printed import Original
from jiebang.site.strings import Strings
from jiebang.site.views import DocumentView, TaskView

# Stands for the site's address where it is not known; the script puts in the reader's.
UNKNOWN = "https://jiebang.invalid/"
# The day of reading: in words, in ISO 8601, as RIS has it.
LONG, ISO, RIS = "[[long]]", "[[iso]]", "[[ris]]"
Citable = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Citing:
    """Makes the citations of one edition, for one version of the site.

    `language` is the edition's, `site` what the site is called, `public` its address.
    """

    language: str
    site: str
    public: str
    project: Project
    version: str = ""

    def _source(self, public: str) -> Rules:
        return Rules(TermBase(()), (), public, project=self.project)

    def styles(self, text: Strings) -> tuple[tuple[str, str], ...]:
        """Key and name of each style, the first one chosen to begin with."""
        names = [
            ("chicago", text("take.format.chicago")),
            ("apa", "APA"),
            *(("bibtex", "BibTeX"), ("ris", "RIS"), ("csl", "CSL-JSON")),
        ]
        chinese = [("gbt", "GB/T 7714—2015")] if self.language == "zh" else []
        return (*chinese, *names)

    def citations(self, view: TaskView) -> Citable:
        """For the script: the task itself under “”, then each indicator under its anchor."""
        task, entry, original = view.task, view.entry, Original(view.entry)
        source = self._source(self.public or UNKNOWN)
        whole = self._read(task_work(source, entry, task), original, task.title)
        found: dict[str, Citable] = {"": self._citation(whole, view.title.zh, view.title.en)}
        for indicator in task.indicators:
            work = indicator_work(source, entry, task, indicator)
            zh, en = indicator.text.zh, entry.english(indicator.text.id)
            found[f"i{indicator.tail}"] = self._citation(
                self._read(work, original, indicator.text), zh, en
            )
        return found

    def task(self, view: TaskView, original: Original) -> tuple[str, str]:
        """The task's citation as readers see it: without the day of reading, and with its mark."""
        work = task_work(self._source(self.public), view.entry, view.task)
        return self._shown(self._read(work, original, view.task.title))

    def document(self, view: DocumentView) -> tuple[str, str]:
        """The same for a whole document."""
        return self._shown(self._read(document_work(self._source(self.public), view.entry)))

    def _shown(self, work: Work) -> tuple[str, str]:
        if self.language == "zh":
            return gbt(work), gbt(work, ISO)
        return chicago(work, "en"), chicago(work, "en", LONG)

    def _read(
        self, work: Work, original: Original | None = None, at: Segment | None = None
    ) -> Work:
        """The work as read here: on this site, in this version, on this line."""
        place = original.place([at]) if original and at else None
        line = place.first_line if place else None
        return replace(work, site=self.site, version=self.version, line=line)

    def _citation(self, work: Work, zh: str, en: str) -> Citable:
        language = self.language
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
