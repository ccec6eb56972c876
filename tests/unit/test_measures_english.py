"""The English around an amount: found by its figure, and empty where it cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebang.measures import extract
from jiebang.measures.english import english


def around(zh: str, en: str) -> list[tuple[str, str]]:
    return [(place.metric, place.text) for place in english(extract(zh), en)]


@pytest.mark.parametrize(
    ("zh", "en", "metric"),
    [
        ("带宽≥20Gb/s", "Achieve a bandwidth of ≥20 Gb/s", "bandwidth"),
        ("发明专利≥10件", "File ≥10 invention patent filings", "invention patent filings"),
        ("适配不少于6家厂商", "Adapt to chips from no fewer than 6 vendors (with A)", "vendors"),
        ("样本不低于100万例", "with no fewer than 1 million cases", "cases"),
        ("训练时间缩短40%以上", "shorten training time by at least 40%", "training time"),
        ("准备时间小于5分钟", "The preparation time after power-on shall be less than 5 minutes",
         "preparation time after power-on"),
        ("输出电压48V-100V", "with an output voltage of 48 V–100 V", "output voltage"),
        ("检测数据与治理准确率>90%", "detection and governance accuracy >90%",
         "detection and governance accuracy"),
        ("周期降低至10分钟", "shorten the cycle from planning to use to 10 minutes",
         "cycle from planning to use"),
        ("位宽12bit", "output at 12-bit depth", "depth"),
    ],
)  # fmt: skip
def test_metric(zh: str, en: str, metric: str) -> None:
    assert [m for m, _ in around(zh, en)] == [metric]


def test_text_is_the_clause() -> None:
    zh = "带宽≥20Gb/s；时延≤5ms"
    en = "Bandwidth of ≥20 Gb/s; and latency of ≤5 ms."
    assert around(zh, en) == [
        ("Bandwidth", "Bandwidth of ≥20 Gb/s"),
        ("latency", "latency of ≤5 ms"),
    ]


def test_same_value_is_told_apart_by_unit() -> None:
    zh = "续航时间不少于5h，续航里程不少于5km"
    en = "endurance range of no less than 5 km, endurance time of no less than 5 h"
    assert [m for m, _ in around(zh, en)] == ["endurance time", "endurance range"]


def test_a_list_has_the_metric_of_its_head() -> None:
    zh = "算力达到32TFLOPS@FP32、64TFLOPS@TF32"
    en = "with compute of 32 TFLOPS@FP32 and 64 TFLOPS@TF32"
    assert [m for m, _ in around(zh, en)] == ["compute", "compute"]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("带宽≥20Gb/s", ""),
        ("带宽≥20Gb/s", "Achieve high bandwidth"),
        ("带宽≥20Gb/s", "20 of these and 20 of those"),
        ("研制服务器1套", "Develop a server"),
        ("准确率≥90%", "90 samples"),
        ("带宽≥20Gb/s", "shall be able to reach 20 Gb/s"),
    ],
)
def test_what_cannot_be_told_is_empty(zh: str, en: str) -> None:
    assert [m for m, _ in around(zh, en)] == [""]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_english_is_read(en: str) -> None:
    amounts = extract("带宽≥20Gb/s，专利3件，误差±5%，电压1V-2V")
    for place in english(amounts, "5% 20 Gb/s 3 " + en):
        assert place.metric in en or place.metric in "5% 20 Gb/s 3 " + en
