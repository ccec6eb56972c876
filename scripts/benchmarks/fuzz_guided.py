"""A reader under atheris: inputs that reach new code are kept and spoilt further.

    python fuzz_guided.py READER SEED SECONDS RESULT

Half of the changes are atheris's own, half those of fuzz_mutations.py. A finding does
not end the run; the counts are written to RESULT.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed: pip install atheris")

sys.path.insert(0, str(Path(__file__).parents[1]))  # the code beside, whatever is installed
with atheris.instrument_imports(include=["jiebang"]):
    import jiebang.cli
    import jiebang.structure  # noqa: F401

from fuzz_campaign import judge
from fuzz_counts import Counts
from fuzz_mutations import mutate
from fuzz_root import Root
from fuzz_targets import READERS
from fuzz_worker import attempt, peak


def _main(name: str, seed: str, seconds: int, result: Path) -> None:
    reader, counts = READERS[name], Counts()
    folder = tempfile.mkdtemp(prefix="fuzz-")
    root = Root.make(Path(folder))
    seeds = reader.seeds(root)
    corpus = Path(folder) / "corpus"
    corpus.mkdir()
    for number, data in enumerate(seeds):
        (corpus / f"{number:04}").write_bytes(data)
    began = last = time.monotonic()

    def one(data: bytes) -> None:
        nonlocal last
        start, busy = time.perf_counter(), time.process_time()
        said = attempt(reader, root, data, False)
        said |= {"whole": False, "seconds": time.perf_counter() - start, "peak": peak()}
        said["busy"] = time.process_time() - busy
        sign = str(said.get("sign", ""))
        if sign and counts.findings.get(sign, 0) < 5:
            said = judge(name, said, data, result.parents[1])
        counts.add(said)
        if time.monotonic() - last > 5:
            last = time.monotonic()
            _store(counts, result)

    def change(data: bytes, size: int, number: int) -> bytes:
        chance = Random(number)
        if number % 2:
            return bytes(atheris.Mutate(data, size))
        return mutate(data or b"x", seeds, reader.kind, chance)[:size]

    options = [f"-seed={seed}", f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=1024",
               "-max_len=20000", "-print_final_stats=1"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=change)
    print(f"{len(seeds)} seeds, begun after {time.monotonic() - began:.0f} s", flush=True)
    atheris.Fuzz()


def _store(counts: Counts, result: Path) -> None:
    from dataclasses import asdict

    result.write_text(json.dumps(asdict(counts)), "utf-8")


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
