"""The command line, as a person meets it: what it prints, and with which exit code."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import opencc
import polib
import pytest

from jiebang.cli import main
from jiebang.cli.common import Ticker
from jiebang.cli.verbs import jiebang

PROJECT = Path(__file__).parents[2]
GENRE = PROJECT / "tests" / "fixtures" / "genre"
DOCUMENT = "chongqing-ai-2023"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of one document, with the real glossary."""
    for name in ("sources", "documents", "translations/en"):
        (tmp_path / "content" / name).mkdir(parents=True)
    shutil.copytree(
        PROJECT / "glossary", tmp_path / "glossary", ignore=shutil.ignore_patterns("measures.yml")
    )
    shutil.copy(PROJECT / "mkdocs.yml", tmp_path)
    entry = (PROJECT / "content/sources/sources.yml").read_text("utf-8").split("\n- id: ")
    own = next(e for e in entry if e.startswith(DOCUMENT))
    (tmp_path / "content/sources/sources.yml").write_text(f"- id: {own}\n", "utf-8")
    shutil.copy(PROJECT / "content/sources/003_7c3530f8ba8f18e5.txt", tmp_path / "content/sources")
    shutil.copy(PROJECT / f"content/documents/{DOCUMENT}.md", tmp_path / "content/documents")
    shutil.copy(
        PROJECT / f"content/translations/en/{DOCUMENT}.po", tmp_path / "content/translations/en"
    )
    return tmp_path


