"""The glossary of a project as translation needs it."""

from __future__ import annotations

import json

from jiebang.checks.context import Context
from jiebang.corpus.glossary import TermBase, load_terms
from jiebang.quantities.lexicon import FILES, use
from jiebang.runtime.files import read_bytes, sha256_of
from jiebang.runtime.layout import Layout


def context_of(layout: Layout) -> Context:
    """The terms of a project, none where it has no file; its own words are in use from then on."""
    terms_yml = layout.terms_yml
    use(terms_yml.parent)
    terms = load_terms(terms_yml) if terms_yml.is_file() else TermBase(())
    return Context("", terms)


def glossary_hash(layout: Layout) -> str:
    """Eight hexadecimal digits that change with what an engine reads of the glossary.

    That is the project's words and the terms' names, not their definitions.
    """
    terms = context_of(layout).terms.terms
    read = [[t.zh, t.aliases, t.renderings, t.forbidden, t.check] for t in terms]
    own = [layout.terms_yml.with_name(f"{name}.yml") for name in FILES]
    words = b"".join(read_bytes(path) for path in own if path.is_file())
    return sha256_of(json.dumps(read, ensure_ascii=False).encode() + b"\0" + words)[:8]
