"""Reading is linear in a text: the time grows with the length of a line of anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from clock import cpu_seconds, grows_faster
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
LONG = 12_000


def _convert(text: str) -> object:
    return convert_text(text, "d", "d.txt", "0" * 64)


def _check_chinese(text: str) -> object:
    return check_pair(text, "Compute of no fewer than 10 nodes.")


def _check_english(text: str) -> object:
    return check_pair("算力节点不少于10个。", text)


# Each with a length at which its time can be told, and all of them with a long text; a check
# reads what it checks, so that how long reading alone takes says where a fault is.
SHORT = {_convert: LONG, _check_chinese: 6_000, _check_english: 3_000}
EACH = (_convert, extract, read_en, _check_chinese, _check_english)
CASES = [pytest.param(read, length, id=read.__name__.strip("_")) for read, length in SHORT.items()]
CASES += [
    pytest.param(read, LONG, id=f"{read.__name__.strip('_')}-long", marks=pytest.mark.slow)
    for read in EACH
    if SHORT.get(read) != LONG
]


@pytest.mark.parametrize(("read", "length"), CASES)
def test_the_time_grows_with_the_text(read: Callable[[str], object], length: int) -> None:
    nonce = count()

    def seconds(kind: str, length: int) -> float:
        # A number before the text, so that nothing is remembered.
        text = f"甲{next(nonce)}乙" + kind * (length // len(kind)) + "。"
        return cpu_seconds(lambda: read(text), tries=1)

    read("甲1乙。")  # tables are loaded
    slow = {kind: grows_faster(partial(seconds, kind), length // 4) for kind in KINDS}
    assert not any(slow.values()), {kind: what for kind, what in slow.items() if what}


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("在25℃、", "after the "), ("3000吨级、", "from the previous month "),
        ("m/z 400处", "JJG 621-2012 "), ("6月30日前", "none of "),
        ("无法达到5%，", "two in ten of "),
        (
            "3月5日上午9时，完成12项，共300万元。",
            "At 9 a.m. on March 5, 12 items were completed, RMB 3 million in total. ",
        ),
        ("3月5日上午9时开工。", "Work starts at 9 p.m. on March 6. "),
        ("不得低于5分，未发现3处，", "may not be below 5 points, 3 were not found, "),
    ],
)  # fmt: skip
def test_the_time_grows_with_both_texts(zh: str, en: str) -> None:
    nonce = count()

    def seconds(times: int) -> float:
        texts = f"甲{next(nonce)}乙" + zh * times, en * times
        return cpu_seconds(lambda: check_pair(*texts), tries=1)

    seconds(1)
    assert not grows_faster(seconds, 150)


@pytest.mark.parametrize("number", ["9" * 5000, "10^99999999", "1e99999999", "9" * 5000 + ".5.1",
                                    "1/" + "9" * 5000, "v" + "9" * 5000 + ".1"])  # fmt: skip
def test_a_number_without_end_is_read_at_once(number: str) -> None:
    right = f"no fewer than {number} items."
    assert cpu_seconds(lambda: check_pair(f"不少于{number}个。", right), tries=1) < 5
