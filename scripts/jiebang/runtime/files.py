"""Reading and writing files, with errors a user can fix."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from pathlib import Path

from jiebang.errors import InputError

_BOM = "\ufeff"
# Control bytes no text file needs; a file with many of them is not text.
_CONTROL = bytes(b for b in range(0x20) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
_CONTROL_SHARE = 0.1
# What `write_atomic` calls a file that is not whole yet: a regular expression.
TEMPORARY = r"\.[0-9a-f]{16}\.tmp"


def sha256_of(data: bytes) -> str:
    """The SHA-256 of `data`, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: the file is missing, a folder, unreadable or empty.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", str(path), "check the path") from None
    except IsADirectoryError:
        raise InputError("a folder, not a file", str(path), "name a file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}", str(path)) from None
    if not data:
        raise InputError("the file is empty", str(path))
    return data


def read_text(path: Path, *, strip_bom: bool = False, may_be_empty: bool = False) -> str:
    """The text of a UTF-8 file, its line ends untouched.

    A byte order mark becomes one space, so that an offset into the text is the
    offset into the plainly decoded file; `strip_bom` takes it out instead, for
    files whose first character matters and whose offsets do not.

    Raises:
        InputError: the file is missing, unreadable, binary or not UTF-8; empty, unless it
            may be.
    """
    if may_be_empty and path.is_file() and not path.stat().st_size:
        return ""
    data = read_bytes(path)
    if may_be_empty and not data.removeprefix(_BOM.encode()).strip():
        return ""
    return decode(data, str(path), strip_bom=strip_bom)


def decode(data: bytes, where: str, *, strip_bom: bool = False) -> str:
    """Bytes → text, as `read_text` does; `where` names them in an error."""
    control = len(data) - len(data.translate(None, _CONTROL))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("the text is UTF-16, not UTF-8", where, "save it as UTF-8")
    if b"\0" in data or control > len(data) * _CONTROL_SHARE:
        raise InputError("a binary file, not text", where, "give a UTF-8 text file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8 (byte {error.start}: 0x{data[error.start]:02x})",
            where,
            "save it as UTF-8; Chinese files are often GB 18030",
        ) from None
    if not text.lstrip(_BOM).strip():
        raise InputError("the file is empty", where)
    if text.startswith(_BOM):
        text = ("" if strip_bom else " ") + text[1:]
    return text


def hold_inside(path: Path, root: Path) -> None:
    """Refuse a place that a link leads out of the project.

    What such a link brings in would be published, and what a build clears or writes
    there is not the project's.

    Raises:
        InputError: naming the path and where it leads.
    """
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        what = f"a link out of the project, to {real}"
        raise InputError(what, str(path), "put a file or folder of its own there")


def write_atomic(path: Path, content: bytes | str) -> bool:
    """Write a file whole or not at all, making its folders.

    A reader sees the old or the new bytes, never a part; so does who comes after a power
    cut: the bytes, and the name they go by, are on the disk on return. A file that holds
    `content` already is not touched, so that its time stamp says when it last
    changed. Text is written as UTF-8, line ends as given.

    Returns:
        Whether the file was written.

    Raises:
        InputError: the place cannot be written, or the text is not valid Unicode.
    """
    # Through a link, so that the link stays one.
    target = Path(os.path.realpath(path))
    try:
        data = content.encode("utf-8") if isinstance(content, str) else content
        if target.is_file() and target.read_bytes() == data:
            return False
        _make_folder(target.parent)
        _replace(target, data)
    except UnicodeEncodeError as error:
        what = f"cannot be written: no valid Unicode at character {error.start}"
        raise InputError(what, str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(path)) from None
    return True


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # The disk of a network may know no such thing.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _replace(target: Path, data: bytes) -> None:
    """Write beside `target`, then rename over it."""
    beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
    # Made as the user's umask wants it; a file that is there keeps its mode.
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)
