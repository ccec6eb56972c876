"""Amounts of Chinese texts: rule by rule, on our own sentences; and properties on any text."""

from __future__ import annotations

import doctest
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clock import cpu_seconds, grows_faster
from jiebang.quantities.amount import Amount, Change, Confidence
from jiebang.quantities.read_zh import extract

GE, LE, GT, LT, EQ = ">=", "<=", ">", "<", "="


def short(zh: str) -> list[tuple[str, str, str, str]]:
    """Amounts as (metric, comparator, value or range, unit)."""
    return [(a.metric, a.comparator.value, bounds(a), a.unit) for a in extract(zh)]


def bounds(amount: Amount) -> str:
    if amount.value_max is None:
        return f"{amount.value:f}"
    return f"{amount.value:f}..{amount.value_max:f}"


# Civil Code of the PRC, art. 1259: 以上 以下 以内 include the number, 不满 超过 以外 do not.
@pytest.mark.parametrize(
    ("zh", "comparator"),
    [
        ("准确率不少于90%", GE),
        ("准确率不低于90%", GE),
        ("准确率不小于90%", GE),
        ("准确率至少90%", GE),
        ("准确率90%以上", GE),
        ("准确率90%及以上", GE),
        ("准确率达到90%", GE),
        ("准确率≥90%", GE),
        ("准确率>=90%", GE),
        ("准确率大于等于90%", GE),
        ("准确率至少达到90%", GE),
        ("准确率提升至90%", GE),
        ("误差不超过5%", LE),
        ("误差不高于5%", LE),
        ("误差不大于5%", LE),
        ("误差不多于5%", LE),
        ("误差5%以内", LE),
        ("误差5%以下", LE),
        ("误差控制在5%以内", LE),
        ("误差≤5%", LE),
        ("误差降低至5%", LE),
        ("准确率超过90%", GT),
        ("准确率大于90%", GT),
        ("准确率高于90%", GT),
        ("准确率>90%", GT),
        ("准确率＞90%", GT),
        ("误差小于5%", LT),
        ("误差低于5%", LT),
        ("误差少于5%", LT),
        ("误差不满5%", LT),
        ("误差＜5%", LT),
        ("误差可以达到小于5%", LT),
        ("准确率90%", EQ),
        ("准确率为90%", EQ),
        ("准确率约90%", "~"),
        ("准确率90%左右", "~"),
    ],
)
def test_comparators(zh: str, comparator: str) -> None:
    (amount,) = extract(zh)
    assert amount.comparator.value == comparator
    assert amount.metric in ("准确率", "误差")


@pytest.mark.parametrize(
    ("zh", "comparator"),
    [
        ("影像分辨率优于0.03米/像素", LT),
        ("响应时间优于0.03s", LT),
        ("定位精度优于1cm", LT),
        ("识别精度优于95%", GT),
        ("峰值功率密度优于600W/kg", GT),
        ("带宽优于10Gb/s", GT),
        ("误差不劣于3mm", LE),
    ],
)
def test_better_than_points_where_the_metric_demands(zh: str, comparator: str) -> None:
    assert extract(zh)[0].comparator.value == comparator


