"""The pictures of the README: `python tests/browser/screenshots.py [SITE]` after `make site`.

Writes docs/images/*.png from the built site, site/ unless another is named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from conftest import ARGUMENTS, ROOT, find_chromium, serve
from playwright.sync_api import sync_playwright

# name, address, width, height, color scheme, what to bring to the top of the window
SHOTS = (
    ("home", "en/", 1280, 900, "light", ""),
    ("task-page", "en/tasks/ai-major-project/01/", 1280, 1000, "light", ""),
    ("task-indicators", "en/tasks/ai-major-project/01/#i3", 1280, 900, "light", "#indicators"),
    ("task-page-zh-phone", "zh/tasks/zhengzhou-future-2023/a2-06/", 390, 844, "dark", ""),
    ("search", "en/search/?q=算力利用率", 1280, 900, "light", ""),
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    yield from serve(folder)


def main(site: Path) -> None:
    """Take every picture."""
    if not (site / "en").is_dir():
        sys.exit(f"{site} is not built: run `make site` first")
    program = find_chromium() or sys.exit("no Chromium found")
    target = ROOT / "docs" / "images"
    target.mkdir(exist_ok=True)
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name, path, width, height, scheme, top in SHOTS:
            size = {"width": width, "height": height}
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            if top:
                page.locator(top).evaluate("e => e.scrollIntoView()")
            page.wait_for_timeout(500)  # until colors have settled
            page.screenshot(path=target / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site")
