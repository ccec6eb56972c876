"""The term base (glossary/terms.yml) and the themes (glossary/themes.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.text.schema import packaged_schema, read_as
from jiebang.text.yamlnodes import Node, parse_yaml, read_yaml

MAX_THEMES = 20
_LATIN = "[A-Za-z0-9]"


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term and its English.

    `zh` and `aliases` are what is looked for in the Chinese; `en` is the
    rendering to use, `variants` will do, `forbidden` is an error. A variant is an
    inflection or abbreviation of `en`, or `contexts` says where it belongs:
    (variant, where) pairs. `synonyms` are what readers may look for, and no
    renderings. A term with `check` off is listed, but its English is not demanded.
    `definition` is in English, `definition_zh` in Chinese, "" where nobody has
    written one. `pos` is as TBX-Basic names it, or "".
    """

    id: str
    zh: str
    en: str
    definition: str
    domain: str
    source: str
    definition_zh: str = ""
    aliases: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    note: str = ""
    check: bool = True
    pos: str = ""
    contexts: tuple[tuple[str, str], ...] = ()
    synonyms: tuple[str, ...] = ()

    @property
    def renderings(self) -> tuple[str, ...]:
        """All English that will do, the one to use first."""
        return (self.en, *self.variants)

    def defined(self, language: str) -> str:
        """What the term means, in "en" or "zh"; "" where that language has nothing."""
        return self.definition if language == "en" else self.definition_zh


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found: `text[start:end]` is its zh or an alias."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True)
class TermBase:
    """All terms, in the order of the file, with longest-match lookup.

    `strict` says whether a project holds its translators to them: what is then an
    error is a warning else.
    """

    terms: tuple[Term, ...]
    strict: bool = True

    @cached_property
    def _by_surface(self) -> dict[str, Term]:
        return {surface: term for term in self.terms for surface in (term.zh, *term.aliases)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any of the terms, the longest first."""
        longest_first = sorted(self._by_surface, key=len, reverse=True)
        return re.compile("|".join(map(_whole, longest_first)) or "(?!)")

    def find(self, text: str) -> tuple[TermMatch, ...]:
        """The terms of a Chinese text, leftmost first, the longest of each place.

        Matches do not overlap: a term inside a longer one is not found. A term
        that begins or ends in a Latin letter or digit is matched as a whole
        word only (AI is not in AIGC). Letter case counts.
        """
        found = self._pattern.finditer(text)
        return tuple(TermMatch(self._by_surface[m.group()], m.start(), m.end()) for m in found)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of tasks, in both languages, and the keywords that tell it."""

    id: str
    zh: str
    en: str
    definition: str
    match: tuple[str, ...]


def load_terms(path: Path, *, strict: bool = True) -> TermBase:
    """Read a term file, as `terms.schema.json` wants it.

    `strict` is what the project says of its terms (`Project.strict_terms`).

    Raises:
        InputError: unreadable, malformed, an unknown or missing key, an id, zh
            or alias given twice; each with file and line.
    """
    return _parse_terms(read_text(path, strip_bom=True, may_be_empty=True), path, strict)


@lru_cache(maxsize=2)  # several steps of a command ask for them, strictly or not
def _parse_terms(text: str, path: Path, strict: bool) -> TermBase:
    root = parse_yaml(text, str(path))
    entries = read_as(root, packaged_schema("jiebang.corpus", "terms.schema.json")) if root else ()
    contexts = (tuple(entry.pop("contexts", {}).items()) for entry in entries)
    terms = tuple(Term(**entry, contexts=of) for entry, of in zip(entries, contexts, strict=True))
    if root:
        _check_terms(terms, root.items)
    return TermBase(terms, strict)


def load_themes(path: Path) -> tuple[Theme, ...]:
    """Read and check a theme file.

    Raises:
        InputError: as `load_terms`; also more than 20 themes.
    """
    root = read_yaml(path)
    entries = (
        read_as(root, packaged_schema("jiebang.corpus", "schemas.yml")["themes"]) if root else ()
    )
    nodes = root.items if root else ()
    _hold_once((node.fields()["id"] for node in nodes), "the id")
    if len(nodes) > MAX_THEMES:
        where = nodes[MAX_THEMES].where
        raise InputError(f"more than {MAX_THEMES} themes", where, "merge some: readers browse them")
    return tuple(Theme(**entry) for entry in entries)


def themes_for(themes: Sequence[Theme], headings: Iterable[str]) -> tuple[str, ...]:
    """The themes with a keyword in the first of the headings that has any: ids, in their order.

    `headings` are those of a task, its title first.
    """
    for text in headings:
        ids = tuple(t.id for t in themes if any(keyword in text for keyword in t.match))
        if ids:
            return ids
    return ()


def _whole(surface: str) -> str:
    """A pattern for a term; no Latin word goes on beyond either end of it."""
    before, after = (re.match(_LATIN, surface[at]) for at in (0, -1))
    return f"(?<!{_LATIN})" * bool(before) + re.escape(surface) + f"(?!{_LATIN})" * bool(after)


def _hold_once(given: Iterable[Node], what: str) -> None:
    seen: dict[str, str] = {}
    for node in given:
        if node.text in seen:
            told = f"it stands at {seen[node.text]} already"
            raise InputError(f"{what} “{node.text}” is taken", node.where, told)
        seen[node.text] = node.where


def _check_terms(terms: Sequence[Term], nodes: Sequence[Node]) -> None:
    """What holds across keys and across terms."""
    members = [node.fields() for node in nodes]
    listed = [{k: f[k].items if k in f else () for k in ("aliases", "forbidden")} for f in members]
    _hold_once((of["id"] for of in members), "the id")
    pairs = zip(members, listed, strict=True)
    _hold_once((n for of, lists in pairs for n in (of["zh"], *lists["aliases"])), "the Chinese")
    for term, of, lists in zip(terms, members, listed, strict=True):
        for variant, _ in term.contexts:
            if variant not in term.variants:
                what = f"“{variant}” has a context but is no variant"
                where = of["contexts"].fields()[variant].where
                raise InputError(what, where, "add it to variants")
        allowed = {text.casefold() for text in term.renderings}
        for item in lists["forbidden"]:
            if item.text.casefold() in allowed:
                what = f"“{item.text}” is both forbidden and a rendering of {term.zh}"
                raise InputError(what, item.where, "take it out of one list")
