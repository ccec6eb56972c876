"""An engine's English set as the style guide says: signs, blanks, the stop at the end."""

from __future__ import annotations

import re

_WIDE = str.maketrans(
    {
        "，": ", ", "。": ". ", "；": "; ", "：": ": ", "（": " (", "）": ") ", "、": ", ",
        "！": "! ", "？": "? ", "％": "%", "【": "[", "】": "]", "《": "“", "》": "”",
        "「": "“", "」": "”", "\u3000": " ", "～": "–", "．": ".", "\u00a0": " ",
        "＞": ">", "＜": "<", "＝": "=",
    }
)  # fmt: skip
_BLANKS = re.compile(r"\s+")
_BEFORE = re.compile(r"\s+([,;!?)\]}”]|[.:](?![\w.]))")
_NO_BLANK = re.compile(r"(?<=\w)([,;])(?=[A-Za-z])")
_AFTER = re.compile(r"([(\[{“])\s+")
_COMPARE = re.compile(r"([≥≤><])\s+(?=[0-9])")
_TWO_SIGNS = re.compile(r"([,;:])(?:\s*[,;:])+")
_STOPS = re.compile(r"(?<!\.)\.\s*\.(?!\.)")
_OF = re.compile(r"\b((?:at least|types?|categor(?:y|ies))) of(?=\s*(?:[,.;:)]|$))")
_OF_OF = re.compile(r"\b(types?|categor(?:y|ies)) of of\b")
_QUOTED = re.compile(r'"([^"]*)"')
_END = re.compile(r"[\s.;,:]+$")


def polish(en: str, zh: str) -> str:
    """The English in house typography, with the end sign of the Chinese.

    No word is changed; a control character becomes a blank.
    """
    en = en.translate(_WIDE).replace("...", "…")
    en = re.sub(r"(?<![-\w])--(?!-)|(?<=\w)--(?=\w)", "—", en)
    en = _QUOTED.sub(r"“\1”", re.sub(r"(?<=\w)'(?=\w)|(?<=s)'(?=\s)", "’", en))
    en = "".join(char if char.isprintable() else " " for char in en)
    en = _BLANKS.sub(" ", en).strip()
    en = _NO_BLANK.sub(r"\1 ", _AFTER.sub(r"\1", _BEFORE.sub(r"\1", en)))
    en = _OF.sub(r"\1", _STOPS.sub(".", _TWO_SIGNS.sub(r"\1", _COMPARE.sub(r"\1", en))))
    return _ended(_OF_OF.sub(r"\1 of", en), zh.rstrip())


def _ended(en: str, zh: str) -> str:
    """With 。 a full stop, with ； a semicolon, with neither none."""
    if not en:
        return en
    last = zh.rstrip("）)”’")[-1:]
    bare = _END.sub("", en) if not en.endswith(("…", "etc.")) else en
    if last == "。":
        return en if en.endswith((".)", ".”", "!", "?", "…")) else bare.removesuffix(".") + "."
    if last in "；;" and last:
        return bare + ";"
    if last in "：:" and last:
        return bare + ":"
    return bare if last.isalnum() or "\u4e00" <= last <= "\u9fff" else en
