"""The whole names of what is measured, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jiebang.quantities.amount import Amount
from jiebang.quantities.names_zh import names_zh
from jiebang.quantities.places_en import english
from jiebang.quantities.read_zh import extract
from measure_scores import FIXTURES

Label = tuple[set[str], set[str]]


def labeled() -> Iterator[tuple[str, str, list[Label]]]:
    """Chinese, English, and for each amount the names that are right in either."""
    text = (FIXTURES / "names.txt").read_text("utf-8")
    for block in text.split("\n\n")[1:]:
        zh, en, *lines = block.strip().splitlines()
        names = [line.removeprefix("- ").split(" | ") for line in lines]
        yield zh, en, [(set(a.split(" / ")), set(b.split(" / "))) for a, b in names]


def test_sentences_of_other_fields() -> None:
    wrong_zh, wrong_en, total = [], [], 0
    for zh, en, labels in labeled():
        amounts = extract(zh)
        assert len(amounts) == len(labels), zh
        total += len(labels)
        names = zip(names_zh(zh, amounts), english(amounts, en), labels, strict=True)
        for name, place, (right_zh, right_en) in names:
            wrong_zh += [] if name in right_zh else [(name, right_zh)]
            wrong_en += [] if place.metric in right_en else [(place.metric, right_en)]
    assert total >= 100
    assert len(wrong_zh) <= 0.03 * total, wrong_zh
    assert len(wrong_en) <= 0.06 * total, wrong_en


def named(zh: str) -> list[str]:
    amounts: tuple[Amount, ...] = extract(zh)
    return names_zh(zh, amounts)


@pytest.mark.parametrize(
    ("zh", "names"),
    [
        # A bare time has the subject before its bracket, or what a clause before does.
        ("实时手术决策反馈（时间≤2秒）", ["实时手术决策反馈时间"]),
        ("支持不良解析，时间节省30%", ["不良解析时间"]),
        # No subject is made of a word that is cut in two, of a project, or of a metric.
        ("响应时间≤2s，能耗≤5kWh", ["响应时间", "能耗"]),
        ("项目采用新工艺，精度≥90%", ["精度"]),
        ("配准精度达到厘米级，帧率高于55帧/秒", ["帧率"]),
        ("训练芯片支持混合精度，内存容量达到128GB", ["训练芯片内存容量"]),
        ("弱网场景下端到端时延≤50ms", ["端到端时延"]),
        ("单台控制器工作功耗≤60W，算力≥200TOPS", ["单台控制器工作功耗", "单台控制器算力"]),
        ("力检测范围±5%", ["力检测范围误差"]),
        # Of what is counted the verb tells, unless it is of something else.
        ("服务单位≥1000家", ["服务单位"]),
        ("纳管3个不同机房的集群", ["不同机房"]),
        # A share of the whole is of the same measure; a rate is none of its kind's.
        ("整机重量≤35kg（其中电池≤6kg）", ["整机重量", "电池重量"]),
        ("示范基地500亩", ["示范基地面积"]),
        ("示范基地面积500亩", ["示范基地面积"]),
        # What a list leaves to its last: 攻击算法.
        ("10种数字黑盒攻击、2种物理黑盒攻击算法", ["数字黑盒攻击算法", "物理黑盒攻击算法"]),
        ("存储空间不小于100Tb的存储器", ["存储器存储空间"]),
        ("", []),
    ],
)
def test_a_chinese_name_is_whole(zh: str, names: list[str]) -> None:
    assert named(zh) == names
