"""The same tree builds under ProperDocs, in an environment of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from building import ROOT, build_wheel, small_copy

DOCUMENT = "chongqing-ai-2023"
# It answers for the package `mkdocs`: never in the environment that runs this.
GENERATOR = ("properdocs>=1.6,<2",)


def requirements() -> list[str]:
    """What the project needs, but for the generator."""
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
def test_the_site_builds_with_properdocs(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    wanted = [*GENERATOR, *requirements()]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    (tmp_path / "source").mkdir()
    made = build_wheel(tmp_path / "source")  # the plugin is found by its name alone
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", made], check=True)
    sites = []
    for name, program, generator in (
        ("now", Path(sys.executable), ""),
        ("then", python, "properdocs"),
    ):
        layout = small_copy(tmp_path / name, DOCUMENT)
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        environment |= {"JIEBANG_GENERATOR": generator} if generator else {}
        command = [program, "-m", "jiebang", "build", "--root", str(layout.root)]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        sites.append(layout.site)
    pages = [{p.relative_to(site) for p in site.rglob("*.html")} for site in sites]
    assert pages[0] == pages[1]
    differing = [p for p in sorted(pages[0]) if words(sites[0] / p) != words(sites[1] / p)]
    assert differing == [], differing[:5]
