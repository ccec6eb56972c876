"""What the site says of itself to search engines, reference managers, readers of feeds."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections import defaultdict
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from test_pages import hostile

from building import copy_root, made_site
from jiebang.corpus.load import load_corpus
from jiebang.datasets.about import Downloads
from jiebang.runtime.layout import Layout
from jiebang.site.edition import EDITIONS, ENGLISH
from jiebang.site.editions import build_site
from jiebang.site.pages import site_pages
from jiebang.site.render import Renderer
from jiebang.site.root import write_feeds
from jiebang.site.strings import project_strings
from support import make_corpus

PUBLIC = "https://example.org/x/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A small site that knows its address."""
    return made_site(tmp_path_factory)


def file_of(layout: Layout, url: str) -> Path:
    return layout.site / url.removeprefix(PUBLIC) / "index.html"


def links(html: str, pattern: str) -> list[tuple[str, ...]]:
    return [tuple(map(unescape, found)) for found in re.findall(pattern, html)]


def test_every_page_names_all_its_languages_and_they_name_it(public: Layout) -> None:
    named: dict[str, dict[str, str]] = {}
    for edition in EDITIONS:
        for path in (public.site / edition.key).rglob("*.html"):
            html = path.read_text("utf-8")
            canonical = re.search(r'<link rel="canonical" href="(.*?)"', html)
            assert canonical and file_of(public, canonical[1]) == path
            found = links(html, r'<link rel="alternate" hreflang="(.*?)" href="(.*?)"')
            named[canonical[1]] = {tag: url for tag, url in found}  # noqa: C416
    for own, others in named.items():
        assert set(others) == {"en", "zh-Hans", "zh-Hant", "x-default"}
        assert own in others.values()
        for tag, url in others.items():
            assert url.startswith(PUBLIC) and file_of(public, url).is_file()
            if tag != "x-default":
                assert named[url] == others, (own, url)


def test_the_sitemap_has_every_page_once(public: Layout) -> None:
    root = ET.parse(public.site / "sitemap.xml").getroot()
    found = [entry.findtext(f"{MAP}loc") or "" for entry in root]
    assert len(found) == len(set(found))
    pages = {
        path
        for edition in EDITIONS
        for path in (public.site / edition.key).rglob("*.html")
        if path.parent.name != "search"
    }
    assert {file_of(public, url) for url in found} == pages
    assert f"Sitemap: {PUBLIC}sitemap.xml" in (public.site / "robots.txt").read_text("utf-8")
    assert not list((public.site / "en").rglob("sitemap*"))


def test_no_page_stands_under_two_addresses(layout: Layout) -> None:
    bodies: dict[str, list[Path]] = defaultdict(list)
    for path in (layout.site / "en").rglob("*.html"):
        html = path.read_text("utf-8")
        assert path.name == "index.html", path
        bodies[html.partition("<article")[2].partition("</article>")[0]].append(path)
    assert [paths for paths in bodies.values() if len(paths) > 1] == []


def test_json_ld(public: Layout) -> None:
    def data(address: str) -> dict[str, object]:
        html = file_of(public, PUBLIC + address).read_text("utf-8")
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
        assert found, address
        loaded: dict[str, object] = json.loads(found[1])
        return loaded

    task = data("en/tasks/demo-2024/01/")
    assert task["@type"] == "CreativeWork" and task["inLanguage"] == "en"
    original = task["translationOfWork"]
    assert isinstance(original, dict)
    assert original["url"] == f"{PUBLIC}zh/tasks/demo-2024/01/"
    assert original["name"] == "算力集群"
    assert data("zh/tasks/demo-2024/01/")["inLanguage"] == "zh-Hans"
    traditional = data("zh-hant/tasks/demo-2024/01/")
    assert (traditional["inLanguage"], traditional["name"]) == ("zh-Hant", "算力集群")
    assert traditional["url"] == f"{PUBLIC}zh-hant/tasks/demo-2024/01/"
    assert data("en/documents/demo-2024/")["@type"] == "Report"
    assert data("en/")["@type"] == "WebSite"


