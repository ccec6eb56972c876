"""The offline copy: unpacked, opened from disk, with no network at all."""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.test_search_queries import ask, load_queries
from jiebang.runtime.layout import Layout
from jiebang.site.offline import ADDRESS, write_offline

SAMPLE = 12


@pytest.fixture(scope="module")
def unpacked(layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a reader has after unpacking; its name has a blank and Chinese in it."""
    folder = tmp_path_factory.mktemp("offline") / "my 下载"
    with zipfile.ZipFile(layout.site / ADDRESS) as archive:
        archive.extractall(folder)
    (inside,) = folder.iterdir()
    return inside


@pytest.fixture
def disk(browser: Browser, unpacked: Path) -> Iterator[Page]:
    """A page of a browser without a network; what it asks for elsewhere fails the test."""
    context = browser.new_context(
        offline=True, locale="en-US", viewport={"width": 1280, "height": 800}
    )
    context.set_default_timeout(10_000)
    strays: list[str] = []
    faults: list[str] = []
    page = context.new_page()
    inside = (unpacked.as_uri(), "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(inside) else strays.append(r.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    yield page
    context.close()
    assert not strays and not faults, (strays, faults)


def test_a_reader_opens_it_searches_and_cites(disk: Page, unpacked: Path) -> None:
    disk.goto((unpacked / "index.html").as_uri())
    disk.wait_for_url("**/en/index.html")
    disk.locator("#home-q").fill("算力利用率")
    disk.keyboard.press("Enter")
    hit = disk.locator(".jb-hit__title a[href*='ai-major-project/01/index.html#i3']")
    hit.click()
    disk.wait_for_url("**/tasks/ai-major-project/01/index.html#i3")
    expect(disk.locator("#i3 mark, #i3 .jb-zh")).to_contain_text("算力利用率")
    corner = disk.evaluate("getComputedStyle(document.querySelector('.jb-chip')).borderRadius")
    assert corner != "0px", "the style sheets are there"
    disk.locator("#i3 a.jb-gl").first.focus()
    expect(disk.locator("#jb-tip")).to_be_visible()
    disk.keyboard.press("Escape")
    disk.locator("[data-take=i3]").click()
    disk.locator("[role=menuitem][data-do=cite]").click()
    expect(disk.locator("#jb-dialog-text")).to_have_value(re.compile("ai-major-project|Indicator"))
    assert "file:" not in disk.locator("#jb-dialog-text").input_value()
    disk.keyboard.press("Escape")
    disk.locator("a.jb-language[data-edition=zh-hant]").click()
    disk.wait_for_url("**/zh-hant/tasks/ai-major-project/01/index.html#i3")
    assert disk.evaluate("document.documentElement.lang") == "zh-Hant"


def sample() -> list[dict[str, object]]:
    """Every few of the list, from its beginning to its end, so that each sort is among them."""
    queries = [q for q in load_queries() if "edition" not in q]
    return queries[:: -(-len(queries) // SAMPLE)]


@pytest.mark.parametrize("edition", ["en", "zh", "zh-hant"])
def test_it_finds_what_the_site_finds(disk: Page, unpacked: Path, edition: str) -> None:
    disk.goto((unpacked / edition / "search" / "index.html").as_uri())
    for entry in sample():
        asked = ask(disk, f"{(unpacked / edition).as_uri()}/", edition, entry)
        assert asked.hit, asked


def test_the_tables_can_be_explored(disk: Page, unpacked: Path) -> None:
    address = (unpacked / "en" / "explore" / "index.html").as_uri()
    disk.goto(f"{address}?value={quote('compute rate ≥ 100 PFLOPS')}")
    rows = disk.locator("#jb-explore-table tbody tr")
    expect(rows).to_have_count(4)
    disk.locator("[data-table=tasks]").click()
    disk.locator("[name=theme]").select_option("chips-compute")
    expect(disk.locator("#jb-explore-table")).to_contain_text("Development and application of")
    disk.locator("#jb-explore-table tbody a").first.click()
    expect(disk.locator("h1")).to_be_visible()
    assert "/index.html" in disk.url


def test_no_link_in_it_is_dead(unpacked: Path) -> None:
    files = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")}
    for path in unpacked.rglob("*.html"):
        here = path.relative_to(unpacked).parent.as_posix()
        for link in re.findall(r'<[a-z][^>]*\s(?:href|src|action)="([^"]*)"', path.read_text()):
            if re.match(r"https?:|data:|mailto:|#", link):
                continue
            wanted = posixpath.normpath(f"{here}/{unquote(re.split('[?#]', unescape(link))[0])}")
            assert wanted in files and (unpacked / wanted).is_file(), (path, link)


def test_what_it_leaves_out_is_on_the_site(layout: Layout, tmp_path: Path) -> None:
    made = tmp_path / "site"
    made.mkdir()
    for name in ("tables", "search", "en/assets", "en/data/index.html"):
        source, target = layout.site / name, made / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    size = write_offline(made, layout.data, "https://example.org/x/")
    first = (made / ADDRESS).read_bytes()
    assert size == len(first)
    write_offline(made, layout.data, "https://example.org/x/")
    assert (made / ADDRESS).read_bytes() == first, "the same bytes each time"
    with zipfile.ZipFile(made / ADDRESS) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("en/data/index.html")]
        html = archive.read(name).decode()
    assert 'href="../../data/tasks.csv"' in html
    assert 'href="https://example.org/x/data/jiebang.sqlite"' in html
    assert 'href="https://example.org/x/offline/jiebang-site.zip"' in html


def test_the_page_of_data_says_where_it_is_and_how_large(
    page: Page, address: str, layout: Layout
) -> None:
    for edition in ("en", "zh", "zh-hant"):
        page.goto(f"{address}{edition}/data/")
        link = page.locator("a[href='../../offline/jiebang-site.zip']")
        megabytes = (layout.site / ADDRESS).stat().st_size / 1_000_000
        expect(link.locator("xpath=..")).to_contain_text(f"{megabytes:.1f} MB")
