"""The memory of the catalogues, and what `translate` makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiebang.corpus.catalogue.writing import fill
from jiebang.corpus.provenance import KnownSources
from jiebang.document import markdown
from jiebang.document.model import (
    Document,
    Paragraph,
    Provenance,
    Segment,
    Words,
    segments,
)
from jiebang.document.tree import identify
from jiebang.errors import InputError, UsageError
from jiebang.runtime.files import sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.translation.memory import Memory, MemoryMatch
from jiebang.translation.resolver import translate
from support import read_catalogue


def test_the_best_of_what_people_vouch_for_is_remembered() -> None:
    memory = Memory(
        (
            ("a.2", "甲", "first", "curated"),
            ("a.3", "甲", "second", "curated"),
            ("a.5", "丙", "curated", "curated"),
            ("b.1", "丙", "signed", "reviewed"),
        )
    )
    assert [memory.get(zh) for zh in "甲乙丙"] == [
        MemoryMatch("first", "a.2"),
        None,
        MemoryMatch("signed", "b.1"),
    ]


def put(layout: Layout, id_: str, *sentences: str) -> Document:
    """A document of one paragraph, with its original and, the first time, its provenance."""
    text = "".join(sentences)
    data = text.encode()
    new = not (layout.sources / f"{id_}.txt").exists()
    write_atomic(layout.sources / f"{id_}.txt", data)
    paragraph = Paragraph((Segment("", text),))
    document = identify(Document(id_, f"{id_}.txt", sha256_of(data), (paragraph,)))
    write_atomic(layout.document(id_), markdown.write(document))
    if new:
        entry = Provenance(id_, f"{id_}.txt", sha256_of(data), title=Words("", "甲"))
        KnownSources(layout).add(entry)
    return document


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def state(layout: Layout, document: Document) -> list[tuple[str, str, str]]:
    read = read_catalogue(layout.catalogue(document.id), segments(document))
    return [(t.en, t.state, t.origin) for t in read.values()]


def test_what_was_translated_elsewhere_is_carried_over(layout: Layout) -> None:
    put(layout, "a", "第一句。", "第二句。")
    document = put(layout, "b", "第二句。", "第三句。")
    assert [len(t.record.added) for t in translate(layout)] == [2, 2]
    for origin in ("engine:x@1", "memory:z.1"):
        fill(layout.catalogue("a"), {"a.head.2": ("Nobody's.", origin)})
        assert translate(layout, ["b"])[0].filled == (), "nobody vouches for it"
    fill(layout.catalogue("a"), {"a.head.2": ("Second.", "llm")})
    (done,) = translate(layout, ["b"])
    assert (done.filled, done.missing) == (("b.head.1",), ("b.head.2",))
    assert state(layout, document) == [
        ("Second.", "memory", "memory:a.head.2"),
        ("", "missing", ""),
    ]
    before = layout.catalogue("b").read_bytes()
    (again,) = translate(layout, ["b"])
    assert again.filled == ()
    assert layout.catalogue("b").read_bytes() == before


def test_english_follows_a_sentence_that_got_another_number(layout: Layout) -> None:
    put(layout, "a", "第一句。", "第二句。")
    translate(layout)
    english = {"a.head.1": ("First.", "llm"), "a.head.2": ("Second.", "llm")}
    fill(layout.catalogue("a"), english)
    sources = layout.sources_yml.read_text("utf-8")
    old = sha256_of("第一句。第二句。".encode())
    document = put(layout, "a", "新句。", "第一句。", "第二句。")
    layout.sources_yml.write_text(sources.replace(old, document.sha256), "utf-8")
    (done,) = translate(layout)
    assert done.filled == ("a.head.2", "a.head.3")
    assert [en for en, _, _ in state(layout, document)] == ["", "First.", "Second."]
    # What they took the place of is still in the file.
    assert "#. replaced: Second." in layout.catalogue("a").read_text("utf-8")


def test_unknown_and_unconverted_documents_are_named(layout: Layout) -> None:
    put(layout, "a", "第一句。")
    with pytest.raises(UsageError, match=r"no document “z”.*known: a"):
        translate(layout, ["z"])
    layout.document("a").unlink()
    with pytest.raises(InputError, match="not converted yet"):
        translate(layout)
