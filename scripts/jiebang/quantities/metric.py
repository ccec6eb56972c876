"""The noun phrase that an amount measures, by the words around it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiebang.quantities.amount import Change
from jiebang.quantities.compare_zh import Comparison, words
from jiebang.quantities.name_words import words as listed
from jiebang.quantities.nouns import noun_before, noun_behind, tail_is_verb
from jiebang.quantities.quantity import Quantity

_STOPS = frozenset("，。；：？！;?!,\n")
_BRACKETS = {"）": "（(", ")": "（(", "】": "【", "]": "[", "”": "“", "》": "《"}
_OPEN = frozenset("（([【")
# Words that join an amount to the one before it: one head for both.
_JOINT = re.compile(
    r"[、/，,；;\s×xX*和与及且并或至到()（）±]*(?:同时|以及|由|从|再|[减增变改]为)?\s*"
)
# A noun of these right behind an amount is what it measures: 1米距离, 12bit位宽.
_DIMENSIONS = re.compile(
    r"\s*(?:的)?(?P<noun>距离|位宽|分辨率|光照强度|带宽|长度|宽度|高度|厚度|深度|规模|范围|视角|视场角?|容量"
    r"|内存|显存|续航|寿命|功率|精度|平滑|算力|存储|时长|延迟|时延|电压|电流|载荷|负载|采样率|刷新率|帧率|水深)"
)


# 同比, 比上年, 累计, 人均, 夜间, 东部地区: no noun, the one before goes on.
_NONE_OF_ITS_OWN = re.compile(
    r"[，；、,;]\s*(?:但|且|并|其中)?(?:同比|环比|实际|名义|累计|当年|全年|年度|微|偏|约|再|又|均|平均|仅|夜间|昼间"
    r"|[人户亩日月年]均|单[户个家]|每(?:个|户|人|亩|次|升|吨|年)|[\u4e00-\u9fff]{2}地区|[\u4e00-\u9fff]{1,5}(?<![用耗历工延计限定])时(?![长间延刻效段])|恢复[至到][^，。；]{1,8}的"
    r"|比[^，。；、]{1,12}?|[较与][^，。；、]{0,6}?(?:同期|上年|去年|[年月季]度?末?|前期|以往)(?:相比)?)+(?:偏?[高低多少轻重快慢大小长短])?(?:了|出)?"
    r"|(?:累计|以?来累计|同比|环比)"
)
# 给予每千瓦时0.3元补贴, 实现每个地级市至少有1个服务站: the base of a rate stands between.
_RATE_TAIL = re.compile(r"每(?:个)?(?:[\u4e00-\u9fff]{1,3}|个[\u4e00-\u9fff]{2,5})$")
_GIVES = re.compile(r"(?:给予|予以|实现|有)$")
# 按售价的20%给予补助
_GIVEN = re.compile(
    r"\s*(?:的(?:比例|标准))?(?:给予|予以|进行)(?:一次性)?(?P<noun>奖励|补助|补贴|资助|奖补|贴息)"
)
_PRODUCES = re.compile(r"[年月日](?:产|处理|加工|生产)")
_COLON = re.compile(
    r"(?:^|(?<=[，。；：、:;,\n]))(?P<noun>(?!.*[以如]下)[^，。；：、:;,\n]{2,28})\s*[：:]\s*$"
)
_NEAR = 36  # characters before an amount in which a noun with its colon may stand
_FAR = 200  # characters between a head and its amounts
_OF = re.compile(r"的(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Found:
    """A metric's span in the normal text; `shared` where it is another amount's."""

    start: int
    end: int
    shared: bool = False


NOTHING = Found(0, 0)


def find_metric(
    text: str,
    compared: Comparison,
    quantity: Quantity,
    floor: int,
    ends: Sequence[int],
    before: Found | None,
) -> Found:
    """The metric of an amount with its comparator words.

    `floor` is where the amount before it ends, `before` its metric; its own noun phrase
    does not begin before the last of `ends`. NOTHING where no noun can be told.
    """
    if quantity.inner:
        return Found(*quantity.inner)
    if text[compared.start - 1 : compared.start] in _OPEN and compared.said:
        own = noun_before(text, _left_edge(text, compared.start - 1, ends), compared.start - 1)
        if own and not noun_behind(text, compared.end):
            return Found(*own)  # 颗粒（≥0.1μm）
    if given := _GIVEN.match(text, compared.end):
        return Found(*given.span("noun"))
    start, end, said = _before_colon(text, compared.noun_end), compared.end, compared.said
    left = _left_edge(text, start, ends)
    head = text[max(left, start - _FAR) : start]
    if compared.noun[1]:
        return Found(*compared.noun)  # 最高奖励1500万元
    if compared.change is not Change.LEVEL and (itself := words().alone.match(text, start)):
        return Found(*itself.span())
    if given_before := _GIVEN.match(text, floor):
        floor = given_before.end()  # 给予补助，最高500万元
    none = _NONE_OF_ITS_OWN.fullmatch(text, floor, start)
    if none and compared.change is Change.LEVEL and re.search("[比较与]", none.group()):
        none = None  # 比容量, 比冲: a noun
    goes_on = none and not (quantity.counted and noun_behind(text, end))
    if before is not None and before.end and goes_on:
        return Found(before.start, before.end, shared=True)
    if before is not None and _JOINT.fullmatch(text, floor, start):
        behind = noun_behind(text, end)
        parted = re.search("[，；;（(]", text[floor:start])
        if not behind or not (quantity.counted or parted):
            return Found(before.start, before.end, shared=True)
        return Found(*behind)
    if dimension := _DIMENSIONS.match(text, end):
        own = noun_before(text, left, start)
        if not said or own is None:
            return Found(dimension.start("noun"), dimension.end("noun"))
    behind = _with_unit(text, noun_behind(text, end), quantity)
    ahead = noun_before(text, left, start, counted=quantity.counted, of=bool(_OF.match(text, end)))
    if behind and text.startswith("下的", end):
        return Found(*behind)  # 在8K 60FPS下的渲染
    if behind and (rate := _RATE_TAIL.search(head)) and _GIVES.search(head, 0, rate.start()):
        return Found(*behind)
    if behind and ahead and _PRODUCES.fullmatch(text, *ahead):
        return Found(*behind)  # 年产1.2万吨薄膜
    if behind and (ahead is None or tail_is_verb(head)):
        return Found(*behind)
    if behind and quantity.counted and not said and not head.rstrip().endswith(("）", ")")):
        return Found(*behind)
    if behind and head.rstrip().endswith(("等", "等共", "共", "共计", "合计")):  # A、B、C等
        return Found(*behind)
    if ahead:
        return Found(ahead[0], ahead[1])
    if behind:
        return Found(*behind)
    if before is not None and before is not NOTHING and text[floor:start].strip("，,、；; 且并和"):
        return NOTHING
    return Found(before.start, before.end, shared=True) if before else NOTHING


def _before_colon(text: str, start: int) -> int:
    """识别准确率：≥95%: a noun's colon is passed over, but not that of a heading (考核指标：)."""
    named = _COLON.search(text, max(0, start - _NEAR), start)
    return named.end("noun") if named and not named["noun"].endswith(listed("labels")) else start


