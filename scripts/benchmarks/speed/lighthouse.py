"""What Lighthouse says of each page type, with its preset for phones.

    JIEBANG_SITE_URL=http://127.0.0.1:8077/ .venv/bin/jiebang build
    .venv/bin/python scripts/benchmarks/speed/lighthouse.py site [--write]

Serves the site compressed, as a host would; `--write` puts the table into docs/site.md. Needs
npm's `lighthouse`, and Chromium where CHROME_PATH says. Performance is to be taken when nothing
else runs; the other scores do not depend on the machine. What drags a page down `lighthouse URL`
says by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import host, render_table, run_command, write_table

PORT = 8077
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
AUDITS = ("largest-contentful-paint", "cumulative-layout-shift", "total-byte-weight")
HEAD = "page|performance|accessibility|best practices|SEO|largest paint s|shift|kB"
FLAGS = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic"
# Pages of their own, and of those that there are many of the longest.
STANDING: tuple[str, ...] = (
    "tasks",
    "documents",
    "themes",
    "issuers",
    "glossary",
    "explore",
    "charts",
    "data",
)
STANDING += ("changes", "about", "about-translation", "search/?q=AI")
MANY = {"task": "tasks/*/*", "document": "documents/*", "original": "source/*"}


def find_pages(edition: Path) -> dict[str, str]:
    """A page of each type, by its name."""
    found = {"home": ""}
    for name, pattern in MANY.items():
        pages = edition.glob(f"{pattern}/index.html")
        longest = max(pages, key=lambda path: path.stat().st_size)
        found[name] = f"{longest.parent.relative_to(edition).as_posix()}/"
    return found | {name.partition("/")[0]: name for name in STANDING}


def judge(url: str) -> list[object]:
    """The cells of a row: scores out of 100, seconds, shift, kB over the wire."""
    wanted = f"--only-categories={','.join(CATEGORIES)}"
    command = ["lighthouse", url, "--quiet", "--output=json", wanted, FLAGS]
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    scores = [round(100 * report["categories"][key]["score"]) for key in CATEGORIES]
    paint, shift, size = (report["audits"][name]["numericValue"] for name in AUDITS)
    return [*scores, f"{paint / 1000:.1f}", f"{shift:.3f}", f"{size / 1000:.0f}"]


def main(site: Path, *, write: bool = False) -> None:
    rows: list[list[object]] = []
    with host(site, PORT) as address:
        for edition in ("en", "zh"):
            for name, path in find_pages(site / edition).items():
                rows.append([f"{edition}: {name}", *judge(f"{address}{edition}/{path}")])
                print(*rows[-1], sep=" | ", file=sys.stderr, flush=True)
    load = f"Load average over the last 15 minutes: {os.getloadavg()[2]:.1f}."
    text = f"{render_table(HEAD, rows)}\n\n{load}"
    print(text)
    if write:
        write_table("site.md", "lighthouse", text)


if __name__ == "__main__":
    run_command(main)
