"""Scans: what is recognized, what is doubted, and what becomes of it on the site."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from building import small_copy
from inputs.nasty import page_pdf, png_bomb, scan
from jiebang import originals
from jiebang.checks.review import unconfirmed
from jiebang.cli import main
from jiebang.commands.convert import convert_each
from jiebang.document.alignment import doubts_within, place_doubts
from jiebang.document.markdown import read, write
from jiebang.document.model import Document, Doubt, Severity, Span
from jiebang.errors import InputError
from jiebang.originals import read_original
from jiebang.originals.pdf_rules import join_rules
from jiebang.originals.scans import can_read_scans, recognize
from jiebang.originals.scans.doubts import (
    doubt_bars,
    doubt_faint,
    doubt_looks,
    find_counted,
    read_per_mille,
    read_units,
)
from jiebang.originals.scans.pictures import is_pictures, pack_pages
from jiebang.originals.scans.prepare import find_rules, ink_of, is_poor, take_stamps_out
from jiebang.originals.scans.recognize import TextLine, compare
from jiebang.runtime.layout import Layout

SCANS = Path(__file__).parents[1] / "fixtures" / "scans"
NOTICE = SCANS / "notice.png"
with_ocr = pytest.mark.skipif(not can_read_scans(), reason="the extra `ocr` is not installed")


# ---------------------------------------------------------------- doubts


def readings() -> list[list[str]]:
    lines = (SCANS / "readings.txt").read_text("utf-8").splitlines()
    return [[part.strip() for part in line.split("|")] for line in lines if line[0] != "#"]


@pytest.mark.parametrize(("first", "second", "doubtful"), readings())
def test_what_two_readings_do_not_agree_on_is_doubtful(
    first: str, second: str, doubtful: str
) -> None:
    line = TextLine(0, 0, 20 * len(first), 20, first)
    compare(line, 0, len(first), second)
    doubt_looks(line)
    assert "".join(first[at] for at in sorted(line.doubts)) == doubtful
    assert line.text == first  # nothing is mended


@pytest.mark.parametrize(
    ("read", "text", "doubtful"),
    [
        ("算力500TFL0PS以上", "算力500TFLOPS以上", "TFLOPS"),
        ("峰值≥300PF1ops", "峰值≥300PFlops", "PFlops"),
        ("型号H1N1", "型号H1N1", ""),
        ("重3kg", "重3kg", ""),
        ("采用5T0X芯片", "采用5T0X芯片", ""),
    ],
)
def test_a_unit_that_is_none_but_for_a_letter(read: str, text: str, doubtful: str) -> None:
    line = TextLine(0, 0, 20 * len(read), 20, read, [10.0] * len(read), [1.0] * len(read))
    read_units(line)
    assert line.text == text
    assert "".join(text[at] for at in sorted(line.doubts)) == doubtful


def test_a_point_among_chinese_characters_is_doubtful() -> None:
    for text, doubtful in (
        ("到2023年.通用", "."),
        ("一.目标", ""),
        ("1.目标", ""),
        ("精度.5%", ""),
    ):
        line = TextLine(0, 0, 20 * len(text), 20, text)
        doubt_looks(line)
        assert "".join(text[at] for at in sorted(line.doubts)) == doubtful


def test_all_of_a_line_that_was_hardly_read_is_doubtful() -> None:
    for score, doubtful in ((0.95, ""), (0.7, "ま力3支")):
        line = TextLine(0, 0, 80, 20, "ま力3支", scores=[score] * 4)
        doubt_faint(line)
        assert "".join(line.text[at] for at in sorted(line.doubts)) == doubtful


def test_on_a_poor_page_the_recognizer_has_to_be_surer() -> None:
    for score, poor, doubtful in ((0.8, False, ""), (0.8, True, "3支"), (0.2, False, "3支")):
        line = TextLine(0, 0, 80, 20, "支出3支", scores=[1.0, 1.0, score, 1.0])
        doubt_faint(line, poor)
        assert "".join(line.text[at] for at in sorted(line.doubts)) == doubtful


def test_a_1_above_a_2_is_no_letter() -> None:
    column = [TextLine(10, y, 20, y + 20, text) for y, text in ((0, "1"), (30, "2"), (60, "3"))]
    beside, alone = TextLine(90, 0, 100, 20, "1"), TextLine(10, 300, 20, 320, "1")
    assert find_counted([*column, beside, alone]) == {0}


def drawn(*circles: tuple[int, int, int], size: tuple[int, int] = (80, 40)) -> Any:
    """A grey picture of rings (x, y, radius) in black on white."""
    import cv2
    import numpy as np

    picture = np.full(size[::-1], 240, np.uint8)
    for x, y, radius in circles:
        cv2.circle(picture, (x, y), radius, (20,), 2)
    return picture


TWO, THREE = [(34, 12, 5), (46, 28, 5)], [(30, 12, 5), (38, 28, 5), (51, 28, 5)]


@with_ocr
@pytest.mark.parametrize(
    ("read_as", "rings", "poor", "text", "doubtful"),
    [
        ("5%了", TWO, False, "5%了", ""),
        ("5%0了", THREE, False, "5‰了", ""),
        ("5%0了", THREE, True, "5‰了", "5‰"),
        ("5%了", THREE, False, "5‰了", "5‰"),
        ("5%0了", TWO, False, "5%0了", "5%0"),
        ("5%了", TWO[:1], False, "5%了", "5%"),
    ],
)
def test_a_per_mille_has_three_rings(
    read_as: str, rings: list[tuple[int, int, int]], poor: bool, text: str, doubtful: str
) -> None:
    middles = [14.0, 42.0, 80.0] if "0" not in read_as else [14.0, 36.0, 48.0, 80.0]
    line = TextLine(0, 0, 110, 40, read_as, middles=middles, scores=[1.0] * len(middles))
    line.doubt(len(read_as) - 1, len(read_as), "faint")
    read_per_mille(line, drawn(*rings, size=(110, 40)), poor)
    assert line.text == text
    assert len(line.middles) == len(line.scores) == len(text)
    assert "".join(line.text[at] for at in sorted(line.doubts)) == doubtful + "了"


@with_ocr
@pytest.mark.parametrize(
    ("bar", "doubtful"),
    [((), ""), ((10, 31, 30, 31), "<"), ((10, 22, 30, 31), "<"), ((10, 17, 30, 26), "<")],
)
def test_a_sign_with_a_second_stroke_is_doubtful(bar: tuple[int, ...], doubtful: str) -> None:
    import cv2

    picture = drawn(size=(110, 40))
    strokes = [(30, 6, 10, 15), (10, 15, 30, 24), *([bar] if bar else [])]
    for x, y, to_x, to_y in (*strokes, (60, 6, 60, 30), (60, 30, 70, 30)):
        cv2.line(picture, (x, y), (to_x, to_y), (20,), 2)
    line = TextLine(0, 0, 110, 60, "<5了", middles=[20.0, 65.0, 95.0], scores=[1.0] * 3)
    doubt_bars(line, picture)
    assert "".join(line.text[at] for at in sorted(line.doubts)) == doubtful


@with_ocr
def test_a_page_is_poor_by_its_resolution_and_its_specks() -> None:
    import numpy as np

    clean = np.zeros((400, 400), np.uint8)
    assert (is_poor(clean, 150), is_poor(clean, 200)) == (True, False)
    clean[::8, ::8] = 255
    assert is_poor(clean, 300)


@with_ocr
def test_a_thin_rule_under_a_stamp_stays() -> None:
    import cv2
    import numpy as np

    page = np.full((600, 600, 3), 245, np.uint8)
    cv2.line(page, (50, 300), (550, 300), (150, 150, 150), 1)
    stamp = np.full_like(page, 255)
    cv2.circle(stamp, (300, 300), 120, (215, 40, 40), 6)
    page = (page.astype(int) * stamp // 255).astype(np.uint8)
    clean, _, stamps = take_stamps_out(page, 150)
    assert stamps == 1
    rules, _ = find_rules(ink_of(clean.min(axis=2), 150), 150)
    (rule,) = join_rules(rules)
    assert rule.end - rule.start > 490 * 72 / 150
    assert clean[200, 215].min() > 200  # the stamp's ink is gone


def test_a_doubt_has_its_place_in_the_original_until_it_is_confirmed() -> None:
    doubt = Doubt(1, 2, 3, 5, "95%", "faint")
    document = Document("a", "a.png", "0" * 64, unconfirmed=(doubt,))
    placed = place_doubts("一\n不低95%；\n", document)
    assert placed == ((Span(4, 7), doubt),)
    assert list(doubts_within(placed, Span(6, 9))) == [doubt]
    assert not list(doubts_within(placed, Span(7, 9)))
    confirmed = replace(document, unconfirmed=(replace(doubt, confirmed=True),))
    assert place_doubts("一\n不低95%；\n", confirmed) == ()
    assert read(write(confirmed), "a.md").unconfirmed == confirmed.unconfirmed


def test_check_names_what_is_not_confirmed_once_a_document() -> None:
    doubts = tuple(Doubt(1 + n // 3, 7 + n, 1, 3, f"9{n}%", "faint", n == 0) for n in range(6))
    document = Document("a", "a.png", "0" * 64, unconfirmed=doubts)
    (found,) = unconfirmed(document)
    assert found.severity is Severity.WARNING
    assert found.document == "a"
    assert found.message.startswith(
        "5 readings of the scan not confirmed "
        "(page 1, line 8: 91%; page 1, line 9: 92%; page 2, line 10: 93%; and 2 more)"
    )
    confirmed = tuple(replace(doubt, confirmed=True) for doubt in doubts)
    assert not list(unconfirmed(replace(document, unconfirmed=confirmed)))


# ---------------------------------------------------------------- files


def test_pages_of_a_folder_come_in_the_order_of_their_numbers() -> None:
    names = ["p10.png", "p2.png", "p1.png"]
    packed = pack_pages([(name, name.encode()) for name in names])
    assert zipfile.ZipFile(io.BytesIO(packed)).namelist() == ["p1.png", "p2.png", "p10.png"]
    assert is_pictures(packed)
    assert packed == pack_pages([(name, name.encode()) for name in reversed(names)])
    assert not is_pictures(pack_pages([("a.txt", b"x")]))


def test_without_the_extra_the_advice_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(originals, "can_read_scans", lambda: False)
    with pytest.raises(InputError, match=r"a picture, not text .*jiebang\[ocr\].*ocrmypdf"):
        read_original(NOTICE)
    with pytest.raises(InputError, match=r"pictures of pages.*jiebang\[ocr\]"):
        read_original(pack_pages([("a.png", NOTICE.read_bytes())]), "a.zip")


def picture(mode: str, size: tuple[int, int], name: str = "PNG", **options: object) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new(mode, size).save(out, name, **options)
    return out.getvalue()


def animated() -> bytes:
    from PIL import Image

    frames = [Image.new("L", (99, 99), n) for n in (0, 200)]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


HOSTILE = {
    "one pixel": (lambda: picture("L", (1, 1)), "1 × 1 pixels"),
    "a bomb": (lambda: png_bomb(60_000), "60000 × 60000 pixels"),
    "cut off": (lambda: NOTICE.read_bytes()[:9000], "broken picture"),
    "a header alone": (lambda: b"\xff\xd8\xff" + b"\0" * 99, "broken picture"),
    "rubbish": (lambda: b"II*\0" + bytes(range(256)), "broken picture"),
    "CMYK, blank": (lambda: picture("CMYK", (300, 300), "JPEG"), "no text was found"),
    "16 bit, blank": (lambda: picture("I;16", (300, 300)), "no text was found"),
    "animated": (animated, "animated picture"),
    "an archive of a broken page": (lambda: pack_pages([("1.png", b"x")]), "broken picture"),
    "a broken archive": (lambda: pack_pages([("1.png", b"x")])[:60], "broken archive"),
}


@with_ocr
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_ends_in_one_line(name: str) -> None:
    make, words = HOSTILE[name]
    with pytest.raises(InputError, match=words) as caught:
        read_original(make(), "page.png")
    assert "\n" not in str(caught.value)


class Suspicious:
    """An engine whose classifier takes every line for one upside down."""

    def cls_and_rotate(self, crops: list[Any]) -> tuple[None, Any]:
        return None, SimpleNamespace(cls_res=[("180", 0.99)] * len(crops))

    def recognize_txt(self, crops: list[Any]) -> Any:
        return SimpleNamespace(scores=[0.9 if crop[0, 0] else 0.3 for crop in crops])


@with_ocr
@pytest.mark.parametrize(("upper_left", "turned"), [(1, False), (0, True)])
def test_the_recognizer_has_the_last_word_on_what_stands_on_its_head(
    monkeypatch: pytest.MonkeyPatch, upper_left: int, turned: bool
) -> None:
    import numpy as np

    monkeypatch.setattr(recognize, "engine", Suspicious)
    crop = np.array([[upper_left, 0], [0, 1 - upper_left]])
    assert recognize.is_upside_down([crop, crop]) is turned


@pytest.mark.slow
@with_ocr
@pytest.mark.parametrize("angle", [90, 180])
def test_a_turned_page_is_read_upright(angle: int) -> None:
    from PIL import Image

    out = io.BytesIO()
    turned = Image.open(NOTICE).convert("RGB").rotate(angle, expand=True)
    turned.save(out, "JPEG", quality=80, dpi=(150, 150))
    found = read_original(out.getvalue(), "turned.jpg")
    assert "系统效率不低于95%" in found.text.replace(" ", "")


def pdf_of(*pages: bytes) -> bytes:
    """One PDF of the pages of several."""
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for page in pages:
        whole.import_pages(pypdfium2.PdfDocument(page))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def text_page() -> bytes:
    words = b"This page was set as text: ninety words of prose and the figure 2024, nothing else."
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return page_pdf(b"BT /F 11 Tf 60 700 Td (" + words + b") Tj ET", b"", font)


def printed_picture() -> bytes:
    """The notice, turned by a quarter."""
    from PIL import Image

    out = io.BytesIO()
    turned = Image.open(NOTICE).convert("RGB").rotate(90, expand=True)
    turned.save(out, "PDF", resolution=150)
    return out.getvalue()


@with_ocr
def test_a_turned_picture_among_pages_with_text_is_read_too() -> None:
    found = read_original(pdf_of(text_page(), text_page(), printed_picture()), "mixed.pdf")
    assert found.kind == "pdf"
    assert found.text.count("the figure 2024") == 2
    at = next(n for n, line in enumerate(found.text.split("\n")) if "95%" in line)
    assert found.page_of_line[at] == 3
    assert found.scan is not None
    assert {doubt.page for doubt in found.scan.doubts} == {3}
    assert found.scan.places[0] == ()
    assert found.scan.places[at][0] == 3


@with_ocr
def test_a_picture_without_text_keeps_no_pdf_from_being_read() -> None:
    found = read_original(pdf_of(text_page(), text_page(), scan()), "mixed.pdf")
    assert found.text.count("the figure 2024") == 2
    assert found.scan is None
    assert any("pictures without text: page 3" in note for note in found.notes)


# ---------------------------------------------------------------- from the scan to the site


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A project to which a scanned notice was added, built."""
    layout = small_copy(tmp_path_factory.mktemp("scan"), "chongqing-ai-2023")
    pages = layout.root / "scanned"
    pages.mkdir()
    (pages / "1.png").write_bytes(NOTICE.read_bytes())
    assert main(["add", "--root", str(layout.root), "--id", "notice", str(pages)]) == 0
    assert main(["build", "--root", str(layout.root)]) == 0
    return layout


