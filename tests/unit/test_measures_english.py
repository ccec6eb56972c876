"""The English around an amount: found by its figure, and empty where it cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebang.quantities.metric_en import english
from jiebang.quantities.name_words import forms
from jiebang.quantities.read_zh import extract


def around(zh: str, en: str) -> list[tuple[str, str]]:
    return [(place.metric, place.text) for place in english(extract(zh), en)]


@pytest.mark.parametrize(
    ("zh", "en", "metric"),
    [
        ("带宽≥20Gb/s", "Achieve a bandwidth of ≥20 Gb/s", "bandwidth"),
        ("发明专利≥10件", "File ≥10 invention patent filings", "invention patent filings"),
        ("适配不少于6家厂商", "Adapt to chips from no fewer than 6 vendors (with A)",
         "vendors of chips"),
        ("样本不低于100万例", "with no fewer than 1 million cases", "cases"),
        ("训练时间缩短40%以上", "shorten training time by at least 40%", "training time"),
        ("准备时间小于5分钟", "The preparation time after power-on shall be less than 5 minutes",
         "preparation time after power-on"),
        ("输出电压48V-100V", "with an output voltage of 48 V–100 V", "output voltage"),
        ("检测数据与治理准确率>90%", "detection and governance accuracy >90%",
         "detection and governance accuracy"),
        ("周期降低至10分钟", "shorten the cycle from planning to use to 10 minutes",
         "cycle from planning to use"),
        ("位宽12bit", "output at 12-bit depth", "bit depth"),
        ("不少于12颗在轨卫星资源调度",
         "support resource scheduling for at least 12 in-orbit satellites",
         "in-orbit satellites for which resource scheduling is supported"),
        ("通信损失5%以内", "a loss at the 100-card scale of no more than 5%",
         "loss at the 100-card scale"),
        ("算力不少于2000P", "Bring no less than 2000P of compute under management",
         "compute under management"),
        ("识别准确率达到90%", "and reach 90% accuracy in recognizing faults",
         "accuracy in recognizing faults"),
        ("及时率达到100%", "reach a 100% timeliness rate", "timeliness rate"),
        ("满意度提升至少35%", "ensuring that user satisfaction rises by at least 35%",
         "user satisfaction"),
        ("阻抗可达到小于5KΩ",
         "with an impedance that can be brought to less than 5 kΩ", "impedance"),
        ("系统容量（用户数）提升3倍", "raise system capacity (number of users) by 3 times",
         "system capacity"),
        ("精度mAP＞90%", "mean average precision (mAP) >90%", "mean average precision"),
        ("协同设备数量≥50台", "support for ≥50 devices in coordinated flight",
         "devices in coordinated flight"),
        ("不少于4类病理辅助诊断",
         "assisted diagnosis for no fewer than 4 types",
         "types of assisted diagnosis"),
        ("模型参数至少达到千亿级",
         "with model parameters reaching at least the hundred-billion scale",
         "model parameters"),
        ("视频数据时长超过800小时",
         "Video data with a duration of more than 800 hours", "duration of video data"),
        ("至少一种可重构芯片", "Support at least one reconfigurable chip", "reconfigurable chip"),
        ("语言、方言种类达到5种", "support 5 types of languages, minority languages, and dialects.",
         "types of languages, minority languages, and dialects"),
        ("抗生素、放化疗规范性记录准确率≥80%",
         "accuracy of records of ≥70%, and accuracy for the use of antibiotics, radiotherapy, and"
         " chemotherapy of ≥80%",
         "accuracy for the use of antibiotics, radiotherapy, and chemotherapy"),
    ],
)  # fmt: skip
def test_metric(zh: str, en: str, metric: str) -> None:
    assert [m for m, _ in around(zh, en)] == [metric]


def test_text_is_the_clause() -> None:
    zh = "带宽≥20Gb/s；时延≤5ms"
    en = "Bandwidth of ≥20 Gb/s; and latency of ≤5 ms."
    assert around(zh, en) == [
        ("bandwidth", "Bandwidth of ≥20 Gb/s"),
        ("latency", "latency of ≤5 ms"),
    ]


@pytest.mark.parametrize(
    ("zh", "en", "metric"),
    [
        ("研制服务器1套", "Develop a server", "server"),
        ("研制一种低噪声放大器", "Design a low-noise amplifier for receivers.",
         "low-noise amplifier for receivers"),
        ("语料库规模≥50万条", "Build a corpus of ≥500,000 entries", "entries in the corpus"),
        ("语料数据总量达到1亿对", "with parallel corpora with a total volume of 100 million pairs",
         "pairs in parallel corpora"),
        ("服务企业≥30家", "serve ≥30 enterprises", "enterprises served"),
        ("视频时长超过800小时", "Audio data with a duration of more than 800 hours",
         "duration of audio data"),
        ("矿石堆体积达到300立方米", "ore heaps with a total volume of 300 m³",
         "total volume of ore heaps"),
        ("建设矿井通风预测模型1个",
         "Build 1 prediction model for mine ventilation that runs underground",
         "prediction model for mine ventilation"),
        ("服务纺织企业的检测平台≥2个",
         "with ≥2 testing platforms for textile enterprises and a shared database",
         "testing platforms for textile enterprises"),
        ("高质量标注数据≥5万条", "≥50,000 items of labeled data for flaws in fabric",
         "items of labeled data for flaws in fabric"),
        ("保鲜期延长10天", "Prolong the shelf life by 10 days", "shelf life"),
        ("带动农户3万户增收", "help 30,000 farming households increase their income",
         "farming households"),
        ("单批处理量不少于3吨", "Process no less than 3 t per batch", ""),
        ("果蔬损耗率由20%降低到8%以下", "Lower the loss rate of fruit from 20% to 8% or less",
         "loss rate of fruit"),
        ("终温波动±0.5℃", "with a fluctuation of the final temperature of ±0.5 °C",
         "fluctuation of the final temperature"),
        ("专利≥3件", "File ≥3 patent applications for 2 years", "patent applications"),
        ("与专家差距在10%以内", "performance shall be within 10% of that of experts",
         "gap in performance"),
        ("全向避障360°", "shall achieve 360° obstacle avoidance",
         "angle of obstacle avoidance"),
        ("抗风七级", "shall withstand force 7 winds", "force of winds"),
    ],
)  # fmt: skip
def test_the_name_is_no_unit_and_has_its_subject(zh: str, en: str, metric: str) -> None:
    assert [m for m, _ in around(zh, en)] == [metric]


def test_what_one_is_for_the_next_is_not() -> None:
    zh = "设计软件的功能模块不少于5类，管理软件的功能模块不少于9类"
    en = "no fewer than 5 types of modules for design and no fewer than 9 types for management"
    assert [m for m, _ in around(zh, en)] == [
        "types of modules for design", "types of modules for management",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zh", "en", "text"),
    [
        ("支持脚、臂、腰等不少于28个自由度",
         "no fewer than 28 degrees of freedom across the feet, arms, and waist, stably",
         "no fewer than 28 degrees of freedom across the feet, arms, and waist"),
        ("支持3种语言", "Support 3 languages such as Thai, Lao, or Khmer; and store data",
         "Support 3 languages such as Thai, Lao, or Khmer"),
        ("准确率达到95%", "they reach an accuracy of at least 95% and, in mines, see gas",
         "they reach an accuracy of at least 95%"),
        ("工具超过30种", "train a model of 7 layers and that can use, with ease, over 30 tools",
         "over 30 tools"),
        ("参数超过7层", "train a model of more than 7 layers and that can use, with ease, tools",
         "train a model of more than 7 layers"),
        ("纱线、面料、成衣检测准确率≥80%",
         "accuracy of at least 70% for dyes, and accuracy for testing yarn, fabric, and garments"
         " of ≥80%",
         "accuracy for testing yarn, fabric, and garments of ≥80%"),
        ("抗风七级", "Drones for patrols, early warning, and rescue shall withstand force 7 winds",
         "Drones for patrols, early warning, and rescue shall withstand force 7 winds"),
        # What follows is no list, or has an amount of its own.
        ("带宽≥20Gb/s，时延≤5ms", "bandwidth of ≥20 Gb/s, jitter low, and latency of ≤5 ms",
         "bandwidth of ≥20 Gb/s"),
        ("带宽≥20Gb/s", "bandwidth of ≥20 Gb/s, keep jitter low, and support roaming",
         "bandwidth of ≥20 Gb/s"),
    ],
)  # fmt: skip
def test_the_text_does_not_end_inside_a_list(zh: str, en: str, text: str) -> None:
    assert around(zh, en)[0][1] == text


def test_same_value_is_told_apart_by_unit() -> None:
    zh = "续航时间不少于5h，续航里程不少于5km"
    en = "endurance range of no less than 5 km, endurance time of no less than 5 h"
    assert [m for m, _ in around(zh, en)] == ["endurance time", "endurance range"]


def test_a_list_has_the_metric_of_its_head() -> None:
    zh = "算力达到32TFLOPS@FP32、64TFLOPS@TF32"
    en = "with compute of 32 TFLOPS@FP32 and 64 TFLOPS@TF32"
    assert [m for m, _ in around(zh, en)] == ["compute", "compute"]


def test_a_list_without_its_head_takes_the_head_and_what_tells_it_apart() -> None:
    zh = "腹部检查覆盖率>90%、胸部检查覆盖率>85%"
    en = "achieve coverage of >90% for abdominal and >85% for chest examinations"
    assert [m for m, _ in around(zh, en)] == [
        "coverage for abdominal", "coverage for chest examinations",
    ]  # fmt: skip


def test_other_metrics_are_not_taken_for_the_heads() -> None:
    zh = "探测距离>250m（FOV 30°），成本>100元"
    en = "a detection range of >250 m (FOV 30°) for front cameras and of >100 yuan"
    assert [m for m, _ in around(zh, en)][:2] == [
        "detection range for front cameras", "field of view for front cameras",
    ]  # fmt: skip
    assert "detection range" not in around(zh, en)[2][0]


def test_a_clause_keeps_its_brackets_and_a_bracket_is_a_clause() -> None:
    zh = "容量（并发数≥10个）提升3倍"
    en = "raising capacity (concurrency of ≥10 (users)) by 3 times"
    assert around(zh, en) == [
        ("concurrency", "concurrency of ≥10 (users)"),
        ("capacity", "raising capacity (concurrency of ≥10 (users)) by 3 times"),
    ]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("带宽≥20Gb/s", ""),
        ("带宽≥20Gb/s", "Achieve high bandwidth"),
        ("带宽≥20Gb/s", "20 of these and 20 of those"),
        ("准确率≥90%", "90 samples"),
        ("带宽≥20Gb/s", "shall be able to reach 20 Gb/s"),
        ("单机2台", "2 pairs of 2 single machines"),
        ("控温精度±0.5℃", "a temperature held to ±0.3 °C"),
    ],
)
def test_what_cannot_be_told_is_empty(zh: str, en: str) -> None:
    assert [m for m, _ in around(zh, en)] == [""]


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_english_is_read(en: str) -> None:
    amounts = extract("带宽≥20Gb/s，专利3件，误差±5%，电压1V-2V")
    known = {"of", "for", "error", "gap", "in"} | set(forms("participles").values())
    known |= {word for full in forms("acronyms").values() for word in full.split()}
    text = f"5% 20 Gb/s 3 {en}".casefold()
    for place in english(amounts, "5% 20 Gb/s 3 " + en):
        assert all(word in known or word in text for word in place.metric.casefold().split())
