"""A small project root for the fuzzer, and how to bring it back as it was."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[3]
for _folder in ("tests", "scripts"):  # the code beside this file, whatever is installed
    sys.path.insert(0, str(PROJECT / _folder))

from jiebang.cli import main  # noqa: E402
from jiebang.runtime.layout import Layout  # noqa: E402

BASE = "tiny-journey"
GENRE = PROJECT / "tests" / "fixtures" / "genre"


@dataclass(frozen=True)
class Root:
    """A project root of one small document, and how to bring it back as it was."""

    layout: Layout
    before: dict[Path, bytes]

    @classmethod
    def make(cls, folder: Path) -> Root:
        """The root, its document added and translated as far as a few words go."""
        root = folder / "root"
        for name in ("content/sources", "glossary"):
            (root / name).mkdir(parents=True)
        shutil.copy(PROJECT / "mkdocs.yml", root)
        for path in (PROJECT / "glossary").glob("*.yml"):  # a few of each: read every time
            data = path.read_bytes()
            short = data[:700].rpartition(b"\n- id")[0] + b"\n"
            (root / "glossary" / path.name).write_bytes(short)
        with contextlib.redirect_stdout(io.StringIO()):
            code = main(["add", "--root", str(root), str(GENRE / f"{BASE}.txt"), "--id", BASE])
        assert code == 0
        layout = Layout(root)
        _translate_some(layout)
        os.environ.update(HOME=str(folder), ARGOS_PACKAGES_DIR=str(folder / "home" / "packages"))
        before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
        return cls(layout, before)

    def restore(self) -> None:
        """Take out what an input left."""
        for path in self.layout.root.rglob("*"):
            if path.is_file() and path not in self.before:
                path.unlink()
        for path, data in self.before.items():
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)


def _translate_some(layout: Layout) -> None:
    """English of every origin and state, so that a mutation meets all of them."""
    import polib

    path = layout.catalogue(BASE)
    po = polib.pofile(str(path), wrapwidth=0)
    for number, entry in enumerate(po):
        entry.msgstr = f"English {number} of {len(entry.msgid)} characters"
        kind = ("llm", "engine:argos@1.9", "memory:a.01.1", "person")[number % 4]
        entry.comment = f"origin: {kind}" + "\nreviewed: Li Hua" * (number % 3 == 0)
        entry.tcomment = ("", "a note", "allow numbers: as printed")[number % 3]
        if number % 5 == 1:
            entry.flags.append("fuzzy")
        if number % 7 == 2:
            entry.obsolete = True
    po.save(str(path))
