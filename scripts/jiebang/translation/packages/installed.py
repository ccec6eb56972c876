"""Argos packages for Chinese to English, as files: what one holds; find, install and remove.

The folder is the one that `argospm` uses, so that either finds what the other installed, each
package whole or not at all. Files come from anywhere and are read with care: no more comes out
than the limits allow, and only the files a package is known to hold are taken, by names that
lead nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jiebang.errors import InputError, UsageError
from jiebang.runtime.files import read_bytes

TOKENIZER = "sentencepiece.model"

MAX_BYTES = 4 << 30
MAX_ENTRIES = 2000
# Weights hardly shrink and JSON shrinks tenfold; a bomb shrinks a thousandfold.
MAX_RATIO = 60
RATIO_FROM = 4 << 20
VERSION = re.compile(r"[\w.+-]{0,40}", re.ASCII)
_TOP = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)
# The last three are what argostranslate splits sentences with; never opened by us.
_TAKEN = re.compile(
    r"metadata\.json|README\.md|LICENSE(?:\.md|\.txt)?|(?:sentencepiece|bpe)\.model"
    r"|model/(?:model\.bin|config\.json|vmap\.txt|[a-z_0-9]*vocabulary\.(?:json|txt))"
    r"|(?:stanza|spacy|minisbd)(?:/\w[\w.+-]{0,99}){1,9}",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """A package for Chinese to English: unpacked at `path`, or to be had at `links`.

    `size` and `sha256` are of its file, 0 and "" where they are not known.
    """

    version: str
    target_prefix: str = ""
    path: Path = Path()
    links: tuple[str, ...] = ()
    size: int = 0
    sha256: str = field(default="", compare=False)

    @property
    def order(self) -> tuple[int, ...]:
        """Its version as something to sort by: 1.10 after 1.9."""
        return tuple(int(number) for number in re.findall(r"\d+", self.version))


def packages_dir() -> Path:
    """The folder in which argospm keeps packages; it need not exist.

    ARGOS_PACKAGES_DIR, else what Argos's settings.json says, else argos-translate/packages
    in the user's data folder (XDG_DATA_HOME, else ~/.local/share).
    """
    env, home = os.environ, Path.home()
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    chosen = env.get("ARGOS_PACKAGES_DIR")
    try:
        settings = json.loads((config / "argos-translate" / "settings.json").read_text("utf-8"))
        chosen = chosen or str(settings["ARGOS_PACKAGES_DIR"])
    except (OSError, ValueError, LookupError, TypeError):
        pass  # a broken file says nothing
    data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
    return Path(chosen or data / "argos-translate" / "packages").expanduser()


def list_installed() -> tuple[ModelPackage, ...]:
    """The packages installed that can be run here, the newest first; no others."""
    found = []
    for path in sorted(packages_dir().glob("[!.]*/metadata.json")):
        with suppress(InputError):
            found.append(_describe(path.parent, _names(path.parent), read_bytes(path)))
    return tuple(sorted(found, key=lambda package: package.order, reverse=True))


def read_package(folder: Path) -> tuple[ModelPackage, dict[str, bytes]]:
    """A package unpacked in a folder, and its files by their path: those that are run.

    Raises:
        InputError: there is none, it is not whole, or not one that is run here.
    """
    names = _names(folder)
    wanted = [n for n in names if n in ("metadata.json", TOKENIZER) or n.startswith("model/")]
    files = {name: read_bytes(folder / name) for name in wanted}
    return _describe(folder, names, files.get("metadata.json", b"")), files


def read_archive(path: Path) -> tuple[ModelPackage, dict[str, bytes], str]:
    """A `.argosmodel` file, looked through and unpacked into memory.

    Returns:
        What it says of itself, its files by their path, and the name of its folder.

    Raises:
        InputError: it cannot be read, is not run here, or has an entry no package has.
    """
    if not path.is_file():
        raise InputError("no such file", str(path), "check the path")
    try:
        with zipfile.ZipFile(path) as archive:
            top = _check_entries(path, archive.infolist())
            files: dict[str, bytes] = {}
            for info in archive.infolist():
                name = info.orig_filename.removeprefix(f"{top}/")
                if not _TAKEN.fullmatch(name) or stat.S_ISLNK(info.external_attr >> 16):
                    continue
                if name in files:
                    raise InputError(f"no Argos package ({name} is there twice)", str(path))
                # No more is read than the entry promises, and its CRC is checked.
                files[name] = archive.read(info)
    except InputError:
        raise
    except Exception:  # zipfile raises what it likes for a damaged file
        what = "no Argos package (no zip file, or a corrupt one)"
        raise InputError(what, str(path), "it may be cut short: get it again") from None
    return _describe(path, files, files.get("metadata.json", b"")), files, top


def _names(folder: Path) -> set[str]:
    paths = (*folder.glob("*"), *folder.glob("model/*"))
    return {path.relative_to(folder).as_posix() for path in paths if path.is_file()}


def _describe(path: Path, names: Collection[str], metadata: bytes) -> ModelPackage:
    """The package of these files. Raises InputError for one that could not be run here."""
    if "bpe.model" in names and TOKENIZER not in names:
        what = "a package with a BPE tokenizer (bpe.model), which is not run here"
        raise InputError(what, str(path), f"take one with a {TOKENIZER}")
    for name in ("metadata.json", "model/model.bin", TOKENIZER):
        if name not in names:
            raise InputError(f"no Argos package (no {name})", str(path), "get it again")
    try:
        found = {"package_version": "", "target_prefix": "", **json.loads(metadata)}
    except (ValueError, TypeError, RecursionError):
        raise InputError("metadata.json is no JSON object", str(path), "get it again") from None
    version, prefix = found["package_version"], found["target_prefix"]
    fits = isinstance(version, str) and isinstance(prefix, str) and VERSION.fullmatch(version)
    if not fits or found.get("type", "translate") != "translate":
        raise InputError("metadata.json is not that of a translation package", str(path))
    if pair_of(found) != "zh→en":
        raise InputError(f"it translates {pair_of(found)}, not zh→en", str(path))
    return ModelPackage(version, prefix, path)


def pair_of(metadata: Mapping[str, Any]) -> str:
    """The languages of a package, of its metadata or of its entry in an index: “zh→en”."""
    return f"{metadata.get('from_code')}→{metadata.get('to_code')}"


def _check_entries(path: Path, infos: list[zipfile.ZipInfo]) -> str:
    """The package's own folder.

    Raises:
        InputError: there is not one with all in it, or there is more than a package has.
    """
    total = sum(info.file_size for info in infos)
    if len(infos) > MAX_ENTRIES:
        raise InputError(f"more than {MAX_ENTRIES} files: no Argos package", str(path))
    # By what the file really holds: entries may share their packed bytes.
    if total > MAX_BYTES or total > max(RATIO_FROM, MAX_RATIO * path.stat().st_size):
        raise InputError("unpacks to far more than a package would: refused", str(path))
    tops = {info.orig_filename.partition("/")[0] for info in infos} - {"__MACOSX"}
    if len(tops) != 1 or not _TOP.fullmatch(next(iter(tops))):
        raise InputError("no Argos package (not one folder with all in it)", str(path))
    return tops.pop()


def install_file(path: Path) -> ModelPackage:
    """Install a `.argosmodel` file in place of all others.

    Raises:
        InputError: it is no whole and harmless package, or for other languages.
    """
    place = packages_dir()
    package, files, top = read_archive(path)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    final = place / top
    with writing(place), _staging(place) as staging:
        for name, data in files.items():
            target = staging / "new" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        others = [p.path for p in list_installed() if p.path != final]
        before = staging / "old"
        if os.path.lexists(final):
            final.rename(before)
        try:
            (staging / "new").rename(final)
        except BaseException:
            if os.path.lexists(before):
                before.rename(final)
            raise
        _take_away(others, staging)
    return replace(package, path=final, sha256=digest)


def remove() -> tuple[ModelPackage, ...]:
    """Remove all packages installed, and return them.

    Raises:
        UsageError: none is installed.
    """
    place, found = packages_dir(), list_installed()
    if not found:
        raise UsageError("no package zh→en is installed", str(place))
    with writing(place), _staging(place) as staging:
        _take_away([package.path for package in found], staging)
    return found


def _take_away(folders: list[Path], staging: Path) -> None:
    """Take folders out of the packages, each in one step; a link is taken, not followed."""
    for number, folder in enumerate(folders):
        folder.rename(staging / f"old-{number}")


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """A disk's refusal in one line. Raises InputError."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"cannot be written: {why}", str(error.filename or place)) from None


@contextmanager
def _staging(place: Path) -> Iterator[Path]:
    """A folder to work in, on the disk of the packages, gone afterwards.

    Beside them rather than among them: argostranslate takes every folder among
    them for a package, and falls over one that is not.
    """
    place.mkdir(parents=True, exist_ok=True)
    beside = place.parent
    if not os.access(beside, os.W_OK) or beside.stat().st_dev != place.stat().st_dev:
        beside = place
    with tempfile.TemporaryDirectory(prefix=".jiebang-", dir=beside) as folder:
        yield Path(folder)
