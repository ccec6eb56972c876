"""What readers of scans make of the pages of scans.py.

    .venv/bin/python scripts/benchmarks/quality/scans_scores.py FOLDER [--write]
        [--systems jiebang rapidocr ocrmypdf] [--every 8]

The readings are kept in FOLDER (`NNN.<system>.json`), so that a run that was cut short goes on;
`--every 8` takes every eighth page. Of each printed line the place that fits it best is looked for
anywhere in what was read, so that the order of reading does not count, but for figures: one counts
as read right only if it stands unbroken in its line, and as flagged only if a flag lies on it or
beside it. Full width or half width, and which dash, tilde or quotation mark, does not count. CPU
seconds are of all threads together.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import render_table, run_command, write_table

Reading = tuple[str, list[int]]  # the text without spaces; where it is doubtful
TOKEN = re.compile(
    r"[≥≤><±≈]?[0-9]+(?:[.,~\-×/:][0-9]+)*(?:[%‰℃]|[A-Za-zμΩ²³/]+)?"
    r"(?:[万亿千百]?[元吨人次项个年月日家台套例件篇米倍天]?)"
)
_NEAR = re.compile(r"[0-9A-Za-z.≥≤><±≈%‰℃]")
_FOLD = {n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)} | str.maketrans(
    "，。、；：？！（）“”‘’～〜—–−－µ•∙☐□", ",.,;:?!()\"\"''~~----μ··□□"
)
GROUPS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "all": lambda page: True,
    "200 dpi and more, no fax": lambda page: page["dpi"] >= 200 and not page["fax"],
    "150 dpi, no fax": lambda page: page["dpi"] == 150 and not page["fax"],
    "fax": lambda page: bool(page["fax"]),
    "under a seal, no fax": lambda page: bool(page["seal"]),
}


def read_jiebang(path: Path) -> Reading:
    from jiebang.originals.scans.reader import read_scan

    found = read_scan(path.read_bytes(), path.name)
    assert found.scan is not None
    doubtful = {(d.line, c) for d in found.scan.doubts for c in range(d.first, d.last + 1)}
    places = [
        ((number, column) in doubtful, char)
        for number, line in enumerate(found.text.split("\n"), 1)
        for column, char in enumerate(line, 1)
        if not char.isspace()
    ]
    return "".join(c for _, c in places), [at for at, (doubt, _) in enumerate(places) if doubt]


@cache
def load_rapidocr() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def read_rapidocr(path: Path) -> Reading:
    import cv2

    found = load_rapidocr()(cv2.imread(str(path)))
    return "".join("".join(found.txts or ()).split()), []


def read_ocrmypdf(path: Path) -> Reading:
    options = "-q -l chi_sim+eng --deskew --rotate-pages --jobs 1 --image-dpi 300"
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "t.txt")
        command = ["ocrmypdf", *options.split(), "--output-type", "none", "--sidecar", str(text)]
        one = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # as its authors advise
        subprocess.run([*command, str(path), "-"], check=False, capture_output=True, env=one)
        return "".join(text.read_text("utf-8").split()) if text.exists() else "", []


SYSTEMS: dict[str, Callable[[Path], Reading]] = {
    "jiebang": read_jiebang, "rapidocr": read_rapidocr, "ocrmypdf": read_ocrmypdf,
}  # fmt: skip


def read_page(path: Path, system: str) -> dict[str, Any]:
    """A page's reading, from the folder where it was read before."""
    kept = path.with_suffix(f".{system}.json")
    if not kept.exists():
        before, clock = os.times(), time.monotonic()
        text, marked = SYSTEMS[system](path)
        cpu = sum(os.times()[:4]) - sum(before[:4])
        found = {"text": text, "marked": marked, "cpu": cpu, "wall": time.monotonic() - clock}
        kept.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    return dict(json.loads(kept.read_text("utf-8")))


def find_end(line: str, text: str) -> tuple[int, int]:
    """(how far the line is from the part of the text that fits it best, where that ends)."""
    codes, columns = np.array([ord(c) for c in text]), np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, int)
    for n, char in enumerate(line, 1):
        new = np.empty_like(row)
        new[0] = n
        new[1:] = np.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)
        row = np.minimum.accumulate(new - columns) + columns
    return int(row.min()), int(row.argmin())


def score_page(truth: dict[str, Any], found: dict[str, Any]) -> Counter[str]:
    """Counts of a page."""
    text, doubtful = found["text"].translate(_FOLD), set(found["marked"])
    counts: Counter[str] = Counter(pages=1)
    for unit in truth["units"]:
        line = "".join(unit.split()).translate(_FOLD)
        distance, end = find_end(line, text)
        start = end - find_end(line[::-1], text[:end][::-1])[1]
        counts["characters"] += len(line)
        counts["errors"] += min(distance, len(line))
        at = [0] * (len(line) + 1)  # where each character of the line was read, or should have been
        same = set()
        for tag, i1, i2, j1, j2 in Levenshtein.opcodes(line, text[start:end]):
            at[i1:i2] = [start + min(j1 + i, j2) for i in range(i2 - i1)]
            same |= set(range(i1, i2)) if tag == "equal" else set()
        for token in TOKEN.finditer(line):
            a, b = token.span()
            right = same.issuperset(range(a, b)) and at[a:b] == list(range(at[a], at[a] + b - a))
            low, high = min(at[a:b]), max(at[a:b]) + 1
            for side, near in ((low - 1, a - 1), (high, b)):
                # At the end of a line, what stands beside is another line's.
                inside = 0 <= near < len(line) and 0 <= side < len(text)
                if inside and _NEAR.match(text[side]) and line[near] != text[side]:
                    right = False
            flagged = not doubtful.isdisjoint(range(low - 1, high + 1))
            counts += Counter(figures=1, right=right, needless=right and flagged)
            counts["silent"] += not (right or flagged)
    return counts


def main(
    folder: Path, *, systems: tuple[str, ...] = tuple(SYSTEMS), every: int = 1, write: bool = False
) -> None:
    sums: dict[tuple[str, str], Counter[str]] = {(g, s): Counter() for g in GROUPS for s in systems}
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".jpg", ".png"))[::every]:
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        for system in systems:
            found = read_page(path, system)
            counts = score_page(truth, found)
            times[system].append((found["cpu"], found["wall"]))
            for group, holds in GROUPS.items():
                if holds(truth):
                    sums[group, system].update(counts)
    rows = [
        [f"{group}: {system}", c["pages"], c["figures"], f"{c['right'] / c['figures']:.2%}",
         c["silent"], f"{c['needless'] / c['figures']:.2%}",
         f"{c['errors'] / c['characters']:.2%}"]
        for (group, system), c in sums.items() if c["figures"]
    ]  # fmt: skip
    spent = [
        [system, f"{np.mean([c for c, _ in of]):.1f}", f"{np.median([w for _, w in of]):.1f}"]
        for system, of in times.items()
    ]
    head = "pages: reader|pages|figures|right|wrong, no flag|needless|CER"
    costs = render_table("reader|CPU s a page|s a page, median", spent)
    text = f"{render_table(head, rows)}\n\n{costs}"
    print(text)
    if write:
        write_table("scans.md", "scans", text)


if __name__ == "__main__":
    run_command(main)
