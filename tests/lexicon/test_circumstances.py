"""What an amount rests on: conditions, terms, bases of rates, baselines, ceilings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from jiebang.quantities.amount import Amount, Confidence, Role, plain
from jiebang.quantities.read_zh import extract
from jiebang.quantities.states_en import find_condition_en

FIXTURES = Path(__file__).parents[1] / "fixtures" / "quantities"

# text | the amount | its role
ROLES = """
电池在-30℃环境下放电容量不低于85% | -30℃ | condition
样机连续充放3000次后容量保持率不低于80% | 3000次 | condition
开关管导通电阻≤15 mΩ（25 ℃，VGS=20 V） | 25 ℃ | condition
申请人应在15个工作日内补正材料 | 15个工作日内 | term
近三年无不良信用记录 | 近三年 | term
响应时间在5分钟以内 | 5分钟以内 | measure
工期不超过18个月 | 不超过18个月 | measure
平台建成后服务企业200家 | 200家 | measure
误差在±0.5mm范围内，合格率不低于99% | ±0.5mm | measure
水温控制在5～15℃范围内，存活率不低于90% | 5～15℃ | measure
环境温度-25℃～45℃范围内，充电效率不低于92% | -25℃～45℃ | condition
30日内提交材料 | 30日内 | term
近五年承担项目不少于3项 | 近五年 | term
近五年承担项目不少于3项 | 不少于3项 | measure
3年以来累计完成5项 | 3年 | term
充电10分钟可行驶300公里 | 10分钟 | condition
输出功率5kW（环境温度40℃） | 40℃ | condition
直径10mm（长5mm）孔 | 5mm | measure
行程500mm，重复定位精度±0.02mm | 500mm | measure
立项18个月时完成样件试制 | 18个月 | condition
植入后28天感染率降低40% | 28天 | condition
"""
# text | the amount | its condition
CONDITIONS = """
特异性≥90%（20分） | ≥90% |
电池在-30℃环境下放电容量不低于85% | 不低于85% | -30℃环境
开关管导通电阻≤15 mΩ（25 ℃，VGS=20 V） | ≤15 mΩ | 25 ℃，VGS=20 V
指向精度优于0.02°（3σ），寿命达8年 | 优于0.02° | 3σ
遇水后膨胀率不低于60% | 不低于60% | 遇水后
充电10分钟可行驶300公里 | 300公里 | 充电10分钟
电压220V时功率不低于5kW | 不低于5kW | 电压220V
在10kHz带宽下噪声低于5mV | 低于5mV | 10kHz带宽
海拔3000米处输出功率不低于2MW | 不低于2MW | 海拔3000米处
输出功率5kW（环境温度40℃） | 5kW | 环境温度40℃
转速3000r/min下扭矩不小于20N·m | 不小于20N·m | 转速3000r/min
直径10mm（长5mm）孔 | 10mm |
项目验收后拨付40% | 40% |
在通用榜单上达到前三，方言识别率不低于85% | 不低于85% |
在通用榜单上，识别率不低于85% | 不低于85% | 通用榜单上
在专家指导下培训学员200名 | 200名 |
第一阶段建成示范线2条 | 2条 |
水下机器人工作深度不低于300米 | 不低于300米 |
沥青掺橡胶后60℃黏度上升近2倍 | 近2倍 | 沥青掺橡胶后；60℃
镜头照度均匀性≥90%（F2.8，全视场） | ≥90% | F2.8，全视场
制动试验（初速度80 km/h、干燥路面）：满载不大于42 m | 不大于42 m | 初速度80 km/h、干燥路面；满载
整车续航：雨天环境仅380公里 | 380公里 | 雨天环境
从20℃升至80℃耗时不超过3分钟 | 不超过3分钟 | 从20℃升至80℃
跌落1.5m后，外壳无破损，合格率不低于99% | 不低于99% | 跌落1.5m后
雷达分辨率：聚束模式优于0.5 m | 优于0.5 m | 聚束模式
面板亮度≥1600 cd/m²（10%窗口） | ≥1600 cd/m² | 10%窗口
接口响应时间≤200 ms（并发5000） | ≤200 ms | 并发5000
弱风（年均风速5.5 m/s）条件下等效满发时长超2400小时 | 超2400小时 | 弱风（年均风速5.5 m/s）条件
以2024年末总股本为基数，派现3.6元 | 3.6元 |
术后6个月，射血分数提高到52% | 提高到52% | 术后6个月
样品于2～8℃避光保存，有效期为36个月 | 36个月 | 2～8℃避光保存
漆膜经1000 h中性盐雾试验，锈蚀宽度不超过2 mm | 不超过2 mm | 1000 h中性盐雾试验
镉含量0.38 mg/kg（pH 6.5～7.5） | 0.38 mg/kg | pH 6.5～7.5
气球在40公里高度平飞时间可达30小时 | 可达30小时 | 40公里高度
当风速大于25米/秒时，作业应停止，拉力不超过50千牛 | 不超过50千牛 |
车速高于80 km/h时限制变道，定位误差小于0.2 m | 小于0.2 m |
浸水72 h后外观完好，附着力不小于5 MPa | 不小于5 MPa | 浸水72 h后
词错率为4.1%（AISHELL-1 test） | 4.1% | AISHELL-1 test
误码率≤0.1%（GB/T 3453） | ≤0.1% |
失效间隔不少于6000小时（MTBF） | 不少于6000小时 |
透光率≥92%（老化500 h后） | ≥92% | 老化500 h后
测距精度20 mm（F/2，5 km） | 20 mm | F/2，5 km
暗电流≤5 nA（VR=5 V，T=25 ℃） | ≤5 nA | VR=5 V，T=25 ℃
中位生存期11个月（95%CI 9～13个月） | 11个月 |
充电时间为22分钟（SOC 20%—80%） | 22分钟 | SOC 20%—80%
噪声系数（水中）3 dB | 3 dB | 水中
空载转速不低于6000 r/min | 不低于6000 r/min | 空载
合金室温延伸率较参考牌号提高8% | 8% | 室温
车辆满载率提高至92% | 提高至92% |
电源满载状态下效率≥93% | ≥93% | 电源满载状态
渡船满载吃水不超过1.4米 | 不超过1.4米 |
声呐探测距离8公里，悬停时可达12公里 | 可达12公里 | 悬停
装配工时不超过60小时 | 不超过60小时 |
拼装工时减少20% | 20% |
列车以80 km/h速度通过时，噪声不超过75 dB | 不超过75 dB | 80 km/h速度通过
接触电阻在盐雾试验期间变化小于5% | 小于5% | 盐雾试验期间
服务期间接待游客不少于3万人次 | 不少于3万人次 |
高温老化500 h，光衰不超过10% | 不超过10% | 高温老化500 h
可弯折10万次，电阻变化不超过5% | 不超过5% |
Jetson平台上时延≤20 ms | ≤20 ms | Jetson平台上
列车在港停时缩短2小时，在暂停时功耗小于3 W | 2小时 |
货轮在泊位暂停时功耗小于3 kW | 小于3 kW | 泊位暂停
滤片在波长500～900 nm范围内反射率不低于99% | 不低于99% | 波长500～900 nm范围内
滤片的波长控制在500～900 nm范围内，反射率不低于99% | 不低于99% |
滤波器在5～6 GHz频段内插损小于1 dB，驻波比不大于1.5 | 不大于1.5 | 5～6 GHz频段内
接收机在5～6 GHz频段内灵敏度-90 dBm，申请专利3项 | 3项 |
在由800段语音组成的公开测试集上，识别率不低于95% | 不低于95% | 由800段语音组成的公开测试集上
比冲不低于300 s（海平面） | 不低于300 s | 海平面
燃煤锅炉改造后热效率不低于92% | 不低于92% | 燃煤锅炉改造后
改进配方后，次品率降至2% | 降至2% |
电机@60 Hz频率下转矩不低于20 N·m | 不低于20 N·m | 60 Hz频率
炉温在900℃以上，保持时间不少于5 min | 不少于5 min |
高温（60℃）环境下，电芯循环800次后容量不低于90% | 不低于90% | 高温（60℃）环境；电芯循环800次后
潮湿环境下，绝缘电阻不低于2 MΩ，循环800次后电阻不低于1 MΩ | 不低于1 MΩ | 循环800次后
问卷满意率≥92%（75%企业） | ≥92% |
水泵可在2～5 m³/h范围内连续调节，效率不低于60% | 不低于60% |
偏差在2～5 mA范围内波动小于1% | 小于1% |
植入后28天感染率降低40% | 40% | 植入后28天
"""
# Chinese condition | what stands behind it | the amount's English clause | the rest | in English
IN_ENGLISH = """
FP16 | ， | with compute of 6 PFLOPS (FP16) | | FP16
弱光条件 | 下 | reach an accuracy of 90% under low-light conditions | | under low-light conditions
训练阶段 | | take no more than 2 s in the training stage | in the test stage | in the training stage
断电后 | | keep the data after power-off for at least 10 years | | after power-off
断电后 | | a loss after power-off of less than 5% | | after power-off
车辆静止 | 时 | at most 50 dB when the vehicle stands still, | | when the vehicle stands still
海上场景 | 下 | a range of 5 km | In marine scenarios, reach a range of 5 km | in marine scenarios
弱光条件 | 下 | an accuracy of 90% | under wet conditions or under low-light conditions |
-20℃环境 | 下 | a capacity of 85% in a humid environment | |
"""
# text | its amounts: value, from a baseline
BASELINES = """
产量比上年增加74亿斤，增长5% | 7400000000, 5
收入较去年增长8%，达到20% | 8, 20
占比由20%提高到35% | 35 from 20
从4个矿区采集样本达到300件 | 4, 300
自由度由3个增加到6个 | 6 from 3
效率比现有的20件/小时提高15% | 15
错误率由每千行6个减少到每千行4个 | 4 from 6
装置能耗由每百台5度降低到每百台3度 | 3 from 5
"""
# text | the base of the rate as printed
BASES = """
每批次产量不低于200个 | 批次
每24小时巡检不少于3次 | 24小时
标准为每人每年800元 | 人·年
户均补贴1.2万元 | 户
年产量达到5万吨 |
单台流量不低于5吨 | 台
各批次合格率不低于95% | 批次
订单台账准确率不低于95% |
单机房面积不超过50平方米 |
每小时处理100件、合格率不低于99% |
赤字比上年增加1.6万亿元 |
规格为50克/尾的鱼种 |
每千克体重给药5 mg，一日两次 | 日
每天用水不超过120升/人 | 天
每小时行驶速度不低于60km/h |
一吨熟料电耗降低10千瓦时 | 吨
水田一亩施用复合肥40公斤 | 亩
统一亩产标准450公斤 |
每吨二氧化碳补助60元 | 吨
每增重1公斤耗料2.8公斤 | 公斤
刀具每掘进300米检查不少于2次 | 300米
人均住房面积40平方米，比上年增加2平方米 | 人
每亩成本600元，下降30元 | 亩
人均收入2万元，增长5% |
每亩成本600元，总投资500万元 |
每千行代码注释不少于200处 | 千行
每个行业支持企业3家 | 个
"""
# text | the base of the rate in UCUM
CODES = """
每24小时巡检不少于3次 | (24.h)
标准为每人每年800元 | {person}.a
年产机器人1000台 | a
各数据集样本不少于1000条 | {dataset}
每个行业支持企业3家 | {industry}
每个网箱投放鱼苗500尾 |
"""
# text | unit in UCUM | value in the base unit: a mass where a force is asked for
WEIGHTS = """
最小检测力10g | gf | 0.0980665
夹持力不小于2公斤 | kgf | 19.6133
负载能力不小于3kg | kg | 3
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("zh", "amount", "role"), rows(ROLES))
def test_the_role_of_an_amount(zh: str, amount: str, role: str) -> None:
    assert {zh[a.start : a.end]: a.role.value for a in extract(zh)}[amount] == role


