"""What readers of scans make of the pages of scans.py.

    .venv/bin/python scripts/benchmarks/quality/scans_scores.py FOLDER [--write]
        [--systems jiebang rapidocr ocrmypdf] [--every 8]

The readings are kept in FOLDER (`NNN.<system>.json`), so that a run that was cut short goes on.
Of each printed line the place that fits it best is looked for anywhere in what was read, so that
the order of reading does not count, but for figures: one counts as read right only if it stands
unbroken in its line, and as flagged only if a flag lies on it or beside it. Full width or half
width, and which dash, tilde or quotation mark, does not count. CPU seconds are of all
threads together.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tables import ROOT, table, write_table

Reading = tuple[str, list[int]]  # the text without spaces; where it is doubtful
TOKEN = re.compile(
    r"[≥≤><±≈]?[0-9]+(?:[.,~\-×/:][0-9]+)*(?:[%‰℃]|[A-Za-zμΩ²³/]+)?"
    r"(?:[万亿千百]?[元吨人次项个年月日家台套例件篇米倍天]?)"
)
_NEAR = re.compile(r"[0-9A-Za-z.≥≤><±≈%‰℃]")
_FOLD = {n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)} | str.maketrans(
    "，。、；：？！（）“”‘’～〜—–−－µ•∙☐□", ",.,;:?!()\"\"''~~----μ··□□"
)


def fold(text: str) -> str:
    return text.translate(_FOLD)


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
def plain_rapidocr() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def read_rapidocr(path: Path) -> Reading:
    import cv2

    found = plain_rapidocr()(cv2.imread(str(path)))
    return "".join("".join(found.txts or ()).split()), []


def read_ocrmypdf(path: Path) -> Reading:
    options = (
        "-q -l chi_sim+eng --deskew --rotate-pages --jobs 1 --image-dpi 300 --output-type none"
    )
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "t.txt")
        command = ["ocrmypdf", *options.split(), "--sidecar", str(text), str(path), "-"]
        one = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # as its authors advise
        subprocess.run(command, check=False, capture_output=True, env=one)
        return "".join(text.read_text("utf-8").split()) if text.exists() else "", []


SYSTEMS: dict[str, Callable[[Path], Reading]] = {
    "jiebang": read_jiebang, "rapidocr": read_rapidocr, "ocrmypdf": read_ocrmypdf,
}  # fmt: skip


def read(path: Path, system: str) -> dict[str, Any]:
    """A page's reading, from the folder where it was read before."""
    kept = path.with_suffix(f".{system}.json")
    if kept.exists():
        return dict(json.loads(kept.read_text("utf-8")))
    before, clock = os.times(), time.monotonic()
    text, marked = SYSTEMS[system](path)
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    found = {"text": text, "marked": marked, "cpu": cpu, "wall": time.monotonic() - clock}
    kept.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    return found


def ends(line: str, text: str) -> tuple[int, int]:
    """(how far the line is from the part of the text that fits it best, where that ends)."""
    codes, columns = np.array([ord(c) for c in text]), np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, int)
    for n, char in enumerate(line, 1):
        new = np.empty_like(row)
        new[0] = n
        new[1:] = np.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)
        row = np.minimum.accumulate(new - columns) + columns
    return int(row.min()), int(row.argmin())


def place(line: str, text: str) -> tuple[int, int, int]:
    """(distance, start, end) of the best place of a line."""
    distance, end = ends(line, text)
    _, back = ends(line[::-1], text[:end][::-1])
    return distance, end - back, end


def score(truth: dict[str, Any], found: dict[str, Any]) -> Counter[str]:
    """Counts of a page."""
    text = fold(found["text"])
    doubtful = set(found["marked"])
    counts: Counter[str] = Counter(pages=1)
    for unit in truth["units"]:
        line = fold("".join(unit.split()))
        distance, start, end = place(line, text)
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
            counts["figures"] += 1
            counts["right"] += right
            counts["needless"] += right and flagged
            counts["silent"] += not (right or flagged)
    return counts


GROUPS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "all": lambda page: True,
    "200 dpi and more, no fax": lambda page: page["dpi"] >= 200 and not page["fax"],
    "150 dpi, no fax": lambda page: page["dpi"] == 150 and not page["fax"],
    "fax": lambda page: bool(page["fax"]),
    "under a seal, no fax": lambda page: bool(page["seal"]),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--systems", nargs="+", default=list(SYSTEMS), choices=list(SYSTEMS))
    parser.add_argument("--every", type=int, default=1, help="of so many pages the first")
    parser.add_argument("--write", action="store_true", help="write the table of docs/scans.md")
    given = parser.parse_args()
    paths = sorted(p for p in given.folder.iterdir() if p.suffix in (".jpg", ".png"))
    sums: dict[tuple[str, str], Counter[str]] = {}
    times: dict[str, list[tuple[float, float]]] = {}
    for path in paths[:: given.every]:
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        for system in given.systems:
            found = read(path, system)
            counts = score(truth, found)
            times.setdefault(system, []).append((found["cpu"], found["wall"]))
            for group, holds in GROUPS.items():
                if holds(truth):
                    sums.setdefault((group, system), Counter()).update(counts)
    rows = []
    for (group, system), c in sorted(sums.items(), key=lambda pair: list(GROUPS).index(pair[0][0])):
        rows.append([
            f"{group}: {system}", c["pages"], c["figures"], f"{c['right'] / c['figures']:.2%}",
            c["silent"], f"{c['needless'] / c['figures']:.2%}",
            f"{c['errors'] / c['characters']:.2%}",
        ])  # fmt: skip
    head = ["pages: reader", "pages", "figures", "right", "wrong, no flag", "needless", "CER"]
    text = table(head, rows)
    spent = [
        [system, f"{np.mean([c for c, _ in of]):.1f}", f"{np.median([w for _, w in of]):.1f}"]
        for system, of in times.items()
    ]
    text += "\n\n" + table(["reader", "CPU s a page", "s a page, median"], spent)
    print(text)
    if given.write:
        write_table(ROOT / "docs" / "scans.md", "scans", text)


if __name__ == "__main__":
    main()