def test_a_ticker_tells_rate_and_time_left_once_a_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 0.9, 2.0, 2.5, 10.0, 20.0, 24.0])
    monkeypatch.setattr("jiebang.cli.common.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    ticker = Ticker("segments")
    for done in (10, 40, 50, 100, 0, 40):
        ticker(done, 100)
    assert capsys.readouterr().err.splitlines() == [
        "40/100 segments, 20.0/s, 3 s left",
        "100/100 segments, 10.0/s, 0 s left",
        "0/100 segments, 0.0/s",
        "40/100 segments, 10.0/s, 6 s left",
    ]


def run(root: Path, *args: str) -> int:
    return main([args[0], "--root", str(root), *args[1:]])


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on standard error: one line, no traceback."""
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0, said
    assert said.startswith("jiebang: ")
    return said


def snapshot(root: Path) -> dict[str, bytes]:
    """All but the cache, where a writer leaves its lock."""
    files = (p for p in root.rglob("*") if p.is_file() and ".cache" not in p.parts)
    return {str(p.relative_to(root)): p.read_bytes() for p in files}


def test_status_counts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "status") == 0
    line = next(x for x in capsys.readouterr().out.split("\n") if x.startswith(DOCUMENT))
    assert line.split()[1:3] == ["7", "53"]


def test_check_passes_and_speaks_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "check", "--format", "json") == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_check_finds_a_changed_figure(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / f"content/translations/en/{DOCUMENT}.po"
    po = polib.pofile(str(path))
    entry = next(e for e in po if "≥2000" in e.msgstr)
    entry.msgstr = entry.msgstr.replace("≥2000", "≥3000")
    po.save(str(path))
    assert run(root, "check") == 1
    assert "[numbers]" in capsys.readouterr().out


def test_check_finds_lost_text(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / f"content/documents/{DOCUMENT}.md"
    path.write_text(path.read_text("utf-8").replace("≥2000人", "≥200人", 1), "utf-8")
    for verb in ("check", "data", "build"):
        assert run(root, verb) == 1
        said = capsys.readouterr().out
        assert "[lost]" in said
        assert "line 24 of 003_7c3530f8ba8f18e5.txt" in said
    assert not (root / "site").exists()


def test_convert_keeps_what_a_person_mended(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / f"content/documents/{DOCUMENT}.md"
    mended = path.read_text("utf-8").replace("**1.拟解决问题**：面", "**1.拟解决问题**：　面", 1)
    path.write_text(mended, "utf-8")
    assert run(root, "convert") == 0
    assert "kept as it is" in capsys.readouterr().out
    assert path.read_text("utf-8") == mended
    assert run(root, "convert", "--force") == 0
    assert path.read_text("utf-8") != mended


def test_convert_writes_what_is_missing(root: Path) -> None:
    path = root / f"content/documents/{DOCUMENT}.md"
    before = path.read_bytes()
    path.unlink()
    assert run(root, "convert") == 0
    assert path.read_bytes() == before


def test_add_takes_a_new_document(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = GENRE / "digit-tasks.txt"
    assert run(root, "add", str(source), "--id", "battery-2025") == 0
    said = capsys.readouterr().out
    assert "tasks       2" in said
    assert "indicators  6" in said
    assert (root / "content/sources/digit-tasks.txt").read_bytes() == source.read_bytes()
    assert (root / "content/documents/battery-2025.md").is_file()
    assert (root / "content/translations/en/battery-2025.po").is_file()
    assert run(root, "check", "battery-2025") == 0


def test_add_takes_a_folder_and_standard_input(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copy(GENRE / "digit-tasks.txt", folder / "battery-2025.txt")
    text = (GENRE / "wrapped-pages.txt").read_text("utf-8")
    (folder / "tools-2024.txt").write_bytes(text.encode("gb18030"))
    (folder / "empty-2024.txt").write_bytes(b"")
    assert run(root, "add", str(folder)) == 2  # one of three cannot be used
    said = capsys.readouterr()
    assert "empty" in said.err
    assert said.out.count("  tasks  ") == 2
    assert "tools-2024.md (txt, GB18030)" in said.out
    data = (GENRE / "no-tasks.txt").read_bytes()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert run(root, "add", "-", "--id", "fair-2024") == 0
    assert run(root, "check") == 0
    sources = (root / "content/sources/sources.yml").read_text("utf-8")
    assert "encoding: GB18030" in sources
    assert (root / "content/sources/tools-2024.txt.txt").read_text("utf-8") == text


def test_a_folder_goes_on_where_it_stopped(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    text = (GENRE / "tiny-journey.txt").read_text("utf-8")
    for n in range(4):
        (folder / f"list-{n}.txt").write_text(f"{text}编号{n}。\n", "utf-8")
    (folder / "2024年榜单.txt").write_text(f"{text}中文文件名。\n", "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nrubbish")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04rubbish")
    (folder / "old.mpp").write_bytes(b"no kind that is read")
    (folder / "deeper").mkdir()
    (folder / ".DS_Store").write_bytes(b"\0")
    (folder / "~$list.docx").write_bytes(b"\0")
    assert run(root, "add", str(folder)) == 2
    said = capsys.readouterr()
    aside, *refused = said.err.splitlines()
    assert aside.endswith(f"{folder}: 2 left aside: deeper/, old.mpp")
    assert [Path(line.split(": ")[1]).name for line in refused] == ["broken.docx", "broken.pdf"]
    (named,) = (p.stem for p in (root / "content/documents").glob("2024-*.md"))
    assert re.fullmatch(r"2024-[0-9a-f]{8}", named) and f"{named}: content" in said.out
    whole = snapshot(root)
    # What a run that was cut short had not come to.
    (root / "content/documents/list-1.md").unlink()
    (root / "content/translations/en/list-2.po").unlink()
    entries = (root / "content/sources/sources.yml").read_text("utf-8")
    assert entries.endswith(entries[entries.index("- id: list-3") :])
    short = entries[: entries.index("- id: list-3")].rstrip("\n") + "\n"
    (root / "content/sources/sources.yml").write_text(short, "utf-8")
    assert run(root, "add", str(folder)) == 2
    assert capsys.readouterr().out.count("here already") == 4
    assert snapshot(root) == whole


def test_a_text_in_traditional_characters_is_read_like_its_simplified_twin(
    root: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    simplified = (GENRE / "wrapped-pages.txt").read_text("utf-8")
    printed = opencc.OpenCC("s2t").convert(simplified)
    path = tmp_path / "tools-hk.txt"
    path.write_text(printed, "utf-8")
    assert run(root, "add", str(path)) == 0
    said = capsys.readouterr().out
    assert "tasks       3" in said
    assert "indicators  7" in said
    document = (root / "content/documents/tools-hk.md").read_text("utf-8")
    assert "動態誤差補償系統" in document.replace("\n", "")
    assert run(root, "check") == 0
    assert run(root, "convert", "tools-hk") == 0
    assert "up to date" in capsys.readouterr().out


def test_an_issuer_is_stated_only_if_the_text_names_it(root: Path) -> None:
    notice = GENRE / "no-tasks.txt"
    assert run(root, "add", str(notice), "--id", "a", "--issuer", "滨海市科学技术局") == 0
    other = GENRE / "digit-tasks.txt"
    assert run(root, "add", str(other), "--id", "b", "--issuer", "某某省科学技术厅") == 0
    told = (root / "content/sources/sources.yml").read_text("utf-8")
    own, other = told.split("- id: a\n")[1].split("- id: b\n")
    assert "issuer:\n    basis: stated" in own and "issuer:\n    basis: inferred" in other


# ------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.txt", None, "no such file"),
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n", "empty"),
        ("binary.txt", b"PK\x03\x04\x00\x00\x00binary", "binary"),
        ("noise.txt", bytes([0x80, 0xFF, 0x81, 0xFE]) * 40, "save it as UTF-8"),
        ("cut.txt", "揭榜挂帅任务榜单".encode()[:-1], "broken UTF-8 at byte 21"),
        ("hole.txt", "揭榜挂帅\n".encode() * 9 + b"\xff" + "任务".encode(), "at byte 117: 0xff"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "PDF"),
    ],
)
def test_files_that_cannot_be_added(
    root: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    words: str,
) -> None:
    path = tmp_path_factory.mktemp("in") / name
    if content is not None:
        path.write_bytes(content)
    before = snapshot(root)
    assert run(root, "add", str(path)) == 2
    line = one_line(capsys)
    assert words in line
    assert name in line
    assert snapshot(root) == before


def test_an_id_that_is_taken(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(root)
    assert run(root, "add", str(GENRE / "digit-tasks.txt"), "--id", DOCUMENT) == 2
    assert "taken" in one_line(capsys)
    assert run(root, "add", str(GENRE / "digit-tasks.txt"), "--id", "../evil") == 2
    assert "no id" in one_line(capsys)
    assert snapshot(root) == before


def test_the_same_file_twice(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = root / "content/sources/003_7c3530f8ba8f18e5.txt"
    assert run(root, "add", str(again), "--id", "again") == 2
    assert DOCUMENT in one_line(capsys)


def break_front_matter(root: Path) -> None:
    path = root / f"content/documents/{DOCUMENT}.md"
    path.write_text(path.read_text("utf-8").replace("id: ", "id: [", 1), "utf-8")


def double_an_id(root: Path) -> None:
    path = root / f"content/documents/{DOCUMENT}.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace(f"{{#{DOCUMENT}.02}}", f"{{#{DOCUMENT}.01}}"), "utf-8")


def break_catalogue(root: Path) -> None:
    path = root / f"content/translations/en/{DOCUMENT}.po"
    path.write_text(path.read_text("utf-8") + '\nmsgid "一"\nmsgstr "one\n', "utf-8")


def double_a_term(root: Path) -> None:
    path = root / "glossary/terms.yml"
    text = path.read_text("utf-8")
    first = text.index("- id: ")
    second = text.index("- id: ", first + 1)
    path.write_text(text + text[first:second], "utf-8")


def change_an_original(root: Path) -> None:
    path = root / "content/sources/003_7c3530f8ba8f18e5.txt"
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (break_front_matter, "malformed YAML"),
        (double_an_id, "twice"),
        (break_catalogue, ".po:"),
        (double_a_term, "terms.yml:"),
        (change_an_original, "sha256"),
    ],
)
def test_content_that_cannot_be_used(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    harm: object,
    words: str,
) -> None:
    assert callable(harm)
    harm(root)
    before = snapshot(root)
    for verb in ("check", "build", "data", "status"):
        assert run(root, verb) == 2, verb
        assert words in one_line(capsys), verb
    assert snapshot(root) == before


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["fly"],
        ["convert", "--root", "/nonexistent"],
        ["convert", "no-such-document"],
        ["check", "no-such-document"],
        ["check", "--format", "xml"],
        ["serve", "--port", "many"],
    ],
)
def test_wrong_usage_is_one_line(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
) -> None:
    monkeypatch.chdir(root)
    assert main(argv) == 2
    one_line(capsys)


def parse(*argv: str) -> dict[str, object]:
    """The options and arguments of a command, without running it."""
    command = jiebang.commands[argv[0]]
    return command.make_context(argv[0], list(argv[1:])).params


def words_for(argument: click.Argument) -> list[str]:
    """As many words as an argument takes, two where it takes any number."""
    choices = argument.type.choices if isinstance(argument.type, click.Choice) else None
    word = str(choices[0]) if choices else str(argument.name)
    return [word, word] if argument.nargs == -1 else [word]


@pytest.mark.parametrize("verb", sorted(jiebang.commands))
def test_options_may_stand_anywhere(verb: str) -> None:
    """Before, between and after the other arguments, to the same effect."""
    arguments = [a for a in jiebang.commands[verb].params if isinstance(a, click.Argument)]
    given = [word for argument in arguments for word in words_for(argument)]
    expected = parse(verb, *given, "--root", "here")
    for at in range(len(given) + 1):
        line = [verb, *given[:at], "--root", "here", *given[at:]]
        assert parse(*line) == expected, line
    for argument in arguments:
        found = expected[str(argument.name)]
        assert [found] == words_for(argument) or list(found) == words_for(argument)  # type: ignore[call-overload]


def test_the_root_may_stand_before_the_verb(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    assert main(["--root", str(root), "status"]) == 0
    before = capsys.readouterr().out
    assert main(["status", "--root", str(root)]) == 0
    assert capsys.readouterr().out == before
    assert main(["--root", str(root.parent / "nowhere"), "status"]) == 2
    assert "nowhere" in one_line(capsys)


def test_a_file_whose_name_begins_with_a_dash() -> None:
    for line in (["add", "--root", "here", "--", "-x.txt"], ["add", "--root=here", "./-x.txt"]):
        assert [Path(f).name for f in parse(*line)["files"]] == ["-x.txt"]  # type: ignore[attr-defined]
    assert parse("add", "-", "--root", "here")["files"] == ("-",)


def test_the_help_reads_no_more_than_it_needs() -> None:
    code = "import sys, jiebang.cli; print([m for m in sys.modules if m.startswith('jiebang.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rooms = {name.split(".")[1] for name in ast.literal_eval(done.stdout)}
    assert rooms == {"cli", "errors", "runtime"}


def test_an_engine_s_package_after_an_option(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for line in (["get", "x.argosmodel", "--root", str(root)], ["get", "--root", str(root), "x"]):
        assert main(["engine", *line]) == 2
        assert "no such file" in one_line(capsys)


def test_every_command_explains_itself_with_an_example(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--help"]) == 0
    listed = capsys.readouterr().out
    for verb in ("add", "convert", "translate", "check", "data", "build", "serve", "status"):
        assert f"\n  {verb} " in listed
        assert main([verb, "--help"]) == 0
        assert f"example: jiebang {verb}" in capsys.readouterr().out


def test_python_dash_m_on_a_terminal_without_chinese() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jiebang", "--help"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.lower().startswith("usage: jiebang ")
    assert r"\u63ed\u699c" in done.stdout
