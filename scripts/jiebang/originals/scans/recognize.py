"""A page's lines, recognized: each character with its place, and what is doubtful of it.

Every figure, symbol and Latin letter is read twice more, from other pictures of it. What the
readings do not agree on is doubtful; `doubts` has the other reasons.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median
from typing import Any

from rapidfuzz.distance import Levenshtein

from jiebang.originals.scans import cv2, np

_DETECT = 1600  # pixels: the longer side of the picture that lines are looked for in
_EM = 0.74  # of the height of the box around a line: what a character is wide
_MARGIN = 0.06  # of its height, around a line's box
# What is compared: a run of anything but Chinese characters and the marks between clauses, with
# the two characters that follow a digit, which may be its unit (万吨, 亿元).
_FIGURE = re.compile(
    r"(?:[^\u2e80-\u9fff\uf900-\ufaff\s，。、；：？！（）《》“”‘’【】〔〕·…(),;:\"'\u3000□☐]|(?<=[0-9])[,:](?=[0-9]))+"
    r"(?:(?<=[0-9])[\u4e00-\u9fff]{1,2})?"
)
_WIDTHS = {n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F)}
_SAME = _WIDTHS | str.maketrans(
    "，。、；：？！（）“”‘’～〜—–−－﹣•∙・µ〔〕【】「」☐", ",.,;:?!()\"\"''~~-----···μ()[][]□"
)
_AROUND = 3  # characters read again on both sides of a figure
UNREAD = "〓"  # printers' mark for a character that is missing
_FIGURE_INK = 0.02  # of an em by an em: a thin 1 has twice as much


@dataclass
class TextLine:
    """A line: its box in pixels, its characters, the middle of each in pixels, their scores.

    `doubts` has the reason by the index of a character.
    """

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    middles: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    doubts: dict[int, str] = field(default_factory=dict)

    @property
    def em(self) -> float:
        return (self.bottom - self.top) * _EM

    def add(self, char: str, middle: float, score: float) -> None:
        """Put a character behind the others."""
        self.text += char
        self.middles.append(middle)
        self.scores.append(score)

    def doubt(self, first: int, last: int, why: str) -> None:
        """Mark the characters from `first` up to `last`."""
        for at in range(max(0, first), min(last, len(self.text))):
            self.doubts.setdefault(at, why)

    def replace(self, first: int, last: int, char: str) -> None:
        """Put one character for those from `first` up to `last`, in the middle of them."""
        gone = last - first - 1
        self.text = self.text[:first] + char + self.text[last:]
        self.middles[first:last] = [sum(self.middles[first:last]) / (last - first)]
        self.scores[first:last] = [min(self.scores[first:last])]
        for at in sorted(at for at in self.doubts if at > first):
            why = self.doubts.pop(at)
            self.doubts.setdefault(max(first, at - gone), why)


@cache
def engine() -> Any:
    """RapidOCR with the weights of its own package, silent."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when onnxruntime is imported
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": _DETECT,
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Global.return_word_box": True,
        }
    )


def engine_name() -> str:
    """The engine and its version, as it stands in the provenance."""
    from importlib.metadata import version

    model = engine().cfg.Rec.ocr_version
    return f"rapidocr {version('rapidocr')} ({getattr(model, 'value', model)})"


def find_boxes(pixels: Any) -> list[Any]:
    """The boxes around lines, four points each from the upper left on."""
    found = engine()(pixels, use_rec=False)
    boxes = getattr(found, "boxes", None)
    return [] if boxes is None else list(boxes)


def is_upside_down(crops: list[Any]) -> bool:
    """Whether most of these lines stand on their heads.

    The classifier, which takes many an upright line for one, only raises the question; the
    recognizer, which is surer of a text that stands upright, answers it.
    """
    _, found = engine().cls_and_rotate(crops)
    if sum(1 for label, _ in found.cls_res or () if label == "180") * 2 <= len(crops):
        return False
    turned = [np.ascontiguousarray(np.rot90(each, 2)) for each in crops]
    upright, upside_down = (engine().recognize_txt(of).scores for of in (crops, turned))
    return float(np.mean(upside_down)) > float(np.mean(upright))


