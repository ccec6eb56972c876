"""A page of ours, as HTML. Jinja2 escapes all that comes from the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
)

from jiebang.corpus.glossary import TermBase
from jiebang.document.model import State
from jiebang.site.addresses import (
    address_of,
    indicator_anchor,
    relative,
    source_address,
    task_id_address,
)
from jiebang.site.amounts import file_size, language_tag, long_date, months, tag_traditional, yuan
from jiebang.site.changes import compare
from jiebang.site.citing import report_link, shown
from jiebang.site.edition import HREFLANG, Edition, Run
from jiebang.site.glossing import Glossing
from jiebang.site.page import Page
from jiebang.site.source_pages import source_page
from jiebang.site.strings import Strings
from jiebang.site.views import BilingualText
from jiebang.text.markers import english

NO_TERMS = TermBase(())
IN_MARKDOWN = ("task", "document", "glossary")  # what machines want of the pages
_INLINE = re.compile(r"([\\`*_\[\]<>])")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#|~^!])")
_TEMPLATES, _NEUTRAL = (Path(__file__).with_name(name) for name in ("templates", "neutral"))


class Renderer:
    """Renders the pages of one edition."""

    def __init__(
        self,
        edition: Edition,
        text: Strings,
        terms: TermBase = NO_TERMS,
        report: str = "",
        public: str = "",
    ) -> None:
        self._terms, self._environment = terms, make_environment(edition, text)

        def link(
            identifier: str, title: str, both: BilingualText | None = None, address: str = ""
        ) -> str:
            words = [both.zh, both.en] if both else []
            place = f"{public}{edition.key}/{address}" if public else address
            return report_link(report, identifier, f"{identifier} {title}", (place, *words))

        self._environment.globals["report"] = link

    def markdown(self, page: Page) -> str:
        """The page as Markdown, for machines and who keeps notes; "" for one that has none."""
        name = page.template.removesuffix(".html")
        if name not in IN_MARKDOWN:
            return ""
        template = self._environment.get_template(f"markdown/{name}.md")
        made = template.render(page.shown, href=partial(relative, page.address))
        return re.sub(r"\n{3,}", "\n\n", made.strip()) + "\n"

    def __call__(self, page: Page) -> str:
        """The body of a page."""
        href, root = partial(relative, page.address), "../" * (page.address.count("/") + 1)
        glossing = Glossing(self._terms, href("glossary/"))
        made = self._environment.get_template(page.template).render(
            page.shown,
            page=page,
            glossed=glossing.glossed,
            terms_used=glossing.used,
            href=href,
            root_href=root.__add__,
        )
        return tag_traditional(made)


@cache
def _environment() -> Environment:
    """What the environments of all editions share."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=lambda name: not str(name).endswith((".md", ".txt")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False, "ensure_ascii": False}
    environment.filters |= {
        "md": lambda words: _INLINE.sub(r"\\\1", str(words)),
        "runs": runs,
        "found_in": lambda keys, values: [values[key] for key in keys],
    }
    environment.globals |= {
        "tag": HREFLANG.__getitem__,
        "tag_of": language_tag,
        "english": english,
        "address_of": address_of,
        "compare": compare,
        "indicator_anchor": indicator_anchor,
        "task_id_address": task_id_address,
        "source_address": source_address,
        "source_page": source_page,
        "yuan": yuan,
        "months": months,
        "long_date": long_date,
        "file_size": file_size,
        "state_order": tuple(reversed(State)),
    }
    return environment


def keep_templates(cache: Path) -> BytecodeCache:
    """Have the templates that are compiled from now on kept for the next build, and tell where."""
    compiled = cache / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    _environment().bytecode_cache = kept = FileSystemBytecodeCache(str(compiled))
    return kept


def make_environment(edition: Edition, text: Strings) -> Environment:
    """The templates of one edition; all but plain text escape what they are given."""
    environment = _environment().overlay()
    environment.globals = environment.globals | {
        "edition": edition,
        "t": text,
        "cited": lambda work: shown(work, edition.language),
        "date_text": lambda date: long_date(date) if edition.language == "en" else date,
        "origin_text": lambda origin: describe_origin(origin, text),
    }
    return environment


def describe_origin(origin: str, text: Strings) -> str:
    """What wrote the English, in words: `engine:argos@1.0` → “machine translation (argos 1.0)”."""
    kind, _, rest = origin.partition(":")
    if origin == "memory:frames":
        return text("origin.frames")
    if kind not in ("llm", "person", "engine", "memory"):
        return text("origin.unknown")
    return text(f"origin.{kind}", what=re.sub("@", " ", rest))


def runs(found: Iterable[object], attribute: str = "") -> Iterator[tuple[Any, list[object]]]:
    """Neighbors taken together: of one kind, or alike in an attribute, None where one lacks it."""

    def kind(one: object) -> object:
        if not attribute:
            return type(one).__name__
        for name in attribute.split("."):
            one = getattr(one, name, None)
        return one

    return ((key, list(run)) for key, run in groupby(found, kind))


# ---------------------------------------------------------------- pages in prose


def prose(name: str, run: Run, text: Strings) -> str:
    """The Markdown of a page, `about.md`, in the project's own words; "" where there is none.

    It comes with the package, for a project that has no file of that name in docs/en or docs/zh.
    """
    path = _NEUTRAL / text.language / name
    if not path.is_file():
        return ""
    environment = make_environment(run.edition, text).overlay(loader=FileSystemLoader(path.parent))
    environment.filters = environment.filters | {
        "stated": lambda words: quote_markdown(words.side(text.language))
    }
    indicators = (i.id for e in run.corpus.entries for t in e.tasks for i in t.indicators)
    return environment.get_template(name).render(
        project=run.corpus.project,
        text=text,
        documents=len(run.corpus.entries),
        example=next(indicators, "document.01.1"),
    )


def quote_markdown(words: str) -> str:
    """Words of the project as Markdown shows them, character for character."""
    return _MARKDOWN.sub(r"\\\1", escape(words, quote=False))
