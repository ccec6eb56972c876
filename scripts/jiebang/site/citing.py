"""What a reader takes along from a page: links, quotations, citations, reports.

All of it is made here and put into the page as data, for task.js to show. Where a citation
wants the day of reading, it has a mark that the browser replaces: the build knows no such day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from jiebang.corpus.glossary import TermBase
from jiebang.corpus.load import Rules
from jiebang.corpus.project import Project
from jiebang.datasets.citations import (
    CitedWork,
    apa,
    bibtex,
    chicago,
    csl_json,
    gbt,
    indicator_work,
    ris,
    task_work,
)
from jiebang.site.source_pages import SourcePlace, find_place
from jiebang.site.strings import Strings
from jiebang.site.views import TaskView, line_of

# Stands for the site's address where it is not known; the script puts in the reader's.
UNKNOWN = "https://jiebang.invalid/"
# The day of reading: in words, in ISO 8601, as RIS has it.
LONG, ISO, RIS = "[[long]]", "[[iso]]", "[[ris]]"
_Write = Callable[[CitedWork, str, str], str]
# The styles, the first one chosen to begin with: key, name ("" for a word of the interface), what
# writes it, and its mark for the day. The first is for Chinese readers alone.
_STYLES: tuple[tuple[str, str, _Write, str], ...] = (
    ("gbt", "GB/T 7714—2015", lambda work, _, day: gbt(work, day), ISO),
    ("chicago", "", chicago, LONG),
    ("apa", "APA", apa, LONG),
    ("bibtex", "BibTeX", bibtex, ISO),
    ("ris", "RIS", ris, RIS),
    ("csl", "CSL-JSON", csl_json, ISO),
)


@dataclass(frozen=True)
class Citing:
    """Makes the citations of one edition, for one version of the site.

    `language` is the edition's, `site` what the site is called, `public` its address.
    """

    language: str
    site: str
    public: str
    project: Project
    version: str = ""

    def styles(self, text: Strings) -> list[tuple[str, str]]:
        """Key and name of each style, the first one chosen to begin with."""
        found = _styles(self.language)
        return [(key, name or text(f"take.format.{key}")) for key, name, *_ in found]

    def citations(self, view: TaskView) -> Mapping[str, Mapping[str, str]]:
        """For the script: the task itself under “”, then each indicator under its anchor."""
        task, entry = view.task, view.entry
        language, public = self.language, self.public or UNKNOWN
        source = Rules(TermBase(()), (), public, project=self.project)
        works = [("", task.title, task_work(source, entry, task))]
        for one in task.indicators:
            works.append((f"i{one.tail}", one.text, indicator_work(source, entry, task, one)))
        found = {}
        for anchor, segment, work in works:
            work = self.read(work, find_place(entry, segment))
            texts = {"zh": segment.zh, "en": line_of(entry, segment).en}
            styles = {name: write(work, language, day) for name, _, write, day in _styles(language)}
            found[anchor] = {"id": work.id, "url": work.url.side(language), **texts, **styles}
        return found

    def read(self, work: CitedWork, place: SourcePlace | None = None) -> CitedWork:
        """The work as read here: on this site, in this version, on this line."""
        line = place.first_line if place else None
        return replace(work, site=self.site, version=self.version, line=line)


def shown(work: CitedWork, language: str) -> tuple[str, str]:
    """A citation as readers see it: without the day of reading, and with its mark."""
    _, _, write, mark = _styles(language)[0]
    return write(work, language, ""), write(work, language, mark)


def _styles(language: str) -> tuple[tuple[str, str, _Write, str], ...]:
    return _STYLES if language == "zh" else _STYLES[1:]


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