@with_ocr
def test_the_same_scan_again_is_not_recognized_again(
    project: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(originals, "read_fenced", None)
    pages = str(project.root / "scanned")
    assert main(["add", "--root", str(project.root), "--id", "notice", pages]) == 0
    assert "here already" in capsys.readouterr().out


def document_of(layout: Layout) -> Document:
    return read(layout.document("notice").read_text("utf-8"), "notice.md")


@with_ocr
def test_a_scanned_notice_is_read_with_its_doubts(project: Layout) -> None:
    document = document_of(project)
    text = layout_text(project)
    for words in ("95%", "≥1200kW", "≤75dB", "≥99.5%", "120件/min", "示范省2024年度揭榜挂帅榜单"):
        assert words in text
    # ‰, which the recognizer does not know, and a figure under the seal, on a poor page.
    words = {doubt.words for doubt in document.unconfirmed}
    assert "0.1‰" in words
    assert "≥1200kW" in words
    assert not any("99.5" in found or "120件" in found for found in words)
    assert {doubt.page for doubt in document.unconfirmed} == {1}


def layout_text(layout: Layout) -> str:
    return layout.text("scanned.zip").read_text("utf-8").replace(" ", "")


@with_ocr
def test_the_provenance_says_what_read_it(project: Layout) -> None:
    entry = project.sources_yml.read_text("utf-8").split("- id: notice")[1]
    assert "kind: scan" in entry
    assert "by: rapidocr" in entry
    assert "date: '20" in entry


@with_ocr
def test_the_data_holds_doubtful_figures_low(project: Layout) -> None:
    with (project.data / "measures.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["task_id"].startswith("notice")]
    low = {row["value"] for row in rows if "not confirmed" in row["confidence"]}
    assert "1200" in low
    assert {row["value"] for row in rows if row["confidence"] == "high"} >= {"95", "99.5"}


@with_ocr
def test_check_warns_until_a_person_has_looked(
    project: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--root", str(project.root), "notice"])
    warnings = [line for line in capsys.readouterr().out.splitlines() if "not confirmed" in line]
    assert len(warnings) == 1
    assert f"{len(document_of(project).unconfirmed)} readings of the scan" in warnings[0]
    assert "page 1, line" in warnings[0]


@with_ocr
def test_the_pages_mark_them_and_show_the_picture_of_the_line(project: Layout) -> None:
    source = (project.site / "en" / "source" / "notice" / "index.html").read_text("utf-8")
    assert "<mark" in source
    assert "≥1200kW" in source.split("<mark", 1)[1]
    pictures = {path.stem for path in (project.site / "source" / "notice").glob("*.jpg")}
    lines = (project.site / "source" / "notice.txt").read_text("utf-8").splitlines()
    masked = {str(n) for n, line in enumerate(lines, 1) if "█" in line}
    assert masked, "a name and a telephone number are withheld"
    assert pictures == {str(n) for n in range(1, len(lines) + 1)} - masked
    task = (project.site / "en" / "tasks" / "notice" / "01" / "index.html").read_text("utf-8")
    assert "not confirmed" in task


@with_ocr
def test_what_a_person_confirmed_stays_confirmed(project: Layout) -> None:
    path = project.document("notice")
    before = path.read_text("utf-8")
    decided = replace(
        document_of(project),
        unconfirmed=tuple(replace(d, confirmed=True) for d in document_of(project).unconfirmed),
    )
    path.write_text(write(decided), "utf-8")
    (result,) = convert_each(project, ["notice"])
    assert not result.difference
    assert all(doubt.confirmed for doubt in document_of(project).unconfirmed)
    path.unlink()  # without the Markdown, every doubt is one again
    list(convert_each(project, ["notice"]))
    assert path.read_text("utf-8") == before
