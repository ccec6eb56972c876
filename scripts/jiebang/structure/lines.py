"""What is done to printed lines before they are read: furniture out, slips fixed.

Each pass reads lines; what it takes away or changes it names in `dropped` or `corrections`.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import replace

from jiebang.document.model import Correction, Dropped
from jiebang.originals.original import LEFT_OUT, REASONS
from jiebang.structure.draft import Draft, Line, Piece
from jiebang.text.spaces import squash, tidy
from jiebang.text.words import any_of, load_words

PAGE_NUMBER = re.compile(
    r"[—–－-]\s*\d{1,4}\s*[—–－-]|[·•]\s*\d{1,4}\s*[·•]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?",
    re.IGNORECASE,
)
_PROSE, _ENDED = re.compile(r"[，。；、]"), re.compile(r"[。；！？：:;][”’」』）)]*$")
DRAWN = "drawn line"
_STROKE = "=~─━═—－–-"
_STROKES = re.compile(rf"[{_STROKE}]{{4,}}|([●◆◇○•*])\1{{2,}}")
_COUNTED_FOOT = re.compile(r"(\S.*\s)(?:第\s*(\d{1,4})\s*页|-\s*(\d{1,4})\s*-$)")
_LEFT_OUT_MARKS = re.compile(rf"\f*({LEFT_OUT}+)")
_BARE_NUMBER = re.compile(r"\d{1,4}")
_MARKED = re.compile(r"\f[^\f]+\f")
_SENTENCE = re.compile(r"[。；！？，]")
_LONGEST_FOOT = 120
_HEAD = 5  # lines in which the head of a page on the web stands


# ---------------------------------------------------------------- furniture


def drop_furniture(draft: Draft) -> Draft:
    """Drop what is no part of the text, each line named with its reason.

    What a reader has marked so, page numbers, running heads, a doubled title, strokes, and the
    head and the foot of a page on the web: where one is on the site, what to click.
    """
    printed = [p for p in draft.pieces if isinstance(p, Line)]
    marks = {n.number: _LEFT_OUT_MARKS.match(n.text) for n in printed}
    why = {at: REASONS[min(len(m[1]), len(REASONS)) - 1] for at, m in marks.items() if m}
    lines = [n for n in printed if n.number not in why]
    first, second = [squash(n.text) for n in (*lines, *lines)[:2]] if lines else ("", "")
    words = load_words("pages")
    clicked = re.compile("|".join([words["crumbs_begin"], words["tools_begin"]]))
    numbers = _bare_page_numbers(lines)
    numbers |= {n.number: "page number" for n in lines if PAGE_NUMBER.fullmatch(n.text.strip())}
    why |= {
        **{n.number: "head of the page" for n in lines[:_HEAD] if clicked.match(n.text.strip())},
        **_web_foot(lines),
        **{n.number: "title printed twice" for n in lines[1:2] if first == second and first[3:]},
        **_running_heads(draft, lines, numbers),
        **_feet(lines),
        **numbers,
        **{n.number: DRAWN for n in lines if _STROKES.fullmatch(squash(n.text))},
    }
    kept = (p for p in draft.pieces if not (isinstance(p, Line) and p.number in why))
    dropped = (Dropped(n.number, n.text.strip(), why[n.number]) for n in printed if n.number in why)
    return draft.with_pieces(kept, dropped=dropped)


def _web_foot(lines: list[Line]) -> dict[int, str]:
    """The last lines, if all of them are what stands at the foot of a page on the web."""
    words = load_words("outline")
    strong, weak = (re.compile(any_of(words[key])) for key in ("footers", "footer_company"))
    found: list[Line] = []
    for line in reversed(lines):
        text = line.text.strip()
        if len(text) > _LONGEST_FOOT or not (strong.search(text) or weak.search(text)):
            break
        found.append(line)
    sure = any(strong.search(line.text) for line in found)
    return {line.number: "foot of the page" for line in found} if sure else {}


def _bare_page_numbers(lines: list[Line]) -> dict[int, str]:
    """Numbers alone on a line, if they count up through the document far apart.

    A table's column of 1, 2, 3 has its numbers on neighboring lines. Numbers that break into
    sentences, most of them, may stand nearer.
    """
    texts = [line.text.strip() for line in lines]
    bare = [at for at, text in enumerate(texts) if _BARE_NUMBER.fullmatch(text)]
    counting = all(int(texts[b]) - int(texts[a]) == 1 for a, b in itertools.pairwise(bare))
    apart = all(b - a > 5 for a, b in itertools.pairwise(bare))
    cut = sum(_is_cut(texts[at - 1]) for at in bare if at)
    if len(bare) < 3 or not counting or not (apart or 2 * cut > len(bare)):
        return {}
    return {lines[at].number: "page number" for at in bare}


def _is_cut(text: str) -> bool:
    """Whether a line breaks off in a sentence."""
    return bool(_PROSE.search(text)) and not _ENDED.search(text.rstrip()[-2:])


def _running_heads(draft: Draft, lines: list[Line], numbers: Container[int]) -> dict[int, str]:
    """A line that opens three pages or more: where the print marks its page breaks.

    Two are enough where it opens all of them, and one breaks into a sentence. So must one where
    the numbers of the pages say no more than a number: they may be those of the tasks.

    Without page breaks nothing tells a running head from a form used again. A line
    between two form feeds is one in any case: the reader saw where it stands.
    """
    cut = any(_is_cut(a.text) for a, b in itertools.pairwise(lines) if b.number in numbers)
    at_break = [
        line
        for before, line in itertools.pairwise(lines)
        if "\f" in line.text[:2]
        or (before.number in numbers and (cut or not _BARE_NUMBER.fullmatch(before.text.strip())))
    ]
    counts = Counter(squash(line.text) for line in at_break)
    least = 2 if len(counts) == 1 and cut else 3
    heads = [line for line in lines if _MARKED.fullmatch(line.text)]
    for line in at_break:
        plain = not (_SENTENCE.search(line.text) or draft.read(tidy(line.text)).is_field)
        if plain and counts[squash(line.text)] >= least and "\t" not in line.text:
            heads.append(line)
    return {line.number: "running head" for line in heads}


def _feet(lines: list[Line]) -> dict[int, str]:
    """The same words before the number of a page, which goes up by one each time they come."""
    feet: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        if found := _COUNTED_FOOT.match(line.text.strip()):
            words, *number = found.groups("")
            feet.setdefault(words, []).append((line.number, int("".join(number))))
    return {
        at: "running head"
        for own in feet.values()
        if len(own) > 1 and all(b - a == 1 for (_, a), (_, b) in itertools.pairwise(own))
        for at, _ in own
    }


# ---------------------------------------------------------------- slips

_LATEX = re.compile(r"\$([^$\n]{1,200})\$")
_DOUBLED = re.compile(r"。{2}(?!。)(?<!。。。)|，{2}|；{2}|、{2}|[；。]，|，。|；。")
_NUMBER_DOT = re.compile(r"^(\d{1,2})．")
_DECORATED = re.compile(rf"^[{_STROKE}]{{3,}}\s*(?=\S)|(?<=[^\s{_STROKE}])\s*[{_STROKE}]{{3,}}$")
_STRAY_BULLET = re.compile(r"^[-•·]\s+(?=附(?:件|表)?\s*\d*\s*[：:])")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z])")
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathbf|rm|mathit|operatorname)\s*\{([^{}]*)\}")
_SUPERSCRIPT = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")


def correct_slips(draft: Draft) -> Draft:
    """Correct slips of print and OCR that every reader would correct the same way."""
    corrections: list[Correction] = []

    def correct(piece: Piece) -> list[Piece]:
        if not isinstance(piece, Line):
            return [piece]
        text = piece.text.lstrip()
        indent = piece.text[: len(piece.text) - len(text)]
        for pattern, correct, why in _SLIPS:
            # What is left as it stands is no correction.
            found = [(m.group(), correct(m)) for m in pattern.finditer(text)]
            corrections.extend(Correction(piece.number, a, b, why) for a, b in found if a != b)
            text = pattern.sub(correct, text)
        return [replace(piece, text=indent + text)]

    pieces = draft.each(correct).pieces
    return draft.with_pieces(pieces, corrections=corrections)


def _plain_latex(found: re.Match[str]) -> str:
    r"""`$\geq 250\text{m}$` → `≥250m`; as it stands where something is not understood."""
    # “$” stands for money, too: only what looks like mathematics is touched.
    if not re.search(r"[\\^]", found.group(1)):
        return found.group()
    text = _WRAPPED.sub(r"\1", found.group(1))
    text = re.sub(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ)", "°", text)
    text = re.sub(
        r"\^\s*(?:\{([0-9+\-n]{1,4})\}|([0-9n]))",
        lambda m: (m.group(1) or m.group(2)).translate(_SUPERSCRIPT),
        text,
    )
    commands: dict[str, str] = load_words("characters")["latex"]
    text = _COMMAND.sub(lambda m: commands.get(m.group(), m.group()), text)
    text = re.sub(r"(?<=[≥≤≠≈~±×÷<>])\s+|\s+(?=[≥≤≠≈~±×÷<>%°])", "", text).strip()
    return found.group() if re.search(r"[\\{}^$]", text) else text


_SLIPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str], str], ...] = (
    (_LATEX, _plain_latex, "LaTeX left by OCR"),
    (_DOUBLED, lambda m: max(m.group(), key="，、；。".index), "doubled punctuation"),
    (_NUMBER_DOT, lambda m: f"{m.group(1)}.", "full-width dot after an item's number"),
    (_STRAY_BULLET, lambda m: "", "stray bullet"),
    (_DECORATED, lambda m: "", "strokes beside a line"),
)
