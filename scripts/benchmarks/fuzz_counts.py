"""What became of the inputs of a fuzzing campaign, kept between runs, and its table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fuzz_targets import READERS


@dataclass
class Counts:
    """What became of the inputs of one reader."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    whole: int = 0  # by the whole command, behind the fence where there is one
    ended: int = 0  # ended by the fence: a line, but only there
    guided: int = 0  # by coverage; also in inputs
    seconds: float = 0.0  # the longest, by the clock
    busy: float = 0.0  # the longest, of computing
    peak: float = 0.0  # MiB
    findings: dict[str, int] = field(default_factory=dict)

    def add(self, said: dict[str, Any]) -> None:
        self.inputs += 1
        self.whole += bool(said["whole"])
        self.seconds = max(self.seconds, said["seconds"])
        self.busy = max(self.busy, said["busy"])
        self.peak = max(self.peak, said["peak"])
        if said["outcome"] in ("accepted", "refused", "ended"):
            setattr(self, said["outcome"], getattr(self, said["outcome"]) + 1)
        else:
            self.findings[said["sign"]] = self.findings.get(said["sign"], 0) + 1


def load(out: Path) -> dict[str, Counts]:
    path = out / "counts.json"
    if not path.is_file():
        return {}
    return {name: Counts(**said) for name, said in json.loads(path.read_text("utf-8")).items()}


def store(counts: dict[str, Counts], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    said = json.dumps({name: asdict(own) for name, own in counts.items()}, indent=1)
    (out / "counts.json").write_text(said + "\n", "utf-8")


def table(counts: dict[str, Counts]) -> str:
    lines = [
        "| reader | inputs | by coverage | by the command | accepted | refused in one line "
        "| ended by the fence | longest, s | of it computing | most memory, MiB | findings |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    total = Counts()
    for name, reader in READERS.items():
        if name not in counts:
            continue
        own = counts[name]
        lines.append(_row(f"{reader.says} (`{name}`)", own))
        for key in ("inputs", "accepted", "refused", "whole", "ended", "guided"):
            setattr(total, key, getattr(total, key) + getattr(own, key))
        for key in ("seconds", "busy", "peak"):
            setattr(total, key, max(getattr(total, key), getattr(own, key)))
        total.findings |= {f"{name}: {sign}": n for sign, n in own.findings.items()}
    return "\n".join([*lines, _row("all", total)])


def _row(name: str, own: Counts) -> str:
    return (
        f"| {name} | {own.inputs:,} | {own.guided:,} | {own.whole:,} | {own.accepted:,} "
        f"| {own.refused:,} | {own.ended:,} | {own.seconds:.1f} | {own.busy:.1f} | {own.peak:.0f} "
        f"| {len(own.findings)} |"
    )
