"""Printing through LibreOffice and Chromium, as people do."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OFFICE = ("soffice", "libreoffice")
_FILTERS = {
    "pdf": "pdf",
    "odt": "odt",
    "docx": "docx:MS Word 2007 XML",
    "html": "html:HTML (StarWriter):UTF8",
}


def _found(names: tuple[str, ...], what: str) -> str:
    """The program; a skip without it, but a failure where CI says it must be there."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    if path is None:
        pytest.skip(f"{what} is not installed")
    return path


def print_with_office(
    files: Iterable[Path], kind: str, folder: Path, *, as_text: bool = False
) -> Path:
    """Files converted by LibreOffice to pdf, docx, odt or html, in a folder of their own.

    `as_text`: pages are opened as text documents.
    """
    office = _found(_OFFICE, "LibreOffice (libreoffice-writer-nogui)")
    made = folder / f"office-{kind}"
    profile = (folder / f"profile-{kind}").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless",
         *["--infilter=HTML (StarWriter)"] * as_text,
         "--convert-to", _FILTERS[kind], "--outdir", str(made), *map(str, files)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return made


def print_with_chromium(files: Iterable[Path], folder: Path, head: str = "") -> Path:
    """Pages printed to PDF by Chromium, with page numbers at their foot and a running head.

    In a thread of its own: Playwright allows one loop a thread, and the browser tests of
    the same run may hold one open.
    """
    made = folder / "chromium-pdf"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_print, _found(_CHROMIUM, "Chromium"), list(files), made, head).result()
    return made


def _print(browser: str, files: Iterable[Path], made: Path, head: str) -> None:
    from playwright.sync_api import sync_playwright

    edge = '<div style="font-size:9px;width:100%;text-align:center">{}</div>'
    foot = edge.format('<span class="pageNumber"></span> / <span class="totalPages"></span>')
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page()
        for file in files:
            page.goto(file.as_uri())
            page.pdf(
                path=made / f"{file.stem}.pdf",
                prefer_css_page_size=True,
                display_header_footer=True,
                header_template=edge.format(head),
                footer_template=foot,
            )
        chromium.close()
