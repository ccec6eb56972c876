"""The same tree builds under ProperDocs with mkdocs-materialx, in an environment of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from building import ROOT, small_copy

DOCUMENT = "chongqing-ai-2023"
# Both themes install the package `material`: never in the environment that runs this.
THEME = ("properdocs>=1.6,<2", "mkdocs-materialx>=10,<11")


def requirements() -> list[str]:
    """What the project needs, but for the theme."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["parquet"]]
    return [line for line in needed if "mkdocs" not in line]


def words(page: Path) -> str:
    """What a reader reads, without the markup around it."""
    html = re.sub(
        r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page.read_text("utf-8"), flags=re.DOTALL
    )
    return " ".join(html.split())


@pytest.mark.slow
def test_the_site_builds_with_materialx(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    wanted = [*THEME, *requirements()]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    sites = []
    for name, program, theme in (("now", Path(sys.executable), ""), ("then", python, "materialx")):
        layout = small_copy(tmp_path / name, DOCUMENT)
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
        environment |= {"JIEBANG_THEME": theme} if theme else {}
        command = [program, "-m", "jiebang", "build", "--root", str(layout.root)]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        sites.append(layout.site)
    pages = [{p.relative_to(site) for p in site.rglob("*.html")} for site in sites]
    assert pages[0] == pages[1]
    then = (sites[1] / "en" / "index.html").read_text("utf-8")
    assert "properdocs" in then or "mkdocs-materialx" in then
    differing = [p for p in sorted(pages[0]) if words(sites[0] / p) != words(sites[1] / p)]
    assert differing == [], differing[:5]
