"""Files with pictures of pages → pictures in memory, within limits of size and number."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from jiebang.errors import InputError
from jiebang.originals.scans import np

MAX_PAGES = 300
_MAX_PIXELS = 80_000_000  # a page of A3 at 600 dpi has 70 million
_LEAST = 60  # pixels a side; less holds no line of text
_LONGEST = 4000  # pixels: what is larger is made smaller, a line needs no more
_A4 = 8.27  # inches: a page whose file does not say how large it is
_DPI = 72, 1200  # what a file may plausibly say
_PDF_DPI = 250
_FORMATS = ("PNG", "JPEG", "TIFF")
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
_MAGIC = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_AGAIN = "save it again as PNG, or scan it at 300 dpi"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: RGB, rows × columns × 3 of uint8, and its dots an inch."""

    pixels: Any
    dpi: float


Opener = Callable[[], Picture]


def is_pictures(data: bytes) -> bool:
    """Whether a file is a picture, or an archive whose first part is named as one."""
    if data.startswith(_MAGIC):
        return True
    if not data.startswith(b"PK\x03\x04") or len(data) < 30:
        return False
    name = data[30 : 30 + int.from_bytes(data[26:28], "little")].decode("utf-8", "replace")
    return name.lower().endswith(SUFFIXES)


def pack_pages(pages: Sequence[tuple[str, bytes]]) -> bytes:
    """One file of a folder of pages, in the order of the numbers in their names."""

    def in_order(page: tuple[str, bytes]) -> list[tuple[int, str]]:
        parts = re.split(r"(\d+)", page[0])
        return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(pages, key=in_order):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def open_pictures(data: bytes) -> list[Opener]:
    """The pages of a picture, or of an archive of pictures, each opened when it is called.

    Raises InputError, as each page does: broken, too large, too small, animated.
    """
    from jiebang.originals.package import OfficePackage

    if not data.startswith(b"PK"):
        return _frames(data, "")
    archive = OfficePackage(data, "", "archive of pages")
    names = [name for name in archive.names if name.lower().endswith(SUFFIXES)]
    pages = (_frames(archive.read(name), f"{name}: ") for name in names[: MAX_PAGES + 1])
    return [opener for openers in pages for opener in openers]


def open_pdf_page(document: Any, index: int) -> Picture:
    """A page of a PDF as it would be printed."""
    from pypdfium2 import PdfiumError  # type: ignore[import-untyped]

    try:
        page = document[index]
        dpi = min(_PDF_DPI, _LONGEST / max(page.get_size()) * 72)
        return Picture(np.array(page.render(scale=dpi / 72).to_pil().convert("RGB")), dpi)
    except (PdfiumError, ValueError, MemoryError):
        raise InputError("a page that cannot be drawn", "", "print it to PDF again") from None


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    """What the decoders raise, and they raise whatever they meet, as one line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InputError:
        raise
    except Exception:
        raise InputError(f"{name}a broken picture", "", _AGAIN) from None


def _frames(data: bytes, name: str) -> list[Opener]:
    """A picture's pages: a TIFF may have several; what moves is no page."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # held below, before anything is decoded
    with _decoding(name):
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
        count = getattr(image, "n_frames", 1)
    if count > 1 and image.format != "TIFF":
        raise InputError(f"{name}an animated picture", "", "save each page as a picture")
    return [partial(_frame, image, frame, name) for frame in range(min(count, MAX_PAGES + 1))]


def _frame(image: Any, frame: int, name: str) -> Picture:
    from PIL import Image, ImageOps

    with _decoding(name):
        image.seek(frame)
        width, height = image.size
        fault = "too small to hold text" if min(width, height) < _LEAST else ""
        if fault or width * height > _MAX_PIXELS:
            what = f"{name}a picture of {width} × {height} pixels"
            raise InputError(what, "", fault or _AGAIN)
        dpi = float(image.info.get("dpi", (0, 0))[0] or 0)
        if not _DPI[0] < dpi <= _DPI[1]:
            dpi = min(width, height) / _A4
        upright = ImageOps.exif_transpose(image)
        # Sixteen bits are cut to eight by what they hold, not to white.
        if upright.mode.startswith(("I", "F")):
            values = np.asarray(upright, dtype=float)
            spread = np.ptp(values) or 1.0
            values = (values - values.min()) * (255 / spread)
            upright = Image.fromarray(values.round().astype(np.uint8))
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
        upright = upright.convert("RGB")
        shrink = min(1.0, _LONGEST / max(upright.size))
        upright.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS, reducing_gap=None)
        return Picture(np.array(upright), dpi * shrink)
