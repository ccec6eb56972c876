"""Content made to harm, before it reaches a page: links, ids, names, signs nobody sees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jiebang.cli import main
from jiebang.errors import InputError, visible
from jiebang.runtime.files import sha256_of
from jiebang.runtime.layout import Layout
from jiebang.site.editions import build_site
from support import make_corpus, write_datasets

PROJECT = Path(__file__).parents[2]
GENRE = PROJECT / "tests" / "fixtures" / "genre"
SECRET = "a secret of the machine\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty project; beside it, a folder that is none of its business."""
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (root / "glossary").mkdir()
    for name in ("terms", "themes"):
        data = (PROJECT / "glossary" / f"{name}.yml").read_bytes()[:700].rpartition(b"\n- id")[0]
        (root / "glossary" / f"{name}.yml").write_bytes(data + b"\n")
    shutil.copy(PROJECT / "mkdocs.yml", root)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text(SECRET, "utf-8")
    return root


def run(root: Path, verb: str, *args: str) -> int:
    return main([verb, "--root", str(root), *args])


def add(root: Path, text: str, name: str = "given.txt", *args: str) -> int:
    given = root / name
    given.write_text(text, "utf-8")
    return run(root, "add", str(given), *args)


@pytest.mark.parametrize(
    "place", ["sources/x.txt", "documents/given.md", "translations/en/given.po"]
)
def test_a_link_out_of_the_project_is_refused(
    place: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(root, (GENRE / "tiny-journey.txt").read_text("utf-8")) == 0
    link = root / "content" / place
    link.unlink(missing_ok=True)
    link.symlink_to(root.parent / "elsewhere" / "secret.txt")
    if place.startswith("sources"):
        digest = sha256_of(SECRET.encode())
        entry = f"- {{id: x, file: x.txt, sha256: {digest}, title: {{zh: a, en: b}}}}\n"
        with (root / "content/sources/sources.yml").open("a", encoding="utf-8") as stream:
            stream.write(entry)
    capsys.readouterr()
    for verb in ("convert", "check", "translate", "data", "build"):
        assert run(root, verb) == 2
        said = capsys.readouterr()
        assert said.err.count("\n") == 1 and "link out of the project" in said.err
        assert SECRET.strip() not in said.out + said.err
    assert (root.parent / "elsewhere" / "secret.txt").read_text("utf-8") == SECRET


def test_a_folder_of_originals_brings_in_no_link(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root.parent / "given"
    folder.mkdir()
    (folder / "a.txt").symlink_to(root.parent / "elsewhere" / "secret.txt")
    shutil.copy(GENRE / "tiny-journey.txt", folder / "b.txt")
    assert run(root, "add", str(folder)) == 2
    assert "a.txt" in capsys.readouterr().err
    assert [p.name for p in (root / "content" / "sources").glob("*.txt")] == ["b.txt"]


@pytest.mark.parametrize("place", ["site", "site/data"])
def test_nothing_is_cleared_behind_a_link(place: str, root: Path) -> None:
    elsewhere = root.parent / "elsewhere"
    (root / place).parent.mkdir(exist_ok=True)
    (root / place).symlink_to(elsewhere)
    with pytest.raises(InputError, match="link out of the project"):
        write_datasets(make_corpus(), Layout(root))
    if place == "site":
        with pytest.raises(InputError, match="link out of the project"):
            build_site(make_corpus(), Layout(root))
    assert [p.name for p in elsewhere.iterdir()] == ["secret.txt"]


@pytest.mark.parametrize(
    "name", ["..txt", "..\\..\\evil.txt", "-rf.txt", "a b;c&d.txt", "\u202efdp.txt", "CON.txt"]
)
def test_file_names_stay_in_their_folder(name: str, root: Path) -> None:
    text = (GENRE / "tiny-journey.txt").read_text("utf-8")
    assert add(root, text, name, "--id", "given") == 0
    (made,) = (p for p in (root / "content" / "sources").iterdir() if p.suffix != ".yml")
    assert made.name[0] not in ".-" and made.name.isprintable()
    assert not set(made.name) & set(" \\/;&") and ".." not in made.name


@pytest.mark.parametrize("identifier", ["../x", "a/b", "..", "A", "a\nb", "a" * 300, ""])
def test_ids_that_lead_elsewhere(identifier: str, root: Path) -> None:
    text = (GENRE / "tiny-journey.txt").read_text("utf-8")
    before = {p for p in root.parent.rglob("*") if not {"content", ".cache"} & set(p.parts)}
    code = add(root, text, "given.txt", "--id", identifier)
    assert code == (0 if identifier == "" else 2)  # none given: from the file's name
    after = {p for p in root.parent.rglob("*") if not {"content", ".cache"} & set(p.parts)}
    assert after - before == {root / "given.txt"}
    if code:
        assert not [p for p in (root / "content").rglob("*") if p.is_file()]


def test_the_report_shows_what_nobody_sees(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (GENRE / "tiny-journey.txt").read_text("utf-8")
    hidden = text.replace("算力平台", "算\u200b力\u202e平台", 1).replace(
        "7.其他说明", "7.\x1b[2J其他说明", 1
    )
    assert add(root, hidden) == 0
    said = capsys.readouterr().out
    assert "U+202E RIGHT-TO-LEFT OVERRIDE: 1, first in line 4" in said
    assert "U+200B ZERO WIDTH SPACE: 1, first in line 4" in said
    assert "U+001B" in said and "\x1b" not in said
    document = (root / "content" / "documents" / "given.md").read_text("utf-8")
    assert "算\u200b力\u202e平台" in document


def test_an_error_is_one_line_whatever_it_quotes() -> None:
    said = str(InputError("“a\nb\u2028c\x1b[31m\u202ed” is no id", "x\r.yml"))
    assert said == "x .yml: “a b<U+2028>c<U+001B>[31m<U+202E>d” is no id"
    assert visible("普通文字　abc é 🤖") == "普通文字　abc é 🤖"
