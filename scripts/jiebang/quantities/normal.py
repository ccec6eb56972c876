"""A text as the parser reads it, and the way back to the text as given.

Traditional characters become simplified ones, full-width signs ASCII ones, look-alikes one
sign, and what OCR leaves of LaTeX (`$\\geq 250\\text{m}$`, `0.075^\\circ`) the sign it
stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiebang.text.han import simplified

_SIGNS = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    # Han punctuation parts clauses, its ASCII look-alike may part thousands.
    "，": "，",
    "：": "：",
    "；": "；",
    "？": "？",
    "！": "！",
    "．": ".",
    "〜": "~",
    "∼": "~",
    "～": "~",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "≧": "≥",
    "≦": "≤",
    "⩾": "≥",
    "⩽": "≤",
    "﹥": ">",
    "﹤": "<",
    "µ": "μ",
    "Ω": "Ω",
    "º": "°",
    "˚": "°",
    "㎡": "²",  # replaced below by two signs
    "\u3000": " ",
    "\u00a0": " ",
    "⋅": "·",
    "∙": "·",
    "•": "·",
}
_WIDE = {"㎡": "m²", "㎥": "m³", "㎞": "km", "㎜": "mm", "㎝": "cm", "㎏": "kg", "℃": "°C"}
_TABLE = str.maketrans({k: v for k, v in _SIGNS.items() if k not in _WIDE})
# Numerals of a traditional text that reads as a simplified one otherwise.
_TABLE |= {
    ord(a): b
    for a, b in zip("萬億兩幾點負貳參陸個圓餘倆", "万亿两几点负贰叁陆个圆余俩", strict=True)
}
# Spaces inside a numeral: 三千 八百 九十六 万, 百 分 之 五, 2.4 个百分 点.
_NUMERALS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟余几点分之又负"
_GAP = re.compile(
    rf"(?<=[{_NUMERALS}个]) +(?=[{_NUMERALS}个成折])(?!个[^百 ])"
    r"|(?<=[0-9]) +(?=个? *百 *分 *点|分 *之)"
    # 2 0 1 5 年
    r"|(?<=(?<![0-9])[0-9]) (?=[0-9](?: [0-9]){0,2} ?[年月日号])"
    r"|(?<= [0-9]) (?=[0-9]{0,1} ?[年月日号])"
    r"|(?<=于) +(?=或)|(?<=[或者]) +(?=等于)|(?<=[大小高低多少]) +(?=于)"
    r"|(?<=之) +(?=[0-9负])|(?<=又) +(?=[0-9])|(?<=[0-9]) +(?=又)"
)
_LATEX_SIGNS = {
    "geqslant": "≥",
    "geq": "≥",
    "ge": "≥",
    "leqslant": "≤",
    "leq": "≤",
    "le": "≤",
    "gt": ">",
    "lt": "<",
    "times": "×",
    "pm": "±",
    "mu": "μ",
    "Omega": "Ω",
    "sim": "~",
    "approx": "≈",
    "circ": "°",
    "degree": "°",
    "cdot": "·",
    "sigma": "σ",
    "%": "%",
}
_LATEX = re.compile(
    r"\^?\{?\\(?P<sign>geqslant|geq|ge|leqslant|leq|le|gt|lt|times|pm|mu|Omega|sim|approx|circ"
    r"|degree|cdot|sigma|%)(?![A-Za-z])\s?\}?"
    r"|(?P<gone>\\(?:mathrm|text|mathbf|rm|operatorname)(?![A-Za-z])\s*|\\[,;!: ]|[${}])"
)


@dataclass(frozen=True, slots=True)
class Normal:
    """`text` for the parser; `starts[i]`, `ends[i]` is where its sign i was printed."""

    text: str
    starts: tuple[int, ...] | None  # None: sign for sign as given
    ends: tuple[int, ...] | None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A half-open span of `text` as one of the text given."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            place = self.starts[start] if start < len(self.starts) else self._length()
            return place, place
        return self.starts[start], self.ends[end - 1]

    def _length(self) -> int:
        return self.ends[-1] if self.ends else 0


def normal(zh: str) -> Normal:
    """The text as the parser reads it; of a traditional one, its twin. Never raises."""
    zh = simplified(zh)  # sign for sign: no place moves
    latex = "\\" in zh or ("$" in zh and ("{" in zh or "^" in zh))
    gaps = {at for gap in _GAP.finditer(zh.translate(_TABLE)) for at in range(*gap.span())}
    if not latex and not gaps and _WIDE.keys().isdisjoint(zh):
        return Normal(zh.translate(_TABLE), None, None)
    pieces: list[tuple[str, int, int]] = []
    at = 0
    while at < len(zh):
        if at in gaps:
            at += 1
            continue
        match = _LATEX.match(zh, at) if latex else None
        if match:
            if match["sign"]:
                pieces.append((_LATEX_SIGNS[match["sign"]], at, match.end()))
            at = match.end()
            continue
        for sign in _WIDE.get(zh[at], zh[at].translate(_TABLE)):
            pieces.append((sign, at, at + 1))
        at += 1
    return Normal(
        "".join(sign for sign, _, _ in pieces),
        tuple(start for _, start, _ in pieces),
        tuple(end for _, _, end in pieces),
    )
