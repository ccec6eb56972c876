"""Reading is linear in a text: twice as long a line of anything takes about twice as long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clock import cpu_seconds
from jiebang import check_pair, extract
from jiebang.quantities.read_en import read_en
from jiebang.structure import convert_text

KINDS = (
    "1", "a", "算力", "@", "a@", "a.", "a@a.", ".", "。", "、", "，", "；", "：",
    "(", "（", "）", "（1）", "-", "—", "1-", "1,", "1/", "1.", "10%", "5万", "0.",
    "≥", "a ", "x1 ", "一", "第一", "1、", "①", "附件", "年", "2025年", "名", "至",
    "不", "*", "`", "[", "<", "&", "#", "_", "~", "\\", "/", "http://", "“", "“甲”",
    "《", "电话", "联系人：", "张伟 ", "13800000000", "010-", "é", "㎡", "10^",
    "two ", "hundred ", "one two ", "|", " ", "\u3000", "\t", '"',
)  # fmt: skip
LONG, LARGEST_RATIO, TRIES = 6_000, 2.5, 8
TOO_SHORT = 0.05  # seconds in which a neighbor weighs more than the text


def _convert(text: str) -> object:
    return convert_text(text, "d", "d.txt", "0" * 64)


def _check_chinese(text: str) -> object:
    return check_pair(text, "Compute of no fewer than 10 nodes.")


def _check_english(text: str) -> object:
    return check_pair("算力节点不少于10个。", text)


# Each with a length at which its time can be told, and all of them with a long text.
SHORT = {
    _convert: LONG,
    extract: LONG,
    read_en: 1_500,
    _check_chinese: 3_000,
    _check_english: 1_500,
}
CASES = [pytest.param(read, length, id=read.__name__.strip("_")) for read, length in SHORT.items()]
CASES += [
    pytest.param(read, LONG, id=f"{read.__name__.strip('_')}-long", marks=pytest.mark.slow)
    for read, length in SHORT.items()
    if length < LONG
]


def _seconds(read: Callable[[str], object], kind: str, length: int, nonce: int) -> float:
    """Of computing; a nonce before the text, so that nothing is remembered."""
    text = f"甲{nonce}乙" + kind * (length // len(kind)) + "。"
    return cpu_seconds(lambda: read(text), tries=1)


@pytest.mark.parametrize(("read", "length"), CASES)
def test_twice_the_text_takes_about_twice_the_time(
    read: Callable[[str], object], length: int
) -> None:
    read("甲1乙。")  # tables are loaded
    slow = {}
    for number, kind in enumerate(KINDS):
        once = twice = 1e9
        for turn in range(TRIES):
            once = min(once, _seconds(read, kind, length, number * 10 + turn))
            twice = min(twice, _seconds(read, kind, 2 * length, number * 10 + turn))
            if twice < LARGEST_RATIO * once or twice < TOO_SHORT:
                break
        else:
            slow[kind] = f"{once:.3f} s, {twice:.3f} s"
    assert not slow


@pytest.mark.parametrize("number", ["9" * 5000, "10^99999999", "1e99999999", "9" * 5000 + ".5.1",
                                    "1/" + "9" * 5000, "v" + "9" * 5000 + ".1"])  # fmt: skip
def test_a_number_without_end_is_read_at_once(number: str) -> None:
    right = f"no fewer than {number} items."
    assert cpu_seconds(lambda: check_pair(f"不少于{number}个。", right), tries=1) < 5
