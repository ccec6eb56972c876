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

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from urllib.parse import unquote, urlencode, urlsplit

import yaml
from playwright.sync_api import Page, TimeoutError, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from host import host
from tables import table

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


class QueriesError(Exception):
    """A list of queries that cannot be used: where, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query; `full` is None where its answer may be labelled partial or not."""

    q: str
    edition: str
    kind: str
    expect: tuple[str, ...]
    full: bool | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: its address inside the edition, and whether it has the whole query."""

    address: str
    full: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query was answered with: `seconds` from opening the page to the last result.

    `ended` is False where the page never said that it was done, or that it failed.
    """

    query: Query
    hits: tuple[Hit, ...]
    ended: bool
    seconds: float

    @property
    def rank(self) -> int | None:
        """The place of the first hit that answers, from 1."""
        ranks = (n for n, hit in enumerate(self.hits, 1) if answers(hit.address, self.query))
        return next(ranks, None)

    @property
    def found(self) -> bool:
        return self.rank is not None and self.rank <= FIRST

    @property
    def lacks_full(self) -> bool:
        """Found among the first, but only labelled as partial, where it has the whole query."""
        first = [hit for hit in self.hits[:FIRST] if answers(hit.address, self.query)]
        return self.query.full is True and bool(first) and not any(hit.full for hit in first)

    @property
    def false_full(self) -> bool:
        return self.query.full is False and any(hit.full for hit in self.hits)


def answers(address: str, query: Query) -> bool:
    """Whether an address is one that the query expects, or lies below one."""
    return any(
        address == wanted or (wanted.endswith("/") and address.startswith(wanted))
        for wanted in query.expect
    )


def read_queries(path: Path) -> list[Query]:
    """The queries of a file.

    Raises QueriesError with the query's number where one lacks a key or has a wrong value.
    """
    try:
        rows = yaml.safe_load(path.read_text("utf-8"))["queries"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise QueriesError(f"{path}: no list “queries” can be read: {error}") from error
    queries = []
    for number, row in enumerate(rows, 1):
        try:
            full = FULL[row["full"]]
            expect = tuple(row["expect"])
            queries.append(Query(row["q"], row["edition"], row["kind"], expect, full))
        except (KeyError, TypeError) as error:
            raise QueriesError(f"{path}: query {number}: missing or wrong: {error}") from error
    return queries


def check_addresses(queries: Sequence[Query], site: Path) -> None:
    """Raise QueriesError where a query expects an address that the site does not have."""
    for query in queries:
        for wanted in query.expect:
            path, _, anchor = wanted.partition("#")
            folder = site / query.edition / path
            page = folder / "index.html"
            there = page.is_file() if anchor else folder.is_dir()
            if not there or (anchor and f'id="{anchor}"' not in page.read_text("utf-8")):
                raise QueriesError(f"“{query.q}” expects {query.edition}/{wanted}: not in {site}")


def ask(page: Page, root: str, query: Query, timeout: float) -> Answer:
    """Open the search page with a query and read what it lists within `timeout` seconds."""
    start = perf_counter()
    base = f"{root}{query.edition}/"
    page.goto(f"{base}search/?{urlencode({'q': query.q})}")
    try:
        page.wait_for_function(DONE, timeout=timeout * 1000)
    except TimeoutError:
        return Answer(query, (), False, perf_counter() - start)
    seconds = perf_counter() - start
    hits = tuple(
        Hit(inside(href, urlsplit(base).path), match != "partial")
        for href, match in page.evaluate(HITS)
    )
    return Answer(query, hits, page.evaluate(STATE) == "done", seconds)


def inside(href: str, base: str) -> str:
    """A link's address inside its edition: path and fragment, no query string."""
    parts = urlsplit(href)
    fragment = f"#{unquote(parts.fragment)}" if parts.fragment else ""
    return unquote(parts.path).removeprefix(base).removesuffix("index.html") + fragment


def summarize(name: str, answered: Sequence[Answer]) -> list[object]:
    """One row of the table."""
    wanted = [answer for answer in answered if answer.query.expect]
    found = sum(answer.found for answer in wanted)
    share, mrr = "–", "–"
    if wanted:
        share = f"{found / len(wanted):.0%}"
        mrr = f"{fmean(1 / a.rank if a.rank else 0 for a in wanted):.2f}"
    barred = sum(answer.query.full is False for answer in answered)
    false = f"{sum(answer.false_full for answer in answered)} of {barred}"
    lacking = sum(answer.lacks_full for answer in answered)
    return [name, len(answered), len(wanted), found, share, mrr, lacking, false]


def render_table(answered: Sequence[Answer]) -> str:
    """The figures by kind, in the order of the file, and their sum, as Markdown."""
    kinds = dict.fromkeys(answer.query.kind for answer in answered)
    rows = [summarize(k, [a for a in answered if a.query.kind == k]) for k in kinds]
    head = ("kind", "queries", "with an answer", "in the first five", "share", "MRR",
            "full hit missing", "false full hits")  # fmt: skip
    return table(head, [*rows, summarize("all", answered)])


def find_faults(answer: Answer) -> str:
    """One line of what is wrong with an answer, “” where nothing is."""
    query = answer.query
    faults = {
        "never done": not answer.ended,
        f"at {answer.rank}" if answer.rank else "missed": query.expect and not answer.found,
        "only partial": answer.lacks_full,
        "false full hit": answer.false_full,
    }
    told = ", ".join(name for name, holds in faults.items() if holds)
    shown = (hit.address + " (partial)" * (not hit.full) for hit in answer.hits[:FIRST])
    line = f"{query.kind} {query.edition} “{query.q}”: {told}; {', '.join(shown) or 'nothing'}"
    return line if told else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("queries", type=Path, help="the list of queries (YAML)")
    parser.add_argument("site", type=Path, help="the folder of the built site")
    options = parser.parse_args()
    try:
        queries = read_queries(options.queries)
        check_addresses(queries, options.site)
    except QueriesError as error:
        print(error, file=sys.stderr)
        return 2
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with host(options.site) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        answered = [ask(page, root, query, TIMEOUT) for query in queries]
        browser.close()
    print(render_table(answered))
    seconds = [answer.seconds for answer in answered]
    print(f"\nPage and answer: median {median(seconds):.2f} s, most {max(seconds):.2f} s\n")
    print(*filter(None, map(find_faults, answered)), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
