"""The second list of queries keeps its own rules, and its score tells right from wrong."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
QUERIES = ROOT / "tests" / "fixtures" / "queries-second.yml"


@pytest.fixture(scope="module")
def search() -> ModuleType:
    """The measuring script, as a module."""
    pytest.importorskip("playwright.sync_api")
    path = ROOT / "scripts" / "benchmarks" / "quality" / "search.py"
    spec = importlib.util.spec_from_file_location("quality_search", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_each_kind_is_asked_often_enough(search: ModuleType) -> None:
    queries = search.read_queries(QUERIES)
    kinds = Counter(query.kind for query in queries)
    assert len(kinds) == 17
    assert min(kinds.values()) >= 6
    assert kinds["absent"] >= 10
    assert len({(query.q, query.edition) for query in queries}) == len(queries)


def test_only_what_is_absent_has_no_answer(search: ModuleType) -> None:
    for query in search.read_queries(QUERIES):
        assert (not query.expect) == (query.kind == "absent"), query.q
        assert (query.full is False) == (query.kind in {"absent", "partial"}), query.q


@pytest.mark.parametrize(
    ("address", "wanted", "taken"),
    [
        ("tasks/a/01/", "tasks/a/01/", True),
        ("tasks/a/01/#i3", "tasks/a/01/", True),
        ("tasks/a/01/#i3", "tasks/a/", True),
        ("tasks/a/01/#i3", "tasks/a/01/#i3", True),
        ("tasks/a/01/", "tasks/a/01/#i3", False),
        ("tasks/a/01/#i30", "tasks/a/01/#i3", False),
        ("tasks/a/011/", "tasks/a/01/", False),
        ("glossary/#a", "tasks/a/", False),
    ],
)
def test_an_address_answers(search: ModuleType, address: str, wanted: str, taken: bool) -> None:
    query = search.Query("q", "en", "words", (wanted,), True)
    assert search.answers(address, query) is taken


@pytest.mark.parametrize(
    ("full", "hits", "found", "lacks_full", "false_full"),
    [
        (True, "x/ t/", True, False, False),
        (True, "x/ t/?", True, True, False),
        (True, "t/? t/#i1", True, False, False),
        (True, "x/ x/ x/ x/ x/ t/", False, False, False),
        (True, "", False, False, False),
        (None, "t/?", True, False, False),
        (False, "t/?", True, False, False),
        (False, "t/? x/", True, False, True),
    ],
)
def test_hits_are_scored(
    search: ModuleType,
    full: bool | None,
    hits: str,
    found: bool,
    lacks_full: bool,
    false_full: bool,
) -> None:
    """A hit ending in ? is labelled as partial; t/ is what the query expects."""
    query = search.Query("q", "en", "words", ("t/",), full)
    listed = tuple((hit.rstrip("?"), not hit.endswith("?")) for hit in hits.split())
    answer = search.Answer(query, listed, True)
    assert (answer.found, answer.lacks_full, answer.false_full) == (found, lacks_full, false_full)


def test_an_address_that_the_site_does_not_have_is_told(search: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "queries.yml"
    path.write_text(
        "queries:\n- {q: a, edition: en, kind: words, expect: [tasks/a/], full: true}\n"
    )
    with pytest.raises(SystemExit, match="“a” expects en/tasks/a/"):
        search.check_addresses(search.read_queries(path), tmp_path)