def _with_unit(
    text: str, behind: tuple[int, int] | None, quantity: Quantity
) -> tuple[int, int] | None:
    """1024节点规模: a size of nodes, not of anything."""
    if behind and text[behind[0] : behind[1]] == "规模" and not quantity.unit.isascii():
        start = behind[0] - len(quantity.unit)
        if text.startswith(quantity.unit, start):
            return start, behind[1]
    return behind


def _left_edge(text: str, start: int, ends: Sequence[int]) -> int:
    """Where the noun phrase before `start` may begin: after a stop, or the last amount.

    A bracket right before the amount is jumped over: 零偏稳定性（1σ，10s平滑）不低于….
    """
    at = start
    while at > max(0, start - _FAR):
        sign = text[at - 1]
        if sign in _BRACKETS:
            opener = max(
                (text.rfind(o, max(0, at - _FAR), at - 1) for o in _BRACKETS[sign]), default=-1
            )
            if opener < 0:
                return at
            at = opener
            continue
        if sign in _STOPS or sign in _OPEN:
            return at
        if at in ends:
            # A list goes on behind the amount before: 10种…、响应时间≤1秒.
            return max(at, text.rfind("、", at, start) + 1, text.rfind("且", at, start) + 1)
        at -= 1
    return at


def respective(text: str, found: Sequence[Found], starts: Sequence[int]) -> list[Found]:
    """In A、B、C分别≥98%、95%、90% each amount has its own part of the head.

    `starts` is where the amounts begin. A head of other than as many parts as amounts
    is left whole.
    """
    parted = list(found)
    for n, head in enumerate(found):
        if head.shared or text.find("分别", head.end, min(starts[n], head.end + _FAR)) < 0:
            continue
        following = itertools.takewhile(lambda k: found[k].shared, range(n + 1, len(found)))
        count = 1 + sum(1 for _ in following)
        parts = list(re.finditer(r"[^、和与及]+", text[head.start : head.end]))
        if len(parts) == count > 1:
            for i, part in enumerate(parts):
                span = head.start + part.start(), head.start + part.end()
                parted[n + i] = Found(*span, shared=i > 0)
    return parted
