"""Sentences of the genre with their English, made from words and patterns of our own.

Every maker takes a random generator and gives (Chinese, English). Nothing is copied
from a real list; figures, units, bounds and turns are those that real lists use.
"""

from __future__ import annotations

import random

Pair = tuple[str, str]

FIELDS: tuple[Pair, ...] = (
    ("海上风电", "offshore wind power"), ("深海养殖", "deep-sea farming"),
    ("城市轨道", "urban rail"), ("丘陵农田", "hillside farmland"),
    ("智慧港口", "smart ports"), ("特高压输电", "ultra-high-voltage transmission"),
    ("航空铸件", "aircraft castings"), ("锂电极片", "lithium battery electrodes"),
    ("光伏组件", "photovoltaic modules"), ("化工园区", "chemical parks"),
    ("水利枢纽", "water control works"), ("冷链仓储", "cold-chain storage"),
    ("露天矿山", "open-pit mines"), ("林草防火", "forest and grassland fire prevention"),
    ("血管介入", "vascular intervention"), ("口腔修复", "dental restoration"),
    ("钢铁轧制", "steel rolling"), ("纺织印染", "textile dyeing"),
    ("船舶涂装", "ship painting"), ("桥梁养护", "bridge maintenance"),
    ("粮食储运", "grain storage and transport"), ("污水处理", "sewage treatment"),
    ("电子封装", "electronic packaging"), ("精密磨削", "precision grinding"),
    ("低空物流", "low-altitude logistics"), ("卫星遥感", "satellite remote sensing"),
)  # fmt: skip
OBJECTS: tuple[Pair, ...] = (
    ("检测装置", "inspection device"), ("控制系统", "control system"),
    ("分析软件", "analysis software"), ("监测终端", "monitoring terminal"),
    ("驱动模块", "drive module"), ("成像设备", "imaging equipment"),
    ("调度平台", "dispatch platform"), ("作业装备", "working equipment"),
    ("数据集", "dataset"), ("视觉模组", "vision module"),
    ("仿真工具", "simulation tool"), ("预警系统", "early warning system"),
    ("喷涂单元", "spraying unit"), ("分拣产线", "sorting line"),
    ("能耗管理系统", "energy management system"), ("通信网关", "communication gateway"),
)  # fmt: skip
QUALITIES: tuple[Pair, ...] = (
    ("高精度", "high-precision"), ("低功耗", "low-power"), ("轻量化", "lightweight"),
    ("高可靠", "highly reliable"), ("自适应", "adaptive"), ("模块化", "modular"),
    ("耐腐蚀", "corrosion-resistant"), ("可扩展", "scalable"),
)  # fmt: skip
PROBLEMS: tuple[Pair, ...] = (
    ("人工作业效率低", "low efficiency of manual work"),
    ("环境扰动大", "large disturbances of the environment"),
    ("样本稀少", "a scarcity of samples"),
    ("误差随温度漂移", "errors that drift with temperature"),
    ("设备接口不统一", "equipment interfaces that are not uniform"),
    ("故障难以复现", "faults that are hard to reproduce"),
    ("维护成本高", "high maintenance costs"),
    ("运行数据分散", "scattered operating data"),
)
METHODS: tuple[Pair, ...] = (
    ("多源信号在线融合", "online fusion of signals from several sources"),
    ("误差补偿", "error compensation"), ("弱光成像", "imaging in weak light"),
    ("热管理", "thermal management"), ("缺陷识别", "defect recognition"),
    ("路径规划", "path planning"), ("小样本训练", "training on few samples"),
    ("寿命预测", "service life prediction"), ("抗干扰传输", "interference-resistant transmission"),
    ("结构减重", "structural weight reduction"), ("柔性装配", "flexible assembly"),
    ("状态评估", "condition assessment"),
)  # fmt: skip
METRICS: tuple[Pair, ...] = (
    ("识别准确率", "recognition accuracy"), ("缺陷检出率", "defect detection rate"),
    ("任务成功率", "task success rate"), ("数据完整率", "data completeness rate"),
    ("在线可用率", "online availability"), ("预报命中率", "forecast hit rate"),
)  # fmt: skip


def title(rng: random.Random) -> Pair:
    field, quality, thing = (rng.choice(x) for x in (FIELDS, QUALITIES, OBJECTS))
    return f"{field[0]}{quality[0]}{thing[0]}", f"{_cap(quality[1])} {thing[1]} for {field[1]}"


