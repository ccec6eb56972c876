"""The documentation says what the program does, and its links lead somewhere."""

from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import jiebang

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if p.relative_to(DOCS).parts[0] not in ("en", "zh"))
AGAIN = "run: python docs/reference.py"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_current(reference: ModuleType) -> None:
    for name, render in reference.PAGES.items():
        assert (DOCS / "reference" / name).read_text("utf-8") == render(), AGAIN


def test_every_public_function_says_what_it_takes_and_gives() -> None:
    for name in jiebang.__all__:
        function = getattr(jiebang, name)
        for parameter in inspect.signature(function).parameters:
            assert re.search(rf"(?m)^\s+{parameter}: ", function.__doc__), f"{name}: {parameter}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target