@pytest.mark.parametrize(("zh", "amount", "condition"), rows(CONDITIONS))
def test_the_condition_of_an_amount(zh: str, amount: str, condition: str) -> None:
    assert {zh[a.start : a.end]: a.condition for a in extract(zh)}[amount] == condition


def test_points_behind_an_amount_are_in_doubt() -> None:
    marked, alone = extract("误报率≤5%（10分）")[-1], extract("用户评分不低于90分")[-1]
    assert (marked.confidence, alone.confidence) == (Confidence.LOW, Confidence.HIGH)


@pytest.mark.parametrize(("zh", "amounts"), rows(BASELINES))
def test_the_baseline_of_a_change(zh: str, amounts: str) -> None:
    found = [(plain(a.value), a.baseline) for a in extract(zh)]
    assert ", ".join(f"{v} from {plain(b)}" if b else v for v, b in found) == amounts


@pytest.mark.parametrize(("zh", "base"), rows(BASES))
def test_the_base_of_a_rate_as_printed(zh: str, base: str) -> None:
    assert extract(zh)[-1].per_text == base


@pytest.mark.parametrize(("zh", "code"), rows(CODES))
def test_the_base_of_a_rate_in_ucum(zh: str, code: str) -> None:
    assert extract(zh)[-1].per == code


