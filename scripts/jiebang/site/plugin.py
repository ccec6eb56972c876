"""The MkDocs plugin `jiebang`: the frame of every page, and our pages in it.

    theme: jiebang
    plugins: [jiebang]

That is all a mkdocs.yml needs: extensions and validation are set here. The same plugin and
theme serve under ProperDocs.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import yaml
from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext

from jiebang.corpus.glossary import Theme
from jiebang.corpus.load import Corpus, Entry, load_corpus
from jiebang.datasets.about import Release, find_downloads, read_release
from jiebang.document.model import Document, Provenance, Task
from jiebang.errors import JiebangError
from jiebang.runtime.cache import fingerprint
from jiebang.runtime.layout import Layout
from jiebang.site.amounts import Figure, long_date
from jiebang.site.assets import site_assets
from jiebang.site.changes import moved_to, read_history
from jiebang.site.describe import CARD, Describer
from jiebang.site.edition import CHANGED, CORPUS, LANGUAGE, Edition, edition_of, named_editions
from jiebang.site.headlines import read_claims
from jiebang.site.page_cache import PageCache
from jiebang.site.pages import MENU, NAVIGATION, SECTIONS, Heading, Page, site_pages
from jiebang.site.policy import with_policy
from jiebang.site.render import IN_MARKDOWN, Renderer, keep_templates, prose
from jiebang.site.root import CORRECTED, NEW, alternates
from jiebang.site.source_pages import Evidence
from jiebang.site.strings import Strings, project_strings
from jiebang.site.views import TaskView

_KEY = "jiebang"  # the name of the theme, and of the plugin
_EXTENSIONS = ("attr_list", "def_list", "tables", "toc")


# What MkDocs would only mention: with --strict, and in `jiebang build`, it stops the build.
_HELD = {
    "nav": ("omitted_files", "absolute_links"),
    "links": ("absolute_links", "unrecognized_links", "anchors"),
}


class Options(Config):  # type: ignore[no-untyped-call]
    """None: what a project says of itself stands in jiebang.yml."""


class JiebangPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """One build of one edition: English, unless `LANGUAGE` of config.extra names another."""

    _session: Session
    _keys: dict[str, str]  # of pages that may be kept, by the Markdown file they stand for

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the content, and set what depends on the edition's language."""
        self._session = session = start_session(config)
        text, edition = session.text, session.edition
        if config.theme.name != _KEY:
            raise JiebangError("the theme is not ours", "mkdocs.yml", "write theme: jiebang")
        config.markdown_extensions = list(
            dict.fromkeys([*config.markdown_extensions, *_EXTENSIONS])
        )
        config.mdx_configs.setdefault("toc", {}).setdefault("permalink", True)
        for part, names in _HELD.items():
            for name in names:
                config.validation[part][name] = logging.WARNING
        config.site_name = text("site.name")
        config.site_description = text("site.tagline")
        public = session.corpus.site_url
        config.site_url = f"{public.rstrip('/')}/{edition.key}/" if public else ""
        config.nav = [{text("page.home.title"): "index.md"}] + [
            {text(f"nav.{key}"): f"{key}.md"} for key in NAVIGATION
        ]
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add every page that docs/ has not, and our style sheet and scripts.

        One that has not changed since the last build is written here, and MkDocs told only
        that it may be linked to. Other plugins may change any page: with them all are made, as by
        MkDocs' own commands.
        """
        # Both stand once above all editions: see root.py.
        config.theme.static_templates -= {"404.html", "sitemap.xml"}
        session = self._session
        alone = list(config.plugins) == [_KEY] and not config.hooks and not config.theme.custom_dir
        alone = alone and CORPUS in config.extra  # `mkdocs serve` shows pages that are excluded
        self._keys = {}
        for source, page in session.pages.items():
            if files.get_file_from_path(source) is not None:
                continue
            if page.narrow and alone:
                self._keys[source] = session.key(page)
                finished = session.cache.get(source, self._keys[source])
                if finished is not None:
                    kept = File.generated(
                        config, source, content="", inclusion=InclusionLevel.EXCLUDED
                    )
                    files.append(kept)
                    if not config.extra.get(CHANGED):
                        for suffix, text in zip((".html", ".md"), finished, strict=True):
                            _write(Path(kept.abs_dest_path).with_suffix(suffix), text)
                    continue
            title = {"title": escape(page.title)}
            front = yaml.safe_dump(title, allow_unicode=True, width=10**6)
            content = f"---\n{front}---\n{prose(source, session.corpus, session.text)}"
            files.append(
                File.generated(config, source, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
            )
        for asset in site_assets():
            files.append(File.generated(config, asset.address, content=asset.text))
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Templates stay compiled between builds."""
        keep_templates(env, self._session.layout.cache)
        return env

    def on_page_content(
        self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """The title and the table of contents of what `on_page_context` puts under the page."""
        ours = self._session.pages.get(page.file.src_uri)
        if ours is None:
            return html
        page.meta.setdefault("title", escape(ours.title))
        page.meta.setdefault("description", escape(ours.description))
        items = list(page.toc)
        # A page in prose has its title at the top; what is ours stands under that.
        under = items[0].children if items and items[0].level == 1 else items
        under.extend(_link(heading, 2) for heading in ours.contents)
        page.toc = TableOfContents(items)
        return html

    def on_page_context(
        self, context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Our HTML under the prose; what the frame needs on a page.

        Not before: MkDocs reads all pages before it writes the first, and would hold the HTML
        of all of them.
        """
        session = self._session
        ours = session.pages.get(page.file.src_uri)
        context = _add_context(context, session, page.url)
        if ours is not None:
            page.content = (page.content or "") + session.render(ours)
        return context

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The policy of the finished page; its Markdown beside it."""
        session, source = self._session, page.file.src_uri
        output = with_policy(output)
        if source in session.pages:
            markdown = session.render.markdown(session.pages[source])
            _write(Path(page.file.abs_dest_path).with_suffix(".md"), markdown)
            if source in self._keys:
                session.cache.put(source, self._keys[source], output, markdown)
        page.content = None
        return output

    def on_post_build(self, config: MkDocsConfig) -> None:
        """The cache is written."""
        self._session.cache.__exit__()


@dataclass(frozen=True)
class Session:
    """The edition, its words, and its pages by the Markdown file they stand for."""

    layout: Layout
    corpus: Corpus
    edition: Edition
    text: Strings
    pages: Mapping[str, Page]
    render: Renderer
    describe: Describer
    cache: PageCache
    version: str  # “version 1.2.0, November 27, 2026”; "" where nothing is released
    inputs: str  # a digest of what every page may depend on, beside its own model

    def key(self, page: Page) -> str:
        """A digest of all that a narrow page is made from."""
        return self.cache.key(self.inputs, page)


def start_session(config: MkDocsConfig) -> Session:
    """Everything for the edition that the configuration names."""
    layout = Layout(Path(config.config_file_path).absolute().parent)
    edition = edition_of(str(config.extra.get(LANGUAGE, "")))
    corpus: Corpus = config.extra.get(CORPUS) or load_corpus(layout)
    project = corpus.project
    text = project_strings(edition.language, project)
    release = read_release(layout.data, corpus.site_url or "/", project)
    history = read_history(layout, corpus)
    claims = read_claims(layout)
    number = release.about.version if release else ""
    pages = site_pages(corpus, edition, text, find_downloads(layout.data), history, claims, number)
    card = (layout.docs / CARD).is_file()
    version = _version(release, text)
    # Links of the prose to our pages are validated only where these are made anew.
    files = fingerprint(layout.root, [layout.mkdocs_yml, layout.docs / edition.key])
    shared = (TaskView, Entry, Document, Provenance, Task, Theme, Evidence, Figure)
    cache = PageCache(layout.cache, edition.key, number, *shared)
    inputs = cache.key(
        *(edition, corpus.site_url, project, card, version, files),
        *(corpus.digest, corpus.terms.terms, corpus.themes),
    )
    return Session(
        layout,
        corpus,
        edition,
        text,
        {page.source: page for page in pages},
        Renderer(edition, text, corpus.terms, project.contact, layout.cache, corpus.site_url),
        Describer(corpus, edition, text, release, card),
        cache,
        version,
        inputs,
    )


def _version(release: Release | None, text: Strings) -> str:
    if release is None:
        return ""
    date = release.about.date
    shown = long_date(date) if text.language == "en" else date
    version = text("footer.version", version=release.about.version)
    return f"{version}, {shown}" if shown else version


def _write(path: Path, text: str) -> None:
    """A file of a page, where it has any."""
    if text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _add_context(context: TemplateContext, session: Session, url: str) -> TemplateContext:
    address = "" if url == "./" else url
    public, project = session.corpus.site_url, session.corpus.project
    page = context.get("page")
    ours = session.pages.get(page.file.src_uri) if page else None
    values = {
        "t": session.text,
        "edition": session.edition,
        "editions": named_editions(project),
        "address": address,
        "alternates": alternates(public, address) if public else [],
        "about": session.describe(ours) if ours else None,
        "feeds": (("feed.new", NEW), ("feed.corrections", CORRECTED)) if public else (),
        "section": ours.template if ours else "",
        "moved": moved_to(ours) if ours else "",
        "assets": {asset.name: asset.address for asset in site_assets()},
        "menu": MENU,
        "section_of": _menu_entry(address),
        "machine_readable": [f"{name}.html" for name in IN_MARKDOWN],
        "version": session.version,
        "license": project.license,
        "publisher": project.publisher.side(session.edition.language),
        "contact": project.contact,
    }
    context.update(values)  # type: ignore[typeddict-item]
    return context


def _menu_entry(address: str) -> str:
    """The entry of the menu that a page belongs to."""
    first = address.split("/")[0]
    return SECTIONS.get(first, first)


def _link(heading: Heading, level: int) -> AnchorLink:
    """A heading of ours for MkDocs' table of contents, whose titles are HTML."""
    link = AnchorLink(escape(heading.title), escape(heading.anchor), level)
    link.children = [_link(child, level + 1) for child in heading.children]
    return link
