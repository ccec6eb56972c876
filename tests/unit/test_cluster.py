"""The same bytes from one process, from several, and from the workers of a cluster."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import marking
from jiebang.cli import main
from jiebang.commands import convert as converting
from jiebang.runtime.cluster import Cluster

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "scripts" / "benchmarks"
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / p) for p in ("scripts", "tests"))}
DOCUMENTS = 24
pytestmark = pytest.mark.slow
pytest.importorskip("distributed")


@dataclass
class Dask:
    """A scheduler and its workers on this machine."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def marks(self) -> Path:
        """Where the workers leave marks (`marking`)."""
        return self.folder / "marks"

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        # No nanny: who kills the worker kills the process that works.
        made = start(
            self.folder, "dask_worker", self.address, "--no-nanny", "--nthreads", "1",
            "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(self.folder),
            MARKS=str(self.marks), **environment,
        )  # fmt: skip
        self.workers.append(made)
        return made


def start(folder: Path, what: str, *args: str, **environment: str) -> subprocess.Popen[bytes]:
    with (folder / f"{what}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{what}", *args],
            env={**ENV, **environment}, stdout=log, stderr=log,
        )  # fmt: skip


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    folder = tmp_path_factory.mktemp("dask")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = start(
        folder, "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    )
    made = Dask(address, folder)
    made.marks.mkdir()
    made.worker()
    made.worker()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield made
    for process in (*made.workers, scheduler):
        process.kill()
    for process in (*made.workers, scheduler):
        process.wait(10)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Originals only; English of half of the segments waits beside them."""
    folder = tmp_path_factory.mktemp("corpus")
    subprocess.run(
        [
            sys.executable, str(BENCHMARKS / "speed" / "synthetic.py"), str(folder),
            "--documents", str(DOCUMENTS), "--english", "0.5",
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    )  # fmt: skip
    shutil.rmtree(folder / "content" / "documents")
    shutil.rmtree(folder / ".cache")
    return folder


def documents(root: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (root / "content" / "documents").iterdir()}


def run(root: Path, *args: str) -> int:
    return main([args[0], "--root", str(root), *args[1:]])


def outcome(
    corpus: Path, root: Path, capsys: pytest.CaptureFixture[str], *how: str
) -> tuple[dict[str, bytes], str]:
    """The Markdown and what `check` says, in a copy of the corpus."""
    shutil.copytree(corpus, root)
    assert run(root, "convert", *how) == 0
    capsys.readouterr()
    assert run(root, "check", "--format", "json", *how) == 0
    return documents(root), capsys.readouterr().out


@pytest.fixture(scope="module")
def alone(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], str]:
    """What one process makes of it."""
    root = tmp_path_factory.mktemp("alone") / "root"
    shutil.copytree(corpus, root)
    assert run(root, "convert", "--jobs", "1") == 0
    said = subprocess.run(
        [
            sys.executable, "-m", "jiebang", "check", "--root", str(root),
            "--format", "json", "--jobs", "1",
        ],
        capture_output=True, check=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    )  # fmt: skip
    assert len(documents(root)) == DOCUMENTS
    assert len(json.loads(said.stdout)) > 100
    return documents(root), said.stdout


def test_two_processes_give_the_same_bytes_as_one(
    corpus: Path,
    alone: tuple[dict[str, bytes], str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert outcome(corpus, tmp_path / "root", capsys, "--jobs", "2") == alone


def test_a_cluster_gives_the_same_bytes_as_one_process(
    dask: Dask,
    corpus: Path,
    alone: tuple[dict[str, bytes], str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert outcome(corpus, tmp_path / "root", capsys, "--cluster", dask.address) == alone


def test_translate_gives_the_same_catalogues_however_many_read(
    dask: Dask, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From nothing, and again with English that a person wrote meanwhile."""
    found = []
    for name, how in (
        ("one", ("--jobs", "1")),
        ("two", ("--jobs", "2")),
        ("far", ("--cluster", dask.address)),
    ):
        root = tmp_path / name
        shutil.copytree(corpus, root)
        assert run(root, "convert", "--jobs", "1") == 0
        capsys.readouterr()
        for _ in ("from nothing", "again"):
            assert run(root, "translate", *how) == 0
            paths = sorted((root / "content/translations/en").glob("*.po"))
            found.append(([p.read_bytes() for p in paths], capsys.readouterr().out))
            text = paths[0].read_text("utf-8")
            paths[0].write_text(text.replace("#, fuzzy\n", ""), "utf-8")
    assert found[0::2] == [found[0]] * 3
    assert found[1::2] == [found[1]] * 3
    assert len(found[0][0]) == DOCUMENTS
    assert found[0] != found[1]
    assert b"memory:" in b"".join(found[0][0])


def test_translate_on_a_cluster_gives_the_same_catalogues(
    dask: Dask, corpus: Path, tmp_path: Path
) -> None:
    pytest.importorskip("ctranslate2")
    model = str(ROOT / "tests/models/translate-zh_en-tiny.argosmodel")
    few = ("list-000001",)
    found, codes = [], set()
    for name, how in (("here", ()), ("there", ("--cluster", dask.address))):
        root = tmp_path / name
        shutil.copytree(corpus, root)
        assert run(root, "convert", *few, "--jobs", "1") == 0
        engine = ("--engine", "argos", "--model", model, "--beam", "1")
        codes.add(run(root, "translate", *few, *engine, *how))
        found.append([(root / f"content/translations/en/{d}.po").read_bytes() for d in few])
    assert codes == {1}, "the tiny model leaves more than half undone, here as there"
    assert found[0] == found[1]
    assert any(b"engine:argos@" in po for po in found[0])


def test_a_worker_killed_at_work_costs_only_its_share(
    dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`convert` itself: a worker is killed on its third document, and the rest go on."""
    alone, root = tmp_path / "alone", tmp_path / "root"
    made = [
        sys.executable,
        str(BENCHMARKS / "speed" / "synthetic.py"),
        str(alone),
        "--documents",
        "32",
    ]
    subprocess.run(made, check=True, capture_output=True, env=ENV)
    shutil.copytree(alone, root)
    assert run(alone, "convert", "--jobs", "1") == 0
    victim = dask.worker(VICTIM="1")
    with Cluster(dask.address) as cluster:
        deadline = time.monotonic() + 30
        while cluster.threads() < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
    monkeypatch.setattr(converting, "_read", marking.read_or_die)
    assert run(root, "convert", "--cluster", dask.address) == 0
    assert victim.wait(10) == -signal.SIGKILL
    assert documents(root) == documents(alone)
    assert len(documents(root)) == 32
    marks = [p.name.partition("-") for p in dask.marks.glob("*-*")]
    begun = {document for process, _, document in marks if int(process) == victim.pid}
    others = Counter(document for process, _, document in marks if int(process) != victim.pid)
    assert len(begun) == marking.DEATH, "it was killed in the middle of its work"
    all_documents = {p.stem for p in (root / "content/documents").iterdir()}
    assert all_documents == begun | others.keys()
    assert set(others.values()) == {1}, "the others did nothing twice"


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err.strip()
    assert said.startswith("jiebang: ")
    assert "\n" not in said
    return said


def test_a_scheduler_that_is_not_there(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiebang.runtime.cluster.REACH", 1.0)
    address = f"tcp://127.0.0.1:{free_port()}"
    started = time.monotonic()
    assert run(corpus, "check", "--cluster", address) == 2
    assert time.monotonic() - started < 5
    assert address in one_line(capsys)
    assert run(corpus, "check", "--cluster", "localhost") == 2
    assert "no scheduler's address" in one_line(capsys)


def test_workers_of_another_version_are_refused(
    dask: Dask,
    corpus: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jiebang.runtime.cluster.code_digest", lambda: "another")
    assert run(corpus, "check", "--cluster", dask.address) == 2
    assert "has another version of jiebang" in one_line(capsys)
