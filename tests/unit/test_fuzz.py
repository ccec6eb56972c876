"""What fuzzing found stays mended, and the fuzzer sees what it should."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).parents[2]
FOUND = sorted((ROOT / "tests" / "fixtures" / "fuzz").glob("*__*"))
sys.path.insert(0, str(ROOT / "scripts" / "benchmarks"))

import fuzz_targets  # noqa: E402
from fuzz_mutations import mutate  # noqa: E402
from fuzz_root import Root  # noqa: E402
from fuzz_targets import READERS  # noqa: E402
from fuzz_worker import attempt, make_input  # noqa: E402


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Root]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "ARGOS_PACKAGES_DIR"):  # which the root sets
            patch.setenv(name, "")
        patch.setattr(fuzz_targets.readers, "read_fenced", fuzz_targets.readers.read_fenced)
        yield Root.make(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_refused_in_one_line(path: Path, root: Root) -> None:
    reader = READERS[path.name.partition("__")[0]]
    began = time.process_time()
    said = attempt(reader, root, path.read_bytes(), False)
    assert said["outcome"] == "refused", said.get("trace")
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", [n for n in READERS if n != "pdf"])
def test_each_reader_accepts_a_seed_and_gets_through_some_spoilt_ones(
    name: str, root: Root
) -> None:
    reader = READERS[name]
    seeds = reader.seeds(root)
    assert attempt(reader, root, seeds[0], False)["outcome"] == "accepted"
    for number in range(len(seeds), len(seeds) + 8):
        said = attempt(reader, root, make_input(reader, seeds, "test", number), False)
        assert said["outcome"] in ("accepted", "refused"), said.get("trace")


def test_the_fuzzer_sees_a_fault(root: Root) -> None:
    def planted(*_: object) -> bool:
        raise KeyError("planted")

    said = attempt(replace(READERS["text"], run=planted), root, b"x", False)
    assert said["outcome"] == "raised" and str(said["sign"]).startswith("KeyError")


@pytest.mark.parametrize("kind", ["text", "yaml", "po", "html", "pdf", "docx", "package"])
def test_a_seed_of_chance_makes_the_same_inputs(kind: str, root: Root) -> None:
    name = {"yaml": "terms.yml"}.get(kind, kind)
    seeds = (
        [READERS[name].seeds(root)[0]] if kind != "pdf" else [b"1 0 obj\n<</Kids[2 0 R]>>\nendobj"]
    )
    made = [[mutate(seeds[0], seeds, kind, Random(n)) for n in range(20)] for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) > 10
