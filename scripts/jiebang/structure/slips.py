"""Slips of print and OCR that every reader would mend the same way.

Reads lines; names each change in `corrections`, as printed and as mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from jiebang.document.model import Correction
from jiebang.structure.draft import Draft, Line, Piece

_LATEX = re.compile(r"\$([^$\n]{1,200})\$")
_DOUBLED = re.compile(r"。{2}(?!。)(?<!。。。)|，{2}|；{2}|、{2}|[；。]，|，。|；。")
_NUMBER_DOT = re.compile(r"^\s*(\d{1,2})．")
_STRAY_BULLET = re.compile(r"^\s*([-•·]\s+)(?=附(?:件|表)?\s*\d*\s*[：:])")

# LaTeX as OCR writes it, in plain signs. What is not here stays as printed.
_COMMANDS = {
    r"\geqslant": "≥", r"\leqslant": "≤", r"\geq": "≥", r"\leq": "≤", r"\ge": "≥", r"\le": "≤",
    r"\neq": "≠", r"\approx": "≈", r"\sim": "~", r"\pm": "±", r"\times": "×", r"\cdot": "·",
    r"\div": "÷", r"\mu": "μ", r"\Omega": "Ω", r"\sigma": "σ", r"\alpha": "α", r"\beta": "β",
    r"\circ": "°", r"\degree": "°", r"\%": "%", r"\_": "_", r"\&": "&", r"\,": "", r"\;": "",
    r"\ ": "", r"\permil": "‰", r"\lt": "<", r"\gt": ">", r"\rightarrow": "→", r"\infty": "∞",
}  # fmt: skip
_COMMAND = re.compile("|".join(re.escape(c) + (r"(?![A-Za-z])" if c[-1].isalpha() else "")
                               for c in sorted(_COMMANDS, key=len, reverse=True)))  # fmt: skip
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathbf|rm|mathit|operatorname)\s*\{([^{}]*)\}")
_SUPERSCRIPT = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")


def mend_slips(draft: Draft) -> Draft:
    """Mend what the rules below know, line by line."""
    corrections: list[Correction] = []
    pieces: list[Piece] = []
    for piece in draft.pieces:
        if isinstance(piece, Line):
            for rule, why in _RULES:
                piece = _apply(piece, rule, why, corrections)
        pieces.append(piece)
    corrections.sort(key=lambda c: c.line)
    return replace(draft.with_pieces(pieces), corrections=draft.corrections + tuple(corrections))


def _apply(
    line: Line,
    rule: tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, str] | None]],
    why: str,
    corrections: list[Correction],
) -> Line:
    pattern, mend = rule

    def change(found: re.Match[str]) -> str:
        pair = mend(found)
        if pair is None or pair[0] == pair[1]:
            return found.group()
        corrections.append(Correction(line.number, *pair, why))
        return found.group().replace(*pair, 1)

    return replace(line, text=pattern.sub(change, line.text))


def plain_latex(text: str) -> str | None:
    r"""`\geq 250\text{m}` → `≥250m`; None where something is left that is not understood."""
    text = _WRAPPED.sub(r"\1", text)
    text = re.sub(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ)", "°", text)
    text = re.sub(
        r"\^\s*(?:\{([0-9+\-n]{1,4})\}|([0-9n]))",
        lambda m: (m.group(1) or m.group(2)).translate(_SUPERSCRIPT),
        text,
    )
    text = _COMMAND.sub(lambda m: _COMMANDS[m.group()], text)
    text = re.sub(r"(?<=[≥≤≠≈~±×÷<>])\s+|\s+(?=[≥≤≠≈~±×÷<>%°])", "", text).strip()
    return None if re.search(r"[\\{}^$]", text) else text


def _mend_latex(found: re.Match[str]) -> tuple[str, str] | None:
    inner = found.group(1)
    # “$” is a sign of money, too: only what looks like mathematics is touched.
    mended = plain_latex(inner) if re.search(r"[\\^]", inner) else None
    return None if mended is None else (found.group(), mended)


def _mend_doubled(found: re.Match[str]) -> tuple[str, str]:
    signs = found.group()
    return signs, max(signs, key="，、；。".index)


_RULES = (
    ((_LATEX, _mend_latex), "LaTeX left by OCR"),
    ((_DOUBLED, _mend_doubled), "doubled punctuation"),
    (
        (_NUMBER_DOT, lambda m: (f"{m.group(1)}．", f"{m.group(1)}.")),
        "full-width dot after an item's number",
    ),
    ((_STRAY_BULLET, lambda m: (m.group(1), "")), "stray bullet"),
)
