"""Where Argos packages lie, and what is installed there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from jiebang.errors import InputError

Pair = tuple[str, str]
ZH_EN: Pair = ("zh", "en")

_CODE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_VERSION = re.compile(r"[\w.+-]{0,40}", re.ASCII)


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


@dataclass(frozen=True, slots=True)
class Package:
    """A package unpacked in a folder; `sha256` is of its file, "" where that is not at hand."""

    path: Path
    metadata: Metadata
    sha256: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        return self.metadata.name

    @property
    def version(self) -> str:
        return self.metadata.version


def packages_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The folder in which argospm keeps packages; it need not exist.

    ARGOS_PACKAGES_DIR, else what Argos's settings.json says, else argos-translate/packages
    in the user's data folder (XDG_DATA_HOME, else ~/.local/share).
    """
    env = os.environ if environ is None else environ
    home = Path(env.get("SNAP_USER_DATA", "") if "SNAP" in env else env.get("HOME", "~"))
    home = home.expanduser()
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    chosen = env.get("ARGOS_PACKAGES_DIR") or _from_settings(config / "argos-translate")
    if chosen:
        return Path(chosen).expanduser()
    data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
    return data / "argos-translate" / "packages"


def _from_settings(folder: Path) -> str:
    """ARGOS_PACKAGES_DIR in Argos's own settings, or nothing; a broken file says nothing."""
    try:
        found = json.loads((folder / "settings.json").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    chosen = found.get("ARGOS_PACKAGES_DIR") if isinstance(found, dict) else None
    return chosen if isinstance(chosen, str) else ""


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
    from_code, to_code = found.get("from_code"), found.get("to_code")
    version, prefix = found.get("package_version", ""), found.get("target_prefix", "")
    if not _is_code(from_code) or not _is_code(to_code):
        raise InputError("names no pair of languages", where)
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise InputError("package_version is no version", where)
    if not isinstance(prefix, str):
        raise InputError("target_prefix is no text", where)
    return Metadata(version, from_code, to_code, prefix)


def _is_code(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(_CODE.fullmatch(value))


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
    return Package(folder, metadata)


def list_installed(place: Path | None = None) -> tuple[Package, ...]:
    """The translation packages installed, by name, the newest version first.

    A stray folder, or one that is not whole, is passed over.
    """
    place = packages_dir() if place is None else place
    found = []
    try:
        folders = sorted(p for p in place.iterdir() if p.is_dir() and p.name[0] != ".")
    except OSError:
        return ()
    for folder in folders:
        try:
            found.append(read_package(folder))
        except InputError:
            continue
    found.sort(key=lambda p: version_key(p.version), reverse=True)
    return tuple(sorted(found, key=lambda p: p.name))


def find_installed(pair: Pair = ZH_EN, place: Path | None = None) -> Package | None:
    """The newest package installed for a pair of languages, if there is one."""
    return next((p for p in list_installed(place) if p.metadata.pair == pair), None)


def version_key(version: str) -> tuple[int, ...]:
    """A version as something to sort by: 1.10 after 1.9."""
    return tuple(int(number) for number in re.findall(r"\d+", version))
