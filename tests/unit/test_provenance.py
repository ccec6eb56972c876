"""sources.yml: what it says is held against the originals, faults have a line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebang.corpus.provenance import KnownSources, load_provenance
from jiebang.document.model import Basis, Claim, Provenance, Recognized, Words
from jiebang.errors import InputError
from jiebang.runtime.files import read_text, sha256_of
from jiebang.runtime.layout import Layout
from jiebang.text.yamlnodes import parse_yaml

OURS = Layout(Path(__file__).parents[2])
IDS = [
    "ai-major-project",
    "henan-agi-2023",
    "zhengzhou-future-2023",
    "chongqing-ai-2023",
    "miit-ai-2021",
]
SHA = sha256_of(b"text")
GOOD = f"""\
# Kept.
- id: a-1
  file: a.txt
  sha256: {SHA}
  title: {{zh: 甲, en: A}}
  issuer:
    basis: stated
    zh: 某厅
    en: Some department
    evidence: ['3: “某厅”']
  date_issued: {{basis: inferred, zh: 2023年, en: 2023, evidence: ['title']}}
"""


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path)
    layout.sources.mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (layout.sources / name).write_bytes(b"text")
    return layout


def load(layout: Layout, text: str) -> tuple[Provenance, ...]:
    layout.sources_yml.write_text(text, "utf-8")
    return load_provenance(layout)


def test_our_originals_are_recorded() -> None:
    assert [p.id for p in load_provenance(OURS)] == IDS


def test_what_is_not_stated_is_not_claimed() -> None:
    by_id = {p.id: p for p in load_provenance(OURS)}
    major = by_id["ai-major-project"]
    claims = (major.issuer, major.jurisdiction, major.document_number, major.date_issued)
    assert {c.basis for c in claims} == {Basis.UNKNOWN}
    assert by_id["henan-agi-2023"].issuer.basis is Basis.INFERRED
    assert by_id["henan-agi-2023"].document_number.basis is Basis.INFERRED
    assert by_id["zhengzhou-future-2023"].date_issued.en == "2023-09-22"
    assert by_id["miit-ai-2021"].document_number.zh == "工信厅科函〔2021〕231号"
    assert by_id["chongqing-ai-2023"].jurisdiction.code == "CN-CQ"


def test_evidence_stands_on_the_line_it_names() -> None:
    entries = load_provenance(OURS)
    files = {p.id: read_text(OURS.sources / p.file).split("\n") for p in entries}
    for entry in entries:
        for claim in (entry.issuer, entry.jurisdiction, entry.document_number, entry.date_issued):
            for words in claim.evidence:
                found = re.fullmatch(r"(?:([a-z0-9-]+):)?(\d+): “(.*)”", words)
                assert found, words
                assert found[3] in files[found[1] or entry.id][int(found[2]) - 1], words


def test_an_entry_is_read(layout: Layout) -> None:
    (entry,) = load(layout, GOOD)
    assert entry.issuer == Claim("某厅", "Some department", Basis.STATED, ("3: “某厅”",))
    assert entry.date_issued.en == "2023"
    assert entry.document_number == Claim()


def test_comments_alone_are_no_entries(layout: Layout) -> None:
    assert load(layout, "# nothing yet\n") == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("  file: a.txt", "  file: [a.txt", 4, "malformed YAML"),
        ("  file: a.txt", "\tfile: a.txt", 3, "malformed YAML"),
        ("  file: a.txt", "  file: a.txt\n  colour: red", 4, "unknown key “colour”"),
        ("  file: a.txt", "  file: a.txt\n  file: a.txt", 4, "“file” is given twice"),
        ("  file: a.txt\n", "", 2, "“file” is missing"),
        ("a.txt", "c.txt", 2, "there is no content/sources/c.txt"),
        ("a.txt", "../sources/a.txt", 3, "is not a file name"),
        (SHA, "0" * 64, 2, "is not the recorded file"),
        (SHA, "0", 4, "64 hexadecimal digits"),
        ("a-1", "A 1", 2, "is not an id"),
        ("basis: stated", "basis: certain", 7, "“certain” is no basis"),
        ("basis: stated", "basis: unknown", 6, "a value with the basis “unknown”"),
        ("    zh: 某厅\n", "", 6, "without both zh and en"),
        ("    evidence: ['3: “某厅”']\n", "", 6, "without evidence"),
        ("    evidence: ['3: “某厅”']\n", "    evidence: none\n", 9, "a list wanted"),
        ("    zh: 某厅\n", "    zh: 某厅\n    code: CN\n", 9, "unknown key “code”"),
        ("en: 2023,", "en: 2023-13,", 11, "is not a date"),
        ("title: {zh: 甲, en: A}", "title: 甲", 5, "a mapping wanted"),
        ("title: {zh: 甲, en: A}", "title: &t {zh: 甲, en: A}", 5, "anchors and aliases"),
        ("title: {zh: 甲, en: A}", "title: *t", 5, "anchors and aliases"),
        ("zh: 某厅", "zh: !!python/name:os.system x", 8, "tags are not used"),
        ("# Kept.", "# \x07", 1, "U+0007 is not allowed"),
        ("# Kept.\n", "sources:\n", 2, "a list wanted"),
    ],
)
def test_faults_have_a_line(layout: Layout, old: str, new: str, line: int, what: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        load(layout, GOOD.replace(old, new, 1))
    message = str(caught.value)
    assert what in message
    if what != "a list wanted":
        assert f"content/sources/sources.yml:{line}:" in message
    assert "\n" not in message


def test_ids_and_files_are_taken_once(layout: Layout) -> None:
    with pytest.raises(InputError, match="id “a-1” is given twice"):
        load(layout, GOOD + GOOD)
    with pytest.raises(InputError, match=r"file “a\.txt” is given twice"):
        load(layout, GOOD + GOOD.replace("a-1", "a-2"))


@pytest.mark.parametrize(
    ("depth", "what"),
    [
        (60, "nested too deeply"),
        (1500, "malformed YAML"),  # the parser may refuse it first, in words of its own
    ],
)
def test_deep_nesting_is_refused(depth: int, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        parse_yaml("[" * depth + "]" * depth, "x.yml")
    assert caught.value.where == "x.yml:1"


def test_scalars_are_text() -> None:
    node = parse_yaml("[2023-09-22, no, ~, 1e3]", "x.yml")
    assert node is not None
    assert [n.text for n in node.items] == ["2023-09-22", "no", "~", "1e3"]


ADDED = Provenance(
    "b-2",
    "b.txt",
    SHA,
    issuer=Claim("“某”: 厅", "A: “department” # 1", Basis.STATED, ("3: “某”", "yes")),
    jurisdiction=Claim("重庆市", "Chongqing", Basis.INFERRED, ("…",), code="CN-CQ"),
    date_issued=Claim("2023年9月22日", "2023-09-22", Basis.STATED, ("36: …",)),
    title=Words("- B", "乙"),
    note=Words("A note", "注"),
    url="https://example.org/b",
)


@pytest.mark.parametrize("before", ["", GOOD, GOOD.rstrip("\n"), "# only a comment\n"])
def test_an_entry_is_appended(layout: Layout, before: str) -> None:
    if before:
        layout.sources_yml.write_text(before, "utf-8")
    KnownSources(layout).add(ADDED)
    assert layout.sources_yml.read_text("utf-8").startswith(before)
    assert load_provenance(layout)[-1] == ADDED


def test_a_scan_without_an_encoding_is_appended(layout: Layout) -> None:
    scan = replace(ADDED, kind="scan", encoding="", recognized=Recognized("x 1", "2026-11-28"))
    KnownSources(layout).add(scan)
    assert load_provenance(layout) == (scan,)


def test_one_run_adds_many_also_to_a_file_that_is_edited_meanwhile(layout: Layout) -> None:
    layout.sources_yml.write_text(GOOD, "utf-8")
    known_sources = KnownSources(layout)
    for name in ("c", "d"):
        (layout.sources / f"{name}.txt").write_bytes((layout.sources / "b.txt").read_bytes())
    known_sources.add(ADDED)
    known_sources.add(replace(ADDED, id="c-3", file="c.txt"))
    with pytest.raises(InputError, match="is taken"):
        known_sources.add(replace(ADDED, id="c-3", file="d.txt"))
    by_hand = layout.sources_yml.read_text("utf-8").replace("id: c-3", "id: d-4") + "# mine\n"
    layout.sources_yml.write_text(by_hand, "utf-8")
    with pytest.raises(InputError, match="is taken"):
        known_sources.add(replace(ADDED, id="d-4", file="d.txt"))
    known_sources.add(replace(ADDED, id="c-3", file="d.txt"))
    assert layout.sources_yml.read_text("utf-8").startswith(by_hand)
    ids = ["a-1", "b-2", "d-4", "c-3"]
    assert [e.id for e in load_provenance(layout)] == ids == [e.id for e in known_sources.entries]


def test_what_cannot_be_added_changes_nothing(layout: Layout) -> None:
    layout.sources_yml.write_text(GOOD, "utf-8")
    for wrong, what in (
        (replace(ADDED, id="a-1"), "is taken"),
        (replace(ADDED, file="a.txt"), "in it already"),
        (replace(ADDED, file="c.txt"), "there is no"),
        (replace(ADDED, sha256="0" * 64), "not the recorded file"),
        (replace(ADDED, id="b 2"), "not an id"),
        (replace(ADDED, issuer=Claim("某厅", "X", Basis.STATED)), "without evidence"),
    ):
        with pytest.raises(InputError, match=what):
            KnownSources(layout).add(wrong)
    flow = f"[{{id: a-1, file: a.txt, sha256: {SHA}, title: {{zh: 甲}}}}]\n"
    layout.sources_yml.write_text(flow, "utf-8")
    with pytest.raises(InputError, match="cannot append"):
        KnownSources(layout).add(ADDED)
    assert layout.sources_yml.read_text("utf-8") == flow


@pytest.mark.parametrize("empty", ["", "\ufeff\n", "[]\n", "# nothing yet\n"])
def test_an_empty_file_has_no_entries_and_takes_the_first(layout: Layout, empty: str) -> None:
    layout.sources_yml.write_text(empty, "utf-8")
    assert load_provenance(layout) == ()
    KnownSources(layout).add(ADDED)
    assert [entry.id for entry in load_provenance(layout)] == [ADDED.id]


PIECES = ("- ", "  ", "id", ": ", "\n", "a", "[", "]", "{", "}", ", ", "&x", "*x", "!!t", "|", ">")


@given(
    st.lists(st.sampled_from((*PIECES, '"', "'", "#", "\t", "? ", "---", "%", "\x85"))).map("".join)
)
def test_any_text_is_yaml_or_one_line(text: str) -> None:
    try:
        parse_yaml(text, "x.yml")
    except InputError as error:
        assert "\n" not in str(error)
        assert str(error).startswith("x.yml:")
