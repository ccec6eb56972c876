"""What Lighthouse says of each page type, with its preset for phones.

    .venv/bin/python scripts/benchmarks/speed/lighthouse.py --write

builds the site, serves it compressed, as a host would, and puts the table into
docs/site.md. Needs Chromium and npm's `lighthouse` (npm install --global lighthouse, or
--lighthouse PATH). Performance is the median of some runs, to be taken when nothing else
runs; the other scores do not depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from host import host
from tables import ROOT, table, write_table

from jiebang.commands.build import build
from jiebang.runtime.layout import Layout

PAGE = ROOT / "docs" / "site.md"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WANTED = 95
STANDING = ("tasks", "documents", "themes", "issuers", "glossary", "explore", "charts", "data")
STANDING += ("changes", "about", "about-translation")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Look:
    """One page: its scores out of 100, what drags them down, and some of what it measured."""

    scores: dict[str, int]
    faults: tuple[str, ...]
    paint: float  # seconds until the largest piece is there
    shift: float
    size: int  # bytes over the wire


def pages(site: Path, edition: str) -> list[tuple[str, str]]:
    """(name, address) of a page of each type; of the tasks the first and the longest."""
    tasks = sorted((site / edition / "tasks").glob("*/*/index.html"))
    documents = sorted((site / edition / "documents").glob("*/index.html"))
    releases = sorted((site / edition / "changes").glob("*/index.html"))

    def longest(found: list[Path]) -> str:
        return _address(max(found, key=lambda path: path.stat().st_size), site, edition)

    found = [
        ("home", ""),
        ("first task", _address(tasks[0], site, edition)),
        ("longest task", longest(tasks)),
        ("longest document", longest(documents)),
        ("first original", f"source/{tasks[0].parts[-3]}/"),
        *(("a release", _address(p, site, edition)) for p in releases[:1]),
        *((key, f"{key}/") for key in STANDING),
        ("search", "search/?q=AI"),
    ]
    return [(f"{edition}: {name}", f"{edition}/{address}") for name, address in found]


def _address(path: Path, site: Path, edition: str) -> str:
    return f"{path.parent.relative_to(site / edition).as_posix()}/"


def look(program: str, url: str, output: Path) -> dict[str, Any]:
    """One run of Lighthouse, as its own report."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-quic"
    done = subprocess.run(
        [
            program,
            url,
            "--quiet",
            "--output=json",
            f"--output-path={output}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={flags}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"lighthouse failed on {url}: {done.stderr.strip()[-500:]}")
    return dict(json.loads(output.read_text("utf-8")))


def judged(program: str, url: str, runs: int) -> Look:
    """All scores of a page; performance is the median of so many runs."""
    with tempfile.TemporaryDirectory() as made:
        reports = [look(program, url, Path(made) / f"{n}.json") for n in range(runs)]
    scores = {key: round(100 * reports[0]["categories"][key]["score"]) for key in CATEGORIES}
    speeds = [report["categories"]["performance"]["score"] for report in reports]
    scores["performance"] = round(100 * median_low(speeds))
    audits = reports[0]["audits"]
    return Look(
        scores,
        tuple(_faults(reports[0])),
        median_low(r["audits"]["largest-contentful-paint"]["numericValue"] for r in reports) / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
        int(audits["total-byte-weight"]["numericValue"]),
    )


def _faults(report: dict[str, Any]) -> list[str]:
    """Audits that count and are not passed, performance aside."""
    found = []
    for key in CATEGORIES[1:]:
        for part in report["categories"][key]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                items = audit.get("details", {}).get("items", [])
                found.append(f"{key}: {audit['title']} {json.dumps(items)[:300]}")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description="Lighthouse on each page type.")
    parser.add_argument("--lighthouse", default="lighthouse", help="where it is not on the path")
    parser.add_argument("--runs", type=int, default=3, help="runs for the speed of a page")
    parser.add_argument("--editions", default="en,zh")
    parser.add_argument("--only", default="", help="just the pages with this in their name")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args()
    program = shutil.which(args.lighthouse) or sys.exit("lighthouse is missing: see --help")
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    os.environ["CHROME_PATH"] = chromium or sys.exit("no Chromium found")
    port = free_port()
    os.environ["JIEBANG_SITE_URL"] = f"http://127.0.0.1:{port}/"
    rows, low = [], []
    with tempfile.TemporaryDirectory() as made:
        root = Path(made) / "root"
        root.mkdir()
        shutil.copy(ROOT / "mkdocs.yml", root)
        for name in ("content", "docs", "glossary"):
            shutil.copytree(ROOT / name, root / name)
        (root / "scripts").symlink_to(ROOT / "scripts")
        build(Layout(root))
        site = Layout(root).site
        with host(site, port) as address:
            wanted = [p for edition in args.editions.split(",") for p in pages(site, edition)]
            for name, path in wanted:
                if args.only not in name:
                    continue
                found = judged(program, address + path, args.runs)
                rest = [f"{found.paint:.1f}", f"{found.shift:.3f}", f"{found.size / 1000:.0f}"]
                rows.append([name, *(found.scores[key] for key in CATEGORIES), *rest])
                low += [f"{name}: {k} {v}" for k, v in found.scores.items() if v < WANTED]
                print(*rows[-1], *found.faults, sep=" | ", file=sys.stderr, flush=True)
    head = ["page", "performance", "accessibility", "best practices", "SEO"]
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    said = (
        f"Lighthouse {version}, its preset for phones; runs of each page for its performance: "
        f"{args.runs}, load average over the last 15 minutes {os.getloadavg()[2]:.1f}."
    )
    text = f"{table([*head, 'largest paint s', 'shift', 'kB'], rows)}\n\n{said}"
    print(text, *(f"below {WANTED}: {line}" for line in low), sep="\n")
    if args.write:
        write_table(PAGE, "lighthouse", text)
    sys.exit(1 if low else 0)


if __name__ == "__main__":
    main()
