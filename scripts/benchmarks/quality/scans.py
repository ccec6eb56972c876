"""Scanned pages made by a seed, with what is printed on them.

    .venv/bin/python scripts/benchmarks/quality/scans.py FOLDER [--seed 21] [--pages 200]
    .venv/bin/python scripts/benchmarks/quality/scans.py FOLDER --document ORIGINAL.txt

Writes `NNN.png` or `NNN.jpg` (as scanners do: JPEG, faxes 1 bit) and `NNN.json`: dpi, font,
kind, seal, fax and `units`, the printed lines in reading order (of a table: its rows). Texts are
passages of the originals in content/sources, and tables of our own wording; with `--document` the
lines of one original. Fonts are Debian's fonts-noto-cjk, fonts-arphic-ukai and fonts-arphic-uming.
No fax bears a seal: it has no color.
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
from dataclasses import asdict, dataclass, field
from functools import cache
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, run_command

DATA = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
FONTS, DPI, KINDS = DATA["fonts"], DATA["dpi"], DATA["kinds"]
TABLES = ("ruled", "unruled")
A4 = 8.27, 11.69  # inches
MARGIN = 0.95
SIZES = 11.0, 12.0, 14.0  # points
# What is not cut at the end of a line.
_RUN = re.compile(r"[!-~≥≤≈±×℃‰μ～－—％]+|.")
_NEVER_FIRST = "，。、；：？！）》”’】%％"


@dataclass
class Page:
    """A page as printed: what it is to look like, and its text."""

    number: int
    dpi: int
    font: str
    kind: str
    seal: bool = False
    fax: bool = False
    units: list[str] = field(default_factory=list)


def plan(count: int, draw: random.Random) -> list[Page]:
    """The pages to make: every share by number, which page gets what by lot."""

    def shares(of: dict[Any, int]) -> list[Any]:
        found = [name for name, n in of.items() for _ in range(round(n * count / 200))]
        found = (found + list(of) * count)[:count]
        draw.shuffle(found)
        return found

    columns = shares(DPI), shares(dict.fromkeys(FONTS, 50)), shares(KINDS)
    pages = [Page(n, *each) for n, each in enumerate(zip(*columns, strict=True))]
    for in_table in (True, False):
        group = [p for p in pages if (p.kind in TABLES) is in_table]
        for page in draw.sample(group, min(len(group), round(DATA["sealed"] * count))):
            page.seal = True
    plain = [p for p in pages if not p.seal]
    for page in draw.sample(plain, min(len(plain), round(DATA["faxed"] * count))):
        page.fax = True
    return pages


@cache
def passages() -> tuple[str, ...]:
    """Lines of the originals, those that their files break joined."""
    found: list[str] = []
    for path in sorted((ROOT / "content" / "sources").glob("0*.txt")):
        text = re.sub(r"[ \t\u3000\ufeff\f]+", "", path.read_text("utf-8"))
        lines = re.sub(r"(?<=[^。；：\n])\n\n?(?=[^\n])", "", text).split("\n")
        found += [line for line in lines if len(line) > 12 and "$" not in line]
    return tuple(found)


class Press:
    """Prints one page."""

    def __init__(
        self, page: Page, draw: random.Random, points: float = 0, leading: float = 1.75
    ) -> None:
        self.page, self.draw, dpi = page, draw, page.dpi
        self.size = round(A4[0] * dpi), round(A4[1] * dpi)
        self.left, self.foot = round(MARGIN * dpi), self.size[1] - round(MARGIN * dpi)
        self.y, self.width = self.left, self.size[0] - 2 * self.left
        path, index = FONTS[page.font]
        drawn = draw.choice(SIZES[:2] if page.kind == "columns" else SIZES)
        points = points or drawn
        self.font = ImageFont.truetype(path, round(points * dpi / 72), index=index)
        self.step = round(points * leading * dpi / 72)
        paper = draw.randint(238, 255)
        self.image = Image.new("RGB", self.size, (paper, paper, paper - draw.randint(0, 6)))
        self.pen = ImageDraw.Draw(self.image)
        self.ink = (draw.randint(10, 60),) * 3
        self.blank = bytes(self.font.getmask("\uffff"))

    def printable(self, text: str) -> bool:
        """Whether the font has every character."""
        return all(bytes(self.font.getmask(c)) != self.blank for c in set(text))

    def text(self) -> str:
        """A passage that the font can print."""
        while True:
            line = self.draw.choice(passages())
            if self.printable(line):
                return line

    def wrap(self, text: str, width: float) -> list[str]:
        lines = [""]
        for run in _RUN.findall(text):
            wide = self.font.getlength(lines[-1] + run) > width
            if wide and lines[-1] and run not in _NEVER_FIRST:
                lines.append("")
            while self.font.getlength(run) > width:  # an address longer than a line
                cut = int(len(run) * width / self.font.getlength(run)) - 1
                lines[-1], run = run[:cut], run[cut:]
                lines.append("")
            lines[-1] += run
        return lines

    def put(self, x: float, line: str, down: float = 0) -> None:
        self.pen.text((x, self.y + down), line, font=self.font, fill=self.ink)

    def prose(self, x: int, width: int, lines: int) -> None:
        foot = min(self.foot, self.y + lines * self.step)
        while self.y + self.step < foot:
            for line in self.wrap("　　" + self.text(), width):
                if self.y + self.step > foot:
                    return
                self.put(x, line)
                self.page.units.append(line)
                self.y += self.step

    def rows(self) -> list[list[str]]:
        rows = [DATA["head"]]
        names = self.draw.sample(DATA["metrics"], self.draw.randint(10, 14))
        for number, name in enumerate(names, 1):
            digits = self.draw.choice(("1", "2", "3", "4", "d", "r"))
            value = {
                "d": f"{self.draw.uniform(0.01, 99.99):.{self.draw.randint(1, 2)}f}",
                "r": f"{self.draw.randint(1, 40)}～{self.draw.randint(41, 900)}",
            }.get(digits) or str(self.draw.randint(10 ** (int(digits) - 1), 10 ** int(digits) - 1))
            sign = "" if digits == "r" else self.draw.choice(DATA["signs"])
            amount = sign + value + self.draw.choice(DATA["units"])
            rows.append([str(number), name, amount, self.draw.choice(DATA["means"])])
        plain = self.printable("".join(c for row in rows for c in row))
        return rows if plain else self.rows()

    def table(self, width: int, ruled: bool) -> tuple[int, int]:
        """Print a table; from where to where it stands."""
        edges = [self.left + round(width * share) for share in (0, 0.1, 0.42, 0.72, 1)]
        high, top = round(self.step * 1.25), self.y
        for row in self.rows():
            for x, cell in zip(edges, row, strict=False):
                self.put(x + 0.3 * self.font.size, cell, (high - self.font.size) / 2.6)
            self.page.units.append("".join(row))
            self.y += high
        foot = self.y
        if ruled:
            lines = [(edges[0], y, edges[-1], y) for y in range(top, foot + 1, high)]
            for line in (*lines, *((x, top, x, foot) for x in edges)):
                self.pen.line(line, fill=self.ink, width=max(1, round(self.page.dpi / 120)))
        self.y += self.step // 2
        return top, foot

    def print(self) -> None:
        kind, width, top = self.page.kind, self.width, self.y
        if kind == "columns":
            gutter = round(2.2 * self.font.size)
            column, lines = (width - gutter) // 2, self.draw.randint(22, 28)
            self.prose(self.left, column, lines)
            self.y = top
            self.prose(self.left + column + gutter, column, lines)
        elif kind == "prose":
            self.prose(self.left, width, self.draw.randint(24, 32))
        else:
            self.prose(self.left, width, 5)
            top, foot = self.table(width, kind == "ruled")
            self.prose(self.left, width, 4)
        if self.page.seal:
            self.stamp(top, foot if kind in TABLES else self.y)

    def stamp(self, top: int, foot: int) -> None:
        """A round red seal of 42 mm between two heights, its ink let through what is printed."""
        side = round(1.65 * self.page.dpi)
        seal = Image.new("L", (side, side), 0)
        pen = ImageDraw.Draw(seal)
        line = round(side * 0.028)
        pen.ellipse((1, 1, side - 2, side - 2), outline=255, width=line)
        middle, star = side / 2, side * 0.15
        points = [
            (middle + star * (1, 0.4)[n % 2] * sin(n * pi / 5),
             middle - star * (1, 0.4)[n % 2] * cos(n * pi / 5))
            for n in range(10)
        ]  # fmt: skip
        pen.polygon(points, fill=255)
        words, (path, index) = DATA["seal"], FONTS["serif"]
        font = ImageFont.truetype(path, round(side * 0.125), index=index)
        for n, char in enumerate(words):
            angle = (n - (len(words) - 1) / 2) * 26
            glyph = Image.new("L", (font.size * 2,) * 2, 0)
            ImageDraw.Draw(glyph).text((font.size,) * 2, char, font=font, fill=255, anchor="mm")
            glyph = glyph.rotate(-angle, Image.Resampling.BICUBIC)
            x = middle + 0.38 * side * sin(angle * pi / 180) - font.size
            y = middle - 0.38 * side * cos(angle * pi / 180) - font.size
            seal.paste(255, (round(x), round(y)), glyph)
        seal = seal.rotate(self.draw.uniform(-15, 15), Image.Resampling.BICUBIC)
        low, high = self.left, self.size[0] - self.left - side
        y = self.draw.randint(top, max(top + 1, foot - side))
        x = self.draw.randint(low, high)
        strength = self.draw.uniform(0.6, 0.95)
        color = np.array([self.draw.randint(195, 235), *(self.draw.randint(20, 60),) * 2]) / 255
        cover = (np.asarray(seal, dtype=float) / 255 * strength)[..., None]
        area = np.array(self.image, dtype=float)
        part = area[y : y + side, x : x + side]
        cover = cover[: part.shape[0], : part.shape[1]]
        area[y : y + side, x : x + side] = part * (1 - cover + cover * color)
        self.image = Image.fromarray(area.round().astype("uint8"))


def degrade(image: Image.Image, fax: bool, seed: int, draw: random.Random) -> bytes:
    """The page as a scanner gives it: tilted, blurred, noisy; a JPEG, or one bit."""
    paper = image.getpixel((2, 2))
    image = image.rotate(draw.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=paper)
    image = image.filter(ImageFilter.GaussianBlur(draw.uniform(0, 1.2)))
    noise = np.random.default_rng(seed)
    pixels = np.asarray(image, dtype=float)
    pixels = pixels + noise.normal(0, draw.uniform(4, 12), pixels.shape)
    image = Image.fromarray(pixels.clip(0, 255).round().astype("uint8"))
    quality, out = draw.randint(40, 80), io.BytesIO()
    if fax:
        bits = np.asarray(image.convert("L")) > 150
        flip = noise.random(bits.shape)
        bits = np.where(flip < 0.0025, False, np.where(flip > 0.9975, True, bits))
        Image.fromarray(bits).save(out, "PNG")
    else:
        dpi = round(image.size[0] / A4[0])
        image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def make_pages(folder: Path, seed: int, count: int) -> None:
    for page in plan(count, random.Random(seed)):
        own = seed * 1000 + page.number
        draw = random.Random(own)
        press = Press(page, draw)
        press.print()
        name = folder / f"{page.number:03}"
        data = degrade(press.image, page.fax, own, draw)
        name.with_suffix(".png" if page.fax else ".jpg").write_bytes(data)
        text = json.dumps(asdict(page), ensure_ascii=False, indent=1)
        name.with_suffix(".json").write_text(text, "utf-8")


def print_document(folder: Path, document: Path, seed: int) -> None:
    """The lines of an original as degraded pages of 34 lines."""
    text = re.sub(r"\n\n+", "\n", document.read_text("utf-8").replace("\f", ""))
    lines, number = text.strip("\ufeff\n").split("\n"), 0
    draw = random.Random(seed)
    while lines:
        number += 1
        press = Press(Page(number, 200, draw.choice(list(FONTS)), "document"), draw, 12.0, 1.65)
        while lines and press.y + press.step < press.foot:
            indent = "　　" if lines[0].startswith(("  ", "\u3000", "\t")) else ""
            for line in press.wrap(indent + lines.pop(0).strip(), press.width):
                press.put(press.left, line)
                press.y += press.step
        data = degrade(press.image, False, seed * 1000 + number, draw)
        (folder / f"{number:03}.jpg").write_bytes(data)


def main(folder: Path, *, seed: int = 21, pages: int = 200, document: Path = Path()) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if document.is_file():
        print_document(folder, document, seed)
    else:
        make_pages(folder, seed, pages)


if __name__ == "__main__":
    run_command(main)
