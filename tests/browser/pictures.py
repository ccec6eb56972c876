"""Pictures of every page type, to be looked at: `make pictures` after a change of the looks.

    python tests/browser/pictures.py [--site SITE] [--only TEXT] [--output FOLDER]

Each page at two widths, light and dark, whole, into .cache/pictures/, with index.html to see
them all on one sheet. Pages wider than their window are named at the end, and the exit
code is 1 then.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from conftest import ARGUMENTS, ROOT, find_chromium
from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import served

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
TALLEST = 6000  # px of a page that are pictured; the longest glossaries are all alike
FIRST = "tasks/ai-major-project/01/"


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as it is after `act`; `show` is the reader's choice of languages."""

    name: str
    address: str
    show: str = "both"
    act: Callable[[Page], object] | None = None


def shots(site: Path) -> Iterator[Shot]:
    """Every page that stands in an edition's top folder, and the others one of a kind."""
    for edition in ("en", "zh"):
        yield Shot(f"{edition}-home", f"{edition}/")
        for path in sorted((site / edition).glob("*/index.html")):
            key = path.parent.name
            if key not in ("search", "explore"):
                yield Shot(f"{edition}-{key}", f"{edition}/{key}/")
        yield from of_a_kind(site / edition, edition)
    yield Shot("zh-hant-home", "zh-hant/")
    yield Shot("zh-hant-task", f"zh-hant/{FIRST}")
    yield Shot("404", "404.html")


def of_a_kind(folder: Path, edition: str) -> Iterator[Shot]:
    """A search with results, both tables, the first and the longest task, a document."""
    query = f"{edition}/search/?q={quote('算力 AI')}"
    yield Shot(f"{edition}-search", query, act=lambda p: p.locator(".jb-hit").first.wait_for())
    for table in ("measures", "tasks"):
        yield Shot(f"{edition}-explore-{table}", f"{edition}/explore/?table={table}", act=filled)
    longest = longest_page(folder / "tasks")
    for show in ("both", "en", "zh"):
        yield Shot(f"{edition}-task-{show}", f"{edition}/{FIRST}", show)
    yield Shot(f"{edition}-task-longest", f"{edition}/tasks/{longest}/")
    yield Shot(f"{edition}-task-opened", f"{edition}/{FIRST}", act=opened)
    yield Shot(f"{edition}-task-menu", f"{edition}/{FIRST}#i3", act=menu)
    yield Shot(f"{edition}-task-cite", f"{edition}/{FIRST}#i3", act=cite)
    yield Shot(f"{edition}-task-drawer", f"{edition}/{FIRST}", act=drawer)
    for document in sorted(folder.glob("documents/*/index.html")):
        name = document.parent.name
        yield Shot(f"{edition}-document-{name}", f"{edition}/documents/{name}/")


def longest_page(folder: Path) -> str:
    """The address below `folder` of the page with the most HTML."""
    pages = (p for p in folder.rglob("index.html") if p.parent != folder)
    return max(pages, key=lambda p: p.stat().st_size).parent.relative_to(folder).as_posix()


def filled(page: Page) -> None:
    page.locator("#jb-explore-table tbody tr").first.wait_for()


def opened(page: Page) -> None:
    """All that unfolds."""
    for summary in page.locator("main summary").all():
        summary.click()


def menu(page: Page) -> None:
    page.locator("#i3 .jb-take").click()


def cite(page: Page) -> None:
    menu(page)
    page.locator(".jb-menu [role=menuitem]").nth(2).click()
    page.locator(".jb-dialog textarea").first.wait_for()


def drawer(page: Page) -> None:
    """The menu of a narrow screen; a wide one has none."""
    handle = page.locator(".jb-drawer")
    if handle.is_visible():
        handle.click()


def take(browser: Browser, address: str, shot: Shot, width: int, scheme: str, path: Path) -> int:
    """One picture; returns how many pixels the page is wider than its window."""
    size = {"width": width, "height": 800}
    dark = scheme == "dark"
    context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light")
    context.add_init_script(f"localStorage.setItem('jiebang.show', '{shot.show}')")
    page = context.new_page()
    page.goto(address + shot.address)
    page.wait_for_load_state("networkidle")
    if shot.act:
        shot.act(page)
    page.wait_for_timeout(300)  # until colors have settled
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    floating = shot.act in (menu, cite, drawer)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    page.screenshot(path=path, full_page=not floating, **({} if floating else {"clip": clip}))
    wide = int(page.evaluate("document.documentElement.scrollWidth")) - width
    context.close()
    return max(0, wide)


def sheet(names: list[str]) -> str:
    """A page with all pictures, a row for each page."""
    rows = "".join(
        f"<h2>{escape(name)}</h2><div>"
        + "".join(
            f'<a href="{escape(file)}"><img loading="lazy" alt="{escape(file)}" '
            f'src="{escape(file)}" style="width:{width // 2 if width > 400 else width}px"></a>'
            for width in WIDTHS
            for scheme in SCHEMES
            for file in [file_name(name, width, scheme)]
        )
        + "</div>"
        for name in names
    )
    style = "body{font:1rem system-ui}div{display:flex;gap:1rem;align-items:start;overflow:auto}"
    return f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>{style}</style>{rows}"


def file_name(name: str, width: int, scheme: str) -> str:
    return f"{name}-{width}-{scheme}.png"


def main() -> int:
    parser = argparse.ArgumentParser(description="Pictures of every page type.")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--output", type=Path, default=ROOT / ".cache" / "pictures")
    parser.add_argument("--only", default="", help="just the pages with this in their name")
    args = parser.parse_args()
    if not (args.site / "en").is_dir():
        sys.exit(f"{args.site} is not built: run `make site` first")
    program = find_chromium() or sys.exit("no Chromium found")
    args.output.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in shots(args.site) if args.only in shot.name]
    too_wide = []
    with served(args.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for shot in wanted:
            for width in WIDTHS:
                for scheme in SCHEMES:
                    file = file_name(shot.name, width, scheme)
                    wide = take(browser, address, shot, width, scheme, args.output / file)
                    if wide:
                        too_wide.append(f"{file}: {wide} px wider than its window")
        browser.close()
    (args.output / "index.html").write_text(sheet([shot.name for shot in wanted]), "utf-8")
    print(f"{len(wanted) * len(WIDTHS) * len(SCHEMES)} pictures: {args.output / 'index.html'}")
    print("\n".join(too_wide))
    return 1 if too_wide else 0


if __name__ == "__main__":
    sys.exit(main())
