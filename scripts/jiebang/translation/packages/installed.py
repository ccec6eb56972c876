"""Argos packages as files: what one holds, which are installed; install and remove.

The folder is the one that `argospm` uses, so that either finds what the other installed, each
package whole or not at all. Files come from anywhere and are read with care: nothing is
unpacked before every entry has been looked at, no path leads out of the package's one folder,
nothing is a link, and no more comes out than the limits allow. Only the files a package is
known to hold are taken.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from jiebang.errors import InputError, UsageError
from jiebang.translation.packages.download import writing

Pair = tuple[str, str]
ZH_EN: Pair = ("zh", "en")
TOKENIZER = "sentencepiece.model"

MAX_BYTES = 4 << 30
MAX_ENTRIES = 2000
# Weights hardly shrink and JSON shrinks tenfold; a bomb shrinks a thousandfold.
MAX_RATIO = 60
RATIO_FROM = 4 << 20
_CODE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_VERSION = re.compile(r"[\w.+-]{0,40}", re.ASCII)
_TOP = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)
# The last three are what argostranslate splits sentences with; never opened by us.
_TAKEN = re.compile(
    r"metadata\.json|README\.md|LICENSE(?:\.md|\.txt)?|(?:sentencepiece|bpe)\.model"
    r"|model/(?:model\.bin|config\.json|vmap\.txt|[a-z_0-9]*vocabulary\.(?:json|txt))"
    r"|(?:stanza|spacy|minisbd)/.*"
)
# What zipfile raises for damaged files: more than it says.
_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, OverflowError, MemoryError),
)
_STAGING = ".jiebang-"
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says of itself in metadata.json, as far as we use it."""

    version: str
    from_code: str
    to_code: str
    target_prefix: str = ""

    @property
    def pair(self) -> Pair:
        return self.from_code, self.to_code

    @property
    def name(self) -> str:
        """The package's name as argospm writes it."""
        return f"translate-{self.from_code}_{self.to_code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(Metadata):
    """A package unpacked in a folder; `sha256` is of its file, "" where that is not at hand."""

    path: Path
    sha256: str = field(default="", compare=False)


def packages_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The folder in which argospm keeps packages; it need not exist.

    ARGOS_PACKAGES_DIR, else what Argos's settings.json says, else argos-translate/packages
    in the user's data folder (XDG_DATA_HOME, else ~/.local/share).
    """
    env = os.environ if environ is None else environ
    home = Path(env.get("HOME", "~")).expanduser()
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    chosen = env.get("ARGOS_PACKAGES_DIR")
    try:
        settings = json.loads((config / "argos-translate" / "settings.json").read_text("utf-8"))
        chosen = chosen or settings["ARGOS_PACKAGES_DIR"]
    except (OSError, ValueError, LookupError, TypeError):
        pass  # a broken file says nothing
    data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
    return Path(chosen or data / "argos-translate" / "packages").expanduser()


def parse_metadata(data: bytes, where: str) -> Metadata:
    """The metadata of a translation package.

    Raises:
        InputError: it is no JSON object, or not that of a translation package.
    """
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise InputError("not readable as JSON", where, "get the package again") from None
    if not isinstance(found, dict) or found.get("type", "translate") != "translate":
        raise InputError("not the metadata of a translation package", where)
    found = {"package_version": "", "target_prefix": "", **found}
    for key, form in (("from_code", _CODE), ("to_code", _CODE), ("package_version", _VERSION)):
        if not isinstance(found.get(key), str) or not form.fullmatch(found[key]):
            raise InputError(f"{key} is no {'version' if form is _VERSION else 'language'}", where)
    if not isinstance(found["target_prefix"], str):
        raise InputError("target_prefix is no text", where)
    return Metadata(
        found["package_version"], found["from_code"], found["to_code"], found["target_prefix"]
    )


def read_package(folder: Path) -> Package:
    """The package unpacked in `folder`.

    Raises:
        InputError: there is none, or it is not whole.
    """
    try:
        data = (folder / "metadata.json").read_bytes()
    except OSError:
        raise InputError("no Argos package here", str(folder), "it has no metadata.json") from None
    metadata = parse_metadata(data, str(folder / "metadata.json"))
    if not (folder / "model" / "model.bin").is_file():
        raise InputError("the package has no model/model.bin", str(folder), "get it again")
    return Package(**asdict(metadata), path=folder)


def list_installed(place: Path | None = None) -> tuple[Package, ...]:
    """The translation packages installed, by name, the newest version first.

    A stray folder, or one that is not whole, is passed over.
    """
    place = packages_dir() if place is None else place
    found = []
    for path in sorted(place.glob("[!.]*/metadata.json")):
        try:
            found.append(read_package(path.parent))
        except InputError:
            continue
    found.sort(key=lambda p: version_key(p.version), reverse=True)
    return tuple(sorted(found, key=lambda p: p.name))


def find_installed(pair: Pair = ZH_EN, place: Path | None = None) -> Package | None:
    """The newest package installed for a pair of languages, if there is one."""
    return next((p for p in list_installed(place) if p.pair == pair), None)


def version_key(version: str) -> tuple[int, ...]:
    """A version as something to sort by: 1.10 after 1.9."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


