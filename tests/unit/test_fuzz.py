"""What fuzzing found stays refused in one line, and readers get through changed inputs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from inputs import fuzz_targets
from inputs.fuzz_targets import READERS, Root, attempt

ROOT = Path(__file__).parents[2]
FOUND = sorted((ROOT / "tests" / "fixtures" / "fuzz").glob("*__*"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Root]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "ARGOS_PACKAGES_DIR"):  # which the root sets
            patch.setenv(name, "")
        patch.setattr(fuzz_targets.readers, "read_fenced", fuzz_targets.readers.read_fenced)
        yield Root.make(tmp_path_factory.mktemp("fuzz"))


def corrupt(data: bytes, chance: Random) -> bytes:
    """Bytes set, cut out, doubled."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(changed) + 1)
        end = min(len(changed), start + chance.choice((1, 1, 4, 40)))
        piece = bytes(changed[start:end])
        changed[start:end] = chance.choice((b"", piece * 2, chance.randbytes(len(piece))))
    return bytes(changed)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_refused_in_one_line(path: Path, root: Root) -> None:
    reader = READERS[path.name.partition("__")[0]]
    began = time.process_time()
    assert attempt(reader, root, path.read_bytes()) == "refused"
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", [n for n in READERS if n != "pdf"])
def test_each_reader_accepts_a_seed_and_gets_through_changed_ones(name: str, root: Root) -> None:
    reader, chance = READERS[name], Random(name)
    seeds = reader.seeds(root)
    assert attempt(reader, root, seeds[0]) == "accepted"
    for _ in range(8):
        attempt(reader, root, corrupt(chance.choice(seeds), chance))


def test_a_fault_of_a_reader_is_seen(root: Root) -> None:
    def planted(*_: object) -> bool:
        raise KeyError("planted")

    with pytest.raises(KeyError):
        attempt(replace(READERS["text"], run=planted), root, b"x")
