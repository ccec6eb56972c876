"""Encodings told apart: the five documents, short texts, broken bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebang.errors import InputError
from jiebang.originals.encodings import Decoded, decode_text
from jiebang.runtime.layout import find_root

SOURCES = sorted(find_root(Path(__file__).parent).sources.glob("*.txt"))
SIMPLIFIED = (
    "揭榜挂帅", "考核指标：", "人工智能重大科技专项", "二〇二三年九月", "联通", "项目一：算力",
    "1.支持≥3个节点", "重庆市", "附件1", "申报单位须为在郑州市注册的企业。", "需求目标",
    "脑机接口", "芯片", "预期目标：到2025年，突破关键技术", "有关要求", "实施期限：不超过3年",
    "河南省工业和信息化厅", "机器人", "联系人", "鲲鹏昇腾",
)  # fmt: skip
TRADITIONAL = (
    "人工智能重大科技專項", "考核指標：", "項目一：算力", "臺北市政府", "應用示範", "專案計畫",
    "申請單位須為在本市註冊的企業。", "資訊安全", "二〇二三年九月", "預期目標：突破關鍵技術",
    "香港特別行政區", "機器人", "聯絡人", "創新科技署", "實施期限：不超過3年",
)  # fmt: skip
CODECS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "gb18030": "GB18030",
    "cp950": "Big5",
}


def traditional(text: str) -> str:
    opencc = pytest.importorskip("opencc")
    return str(opencc.OpenCC("s2t").convert(text))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name[:3])
def test_every_document_in_every_encoding(path: Path, codec: str) -> None:
    text = path.read_text("utf-8")
    found = decode_text(text.encode(codec), "x")
    assert (found.text, found.encoding, found.bom) == (text, CODECS[codec], False)
    marked = decode_text(("\ufeff" + text).encode(codec), "x")
    assert (marked.text, marked.encoding, marked.bom) == (" " + text, CODECS[codec], True)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name[:3])
def test_every_document_in_big5(path: Path) -> None:
    text = traditional(path.read_text("utf-8"))
    data = text.encode("cp950", "ignore")  # Big5 has no ③ and no few signs of OCR
    found = decode_text(data, "x")
    assert (found.text, found.encoding) == (data.decode("cp950"), "Big5")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", [*SIMPLIFIED, *TRADITIONAL])
def test_short_texts(text: str, codec: str) -> None:
    found = decode_text(text.encode(codec), "x")
    assert (found.text, found.encoding) == (text, CODECS[codec])


@pytest.mark.parametrize("text", TRADITIONAL)
def test_short_texts_in_big5(text: str) -> None:
    data = text.encode("cp950", "ignore")
    found = decode_text(data, "x")
    assert (found.text, found.encoding) == (data.decode("cp950"), "Big5")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "gb18030"])
def test_single_lines_of_the_documents(codec: str) -> None:
    lines = {
        line.strip() for path in SOURCES for line in path.read_text("utf-8").split("\n")
        if sum("\u4e00" <= c <= "\u9fff" for c in line) >= 4
    }  # fmt: skip
    # “单位地址” in UTF-16LE is the eight letters “USMO0W@W”: nobody could tell.
    told = {x for x in lines if not x.encode(codec).isascii()}
    wrong = [x for x in told if decode_text(x.encode(codec), "x").text != x]
    assert len(lines) > 1000
    assert not wrong


def test_line_ends_keep_every_offset() -> None:
    data = "一、标题\r\n正文\r第三行\n".encode("gb18030")
    found = decode_text(data, "x").text
    assert found == "一、标题 \n正文\n第三行\n"
    assert len(found) == len(data.decode("gb18030"))


def test_what_a_page_declares_comes_before_what_it_reads_like() -> None:
    assert decode_text("芯片是".encode(), "x", "gb2312").encoding == "UTF-8"  # a wrong label
    rare = "淼焱垚".encode("gb18030")
    assert decode_text(rare, "x", "GBK").text == "淼焱垚"
    assert decode_text("芯片".encode("gbk"), "x", "utf-8").encoding == "GB18030"
    assert decode_text("鑫".encode("cp950"), "x", "big5").text == "鑫"


@pytest.mark.parametrize(("declared", "codec"), [("gb2312", "cp950"), ("big5", "gb18030")])
def test_a_page_that_was_saved_anew_without_a_word_to_its_label(declared: str, codec: str) -> None:
    text = (
        "臨川市任務清單：識別率不低於95%" if codec == "cp950" else "临川市任务清单：识别率不低于95%"
    )
    assert decode_text(text.encode(codec), "x", declared).text == text


@pytest.mark.parametrize(
    ("codec", "name", "lead"), [("gb18030", "GB18030", "。"), ("cp950", "Big5", "")]
)
def test_damaged_text_is_refused_with_the_place(codec: str, name: str, lead: str) -> None:
    good = f"{lead}臨川市技術需求榜單，識別率不低於95%。".encode(codec)
    with pytest.raises(InputError, match=f"broken {name} at byte {len(good)}: 0xff"):
        decode_text(good + b"\xff\n" + good, "x.txt")


def test_rare_signs_of_the_large_sets() -> None:
    four = "联系人：㐂𠮷镕，任务榜单"
    assert decode_text(four.encode("gb18030"), "x") == Decoded(four, "GB18030")
    cantonese = "啟德冚唔該嘅榜單"
    found = decode_text(cantonese.encode("big5hkscs"), "x")
    assert (found.text, found.encoding) == (cantonese, "Big5-HKSCS")


def test_english_and_other_scripts_are_text() -> None:
    assert decode_text(b"plain words", "x").encoding == "UTF-8"
    assert decode_text("Ünïcödé, déjà vu".encode(), "x").encoding == "UTF-8"


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 64, b"\xff\xd8\xff\xe0\x00\x10JFIF" * 9, b"\xef\xbb\xbf\xff\xff"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode_text(data, "x.txt")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decode_text(data, "x")
    except InputError as error:
        assert "\n" not in str(error)
