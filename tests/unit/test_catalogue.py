"""PO catalogues: states, staleness, and that nothing a translator wrote is lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebang.corpus.catalogue.entry import digest_of, read_past, retire, revive
from jiebang.corpus.catalogue.po import Header, dump_po, load_po, new_po
from jiebang.corpus.catalogue.writing import fill, sync_catalogue
from jiebang.document.model import Document, Paragraph, Segment, State, Translation, segments
from jiebang.errors import InputError
from jiebang.runtime.files import write_atomic
from support import read_catalogue

HEADER = Header("一份文件")


def make(*texts: str, ids: tuple[str, ...] = ()) -> Document:
    """A document of one paragraph; its segments are d.p.1, d.p.2 …"""
    names = ids or tuple(f"d.p.{n}" for n in range(1, len(texts) + 1))
    parts = tuple(Segment(i, t) for i, t in zip(names, texts, strict=True))
    return Document("d", "d.txt", "0" * 64, preamble=(Paragraph(parts),))


def sync(path: Path, document: Document) -> tuple[tuple[str, ...], ...]:
    old = load_po(path) if path.exists() else None
    _, new, report = sync_catalogue(old, document, {"d.p.1": 7}, HEADER)
    if new:
        write_atomic(path, new)
    return report.added, report.stale


def read(path: Path, document: Document) -> dict[str, Translation]:
    return read_catalogue(path, segments(document))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def po(tmp_path: Path) -> Path:
    return tmp_path / "en" / "d.po"


def test_no_file_is_all_missing(po: Path) -> None:
    document = make("甲。", "乙。")
    assert [t.state for t in read(po, document).values()] == [State.MISSING] * 2


def test_sync_makes_the_file_and_is_idempotent(po: Path) -> None:
    document = make("甲。", "乙。")
    assert sync(po, document) == (("d.p.1", "d.p.2"), ())
    first = po.read_bytes()
    assert b'#: d.txt:7\nmsgctxt "d.p.1"\nmsgid "\xe7\x94\xb2' in first
    assert sync(po, document) == ((), ())
    assert po.read_bytes() == first


def test_fill_and_states(po: Path) -> None:
    document = make("甲。", "乙。", "丙。", "丁。")
    sync(po, document)
    assert fill(po, {"d.p.1": ("A.", "llm")}) == ("d.p.1",)
    fill(po, {"d.p.2": ("B.", "engine:argos@1.9")})
    fill(po, {"d.p.3": ("C.", "memory:d.p.1")})
    found = read(po, document)
    assert [(t.en, t.state, t.origin) for t in found.values()] == [
        ("A.", State.CURATED, "llm"),
        ("B.", State.MACHINE, "engine:argos@1.9"),
        ("C.", State.MEMORY, "memory:d.p.1"),
        ("", State.MISSING, ""),
    ]
    edit(po, "#. origin: llm", "#. origin: llm\n#. reviewed: Li Hua")
    assert read(po, document)["d.p.1"].state is State.REVIEWED


def test_fill_never_overwrites_what_is_cleared(po: Path) -> None:
    document = make("甲。")
    sync(po, document)
    fill(po, {"d.p.1": ("A.", "llm")})
    before = po.read_bytes()
    assert fill(po, {"d.p.1": ("Z.", "llm")}) == ()
    assert po.read_bytes() == before


def test_fill_keeps_what_a_person_wrote(po: Path) -> None:
    document = make("甲。")
    sync(po, document)
    fill(po, {"d.p.1": ("A.", "engine:x@1")})
    edit(po, 'msgstr "A."', 'msgstr "A by hand."')
    assert read(po, document)["d.p.1"].origin == "person"
    assert fill(po, {"d.p.1": ("A again.", "llm")}) == ("d.p.1",)
    assert "#. replaced: A by hand." in po.read_text("utf-8")


@pytest.mark.parametrize("text", ["two\nlines", "bell\a", "line\u2028separator"])
def test_fill_refuses_more_than_a_line(po: Path, text: str) -> None:
    sync(po, make("甲。"))
    with pytest.raises(InputError, match="not one line"):
        fill(po, {"d.p.1": (text, "llm")})


def test_fill_refuses_unknown_ids_and_origins(po: Path) -> None:
    sync(po, make("甲。"))
    with pytest.raises(InputError, match=r"no entry for d\.p\.9"):
        fill(po, {"d.p.9": ("A.", "llm")})
    with pytest.raises(InputError, match="is no origin"):
        fill(po, {"d.p.1": ("A.", "magic")})


def test_an_edit_makes_the_origin_a_person(po: Path) -> None:
    document = make("甲。")
    sync(po, document)
    fill(po, {"d.p.1": ("A.", "llm")})
    edit(po, 'msgstr "A."', 'msgstr "An edit."')
    found = read(po, document)["d.p.1"]
    assert (found.origin, found.state) == ("person", State.CURATED)


def test_notes_and_allow(po: Path) -> None:
    document = make("甲。")
    sync(po, document)
    comments = "# As printed.\n# zh: 照录原文。\n# allow numbers: counted twice\n"
    edit(po, "#: d.txt:7", f"{comments}#: d.txt:7")
    found = read(po, document)["d.p.1"]
    assert (found.notes, found.notes_zh) == (("As printed.",), ("照录原文。",))
    assert found.allow == (("numbers", "counted twice"),)
    edit(po, "allow numbers: counted twice", "allow numbers:")
    with pytest.raises(InputError, match=r"d\.po:\d+ .*without a reason"):
        read(po, document)


def test_changed_chinese_goes_stale_and_back(po: Path) -> None:
    old, new = make("甲。"), make("新甲。")
    sync(po, old)
    fill(po, {"d.p.1": ("A.", "llm")})
    edit(po, "#. origin: llm", "#. origin: llm\n#. reviewed: Li Hua")
    first = po.read_bytes()
    # Stale at once, before any sync.
    assert read(po, new)["d.p.1"].stale == "甲。"
    assert sync(po, new) == ((), ("d.p.1",))
    found = read(po, new)["d.p.1"]
    assert (found.state, found.en, found.stale) == (State.MISSING, "", "甲。")
    assert 'msgstr "A."' in po.read_text("utf-8")
    # Changing again keeps the Chinese the English was written for.
    assert sync(po, make("更新。")) == ((), ())
    assert read(po, make("更新。"))["d.p.1"].stale == "甲。"
    assert sync(po, old) == ((), ())
    assert read(po, old)["d.p.1"].state is State.REVIEWED
    assert sorted(po.read_bytes().splitlines()) == sorted(first.splitlines())


def test_stale_english_edited_meanwhile_is_not_cleared_by_going_back(po: Path) -> None:
    old, new = make("甲。"), make("新甲。")
    sync(po, old)
    fill(po, {"d.p.1": ("A.", "llm")})
    sync(po, new)
    edit(po, 'msgstr "A."', 'msgstr "New A."')
    sync(po, old)
    assert read(po, old)["d.p.1"].state is State.MEMORY


def test_a_translator_clears_a_stale_entry(po: Path) -> None:
    sync(po, make("甲。"))
    fill(po, {"d.p.1": ("A.", "llm")})
    new = make("新甲。")
    sync(po, new)
    edit(po, "#, fuzzy\n", "")
    edit(po, 'msgstr "A."', 'msgstr "New A."')
    found = read(po, new)["d.p.1"]
    assert (found.state, found.origin, found.stale) == (State.CURATED, "person", "")
    sync(po, new)
    assert "#|" not in po.read_text("utf-8")
    assert "was:" not in po.read_text("utf-8")


def test_a_vanished_segment_is_kept_and_comes_back_as_it_was(po: Path) -> None:
    both = make("甲。", "乙。")
    sync(po, both)
    fill(po, {"d.p.1": ("A.", "llm"), "d.p.2": ("B.", "llm")})
    edit(po, f"#. origin: llm\n#. digest: {digest_of('B.')}", "# A note.\n#. origin: llm")
    first = po.read_bytes()
    assert sync(po, make("甲。")) == ((), ())
    text = po.read_text("utf-8")
    assert '#~ msgstr "B."' in text
    assert "# A note." in text
    assert sync(po, both) == ((), ())
    assert po.read_bytes() == first


def test_a_stale_entry_survives_being_obsolete(po: Path) -> None:
    sync(po, make("甲。", "乙。"))
    fill(po, {"d.p.2": ("B.", "llm")})
    sync(po, make("甲。", "新乙。"))
    sync(po, make("甲。"))
    sync(po, make("甲。", "新乙。"))
    assert read(po, make("甲。", "新乙。"))["d.p.2"].stale == "乙。"
    sync(po, make("甲。", "乙。"))
    assert read(po, make("甲。", "乙。"))["d.p.2"].state is State.CURATED


def test_document_order_is_followed(po: Path) -> None:
    sync(po, make("甲。", "乙。"))
    sync(po, make("乙。", "丙。", "甲。", ids=("d.p.2", "d.p.3", "d.p.1")))
    text = po.read_text("utf-8")
    assert text.index('"d.p.2"') < text.index('"d.p.3"') < text.index('"d.p.1"')


def test_header_edits_stay(po: Path) -> None:
    sync(po, make("甲。"))
    edit(po, '"Language: en\\n"', '"Last-Translator: Li Hua\\n"\n"Language: en\\n"')
    sync(po, make("甲。", "乙。"))
    assert "Last-Translator: Li Hua" in po.read_text("utf-8")


def test_a_file_wrapped_by_an_editor_is_left_as_it_is(po: Path) -> None:
    document = make("甲。")
    sync(po, document)
    fill(po, {"d.p.1": ("A and B.", "llm")})
    edit(po, 'msgstr "A and B."', 'msgstr ""\n"A and "\n"B."')
    wrapped = po.read_bytes()
    sync(po, document)
    assert po.read_bytes() == wrapped
    assert read(po, document)["d.p.1"].en == "A and B."


ENTRY = 'msgid ""\nmsgstr ""\n\nmsgctxt "d.p.1"\nmsgid "甲。"\nmsgstr "A."\n'


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (ENTRY + '\nmsgctxt "d.p.1"\nmsgid "乙。"\nmsgstr "B."\n', 8, "used before"),
        (ENTRY.replace('"A."', '"A.'), 6, "not PO syntax"),
        (ENTRY.replace('"A."', '"A "b" c"'), 6, "not PO syntax"),
        (ENTRY + "<<<<<<< HEAD\n", 7, "not PO syntax"),
        (ENTRY + '\nmsgctxt "d.p.2"\nmsgid "乙。"\n', 9, "no msgstr"),
        (ENTRY.replace('msgctxt "d.p.1"\n', ""), 4, "without msgctxt"),
        (ENTRY.replace('msgstr "A."', 'msgid_plural "x"\nmsgstr[0] "A."'), 4, "plural"),
        (ENTRY.replace("msgctxt", "#. origin: magic\nmsgctxt"), 4, "is no origin"),
        (ENTRY.replace("msgid ", 'msgid "x"\nmsgid ', 2), 2, "not PO syntax"),
    ],
)
def test_a_broken_file_is_named_with_its_line(po: Path, text: str, line: int, what: str) -> None:
    po.parent.mkdir()
    po.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read(po, make("甲。"))
    message = str(caught.value)
    assert what in message
    assert f"d.po:{line}" in message
    assert "\n" not in message


def test_a_byte_order_mark_and_crlf_do_no_harm(po: Path) -> None:
    po.parent.mkdir()
    po.write_bytes(b"\xef\xbb\xbf" + ENTRY.replace("\n", "\r\n").encode())
    assert read(po, make("甲。"))["d.p.1"].en == "A."


line = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.sampled_from('\\"#~|: n'),
    max_size=40,
)
key_values = st.lists(line.map(str.strip).filter(bool), max_size=3).map("\n".join)


@st.composite
def entries(draw: st.DrawFn) -> polib.POFile:
    po = new_po("d", HEADER)
    for number in range(draw(st.integers(0, 4))):
        entry = polib.POEntry(
            msgctxt=f"d.p.{number}",
            msgid=draw(line.filter(bool)),
            msgstr=draw(st.text(max_size=40)),
            tcomment=draw(key_values),
            comment=draw(key_values),
            flags=draw(st.sampled_from([[], ["fuzzy"], ["fuzzy", "no-wrap"]])),
            previous_msgid=draw(st.none() | line),
            occurrences=[("d.txt", "7")],
        )
        if draw(st.booleans()):
            retire(entry)
        po.append(entry)
    return po


def fields(po: polib.POFile) -> list[tuple[object, ...]]:
    order = [e for e in po if not e.obsolete] + [e for e in po if e.obsolete]
    return [
        (e.msgctxt, e.msgid, e.msgstr, e.tcomment, e.comment, e.flags, e.previous_msgid, e.obsolete)
        for e in order
    ]


@given(entries())
def test_po_round_trip(po: polib.POFile) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d.po"
        text = dump_po(po)
        if "\0" in text:
            return
        path.write_text(text, "utf-8", newline="")
        again = load_po(path)
        assert fields(again) == fields(po)
        assert dump_po(again) == text


@given(key_values, key_values, st.none() | line)
def test_retire_and_revive_are_inverse(notes: str, comment: str, previous: str | None) -> None:
    entry = polib.POEntry(msgctxt="a", msgid="甲", msgstr="A")
    entry.tcomment, entry.comment, entry.previous_msgid = notes, comment, previous
    if any(x.startswith(("#. ", "#| ")) for x in notes.split("\n")):
        return
    retire(entry)
    revive(entry)
    assert (entry.tcomment, entry.comment, entry.previous_msgid) == (notes, comment, previous)


def test_digest_is_of_the_english() -> None:
    assert digest_of("A.") == digest_of("A.")
    assert len(digest_of("")) == 8


def test_english_out_of_use_is_remembered(po: Path) -> None:
    sync(po, make("甲。", "乙。", "丙。"))
    fill(po, {"d.p.1": ("A.", "llm"), "d.p.2": ("B.", "llm")})
    fill(po, {"d.p.3": ("C.", "engine:x@1")})
    assert read_past(load_po(po), po) == ()
    sync(po, make("新甲。"))
    found = [(t.id, t.zh, t.en, t.state) for t in read_past(load_po(po), po)]
    assert found == [
        ("d.p.1", "甲。", "A.", State.CURATED),
        ("d.p.2", "乙。", "B.", State.CURATED),
    ]


PIECES = (
    *("msgctxt ", "msgid ", "msgstr ", "msgid_plural ", "msgstr[0] ", "#~ ", "#| ", "#~| ", "#. "),
    *(
        "#, ",
        "#: ",
        "# ",
        "#",
        '"',
        "\\",
        "\n",
        "\n\n",
        '""',
        '"甲"',
        '"d.p.1"',
        "fuzzy",
        "origin: ",
    ),
    *("llm", "allow x:", "x", "\ufeff", "\r", "\u2028"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_a_catalogue_or_one_line(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "d.po"
        path.write_text(ENTRY + text, "utf-8", newline="")
        try:
            read(path, make("甲。", "乙。"))
            read_past(load_po(path), path)
            sync(path, make("甲。", "乙。"))
        except InputError as error:
            assert "\n" not in str(error)
