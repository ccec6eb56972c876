"""The glossary of a project as translation needs it."""

from __future__ import annotations

import json

from jiebang.checks.context import Context
from jiebang.corpus.glossary import TermBase, load_terms
from jiebang.runtime.files import read_bytes, sha256_of
from jiebang.runtime.layout import Layout
from jiebang.units import UnitBase, load_units


def context_of(layout: Layout) -> Context:
    """Terms and units of a project; none where it has no file of them."""
    terms_yml = layout.terms_yml
    units_yml = terms_yml.with_name("units.yml")
    terms = load_terms(terms_yml) if terms_yml.is_file() else TermBase(())
    units = load_units(units_yml) if units_yml.is_file() else UnitBase()
    return Context("", terms, units)


def glossary_hash(layout: Layout) -> str:
    """Eight hexadecimal digits that change with what an engine reads of the glossary.

    That is the units and the terms' names: a definition written anew asks for no new draft.
    """
    terms = context_of(layout).terms.terms
    read = [[t.zh, t.aliases, t.renderings, t.forbidden, t.check] for t in terms]
    units_yml = layout.terms_yml.with_name("units.yml")
    units = read_bytes(units_yml) if units_yml.is_file() else b""
    return sha256_of(json.dumps(read, ensure_ascii=False).encode() + b"\0" + units)[:8]
