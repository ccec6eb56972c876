"""A text as the parser reads it, and the way back to the text as given.

Traditional characters become simplified ones, full-width characters ASCII ones, look-alikes
one character, and what OCR leaves of LaTeX (`$\\geq 250\\text{m}$`, `0.075^\\circ`) the
character it stands for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jiebang.quantities.lexicon import lexicon, pattern
from jiebang.text.han import simplified

# Han punctuation parts clauses, its ASCII look-alike may part thousands.
_TABLE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；？！"}
_TABLE |= str.maketrans(
    "〜∼−‐‑≧≦⩾⩽﹥﹤\u00b5\u2126º˚\u3000\u00a0⋅∙•∶"
    # Numerals of a traditional text that reads as a simplified one otherwise.
    "萬億兩幾點負貳參陸個圓餘倆",
    "~~---≥≤≥≤><μΩ°°  ···:万亿两几点负贰叁陆个圆余俩",
)
_WIDE = {"㎡": "m²", "㎥": "m³", "㎞": "km", "㎜": "mm", "㎝": "cm", "㎏": "kg", "℃": "°C"}
_WIDE["⁰C"] = "°C"  # 37⁰C
# ５，６００ in wide figures, no list (３００，４００); in ASCII ones the comma may part clauses.
_WIDE_THOUSANDS = re.compile(
    "(?<![０-９])(?<![０-９]，)"
    "(?:[０-９]{1,2}(?:，[０-９]{3})+|[０-９]{3}(?:，[０-９]{3})*，０００)"
    "(?!，?[０-９])"
)
# Spaces inside a numeral: 三千 八百 九十六 万, 百 分 之 五, 2.4 个百分 点.
_NUMERALS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟余几点分之又负"
_CHANGED = (
    rf"(?<=[{_NUMERALS}个]) +(?=[{_NUMERALS}个成折])(?!个[^百 ])"
    r"|(?<=[0-9]) +(?=个? *百 *分 *点|分 *之)"
    # 2 0 1 5 年
    r"|(?<=(?<![0-9])[0-9]) (?=[0-9](?: [0-9]){0,2} ?[年月日号])"
    r"|(?<= [0-9]) (?=[0-9]{0,1} ?[年月日号])"
    r"|(?<=于) +(?=或)|(?<=[或者]) +(?=等于)|(?<=[大小高低多少]) +(?=于)"
    r"|(?<=之) +(?=[0-9负])|(?<=又) +(?=[0-9])|(?<=[0-9]) +(?=又)"
    rf"|{'|'.join(_WIDE)}"
)
_LATEX = (
    r"|\^?\{?\\(?P<latex><<numerals.zh.latex>>)(?![A-Za-z])\s?\}?"
    r"|\\(?:mathrm|text|mathbf|rm|operatorname)(?![A-Za-z])\s*|\\[,;!: ]|[${}]"
)


class Normal(NamedTuple):
    """`text` for the parser; `places[i]` is the span of the text given that its character i has."""

    text: str
    places: list[tuple[int, int]] | None = None  # None: character for character as given

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A half-open span of `text` as one of the text given."""
        if not self.places:
            return (start, end) if self.places is None else (0, 0)
        if start < end:
            return self.places[start][0], self.places[end - 1][1]
        place = self.places[start][0] if start < len(self.places) else self.places[-1][1]
        return place, place


def normal(zh: str) -> Normal:
    """The text as the parser reads it; of a traditional one, its simplified form. Never raises."""
    # Character for character: no place moves.
    zh = _WIDE_THOUSANDS.sub(lambda m: m[0].replace("，", " "), simplified(zh))
    text, latex = zh.translate(_TABLE), "\\" in zh or ("$" in zh and ("{" in zh or "^" in zh))
    changed = pattern(_CHANGED + _LATEX if latex else _CHANGED)
    written, places, at = "", [], 0
    for match in changed.finditer(text):
        name = match["latex"] if latex else None
        new = lexicon().numerals["zh"]["latex"][name] if name else _WIDE.get(match.group(), "")
        written += text[at : match.start()] + new
        places += [(n, n + 1) for n in range(at, match.start())] + [match.span()] * len(new)
        at = match.end()
    if not at:
        return Normal(text)
    return Normal(written + text[at:], places + [(n, n + 1) for n in range(at, len(text))])