@pytest.mark.parametrize(("condition", "behind", "clause", "rest", "en"), rows(IN_ENGLISH))
def test_the_english_of_a_condition(
    condition: str, behind: str, clause: str, rest: str, en: str
) -> None:
    found = find_condition_en(condition, behind, clause, f"{clause} {rest}")
    assert (found or "") == en


@pytest.mark.parametrize(("zh", "ucum", "value"), rows(WEIGHTS))
def test_a_mass_where_a_force_is_asked_for(zh: str, ucum: str, value: str) -> None:
    (amount,) = extract(zh)
    assert (amount.meaning.ucum, str(amount.value_si)) == (ucum, value)


def read(amount: Amount) -> tuple[str, str, str, str]:
    """Value, base, condition and baseline; of a condition no more than the label may have."""
    baseline = "" if amount.baseline is None else plain(amount.baseline)
    return plain(amount.value), amount.per_text, amount.condition, baseline


def same(label: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Equal; of two conditions one may hold the other."""
    one, other = label[2], found[2]
    alike = bool(one) == bool(other) and (one in other or other in one)
    return alike and (*label[:2], label[3]) == (*found[:2], found[3])


@pytest.mark.parametrize(
    ("name", "first", "whole"),
    [("circumstances.tsv", 38, 59), ("circumstances-unseen.tsv", 27, 28)],
)
def test_sentences_labeled_before_they_were_read(name: str, first: int, whole: int) -> None:
    """Whole sentences right: `first` at first sight, `whole` now."""
    lines = (FIXTURES / name).read_text("utf-8").splitlines()
    right: Counter[bool] = Counter()
    for zh, cell in (line.split("\t") for line in lines if line and line[0] != "#"):
        labels = [tuple(label.split("|")) for label in cell.split(";")]
        found = [read(a) for a in extract(zh) if a.role is Role.MEASURE]
        ok = len(labels) == len(found) and all(map(same, labels, found))
        right[ok] += 1
    assert right[True] >= whole >= first
    assert right.total() >= 30


@pytest.mark.parametrize(
    ("zh", "comparator", "implied", "limited", "toward"),
    [
        ("覆盖率由70%提升至90%", ">=", True, False, "increase"),
        ("周期由20天压缩到不足8天", "<", False, False, "decrease"),
        ("利用率提高到85%以上", ">=", False, False, "increase"),
        ("单个项目最高500万元", "=", False, True, "level"),
    ],
)
def test_what_a_comparator_rests_on(
    zh: str, comparator: str, implied: bool, limited: bool, toward: str
) -> None:
    (a,) = extract(zh)
    assert (a.comparator, a.implied, a.limited, a.toward) == (comparator, implied, limited, toward)
