"""Does any input get a traceback, a hang or a gigabyte out of a reader?

    pip install atheris
    .venv/bin/python scripts/benchmarks/fuzz/fuzz.py [READER…] [--seconds 600] [--seed 1] [--write]

atheris (libFuzzer) changes real files and keeps what reaches new code; of a DOCX or a package it
changes a member and packs it again. An input may be accepted, or refused in one line, as
tests/inputs/fuzz_targets.py has it; anything else, 20 seconds or 1 GiB end the run of that reader,
and the input is kept under .cache/fuzz. `--write` puts the table into docs/faults.md.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, render_table, run_command, write_table

sys.path[:0] = [str(ROOT / name) for name in ("scripts", "tests")]  # whatever is installed
OUT = ROOT / ".cache" / "fuzz"
LIMITS = ("-timeout=20", "-rss_limit_mb=1024", "-max_len=60000", "-print_final_stats=1")


def fuzz(name: str, seconds: int, seed: int) -> None:
    """Fuzz one reader in this process until the time is up; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["jiebang"]):
        from inputs.fuzz_targets import READERS, Root, attempt

    reader = READERS[name]
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    root = Root.make(folder)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(reader.seeds(root)):
        (corpus / f"{number:04}").write_bytes(data)
    counts: Counter[str] = Counter()

    def one_input(data: bytes) -> None:
        counts[attempt(reader, root, data)] += 1
        if counts.total() % 10 == 0:
            (OUT / name / "counts.json").write_text(json.dumps(counts), "utf-8")

    def change_member(data: bytes, size: int, number: int) -> bytes:
        """A member of an archive changed, and all packed again; or the bytes as they are."""
        chance, target = Random(number), io.BytesIO()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
                chosen = chance.choice([*before.namelist(), ""])
                for member in before.namelist():
                    content = before.read(member)
                    if member == chosen:
                        content = bytes(atheris.Mutate(content or b"x", len(content) + 99))
                    after.writestr(member, content, zipfile.ZIP_DEFLATED)
        except Exception:  # an archive that was changed before
            chosen = ""
        return target.getvalue()[:size] if chosen else bytes(atheris.Mutate(data, size))

    options = [f"-seed={seed}", f"-max_total_time={seconds}", *LIMITS,
               f"-artifact_prefix={OUT / name}/"]  # fmt: skip
    more = {"custom_mutator": change_member} if reader.archive else {}
    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input, **more)
    atheris.Fuzz()


def main(
    *readers: str, seconds: int = 600, seed: int = 1, write: bool = False, here: bool = False
) -> None:
    if here:  # a process of its own for each reader
        fuzz(readers[0], seconds, seed)
    from inputs.fuzz_targets import READERS

    rows = []
    for name in readers or READERS:
        result = OUT / name / "counts.json"
        result.parent.mkdir(parents=True, exist_ok=True)
        result.write_text("{}", "utf-8")
        options = ("--here", "--seconds", str(seconds), "--seed", str(seed))
        with (result.parent / "log").open("wb") as log:
            command = [sys.executable, __file__, name, *options]
            code = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
        counts = json.loads(result.read_text("utf-8"))
        finding = "none" if code == 0 else f"exit {code}: see {result.parent.relative_to(ROOT)}"
        rows.append((name, f"{sum(counts.values()):,}", f"{counts.get('accepted', 0):,}", finding))
        print(*rows[-1], sep="\t", flush=True)
    if write:
        text = render_table("reader|inputs|accepted|findings", rows)
        write_table("faults.md", "fuzz", f"{text}\n\n{seconds} s a reader, seed {seed}.")


if __name__ == "__main__":
    run_command(main)
