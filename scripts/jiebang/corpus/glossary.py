"""The term base (glossary/terms.yml) and the themes (glossary/themes.yml)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.text.yamlnodes import Node, parse_yaml

MAX_THEMES = 20
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TERM_NEEDS = ("id", "zh", "en", "definition", "domain", "source")
_TERM_LISTS = ("aliases", "variants", "synonyms", "forbidden")
_TERM_KEYS = (*_TERM_NEEDS, *_TERM_LISTS, "pos", "contexts", "definition_zh", "note", "check")
_TERM_WORDS = (*_TERM_NEEDS[1:], "definition_zh", "note")
# As TBX-Basic names them.
PARTS_OF_SPEECH = ("noun", "properNoun", "verb", "adjective", "adverb", "other")
_THEME_KEYS = ("id", "zh", "en", "definition", "match")


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

    A `terms.schema.json` beside it, if there is one, must agree as well. `strict` is
    what the project says of its terms (`Project.strict_terms`).

    Raises:
        InputError: unreadable, malformed, an unknown or missing key, an id, zh
            or alias given twice; each with file and line.
    """
    schema = path.with_name("terms.schema.json")
    rules = read_text(schema) if schema.is_file() else ""
    return _parse_terms(read_text(path, strip_bom=True, may_be_empty=True), path, rules, strict)


@lru_cache(maxsize=2)  # several steps of a command ask for them, strictly or not
def _parse_terms(text: str, path: Path, schema: str, strict: bool) -> TermBase:
    nodes = _entries(text, path)
    terms = tuple(_term(node) for node in nodes)
    _check_terms(terms, nodes)
    _check_schema(nodes, schema, path.with_name("terms.schema.json"))
    return TermBase(terms, strict)


def load_themes(path: Path) -> tuple[Theme, ...]:
    """Read and check a theme file.

    Raises:
        InputError: as `load_terms`; also more than 20 themes.
    """
    nodes = _entries(read_text(path, strip_bom=True, may_be_empty=True), path)
    themes = tuple(_theme(node) for node in nodes)
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


def _entries(text: str, path: Path) -> tuple[Node, ...]:
    node = parse_yaml(text, str(path))
    return () if node is None else node.items


def _text(node: Node, key: str) -> str:
    if not node.text:
        raise InputError(f"“{key}” is empty", node.where, "fill it in or take it out")
    return node.text


def _id(node: Node) -> str:
    text = _text(node, "id")
    if not _ID.fullmatch(text):
        remedy = "small Latin letters, digits and single hyphens: compute-power"
        raise InputError(f"“{text}” cannot be an id", node.where, remedy)
    return text


def _texts(node: Node | None, key: str) -> tuple[str, ...]:
    if node is None:
        return ()
    texts = tuple(_text(item, key) for item in node.items)
    for n, text in enumerate(texts):
        if text in texts[:n]:
            raise InputError(f"“{text}” stands twice in {key}", node.items[n].where, "delete one")
    return texts


def _term(node: Node) -> Term:
    fields = node.fields(_TERM_KEYS, required=_TERM_NEEDS)
    check = fields["check"].text if "check" in fields else "true"
    if check not in ("true", "false"):
        raise InputError(f"“check” is {check}", fields["check"].where, "write true or false")
    pos = fields["pos"].text if "pos" in fields else ""
    if "pos" in fields and pos not in PARTS_OF_SPEECH:
        remedy = f"write one of {', '.join(PARTS_OF_SPEECH)}"
        raise InputError(f"“{pos}” is no part of speech", fields["pos"].where, remedy)
    texts: dict[str, Any] = {key: _text(fields[key], key) for key in _TERM_WORDS if key in fields}
    lists: dict[str, Any] = {key: _texts(fields.get(key), key) for key in _TERM_LISTS}
    return Term(
        id=_id(fields["id"]),
        **texts,
        **lists,
        check=check == "true",
        pos=pos,
        contexts=_contexts(fields.get("contexts"), lists["variants"]),
    )


def _contexts(node: Node | None, variants: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if node is None:
        return ()
    if not isinstance(node.value, dict):
        raise InputError("“contexts” is no mapping", node.where, "write variant: where it belongs")
    for variant, where in node.value.items():
        if variant not in variants:
            what = f"“{variant}” has a context but is no variant"
            raise InputError(what, where.where, "add it to variants")
    return tuple((variant, _text(where, "contexts")) for variant, where in node.value.items())


def _theme(node: Node) -> Theme:
    fields = node.fields(_THEME_KEYS, required=_THEME_KEYS)
    match = _texts(fields["match"], "match")
    if not match:
        raise InputError("“match” has no keyword", fields["match"].where, "give at least one")
    texts = {key: _text(fields[key], key) for key in ("zh", "en", "definition")}
    return Theme(id=_id(fields["id"]), **texts, match=match)


def _once(text: str, where: str, seen: dict[str, str], what: str) -> None:
    if text in seen:
        raise InputError(f"{what} “{text}” is taken", where, f"it stands at {seen[text]} already")
    seen[text] = where


def _check_terms(terms: Sequence[Term], nodes: Sequence[Node]) -> None:
    """What holds across keys and across terms."""
    ids: dict[str, str] = {}
    surfaces: dict[str, str] = {}
    for term, node in zip(terms, nodes, strict=True):
        fields = node.fields(_TERM_KEYS)
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


def _check_schema(nodes: Sequence[Node], text: str, schema_path: Path) -> None:
    """Validate against the schema that editors use, so that the two cannot part."""
    shipped = resources.files("jiebang.corpus").joinpath("terms.schema.json").read_text("utf-8")
    if not text or text == shipped:  # what ours asks for, `_term` has held them to
        return
    import jsonschema  # takes longer to import than the terms to be read

    try:
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
    except (ValueError, jsonschema.SchemaError) as error:
        what = f"no JSON Schema: {getattr(error, 'message', error)}"
        raise InputError(what, str(schema_path), "restore it from version control") from None
    plain = [node.plain() for node in nodes]
    for term in plain:
        if "check" in term:  # alone no text
            term["check"] = term["check"] == "true"
    for fault in jsonschema.Draft202012Validator(schema).iter_errors(plain):
        where = nodes[int(fault.path[0])].where if fault.path else str(schema_path)
        raise InputError(fault.message, where, f"see {schema_path.name}")
