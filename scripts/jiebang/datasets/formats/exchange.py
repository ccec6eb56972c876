"""The parallel text as TMX 1.4 and XLIFF 2.0, the glossary as TBX-Basic 3 (ISO 30042) in DCA style.

XLIFF is 2.0 and not 1.2: its four states and `subState` can say what ours say, its ids are
checked, and it is the version still kept up (ISO 21720). A tool that reads only 1.2 is served
by the TMX file or by the PO catalogues in content/translations/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

import jiebang
from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Rules
from jiebang.datasets.columns import Row
from jiebang.document.model import Document, State
from jiebang.errors import InputError

TMX, XLIFF, TBX = "jiebang.tmx", "jiebang.xlf", "jiebang.tbx"
_ZH, _EN = "zh-CN", "en-US"
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
XLIFF_HEAD = (
    f'{_DECLARATION}<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"'
    ' srcLang="zh-CN" trgLang="en-US">\n'
)
TMX_TAIL, XLIFF_TAIL = "</body>\n</tmx>\n", "</xliff>\n"
# The others are `translated`: `final` would say more than any of ours.
_STATES = {State.MISSING: "initial", State.REVIEWED: "reviewed"}
_PREFERRED, _ADMITTED, _DEPRECATED = (
    f"{status}-admn-sts" for status in ("preferredTerm", "admittedTerm", "deprecatedTerm")
)


def _tag(opening: str, value: object, where: str) -> str:
    """An element of a text; "" for none. InputError for what XML cannot hold, by `where`."""
    words = str(value or "")
    if found := _ILLEGAL.search(words):
        raise InputError(f"XML cannot hold U+{ord(found.group()):04X}", where, "take it out")
    name = opening.partition(" ")[0]
    return f"<{opening}>{escape(words, quote=False)}</{name}>" if words else ""


def tmx_head() -> str:
    """What a TMX file begins with."""
    return (
        f'{_DECLARATION}<tmx version="1.4">\n'
        f'<header creationtool="jiebang" creationtoolversion="{jiebang.__version__}"'
        f' segtype="sentence" o-tmf="jiebang" adminlang="en" srclang="{_ZH}"'
        ' datatype="plaintext"/>\n<body>\n'
    )


def tmx_units(segments: Iterable[Row]) -> str:
    """One unit a segment that has English; its state and origin are properties."""
    return "".join(_tmx_unit(row, str(row["id"])) for row in segments if row["text_en"])


def _tmx_unit(row: Row, where: str) -> str:
    told = (
        *((f'note xml:lang="{_ZH}"', "note_zh"), (f'note xml:lang="{_EN}"', "note_en")),
        *(('prop type="x-document"', "document_id"), ('prop type="x-state"', "translation_state")),
        ('prop type="x-origin"', "origin"),
    )
    properties = "".join(_tag(opening, row[key], where) for opening, key in told)
    return (
        f'<tu tuid="{escape(where)}">{properties}\n'
        f'<tuv xml:lang="{_ZH}">{_tag("seg", row["text_zh"], where)}</tuv>\n'
        f'<tuv xml:lang="{_EN}">{_tag("seg", row["text_en"], where)}</tuv>\n</tu>\n'
    )


def xliff_file(document: Document, segments: Sequence[Row]) -> str:
    """One <file> a document, one <unit> a segment; our own state is the subState."""
    named = f'id="{escape(document.id)}" original="{escape(document.source)}"'
    units = "".join(_xliff_unit(row, str(row["id"])) for row in segments)
    return f"<file {named}>\n{units}</file>\n" if units else ""


def _xliff_unit(row: Row, where: str) -> str:
    told = (
        *(("field", "field"), ("origin", "origin")),
        *(("translator", "note_en"), ("translator-zh", "note_zh")),
    )
    notes = "".join(_tag(f'note category="{name}"', row[key], where) for name, key in told)
    state = State(str(row["translation_state"]))
    known = _STATES.get(state, "translated")
    return (
        f'<unit id="{escape(where)}" translate="yes"><notes>{notes}</notes>'
        f'<segment state="{known}" subState="jiebang:{state}">'
        f"{_tag('source', row['text_zh'], where)}{_tag('target', row['text_en'], where)}"
        "</segment></unit>\n"
    )


def tbx_file(source: Rules) -> str:
    """Every term: the Chinese and its other forms, the English to use, to accept, to avoid."""
    project = source.project
    described = ", ".join(filter(None, (f"{project.title.en}: glossary", project.license.name)))
    return (
        f'{_DECLARATION}<tbx type="TBX-Basic" style="dca" xml:lang="en"'
        ' xmlns="urn:iso:std:iso:30042:ed-2">\n<tbxHeader><fileDesc><sourceDesc>'
        f"{_tag('p', described, TBX)}</sourceDesc></fileDesc></tbxHeader>\n"
        f"<text><body>\n{''.join(map(_concept, source.terms.terms))}</body></text>\n</tbx>\n"
    )


def _concept(term: Term) -> str:
    where, contexts = f"term {term.id}", dict(term.contexts)
    lines = [
        # An XML id begins with a letter; ours may begin with a digit.
        f'<conceptEntry id="term-{escape(term.id)}">',
        _tag('descrip type="subjectField"', term.domain, where),
        '<langSec xml:lang="zh">',
        _definition(term.definition_zh, where),
        _term(term.zh, _PREFERRED, where),
        *(_term(zh, _ADMITTED, where) for zh in term.aliases),
        '</langSec>\n<langSec xml:lang="en">',
        _definition(term.definition, where),
        _term(term.en, _PREFERRED, where, origin=term.source, pos=term.pos),
        *(_term(en, _ADMITTED, where, context=contexts.get(en, "")) for en in term.variants),
        *(_term(en, _DEPRECATED, where) for en in term.forbidden),
        "</langSec></conceptEntry>",
    ]
    return "\n".join(filter(None, lines)) + "\n"


def _definition(words: str, where: str) -> str:
    """In the section of its language, before the terms: TBX-Basic wants it there."""
    found = _tag('descrip type="definition"', words, where)
    return found and f"<descripGrp>{found}</descripGrp>"


def _term(
    word: str, status: str, where: str, *, origin: str = "", pos: str = "", context: str = ""
) -> str:
    parts = (
        _tag("term", word, where),
        _tag('termNote type="partOfSpeech"', pos, where),
        _tag('termNote type="administrativeStatus"', status, where),
        _tag('admin type="source"', origin, where),
        _tag("note", context, where),
    )
    return f"<termSec>{''.join(parts)}</termSec>"
