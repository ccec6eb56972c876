"""Scans → Original: the characters and rules of each page, then what is doubtful."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from jiebang.document.model import Doubt
from jiebang.errors import InputError
from jiebang.originals.formats import ScanError
from jiebang.originals.original import Original, Scan
from jiebang.originals.pdf import PageReader, open_pdf
from jiebang.originals.pdf_glyphs import Glyph, Glyphs
from jiebang.originals.pdf_rules import Rule, join_rules
from jiebang.originals.scans import cv2, np
from jiebang.originals.scans.doubts import doubt_lines
from jiebang.originals.scans.pictures import (
    MAX_PAGES,
    Opener,
    Picture,
    open_pdf_page,
    open_pictures,
)
from jiebang.originals.scans.prepare import (
    find_rules,
    ink_of,
    is_poor,
    straighten,
    take_stamps_out,
    tilt_of,
)
from jiebang.originals.scans.recognize import (
    TextLine,
    crop,
    cut,
    engine_name,
    find_apart,
    find_boxes,
    is_upside_down,
    read_again,
    read_blank,
    read_lines,
)
from jiebang.text.spaces import is_wide

_EM = 0.75  # of the height of a line, as the reader of PDF has it
_ALIKE = 0.18  # of a height: lines that differ by less are set in one size
_COPY = 1100  # pixels: the width of the copy that pictures of lines are cut from
_TOLD = 6  # lines that say which way up a page is

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ScannedCharacter:
    """A character of a scan: its page from 1, its box there, why it is doubtful.

    The box is left, top, right, bottom in shares of the page's width and height.
    """

    page: int
    box: tuple[float, float, float, float]
    why: str = ""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page as read: characters and rules in points, the number of stamps taken out of it.

    `grey` is a small copy of it as straightened, to cut the pictures of its lines from.
    """

    glyphs: list[Glyph]
    rules: list[Rule]
    stamps: int
    grey: Any


def read_scan(data: bytes, where: str, tell: Tell = lambda done, total: None) -> Original:
    """The text of a picture, an archive of pictures, or a PDF with pages that are pictures.

    `tell` hears how many pages are read, and of how many.

    Raises:
        InputError: a file or page that is broken, too large, too small or empty.
    """
    if b"%PDF-" not in data[:1024]:
        pages = open_pictures(data)
        return replace(_read(pages, where, tell, dict(enumerate(pages))), kind="scan")
    document, plain = open_pdf(data, where), None
    reader = PageReader(document, where)
    with suppress(ScanError):
        plain = reader.read()
    openers = {n - 1: partial(open_pdf_page, document, n - 1) for n in sorted(reader.pictures)}
    return _read(document, where, tell, openers, plain)


def _read(
    pages: Sequence[Any],
    where: str,
    tell: Tell,
    openers: Mapping[int, Opener],
    plain: Original | None = None,
) -> Original:
    """The pages of `openers` recognized, the others as they are; `plain` is all that these say."""
    if len(openers) > MAX_PAGES:
        raise InputError(f"a scan of more than {MAX_PAGES} pages", where, "cut it in parts")
    found: dict[int, ScannedPage] = {}
    for index, opener in openers.items():
        tell(len(found), len(openers))
        found[index] = recognize_page(opener(), index + 1)
    tell(len(found), len(openers))
    if not any(page.glyphs for page in found.values()):
        if plain is None:
            raise InputError("no text was found in the picture", where, "scan it again at 300 dpi")
        return replace(plain, pictures=())
    content = {index: (Glyphs(page.glyphs), page.rules) for index, page in found.items()}
    reader = PageReader(pages, where, content)
    for index, page in found.items():
        if page.stamps:
            reader.lines.note(f"page {index + 1}: {page.stamps} colored stamp(s) left out")
    original = reader.read()
    copies = {index + 1: page.grey for index, page in found.items()}
    return replace(original, scan=_scan(original, [row.characters for row in reader.rows], copies))


# ---------------------------------------------------------------- a page


