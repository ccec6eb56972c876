"""The MkDocs plugin `jiebang`: the frame of every page, and our pages in it.

    theme: jiebang
    plugins: [jiebang]

That is all a mkdocs.yml needs: extensions and validation are set here. The same plugin and
theme serve under ProperDocs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from jiebang.corpus.load import load_corpus
from jiebang.datasets.about import Release, find_downloads, read_release
from jiebang.errors import JiebangError
from jiebang.runtime.cache import fingerprint
from jiebang.runtime.layout import Layout
from jiebang.site.amounts import long_date
from jiebang.site.assets import site_assets
from jiebang.site.changes import read_history
from jiebang.site.describe import CARD, describe
from jiebang.site.edition import RUN, Run, named_editions
from jiebang.site.headlines import read_claims
from jiebang.site.page import Page
from jiebang.site.page_cache import PageCache
from jiebang.site.pages import MENU, NAVIGATION, SECTIONS, site_pages
from jiebang.site.policy import with_policy
from jiebang.site.render import IN_MARKDOWN, Renderer, keep_templates, prose
from jiebang.site.root import CORRECTED, NEW, alternates
from jiebang.site.strings import Strings, project_strings

_KEY = "jiebang"  # the name of the theme, and of the plugin
_EXTENSIONS = ("attr_list", "def_list", "tables", "toc")
# What MkDocs would only mention: with --strict, and in `jiebang build`, it stops the build.
_HELD = (
    *(("nav", name) for name in ("omitted_files", "absolute_links")),
    *(("links", name) for name in ("absolute_links", "unrecognized_links", "anchors")),
)


class Options(Config):  # type: ignore[no-untyped-call]
    """None: what a project says of itself stands in jiebang.yml."""


class JiebangPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """One run of MkDocs: that of `RUN` in config.extra, else one of its own commands."""

    _run: Run
    _text: Strings
    _pages: Mapping[str, Page]  # by the Markdown file that each stands for
    _render: Renderer
    _compiled: BytecodeCache  # templates of earlier builds
    _describe: Callable[[Page], Mapping[str, object]]
    _cache: PageCache
    _inputs: str  # a digest of what every page may depend on, beside what it shows
    _frame: Mapping[str, object]  # what the frame needs on every page
    _alone: bool  # nothing but this changes pages, and `jiebang build` asks for them
    _keys: dict[str, str]  # of pages that are kept for the next build

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the content, and set what depends on the edition's language."""
        if config.theme.name != _KEY:
            raise JiebangError("the theme is not ours", "mkdocs.yml", "write theme: jiebang")
        layout = Layout(Path(config.config_file_path).absolute().parent)
        self._run = run = config.extra.get(RUN) or Run(load_corpus(layout))
        corpus, edition = run.corpus, run.edition
        project, public = corpus.project, corpus.site_url
        self._compiled = keep_templates(layout.cache)
        self._text = text = project_strings(edition.language, project)
        release = read_release(layout.data, public or "/", project)
        number = release.about.version if release else ""
        downloads, claims = find_downloads(layout.data), read_claims(layout)
        history = read_history(layout, corpus)
        pages = site_pages(corpus, edition, text, downloads, history, claims, number)
        self._pages = {page.source: page for page in pages}
        self._render = Renderer(edition, text, corpus.terms, project.contact, public)
        self._describe = partial(describe, corpus, edition, text, release)
        card = CARD if (layout.docs / CARD).is_file() else ""
        self._frame = {
            "t": text,
            "edition": edition,
            "editions": named_editions(project),
            "feeds": (("feed.new", NEW), ("feed.corrections", CORRECTED)) if public else (),
            "assets": {asset.name: asset.address for asset in site_assets()},
            "menu": MENU,
            "machine_readable": [f"{name}.html" for name in IN_MARKDOWN],
            "version": _version(release, text),
            "license": project.license,
            "publisher": project.publisher.side(edition.language),
            "contact": project.contact,
            "public": public,
            "card": card,
        }
        # Links of the prose to our pages are validated only where these are made anew.
        files = fingerprint(layout.root, [layout.mkdocs_yml, layout.docs / edition.key])
        self._cache = PageCache(layout.cache, edition.key, number)
        self._inputs = self._cache.key(
            *(edition, public, project, card, self._frame["version"], files),
            *(corpus.digest, corpus.terms.terms, corpus.themes),
        )
        extensions = dict.fromkeys([*config.markdown_extensions, *_EXTENSIONS])
        config.markdown_extensions = list(extensions)
        config.mdx_configs.setdefault("toc", {}).setdefault("permalink", True)
        for part, name in _HELD:
            config.validation[part][name] = logging.WARNING
        config.site_name = text("site.name")
        config.site_description = text("site.tagline")
        config.site_url = f"{public.rstrip('/')}/{edition.key}/" if public else ""
        config.nav = [{text("page.home.title"): "index.md"}]
        config.nav += [{text(f"nav.{key}"): f"{key}.md"} for key in NAVIGATION]
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add every page that docs/ has not, and our style sheet and scripts.

        One that has not changed since the last build is written here, and MkDocs told only
        that it may be linked to. Other plugins may change any page: with them all are made.
        """
        # Both stand once above all editions: see root.py.
        config.theme.static_templates -= {"404.html", "sitemap.xml"}
        others = list(config.plugins) != [_KEY] or config.hooks or config.theme.custom_dir
        self._alone = not others and RUN in config.extra
        self._keys = {}
        for source, page in self._pages.items():
            if files.get_file_from_path(source) is not None:
                continue
            found = None
            if self._alone and page.kept:
                self._keys[source] = key = self._cache.key(self._inputs, page)
                found = self._cache.texts(source, key)
            if found is None:
                content, inclusion = prose(source, self._run, self._text), InclusionLevel.NOT_IN_NAV
            else:
                content, inclusion = "", InclusionLevel.EXCLUDED
                if not self._run.changed:
                    _write(found, config)
            files.append(File.generated(config, source, content=content, inclusion=inclusion))
        for asset in site_assets():
            files.append(File.generated(config, asset.address, content=asset.text))
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Templates stay compiled between builds."""
        env.bytecode_cache = self._compiled
        return env

    def on_page_context(
        self, context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Our HTML under the prose; what the frame needs on a page.

        Not before: MkDocs reads all pages before it writes the first, and would hold the HTML
        of all of them.
        """
        ours = self._pages.get(page.file.src_uri)
        public, address = self._run.corpus.site_url, "" if page.url == "./" else page.url
        # A page in prose has its title at the top; what is ours stands under that.
        items = list(page.toc)
        contents: list[Any] = items[0].children if items and items[0].level == 1 else items
        if ours is not None:
            page.meta.setdefault("title", escape(ours.title))
            page.meta.setdefault("description", escape(ours.description))
            page.content = (page.content or "") + self._render(ours)
            contents += ours.contents
        first = address.split("/")[0]
        values = {
            "address": address,
            "contents": contents,
            "alternates": alternates(public, address) if public else [],
            "about": self._describe(ours) if ours else None,
            "section": ours.template if ours else "",
            "section_of": SECTIONS.get(first, first),  # the entry of the menu that it belongs to
        }
        context.update({**self._frame, **values})  # type: ignore[typeddict-item]
        return context

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The policy of the finished page; beside it its Markdown."""
        source, output = page.file.src_uri, with_policy(output)
        page.content = None
        files = {page.file.dest_uri: output}
        if source in self._pages:
            name = f"{page.file.dest_uri.removesuffix('.html')}.md"
            files[name] = self._render.markdown(self._pages[source])
        if source in self._keys:
            self._cache.keep(source, self._keys[source], files)
        _write(files, config)
        return output

    def on_post_build(self, config: MkDocsConfig) -> None:
        """The cache is written."""
        self._cache.__exit__()


def _version(release: Release | None, text: Strings) -> str:
    """“version 1.2.0, November 27, 2026”; "" where nothing is released."""
    if release is None:
        return ""
    date = release.about.date
    shown = long_date(date) if text.language == "en" else date
    version = text("footer.version", version=release.about.version)
    return f"{version}, {shown}" if shown else version


def _write(files: Mapping[str, str], config: MkDocsConfig) -> None:
    """The files that a page becomes, by their place in the edition; not those without text."""
    for name, text in files.items():
        if text:
            path = Path(config.site_dir) / name
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8", newline="\n")
