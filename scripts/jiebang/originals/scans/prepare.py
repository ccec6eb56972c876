"""A picture made ready to be read: straight, without stamps; its ink and its rules."""

from __future__ import annotations

from cmath import phase
from math import degrees
from statistics import median
from typing import Any

from jiebang.originals.pdf_rules import Rule
from jiebang.originals.scans import cv2, np

_MOST_TILT = 15.0  # degrees; beyond, it is no tilt
_LEAST_TILT = 0.05
_LONG = 4  # times as wide as high: a box whose slant says how the page is tilted
_CHROMA = 45  # of 255, between the strongest and the weakest color: ink that is no black or grey
_STAMP = 0.45, 2.8  # inches: the sides of a stamp
_LIGHT = 0.72  # of white: what is lighter in the color of a stamp is its ink, or paper
_SLENDER = 2.6  # a stamp's sides, one by the other; a red heading is longer
_JOIN = 0.12  # inches between the parts of a stamp
_RULE = 0.22  # inches: no rule of a table is shorter
_SPECK = 0.02  # inches a side
_COARSE = 180.0  # dots an inch
_SPECKLED = 1.2e-3  # specks by pixels: a fax has as many and more
_THICK = 0.04  # inches: what is thicker is no rule


def tilt_of(boxes: list[Any]) -> float:
    """By how many degrees lines run down to the right, by the slant of the longest boxes."""
    runs = ((complex(*(box[1] - box[0])), abs(complex(*(box[3] - box[0])))) for box in boxes)
    slants = [(abs(run), degrees(phase(run))) for run, high in runs if abs(run) > _LONG * high]
    longest = [angle for _, angle in sorted(slants, reverse=True)[:15]]
    tilt = median(longest) if longest else 0.0
    return tilt if _LEAST_TILT < abs(tilt) < _MOST_TILT else 0.0


def straighten(pixels: Any, tilt: float) -> tuple[Any, Any]:
    """The picture turned back by its tilt, and the matrix (2 × 3) that moves its points."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    paper = tuple(int(v) for v in cv2.resize(pixels, (1, 1), interpolation=cv2.INTER_AREA)[0, 0])
    turned = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper
    )
    return turned, matrix


def take_stamps_out(pixels: Any, dpi: float) -> tuple[Any, Any, int]:
    """The picture with each stamp read through its own color; where their ink is; their number.

    Of each pixel under a stamp only its strongest channel is kept: colored ink is light in
    it, black ink is dark in all three. Colored text elsewhere stays.
    """
    red, green, blue = cv2.split(pixels)
    strongest, weakest = (of(of(red, green), blue) for of in (cv2.max, cv2.min))
    strong = ((strongest - weakest) > _CHROMA).astype(np.uint8)
    inked = np.zeros(strong.shape, bool)
    if not strong.any():
        return pixels, inked, 0
    # Stains of a noisy picture are no ink of a stamp.
    colored: Any = cv2.morphologyEx(strong, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    small = cv2.resize(colored, None, fx=50 / dpi, fy=50 / dpi, interpolation=cv2.INTER_AREA)
    side = 2 * max(1, round(_JOIN * 25)) + 1
    joined = cv2.dilate((small > 0).astype(np.uint8), np.ones((side, side), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined)
    clean, stamps = pixels.copy(), 0
    for left, top, width, height, _ in found[1:].tolist():
        sides = sorted(((width - side + 1) / 50, (height - side + 1) / 50))
        if sides[0] < _STAMP[0] or sides[1] > _STAMP[1] or sides[1] > _SLENDER * sides[0]:
            continue
        x, y, right, bottom = (
            max(0, round(at * dpi / 50)) for at in (left, top, left + width, top + height)
        )
        area = slice(y, bottom), slice(x, right)
        # Only as far as a pixel is colored: thin black strokes beside the ink stay as dark.
        color: Any = cv2.blur(strongest[area] - weakest[area], (3, 3)).astype(np.float32)
        lift = 1 + (1 / _LIGHT - 1) * np.clip(color / (2 * _CHROMA), 0, 1)
        light: Any = np.clip(strongest[area] * lift, 0, 255).astype(np.uint8)
        clean[area] = np.repeat(light[..., None], 3, axis=2)
        inked[area] = colored[area]
        stamps += 1
    return clean, inked, stamps


def is_poor(ink: Any, dpi: float) -> bool:
    """Whether a page is so coarse, or so full of specks, that figures may be misread alike."""
    if dpi < _COARSE:
        return True
    _, _, found, _ = cv2.connectedComponentsWithStats(ink)
    specks = (found[1:, cv2.CC_STAT_AREA] <= 3).sum()
    return bool(specks > _SPECKLED * ink.size)


def ink_of(grey: Any, dpi: float) -> Any:
    """Where the ink of a page is: rows × columns of 0 and 255."""
    block = round(dpi * 0.2) | 1
    return cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(block, 11), 18
    )


def find_rules(ink: Any, dpi: float) -> tuple[list[Rule], Any]:
    """The rules of a page in points from its lower left corner, and the ink without them.

    The ink that is left is freed of specks, as a fax and a noisy scan have.
    """
    scale, height = 72 / dpi, ink.shape[0]
    flat, rest = _runs(ink, dpi)
    upright, aside = _runs(np.ascontiguousarray(ink.T), dpi)
    rules = [
        *(Rule(True, (height - y) * scale, x * scale, to_x * scale) for y, x, to_x in flat),
        *(Rule(False, x * scale, (height - to_y) * scale, (height - y) * scale)
          for x, y, to_y in upright),
    ]  # fmt: skip
    rest = cv2.min(rest, np.ascontiguousarray(aside.T))
    _, labels, found, _ = cv2.connectedComponentsWithStats(rest)
    specks = found[:, cv2.CC_STAT_AREA] < max(6.0, (_SPECK * dpi) ** 2)
    rest[specks[labels]] = 0
    return rules, rest


def _runs(ink: Any, dpi: float) -> tuple[list[tuple[float, int, int]], Any]:
    """Long thin runs of ink along the rows: (the row, from, to); and the ink without them."""
    gap, line = (
        np.ones((1, n), np.uint8) for n in (max(3, round(dpi / 40)), max(9, round(_RULE * dpi)))
    )
    # A rule a little aslant is a stair of short ones: it is made thicker first.
    mask = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    mask = cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, gap), cv2.MORPH_OPEN, line)
    _, labels, found, _ = cv2.connectedComponentsWithStats(mask)
    wide, high = found[:, cv2.CC_STAT_WIDTH], found[:, cv2.CC_STAT_HEIGHT]
    thin = (high <= np.maximum(4.0, _THICK * dpi + wide * 0.01)) & (wide >= 4 * high)
    thin[0] = False
    rest = ink.copy()
    rest[cv2.dilate(thin[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 0
    return [(y + h / 2, x, x + w) for x, y, w, h, _ in found[thin].tolist()], rest
