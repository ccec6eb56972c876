"""The parallel text as XLIFF 2.0, for translators' tools.

2.0 and not 1.2: its four states and `subState` can say what ours say, its ids are
checked, and it is the version still kept up (ISO 21720). A tool that reads only 1.2
is served by the TMX file or by the PO catalogues in content/translations/.
"""

from __future__ import annotations

from jiebang.corpus.load import Entry
from jiebang.datasets.columns import SEGMENTS
from jiebang.datasets.formats.xmltext import DECLARATION, attribute, text
from jiebang.datasets.rows import Batch, Row
from jiebang.document.model import State

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


def xliff_file(batch: Batch) -> str:
    """One <file> a document, one <unit> a segment; our own state is the subState."""
    rows = batch.rows.get(SEGMENTS.name, ())
    if batch.entry is None or not rows:
        return ""
    return _file_start(batch.entry) + "".join(map(_unit, rows)) + "</file>\n"


def _file_start(entry: Entry) -> str:
    identifier = attribute(entry.document.id)
    return f"<file id={identifier} original={attribute(entry.document.source)}>\n"


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
