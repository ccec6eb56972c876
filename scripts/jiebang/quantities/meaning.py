"""What a printed unit means beside its metric, and what makes a reading doubtful."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from jiebang.quantities.amount import BARE, COUNT, UNKNOWN, Comparator, Unit
from jiebang.quantities.compare_zh import is_finer
from jiebang.quantities.quantity import Quantity
from jiebang.quantities.units import meaning

_COMPUTE = re.compile(r"算力|计算能力|运算能力|峰值性能|compute", re.IGNORECASE)
_STORAGE = re.compile(r"存储|数据|容量|语料|内存|显存|素材|知识库|资源")
_MAGNET = re.compile(r"磁")
_WARMTH = re.compile(r"温度|水温|气温|体温|室温|温升|恒温")
_FORCE = re.compile(r"压强|压力|触觉|力觉|力检测|正压|应力|强度")
_MONEY = re.compile(r"收入|效益|产值|销售额|投资|利润|营收|资金|经费|税收|成交额|交易额|产业规模")
_PARAMETERS = re.compile(r"参数")
_SCORES = re.compile(r"MOS|CHI|F1|Kappa|评分|得分|分数|指数|score|AUC|BLEU|ROUGE", re.IGNORECASE)
# At the end of the name: a 比特数 is a count.
_RATIOS = re.compile(
    r"(?:PUE|率|比|比例|比值|比重|IoU|mAP|利用|覆盖)(?:值|度|指标|水平|[^\u4e00-\u9fff]*)$",
    re.IGNORECASE,
)
_FRAMES = re.compile(r"帧率|帧数|帧频")
_BARE_PREFIX = {"E": 18, "P": 15, "T": 12}
PARAMETERS = Unit("10*9", "count", "1", Fraction(10**9), "B read as billion parameters")
ASKS_FOR_MORE = "the words ask for more, but a smaller figure is the better one"
# 36自然箱: behind a bare number, what is none of these may be its unit.
_NOUN = re.compile(r"(?![的时且并和与及或至到以之左上下内外间后前中为是即倍个])[\u4e00-\u9fff]")
_GRAVITY = Fraction("9.80665")


def read_unit(quantity: Quantity, metric: str) -> Unit:
    """What the unit of a quantity means, in the light of its metric.

    “P” is PFLOPS where compute is meant, “B” billion parameters beside 参数, g/cm² a
    pressure where one is asked for; a bare number is yuan beside 收入, a score, a ratio, a
    count, or a number.
    """
    unit = quantity.unit
    if unit in _BARE_PREFIX and _COMPUTE.search(metric):
        power = _BARE_PREFIX[unit]
        note = f"{unit} read as {unit}FLOPS: compute is meant"
        return Unit(f"10*{power}{{FLOP}}/s", "compute-rate", "FLOP/s", Fraction(10**power), note)
    if unit in ("T", "P", "E", "M") and _STORAGE.search(metric):
        return replace(meaning(unit + "B"), note=f"{unit} read as {unit}B: data are meant")
    if unit == "T" and _MAGNET.search(metric):
        return Unit("T", "magnetic-flux-density", "T")
    if unit == "B" and _PARAMETERS.search(metric):
        return PARAMETERS
    if quantity.meaning.kind == "area-density" and _FORCE.search(metric):
        ucum = quantity.meaning.ucum.replace("g/", "gf/", 1)
        note = "a mass over an area read as a pressure: a force is meant"
        return Unit(ucum, "pressure", "Pa", quantity.meaning.factor * _GRAVITY, note)
    if unit == "度" and quantity.meaning.kind == "angle" and _WARMTH.search(metric):
        return replace(meaning("℃"), note="度 read as degrees Celsius: a temperature is meant")
    if not unit:
        return _bare(quantity, metric)
    return quantity.meaning


def _bare(quantity: Quantity, metric: str) -> Unit:
    """What a number without unit counts in."""
    if quantity.scaled and _MONEY.search(metric):
        return replace(meaning("元"), note="元 is not printed: money by its metric")
    if _FRAMES.search(metric):
        return replace(meaning("FPS"), note="frames a second by its metric")
    if metric.upper().endswith("QPS"):
        return meaning("QPS")
    if _SCORES.search(metric):
        return Unit("{score}", "score", "score")
    if _RATIOS.search(metric):
        return Unit("1", "ratio", "1")
    return COUNT if quantity.scaled or quantity.value.denominator == 1 else BARE


def doubts(
    quantity: Quantity, comparator: Comparator, reading: Unit, metric: str, behind: str
) -> list[str]:
    """Why an amount may mean something else; empty if nothing speaks against it.

    Args:
        metric: the noun measured; empty where none was found.
        behind: the text behind the amount.
    """
    found = [reading.note] if reading.note else []
    if quantity.doubt:
        found.append(quantity.doubt)
    if not metric:
        found.append("no metric found")
    if not quantity.unit and not quantity.share and _NOUN.match(behind):
        found.append("what stands behind it may be a unit")
    if quantity.form == "ratio" and not quantity.doubt:
        found.append("a ratio of two figures")
    if reading == UNKNOWN or not quantity.known:
        found.append(f"unit {quantity.unit} is not in the lexicon")
    more = comparator in (Comparator.AT_LEAST, Comparator.MORE)
    if (
        more
        and is_finer(metric)
        and reading.kind in ("length", "angle", "angular-rate", "duration")
    ):
        found.append(ASKS_FOR_MORE)
    if reading.kind == "data-size" and _COMPUTE.search(metric):
        found.append("a unit of data size beside a metric of compute")
    if quantity.vague:
        found.append("a power of ten, not a figure")
    return found