@pytest.mark.parametrize(
    ("zh", "value", "unit"),
    [
        ("样本数不低于100万例", "1000000", "例"),
        ("投入不超过1.5亿元", "150000000", "元"),
        ("语料不少于3千条", "3000", "条"),
        ("专利不少于三项", "3", "项"),
        ("标准不少于十二项", "12", "项"),
        ("用户数≥１００人", "100", "人"),
        ("成功率不低于百分之九十五", "95", "%"),
        ("成功率不低于百分之九十九点五", "99.5", "%"),
        ("占比达到九成以上", "90", "%"),
        ("误码率小于千分之一", "0.001", ""),
        ("漏率小于1E-10 Pa·m³/s", "0.0000000001", "Pa·m³/s"),
        ("浓度低于5×10^-9", "0.000000005", ""),
        ("误识率小于0.001‰", "0.001", "‰"),
        ("功率不小于5千瓦", "5", "千瓦"),
        ("节点数不少于1,024个", "1024", "个"),
        ("温度不高于-20℃", "-20", "℃"),
        ("销售收入≥5亿", "500000000", ""),
        ("阻抗小于5KΩ", "5", "KΩ"),
        ("存储空间不小于100Tb", "100", "Tb"),
        ("存储空间不小于100TB", "100", "TB"),
        ("尺寸小于170cm3", "170", "cm3"),
        ("面积≥50km2", "50", "km2"),
        ("效率≥5000m²/h", "5000", "m²/h"),
        ("力矩密度大于100N.m/kg", "100", "N.m/kg"),
        ("导热系数≤0.02W/(m·K)", "0.02", "W/(m·K)"),
        ("精度≤5μm/1000mm", "5", "μm/1000mm"),
        ("推理速度>50 tokens/s", "50", "tokens/s"),
        ("帧率高于55帧/秒", "55", "帧/秒"),
        ("探测距离$\\geq 250\\text{m}$", "250", "m"),
        ("角度分辨率$\\leq 0.075^\\circ$", "0.075", "°"),
    ],
)
def test_value_and_unit(zh: str, value: str, unit: str) -> None:
    (amount,) = extract(zh)
    assert (amount.value, amount.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("zh", "found"),
    [
        ("输出电压48V-100V", [("输出电压", "range", "48..100", "V")]),
        ("推力覆盖500-10000N", [("推力", "range", "500..10000", "N")]),
        ("用户50-100万人", [("用户", "range", "500000..1000000", "人")]),
        ("范围10g/cm2~24kg/cm2", [("范围", "range", "10..24000", "g/cm2")]),
        ("量程-40℃~85℃", [("量程", "range", "-40..85", "℃")]),
        ("培养博士三至五名", [("博士", "range", "3..5", "名")]),
        ("时延介于5ms至20ms之间", [("时延", "range", "5..20", "ms")]),
        ("酸碱度0.8≤pH≤12.5", [("pH", "range", "0.8..12.5", "")]),
        ("测量精度±5%", [("测量精度", "range", "-5..5", "%")]),
        ("直径10mm±0.2mm", [("直径", "range", "9.8..10.2", "mm")]),
        ("阵列密度1mm×1mm", [("阵列密度", EQ, "1", "mm"), ("阵列密度", EQ, "1", "mm")]),
        ("厚度不小于3mm且不超过5mm", [("厚度", GE, "3", "mm"), ("厚度", LE, "5", "mm")]),
    ],
)
def test_ranges_tolerances_and_pairs(zh: str, found: list[tuple[str, str, str, str]]) -> None:
    assert short(zh) == found


def test_a_list_shares_its_head_and_its_comparator() -> None:
    found = extract("芯片算力可达到32TFLOPS@FP32、64TFLOPS@TF32、512TOPS@INT8，功耗不高于400W")
    assert [
        (
            a.metric,
            a.comparator.value,
            int(a.value),
            a.unit,
            a.condition,
        )
        for a in found
    ] == [
        ("芯片算力", GE, 32, "TFLOPS", "FP32"),
        ("芯片算力", GE, 64, "TFLOPS", "TF32"),
        ("芯片算力", GE, 512, "TOPS", "INT8"),
        ("功耗", LE, 400, "W", ""),
    ]


def test_each_part_of_a_head_has_its_own_amount_where_the_text_says_so() -> None:
    assert short("检出率、召回率、F1值分别达到99%、97%、0.96") == [
        ("检出率", GE, "99", "%"),
        ("召回率", GE, "97", "%"),
        ("F1值", GE, "0.96", ""),
    ]


