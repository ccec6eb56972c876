"""Scans → Original: the characters and rules of each page, then what is doubtful."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    Stamp,
    find_rules,
    ink_of,
    is_poor,
    straighten,
    take_stamps_out,
    tilt_of,
)
from jiebang.originals.scans.recognize import (
    Line,
    crop,
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
class Character:
    """A character of a scan: its page from 1, its box there in pixels, why it is doubtful."""

    page: int
    box: tuple[float, float, float, float]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Recognized:
    """A page as read: `pixels` as straightened, `stamps` what was taken out of them."""

    pixels: Any
    dpi: float
    lines: list[Line]
    rules: list[Rule]
    stamps: list[Stamp]


def read_scan(data: bytes, where: str, tell: Tell = lambda done, total: None) -> Original:
    """The text of a picture, an archive of pictures, or a PDF with pages that are pictures.

    `tell` hears how many pages are read, and of how many.

    Raises:
        InputError: a file or page that is broken, too large, too small or empty.
    """
    if b"%PDF-" not in data[:1024]:
        pages = open_pictures(data)
        return replace(_read(pages, where, tell, dict(enumerate(pages))), kind="scan")
    document = open_pdf(data, where)

    def opener(index: int) -> Opener:
        return lambda: open_pdf_page(document[index])

    try:
        plain = None
        try:
            plain = PageReader(document, where).read()
            numbers = plain.pictures
        except ScanError as error:
            numbers = error.pages
        openers = {n - 1: opener(n - 1) for n in numbers}
        return _read(document, where, tell, openers, plain)
    finally:
        document.close()


def _read(
    pages: Sequence[Any],
    where: str,
    tell: Tell,
    openers: Mapping[int, Opener],
    plain: Original | None = None,
) -> Original:
    """The pages of `openers` recognized, the others as they are; `plain` is all that these say."""
    if len(openers) > MAX_PAGES:
        raise InputError(f"a scan of {len(openers)} pages", where, "cut it in parts")
    content: dict[int, tuple[Glyphs, list[Rule]]] = {}
    copies: dict[int, _Copy] = {}
    notes = []
    for done, (index, opener) in enumerate(openers.items()):
        tell(done, len(openers))
        page = recognize_page(opener())
        content[index] = Glyphs(glyphs_of(page, index + 1)), page.rules
        copies[index + 1] = _Copy.of(page)
        if page.stamps:
            notes.append(f"page {index + 1}: {len(page.stamps)} colored stamp(s) left out")
    tell(len(openers), len(openers))
    if not any(found.glyphs for found, _ in content.values()):
        if plain is None:
            raise InputError("no text was found in the picture", where, "scan it again at 300 dpi")
        return replace(plain, pictures=())
    reader = PageReader(pages, where, content)
    reader.lines.notes += notes
    found = reader.read()
    return replace(found, scan=_scan(found, reader.lines.characters, copies))


# ---------------------------------------------------------------- a page


def recognize_page(picture: Picture) -> Recognized:
    """The lines, rules and doubts of a page."""
    pixels, boxes, stamped = _upright(picture)
    tilt = tilt_of(boxes)
    if tilt:
        pixels, matrix = straighten(pixels, tilt)
        boxes = [box @ matrix[:, :2].T + matrix[:, 2] for box in boxes]
    clean, stamps = take_stamps_out(pixels, picture.dpi) if stamped else (pixels, [])
    lines = [_line_in(box) for box in boxes]
    grey = clean.min(axis=2)
    ink = ink_of(grey, picture.dpi)
    poor = is_poor(ink, picture.dpi)
    rules, rest = find_rules(ink, picture.dpi)
    apart = find_apart(lines, rest)
    read_lines(clean, [*lines, *apart])
    read_again(pixels, clean, lines)
    read_blank(clean, [*lines, *apart], rest)
    doubt_lines(lines, apart, grey, rest, stamps, poor)
    read = [line for line in [*lines, *apart] if line.text.strip()]
    return Recognized(pixels, picture.dpi, read, join_rules(rules), stamps)


def _upright(picture: Picture) -> tuple[Any, list[Any], bool]:
    """The picture turned so that its lines run from left to right; their boxes; any stamps."""
    pixels = picture.pixels
    clean, stamps = take_stamps_out(pixels, picture.dpi)
    boxes = find_boxes(clean)
    flat = [box for box in boxes if np.ptp(box[:, 0]) > 2 * np.ptp(box[:, 1])]
    upright = [box for box in boxes if np.ptp(box[:, 1]) > 2 * np.ptp(box[:, 0])]
    if len(upright) > len(flat):
        pixels, clean = (np.ascontiguousarray(np.rot90(of)) for of in (pixels, clean))
        boxes = find_boxes(clean)
    told = sorted(boxes, key=lambda box: -float(np.ptp(box[:, 0])))[:_TOLD]
    if told and is_upside_down([crop(clean, _line_in(box)) for box in told]):
        pixels, clean = (np.ascontiguousarray(np.rot90(of, 2)) for of in (pixels, clean))
        boxes = find_boxes(clean)
    return pixels, boxes, bool(stamps)


def _line_in(box: Any) -> Line:
    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    return Line(float(left), float(top), float(right), float(bottom))


def glyphs_of(page: Recognized, number: int) -> list[Glyph]:
    """The characters of a page in points."""
    scale, height = 72 / page.dpi, page.pixels.shape[0]
    usual = median(line.em for line in page.lines) if page.lines else 0.0
    glyphs = []
    for line in page.lines:
        # A box around figures alone is lower than one around Chinese characters.
        em = usual if line.em < (1 + _ALIKE) * usual else line.em
        y = (height - (line.top + line.bottom) / 2 - 0.38 * em) * scale
        for at, (char, (left, right)) in enumerate(zip(line.text, _edges(line, em), strict=True)):
            box = left, line.top, right, line.bottom
            own = None if char == " " else Character(number, box, line.doubts.get(at, ""))
            glyphs.append(Glyph(char, left * scale, right * scale, y, em / _EM * scale, None, own))
    return glyphs


def _edges(line: Line, em: float) -> list[tuple[float, float]]:
    """From where to where each character goes: to the next one, but for a gap."""
    halves = [em / 2 if is_wide(char) else em / 4 for char in line.text]
    lefts = [middle - half for middle, half in zip(line.middles, halves, strict=True)]
    rights = [middle + half for middle, half in zip(line.middles, halves, strict=True)]
    for one, other in pairwise(range(len(lefts))):
        if lefts[other] - rights[one] < 0.6 * em:
            rights[one] = lefts[other] = (line.middles[one] + line.middles[other]) / 2
    return list(zip(lefts, rights, strict=True))


# ---------------------------------------------------------------- the text


@dataclass(frozen=True, slots=True)
class _Copy:
    """A page kept to cut the pictures of its lines from, small and grey; its size in pixels."""

    grey: Any
    width: int
    height: int

    @classmethod
    def of(cls, page: Recognized) -> _Copy:
        height, width = page.pixels.shape[:2]
        shrink = min(1.0, _COPY / width)
        grey = page.pixels.max(axis=2)
        small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        return cls(small, width, height)

    def strip(self, left: float, top: float, right: float, bottom: float) -> str:
        """The picture of a line, base64 of a JPEG."""
        pad, shrink = (bottom - top) * 0.15, self.grey.shape[1] / self.width
        rows, columns = (
            slice(max(0, int((low - pad) * shrink)), int((high + pad) * shrink) + 1)
            for low, high in ((top, bottom), (left, right))
        )
        picture = self.grey[rows, columns]
        done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 35])
        return base64.b64encode(data.tobytes()).decode() if done else ""


def _scan(
    found: Original, of_line: Sequence[Sequence[tuple[Any, ...]]], copies: Mapping[int, _Copy]
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
        page, copy = own[0].page, copies[own[0].page]
        edges = zip(*(character.box for character in own if character.page == page), strict=True)
        box = [of(edge) for of, edge in zip((min, min, max, max), edges, strict=True)]
        shares = (
            at * 10_000 / of for at, of in zip(box, (copy.width, copy.height) * 2, strict=True)
        )
        places.append((page, *(min(10_000, max(0, round(share))) for share in shares)))
        strips.append(copy.strip(*box))
        doubts += _doubts(number, text, own)
    return Scan(engine_name(), tuple(places), tuple(doubts), tuple(strips))


def _doubts(number: int, text: str, own: Sequence[Character]) -> Iterator[Doubt]:
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