def recognize_page(picture: Picture, number: int) -> ScannedPage:
    """The characters of a page with their doubts, and its rules."""
    pixels, boxes = _upright(picture)
    tilt = tilt_of(boxes)
    if tilt:
        pixels, matrix = straighten(pixels, tilt)
        boxes = [box @ matrix[:, :2].T + matrix[:, 2] for box in boxes]
    clean, stamped, stamps = take_stamps_out(pixels, picture.dpi)
    lines = [_line_in(box) for box in boxes]
    grey = clean.min(axis=2)
    ink = ink_of(grey, picture.dpi)
    poor = is_poor(ink, picture.dpi)
    rules, rest = find_rules(ink, picture.dpi)
    apart = find_apart(lines, rest)
    read_lines(clean, [*lines, *apart])
    read_again(pixels, clean, lines)
    read_blank(clean, [*lines, *apart], rest)
    doubt_lines(lines, apart, grey, rest, stamped, poor)
    read = [line for line in [*lines, *apart] if line.text.strip()]
    glyphs = _glyphs(read, number, picture.dpi, pixels.shape[1], pixels.shape[0])
    shrink = min(1.0, _COPY / pixels.shape[1])
    copy = cv2.resize(pixels.max(axis=2), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return ScannedPage(glyphs, join_rules(rules), stamps, copy)


def _upright(picture: Picture) -> tuple[Any, list[Any]]:
    """The picture turned so that its lines run from left to right; their boxes."""
    pixels = picture.pixels
    clean, _, _ = take_stamps_out(pixels, picture.dpi)
    boxes = find_boxes(clean)
    sides = [(float(np.ptp(box[:, 0])), float(np.ptp(box[:, 1]))) for box in boxes]
    if sum(high > 2 * wide for wide, high in sides) > sum(wide > 2 * high for wide, high in sides):
        pixels, clean = (np.ascontiguousarray(np.rot90(of)) for of in (pixels, clean))
        boxes = find_boxes(clean)
    told = sorted(boxes, key=lambda box: -float(np.ptp(box[:, 0])))[:_TOLD]
    if told and is_upside_down([crop(clean, _line_in(box)) for box in told]):
        pixels, clean = (np.ascontiguousarray(np.rot90(of, 2)) for of in (pixels, clean))
        boxes = find_boxes(clean)
    return pixels, boxes


def _line_in(box: Any) -> TextLine:
    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    return TextLine(float(left), float(top), float(right), float(bottom))


def _glyphs(lines: list[TextLine], number: int, dpi: float, width: int, height: int) -> list[Glyph]:
    """The characters of lines in points; the page has so many pixels."""
    scale, glyphs = 72 / dpi, []
    usual = median(line.em for line in lines) if lines else 0.0
    for line in lines:
        # A box around figures alone is lower than one around Chinese characters.
        em = usual if line.em < (1 + _ALIKE) * usual else line.em
        y = (height - (line.top + line.bottom) / 2 - 0.38 * em) * scale
        top, bottom = line.top / height, line.bottom / height
        spaced = False
        for at, (char, (left, right)) in enumerate(zip(line.text, _edges(line, em), strict=True)):
            if char != " ":
                box = left / width, top, right / width, bottom
                own = ScannedCharacter(number, box, line.doubts.get(at, ""))
                place = left * scale, right * scale, y, em / _EM * scale
                glyphs.append(Glyph(char, *place, character=own, spaced=spaced))
            spaced = char == " "
    return glyphs


def _edges(line: TextLine, em: float) -> list[tuple[float, float]]:
    """From where to where each character goes: to the next one, but for a gap."""
    halves = [em / 2 if is_wide(char) else em / 4 for char in line.text]
    lefts = [middle - half for middle, half in zip(line.middles, halves, strict=True)]
    rights = [middle + half for middle, half in zip(line.middles, halves, strict=True)]
    for one, other in pairwise(range(len(lefts))):
        if lefts[other] - rights[one] < 0.6 * em:
            rights[one] = lefts[other] = (line.middles[one] + line.middles[other]) / 2
    return list(zip(lefts, rights, strict=True))


# ---------------------------------------------------------------- the text


def _scan(
    found: Original, of_line: Sequence[Sequence[tuple[Any, ...]]], copies: Mapping[int, Any]
) -> Scan:
    places: list[tuple[int, ...]] = []
    doubts: list[Doubt] = []
    strips: list[str] = []
    for number, (text, cells) in enumerate(zip(found.text.split("\n"), of_line, strict=False), 1):
        own = [character for cell in cells for character in cell if character is not None]
        if not own:
            places.append(())
            strips.append("")
            continue
        page = own[0].page
        edges = zip(*(character.box for character in own if character.page == page), strict=True)
        box = [of(edge) for of, edge in zip((min, min, max, max), edges, strict=True)]
        places.append((page, *(min(10_000, max(0, round(share * 10_000))) for share in box)))
        strips.append(_strip(copies[page], *box))
        doubts += _doubts(number, text, own)
    return Scan(engine_name(), tuple(places), tuple(doubts), tuple(strips))


def _strip(grey: Any, left: float, top: float, right: float, bottom: float) -> str:
    """The picture of a line, base64 of a JPEG."""
    height, width = grey.shape
    pad = (bottom - top) * height * 0.15
    edges = left * width - pad, top * height - pad, right * width + pad, bottom * height + pad
    done, data = cv2.imencode(".jpg", cut(grey, *edges), [cv2.IMWRITE_JPEG_QUALITY, 35])
    return base64.b64encode(data.tobytes()).decode() if done else ""


def _doubts(number: int, text: str, own: Sequence[ScannedCharacter]) -> Iterator[Doubt]:
    """The doubtful runs of a line; all of it, where its text is not that of `own`."""
    kept = [at for at, char in enumerate(text) if not char.isspace()]
    whys = [character.why for character in own]
    if len(kept) != len(own):
        whys = [next(filter(None, whys), "")] * len(kept)
    for why, run in groupby(zip(kept, whys, strict=True), key=lambda pair: pair[1]):
        at = [column for column, _ in run]
        if why:
            words = text[at[0] : at[-1] + 1]
            yield Doubt(own[0].page, number, at[0] + 1, at[-1] + 1, words, why)