@pytest.mark.parametrize(
    ("zh", "metrics"),
    [
        # the amount behind its noun
        ("申请发明专利≥10件，获得软件著作权≥5项", ["发明专利", "软件著作权"]),
        ("腹部应用覆盖率>90%、胸部应用覆盖率>90%", ["腹部应用覆盖率", "胸部应用覆盖率"]),
        ("零偏稳定性（1σ，10s平滑）不低于0.3°/h", ["平滑", "零偏稳定性"]),
        ("整机通电后准备时间小于5min", ["准备时间"]),
        ("避障模式下最大飞行速度不低于14m/s", ["最大飞行速度"]),
        ("基于深度学习的检测模型1个", ["检测模型"]),
        ("响应速度比传统方法至少提升50%", ["响应速度"]),
        ("能耗较现有工艺下降20%以上", ["能耗"]),
        ("在多个数据集上算法差距在10%以内", ["算法差距"]),
        ("服务单位≥1000家", ["单位"]),
        # the amount before it
        ("适配不少于6家厂商的国产芯片", ["厂商"]),
        ("在气象、医疗等不少于5个行业领域开展示范", ["行业领域"]),
        ("支持不少于12颗在轨计算卫星资源调度", ["在轨计算卫星"]),
        ("研制一款支持3种以上芯片的推理服务器", ["推理服务器", "芯片"]),
        ("支持1米距离成像精度达到1毫米", ["距离", "成像精度"]),
        ("视觉问答支持30种任务和20类场景", ["任务", "场景"]),
    ],
)
def test_metric(zh: str, metrics: list[str]) -> None:
    found = [a.metric for a in extract(zh)]
    assert [m.endswith(w) for m, w in zip(found, metrics, strict=True)] == [True] * len(metrics), (
        found
    )


@pytest.mark.parametrize(
    ("zh", "change"),
    [
        ("吞吐量提升25%以上", Change.INCREASE),
        ("训练时间缩短40%以上", Change.DECREASE),
        ("降低数据传输量80%以上", Change.DECREASE),
        ("提升推理速度≥2倍", Change.INCREASE),
        ("模型规模降低＞20%", Change.DECREASE),
        ("准确率提升至95%", Change.LEVEL),
        ("周期降低至10分钟", Change.LEVEL),
        ("准确度损失<10%", Change.LEVEL),
    ],
)
def test_change(zh: str, change: Change) -> None:
    assert [a.change for a in extract(zh)] == [change]


@pytest.mark.parametrize(
    "zh",
    [
        "到2025年，实现规模化应用",
        "2024年12月31日前完成验收",
        "1. 支持5G和3D显示",
        "（3）支持FP16、TF32和INT8精度",
        "建设工业4.0和5A级景区",
        "基于7B模型，在数据集上达到Top5性能",
        "2D/3D融合，支持4K和8K显示",
        "按〔2023〕174号文执行",
        "提供7×24小时服务",
        "符合GB/T 36073-2018三级要求，防护等级IP67",
        "在一款芯片上运行，一种基于视觉的方法",
        "具备一种或多种能力，第三方，一体化，进一步统一",
        "百卡规模、千亿参数的大模型",
        "定位精度达到厘米级，分钟级响应",
        "打造“1+3+N”体系",
        "",
    ],
)
def test_no_measures(zh: str) -> None:
    assert short(zh) == []


@pytest.mark.parametrize(
    ("zh", "kind", "base", "value"),
    [
        ("纳管算力不少于2000P", "compute-rate", "FLOP/s", "2000000000000000000"),
        ("存储容量不小于20P", "data-size", "bit", "160000000000000000"),
        ("磁场强度≥9T", "magnetic-flux-density", "T", "9"),
        ("模型参数量不小于70B", "count", "1", "70000000000"),
        ("销售收入≥5亿", "money", "CNY", "500000000"),
        ("帧率大于25", "frame-rate", "frame/s", "25"),
        ("PUE≤1.25", "ratio", "1", "1.25"),
        ("MOS分不低于4.2分", "score", "score", "4.2"),
    ],
)
def test_the_metric_settles_what_a_bare_unit_means(
    zh: str, kind: str, base: str, value: str
) -> None:
    (amount,) = extract(zh)
    assert (amount.meaning.kind, amount.meaning.base) == (kind, base)
    assert amount.value_si == Decimal(value)


