"""A machine that fails: two writers, kill -9 at every write, a full disk, a read-only one."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dying import leftovers
from jiebang.cli import main
from jiebang.commands import serve as serving
from jiebang.corpus.provenance import load_provenance
from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES
from jiebang.datasets.formats.excel import write_workbook
from jiebang.datasets.stage import Stage
from jiebang.errors import InputError, UsageError
from jiebang.runtime.cache import set_stamp
from jiebang.runtime.files import write_atomic
from jiebang.runtime.layout import Layout
from jiebang.runtime.lock import hold
from jiebang.site.editions import build_site
from support import make_corpus, write_datasets

PROJECT = Path(__file__).parents[2]
GENRE = PROJECT / "tests" / "fixtures" / "genre"
MODEL = PROJECT / "tests" / "models" / "translate-zh_en-tiny.argosmodel"
DYING = PROJECT / "tests" / "dying.py"
WRITERS = ("add", "convert", "translate", "data", "build")
ENV = {**os.environ, "PYTHONPATH": str(PROJECT / "scripts")}
LEFT = ".0123456789abcdef.tmp"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one small document, made by the tool itself."""
    root = tmp_path_factory.mktemp("start")
    (root / "content").mkdir()
    shutil.copytree(
        PROJECT / "glossary", root / "glossary", ignore=shutil.ignore_patterns("measures.yml")
    )
    shutil.copy(PROJECT / "mkdocs.yml", root)
    for name in ("docs", "scripts"):  # of which a build takes pages and the theme
        (root / name).symlink_to(PROJECT / name)
    source = GENRE / "titles-unnumbered.txt"
    assert main(["add", "--root", str(root), str(source), "--id", "first-2024"]) == 0
    return root


@pytest.fixture
def root(start: Path, tmp_path: Path) -> Path:
    shutil.copytree(start, tmp_path / "root")
    return tmp_path / "root"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text that is not UTF-8: what is taken out of it is kept beside it."""
    path = tmp_path_factory.mktemp("given") / "second-2024.txt"
    path.write_bytes((GENRE / "digit-tasks.txt").read_text("utf-8").encode("gb18030"))
    return path


@pytest.fixture(scope="module")
def added(
    start: Path, original: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What the project holds when the text has been added undisturbed."""
    root = tmp_path_factory.mktemp("added") / "root"
    shutil.copytree(start, root)
    assert run("add", root, original) == 0
    return snapshot(root)


def snapshot(root: Path) -> dict[str, bytes]:
    files = (p for p in root.rglob("*") if p.is_file() and ".cache" not in p.parts)
    return {str(p.relative_to(root)): p.read_bytes() for p in files}


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0, said
    assert said.startswith("jiebang: ")
    return said


def run(verb: str, root: Path, original: Path) -> int:
    return main([verb, "--root", str(root), *([str(original)] if verb == "add" else [])])


# ------------------------------------------------------------ two at once


