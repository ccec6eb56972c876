"""Reading `.argosmodel` files, which come from anywhere, with care.

Nothing is written before every entry has been looked at: no path leads out of the
package's one folder, nothing is a link, and no more comes out than the limits allow.
Only the files a package is known to hold are taken; others are left where they are.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jiebang.errors import InputError
from jiebang.translation.packages.places import Metadata, parse_metadata

MAX_BYTES = 4 << 30
MAX_ENTRIES = 2000
# Weights hardly shrink and JSON shrinks tenfold; a bomb shrinks a thousandfold.
MAX_RATIO = 60
RATIO_FROM = 4 << 20
_MAX_METADATA = 1 << 20
_CHUNK = 1 << 20

_TOP = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)
_TEXTS = ("metadata.json", "README.md", "LICENSE", "LICENSE.md", "LICENSE.txt")
_TOKENIZER, _OTHER_TOKENIZER = "sentencepiece.model", "bpe.model"
# What argostranslate splits sentences with; never opened by us.
_SPLITTERS = ("stanza", "spacy", "minisbd")
_MODEL_FILE = re.compile(r"model\.bin|config\.json|vmap\.txt|[a-z_0-9]*vocabulary\.(json|txt)")
# What zipfile raises for damaged files: more than it says.
_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError),
    *(RuntimeError, ValueError, OverflowError, MemoryError),
)


@dataclass(frozen=True)
class Archive:
    """A `.argosmodel` file that has passed: `entries` by their path in the package."""

    path: Path
    top: str
    entries: dict[str, zipfile.ZipInfo]
    metadata: Metadata
    _zip: zipfile.ZipFile

    def read(self, name: str) -> bytes:
        """The bytes of one file of the package."""
        return b"".join(self._chunks(name))

    def unpack(self, into: Path) -> None:
        """Write the package's files into an empty folder of the caller's."""
        for name in self.entries:
            target = into.joinpath(*name.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                for chunk in self._chunks(name):
                    stream.write(chunk)

    def _chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, no more than the archive promised, its CRC checked."""
        info, done = self.entries[name], 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    done += len(chunk)
                    if done > info.file_size:
                        raise zipfile.BadZipFile("longer than promised")
                    yield chunk
        except (*_BROKEN, OSError):
            raise _corrupt(self.path, name) from None
        if done != info.file_size:
            raise _corrupt(self.path, name)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """A `.argosmodel` file, looked through; nothing is unpacked.

    Raises:
        InputError: it cannot be read, is no package, or has an entry no package has.
    """
    try:
        handle = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise InputError("no such file", str(path), "check the path") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", str(path)) from None
    except _BROKEN:
        remedy = "it may be cut short: get it again"
        raise InputError("no Argos package (not a zip file)", str(path), remedy) from None
    with handle:
        entries, top = _entries(path, handle)
        if _OTHER_TOKENIZER in entries and _TOKENIZER not in entries:
            what = f"a package with a BPE tokenizer ({_OTHER_TOKENIZER}), which is not run here"
            raise InputError(what, str(path), f"take one with a {_TOKENIZER}")
        for wanted in ("metadata.json", "model/model.bin", _TOKENIZER):
            if wanted not in entries:
                raise InputError(f"no Argos package (no {wanted})", str(path))
        if entries["metadata.json"].file_size > _MAX_METADATA:
            raise InputError("metadata.json is too large", str(path))
        bare = Archive(path, top, entries, Metadata("", "", ""), handle)
        metadata = parse_metadata(bare.read("metadata.json"), f"{path}: metadata.json")
        yield Archive(path, top, entries, metadata, handle)


def _entries(path: Path, handle: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], str]:
    """The files to take, by their path in the package, and the package's own folder."""
    infos = handle.infolist()
    total = sum(info.file_size for info in infos)
    # By what the file really holds: entries may share their packed bytes.
    bomb = total > RATIO_FROM and total > MAX_RATIO * path.stat().st_size
    for what in (
        f"more than {MAX_ENTRIES} files: no Argos package" if len(infos) > MAX_ENTRIES else "",
        f"unpacks to {total:,} bytes: no Argos package" if total > MAX_BYTES else "",
        "unpacks to far more than a package would: refused" if bomb else "",
    ):
        if what:
            raise InputError(what, str(path))
    tops, found, seen = set(), {}, set()
    for info in infos:
        first, _, name = info.orig_filename.rstrip("/").partition("/")
        why = "is there twice" if name.casefold() in seen else _fault(info)
        if why:
            remedy = "nothing was unpacked; get the package from a source you trust"
            raise InputError(f"the entry {info.orig_filename[:80]!r} {why}", str(path), remedy)
        tops.add(first)
        if not info.is_dir():
            seen.add(name.casefold())
            if _expected(name.split("/")):
                found[name] = info
    tops.discard("__MACOSX")
    if len(tops) != 1:
        raise InputError("no Argos package (not one folder with all in it)", str(path))
    top = tops.pop()
    if not _TOP.fullmatch(top):
        raise InputError(f"the package's folder has an odd name: {top!r}", str(path))
    return found, top


def _fault(info: zipfile.ZipInfo) -> str:
    """Why an entry cannot be taken; "" once it is certain where it leads."""
    name = info.orig_filename
    parts = name.rstrip("/").split("/")
    odd = any(part in ("", ".", "..") or part != part.strip() for part in parts)
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way packages do not use"
    if odd or any(c in '\\:*?"<>|' or ord(c) < 0x20 for c in name) or len(name) > 240:
        return "leads out of its folder, or nowhere"
    return ""


def _expected(parts: list[str]) -> bool:
    match parts:
        case [name]:
            return name in (*_TEXTS, _TOKENIZER, _OTHER_TOKENIZER)
        case ["model", name]:
            return bool(_MODEL_FILE.fullmatch(name))
        case [folder, *_]:
            return folder in _SPLITTERS
    return False


def _corrupt(path: Path, name: str) -> InputError:
    return InputError(f"{name} is corrupt", str(path), "get the package again")