def test_a_field_that_names_its_subject_elsewhere() -> None:
    assert extract("2000万。") == ()
    (amount,) = extract("2000万。", head="资金")
    assert (amount.meaning.base, amount.value_si) == ("CNY", Decimal(20000000))


@pytest.mark.parametrize(
    ("zh", "why"),
    [
        ("纳管算力不少于2000P", "PFLOPS"),
        ("销售收入≥5亿", "元 is not printed"),
        ("垂直精度≥40cm", "smaller figure"),
        ("云端计算能力≥30PB", "data size"),
        ("模型参数至少达到千亿级", "power of ten"),
    ],
)
def test_low_confidence_says_why(zh: str, why: str) -> None:
    (amount,) = extract(zh)
    assert amount.confidence is Confidence.LOW
    assert why in amount.reason
    (plain,) = extract("带宽≥20Gb/s")
    assert (plain.confidence, plain.reason) == (Confidence.HIGH, "")


PIECES = (
    *("带宽", "不低于", "达到", "小于5", "≥", "≤", "10", "3.5", "万", "亿", "%", "ms", "Gb/s"),
    *("km2", "、", " ", "，", "。", "（", ")", "-", "~", "±", "×", "以上", "以内", "提升", "一"),
    *("三", "十", "百", "种", "个", "元", "年", "@FP16", "$", "\\geq", "\\text{m}", "^", "每"),
    *("分之", "点", "P", "B", "/", ".", "到2025年", "的", "分别", "级", "２", "1E-3", ":", "≤pH≤"),
)
SIGNS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@settings(max_examples=400)
@given(SIGNS)
@example("1±1E-30")  # no range that prints as one
def test_any_text_is_read_and_spans_are_sound(zh: str) -> None:
    found = extract(zh)
    for amount in found:
        assert 0 <= amount.start < amount.end <= len(zh)
        assert 0 <= amount.metric_start <= amount.metric_end <= len(zh)
        assert amount.metric == zh[amount.metric_start : amount.metric_end]
        assert amount.value.is_finite()
        assert amount.value_max is None or amount.value < amount.value_max
    for before, after in pairwise(found):
        assert before.end <= after.start


@settings(max_examples=300)
@given(SIGNS)
def test_no_figure_is_invented(zh: str) -> None:
    """Every digit but zero of a value printed in digits stands in the words of the amount."""
    for amount in extract(zh):
        words = zh[amount.start : amount.end]
        if re.search("[一二两三四五六七八九十百千万亿半½¼¾²³:：]|分之", words):
            continue  # 1:2 is a half
        shown = re.sub(
            r"[^0-9]", "", "".join(str(ord(c) - 0xFF10) if "０" <= c <= "９" else c for c in words)
        )
        by = amount.tolerance  # A±B is printed as A and B, and its value is A-B
        printed = [amount.value] if by is None else [amount.value + by, by]
        digits = "".join(str(abs(each).normalize().as_tuple().digits) for each in printed)
        wanted = re.sub(r"[^1-9]", "", digits)
        left = iter(shown)
        assert all(d in left for d in wanted), (words, amount.value)


def test_long_texts_take_time_in_proportion() -> None:
    sentence = "识别准确率不低于95%，带宽≥20Gb/s、时延小于10ms，"

    def seconds(times: int) -> float:
        text = sentence * times
        assert len(extract(text)) == 3 * times
        return cpu_seconds(lambda: extract(text), tries=1)

    seconds(10)
    assert not grows_faster(seconds, 200)


def test_the_examples_of_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs" / "measures.md"
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert (failed, tried) == (0, 4)
