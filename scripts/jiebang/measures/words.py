"""The words that compare, and the words that change.

What they mean is law: Civil Code of the PRC, art. 1259: 以上, 以下, 以内 and 届满 include
the number; 不满, 超过 and 以外 do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jiebang.measures.amount import Change, Comparator

_GE, _LE = Comparator.AT_LEAST, Comparator.AT_MOST
_GT, _LT = Comparator.MORE, Comparator.LESS
_ABOUT = Comparator.ABOUT

# Words that say a bound.
_BOUNDS: dict[Comparator, str] = {
    _GE: "不少于 不低于 不小于 不得少于 不得低于 不得小于 不应少于 不应低于 不应小于 不能少于"
    " 不能低于 不短于 不下于"
    " 不弱于 不亚于 至少 最少 最低 起码 大于等于 大于或等于 高于等于 高于或等于 多于或等于 ≥"
    " >= => ≮ 不早于",
    _LE: "不超过 不高于 不大于 不多于 不得超过 不得高于 不得大于 不得多于 不应超过 不应高于"
    " 不应大于 不能超过 不能高于"
    " 不长于 不超 不超出 不逾 不晚于 最多 至多 小于等于 小于或等于 低于等于 低于或等于 ≤ <= =< ≯",
    _GT: "超过 超出 大于 高于 多于 长于 突破 超 逾 >",
    _LT: "小于 低于 少于 短于 不足 不到 不满 未满 <",
}
# Words that say that it is reached: a bound beside them outranks them.
_REACHED: dict[Comparator, str] = {
    _GE: "达到 达 到 提升至 提升到 提高至 提高到 增至 增加至 增加到 增长至 增长到 扩大至"
    " 扩大到 扩展至 扩展到 延长至 延长到"
    " 升至 升级至 达至",
    _LE: "降低至 降低到 降至 降到 下降至 下降到 缩短至 缩短到 缩减至 缩减到 减少至 减少到"
    " 减至 压缩至 压缩到 压降至 压降到"
    " 缩小至 缩小到 控制到 低至",
    _ABOUT: "约 大约 约为 近 将近 接近 ≈",
}
_BETTER = "优于"
_NO_WORSE = ("不劣于", "不差于")
_AFTER: dict[Comparator, str] = {
    _GE: r"[及或]?\s*以上|（含）以上|\(含\)以上|之上|或更[高多长大]|\+(?![0-9A-Za-z])",
    _LE: r"[及或]?\s*以[下内]|（含）以[下内]|之内|之下|内(?![存部容置嵌核网外涵蒙在生镜窥])"
    r"|或更[低少短小]",
    _GT: r"以外|之外",
    _ABOUT: r"左右|上下(?![文游班级肢])",
}
_UP = "提升 提高 增长 延长 增加 加快 上升 扩大 提速 增强 增大 升高 改善 拓展 增产 增收 增效"
_DOWN = (
    "降低 缩短 减少 节省 下降 压缩 节约 缩减 减小 减轻 压降 降本 节能 缩小 削减 下调 节水 节电"
    " 减排 减重"
)


def _any(words: str) -> str:
    return "|".join(re.escape(w) for w in sorted(words.split(), key=len, reverse=True))


_ALL_BOUNDS = {w: c for c, words in _BOUNDS.items() for w in words.split()}
_ALL_REACHED = {w: c for c, words in _REACHED.items() for w in words.split()}
_BEFORE = re.compile(
    r"(?P<word>"
    + _any(" ".join((*_ALL_BOUNDS, *_ALL_REACHED, _BETTER, *_NO_WORSE)))
    + r"|(?<![=0-9])=)\s*(?P<filler>[了有为])?\s*$"
)
# Words that only look like one: 最近, 附近, 高达, 直到, 远超.
_NOT_BEFORE = re.compile(r"(?:最|附|邻|靠|贴|高|直|遇|看|得|收|周)$")
_AFTER_WORD = re.compile(
    r"\s*(?:" + "|".join(f"(?P<a{n}>{p})" for n, p in enumerate(_AFTER.values())) + ")"
)
# 提升至每小时500件: the base stands between.
_EACH = re.compile(r"每(?:个)?(?:小时|分钟|秒|天|日|周|月|年|台|家|套|公里)\s*$")
# 至少举办2场, 小于航程的0.5%: a verb or the base stands between.
_APART = re.compile(
    rf"(?P<word>{_any(' '.join(_ALL_BOUNDS))})(?:(?P<verb>举办|开展|组织|形成|完成|支持|培养|覆盖"
    r"|包括|包含|提供|建成|建设|研发|开发|实现|具备|引进)|[^，。；、0-9%]{1,8}的)\s*$"
)
# These say what changes and which way at once.
CHANGED_BY_ITSELF = re.compile(r"增产|增收|节水|节能|节电|降本|提速|减排|减重|增效")
_CHANGE_BEFORE = re.compile(rf"(?:(?P<up>{_any(_UP)})|(?P<down>{_any(_DOWN)}))[了]?\s*$")
# The same right before an amount or its noun, for the words that are shown.
CHANGE_AT_END = re.compile(rf"(?:{_any(_UP)}|{_any(_DOWN)})[了]?\s*$")
CHANGE_AT_START = re.compile(rf"(?:(?P<up>{_any(_UP)})|(?P<down>{_any(_DOWN)}))")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an amount is compared, and its span with the words that say so.

    `better` is “better” for 优于, “no worse” for 不劣于: the metric settles the sign.
    `change` is set where a verb of change stands right before the amount. `said` is
    whether any word or sign compares; `torn` whether two of them disagree. `noun_end`
    is where the words before the amount end that neither compare nor change.
    """

    comparator: Comparator
    start: int
    end: int
    better: str = ""
    change: Change | None = None
    said: bool = False
    torn: bool = False
    noun_end: int = 0


