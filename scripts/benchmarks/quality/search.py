"""How well a built site answers a list of queries, in a real browser.

    .venv/bin/python scripts/benchmarks/quality/search.py QUERIES SITE

QUERIES is a list as tests/fixtures/queries-second.yml describes it at its head; SITE is the
folder that `jiebang build` writes. Each query is opened as `<edition>/search/?q=…` and read off
the page's marks: `#jb-results[data-state]`, `.jb-hit` with its first link, and
`data-match=partial` on what lacks a part of the query.

Printed by kind: how many queries have an answer, the share with it among the first five, the
mean reciprocal rank of the first answer (0 where none is listed), answers that ought to be full
hits and are none, and full hits where nothing may be one. Then every fault, line by line.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple
from urllib.parse import unquote, urlencode, urlsplit

import yaml
from playwright.sync_api import Page, TimeoutError, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import host, render_table, run_command

FIRST = 5
TIMEOUT = 30.0  # seconds
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A function, not an expression: the site's policy lets no page evaluate a string.
DONE = """() => ['done', 'failed'].includes(
  document.getElementById('jb-results')?.dataset.state)"""
STATE = "() => document.getElementById('jb-results').dataset.state"
HITS = """() => [...document.querySelectorAll('#jb-results .jb-hit')].map(hit => [
  hit.querySelector('a[href]')?.href ?? '',
  hit.dataset.match ?? hit.closest('[data-match]')?.dataset.match ?? 'full',
])"""
FULL = {True: True, False: False, "any": None}


class Query(NamedTuple):
    """One query; `full` is None where its answer may be labelled partial or not."""

    q: str
    edition: str
    kind: str
    expect: tuple[str, ...]
    full: bool | None


class Answer(NamedTuple):
    """What a query was answered with: hits by address, and whether each has the whole query.

    `ended` is False where the page never said that it was done.
    """

    query: Query
    hits: tuple[tuple[str, bool], ...]
    ended: bool

    @property
    def right(self) -> dict[int, bool]:
        """The places of the hits that answer, from 1, and whether they are full."""
        places = enumerate(self.hits, 1)
        return {n: full for n, (address, full) in places if answers(address, self.query)}

    @property
    def rank(self) -> int | None:
        return next(iter(self.right), None)

    @property
    def found(self) -> bool:
        return self.rank is not None and self.rank <= FIRST

    @property
    def lacks_full(self) -> bool:
        """Found among the first, but only labelled as partial, where it has the whole query."""
        full = any(full for n, full in self.right.items() if n <= FIRST)
        return self.query.full is True and self.found and not full

    @property
    def false_full(self) -> bool:
        return self.query.full is False and any(full for _, full in self.hits)


def answers(address: str, query: Query) -> bool:
    """Whether an address is one that the query expects, or lies below one."""
    return any(
        address == wanted or (wanted.endswith("/") and address.startswith(wanted))
        for wanted in query.expect
    )


def read_queries(path: Path) -> list[Query]:
    rows = yaml.safe_load(path.read_text("utf-8"))["queries"]
    return [
        Query(r["q"], r["edition"], r["kind"], tuple(r["expect"]), FULL[r["full"]]) for r in rows
    ]


def check_addresses(queries: Sequence[Query], site: Path) -> None:
    """End the command where a query expects an address that the site does not have."""
    for query in queries:
        for wanted in query.expect:
            path, _, anchor = wanted.partition("#")
            page = site / query.edition / path / "index.html"
            there = page.is_file() if anchor else page.parent.is_dir()
            if not there or (anchor and f'id="{anchor}"' not in page.read_text("utf-8")):
                raise SystemExit(f"“{query.q}” expects {query.edition}/{wanted}: not in {site}")


def ask(page: Page, root: str, query: Query, timeout: float) -> Answer:
    """Open the search page with a query and read what it lists within `timeout` seconds."""
    base = f"{root}{query.edition}/"
    page.goto(f"{base}search/?{urlencode({'q': query.q})}")
    try:
        page.wait_for_function(DONE, timeout=timeout * 1000)
    except TimeoutError:
        return Answer(query, (), False)
    hits = []
    for href, match in page.evaluate(HITS):
        parts = urlsplit(href)
        address = unquote(parts.path).removeprefix(urlsplit(base).path).removesuffix("index.html")
        fragment = f"#{unquote(parts.fragment)}" if parts.fragment else ""
        hits.append((address + fragment, match != "partial"))
    return Answer(query, tuple(hits), page.evaluate(STATE) == "done")


def summarize(name: str, answered: Sequence[Answer]) -> list[object]:
    """One row of the table."""
    wanted = [answer for answer in answered if answer.query.expect]
    found = sum(answer.found for answer in wanted)
    share = f"{found / len(wanted):.0%}" if wanted else "–"
    mrr = f"{fmean(1 / a.rank if a.rank else 0 for a in wanted):.2f}" if wanted else "–"
    barred = sum(answer.query.full is False for answer in answered)
    false = f"{sum(answer.false_full for answer in answered)} of {barred}"
    lacking = sum(answer.lacks_full for answer in answered)
    return [name, len(answered), len(wanted), found, share, mrr, lacking, false]


def find_fault(answer: Answer) -> str:
    """One line of what is wrong with an answer, “” where nothing is."""
    faults = {
        "never done": not answer.ended,
        f"at {answer.rank}": answer.query.expect and not answer.found,
        "only partial": answer.lacks_full,
        "false full hit": answer.false_full,
    }
    told = ", ".join(name for name, holds in faults.items() if holds)
    shown = (address + " (partial)" * (not full) for address, full in answer.hits[:FIRST])
    query = f"{answer.query.kind} {answer.query.edition} “{answer.query.q}”"
    return f"{query}: {told}; {', '.join(shown) or 'nothing'}" if told else ""


def main(queries: Path, site: Path) -> None:
    asked = read_queries(queries)
    check_addresses(asked, site)
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with host(site) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        answered = [ask(page, root, query, TIMEOUT) for query in asked]
        browser.close()
    groups = {kind: [a for a in answered if a.query.kind == kind] for _, _, kind, _, _ in asked}
    head = (
        "kind|queries|with an answer|in the first five|share|MRR|full hit missing|false full hits"
    )
    rows = [summarize(name, group) for name, group in (groups | {"all": answered}).items()]
    print(render_table(head, rows))
    print("", *filter(None, map(find_fault, answered)), sep="\n")


if __name__ == "__main__":
    run_command(main)
