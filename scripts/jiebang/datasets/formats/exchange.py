"""The parallel text as TMX 1.4 and XLIFF 2.0, the glossary as TBX-Basic 3 (ISO 30042) in DCA style.

XLIFF is 2.0 and not 1.2: its four states and `subState` can say what ours say, its ids are
checked, and it is the version still kept up (ISO 21720). A tool that reads only 1.2 is served
by the TMX file or by the PO catalogues in content/translations/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

import jiebang
from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Rules
from jiebang.datasets.columns import Row
from jiebang.datasets.fill import join, templates
from jiebang.document.model import Document
from jiebang.errors import InputError

TMX, XLIFF, TBX = "jiebang.tmx", "jiebang.xlf", "jiebang.tbx"
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def exchange_ends() -> dict[str, tuple[str, str]]:
    """What the TMX and the XLIFF file begin and end with, by name."""
    say = templates("exchange")
    tmx_head = say["tmx_head"].format(version=jiebang.__version__)
    return {
        TMX: (say["head"] + tmx_head, say["tmx_tail"]),
        XLIFF: (say["head"] + say["xliff_head"], say["xliff_tail"]),
    }


def exchange_parts(document: Document, segments: Iterable[Row]) -> dict[str, str]:
    """The share of a document: TMX, XLIFF.

    In TMX one unit a segment that has English; its state and origin are properties. In XLIFF one
    <file> a document, one <unit> a segment; our own state is the subState.
    """
    say = templates("exchange")
    states = say["xliff_state"]
    rows = [
        _escape({**row, "state": states[str(row["translation_state"])]}, str(row["id"]))
        for row in segments
    ]
    units = "".join(join(say["xliff_unit"], row, "") for row in rows)
    named = {"id": document.id, "source": escape(document.source)}
    return {
        TMX: "".join(join(say["tmx_unit"], row, "") for row in rows if row["text_en"]),
        XLIFF: join([say["xliff_file"]], {**named, "units": units}),
    }


def tbx_file(rules: Rules) -> str:
    """Every term: the Chinese and its other forms, the English to use, to accept, to avoid."""
    project, say = rules.project, templates("exchange")
    described = ", ".join(filter(None, (f"{project.title.en}: glossary", project.license.name)))
    values = _escape({"described": described}, TBX)
    concepts = "".join(map(_concept, rules.terms.terms))
    return str(say["head"] + say["tbx_file"].format(**values, concepts=concepts))


def _concept(term: Term) -> str:
    where, contexts = f"term {term.id}", dict(term.contexts)

    def tell(word: str, status: str, context: str = "", pos: str = "", source: str = "") -> str:
        told = {"word": word, "status": status, "context": context, "pos": pos, "source": source}
        return join(templates("exchange")["tbx_term"], _escape(told, where), "")

    names = ("id", "domain", "definition", "definition_zh")
    values = _escape({name: getattr(term, name) for name in names}, where)
    chinese = [tell(term.zh, "preferredTerm"), *(tell(zh, "admittedTerm") for zh in term.aliases)]
    english = [
        tell(term.en, "preferredTerm", pos=term.pos, source=term.source),
        *(tell(en, "admittedTerm", contexts.get(en, "")) for en in term.variants),
        *(tell(en, "deprecatedTerm") for en in term.forbidden),
    ]
    more = {"terms_zh": "\n".join(chinese), "terms_en": "\n".join(english)}
    return join(templates("exchange")["tbx_concept"], {**values, **more}, "\n") + "\n"


def _escape(record: Row, where: str) -> Mapping[str, str]:
    """The texts of a record as XML has them.

    Raises:
        InputError: one has what XML cannot hold; `where` names it.
    """
    found = {name: str(value or "") for name, value in record.items()}
    if wrong := _ILLEGAL.search("".join(found.values())):
        raise InputError(f"XML cannot hold U+{ord(wrong.group()):04X}", where, "take it out")
    return {name: escape(value, quote=False) for name, value in found.items()}
