"""The real site, built once in a run, served on localhost, and a browser."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from building import ROOT as ROOT
from building import project_copy as project_copy
from building import whole_project
from jiebang.corpus.load import Corpus, load_corpus
from jiebang.runtime.layout import Layout
from localhost import serving

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The whole project, built; no test writes to it."""
    return whole_project(tmp_path_factory)[0]


@pytest.fixture(scope="session")
def corpus(layout: Layout) -> Corpus:
    """The project that the site is of."""
    return load_corpus(layout)


class Quiet(SimpleHTTPRequestHandler):
    """One connection for all that a page loads."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of localhost; yields its address."""
    with serving(functools.partial(Quiet, directory=str(folder))) as address:
        yield f"{address}/"


@pytest.fixture(scope="session")
def address(layout: Layout) -> Iterator[str]:
    """The address the site is served at, with its closing slash."""
    yield from serve(layout.site)


def find_chromium() -> str | None:
    """The program of the first Chromium on the path."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one these tests are skipped, but never on CI."""
    program = find_chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium found on CI")
        pytest.skip("no Chromium found: install the package “chromium” to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh browser profile; whatever leaves the host, or fails in a script, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(10_000)
    strays: list[str] = []
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("request", lambda r: strays.append(r.url) if not ours(r.url) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)

    def ours(url: str) -> bool:
        return url.startswith((address, "data:", "blob:"))

    context.on("page", watch)
    yield context
    context.close()
    assert not strays, f"requests left the host: {strays}"
    assert not faults, f"errors in the browser: {faults}"


def choose(page: Page, **filters: str) -> None:
    """The filters of a search, set before it is asked, when they are not shown yet."""
    for name in ("kind", "document", "theme"):
        choice = page.locator(f"[name={name}][value='{filters.get(name, '')}']")
        choice.evaluate("choice => { choice.checked = true; }")


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A profile for one test."""
    with watched(browser, address) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
