"""Spoiling an input: bytes, text, numbers, members of a zip, objects and streams of a PDF.

Every function takes the input, the other seeds and a `Random`, and gives new bytes; the
same `Random` gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from random import Random

from fuzz_tokens import NUMBERS, SIGNS, TOKENS

MAX_BYTES = 1 << 18
_NUMBER = re.compile(rb"\d+")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_OBJECT = re.compile(rb"\d+ 0 obj\b.*?endobj", re.DOTALL)
_CODECS = ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


def mutate(data: bytes, others: Sequence[bytes], kind: str, chance: Random) -> bytes:
    """The input spoilt once to eight times, as its kind allows; `kind` is a key of TOKENS,
    “docx” or “package”."""
    if kind in ("docx", "package") and chance.random() < 0.8:
        found = _zip(data, others, kind, chance)
        if found is not None:
            return found[:MAX_BYTES]
    if kind == "pdf" and chance.random() < 0.7:
        data = _pdf(data, others, chance)
    tokens = TOKENS.get(kind, ("PK\x03\x04", "PK\x01\x02", "PK\x05\x06"))
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        data = chance.choice(_WAYS)(data or b"x", others, tokens, chance)[:MAX_BYTES]
    if kind not in ("pdf", "docx", "package") and chance.random() < 0.7:
        data = data.decode("utf-8", "ignore").encode()  # else most are refused at once
    if kind in ("text", "html", "markdown") and chance.random() < 0.08:
        return _recode(data, chance)
    return data


def _spot(data: bytes, chance: Random, most: int = 200) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, most))


def _flip(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _set(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    start, end = _spot(data, chance, 8)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def _cut(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    start, end = _spot(data, chance)
    return data[:start] + data[end:]


def _end(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    return data[: chance.randrange(len(data)) + 1]


def _double(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    start, end = _spot(data, chance)
    times = chance.choice((1, 1, 2, 3, 10, 300))
    return data[:end] + data[start:end] * times + data[end:]


def _move(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    start, end = _spot(data, chance)
    rest, at = data[:start] + data[end:], chance.randrange(len(data) - (end - start) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _splice(data: bytes, others: Sequence[bytes], _: Sequence[str], chance: Random) -> bytes:
    other = chance.choice(others) or b"x"
    start, end = _spot(other, chance, 2000)
    at, to = _spot(data, chance)
    return data[:at] + other[start:end] + data[chance.choice((at, to)) :]


def _token(data: bytes, _: Sequence[bytes], tokens: Sequence[str], chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    line = data.rfind(b"\n", 0, at) + 1
    at = chance.choice((at, line))
    return data[:at] + chance.choice(tokens).encode() + data[at:]


def _sign(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(SIGNS).encode() + data[at:]


def _number(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + chance.choice(NUMBERS) + data[one.end() :]


def _lines(data: bytes, _: Sequence[bytes], __: Sequence[str], chance: Random) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.randrange(3)
    if what == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif what == 1:
        lines.insert(other, lines[one])
    else:
        del lines[one]
    return b"\n".join(lines)


_WAYS = (_flip, _set, _cut, _end, _double, _move, _splice, _token, _token, _sign, _number, _lines)


def _recode(data: bytes, chance: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(_CODECS), "replace")


def _zip(data: bytes, others: Sequence[bytes], kind: str, chance: Random) -> bytes | None:
    """One member spoilt, renamed, dropped or doubled, the rest packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(i.filename, archive.read(i)) for i in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
        return None
    at = chance.randrange(len(members))
    # The largest part most of the time: the text is in it.
    if chance.random() < 0.5:
        at = max(range(len(members)), key=lambda n: len(members[n][1]))
    name, body = members[at]
    what = chance.random()
    if what < 0.8:
        inner = "xml" if kind == "docx" else "json" if name.endswith("json") else "text"
        pool = [m for n, m in members if m] or [b"x"]
        members[at] = (name, mutate(body or b"x", pool, inner, chance))
    elif what < 0.87:
        signs = ("../", "/", "\\", "\0", "word/", "é", "..", "C:", "a" * 300)
        members[at] = (name[: chance.randrange(len(name) + 1)] + chance.choice(signs) + name, body)
    elif what < 0.94:
        del members[at]
    else:
        members.append(members[at])
    return _pack(members, chance)


def _pack(members: Sequence[tuple[str, bytes]], chance: Random) -> bytes:
    stream = io.BytesIO()
    way = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(stream, "w", way) as archive:
        for name, body in members:
            info = zipfile.ZipInfo(name or "x", (1980, 1, 1, 0, 0, 0))
            info.compress_type = way
            # A name given twice is meant; zipfile only warns of it.
            archive.NameToInfo.pop(info.filename, None)
            archive.writestr(info, body)
    return stream.getvalue()


def _pdf(data: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """An object or the inside of a packed stream spoilt; the table of places is left wrong."""
    what = chance.random()
    if what < 0.5:
        streams = list(_STREAM.finditer(data))
        if not streams:
            return data
        one = chance.choice(streams)
        body = one[1]
        packed = True
        try:
            body = zlib.decompress(body)
        except zlib.error:
            packed = False
        for _ in range(chance.randint(1, 4)):
            body = chance.choice(_WAYS)(body or b"x", others, TOKENS["pdf"], chance)
        body = body[:MAX_BYTES]
        body = zlib.compress(body, 1) if packed else body
        return data[: one.start(1)] + body + data[one.end(1) :]
    objects = list(_OBJECT.finditer(data))
    if not objects:
        return data
    one, other = chance.choice(objects), chance.choice(objects)
    if what < 0.65:  # one object in the place of another
        head, _, _ = one[0].partition(b"obj")
        _, _, body = other[0].partition(b"obj")
        return data[: one.start()] + head + b"obj" + body + data[one.end() :]
    if what < 0.75:
        return data[: one.start()] + data[one.end() :]
    body = one[0]
    for _ in range(chance.randint(1, 3)):
        way = chance.choice((_number, _token, _flip, _cut, _double))
        body = way(body or b"x", others, TOKENS["pdf"], chance)
    return data[: one.start()] + body + data[one.end() :]
