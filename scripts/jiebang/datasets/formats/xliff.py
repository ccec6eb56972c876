"""The parallel text as XLIFF 2.0, for translators' tools.

2.0 and not 1.2: its four states and `subState` can say what ours say, its ids are
checked, and it is the version still kept up (ISO 21720). A tool that reads only 1.2
is served by the TMX file or by the PO catalogues in content/translations/.
"""

from __future__ import annotations

from collections.abc import Sequence

from jiebang.datasets.formats.xmltext import DECLARATION, attribute, text
from jiebang.datasets.kinds import Row
from jiebang.document.model import Document, State

# Nothing unsigned is `reviewed`; `final` would say more than any of ours.
STATES = {
    State.MISSING: "initial",
    State.MACHINE: "translated",
    State.MEMORY: "translated",
    State.CURATED: "translated",
    State.REVIEWED: "reviewed",
}


HEAD = (
    f'{DECLARATION}<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"'
    ' srcLang="zh-CN" trgLang="en-US">\n'
)
TAIL = "</xliff>\n"


def xliff_file(document: Document, segments: Sequence[Row]) -> str:
    """One <file> a document, one <unit> a segment; our own state is the subState."""
    identifier, original = attribute(document.id), attribute(document.source)
    units = "".join(map(_unit, segments))
    return f"<file id={identifier} original={original}>\n{units}</file>\n" if units else ""


def _unit(row: Row) -> str:
    where = str(row["id"])
    state = State(str(row["translation_state"]))
    notes = f'<notes><note category="field">{text(str(row["field"]), where)}</note>'
    if row["origin"]:
        notes += f'<note category="origin">{text(str(row["origin"]), where)}</note>'
    for key, category in (("note_en", "translator"), ("note_zh", "translator-zh")):
        if row[key]:
            notes += f'<note category="{category}">{text(str(row[key]), where)}</note>'
    target = f"<target>{text(str(row['text_en']), where)}</target>" if row["text_en"] else ""
    return (
        f'<unit id={attribute(where)} translate="yes">{notes}</notes>'
        f'<segment state="{STATES[state]}" subState="jiebang:{state}">'
        f"<source>{text(str(row['text_zh']), where)}</source>{target}</segment></unit>\n"
    )
