"""What a reader takes along from a task page: links, quotations, citations, reports.

All of it is made here and put into the page as data, for jiebang.js to offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from jiebang.corpus.load import Corpus
from jiebang.datasets.citations import apa, bibtex, chicago, csl_json, ris
from jiebang.datasets.works import Work, document_work, indicator_work, task_work
from jiebang.site.edition import Edition
from jiebang.site.views import DocumentView, TaskView

# Stands for the site's address where it is not known; the script puts in the reader's.
UNKNOWN = "https://jiebang.invalid/"
Offer = Mapping[str, object]


def task_offers(corpus: Corpus, view: TaskView, edition: Edition) -> Offer:
    """For the script: the task itself under “”, then each indicator under its anchor."""
    if not corpus.site_url:
        corpus = replace(corpus, site_url=UNKNOWN)
    task, entry = view.task, view.entry
    whole = task_work(corpus, entry, task)
    offers: dict[str, Offer] = {"": _offer(whole, view.title.zh, view.title.en, edition)}
    for indicator in task.indicators:
        work = indicator_work(corpus, entry, task, indicator)
        zh, en = indicator.text.zh, entry.english(indicator.text.id)
        offers[f"i{indicator.tail}"] = _offer(work, zh, en, edition)
    return {"offers": offers}


def citation(corpus: Corpus, view: TaskView, edition: Edition) -> str:
    """The task's citation as readers see it on the page."""
    return chicago(task_work(corpus, view.entry, view.task), edition.language)


def document_citation(corpus: Corpus, view: DocumentView, edition: Edition) -> str:
    return chicago(document_work(corpus, view.entry), edition.language)


def report_link(address: str, identifier: str, subject: str) -> str:
    """A prefilled issue or mail about `identifier`; “” where no address is configured.

    `address` is `extra.report` of mkdocs.yml: a page that takes ?title= and &body=,
    as GitHub's and GitLab's new issues do, or mailto:somebody@example.org.
    """
    if not address.startswith(("https://", "http://", "mailto:")):
        return ""
    key = "subject" if address.startswith("mailto:") else "title"
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{key}={quote(subject)}&body={quote(f'{identifier}: ')}"


def _offer(work: Work, zh: str, en: str, edition: Edition) -> Offer:
    language = edition.language
    return {
        "id": work.id,
        "url": work.url[language],
        "zh": zh,
        "en": en,
        "chicago": chicago(work, language),
        "apa": apa(work, language),
        "bibtex": bibtex(work, language),
        "ris": ris(work, language),
        "csl": csl_json(work, language),
    }
