"""What Lighthouse says of each page type, with its preset for phones.

    JIEBANG_SITE_URL=http://127.0.0.1:8077/ .venv/bin/jiebang build
    .venv/bin/python scripts/benchmarks/speed/lighthouse.py site [--write]

Serves the site compressed, as a host would; `--write` puts the table into docs/site.md. Needs
npm's `lighthouse`, and Chromium where CHROME_PATH says. Performance is to be taken when nothing
else runs; the other scores do not depend on the machine. What drags a page down `lighthouse URL`
says by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from host import host
from tables import ROOT, table, write_table

PORT = 8077
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
HEAD = ("page", "performance", "accessibility", "best practices", "SEO", "largest paint s",
        "shift", "kB")  # fmt: skip
FLAGS = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic"
STANDING = ("tasks", "documents", "themes", "issuers", "glossary", "explore", "charts", "data")
STANDING += ("changes", "about", "about-translation", "search/?q=AI")


def find_pages(edition: Path) -> dict[str, str]:
    """A page of each type, by its name: of tasks and documents the longest."""

    def longest(pattern: str) -> str:
        page = max(edition.glob(pattern), key=lambda path: path.stat().st_size)
        return f"{page.parent.relative_to(edition).as_posix()}/"

    found = {"home": "", "task": longest("tasks/*/*/index.html")}
    found |= {"document": longest("documents/*/index.html")}
    found |= {"original": longest("source/*/index.html")}
    return found | {name.partition("/")[0]: name for name in STANDING}


def judge(url: str) -> dict[str, Any]:
    """The report of one run."""
    wanted = f"--only-categories={','.join(CATEGORIES)}"
    done = subprocess.run(
        ["lighthouse", url, "--quiet", "--output=json", wanted, FLAGS],
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def read_report(report: dict[str, Any]) -> list[object]:
    """The cells of a row: scores out of 100, seconds, shift, kB over the wire."""
    scores = [round(100 * report["categories"][key]["score"]) for key in CATEGORIES]
    paint, shift, size = (
        report["audits"][name]["numericValue"]
        for name in ("largest-contentful-paint", "cumulative-layout-shift", "total-byte-weight")
    )
    return [*scores, f"{paint / 1000:.1f}", f"{shift:.3f}", f"{size / 1000:.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", type=Path, help="the folder of the built site")
    parser.add_argument("--write", action="store_true", help="the table into docs/site.md")
    args = parser.parse_args()
    rows = []
    with host(args.site, PORT) as address:
        for edition in ("en", "zh"):
            for name, path in find_pages(args.site / edition).items():
                cells = read_report(judge(f"{address}{edition}/{path}"))
                rows.append([f"{edition}: {name}", *cells])
                print(*rows[-1], sep=" | ", file=sys.stderr, flush=True)
    load = f"Load average over the last 15 minutes: {os.getloadavg()[2]:.1f}."
    text = f"{table(HEAD, rows)}\n\n{load}"
    print(text)
    if args.write:
        write_table(ROOT / "docs" / "site.md", "lighthouse", text)


if __name__ == "__main__":
    main()
