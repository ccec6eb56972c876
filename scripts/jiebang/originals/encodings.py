"""Bytes → text: which encoding a Chinese text is in, told by what it reads like.

Every encoding that decodes the bytes without a fault is tried, and the text that is
most like Chinese wins: the common characters first, then those of the everyday
halves of GB 2312 and Big5. Layout only changes where its length stays, so that
offsets into the text are offsets into the decoded file.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from jiebang.errors import InputError
from jiebang.text.words import load_words

_BOMS = (
    (b"\xff\xfe\0\0", "utf-32-le", "UTF-32LE"),
    (b"\0\0\xfe\xff", "utf-32-be", "UTF-32BE"),
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe", "utf-16-le", "UTF-16LE"),
    (b"\xfe\xff", "utf-16-be", "UTF-16BE"),
    (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
)
# Codec, name for readers. GB18030 holds GBK and GB 2312; cp950 is Big5 as Windows writes it.
_WIDE = (("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE"))
_BYTES = (("gb18030", "GB18030"), ("cp950", "Big5"), ("big5hkscs", "Big5-HKSCS"))
# What pages call them. UTF-8 needs no word: it is told before.
_DECLARED = {
    "utf16": ("utf-16-le", "UTF-16LE"),
    "utf16le": ("utf-16-le", "UTF-16LE"),
    "utf16be": ("utf-16-be", "UTF-16BE"),
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "cp936", "xgbk", "euccn", "gb231280"), ("gb18030", "GB18030")
    ),
    **dict.fromkeys(("big5", "cp950", "cnbig5", "xxbig5"), ("cp950", "Big5")),
    "big5hkscs": ("big5hkscs", "Big5-HKSCS"),
}
_SURE = 0.3  # a share of everyday Chinese that garbled text does not reach
_BROKEN = 0.05  # UTF-8 with fewer faults than this, by character, is damaged UTF-8
_PLAIN = 0.6  # what takes precedence over valid UTF-8 in another script
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with LF line ends, the encoding it was in, and whether a BOM said so."""

    text: str
    encoding: str
    bom: bool = False


def decode_text(data: bytes, where: str, declared: str = "") -> Decoded:
    """The text of a file in any of the encodings Chinese text comes in.

    A byte order mark settles it and becomes a space; then valid UTF-8 with Chinese in
    it; then the encoding the file itself declares, if it reads like Chinese; then what
    reads most like it.

    Raises:
        InputError: no encoding makes text of it.
    """
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            text = _decode(data[len(mark) :], codec)
            if text is None:
                raise InputError(f"broken {name}: not all of it decodes", where, "save it again")
            if "\0" in text:  # which CommonMark has no way to hold
                raise InputError(f"broken {name}: zeros in the text", where, "save it again")
            return Decoded(" " + _lines(text), name, True)
    utf8 = None if b"\0" in data else _decode(data, "utf-8")
    if utf8 is not None and (utf8.isascii() or _HAN.search(utf8)):
        return Decoded(_lines(utf8), "UTF-8")
    if utf8 is None:
        _hold_whole(data, where)
    known = _DECLARED.get(re.sub(r"[^a-z0-9]", "", declared.lower()))
    said = _decode(data, known[0]) if known else None
    if known and said is not None and "\0" not in said and _is_likely(said, data):
        return Decoded(_lines(said), known[1])
    name, text = _most_likely(data, utf8, where)
    return Decoded(_lines(text), name)


def _is_likely(text: str, data: bytes) -> bool:
    """Whether a declared encoding may be right: pages are saved anew without a word to them.

    Rare characters alone are no proof against it, another reading of plain Chinese is.
    """
    score = likeness(text)
    if text.isascii() or score >= _SURE:
        return True
    others = (_decode(data, codec) for codec, _ in _BYTES)
    return all(likeness(other) < max(_PLAIN, score) for other in others if other)


def _hold_whole(data: bytes, where: str) -> None:
    """Refuse Chinese UTF-8 with a few broken bytes: any other reading of it is nonsense."""
    loose = data.decode("utf-8", "replace")
    faults = loose.count("\ufffd")
    if 0 < faults <= max(len(loose) * _BROKEN, 1) and _HAN.search(loose):
        _refuse(data, "utf-8", "UTF-8", where, "save it as UTF-8 again")


def _refuse(data: bytes, codec: str, name: str, where: str, remedy: str) -> None:
    """Name the place where a text in a known encoding is damaged, if it is."""
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        what = f"broken {name} at byte {error.start}: 0x{data[error.start]:02x}"
        raise InputError(what, where, remedy) from None


def _most_likely(data: bytes, utf8: str | None, where: str) -> tuple[str, str]:
    """(name, text) of the reading that is most like Chinese; `utf8` is one of them."""
    zeros = b"\0" in data
    codecs = [*(_WIDE if len(data) % 2 == 0 else ()), *(() if zeros else _BYTES)]
    readings = [(name, _decode(data, codec)) for codec, name in codecs]
    scored = [(likeness(text), name, text) for name, text in readings if text and "\0" not in text]
    # The first of equals wins: the order above is the order of how common they are.
    score, name, text = max(scored, key=lambda s: s[0], default=(0.0, "", ""))
    if score >= (_SURE if utf8 is None else _PLAIN):
        return name, text
    if utf8 is not None:  # in another script; still text
        return "UTF-8", utf8
    if zeros:
        raise InputError("a binary file, not text", where, "give .txt, .md, .pdf, .docx or .html")
    loose = [(likeness(data.decode(codec, "replace")), codec, name) for codec, name in _BYTES]
    score, codec, name = max(loose, key=lambda found: found[0])
    if score >= _SURE:
        _refuse(data, codec, name, where, "correct it there, or save it again")
    raise InputError(
        "no text in UTF-8, UTF-16, GB18030 or Big5", where, "save it as UTF-8, then add it again"
    )


def likeness(text: str) -> float:
    """How much a text reads like Chinese, 0 to 1: each character that is not ASCII counts."""
    counts = Counter(text)
    total = score = 0.0
    for char, count in counts.items():
        if char in "\t\n\v\f\r" or " " <= char <= "~":
            continue
        total += count
        score += count * _weight(char)
    return max(score / total, 0.0) if total else 0.0


@lru_cache(maxsize=65536)
def _weight(char: str) -> float:
    """1 for a common character, less for a rarer one, below 0 for what no text holds."""
    if char in load_words("characters")["common"]:
        return 1.0
    if "\u3000" <= char <= "\u3017" or "\uff01" <= char <= "\uff5e" or char in "“”‘’…—·×≥≤±℃":
        return 0.5
    if _HAN.match(char):
        return max(_everyday(char, "gb2312", 0xD8), _everyday(char, "big5", 0xC9))
    odd = char < " " or "\x7f" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff"
    return -1.0 if odd or char in "\ufffe\uffff\ufffd" else 0.0


def _everyday(char: str, codec: str, second_half: int) -> float:
    """The first half of each set holds the everyday characters, the second the rare ones."""
    try:
        lead = char.encode(codec)[0]
    except UnicodeEncodeError:
        return 0.0
    return 0.4 if lead < second_half else 0.15


def _decode(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _lines(text: str) -> str:
    """LF line ends, every character in its place."""
    return text.replace("\r\n", " \n").replace("\r", "\n")