def cut(picture: Any, left: float, top: float, right: float, bottom: float) -> Any:
    """The part of a picture between these edges, as far as they lie in it."""
    x, y, to_x, to_y = (max(0, round(edge)) for edge in (left, top, right, bottom))
    return picture[y:to_y, x:to_x]


def crop(pixels: Any, line: TextLine, more: float = 0.0) -> Any:
    """The picture of a line, `more` of its height added above and below."""
    high = line.bottom - line.top
    above, beside = high * (_MARGIN / 2 + more), high * _MARGIN * 2
    return cut(
        pixels, line.left - beside, line.top - above, line.right + beside, line.bottom + above
    )


def read_lines(pixels: Any, lines: Iterable[TextLine]) -> None:
    """Put to each line the text in its box."""
    pictures = [(line, picture) for line in lines if (picture := crop(pixels, line)).size]
    if not pictures:
        return
    found = engine().recognize_txt([picture for _, picture in pictures])
    for (line, picture), text, words in zip(pictures, found.txts, found.word_results, strict=True):
        left = max(0, round(line.left - (line.bottom - line.top) * _MARGIN * 2))
        places = (place for word in words.word_cols for place in word)
        characters = (at for at, char in enumerate(text) if not char.isspace())
        line.text, line.middles, line.scores = "", [], []
        for at, place in zip(characters, places, strict=False):
            if line.text and text[at - 1].isspace():
                line.add(" ", line.middles[-1], 1.0)
            middle = left + (place + 0.5) / words.line_txt_len * picture.shape[1]
            line.add(text[at], middle, words.confs[at])


def read_blank(pixels: Any, lines: Iterable[TextLine], ink: Any) -> None:
    """Read what has ink but no text from another picture; what stays unread is UNREAD."""
    blank = [line for line in lines if not line.text.strip() and _inked(line, ink)]
    for line, text in zip(blank, _read_as(_softer, pixels, blank), strict=True):
        line.text = "".join(text.split()) or UNREAD
        wide = (line.right - line.left) / len(line.text)
        line.middles = [line.left + wide * (n + 0.5) for n in range(len(line.text))]
        line.scores = [0.0] * len(line.text)
        line.doubt(0, len(line.text), "hardly legible")


def _inked(line: TextLine, ink: Any) -> bool:
    """Whether there is as much ink in a line's box as a figure has."""
    part = cut(ink, line.left, line.top, line.right, line.bottom)
    return int((part > 0).sum()) > _FIGURE_INK * line.em * line.em


def read_again(pixels: Any, clean: Any, lines: Iterable[TextLine]) -> None:
    """Read the figures, with what stands around them, from two other pictures.

    Doubt what differs. `pixels` has the stamps that were taken out of `clean`.
    """
    windows = [(line, *window) for line in lines for window in _windows(line)]
    parts = [_part(line, first, last) for line, first, last in windows]
    second, third = _read_as(_softer, clean, parts), _read_as(_sharper, pixels, parts)
    for texts, when in ((second, "second"), (third, "third")):
        for (line, first, last), text in zip(windows, texts, strict=True):
            compare(line, first, last, text, when)


def _windows(line: TextLine) -> list[tuple[int, int]]:
    """Runs of characters that hold the figures of a line, and some on both sides of each."""
    runs: list[tuple[int, int]] = []
    for first, last in figures(line.text):
        first, last = max(0, first - _AROUND), min(len(line.text), last + _AROUND)
        if runs and first <= runs[-1][1] + _AROUND:
            first, _ = runs.pop()
        runs.append((first, last))
    return runs


def _part(line: TextLine, first: int, last: int) -> TextLine:
    """The box of some characters of a line, cut between two of them."""
    middles = line.middles
    left = sum(middles[first - 1 : first + 1]) / 2 if first else line.left
    right = sum(middles[last - 1 : last + 1]) / 2 if last < len(middles) else line.right
    return TextLine(left, line.top, right, line.bottom)