@contextmanager
def waiting(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`jiebang add -` in a process of its own, at work until its standard input ends."""
    command = [sys.executable, "-m", "jiebang", "add", "-", "--root", str(root), "--id", "typed"]
    with subprocess.Popen(command, env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as held:
        lock = Layout(root).cache / "lock"
        deadline = time.monotonic() + 30
        while not (lock.is_file() and str(held.pid) in lock.read_text("utf-8")):
            assert time.monotonic() < deadline and held.poll() is None
            time.sleep(0.02)
        try:
            yield held
        finally:
            held.kill()


@contextmanager
def holding(root: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has the lock and does nothing."""
    code = (
        "import pathlib, sys, time\n"
        "from jiebang.runtime.layout import Layout\n"
        "from jiebang.runtime.lock import hold\n"
        "with hold(Layout(pathlib.Path(sys.argv[1])), 'x'):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(root)]
    with subprocess.Popen(command, env=ENV, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout and held.stdout.readline() == "held\n"
        try:
            yield held
        finally:
            held.kill()


def test_a_second_writer_is_told_who_is_at_work(
    root: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(root)
    with waiting(root) as first:
        for verb in WRITERS:
            assert run(verb, root, original) == 2, verb
            said = one_line(capsys)
            assert f"jiebang add, process {first.pid} on " in said
            assert "since 2" in said
            assert "wait" in said
        assert snapshot(root) == before
        assert run("check", root, original) == 0, "reading needs no lock"
        out, _ = first.communicate((GENRE / "no-tasks.txt").read_bytes())
        assert first.returncode == 0
        assert "typed" in out.decode()
    assert run("convert", root, original) == 0


def test_the_lock_of_a_killed_process_is_nobody_s(root: Path, original: Path) -> None:
    with holding(root) as first:
        first.kill()
        first.wait()
    assert "process" in (Layout(root).cache / "lock").read_text("utf-8")
    assert run("convert", root, original) == 0


def test_a_rebuild_beside_a_build_waits_a_while_then_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Server:
        def __init__(self, **_: object) -> None: ...

        def watch(self, place: str) -> None:
            watched.append(Path(place))

        def serve(self) -> None: ...

        def shutdown(self) -> None: ...

    monkeypatch.setattr(serving, "LocalServer", Server)
    monkeypatch.setattr(serving, "PATIENCE", 0.3)
    said: list[str] = []
    watched: list[Path] = []
    with hold(Layout(root), "jiebang build"):
        assert serving.serve(Layout(root), 8000, said.append) == 0
    assert "jiebang build, process" in said[0]
    assert "serving on" in said[1]
    program = PROJECT / "scripts" / "jiebang" / "site"
    for changed in (root / "content/x.po", program / "templates/task.html", program / "assets"):
        assert any(changed.is_relative_to(place) for place in watched), changed


def test_who_waits_gets_the_lock_when_it_is_free(root: Path) -> None:
    with holding(root) as other:
        with pytest.raises(UsageError), hold(Layout(root), "y"):
            pass
        threading.Timer(0.3, other.kill).start()
        with hold(Layout(root), "y", patience=20):
            assert other.wait() == -signal.SIGKILL


# ------------------------------------------------------------ killed


def killed(start: Path, work: Path, *command: str, sample: int = 0) -> list[dict[str, Any]]:
    """What became of a command that was killed before each write, or a sample of them."""
    dying = [sys.executable, str(DYING), str(start), str(work), "--sample", str(sample), "--"]
    done = subprocess.run([*dying, *command], env=ENV, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    undisturbed, *kills = map(json.loads, done.stdout.splitlines())
    for kill in kills:
        assert kill["code"] == undisturbed["code"] != 2, kill
        assert kill["same"], kill
        assert not kill["left"], kill
    return kills


def test_add_killed_before_each_of_its_writes_is_taken_up(
    start: Path, original: Path, tmp_path: Path
) -> None:
    kills = killed(start, tmp_path / "work", "add", str(original))
    # The catalogue is written again when what was translated before fills it.
    assert list(dict.fromkeys(kill["name"] for kill in kills)) == [
        "content/sources/second-2024.txt",
        "content/sources/second-2024.txt.txt",
        "content/sources/sources.yml",
        "content/documents/second-2024.md",
        "content/translations/en/second-2024.po",
    ]
    assert any(kill["changed"] for kill in kills)


@pytest.mark.parametrize(
    ("command", "sample"),
    [
        (("convert",), 0),
        (("translate", "--engine", "argos", "--model", str(MODEL)), 2),
        (("data",), 4),
        pytest.param(("build",), 3, marks=pytest.mark.slow),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else None,
)
def test_a_command_killed_before_its_writes_is_taken_up(
    command: tuple[str, ...], sample: int, root: Path, original: Path, tmp_path: Path
) -> None:
    (root / "content/documents/first-2024.md").unlink()
    (root / "content/translations/en/first-2024.po").unlink()
    if command[0] not in ("convert", "build"):
        assert run("convert", root, original) == 0
    assert killed(root, tmp_path / "work", *command, sample=sample)


def test_a_record_killed_before_its_write_is_taken_up(start: Path, tmp_path: Path) -> None:
    """And what has changed since the record before is told all the same."""
    changed = tmp_path / "changed"
    shutil.copytree(start, changed, symlinks=True)
    assert main(["data", "--root", str(changed), "--record", "2026-11-20"]) == 0
    unread = (f"--model={MODEL}", "--root", str(changed))
    assert main(["translate", "--engine", "argos", *unread]) == 1, "it leaves most undone"
    assert main(["data", "--root", str(changed)]) == 0
    kills = killed(changed, tmp_path / "work", "data", "--record", "2026-12-01")
    assert [kill["name"] for kill in kills] == ["content/published/record.jsonl"]
    told = json.loads((Layout(tmp_path / "work").data / "changes.json").read_text("utf-8"))
    fields = {name for change in told["indicators"]["changed"] for name in change["fields"]}
    assert fields == {"text_en", "translation_state"}


def test_adding_again_changes_nothing_that_is_there(
    root: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("add", root, original) == 0
    document = root / "content/documents/second-2024.md"
    document.write_text(document.read_text("utf-8").replace("\n# ", "\n#  ", 1), "utf-8")
    mended = snapshot(root)
    assert run("add", root, original) == 0
    assert "here already" in capsys.readouterr().out
    assert snapshot(root) == mended
    assert main(["add", "--root", str(root), str(original), "--title", "别的"]) == 2
    assert "sources.yml" in one_line(capsys)
    other = root.parent / original.name
    other.write_bytes(original.read_bytes() + b"\n")
    assert run("add", root, other) == 2
    assert "taken" in one_line(capsys)
    assert snapshot(root) == mended


def test_what_a_killed_writer_left_is_no_content_and_is_swept_up(
    root: Path, original: Path
) -> None:
    layout = Layout(root)
    before, known = snapshot(root), load_provenance(layout)
    for folder in ("sources", "documents", "translations/en"):
        (root / "content" / folder / LEFT).write_text("half a", "utf-8")
    stage = layout.stages / "data-x"
    stage.mkdir(parents=True)
    (stage / "tasks.csv").write_text("half a", "utf-8")
    assert load_provenance(layout) == known
    assert run("convert", root, original) == 0
    assert snapshot(root) == before
    assert not stage.exists()


def test_workers_end_when_their_parent_is_killed() -> None:
    code = (
        "import multiprocessing, os, time; from jiebang.runtime.executor import end_with_parent\n"
        "if __name__ == '__main__':\n"
        "    pool = multiprocessing.get_context('spawn').Pool(1, end_with_parent)\n"
        "    print(pool.apply(os.getpid), flush=True)\n"
        "    time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], env=ENV, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 20
    while _runs(worker):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _runs(process: int) -> bool:
    """Whether a process is there and no zombie that nobody has waited for."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


# ------------------------------------------------------------ the disk


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_name_is_given_when_the_bytes_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real = {name: getattr(os, name) for name in ("fsync", "replace")}

    def fsync(handle: int) -> None:
        done.append("fsync of " + Path(f"/proc/self/fd/{handle}").readlink().name[-4:])
        real["fsync"](handle)

    def replace(source: Path, target: Path) -> None:
        done.append("rename")
        real["replace"](source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "sync", lambda: done.append("sync"))
    (tmp_path / "here").mkdir()
    write_atomic(tmp_path / "here" / "x.md", "text")
    assert done == ["fsync of .tmp", "rename", "fsync of here"]
    done.clear()
    set_stamp(tmp_path / "stamp.json", "inputs", [tmp_path / "here"])
    here = f"fsync of {tmp_path.name[-4:]}"
    assert done == ["sync", "fsync of .tmp", "rename", here], (
        "what the stamp vouches for is on the disk before it is"
    )


def test_a_workbook_that_has_no_room_is_a_fault_of_the_disk(tmp_path: Path) -> None:
    stage = Stage(tmp_path, tmp_path, tmp_path / "stamp")
    for folder in (stage.data, stage.scratch):
        folder.mkdir()
    for table in TABLES:
        (stage.data / f"{table.name}.jsonl").touch()
    with at_most(100), pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        write_workbook(stage, About("1", "", "/", {table.name: 0 for table in TABLES}))


def test_a_site_that_has_no_room_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: int, **__: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # of a write: it names no file

    monkeypatch.setattr("jiebang.site.editions.Pool", full)
    layout = Layout(tmp_path)
    with pytest.raises(InputError, match=os.strerror(errno.ENOSPC)) as told:
        build_site(make_corpus(), layout)
    assert str(layout.site) in str(told.value)
    assert not list(layout.stages.iterdir())


def test_the_stamp_of_the_site_goes_before_its_first_file_does(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    write_datasets(make_corpus(), layout)
    write_atomic(layout.site_stamp, "{}")
    write_datasets(make_corpus(), layout)
    assert layout.site_stamp.is_file(), "nothing changed"
    (layout.data / "extra.csv").write_text("of another release", "utf-8")
    write_datasets(make_corpus(), layout)
    assert not layout.site_stamp.exists()


@pytest.mark.parametrize("most", [0, 1500, 3000])
def test_a_full_disk_is_one_line_and_loses_nothing(
    most: int,
    root: Path,
    original: Path,
    capsys: pytest.CaptureFixture[str],
    added: dict[str, bytes],
) -> None:
    before = snapshot(root)
    entry = before["content/sources/sources.yml"]
    with at_most(most):
        assert run("add", root, original) == 2
    assert os.strerror(errno.EFBIG) in one_line(capsys)
    assert before.items() - snapshot(root).items() <= {("content/sources/sources.yml", entry)}
    assert not list(root.rglob("*.tmp"))
    assert run("add", root, original) == 0
    assert snapshot(root) == added


@pytest.mark.parametrize("verb", ["convert", "data", pytest.param("build", marks=pytest.mark.slow)])
def test_a_disk_too_small_for_a_command_leaves_all_as_it_was(
    verb: str, root: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if verb == "convert":
        (root / "content/documents/first-2024.md").unlink()
    before = snapshot(root)
    with at_most(300):
        assert run(verb, root, original) == 2
    assert os.strerror(errno.EFBIG) in one_line(capsys)
    assert snapshot(root) == before
    assert not leftovers(root)
    assert run(verb, root, original) == 0


def test_a_read_only_disk_is_one_line_and_can_still_be_read(root: Path, original: Path) -> None:
    code = (
        "import sys; from jiebang.cli import main\n"
        "for verb in sys.argv[3:]:\n"
        "    given = [sys.argv[2]] if verb == 'add' else []\n"
        "    print(verb, main([verb, '--root', sys.argv[1], *given]), file=sys.stderr)"
    )
    shell = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", shell, str(root)]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no right to mount here")
    before = snapshot(root)
    verbs = [*WRITERS, "check", "status"]
    done = subprocess.run(
        [*command, sys.executable, "-c", code, str(root), str(original), *verbs],
        env=ENV,
        capture_output=True,
        text=True,
    )
    said = done.stderr.splitlines()
    for verb in WRITERS:
        line = said.pop(0)
        assert line.startswith("jiebang: ") and os.strerror(errno.EROFS) in line
        assert said.pop(0) == f"{verb} 2"
    assert said == ["check 0", "status 0"]
    assert snapshot(root) == before
