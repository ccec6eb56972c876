"""Each document as structured Markdown, in Chinese and in English, by the same writer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import yaml

from jiebang.corpus.load import LoadedDocument
from jiebang.datasets.fill import templates
from jiebang.datasets.stage import DATA
from jiebang.datasets.tables import translation_of
from jiebang.document.markdown import write, write_parts
from jiebang.document.model import (
    Field,
    Item,
    Paragraph,
    Section,
    SectionKind,
    Segment,
    State,
    rewrite,
)
from jiebang.text.markers import OPENED, english

FOLDER = "markdown"
_HEAD = 40  # characters of a text that a note stands with


def _say() -> Any:
    return templates("descriptions")["markdown"]


def markdown_files(entry: LoadedDocument, license: str = "") -> dict[str, str]:
    """markdown/<id>.zh.md and markdown/<id>.en.md of site/data/, by path in site/."""
    name = f"{DATA}/{FOLDER}/{entry.document.id}"
    chinese = replace(entry.document, sections=(*entry.document.sections, *_notes(entry, "zh")))
    return {f"{name}.zh.md": write(chinese), f"{name}.en.md": english_markdown(entry, license)}


def _notes(entry: LoadedDocument, language: str) -> tuple[Section, ...]:
    """The translator's notes as a section at the end, each with the words it begins with."""
    items = []
    for found in entry.translations.values():
        notes = found.notes_zh if language == "zh" else found.notes
        if notes:
            text = found.en if language == "en" and found.en else found.zh
            head = text if len(text) <= _HEAD else f"{text[:_HEAD].rstrip()}…"
            dash = _say()["dash"][language]
            items.append(Item("", Segment("", f"{head}{dash}{' '.join(notes)}"), ""))
    title = Segment("", _say()["notes"][language])
    whole = Section("notes", SectionKind.SECTION, 1, "", title, tuple(items))
    return (whole,) if items else ()


def english_markdown(entry: LoadedDocument, license: str = "") -> str:
    """The document in English: its outline, ids and printed numbers, each state labelled."""
    states = Counter(found.state for found in entry.translations.values())
    matter = {
        "id": entry.document.id,
        "language": "en",
        "source": entry.document.source,
        "sha256": entry.document.sha256,
        **({"license": license} if license else {}),
        "notice": _say()["notice"],
        "segments": {str(s): states[s] for s in State if states[s]},
    }
    front = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=10_000)
    document = rewrite(entry.document, partial(_english, entry))
    noted = replace(document, sections=(*document.sections, *_notes(entry, "en")))
    return "\n\n".join((f"---\n{front}---", *write_parts(noted))) + "\n"


def _english(entry: LoadedDocument, part: str | Segment, of: Any) -> str | Segment:
    """A segment, a marker or a colon in English, set apart from what follows."""
    if isinstance(part, Segment):
        within = isinstance(of, Paragraph) and part is not of.parts[-1]
        return replace(part, zh=_text(entry, part) + " " * within)
    if isinstance(of, Field) and part == of.colon:
        run_in = bool(of.blocks) and isinstance(of.blocks[0], Paragraph)
        return part and (": " if run_in else ":")
    marker = english(part.rstrip(OPENED) if isinstance(of, Field) else part)
    # “1.” is Markdown's own number; any other stands in the text.
    native = isinstance(of, Item) and marker[:-1].isdecimal()
    alone = isinstance(of, Section) and not of.title.zh
    return f"{marker} " if marker and not native and not alone else marker


def _text(entry: LoadedDocument, segment: Segment) -> str:
    if not segment.translatable:
        return segment.zh
    found = translation_of(entry, segment)
    state, text = (found.state, found.en) if found.en else (State.MISSING, segment.zh)
    label = _say()["labels"].get(state)
    return f"{text} {label}" if label else text
