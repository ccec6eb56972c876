"""What a page of each type weighs over the wire, as a browser without a cache loads it.

    .venv/bin/python scripts/benchmarks/speed/site_weight.py --write

builds the site, serves it compressed, as a host would, opens each page in Chromium and
puts the table into docs/site.md. A search counts what one query loads.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from lighthouse import CHROMIUM, pages
from playwright.sync_api import Browser, Request, sync_playwright
from projects import built, host

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tables import ROOT, table, write_table

PAGE = ROOT / "docs" / "site.md"
KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "scripts", "font": "fonts"}
COLUMNS = (*KINDS.values(), "other", "total")


def weigh(browser: Browser, url: str) -> tuple[Counter[str], int]:
    """Bytes by kind, headers left out, and the number of requests."""
    context = browser.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    done: list[Request] = []
    page.on("requestfinished", lambda request: done.append(request))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    found: Counter[str] = Counter()
    for request in done:
        if request.url.startswith("data:"):
            continue
        size = request.sizes()["responseBodySize"]
        found[KINDS.get(request.resource_type, "other")] += size
        found["total"] += size
    count = sum(not request.url.startswith("data:") for request in done)
    context.close()
    return found, count


def main() -> None:
    parser = argparse.ArgumentParser(description="What each page type weighs.")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args()
    program = next(filter(None, map(shutil.which, CHROMIUM)), None) or sys.exit("no Chromium found")
    rows = []
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        site = built(Path(made) / "root")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        with host(site) as address:
            for edition in ("en", "zh"):
                for name, path in pages(site, edition):
                    found, count = weigh(browser, address + path)
                    sizes = (f"{found[column] / 1000:.1f}" for column in COLUMNS)
                    rows.append([name, *sizes, count])
        browser.close()
    text = table(["kB, compressed", *COLUMNS, "requests"], rows)
    print(text)
    if args.write:
        write_table(PAGE, "weight", text)


if __name__ == "__main__":
    main()
