"""A new project: what a publisher needs to take in a first document, and nothing of ours."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import yaml

from jiebang.errors import UsageError
from jiebang.runtime.layout import Layout

_STARTER = Path(__file__).with_name("starter")
_LAST = "mkdocs.yml"  # with it the folder is a project
_EMPTY = ("content/documents", "content/translations/en", "docs/en", "docs/zh")


def init_project(folder: Path, title: str = "") -> Layout:
    """Make a project in a folder that is empty or not there yet: whole, or not at all.

    Args:
        title: the name of the site; a neutral one where it is left out.

    Raises:
        UsageError: something is in the folder, or it cannot be written.
    """
    folder = folder.absolute()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "not an empty folder" if folder.is_dir() else "a file, not a folder"
            raise UsageError(what, str(folder), "name a new folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
            stage = Path(made) / "project"
            _fill(stage, folder.name, title)
            if folder.exists():  # it may be where the shell stands: it stays the same folder
                for path in sorted(stage.iterdir(), key=lambda p: p.name == _LAST):
                    path.rename(folder / path.name)
            else:
                stage.rename(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot be written: {reason}", str(folder)) from None
    return Layout(folder)


def _fill(stage: Path, name: str, title: str) -> None:
    named = yaml.safe_dump({"title": title}, allow_unicode=True, width=10**6).strip()
    words = {"jiebang.yml": ("{title}", named if title else "# title: {en: …, zh: …}")}
    words["README.md"] = ("{name}", " ".join(title.split()) or name)
    shutil.copytree(_STARTER, stage)
    (stage / "gitignore").rename(stage / ".gitignore")
    for file, (mark, text) in words.items():
        path = stage / file
        path.write_text(path.read_text("utf-8").replace(mark, text), "utf-8", newline="\n")
    for place in _EMPTY:
        (stage / place).mkdir(parents=True)
        (stage / place / ".gitkeep").touch()
