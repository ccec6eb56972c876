"""Figures that are no amounts: names, years, item numbers, set phrases."""

from __future__ import annotations

import re

from jiebang.measures.quantity import Quantity
from jiebang.text.figures import ONE, Figure, FigureKind

_DIGIT = re.compile(r"[0-9]")
# Acronyms of metrics, which a figure may follow without a sign: PUE1.25, IoU90%.
_ACRONYMS = re.compile(
    r"(?:PUE|IoU|mIoU|mAP|AP|AUC|MOS|QPS|FPS|BLEU|WER|CER|SNR|FOV|RMSE|MAE|CHI|FAR|FRR|MTBF)$"
)
_LONGEST = 40  # no amount has more digits
_YEAR = re.compile(r"\s*(?:年|[-/.][0-9]|财年|年度)")
# A single Han numeral in these is no count: 统一, 之一, 一体, 一种或多种.
_NO_COUNT_BEFORE = frozenset("进第统唯同单任某每另之逐万专归划分均如随逢星期礼其")
_NO_COUNT = re.compile(
    r"[一二两三](?:种|项|个|类|款|台)(?:或|及|和)(?:多|几|两|若干)|一个个|一次性|一点|一条龙|一部分"
    r"|一种新|一批|[一二三]期|一组组|一对一|一人一|一件事|一张网|一路|一站"
)
# Units of one letter, which without a comparator make a name (7B, 5A, 4K) but here.
_NAME_LETTERS = {
    "A": "电流",
    "K": "温度",
    "P": "算力|计算能力|存储|容量|数据",
    "T": "算力|计算能力|数据|存储|语料|容量|磁",
    "E": "算力|计算能力|存储|容量|数据",
    "B": "参数",
    "d": "时间|周期|寿命|天数|期",
}


def is_number(figure: Figure, text: str) -> bool:
    """False for what figures_zh reads in words (双, 首), as dimension or as version."""
    if figure.kind is FigureKind.DIMENSION:
        return False
    first = text[figure.start]
    if figure.end - figure.start > _LONGEST:
        return False
    if not (_DIGIT.match(first) or first in "零〇一二两三四五六七八九十百千万亿.½¼¾"):
        return False
    before, after = text[: figure.start][-2:], text[figure.end : figure.end + 2]
    version = re.search(r"[0-9]\.$", before) or re.match(r"\.[0-9]", after)
    return not (version and _DIGIT.match(first))


def is_name(figure: Figure, text: str) -> bool:
    """FP16, GPT-4, Top5, 2023年, 〔2023〕174号, 18:00, 第3."""
    before = text[max(0, figure.start - 12) : figure.start]
    after = text[figure.end : figure.end + 6]
    ascii_digit = bool(_DIGIT.match(text[figure.start]))
    currency = before.rstrip().endswith(("RMB", "CNY"))
    if ascii_digit and not currency and re.search(r"[A-Za-z][-_]?$", before):
        acronym = _ACRONYMS.search(before)
        return not (acronym and (figure.kind is not FigureKind.PLAIN or "." in f"{figure.value}"))
    if before.endswith(("第", "〔", "[")) or re.match(r"\s*(?:号|σ|〕)", after):
        return True
    if re.search(r"年\s*$|7\s*[×xX*]\s*$", before) and re.match(r"\s*(?:月|小时)", after):
        return True  # 2025年12月, 7×24小时
    if re.match(r"月[0-9]{1,2}日|日$", after[:4]) or re.search(r"[0-9]月$", before):
        return True  # 12月31日
    if re.match(r"\s*[×xX*]\s*24(?:小时|h)", text[figure.end : figure.end + 8]):
        return True
    if re.search(r"[0-9][:：/]$", before) or (
        text[figure.end - 1].isdigit() and re.match(r"[:：/][0-9]", after)
    ):
        return True  # 18:00, 1:10, 9/10
    return 1900 <= figure.value <= 2100 and figure.scale == ONE and bool(_YEAR.match(after))


def is_no_amount(quantity: Quantity, figure: Figure, text: str) -> bool:
    """Item numbers, set phrases with one numeral, letters that make a name."""
    start, end = figure.start, quantity.end
    before = text[max(0, start - 1) : start]
    first = text[start]
    head = text[:start].rstrip()
    if quantity.bare and (not head or head[-1] in "。；;（("):
        marker = re.match(r"\s*(?:[、)）]|\.(?![0-9]))", text[end:])
        if marker:
            return True
    if not _DIGIT.match(first) and figure.scale == ONE and figure.end - start == 1:
        if quantity.bare or before in _NO_COUNT_BEFORE or _NO_COUNT.match(text, start):
            return True
        if quantity.unit == "级" and not re.match(
            r"(?:及?以[上下])?(?:$|[，。；、（(])", text[end:]
        ):
            return True
    if quantity.unit == "N" and text.startswith("级", end):
        return True  # 纯度5N级
    return text.startswith("代", end)


def may_be_name(quantity: Quantity, head: str) -> bool:
    """7B, 5A, 4K, 2000P where the words before do not make them amounts."""
    wanted = _NAME_LETTERS.get(quantity.unit)
    return wanted is not None and not re.search(rf"(?:{wanted})[^，。；]{{0,6}}$", head)
