"""The term base (glossary/terms.yml) and the themes (glossary/themes.yml)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.text.yamlnodes import FILLED, TEXTS, Node, Reader, parse_yaml, read_yaml

MAX_THEMES = 20
# As TBX-Basic names them.
PARTS_OF_SPEECH = ("noun", "properNoun", "verb", "adjective", "adverb", "other")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term and its English.

    `zh` and `aliases` are what is looked for in the Chinese; `en` is the
    rendering to use, `variants` will do, `forbidden` is an error. A variant is an
    inflection or abbreviation of `en`, or `contexts` says where it belongs:
    (variant, where) pairs. `synonyms` are what readers may look for, and no
    renderings. A term with `check` off is listed, but its English is not demanded.
    `definition` is in English, `definition_zh` in Chinese, "" where nobody has
    written one. `pos` is one of PARTS_OF_SPEECH, or "".
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
class Match:
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
    _by_first: dict[str, tuple[tuple[str, Term], ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        surfaces = [(s, term) for term in self.terms for s in (term.zh, *term.aliases)]
        surfaces.sort(key=lambda pair: -len(pair[0]))
        for surface, term in surfaces:
            others = self._by_first.get(surface[0], ())
            self._by_first[surface[0]] = (*others, (surface, term))

    def find(self, text: str) -> tuple[Match, ...]:
        """The terms of a Chinese text, leftmost first, the longest of each place.

        Matches do not overlap: a term inside a longer one is not found. A term
        that begins or ends in a Latin letter or digit is matched as a whole
        word only (AI is not in AIGC). Letter case counts.
        """
        found: list[Match] = []
        at = 0
        while at < len(text):
            for surface, term in self._by_first.get(text[at], ()):
                end = at + len(surface)
                if text.startswith(surface, at) and _whole(text, at, end):
                    found.append(Match(term, at, end))
                    at = end
                    break
            else:
                at += 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of tasks, in both languages, and the keywords that tell it."""

    id: str
    zh: str
    en: str
    definition: str
    match: tuple[str, ...]


def load_terms(path: Path, *, strict: bool = True) -> TermBase:
    """Read and check a term file.

    `terms.schema.json` says the same to editors. `strict` is what the project says of its
    terms (`Project.strict_terms`).

    Raises:
        InputError: unreadable, malformed, an unknown or missing key, an id, zh
            or alias given twice; each with file and line.
    """
    return _parse_terms(read_text(path, strip_bom=True, may_be_empty=True), path, strict)


@lru_cache(maxsize=2)  # several steps of a command ask for them, strictly or not
def _parse_terms(text: str, path: Path, strict: bool) -> TermBase:
    root = parse_yaml(text, str(path))
    nodes = root.items if root else ()
    terms = tuple(_term(node) for node in nodes)
    _check_terms(terms, nodes)
    return TermBase(terms, strict)


def load_themes(path: Path) -> tuple[Theme, ...]:
    """Read and check a theme file.

    Raises:
        InputError: as `load_terms`; also more than 20 themes.
    """
    root = read_yaml(path)
    nodes = root.items if root else ()
    themes = tuple(Theme(**node.read(_THEME, required=_THEME)) for node in nodes)
    seen: dict[str, str] = {}
    for theme, node in zip(themes, nodes, strict=True):
        _once(theme.id, node.where, seen, "the id")
    if len(themes) > MAX_THEMES:
        where = nodes[MAX_THEMES].where
        raise InputError(f"more than {MAX_THEMES} themes", where, "merge some: readers browse them")
    return themes


def themes_for(themes: Sequence[Theme], title: str, context: Sequence[str]) -> tuple[str, ...]:
    """The themes of a task.

    Args:
        themes: all themes, in the order of the file.
        title: the task's Chinese title.
        context: the Chinese headings above it, innermost first.

    Returns:
        Ids, in the order of the file: of themes with a keyword in the title; if
        there is none, in the first of the context strings that has any; else ().
    """
    for text in (title, *context):
        ids = tuple(t.id for t in themes if any(keyword in text for keyword in t.match))
        if ids:
            return ids
    return ()


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word goes on beyond either end of text[start:end]."""

    def latin(char: str) -> bool:
        return char.isascii() and char.isalnum()

    cut_before = start > 0 and latin(text[start]) and latin(text[start - 1])
    cut_after = end < len(text) and latin(text[end - 1]) and latin(text[end])
    return not (cut_before or cut_after)


def _id(node: Node) -> str:
    if not _ID.fullmatch(node.filled):
        remedy = "small Latin letters, digits and single hyphens: compute-power"
        raise InputError(f"“{node.text}” cannot be an id", node.where, remedy)
    return node.text


def _check(node: Node) -> bool:
    if node.text not in ("true", "false"):
        raise InputError(f"“check” is {node.text}", node.where, "write true or false")
    return node.text == "true"


def _part_of_speech(node: Node) -> str:
    if node.text not in PARTS_OF_SPEECH:
        remedy = f"write one of {', '.join(PARTS_OF_SPEECH)}"
        raise InputError(f"“{node.text}” is no part of speech", node.where, remedy)
    return node.text


def _keywords(node: Node) -> tuple[str, ...]:
    if not node.texts:
        raise InputError("“match” has no keyword", node.where, "give at least one")
    return node.texts


_NEEDED = ("zh", "en", "definition", "domain", "source")
_TERM: Mapping[str, Reader] = {
    "id": _id,
    **dict.fromkeys((*_NEEDED, "definition_zh", "note"), FILLED),
    **dict.fromkeys(("aliases", "variants", "synonyms", "forbidden"), TEXTS),
    "pos": _part_of_speech,
    "contexts": lambda node: tuple((key, where.text) for key, where in node.fields().items()),
    "check": _check,
}
_THEME: Mapping[str, Reader] = {
    "id": _id,
    **dict.fromkeys(("zh", "en", "definition"), FILLED),
    "match": _keywords,
}


def _term(node: Node) -> Term:
    term = Term(**node.read(_TERM, required=("id", *_NEEDED)))
    for variant, where in term.contexts:
        at = node.fields()["contexts"].fields()[variant]
        if variant not in term.variants:
            what = f"“{variant}” has a context but is no variant"
            raise InputError(what, at.where, "add it to variants")
        if not where:
            raise InputError("“contexts” is empty", at.where, "fill it in or take it out")
    return term


def _once(text: str, where: str, seen: dict[str, str], what: str) -> None:
    if text in seen:
        raise InputError(f"{what} “{text}” is taken", where, f"it stands at {seen[text]} already")
    seen[text] = where


def _check_terms(terms: Sequence[Term], nodes: Sequence[Node]) -> None:
    """What holds across keys and across terms."""
    ids: dict[str, str] = {}
    surfaces: dict[str, str] = {}
    for term, node in zip(terms, nodes, strict=True):
        fields = node.fields()
        _once(term.id, fields["id"].where, ids, "the id")
        _once(term.zh, fields["zh"].where, surfaces, "the Chinese")
        aliases, forbidden = (
            fields[key].items if key in fields else () for key in ("aliases", "forbidden")
        )
        for item in aliases:
            _once(item.text, item.where, surfaces, "the Chinese")
        allowed = {text.casefold() for text in term.renderings}
        for item in forbidden:
            if item.text.casefold() in allowed:
                what = f"“{item.text}” is both forbidden and a rendering of {term.zh}"
                raise InputError(what, item.where, "take it out of one list")