def data_page(layout: Layout) -> dict[str, Any]:
    """What the page of downloads says to machines."""
    html = (layout.site / "en" / "data" / "index.html").read_text("utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_without_an_address_the_dataset_has_its_files(layout: Layout) -> None:
    dataset = data_page(layout)
    page = layout.site / "en" / "data"
    files = [page / download["contentUrl"] for download in dataset["distribution"]]
    assert len(files) > 30
    assert all(file.is_file() for file in files)
    assert (page / dataset["url"]).is_dir()


def test_the_data_page_is_a_dataset(tmp_path: Path, layout: Layout, public: Layout) -> None:
    other = copy_root(public, tmp_path)
    shutil.copytree(layout.data, other.data)
    build_site(make_corpus(site_url=PUBLIC), other)
    dataset = data_page(other)
    # The documents of `make_corpus` state a date and a place.
    assert dataset["temporalCoverage"] == "2024"
    assert dataset["spatialCoverage"] == [{"@type": "Place", "identifier": "CN-CQ"}]
    assert dataset["@type"] == "Dataset" and dataset["url"] == f"{PUBLIC}en/data/"
    assert 50 <= len(dataset["description"]) <= 5000
    assert {d["contentUrl"] for d in dataset["distribution"]} >= {f"{PUBLIC}data/tasks.csv"}


def test_zotero_and_open_graph(public: Layout) -> None:
    html = file_of(public, f"{PUBLIC}en/tasks/demo-2024/01/").read_text("utf-8")
    names = dict(links(html, r'<meta name="(\S+)" content="(.*?)"'))
    assert names["z:itemType"] == "report"
    assert names["citation_series_title"] == "EN demo-2024.s1.1"
    assert names["citation_title"] == "EN demo-2024.01.title.1"
    assert names["citation_publication_date"] == "2024/05/06"
    assert names["citation_public_url"] == f"{PUBLIC}en/tasks/demo-2024/01/"
    assert "citation_technical_report_institution" not in names  # it is only inferred
    assert names["description"]
    properties = dict(links(html, r'<meta property="(\S+)" content="(.*?)"'))
    assert properties["og:url"] == f"{PUBLIC}en/tasks/demo-2024/01/"
    assert properties["og:image"] == f"{PUBLIC}card.png"
    card = (public.site / "card.png").read_bytes()
    assert card.startswith(b"\x89PNG") and card[16:24] == b"\x00\x00\x04\xb0\x00\x00\x02\x76"


def test_zotero_takes_every_task_for_a_report(layout: Layout) -> None:
    """The item type is read before it is guessed from what other tags there are."""
    pages = list((layout.site / "en" / "tasks").glob("*/*/index.html"))
    assert len(pages) == 102
    for path in pages:
        names = dict(links(path.read_text("utf-8"), r'<meta name="(\S+)" content="(.*?)"'))
        assert names["z:itemType"] == "report" and names["citation_series_title"], path


def test_feeds(public: Layout, tmp_path: Path) -> None:
    root = ET.parse(public.site / "en" / "feed.xml").getroot()
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}published") == "2024-05-06T00:00:00Z"
    assert entry.findtext(f"{ATOM}id") == f"{PUBLIC}en/documents/demo-2024/"
    assert root.find(f"{ATOM}updated") is not None
    traditional = ET.parse(public.site / "zh-hant" / "feed.xml").getroot()
    assert traditional.findtext(f"{ATOM}id") == f"{PUBLIC}zh-hant/feed.xml"
    for key in ("en", "zh"):
        (tmp_path / key).mkdir()
    why = ({"en": "The English was edited.", "zh": "英文译文经过修订。"},)
    changed = {"demo-2024.01.2": why}
    write_feeds(tmp_path, make_corpus(site_url=PUBLIC), "2025-01-02", changed)
    fixed = ET.parse(tmp_path / "en" / "corrections.xml").getroot()
    (entry,) = fixed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}updated") == "2025-01-02T00:00:00Z"
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href") == f"{PUBLIC}en/tasks/demo-2024/01/#i2"
    summary = entry.findtext(f"{ATOM}summary")
    assert summary is not None and summary.endswith("version. The English was edited.")


def test_llms_txt_and_the_markdown_of_each_page(layout: Layout) -> None:
    for edition in EDITIONS:
        for kind in ("tasks/*/*", "documents/*", "glossary"):
            found = list((layout.site / edition.key).glob(f"{kind}/index.html"))
            assert found
            for path in found:
                assert path.with_suffix(".md").is_file(), path
    text = (layout.site / "llms.txt").read_text("utf-8")
    assert text.startswith("# Jiebang\n\n> ")
    found = re.findall(r"\]\((\S+?)\)", text)
    assert len([f for f in found if "/tasks/" in f]) == 102
    for link in found:
        if link.endswith(".md"):
            assert (layout.site / link).is_file(), link
    assert "`jiebang mcp FOLDER`" in text
    task = (layout.site / "en/tasks/ai-major-project/01/index.md").read_text("utf-8")
    assert "# Development and application of software for porting" in task
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", task)
    for entry in load_corpus(layout).entries[:1]:
        for indicator in entry.tasks[0].indicators:
            assert indicator.text.zh in plain.replace("\\", "")


def test_markdown_is_safe_and_structured() -> None:
    corpus = hostile(make_corpus())
    text = project_strings("en", corpus.project)
    pages = {p.address: p for p in site_pages(corpus, ENGLISH, text, Downloads())}
    render = Renderer(ENGLISH, text, corpus.terms)
    made = render.markdown(pages["tasks/demo-2024/01/"])
    assert made.startswith("# ") and "\n## " in made and "\n- [demo-2024.01.1](" in made
    for address in ("tasks/demo-2024/01/", "documents/demo-2024/", "glossary/"):
        html = MarkdownIt().render(render.markdown(pages[address]))
        assert "<script" not in html and "<img" not in html and "<b>" not in html
    assert render.markdown(pages["charts/"]) == ""
