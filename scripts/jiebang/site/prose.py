"""The pages in prose that come with the package, for a project that has none of its own.

A file of the same name in the project's docs/en or docs/zh takes their place.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jiebang.corpus.load import Corpus
from jiebang.site.strings import Strings

_FOLDER = Path(__file__).with_name("neutral")
_SIGNS = re.compile(r"([\\`*_{}\[\]()#|~^!])")


def prose(name: str, corpus: Corpus, text: Strings) -> str:
    """The Markdown of a page, `about.md`, in the project's own words; "" where there is none."""
    path = _FOLDER / text.language / name
    if not path.is_file():
        return ""
    environment = Environment(
        loader=FileSystemLoader(path.parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["said"] = lambda words: said(words.side(text.language))
    indicators = (i.id for e in corpus.entries for t in e.tasks for i in t.indicators)
    return environment.get_template(name).render(
        project=corpus.project,
        text=text,
        documents=len(corpus.entries),
        example=next(indicators, "document.01.1"),
    )


def said(words: str) -> str:
    """Words of the project as Markdown shows them, sign for sign."""
    return _SIGNS.sub(r"\\\1", escape(words, quote=False))
