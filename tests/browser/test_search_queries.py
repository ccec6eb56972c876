"""The list of queries in the real browser: what a reader expects is among the first five.

`python tests/browser/test_search_queries.py [SITE]` prints the hit rate, every miss, and
what a first search loads, for docs/search.md.
"""

from __future__ import annotations

import functools
import gzip
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest
import yaml
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from conftest import ARGUMENTS, ROOT, Quiet, choose, find_chromium, serve

from jiebang.runtime.layout import Layout
from localhost import serving

QUERIES = ROOT / "tests" / "fixtures" / "queries.yml"
FIRST = 5
WANTED_RATE = 0.95
# Where the first results lead: the task or line of each, its other lines, the same task in
# another document, and the terms that are called so, which stand above the results. For a
# query that nothing answers, results labelled as partial do not count.
FOUND = """(first) => {
  const hits = [...document.querySelectorAll('#jb-results .jb-hit')].slice(0, first);
  const links = hits.flatMap(hit => [...hit.querySelectorAll(
    '.jb-hit__title a, .jb-hit__place, .jb-hit__same')]);
  const again = hits.flatMap(hit => [...hit.querySelectorAll('.jb-hit__same')].flatMap(other =>
    [...hit.querySelectorAll('.jb-hit__place')].map(place =>
      other.href.split('#')[0] + new URL(place.href).hash)));
  const terms = [...document.querySelectorAll('.jb-hits__terms a')];
  return [...[...terms, ...links].map(a => a.href), ...again];
}"""
FULL = "() => document.querySelectorAll('.jb-hit:not([data-match=partial])').length"
DONE = "() => ['done', 'failed'].includes(document.getElementById('jb-results').dataset.state)"


@dataclass(frozen=True, slots=True)
class Asked:
    """One query in one edition, and what was found first."""

    edition: str
    query: str
    filters: tuple[tuple[str, str], ...]
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    full: int

    @property
    def hit(self) -> bool:
        return set(self.wanted) <= set(self.found) if self.wanted else not self.full


def load_queries() -> list[dict[str, Any]]:
    queries: list[dict[str, Any]] = yaml.safe_load(QUERIES.read_text("utf-8"))["queries"]
    return queries


def path_of(wanted: str) -> str:
    """The address of an id of queries.yml, inside an edition."""
    kind, _, name = wanted.rpartition(":")
    if kind == "term":
        return f"glossary/#{name}"
    if kind == "document":
        return f"documents/{name}/"
    document, number, *indicator = name.split(".")
    return f"tasks/{document}/{number}/" + (f"#i{indicator[0]}" if indicator else "")


def ask(page: Page, base: str, edition: str, entry: dict[str, Any]) -> Asked:
    """Ask as a reader does, on a search page that is open already."""
    filters = {str(k): str(v) for k, v in entry.get("filters", {}).items()}
    query = str(entry["query"])
    choose(page, **filters)
    page.locator("#q").fill(query)
    page.keyboard.press("Enter")
    page.wait_for_function(DONE)
    assert page.locator("#jb-results").get_attribute("data-state") == "done", query
    links: list[str] = page.evaluate(FOUND, FIRST)
    found = tuple(link.removeprefix(base).replace("index.html", "") for link in links)
    wanted = () if entry.get("nothing") else tuple(map(path_of, entry["first_five"]))
    full: int = page.evaluate(FULL)
    return Asked(edition, query, tuple(filters.items()), wanted, found, full)


def ask_all(page: Page, address: str) -> Iterator[Asked]:
    for edition in ("en", "zh"):
        page.goto(f"{address}{edition}/search/")
        for entry in load_queries():
            if entry.get("edition", edition) == edition:
                yield ask(page, f"{address}{edition}/", edition, entry)


def test_the_list_is_long_and_sound() -> None:
    queries = load_queries()
    assert len({str(q["query"]) for q in queries}) >= 60
    for entry in queries:
        assert bool(entry.get("nothing")) != bool(entry.get("first_five")), entry
        assert len(entry.get("first_five", ())) <= FIRST