def comparison(text: str, start: int, end: int) -> Comparison:
    """Read the comparator words around the quantity `text[start:end]`.

    `end` is behind a qualifier (@FP16) where there is one. 以上 and its like beat the
    words for reaching (达到, 提升至), whichever comes first.
    """
    bound: Comparator | None = None
    reached: Comparator | None = None
    better, change, first, torn = "", None, start, False
    at = start
    if rate := _EACH.search(text, max(0, at - 8), at):
        at = rate.start()
    while True:
        match = _BEFORE.search(text, max(0, at - 12), at)
        if match and not _blocked(match, text):
            word = match["word"]
            if word in _ALL_REACHED and (bound or better) and word not in ("约", "近"):
                break  # 达到小于: 达到 adds nothing
            if word == _BETTER or word in _NO_WORSE:
                better = "better" if word == _BETTER else "no worse"
            elif word in _ALL_BOUNDS:
                torn = torn or (bound is not None and bound is not _ALL_BOUNDS[word])
                bound = bound or _ALL_BOUNDS[word]
            elif word in _ALL_REACHED:
                reached = reached or _ALL_REACHED[word]
            first = at = match.start()
            continue
        apart = _APART.search(text, max(0, at - 16), at) if not (bound or reached) else None
        if apart and (apart["verb"] or text[end - 1 : end] == "%"):
            bound, first, at = _ALL_BOUNDS[apart["word"]], apart.start(), apart.start()
            continue
        verb = _CHANGE_BEFORE.search(text, max(0, at - 6), at) if change is None else None
        if verb is None or reached in (_GE, _LE):
            break
        change = Change.INCREASE if verb["up"] else Change.DECREASE
        at = verb.start()
    last, after = _after(text, end)
    torn = torn or bool(bound and after and bound is not after and after is not _ABOUT)
    found = bound or (None if after is _ABOUT and reached else after) or reached
    said = bool(bound or after or reached or better)
    return Comparison(found or Comparator.EQUAL, first, last, better, change, said, torn, at)


def _blocked(match: re.Match[str], text: str) -> bool:
    """Whether the word is part of another: 最近, 附近, 高达."""
    word, before = match["word"], text[max(0, match.start() - 2) : match.start()]
    if word in ("近", "达", "到", "约", "超") and _NOT_BEFORE.search(before):
        return True
    if match["filler"] and word in ("≥", "≤", ">", "<", "=", "到", "达"):
        return match["filler"] != "了"
    return False


def _after(text: str, end: int) -> tuple[int, Comparator | None]:
    """The end of the words that compare behind an amount, and what they say."""
    match = _AFTER_WORD.match(text, end)
    if not match or match.lastgroup is None:
        return end, None
    return match.end(), list(_AFTER)[int(match.lastgroup[1:])]


_LOWER_IS_BETTER = re.compile(
    r"时间|时延|延时|延迟|时长偏差|误差|偏差|噪声|噪音|功耗|能耗|重量|质量密度|尺寸|体积|厚度"
    r"|漏检|误检|误报|虚警|误识"
    r"|拒识|损失|损耗|成本|阻抗|漂移|稳定性|PUE|粗糙度|失真|抖动|间距|畸变|泄漏|故障率|错误率"
    r"|不均匀性|检出限|检测限|丢包率|误码率|线宽|不确定度|波动|平面度|圆度|直线度|垂直度|跳动|极限压力|真空度|残差"
)
_FINER_IS_BETTER = re.compile(r"精度|准确度|分辨率|分辨力|灵敏度|重复性|一致性|平整度|同步")
_HIGHER_IS_BETTER = re.compile(
    r"密度|速度|速率|带宽|功率|效率|容量|算力|吞吐|寿命|续航|信噪比|能效|强度|里程|准确率"
    r"|识别率|成功率|率$|距离|推力|力矩"
)


# In per cent these are a spread where small, a share where large.
_SPREAD = re.compile(r"均匀性|一致性|重复性")
_A_SPREAD = 20  # per cent


def demand(metric: str, absolute: bool, value: Decimal) -> tuple[Comparator, bool]:
    """Which way 优于 points: `<` where less is better, and whether that is certain.

    `absolute`: the unit is one of length, angle, time, temperature … (an accuracy in
    mm is better when small, one in % when large).
    """
    if _LOWER_IS_BETTER.search(metric) and not metric.endswith("率提升"):
        return _LT, True
    if _SPREAD.search(metric) and not absolute and abs(value) <= _A_SPREAD:
        return _LT, True
    if _FINER_IS_BETTER.search(metric):
        return (_LT, True) if absolute else (_GT, True)
    return _GT, bool(_HIGHER_IS_BETTER.search(metric))


def is_finer(metric: str) -> bool:
    """Whether the metric is an accuracy or resolution, where small figures are better."""
    return bool(re.search(r"精度|分辨率|分辨力|误差|偏差|稳定性", metric))