class Archive(NamedTuple):
    """A `.argosmodel` file that has passed: its folder's name, and its files by their path."""

    top: str
    metadata: Metadata
    files: dict[str, bytes]


def read_archive(path: Path) -> Archive:
    """A `.argosmodel` file, looked through and unpacked into memory.

    Raises:
        InputError: it cannot be read, is no package, or has an entry no package has.
    """
    if not path.is_file():
        raise InputError("no such file", str(path), "check the path")
    try:
        handle = zipfile.ZipFile(path)
    except _BROKEN:
        remedy = "it may be cut short: get it again"
        raise InputError("no Argos package (not a zip file)", str(path), remedy) from None
    with handle:
        entries, top = _entries(path, handle)
        if "bpe.model" in entries and TOKENIZER not in entries:
            what = "a package with a BPE tokenizer (bpe.model), which is not run here"
            raise InputError(what, str(path), f"take one with a {TOKENIZER}")
        for wanted in ("metadata.json", "model/model.bin", TOKENIZER):
            if wanted not in entries:
                raise InputError(f"no Argos package (no {wanted})", str(path))
        files = {}
        for name, info in entries.items():
            try:  # no more is read than the entry promises, and its CRC is checked
                files[name] = handle.read(info)
            except _BROKEN:
                remedy = "get the package again"
                raise InputError(f"{name} is corrupt", str(path), remedy) from None
    metadata = parse_metadata(files["metadata.json"], f"{path}: metadata.json")
    return Archive(top, metadata, files)


def _entries(path: Path, handle: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], str]:
    """The files to take, by their path in the package, and the package's own folder."""
    infos = handle.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > MAX_ENTRIES:
        raise InputError(f"more than {MAX_ENTRIES} files: no Argos package", str(path))
    # By what the file really holds: entries may share their packed bytes.
    if total > MAX_BYTES or total > max(RATIO_FROM, MAX_RATIO * path.stat().st_size):
        raise InputError("unpacks to far more than a package would: refused", str(path))
    tops, found, seen = set(), {}, set()
    for info in infos:
        top, _, name = info.orig_filename.rstrip("/").partition("/")
        why = "is there twice" if name.casefold() in seen else _fault(info)
        if why:
            remedy = "nothing was unpacked; get the package from a source you trust"
            raise InputError(f"the entry {info.orig_filename[:80]!r} {why}", str(path), remedy)
        tops.add(top)
        if not info.is_dir():
            seen.add(name.casefold())
            if _TAKEN.fullmatch(name):
                found[name] = info
    tops.discard("__MACOSX")
    if len(tops) != 1 or not _TOP.fullmatch(next(iter(tops))):
        raise InputError("no Argos package (not one folder with all in it)", str(path))
    return found, tops.pop()


def _fault(info: zipfile.ZipInfo) -> str:
    """Why an entry cannot be taken; "" once it is certain where it leads."""
    name = info.orig_filename
    parts = name.rstrip("/").split("/")
    odd = any(part in ("", ".", "..") or part != part.strip() for part in parts)
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if odd or any(c in '\\:*?"<>|' or ord(c) < 0x20 for c in name) or len(name) > 240:
        return "leads out of its folder, or nowhere"
    return ""


def install_file(path: Path, *, place: Path | None = None, pair: Pair | None = None) -> Package:
    """Install a `.argosmodel` file; it takes the place of other versions of its pair.

    Args:
        path: the file.
        place: the folder of packages; none means argospm's.
        pair: the languages it must be for; none means any.

    Raises:
        InputError: it is no whole and harmless package, or not for that pair.
    """
    place = packages_dir() if place is None else place
    top, metadata, files = read_archive(path)
    if pair is not None and metadata.pair != pair:
        what = f"it translates {'→'.join(metadata.pair)}, not {'→'.join(pair)}"
        raise InputError(what, str(path))
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    final = place / top
    with writing(place), _staging(place) as staging:
        for name, data in files.items():
            target = staging / "new" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        others = [p.path for p in list_installed(place) if p.pair == metadata.pair]
        there = os.path.lexists(final)
        if there:
            final.rename(staging / "old")
        try:
            (staging / "new").rename(final)
        except BaseException:
            if there:
                (staging / "old").rename(final)
            raise
        _take_away([other for other in others if other != final], staging)
    return Package(**asdict(metadata), path=final, sha256=digest)


def remove(pair: Pair = ZH_EN, *, place: Path | None = None) -> tuple[Package, ...]:
    """Remove all packages installed for a pair of languages, and return them.

    Raises:
        UsageError: none is installed.
    """
    place = packages_dir() if place is None else place
    found = tuple(p for p in list_installed(place) if p.pair == pair)
    if not found:
        raise UsageError(f"no package {'→'.join(pair)} is installed", str(place))
    with writing(place), _staging(place) as staging:
        _take_away([package.path for package in found], staging)
    return found


def _take_away(folders: list[Path], staging: Path) -> None:
    """Take folders out of the packages, each in one step; a link is taken, not followed."""
    for number, folder in enumerate(folders):
        folder.rename(staging / f"old-{number}")


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
    for left in beside.glob(f"{_STAGING}*"):  # by a run that was killed
        if time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_STAGING, dir=beside) as folder:
        yield Path(folder)
