"""The picture that links to the site are shown with: `python tests/browser/card.py`.

Draws docs/card.png, once, with the fonts of this machine; the build
only copies it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from conftest import ARGUMENTS, ROOT, find_chromium
from playwright.sync_api import sync_playwright

TARGET = ROOT / "docs" / "card.png"
HTML = """<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 80px 90px;
    background: #fdfcf9; color: #1e2026; border-top: 22px solid #8f1d21;
    font: 36px/1.45 "Noto Sans", "Noto Sans CJK SC", sans-serif; }
  .seal { display: inline-grid; place-items: center; width: 96px; height: 96px; margin-right: 28px;
    border-radius: 10px; background: #8f1d21; color: #fdfcf9; font: 600 62px "Noto Serif CJK SC"; }
  h1 { display: flex; align-items: center; margin: 0 0 50px;
    font: 600 84px/1.1 Georgia, "Noto Serif", serif; }
  p { margin: 0 0 16px; } .zh { font-family: "Noto Sans CJK SC", sans-serif; color: #5f6068; }
</style><h1><span class="seal" lang="zh-Hans">榜</span>Jiebang</h1>
<p>Chinese open-competition R&amp;D tasks,<br>sentence by sentence in Chinese and English</p>
<p class="zh" lang="zh-Hans">揭榜挂帅科研任务，逐句中英对照</p>"""


def main() -> None:
    """Draw the card."""
    program = find_chromium() or sys.exit("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.set_content(HTML)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
