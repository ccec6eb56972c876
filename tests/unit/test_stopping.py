"""Ctrl-C, as a terminal sends it, and SIGTERM: a line, and nothing is left of the command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from jiebang.cli import main
from jiebang.corpus.catalogue.po import load_po
from jiebang.runtime.executor import Pool
from jiebang.runtime.files import sha256_of
from jiebang.runtime.layout import Layout
from marking import FIRST

ROOT = Path(__file__).parents[2]
DOCUMENTS = 32
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / p) for p in ("scripts", "tests"))}
# A suite that runs in the background may have Ctrl-C ignored by all that it starts.
HEARD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
CODE = (
    f"{HEARD}import jiebang.commands.convert, jiebang.translation.resolver, marking, sys\n"
    "from jiebang.__main__ import run\n"
    "jiebang.commands.convert._read = marking.read_and_wait\n"
    "jiebang.translation.resolver.prepare = marking.prepare_and_wait\n"
    "sys.argv = ['jiebang', sys.argv[2], '--jobs', '2', '--root', sys.argv[1]]\n"
    "run()"
)


TEXT = """\
示范市第{n}批“揭榜挂帅”任务榜单

一、第{n}号装置的误差补偿

需求目标：研究误差补偿技术，研制第{n}号装置。在不少于{n}家单位开展应用验证。

考核指标：
1. 识别准确率不低于95%；
2. 响应时间不超过{n}ms；
3. 支持设备类型不少于{n}种。

