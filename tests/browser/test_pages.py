"""Without a browser: nothing from a document is markup, links lead somewhere, builds agree."""

from __future__ import annotations

import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from building import copy_root, made_site
from jiebang.corpus.load import Corpus
from jiebang.datasets.about import Downloads
from jiebang.document.model import Claim, Paragraph, Section, Segment, State, Translation, Words
from jiebang.errors import JiebangError
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import task_id_address
from jiebang.site.edition import CHINESE, EDITIONS, ENGLISH
from jiebang.site.editions import build_site
from jiebang.site.pages import site_pages
from jiebang.site.render import Renderer
from jiebang.site.strings import project_strings
from support import make_corpus

HOSTILE = (
    '</title></script><script>alert("x")</script><img src=x onerror=alert(1)> **b** {{ 7*7 }} &lt;'
)


class Parsed(HTMLParser):
    """Tags, ids, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hostile(corpus: Corpus) -> Corpus:
    """The corpus with markup in every text that comes from outside."""
    (entry,) = corpus.entries

    def spoil(section: Section) -> Section:
        blocks = tuple(
            Paragraph((Segment(b.parts[0].id, HOSTILE),)) if isinstance(b, Paragraph) else b
            for b in section.blocks
        )
        title = Segment(section.title.id, section.title.zh + HOSTILE)
        children = tuple(map(spoil, section.children))
        return replace(section, title=title, blocks=blocks, children=children)

    document = replace(
        entry.document,
        sections=tuple(map(spoil, entry.document.sections)),
        preamble=(Paragraph((Segment(f"{entry.document.id}.head.1", HOSTILE + "厅"),)),),
    )
    translations = {
        key: Translation(key, t.zh, HOSTILE, State.CURATED, f"engine:{HOSTILE}", (HOSTILE,))
        for key, t in entry.translations.items()
    }
    claim = Claim(HOSTILE, HOSTILE, entry.provenance.issuer.basis, (HOSTILE,))
    provenance = replace(
        entry.provenance,
        issuer=claim,
        note=Words(HOSTILE, HOSTILE),
        title=Words(HOSTILE, HOSTILE),
        url="javascript:alert(1)",
    )
    made = replace(
        entry,
        document=document,
        translations=translations,
        provenance=provenance,
        lost="the original has none of this",
    )
    return replace(corpus, entries=(made,))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    return made_site(tmp_path_factory)


def test_markup_in_a_document_is_text(made: Layout, tmp_path: Path) -> None:
    layout = copy_root(made, tmp_path)
    build_site(hostile(make_corpus()), layout)
    built: dict[str, dict[str, Parsed]] = {}
    for name, place in (("plain", made), ("hostile", layout)):
        built[name] = {
            path.relative_to(place.site).as_posix(): Parsed(path.read_text("utf-8"))
            for path in place.site.rglob("*.html")
        }
    assert built["plain"].keys() == built["hostile"].keys()
    for path, page in built["hostile"].items():
        before = built["plain"][path]
        assert page.tags.count("script") == before.tags.count("script"), path
        assert page.tags.count("img") == before.tags.count("img"), path
        assert page.tags.count("strong") == before.tags.count("strong"), path
        assert not page.handlers, path
        assert not [link for link in page.links if link.startswith("javascript")], path
    task = "".join(built["hostile"]["en/tasks/demo-2024/01/index.html"].words)
    assert HOSTILE in task


def test_every_link_leads_somewhere(layout: Layout) -> None:
    pages = {p: Parsed(p.read_text("utf-8")) for p in layout.site.rglob("*.html")}
    broken = []
    for path, page in pages.items():
        if path == layout.site / "404.html" or path.name == "404.html":
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not link:
                continue
            target, anchor = urldefrag(link)
            target = unquote(target.partition("?")[0])
            place = (path.parent / target).resolve() if target else path
            place = place / "index.html" if place.is_dir() else place
            if not place.is_file():
                broken.append(f"{path.relative_to(layout.site)}: {link}")
            elif anchor and place in pages and unquote(anchor) not in pages[place].ids:
                broken.append(f"{path.relative_to(layout.site)}: {link} (no such anchor)")
    assert not broken, broken[:20]


def test_the_editions_have_the_same_pages_and_anchors(layout: Layout) -> None:
    made = {
        edition.key: {
            path.relative_to(layout.site / edition.key): Parsed(path.read_text("utf-8")).ids
            for path in (layout.site / edition.key).rglob("*.html")
        }
        for edition in EDITIONS
    }
    assert made["en"].keys() == made["zh"].keys() == made["zh-hant"].keys()
    for path, ids in made["en"].items():
        for edition in EDITIONS:
            assert ids == made[edition.key][path], (edition.key, path)


def test_every_task_and_indicator_has_its_address(layout: Layout, corpus: Corpus) -> None:
    tasks = [task for entry in corpus.entries for task in entry.tasks]
    assert len(tasks) == 102
    for task in tasks:
        page = layout.site / "en" / task_id_address(task.id) / "index.html"
        ids = Parsed(page.read_text("utf-8")).ids
        assert {f"i{n.number}" for n in task.indicators} <= ids, task.id


def test_a_build_keeps_the_data_and_clears_the_rest(made: Layout, tmp_path: Path) -> None:
    layout = copy_root(made, tmp_path)
    shutil.rmtree(layout.site)
    layout.data.mkdir(parents=True)
    (layout.data / "tasks.csv").write_text("id\na\nb\n", encoding="utf-8")
    (layout.site / "old").mkdir()
    (layout.site / "en").mkdir()
    (layout.site / "en" / "stale.html").write_text("old", encoding="utf-8")
    build_site(make_corpus(), layout)
    assert (layout.data / "tasks.csv").read_text("utf-8") == "id\na\nb\n"
    assert sorted(p.name for p in layout.site.iterdir()) == sorted(
        [
            *("404.html", "card.png", "data", "en", "index.html", "llms.txt"),
            *("offline", "robots.txt", "search", "sitemap.xml", "source", "tables"),
            *("zh", "zh-hant"),
        ]
    )
    assert not (layout.site / "en" / "stale.html").exists()
    assert list(layout.stages.iterdir()) == [], "nothing is left lying about"


def test_a_failed_build_leaves_the_site_as_it_was(made: Layout, tmp_path: Path) -> None:
    layout = copy_root(made, tmp_path)
    before = (layout.site / "en" / "index.html").read_bytes()
    (layout.docs / "en" / "about.md").write_text("[gone](nowhere.md)\n", encoding="utf-8")
    with pytest.raises(JiebangError, match=r"en edition could not be built.*nowhere"):
        build_site(make_corpus(), layout)
    assert (layout.site / "en" / "index.html").read_bytes() == before


def test_absolute_links_only_where_the_address_is_known(made: Layout, tmp_path: Path) -> None:
    layout = copy_root(made, tmp_path)
    page = layout.site / "zh" / "tasks" / "demo-2024" / "01" / "index.html"
    html = page.read_text("utf-8")
    here = "tasks/demo-2024/01/"
    assert f'<link rel="canonical" href="https://example.org/x/zh/{here}">' in html
    assert (layout.site / "sitemap.xml").is_file() and (layout.site / "en" / "feed.xml").is_file()
    build_site(make_corpus(site_url=""), layout)
    html = page.read_text("utf-8")
    assert "canonical" not in html and "https://example.org" not in html
    assert not (layout.site / "sitemap.xml").exists()
    assert not (layout.site / "en" / "feed.xml").exists()


def test_a_term_is_explained_in_the_language_of_the_edition_or_not_at_all() -> None:
    corpus = make_corpus()
    (defined, plain) = corpus.terms.terms[:2]
    assert defined.definition_zh and not plain.definition_zh
    for edition in (ENGLISH, CHINESE):
        text = project_strings(edition.language, corpus.project)
        pages = {p.address: p for p in site_pages(corpus, edition, text, Downloads())}
        html = Renderer(edition, text, corpus.terms)(pages["glossary/"])
        own, foreign = defined.definition, defined.definition_zh
        if edition is CHINESE:
            own, foreign = foreign, own
        assert own in html and foreign not in html
        assert (plain.definition in html) == (edition is ENGLISH)
        assert plain.en in html and plain.zh in html


def test_untranslated_text_says_so() -> None:
    corpus = make_corpus(
        {"demo-2024.01.indicators.2": Translation("demo-2024.01.indicators.2", "时延")}
    )
    for edition, label in ((ENGLISH, "not yet translated"), (CHINESE, "尚未翻译")):
        text = project_strings(edition.language, corpus.project)
        pages = {p.address: p for p in site_pages(corpus, edition, text, Downloads())}
        html = Renderer(edition, text)(pages["tasks/demo-2024/01/"])
        row = html.partition('id="i2"')[2].partition("</li>")[0]
        assert "时延不超过10ms" in row and label in row