def _read_as(
    make: Callable[[Any, TextLine], Any], pixels: Any, parts: Sequence[TextLine]
) -> Sequence[str]:
    """The texts of parts of a page, each in a picture made for it."""
    pictures = [make(pixels, part) for part in parts]
    return engine().recognize_txt(pictures).txts if pictures else ()


def _softer(pixels: Any, part: TextLine) -> Any:
    """A picture with its contrast drawn out, one channel, larger and softer."""
    grey = _stretched(crop(pixels, part, 0.1).min(axis=2), 1, 90)
    grey = cv2.resize(grey, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    return np.repeat(cv2.GaussianBlur(grey, (3, 3), 0)[..., None], 3, axis=2)


def _sharper(pixels: Any, part: TextLine) -> Any:
    """A picture in its lightest channel, in which the ink of a stamp is light; sharper."""
    grey = _stretched(crop(pixels, part, 0.22).max(axis=2), 2, 80)
    grey = cv2.addWeighted(grey, 1.6, cv2.GaussianBlur(grey, (0, 0), 2.0), -0.6, 0)
    return np.repeat(grey[..., None], 3, axis=2)


def _stretched(grey: Any, low: float, high: float) -> Any:
    """A picture in grey, as one of bytes, its contrast drawn out between two percentiles."""
    dark, light = np.percentile(grey, (low, high))
    spread = (grey.astype(np.float32) - dark) * 255 / max(light - dark, 1)
    return np.clip(spread, 0, 255).astype(np.uint8)


def compare(line: TextLine, start: int, end: int, second: str, when: str = "second") -> None:
    """Doubt the figures of a part of a line that another reading gives otherwise."""
    kept = [at for at in range(start, end) if not line.text[at].isspace()]
    one = "".join(line.text[at] for at in kept).translate(_SAME)
    other = "".join(second.split()).translate(_SAME)
    spans = list(figures(line.text))
    for edit in Levenshtein.opcodes(one, other):
        if edit.tag == "equal":
            continue
        i1, i2, j1, j2 = edit.src_start, edit.src_end, edit.dest_start, edit.dest_end
        # What only the second reading has stands between two characters of the first.
        before, after = (i1, i2 - 1) if i1 < i2 else (max(i1 - 1, 0), min(i1, len(kept) - 1))
        first, last = kept[before], kept[after] + 1
        hit = [(a, b) for a, b in spans if a < last and b > first]
        why = f"read as “{other[max(0, j1 - 2) : j2 + 2]}” the {when} time"
        for a, b in hit:
            line.doubt(a, b, why)
        if not hit and any(figures(other[j1:j2])):
            line.doubt(first, last, why)


def figures(text: str) -> Iterator[tuple[int, int]]:
    """Where figures, symbols and letters stand in a text, each with its unit."""
    for found in _FIGURE.finditer(text):
        if any(c.isalnum() or not c.isascii() or c in "%<>=~+-" for c in found.group()):
            yield found.span()


def find_apart(lines: Sequence[TextLine], rest: Any) -> list[TextLine]:
    """Boxes around ink that no line's box holds, as large as characters are."""
    if not lines:
        return []
    em = median(line.em for line in lines)
    free = rest.copy()
    for line in lines:
        pad = 0.25 * (line.bottom - line.top)
        edges = line.left - pad * 2, line.top - pad, line.right + pad * 2, line.bottom + pad
        cut(free, *edges)[:] = 0
    wide, high = max(3, round(0.6 * em)), max(3, round(0.3 * em))
    joined = cv2.morphologyEx(free, cv2.MORPH_CLOSE, np.ones((high, wide), np.uint8))
    apart, pad = [], 0.15 * em
    for x, y, w, h, _ in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        inked = int((free[y : y + h, x : x + w] > 0).sum())
        if 0.4 * em < h < 2 * em and w > 0.08 * em and inked > max(12.0, _FIGURE_INK * em * em):
            apart.append(TextLine(x - pad, y - pad, x + w + pad, y + h + pad))
    return apart[:60]
