"""The glossary of a project as translation needs it."""

from __future__ import annotations

import json

from jiebang.checks.context import Context
from jiebang.corpus.glossary import TermBase, load_terms
from jiebang.runtime.files import sha256_of
from jiebang.runtime.layout import Layout


def context_of(layout: Layout) -> Context:
    """The terms of a project; none where it has no file of them."""
    terms_yml = layout.terms_yml
    terms = load_terms(terms_yml) if terms_yml.is_file() else TermBase(())
    return Context("", terms)


def glossary_hash(layout: Layout) -> str:
    """Eight hexadecimal digits that change with what an engine reads of the glossary.

    That is the terms' names: a definition written anew asks for no new draft.
    """
    terms = context_of(layout).terms.terms
    read = [[t.zh, t.aliases, t.renderings, t.forbidden, t.check] for t in terms]
    return sha256_of(json.dumps(read, ensure_ascii=False).encode())[:8]