@pytest.fixture(scope="module")
def answers(browser: Browser, address: str) -> list[Asked]:
    context = browser.new_context()
    asked = list(ask_all(context.new_page(), address))
    context.close()
    return asked


@pytest.mark.slow
def test_the_hit_rate(answers: list[Asked]) -> None:
    misses = [one for one in answers if not one.hit]
    rate = 1 - len(misses) / len(answers)
    assert rate >= WANTED_RATE, f"{rate:.3f}: {misses}"


@pytest.mark.slow
def test_nothing_is_found_that_is_not_there(answers: list[Asked]) -> None:
    assert not [one for one in answers if not one.wanted and one.full]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["queries-second.yml", "queries-third.yml", "queries-fourth.yml", "queries-fifth.yml"]
)
def test_the_lists_by_kind(browser: Browser, address: str, layout: Layout, name: str) -> None:
    path = ROOT / "scripts" / "benchmarks" / "quality" / "search.py"
    spec = importlib.util.spec_from_file_location("quality_search", path)
    assert spec and spec.loader
    score = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    queries = score.read_queries(QUERIES.parent / name)
    score.check_addresses(queries, layout.site)
    page = browser.new_page()
    answers = [score.ask(page, address, query, 30) for query in queries]
    page.close()
    wanted = [one for one in answers if one.query.expect]
    assert sum(one.found for one in wanted) / len(wanted) >= WANTED_RATE
    assert sum(1 / one.rank if one.rank else 0 for one in wanted) / len(wanted) >= 0.75
    assert not [one.query.q for one in answers if one.false_full or not one.ended]


class _Counting(Quiet):
    """Serves a folder and notes what was asked for."""

    paths: ClassVar[list[str]] = []

    def send_head(self) -> Any:
        self.paths.append(self.path.partition("?")[0])
        return super().send_head()


def first_search(browser: Browser, site: Path, edition: str, query: str) -> tuple[int, int]:
    """Bytes by gzip and requests of a first search, its programs too; the page apart."""
    _Counting.paths.clear()
    context = browser.new_context()
    with serving(functools.partial(_Counting, directory=str(site))) as address:
        page = context.new_page()
        page.goto(f"{address}/{edition}/search/?{urlencode({'q': query})}")
        page.wait_for_function(DONE)
        context.close()
    data = [path for path in _Counting.paths if path.startswith(("/search/", "/tables/"))]
    own = [path for path in _Counting.paths if path.rpartition("/")[2].startswith("search.")]
    size = sum(wire_size(site / path.lstrip("/")) for path in (*data, *own))
    return size, len(data) + len(own)


def wire_size(path: Path) -> int:
    """What a server sends."""
    return len(gzip.compress(path.read_bytes()))


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("算力利用率", 180_000),
        ("compute utilization", 180_000),
        ("人形机器人", 180_000),
        ("robot", 180_000),
        ("at least 500 GB/s", 180_000),
        ("humaniod robot", 260_000),
        ("quantum machine translation", 260_000),
        ("人形机器人要跑多快？", 260_000),
    ],
)
def test_a_first_search_loads_little(
    browser: Browser, layout: Layout, query: str, most: int
) -> None:
    size, requests = first_search(browser, layout.site, "en", query)
    assert size <= most
    assert requests <= (12 if most < 200_000 else 24)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    yield from serve(folder)


def main(site: Path) -> None:
    """Print what docs/search.md says."""
    program = find_chromium() or sys.exit("no Chromium found")
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        asked = list(ask_all(browser.new_page(), address))
        hits = sum(one.hit for one in asked)
        for one in asked:
            if not one.hit:
                print("miss:", one)
        print(f"{hits} of {len(asked)}: {hits / len(asked):.3f}")
        for query in ("算力利用率", "compute utilization", "robot", "humaniod robot"):
            size, requests = first_search(browser, site, "en", query)
            print(f"first search for {query}: {size:,} bytes, {requests} requests")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site")
