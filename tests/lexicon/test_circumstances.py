"""What an amount rests on: conditions, terms, bases of rates, raised-to levels, ceilings."""

from __future__ import annotations

import pytest

from jiebang.quantities.read_zh import extract

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
30日内提交材料 | 30日内 | term
近五年承担项目不少于3项 | 近五年 | term
近五年承担项目不少于3项 | 不少于3项 | measure
3年以来累计完成5项 | 3年 | term
充电10分钟可行驶300公里 | 10分钟 | condition
输出功率5kW（环境温度40℃） | 40℃ | condition
直径10mm（长5mm）孔 | 5mm | measure
行程500mm，重复定位精度±0.02mm | 500mm | measure
"""
# text | the amount | its condition
CONDITIONS = """
电池在-30℃环境下放电容量不低于85% | 不低于85% | -30℃环境
开关管导通电阻≤15 mΩ（25 ℃，VGS=20 V） | ≤15 mΩ | 25 ℃，VGS=20 V
指向精度优于0.02°（3σ），寿命达8年 | 优于0.02° | 3σ
遇水后膨胀率不低于60% | 不低于60% | 遇水后
充电10分钟可行驶300公里 | 300公里 | 充电10分钟
电压220V时功率不低于5kW | 不低于5kW | 220V
在10kHz带宽下噪声低于5mV | 低于5mV | 10kHz带宽
海拔3000米处输出功率不低于2MW | 不低于2MW | 海拔3000米处
输出功率5kW（环境温度40℃） | 5kW | 环境温度40℃
转速3000r/min下扭矩不小于20N·m | 不小于20N·m | 3000r/min
直径10mm（长5mm）孔 | 10mm |
项目验收后拨付40% | 40% |
"""
# text | the base of the rate as printed
BASES = """
每批次产量不低于200个 | 批次
每24小时巡检不少于3次 | 24小时
标准为每人每年800元 | 人·年
户均补贴1.2万元 | 户
年产量达到5万吨 |
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("zh", "amount", "role"), rows(ROLES))
def test_the_role_of_an_amount(zh: str, amount: str, role: str) -> None:
    assert {zh[a.start : a.end]: a.role.value for a in extract(zh)}[amount] == role


@pytest.mark.parametrize(("zh", "amount", "condition"), rows(CONDITIONS))
def test_the_condition_of_an_amount(zh: str, amount: str, condition: str) -> None:
    assert {zh[a.start : a.end]: a.condition for a in extract(zh)}[amount] == condition


@pytest.mark.parametrize(("zh", "base"), rows(BASES))
def test_the_base_of_a_rate_as_printed(zh: str, base: str) -> None:
    assert extract(zh)[-1].per_text == base


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
