"""What a program takes from a text about the document itself, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiebang.corpus.stated import find_stated, undated
from jiebang.document.model import Basis, Claim, Provenance
from jiebang.structure import convert_text

FIXTURE = Path(__file__).parents[1] / "fixtures" / "stated.txt"


def cases() -> list[tuple[str, dict[str, str]]]:
    lines = FIXTURE.read_text("utf-8").split("\n")
    text = "\n".join(line for line in lines if not line.startswith("#"))
    found = []
    for block in text.split("===\n"):
        original, _, wanted = block.partition("---\n")
        pairs = [line.partition(": ") for line in wanted.split("\n") if line]
        found.append((original, {key: value for key, _, value in pairs}))
    return found


def read(original: str) -> Provenance:
    return find_stated(original, convert_text(original, "x", "x.txt", "0" * 64))


@pytest.mark.parametrize(("original", "wanted"), cases())
def test_what_is_stated_is_found_and_nothing_else(original: str, wanted: dict[str, str]) -> None:
    found = read(original)
    values = {
        "issuer": found.issuer.zh,
        "number": found.document_number.zh,
        "date": found.date_issued.en,
        "deadline": found.application_deadline.en,
    }
    assert {key: value for key, value in values.items() if value} == wanted
    lines = original.split("\n")
    claims = (found.issuer, found.document_number, found.date_issued, found.application_deadline)
    for claim in claims:
        if claim.basis is Basis.UNKNOWN:
            assert claim.searched
            continue
        assert claim.basis is Basis.STATED and not claim.confirmed
        number, _, words = claim.evidence[0].partition(": ")
        assert claim.zh.split("、")[0][:6] in "".join(lines[int(number) - 1].split())
        assert words.startswith("“")


def test_a_province_is_told_by_its_office() -> None:
    found = read("河南省科学技术厅关于发布榜单的通知\n各有关单位：\n")
    assert (found.jurisdiction.code, found.jurisdiction.zh) == ("CN-HA", "河南省")
    other = read("示例市科学技术局关于发布榜单的通知\n各有关单位：\n")
    assert other.jurisdiction == Claim() and not other.jurisdiction.searched


def test_a_title_loses_the_date_below_it() -> None:
    assert undated("某市揭榜挂帅榜单（2026年3月）") == "某市揭榜挂帅榜单"
    assert undated("某市2026年揭榜挂帅榜单") == "某市2026年揭榜挂帅榜单"
