"""Bytes → text: which encoding a Chinese text is in, told by what it reads like.

Every encoding that decodes the bytes without a fault is tried, and the text that is
most like Chinese wins: the common characters first, then those of the everyday
halves of GB 2312 and Big5. Layout only changes where its length stays, so that
offsets into the text are offsets into the decoded file.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from jiebang.errors import InputError
from jiebang.text.words import load_words

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# GB18030 holds GBK and GB 2312; cp950 is Big5 as Windows writes it.
_WIDE, _BYTES = ("utf-16-le", "utf-16-be"), ("gb18030", "cp950", "big5hkscs")
_NAMES = {"cp950": "Big5", "big5hkscs": "Big5-HKSCS", "utf-8": "UTF-8", "gb18030": "GB18030"}
_NAMES |= {f"utf-{n}-{end}": f"UTF-{n}{end.upper()}" for n in (16, 32) for end in ("le", "be")}
# What stands for an encoding that pages name, by Python's names.
_HELD_IN = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "utf-16": "utf-16-le"}
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,30})""")
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


def declared_charset(data: bytes) -> str:
    """The encoding that a page says it is in, "" for none."""
    found = _CHARSET.search(data[:8192]) or _XML.match(data[:512])
    return found.group(1).decode("ascii") if found else ""


def decode_text(data: bytes, where: str, declared: str = "") -> Decoded:
    """The text of a file in any of the encodings Chinese text comes in.

    A byte order mark settles it and becomes a space; then valid UTF-8 with Chinese in
    it; then the encoding the file itself declares, if it reads like Chinese; then what
    reads most like it.

    Raises:
        InputError: no encoding makes text of it.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            text = _decode(data[len(mark) :], codec)
            if text is None:
                what = f"broken {_NAMES[codec]}: not all of it decodes"
                raise InputError(what, where, "save it again")
            return _decoded(" " + text, codec, True)
    utf8 = _decode(data, "utf-8")
    if utf8 is not None and (utf8.isascii() or _HAN.search(utf8)):
        return _decoded(utf8, "utf-8")
    loose = data.decode("utf-8", "replace")
    few = loose.count("\ufffd") <= max(len(loose) * _BROKEN, 1)
    if utf8 is None and few and _HAN.search(loose):
        # Chinese UTF-8 with a few broken bytes: any other reading of it is nonsense.
        raise _damaged(data, "utf-8", where, "save it as UTF-8 again")
    # The first of equals wins: the order is that of how common they are.
    tried = (*(_WIDE if len(data) % 2 == 0 else ()), *_BYTES)
    texts = {codec: text for codec in tried if (text := _decode(data, codec))}
    scores = {codec: likeness(text) for codec, text in texts.items()}
    best, named = max(scores, key=scores.__getitem__, default=""), _known(declared)
    # Rare characters alone are no proof against what a page declares, another reading of plain
    # Chinese is: pages are saved anew without a word to them.
    if named in texts and (scores[named] >= _SURE or scores[best] < _PLAIN):
        return _decoded(texts[named], named)
    if best and scores[best] >= (_SURE if utf8 is None else _PLAIN):
        return _decoded(texts[best], best)
    if utf8 is not None:  # in another script; still text
        return _decoded(utf8, "utf-8")
    if b"\0" in data:
        raise InputError("a binary file, not text", where, "give .txt, .md, .pdf, .docx or .html")
    score, codec = max((likeness(data.decode(codec, "replace")), codec) for codec in _BYTES)
    if score >= _SURE and codec not in texts:
        raise _damaged(data, codec, where, "correct it there, or save it again")
    raise InputError(
        "no text in UTF-8, UTF-16, GB18030 or Big5", where, "save it as UTF-8, then add it again"
    )


def _known(declared: str) -> str:
    """The codec of an encoding that a page names; "" for none that there is."""
    try:
        name = codecs.lookup(declared.lower().replace("x-", "")).name
    except (LookupError, ValueError):
        return ""
    return _HELD_IN.get(name, name)


def _damaged(data: bytes, codec: str, where: str, remedy: str) -> InputError:
    """The place where a text in a known encoding is damaged."""
    at = 0
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        at = error.start
    return InputError(f"broken {_NAMES[codec]} at byte {at}: 0x{data[at]:02x}", where, remedy)


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
    lead = char.encode(codec, "ignore")[:1]
    return 0.0 if not lead else 0.4 if lead[0] < second_half else 0.15


def _decode(data: bytes, codec: str) -> str | None:
    """The text in an encoding; None where it is none, or holds zeros, which Markdown cannot."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _decoded(text: str, codec: str, bom: bool = False) -> Decoded:
    """LF line ends, every character in its place."""
    return Decoded(text.replace("\r\n", " \n").replace("\r", "\n"), _NAMES[codec], bom)
