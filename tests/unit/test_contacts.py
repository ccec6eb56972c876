"""What is withheld as a contact, and what never is."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock import cpu_seconds, grows_faster
from jiebang.commands.add import Added, Claims, add_document
from jiebang.commands.convert import convert_each
from jiebang.commands.report import report
from jiebang.corpus.provenance import KnownSources
from jiebang.document.alignment import align
from jiebang.document.markdown import read, write
from jiebang.document.model import Document
from jiebang.originals import read_original
from jiebang.runtime.layout import Layout
from jiebang.structure import convert_text, plain_document
from jiebang.structure.contacts import find_contacts
from jiebang.structure.draft import read_lines
from jiebang.text.words import lazy_pattern

FIXTURE = Path(__file__).parents[1] / "fixtures" / "withheld.txt"
SHA = "0" * 64


def blocks() -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in FIXTURE.read_text("utf-8").split("\n"):
        if not line.strip():
            found.append([])
        elif not line.startswith("#"):
            found[-1].append(line.replace("|", "\t").replace("↵", "\v"))
    return [block for block in found if block]


def marked(lines: list[str]) -> list[str]:
    shown = list(lines)
    for place in reversed(find_contacts(list(enumerate(lines, 1)))):
        text = shown[place.line - 1]
        first, last = place.first - 1, place.last
        shown[place.line - 1] = f"{text[:first]}«{text[first:last]}»{text[last:]}"
    return shown


def plain(line: str) -> str:
    return line.replace("«", "").replace("»", "")


@pytest.mark.parametrize("block", blocks(), ids=lambda block: plain(block[0])[:20])
def test_only_contacts_are_withheld(block: list[str]) -> None:
    assert marked([plain(line) for line in block]) == block


@given(st.text("0123456789-、，：:（）() 元人次年张李王老师电话手机联系@a.\t", max_size=60))
def test_a_place_is_within_its_line_and_cell_and_apart_from_the_next(text: str) -> None:
    last = 0
    for place in find_contacts([(1, text)]):
        assert last < place.first <= place.last <= len(text)
        assert "\t" not in text[place.first - 1 : place.last]
        last = place.last


@given(st.integers(0, 10**13), st.sampled_from(("元", "万元", "人次", " 台", "例", "%", " kg")))
def test_a_number_before_a_unit_is_never_withheld(number: int, unit: str) -> None:
    for label in ("", "联系电话：", "手机 "):
        assert find_contacts([(1, f"{label}{number}{unit}以上")]) == []


@pytest.mark.parametrize(
    "piece", ["a", "a@", "联系人：张三", "0371-", "电话：", "· 中", "张\t", "66554433、"]
)
def test_time_grows_with_the_length_of_a_line(piece: str) -> None:
    def seconds(length: int) -> float:
        line = (piece * length)[:length]
        return cpu_seconds(lambda: find_contacts([(1, line)]), tries=1)

    assert not grows_faster(seconds, 25_000)


def test_the_time_grows_with_the_number_of_contacts() -> None:
    def seconds(count: int) -> float:
        pair = ["联系人：王晓", "明，电话 0531-86554433"] * count
        return cpu_seconds(lambda: find_contacts(list(enumerate(pair))), tries=1)

    seconds(100)
    assert not grows_faster(seconds, 1_000)


LIST = """某市揭榜挂帅榜单
一、轴承
考核指标：精度不低于90%。
联系人：钱某，13900000001
二、减速器
考核指标：精度不低于91%。
联系人：孙某，13900000002
"""


@pytest.fixture
def project(tmp_path: Path) -> Layout:
    (tmp_path / "list.txt").write_text(LIST, "utf-8")
    root = tmp_path / "project"
    (root / "content").mkdir(parents=True)
    (root / "mkdocs.yml").touch()
    layout = Layout(root)
    layout.sources.mkdir()
    add_document(KnownSources(layout), LIST.encode(), "list.txt", Claims())
    return layout


def test_each_place_withheld_is_shown_in_its_context() -> None:
    original = read_original(LIST.encode(), "list.txt")
    document = convert_text(original.text, "list", "list.txt", SHA)
    shown = report(Added(document, original), (), 0, "", "list.po", "list.md").splitlines()
    places = [line.strip() for line in shown if line.strip().startswith("line ")]
    assert places[1] == "line 4: 联系人：钱某，[13900000001] (telephone number)"
    assert len(places) == 4


@pytest.mark.parametrize("how", ["marked", "deleted"])
def test_a_person_takes_a_place_back_in_the_front_matter(project: Layout, how: str) -> None:
    path = project.document("list")
    text = path.read_text("utf-8")
    assert "13900000001" not in text
    entry = "- line: 4\n  first: 8\n  last: 18\n  why: telephone number\n"
    assert entry in text
    new = {"marked": entry + "  public: yes\n", "deleted": ""}[how]
    path.write_text(text.replace(entry, new), "utf-8")
    (done,) = convert_each(project)
    assert done.written
    again = path.read_text("utf-8")
    assert "：，13900000001" in again and "13900000002" not in again
    document = read(again, "list.md")
    align(LIST, document)
    assert [w.public for w in document.withheld] == [False, True, False, False]
    # It stays so, also when everything is read anew.
    (done,) = convert_each(project, force=True)
    assert path.read_text("utf-8") == again
    # And it can be withheld again.
    path.write_text(again.replace("public: true", "public: false"), "utf-8")
    list(convert_each(project))
    assert path.read_text("utf-8") == text


def test_what_a_person_has_changed_besides_is_kept(project: Layout) -> None:
    path = project.document("list")
    text = path.read_text("utf-8").replace("精度不低于90%", "精度应不低于90%")
    entry = "  why: telephone number\n"
    path.write_text(text.replace(entry, f"{entry}  public: yes\n", 1), "utf-8")
    (done,) = convert_each(project)
    assert not done.written and "13900000001" in done.difference


def test_nothing_but_contacts_is_withheld_where_no_rule_can_read(project: Layout) -> None:
    assert "13900000001" not in write(plain_document(read_lines(LIST, Document("x", "x.txt", SHA))))


def test_a_signature_is_not_the_value_of_a_contact_that_was_withheld() -> None:
    text = "\n".join(
        (
            "某省科技厅关于发布榜单的通知",
            "一、联系方式",
            "电话：0311-85891234",
            "电子邮箱：kjcg@example.gov.cn",
            "某省科学技术厅",
            "2024年6月28日",
        )
    )
    lines = write(convert_text(text, "x", "x.txt", "0" * 64)).split("\n")
    assert "某省科学技术厅" in lines and "电子邮箱：" in lines


@pytest.mark.parametrize("around", ["\x1e\x1e\x1e{}\x1e", "\f{}\f", "{}"])
def test_a_contact_at_the_foot_of_each_page_is_withheld_and_not_named(around: str) -> None:
    foot = around.format("联系人：赵六六 13911113333")
    text = f"揭榜榜单\n一、轴承\n指标：≥90%。\n{foot}\n二、泵\n指标：≥9%。\n{foot}\n三、阀\n"
    document = convert_text(text, "x", "x.txt", "0" * 64)
    assert "139" not in write(document) and "赵六六" not in write(document)
    assert {w.line for w in document.withheld} == {4, 7}


def test_a_pattern_that_is_compiled_when_it_is_wanted_goes_to_another_process() -> None:
    pattern = lazy_pattern("a+")
    assert [each.findall("baa") for each in (copy.copy(pattern), pattern)] == [["aa"], ["aa"]]
    assert pickle.loads(pickle.dumps(pattern)).findall("baa") == ["aa"]
