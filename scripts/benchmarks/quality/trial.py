"""A small project in a temporary folder, used through the commands alone.

Shared by the scorers beside it: they see what a user sees, the structured Markdown, the
tables and what the commands print.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "tests" / "fixtures"
_OWN = "chongqing-ai-2023"
_TABLES = ("documents", "tasks", "indicators")
_ANCHOR = re.compile(r"\{#[^}]*\}")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)

Row = dict[str, Any]


def plain(text: str) -> str:
    """NFKC without white space: what is compared is never how a text was laid out."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Added:
    """What `add` left of one file: its report, the Markdown's front matter and body."""

    code: int
    report: str
    front: str = ""
    body: str = ""


class Trial:
    """A project of one document, to which files are added."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.root = folder
        content, own = folder / "content", ROOT / "content"
        for name in ("sources", "documents", "translations/en"):
            (content / name).mkdir(parents=True)
        shutil.copytree(ROOT / "glossary", folder / "glossary")
        shutil.copy(ROOT / "mkdocs.yml", folder)
        entries = (own / "sources/sources.yml").read_text("utf-8").split("\n- id: ")
        entry = next(e for e in entries if e.startswith(_OWN))
        (content / "sources/sources.yml").write_text(f"- id: {entry}\n", "utf-8")
        file = re.search(r"^  file: (\S+)", entry, re.M)
        assert file is not None
        for path in (
            f"sources/{file[1]}",
            f"documents/{_OWN}.md",
            f"translations/en/{_OWN}.po",
        ):
            shutil.copy(own / path, content / path)

    def run(self, *args: str) -> tuple[int, str]:
        """The exit code of a command and all it printed."""
        command = [sys.executable, "-m", "jiebang", args[0], "--root", str(self.root), *args[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def add(self, file: Path, document: str) -> Added:
        code, report = self.run("add", str(file), "--id", document)
        return self.read(document, code, report)

    def add_folder(self, folder: Path) -> None:
        """All files of a folder at once, each under its own name."""
        self.run("add", str(folder))

    def read(self, document: str, code: int = 0, report: str = "") -> Added:
        path = self.root / "content" / "documents" / f"{document}.md"
        if not path.is_file():
            return Added(code, report)
        text = path.read_text("utf-8")
        front = _FRONT.match(text)
        body = text[front.end() :] if front else text
        # Markdown's escapes and the ids are no part of the text.
        body = re.sub(r"\\([^\w\s])", r"\1", _ANCHOR.sub("", body))
        return Added(code, report, front[1] if front else "", body)

    def tables(self) -> dict[str, list[Row]]:
        """The rows of the tables, empty where `data` wrote none."""
        code, text = self.run("data")
        folder = self.root / "site" / "data"
        if not all((folder / f"{name}.json").is_file() for name in _TABLES):
            print(f"data wrote no tables (exit code {code}): {text.strip()[:400]}", file=sys.stderr)
            return {name: [] for name in _TABLES}
        return {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in _TABLES}


def allows(expected: Any, value: Any) -> bool:
    """Whether a value is one of those that are right."""
    readings = expected["any_of"] if isinstance(expected, dict) else [expected]
    return any(_same(one, value) for one in readings)


def _same(one: Any, value: Any) -> bool:
    if one is None or value is None:
        return one is None and value is None
    return plain(str(one)) == plain(str(value))


def is_stated(expected: Any) -> bool:
    """Whether the text states the fact: then an empty value is a miss unless any_of allows it."""
    if isinstance(expected, dict):
        return any(one is not None for one in expected["any_of"])
    return expected is not None
