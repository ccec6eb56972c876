"""One process that tries inputs one after the other, within limits, and says what became of each.

    python fuzz_worker.py READER SEED FIRST STEP COUNT [--file FILE] [--whole]

Input n of a reader is made from `SEED:READER:n` alone, so that any of them can be made
again. The limit of memory is RLIMIT_DATA (1 GiB of private writable memory beyond the
program: RLIMIT_AS counts mapped files as well); what is reported is the peak of the
resident set, which Linux lets a process reset before each input.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from random import Random

from fuzz_mutations import mutate
from fuzz_root import Root
from fuzz_targets import READERS, Reader

MEMORY = 2**30
WHOLE = 50  # one input in so many goes through the whole command


def make_input(reader: Reader, seeds: list[bytes], seed: str, number: int) -> bytes:
    """Input `number` of a campaign; the first ones are the seeds themselves."""
    if number < len(seeds):
        return seeds[number]
    chance = Random(f"{seed}:{reader.name}:{number}")
    return mutate(chance.choice(seeds), seeds, reader.kind, chance)


def attempt(reader: Reader, root: Root, data: bytes, whole: bool) -> dict[str, object]:
    """What becomes of one input: accepted, refused, or a finding with where it comes from."""
    try:
        accepted = reader.run(root, data, whole)
        return {"outcome": "accepted" if accepted else "refused"}
    except MemoryError:
        return {"outcome": "memory", "sign": "MemoryError", "trace": traceback.format_exc(-8)}
    except Exception as error:
        return {
            "outcome": "raised",
            "sign": sign_of(error),
            "trace": traceback.format_exc()[-4000:],
        }
    finally:
        root.restore()


def sign_of(error: BaseException) -> str:
    """The kind of fault and the last line of ours it passed: what is the same is one finding."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/jiebang/" in f.filename] or list(frames)
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].name}"


def peak(reset: bool = False) -> float:
    """The most resident memory since the last reset, in MiB; 0.0 where Linux is not there."""
    with contextlib.suppress(OSError):
        if reset:
            Path("/proc/self/clear_refs").write_text("5", "ascii")
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("seed")
    parser.add_argument("first", type=int)
    parser.add_argument("step", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--file", type=Path, help="try this input only")
    parser.add_argument("--whole", action="store_true")
    args = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    warnings.simplefilter("ignore")
    reader = READERS[args.reader]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        root = Root.make(Path(folder))
        seeds = [] if args.file else reader.seeds(root)
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        answers.write(json.dumps({"ready": len(seeds)}) + "\n")
        for number in range(args.first, args.first + args.step * args.count, args.step):
            data = (
                args.file.read_bytes()
                if args.file
                else make_input(reader, seeds, args.seed, number)
            )
            whole = args.whole or number % WHOLE == 0
            peak(reset=True)
            began, busy = time.perf_counter(), time.process_time()
            said = attempt(reader, root, data, whole)
            said |= {"number": number, "whole": whole, "size": len(data)}
            said |= {"seconds": time.perf_counter() - began, "peak": peak()}
            said["busy"] = time.process_time() - busy
            answers.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    _main()
