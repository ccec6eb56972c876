"""The whole names of what is measured, in Chinese and in English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from jiebang.datasets.measures import group_of
from jiebang.quantities.amount import Amount, Role
from jiebang.quantities.metric_en import english
from jiebang.quantities.names_zh import names_zh
from jiebang.quantities.phrases_en import with_articles
from jiebang.quantities.read_zh import extract
from jiebang.quantities.states_en import find_condition_en
from measure_scores import FIXTURES


def labeled(name: str) -> Iterator[tuple[str, str, list[list[set[str]]]]]:
    """Chinese, English, and for each amount what is right: names, its group, conditions."""
    text = (FIXTURES / name).read_text("utf-8")
    for block in text.split("\n\n")[1:]:
        zh, en, *lines = block.strip().splitlines()
        cells = [line.removeprefix("- ").split(" | ") for line in lines]
        yield zh, en, [[set(cell.strip().split(" / ")) for cell in row] for row in cells]


@pytest.mark.parametrize("name", ["names.txt", "names-sixty.txt"])
def test_sentences_of_other_fields(name: str) -> None:
    wrong: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    total = 0
    for zh, en, labels in labeled(name):
        amounts = extract(zh)
        assert len(amounts) == len(labels), zh
        names = names_zh(zh, amounts)
        rows = zip(amounts, names, english(amounts, en), labels, strict=True)
        for amount, whole, place, right in rows:
            total += 1
            behind = zh[amount.condition_end :]
            # Labels and names may differ in an article: test_articles holds those.
            found = {"zh": whole, "en": place.metric.replace(" the ", " ")}
            right[1] = {name.replace(" the ", " ") for name in right[1]}
            if name != "names.txt":
                state = find_condition_en(amount.condition, behind, place.text, en)
                right += [{"-"}] * (5 - len(right))
                found["id"] = group_of(zh, whole, amount)
                found |= {"state_zh": amount.condition or "-", "state_en": state or "-"}
                right[2] = set(next(iter(right[2])).split()) if right[2] != {"-"} else {found["id"]}
            for (column, value), known in zip(found.items(), right, strict=False):
                wrong[column] += [] if value in known else [(value, known)]
    assert total >= 100
    assert len(wrong["zh"]) <= 0.03 * total, wrong["zh"]
    assert len(wrong["en"]) <= 0.06 * total, wrong["en"]
    for column in ("id", "state_zh", "state_en"):
        assert len(wrong[column]) <= 0.03 * total, wrong[column]


@pytest.mark.parametrize(
    ("name", "ahead", "whole"),
    [
        ("throughput of router", "Develop an onboard router with", "throughput of the router"),
        ("mass of hot cell", "Build 1 shielded hot cell,", "mass of the hot cell"),
        ("yield of rice", "Raise the unit output of rice, with a", "yield of rice"),
        ("weight of routers", "Develop the routers of a network, with a", "weight of routers"),
        ("life of the pump", "Develop a pump with a", "life of the pump"),
    ],
)
def test_articles(name: str, ahead: str, whole: str) -> None:
    assert with_articles(name, ahead) == whole


def test_a_clause_without_a_noun_has_that_of_another() -> None:
    """Three sets of sentences: the metric holds the one that is meant, or is held by it."""
    right = total = 0
    for line in (FIXTURES / "topics.txt").read_text("utf-8").splitlines():
        zh, _, labels = line.partition(" | ")
        if line.startswith("#"):
            continue
        wanted = [label.strip() for label in labels.split(";")]
        found = [amount.metric for amount in extract(zh) if amount.role is Role.MEASURE]
        if len(found) == len(wanted):  # else it is the amounts that are not found
            pairs = zip(wanted, found, strict=True)
            right += sum(a == b or bool(a and b and (a in b or b in a)) for a, b in pairs)
            total += len(wanted)
    assert total >= 340
    assert right >= 0.95 * total, (right, total)


def named(zh: str) -> list[str]:
    amounts: tuple[Amount, ...] = extract(zh)
    return names_zh(zh, amounts)


@pytest.mark.parametrize(
    ("zh", "names"),
    [
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
        ("存储空间不小于100Tb的存储器", ["存储器存储空间"]),
        ("", []),
    ],
)
def test_a_chinese_name_is_whole(zh: str, names: list[str]) -> None:
    assert named(zh) == names