def requirement(rng: random.Random) -> list[Pair]:
    """Three to six sentences of what shall be built."""
    field, thing = rng.choice(FIELDS), rng.choice(OBJECTS)
    one, two = rng.sample(PROBLEMS, 2)
    first, second, third = rng.sample(METHODS, 3)
    found = [
        (
            f"针对{field[0]}{one[0]}、{two[0]}的问题，研究{first[0]}技术。",
            f"Address {one[1]} and {two[1]} in {field[1]}, and study {first[1]} technology.",
        ),
        (
            f"突破{second[0]}、{third[0]}等关键技术，研制{thing[0]}。",
            f"Make breakthroughs in {second[1]}, {third[1]} and other key technologies, "
            f"and develop the {thing[1]}.",
        ),
    ]
    count = rng.randint(2, 9)
    more = [
        (
            f"在不少于{count}家单位开展应用验证。",
            f"Verify it in use at no fewer than {count} organizations.",
        ),
        (f"形成{field[0]}作业规范。", f"Draw up working rules for {field[1]}."),
        (
            f"建立{first[0]}测试方法，并完成第三方测试。",
            f"Establish a test method for {first[1]}, and complete third-party testing.",
        ),
        (f"降低{thing[0]}的制造成本。", f"Reduce the manufacturing cost of the {thing[1]}."),
    ]
    return found + rng.sample(more, rng.randint(1, 4))


def _rate(rng: random.Random) -> Pair:
    zh, en = rng.choice(METRICS)
    value = rng.choice([str(rng.randint(80, 99)), f"{rng.randint(900, 999) / 10:.1f}"])
    return rng.choice(
        [
            (f"{zh}≥{value}%", f"{en} ≥{value}%"),
            (f"{zh}不低于{value}%", f"{en} of no less than {value}%"),
            (f"{zh}达到{value}%以上", f"{en} of {value}% or more"),
        ]
    )


def _speed(rng: random.Random) -> Pair:
    value = rng.choice([5, 10, 20, 50, 80, 100, 150, 200])
    return rng.choice(
        [
            (f"响应时间不超过{value}ms", f"response time of no more than {value} ms"),
            (f"单帧处理时间≤{value}ms", f"processing time per frame ≤{value} ms"),
            (f"传输带宽≥{value}Gb/s", f"transmission bandwidth ≥{value} Gb/s"),
        ]
    )


def _size(rng: random.Random) -> Pair:
    value = rng.randint(2, 90)
    low = rng.randint(5, 50)
    return rng.choice(
        [
            (f"整机重量≤{value}kg", f"overall weight ≤{value} kg"),
            (f"定位误差不大于{value}mm", f"positioning error of no more than {value} mm"),
            (
                f"工作电压{low}V-{low + value}V",
                f"operating voltage of {low} V–{low + value} V",
            ),
            (f"功耗≤{value}W", f"power consumption ≤{value} W"),
            (f"重复精度±0.{value:02}mm", f"repeatability of ±0.{value:02} mm"),
        ]
    )


def _count(rng: random.Random) -> Pair:
    value = rng.randint(2, 60)
    return rng.choice(
        [
            (f"形成样机{value}台", f"{value} prototypes"),
            (f"支持设备类型不少于{value}种", f"support for no fewer than {value} device types"),
            (f"应用示范场景≥{value}个", f"demonstration scenarios ≥{value}"),
            (f"采集样本≥{value}万条", f"samples collected ≥{value * 10_000:,}"),
            (
                f"连续运行时间不少于{value * 100}小时",
                f"continuous operation of no less than {value * 100} hours",
            ),
        ]
    )


def _change(rng: random.Random) -> Pair:
    value = rng.randint(5, 60)
    return rng.choice(
        [
            (f"作业效率提升{value}%以上", f"work efficiency raised by {value}% or more"),
            (f"能耗降低{value}%", f"energy consumption cut by {value}%"),
            (f"成本下降不少于{value}%", f"cost reduced by no less than {value}%"),
        ]
    )


def indicator(rng: random.Random) -> Pair:
    """One thing a task is judged by, without a stop: one or two amounts."""
    makers = (_rate, _speed, _size, _count, _change)
    parts = [maker(rng) for maker in rng.sample(makers, rng.choice([1, 1, 2]))]
    return "，".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)


def money(rng: random.Random) -> Pair:
    value = rng.choice([200, 300, 500, 800, 1000, 1500, 2000])
    return f"不超过{value}万元", f"No more than RMB {_million(value)} million"


def duration(rng: random.Random) -> Pair:
    if rng.random() < 0.5:
        years = rng.randint(2, 4)
        return f"不超过{years}年", f"No more than {years} years"
    months = rng.choice([12, 18, 24, 30, 36])
    return f"{months}个月", f"{months} months"


def _million(ten_thousands: int) -> str:
    return f"{ten_thousands / 100:g}"


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