榜单金额：不超过500万元
实施期限：18个月
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Originals, enough of them for worker processes."""
    layout = Layout(tmp_path / "root")
    layout.sources.mkdir(parents=True)
    shutil.copytree(
        ROOT / "glossary", layout.root / "glossary", ignore=shutil.ignore_patterns("measures.yml")
    )
    shutil.copy(ROOT / "mkdocs.yml", layout.root)
    entries = []
    for number in range(DOCUMENTS):
        name, text = f"list-{number:06}", TEXT.format(n=number + 11)
        (layout.sources / f"{name}.txt").write_text(text, "utf-8")
        entries.append(
            f"- id: {name}\n  file: {name}.txt\n  sha256: {sha256_of(text.encode())}\n"
            "  title:\n    zh: 任务榜单\n    en: A list\n  jurisdiction:\n    basis: unknown\n"
        )
    layout.sources_yml.write_text("".join(entries), "utf-8")
    return layout.root


def documents(root: Path) -> dict[str, bytes]:
    folder = Layout(root).documents
    return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else {}


def catalogues(root: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in root.glob("content/translations/en/*.po")}


def group(leader: int) -> Iterator[int]:
    """The processes of a group that still run."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, own = path.read_text("utf-8").rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(own) == leader and state != "Z":
            yield int(path.parent.name)


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@dataclass
class Command:
    """A command with two workers, the leader of a group, and the marks of what they began."""

    root: Path
    marks: Path
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, root: Path, verb: str = "convert") -> Command:
        marks = root.with_name(f"{root.name}-marks")
        marks.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(root), verb], env={**ENV, "MARKS": str(marks)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        return cls(root, marks, process)

    def stop(self, send: Callable[[int, int], None], number: int) -> str:
        """Send the signal when both workers are at work; what the command says of it."""
        until(lambda: len(list(self.marks.iterdir())) == 2)
        assert len(list(group(self.process.pid))) > 2
        sent = time.monotonic()
        send(self.process.pid, number)
        _, said = self.process.communicate(timeout=30)
        assert time.monotonic() - sent < 10, "the workers would have gone on for a minute"
        until(lambda: not list(group(self.process.pid)))
        return said


def test_a_stopped_command_says_a_line_and_leaves_no_process(root: Path, tmp_path: Path) -> None:
    roots = [shutil.copytree(root, tmp_path / name) for name in ("first", "second")]
    interrupted, terminated = commands = [Command.start(copy) for copy in roots]
    assert main(["convert", "--root", str(root), "--jobs", "1"]) == 0
    undisturbed = documents(root)
    # Ctrl-C goes to the whole group, `kill` to one process.
    assert interrupted.stop(os.killpg, signal.SIGINT) == "jiebang: interrupted\n"
    assert terminated.stop(os.kill, signal.SIGTERM) == "jiebang: terminated\n"
    assert [command.process.returncode for command in commands] == [130, 143]
    for copy in roots:
        found = documents(copy)
        assert found.items() <= undisturbed.items()
        assert len(found) <= FIRST
        assert main(["convert", "--root", str(copy), "--jobs", "1"]) == 0
        assert documents(copy) == undisturbed
        assert not list(copy.rglob("*.tmp"))


def test_a_stopped_translation_leaves_whole_catalogues(root: Path, tmp_path: Path) -> None:
    assert main(["convert", "--root", str(root), "--jobs", "1"]) == 0
    copy = shutil.copytree(root, tmp_path / "copy")
    stopped = Command.start(copy, "translate")
    assert main(["translate", "--root", str(root), "--jobs", "1"]) == 0
    assert stopped.stop(os.killpg, signal.SIGINT) == "jiebang: interrupted\n"
    # What is there is whole; a quick Ctrl-C may come before the first is written.
    assert len(catalogues(copy)) <= FIRST
    for name in catalogues(copy):
        assert len(load_po(copy / "content/translations/en" / name)) > 10
    assert main(["translate", "--root", str(copy), "--jobs", "2"]) == 0
    assert catalogues(copy) == catalogues(root)
    assert len(catalogues(root)) == DOCUMENTS
    assert not list(copy.rglob("*.tmp"))


def test_workers_never_get_ctrl_c() -> None:
    with Pool(1, few=0) as pool:
        blocked, handler = pool.map(_ask, None, (_blocked, _handler))
    assert blocked, "from before its first line"
    assert handler == signal.SIG_IGN
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def _ask(_: None, question: Callable[[], object]) -> object:
    return question()


def test_work_under_way_keeps_nobody() -> None:
    with Pool(1, few=0, size=1) as pool:
        pool.map(_late, None, [b"x" * 500_000] * 4)  # more than a pipe holds
        begun = time.monotonic()
    assert time.monotonic() - begun < 10


def _late(_: None, __: bytes) -> None:
    time.sleep(60)


def _blocked() -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def _handler() -> object:
    return signal.getsignal(signal.SIGINT)


SIGNALS = (
    "import os, signal; from jiebang.runtime import signals\n"
    "def send(number=signal.SIGINT): os.kill(os.getpid(), number)\n"
    "signals.catch(lambda word: os.write(2, word.encode()) and None)\n"
)
LONG = (
    "import sqlite3, threading, time\n"
    "def twice(): [threading.Timer(t / 10, send).start() for t in (1, 2)]\n"
    "ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT max(x) FROM c'\n"
    "def query(): sqlite3.connect(':memory:').execute(ENDLESS).fetchall()\n"
)


@pytest.mark.parametrize(
    ("code", "told", "exit_code"),
    [
        # Nobody is there yet to catch anything.
        ("send()", "interrupted", 130),
        ("send(signal.SIGTERM)", "terminated", 143),
        # A second one does not wait for what the first one ends, in Python or outside.
        (
            f"{LONG}with signals.orderly():\n    try: send()\n    finally: twice(); time.sleep(60)",
            "interrupted",
            130,
        ),
        (f"{LONG}with signals.orderly(): twice(); query()", "interrupted", 130),
        # Whatever a library makes of it.
        (
            "with signals.orderly():\n"
            "    try: send()\n"
            "    except KeyboardInterrupt: print(signals.ended_by(OSError())[1])",
            "",
            0,
        ),
    ],
)
def test_when_a_signal_is_heard(code: str, told: str, exit_code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEARD + SIGNALS + code],
        env=ENV,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.stderr, done.returncode) == (told, exit_code)


def test_a_signal_that_is_ignored_stays_so() -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + SIGNALS
    done = subprocess.run(
        [sys.executable, "-c", code + "send(); print('here')"], env=ENV, capture_output=True
    )
    assert (done.stdout, done.stderr) == (b"here\n", b"")
