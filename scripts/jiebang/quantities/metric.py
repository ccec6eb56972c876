"""The noun phrase that an amount measures, by the words around it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiebang.quantities.amount import Change
from jiebang.quantities.compare_zh import Comparison, words
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.name_words import pattern
from jiebang.quantities.name_words import words as words_of
from jiebang.quantities.nouns import is_governed, is_size, noun_before, noun_behind, tail_is_verb
from jiebang.quantities.quantity import Quantity

_BRACKETED = re.compile(r"[（(][^（）()]*[）)]|【[^【】]*】|\[[^\[\]]*\]|“[^“”]*”|《[^《》]*》")
_STOP = re.compile(r"<br ?/?>|[，。；：？！;?!,\n（）()【】\[\]”》]")
# Words that join an amount to the one before it: one head for both.
_JOINT = re.compile(
    r"[、/，,；;\s×xX*和与及且并或至到()（）±]*(?:同时|以及|由|从|再|[减增变改]为)?\s*"
)
# A noun of these right behind an amount is what it measures: 1米距离, 12bit位宽.
_DIMENSIONS = r"\s*(?:的)?(?P<noun>{dimensions})(?!内|之间)"
# 按售价的20%给予补助; not 税收超500万元的奖励20万元
_GIVEN = (
    r"\s*(?:的(?:比例|标准)|(?P<of>的)(?!{gives_zh}))?(?:[、和，][^，。；、0-9的]{0,8}[0-9.]+[百千万亿]*元)*\s*(?:的(?:比例|标准))?"
    r"(?P<gives>{gives_zh})?(?:一次性)?(?P<noun>(?(gives)[\u4e00-\u9fff]{0,4}?){given_zh})(?![给于到])"
    r"(?(of)(?![^，。；、的和0-9]{0,4}[0-9]))"
)
# 2300个，其中四分之一, 80亿元中的四成; 60家，其中年销售收入过10亿元的8家
_OF_THEM = re.compile(r"(?:其中[的约近有超]?|中的|(?<=[元年岁])(?<![0-9]{4}年)(?:以[上下])?的)$")
_GROUP = r"[^，。；的]{0,6}(?:{groups_zh})|单次(?:发射|活动|申报|交易|消费|采购)"
_GIVEN_AGAIN = "{gives_zh}[^，。；]*，(?![再另]?(?:{verbs_zh}|{strong_zh}))[^，。；0-9]*$"
# 获得受理的再给予250万元
_GIVING = "[^，。；]*的可?[再另]?{gives_zh}"
_DONE = "(?:{leads_zh}|{between_zh})*{verbs_zh}"  # 共计派发, 已到位
_PRODUCES = re.compile("[年月日](?:产|处理|加工|生产)$")
_PARTED = re.compile("[，；。]")
_SHARES = ("ratio", "percentage-point")
_GIVABLE = ("ratio", "money")
_NAMED_ONCE = ("money", "mass", "volume", "energy")
_TIMES = "{often_zh}[可需应]?(?P<act>[\u4e00-\u9fff]{2,4})$"
_PERSONS = ("人", "名", "位")
_AGES = ("岁", "周岁")
_ACT = "{may_zh}?(?P<act>(?!的)[\u4e00-\u9fff]{3,12}?)(?=[，。；]|$)"
_HEADS = re.compile(r"(?:[^、和与及]|(?<=[亲饱缓温])和|(?<=参)与|(?<=[普涉])及)+")
_FAR = 200  # characters between a head and its amounts


@dataclass(frozen=True, slots=True)
class Found:
    """A metric's span in the normal text; `shared` where it is another amount's.

    `kind` is that of the amount, `last` the metric of the amount before.
    """

    start: int
    end: int
    shared: bool = False
    kind: str = field(default="", compare=False, repr=False)
    last: Found | None = field(default=None, compare=False, repr=False)


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
    does not begin before the last of `ends`. NOTHING where no noun can be told. Where the clause
    has no noun of its own, the metric is that of an amount before, or the topic of the sentence.
    """
    kind, start = quantity.meaning.kind, compared.start
    kind = kind or ("money" if quantity.unit.startswith("元/") else "")
    left = _left_edge(text, compared.noun_end, ends)
    own = _own(text, compared, quantity, (floor, left), ends, before)
    if own and (named := _named_once(text, own, kind, (floor, left), before)):
        return Found(*named, shared=before is not None, kind=kind, last=before)
    if own and not _is_weak(text, own, quantity, before, floor):
        given = pattern("{given_zh}$").search(text, *own)
        return Found(*own, kind="money" if given else kind, last=before)
    alike = before
    head = _topic(text, left, None) if before and own is None else None
    if head and head[0] >= floor and pattern("(?:{sums_zh}|{sizes_zh})$").search(text, *head):
        return Found(*head, kind=kind, last=before)  # 净利润扭亏为盈，为2300万元
    if own and before and before.kind != kind and before.last and before.last.kind == kind:
        alike = before.last  # 阳转率97%，60岁以上人群为91%
    parted = _PARTED.search(text, floor, start) or text.startswith("的", floor)
    if parted and compared.change is Change.LEVEL and kind not in _SHARES:
        while alike and alike.kind != kind:
            alike = alike.last
        goes_on = compared.reached or quantity.unit == "次" or not quantity.counted
        alike = alike or (before if goes_on else None)  # 用户翻一番，达410万人
    if alike:
        shared = alike.kind == kind or not quantity.counted  # 树龄300年以上的有41株
        at = _behind_rival(text, own, alike) if own else alike.start
        return replace(alike, start=at, shared=shared, kind=kind, last=before)
    found = (None if before else _topic(text, left, own)) or own
    paid = own and noun_before(text, left, own[0])
    if paid and pattern("(?:{sums_zh}|{money_zh})$").search(text, *paid):
        found = paid  # 补贴资金已拨付2亿元
    if found is None and text.startswith("年满", start):
        found = start, start + 1
    return Found(*found, kind=kind) if found else NOTHING


def _named_once(
    text: str, own: tuple[int, int], kind: str, edges: tuple[int, int], before: Found | None
) -> tuple[int, int] | None:
    """The money that a clause or heading has named, where a noun tells but whose amount it is.

    补助资金分批下达，省级8万元，县级2万元; 用水定额：居民60立方米, not 建设规模：厂房3万平方米.
    """
    sums = pattern("{sums_zh}(?:标准)?$" if kind == "money" else "(?:定额|用量)$")
    itself = pattern("(?:{sums_zh}|{money_zh}|{sizes_zh})(?:标准)?$").search(text, *own)
    if itself or kind not in _NAMED_ONCE:
        return None
    (floor, left), head = edges, (before.start, before.end) if before else None
    if before is None:
        head = _topic(text, left, None)
    elif before.kind != kind or not (
        text.startswith(("再", "另"), own[1])
        or re.search("[，：]", text[before.end : floor])
        # 给予博士安家费30万元，硕士10万元; not 发放奖金20万元，再投入设备30万元
        or pattern(_GIVEN_AGAIN).match(text, max(0, before.start - 2), own[1])
    ):
        return None
    return head if head and sums.search(text, *head) else None


def _is_weak(
    text: str, own: tuple[int, int], quantity: Quantity, before: Found | None, floor: int
) -> bool:
    """Whether a noun is not what is measured: 对照组为28.1% tells of whom; 拨付60% is a verb."""
    kind = quantity.meaning.kind
    if quantity.counted:
        other = before and pattern("{contrasts_zh}").match(text, before.start, before.end)
        whole = pattern("{contrasts_zh}").fullmatch(text, *own)
        if whole and other and before and other.end() < before.end:
            return True
        if not _goes_on(text, own, quantity, before, floor):
            return False
    if quantity.unit not in _AGES and pattern(_GROUP).fullmatch(text, *own):
        if before is None or text.startswith(("可", "再"), own[1]) or own[0] == before.start:
            return True  # 每亩补贴200元，丘陵山区可上浮30%
        if pattern("{groups_zh}+").fullmatch(text, before.start, before.end):
            return False  # 男性满60周岁、女性满55周岁
        given = kind in _SHARES and pattern("{given_zh}$").search(text, before.start, before.end)
        return bool(given) or kind in (before.kind, before.last and before.last.kind)
    if before and kind in _GIVABLE and pattern(_GIVING).fullmatch(text, *own):
        return True
    if before and kind == before.kind == "ratio" and pattern("{bears_zh}$").search(text, *own):
        # 保费由财政承担八成、农户自缴20%; not 手机支付占比60%，现金支付40%
        return not pattern("{bears_zh}").search(text, before.start, before.end)
    alike = before and before.kind == kind != "duration"  # 新增管网42公里，改造18公里
    of_noun = text.startswith("的", floor)  # 设立规模10亿元的基金，首期到位2.5亿元
    paid = kind == "ratio" or (kind == "money" and before is None)  # not 项目50个，到账2亿元
    verb = (paid or alike) and pattern(_DONE).fullmatch(text, *own)
    return bool(verb and not of_noun)


def _goes_on(
    text: str, own: tuple[int, int], quantity: Quantity, before: Found | None, floor: int
) -> bool:
    """Whether what stands beside a count is no thing, and a thing was counted in its unit before.

    新建学校12所，改造30所; 日均3万人次，高峰日6万人次; not 脱贫户2万户，其余农户5万户.
    """
    if before is None or not text.endswith(quantity.unit, 0, floor):
        return False
    verb = pattern("{verbs_zh}")
    thing = not verb.fullmatch(text, before.start, before.end)
    return thing and bool(verb.fullmatch(text, *own) or text.endswith("日", *own))


def _behind_rival(text: str, own: tuple[int, int], head: Found) -> int:
    """Where the metric of another group begins: 沿海县降雨量180毫米，山区县260毫米."""
    group = pattern("{groups_zh}$").search(text, *own)
    other = pattern("{contrasts_zh}").match(text, head.start, head.end)
    same = group and other and group.group() == other.group()
    if other and group and not same and group.group() in words_of("contrasts_zh"):
        return other.end()  # 农村自来水普及率92%，城镇99.5%
    rival = text.rfind(group.group(), head.start, head.end - 1) if group else -1
    return rival + len(group.group()) if group and rival >= 0 else head.start


def _own(
    text: str,
    compared: Comparison,
    quantity: Quantity,
    edges: tuple[int, int],
    ends: Sequence[int],
    before: Found | None,
) -> tuple[int, int] | None:
    """The noun phrase of the amount's own clause: what is counted, or what stands before it.

    `edges`: where the amount before it ends, and where a noun phrase may begin.
    """
    (floor, left), kind = edges, quantity.meaning.kind
    unit = quantity.unit
    if quantity.inner:
        return quantity.inner
    if text[compared.start : quantity.end].endswith("折"):  # 保费给予五折优惠
        given = pattern("{gives_zh}|[享打按]").search(text, left, compared.start)
        if off := noun_before(text, left, given.start() if given else compared.start):
            return off
    givable = quantity.share or kind in _GIVABLE
    if givable and (given := pattern(_GIVEN).match(text, compared.end)):
        ahead = noun_before(text, left, compared.noun_end)
        sized = ahead and is_size(text, ahead)  # 期限3年的贷款
        if not given["of"] or kind in _SHARES or not sized:
            return given.span("noun")
    if compared.noun[1]:
        return compared.noun  # 最高奖励1500万元
    if told := _act_or_owner(text, compared, quantity, left, ends):
        return told
    start, end, said = _before_colon(text, compared.noun_end), compared.end, compared.stated
    changed = compared.change is not Change.LEVEL or quantity.form.startswith("change")
    left = left if start == compared.noun_end else _left_edge(text, start, ends)
    if changed and (itself := words()["alone"].match(text, start)):
        thing = noun_before(text, left, start, changed=True)
        if thing and text.endswith("后", *thing):
            thing = None  # 单台成本4.2万元，国产化后降本6000元
        size, named = lexicon().ways["of_size"].get(itself.group()), thing
        if before and before.kind not in _SHARES and kind in (*_SHARES, before.kind):
            named = named or (before.start, before.end)
        if named and size and re.search(f"(?:{size})$", text[slice(*named)]):
            return thing  # 单产较去年增产6.2%; 重量1580 kg，较上一代减重8%
        own = text.startswith(tuple(lexicon().ways["of_thing"]), start)
        # 机翼壁板较铝合金方案减重22%
        return thing if own and thing and thing[1] < start else itself.span()
    behind = noun_behind(text, end)
    if behind and kind == "money" and pattern("{gives_zh}").fullmatch(text, *behind):
        behind = None  # 评审费按每人800元发放
    if behind and text[slice(*behind)] == "规模" and unit == "参数":
        behind = behind[0] - len(unit), behind[1]
    had = said and behind and _has_them(text, quantity, behind)
    closed = text[floor : floor + 1] in tuple("）)】]”》")  # 作用距离（RCS=5 m²）大于280 km
    if before is not None and not closed and _JOINT.fullmatch(text, floor, start):
        parted = re.search("[，；;（(]", text[floor:start])
        return behind if behind and (quantity.counted or parted) and not had else None
    if before is not None and _OF_THEM.search(text, floor, start):
        return behind if text[start - 1] == "的" else None
    of = text.startswith("的", end)
    ahead = noun_before(text, left, start, counted=quantity.counted, of=of, changed=changed)
    verb = bool(ahead and pattern("{verbs_zh}").fullmatch(text, *ahead))
    if (dimension := pattern(_DIMENSIONS).match(text, end)) and (not said or ahead is None):
        return dimension.span("noun")
    if ahead is None or behind is None:
        return ahead or behind
    head = text[max(left, start - _FAR) : start].rstrip()
    verb |= is_governed(text[slice(*ahead)])
    plain = not said
    produces = bool(_PRODUCES.search(text, *ahead))
    persons = pattern(r"[\u4e00-\u9fff]{1,4}?{persons_zh}").match(text, *behind)
    if quantity.counted:  # each batch gives 产量 of no less than 100 of what stands behind
        who = unit in _PERSONS and pattern("{persons_zh}$").search(text, *ahead)
        acts = (who and not persons) or head.endswith("一式")  # 评审专家七人现场打分
        acts = acts or (of and unit.endswith("次"))  # 年飞行300架次的航线
        to_behind = verb or (not acts and (plain or not (had or is_size(text, ahead))))
    elif unit in _AGES:  # 全市65岁以上老人
        to_behind = bool(persons) and not text.endswith("龄", *ahead)
    elif (
        of
        and not verb
        and (produces or ahead[1] - ahead[0] > 1 + plain)
        and not head.endswith(("按", "以"))
    ):
        return ahead  # 投资额在1亿元以上的项目, 年产5000吨的中试线
    else:
        # 在8K 60FPS下的渲染, 年产1.2万吨薄膜
        # 菜农的三四千亩大棚
        of_whom = head.endswith("的") and quantity.meaning.kind not in (*_SHARES, "")
        to_behind = of_whom or verb or text.startswith("下的", end)
        to_behind = to_behind or produces
    is_value = head.endswith(("为", "是")) and is_size(text, ahead)  # 过载能力为3倍量程
    return behind if to_behind or (tail_is_verb(head) and not is_value) else ahead


def _act_or_owner(
    text: str, compared: Comparison, quantity: Quantity, left: int, ends: Sequence[int]
) -> tuple[int, int] | None:
    """What is done so often or so soon, what is so fine, or what a bracket tells the bound of."""
    start, end, unit = compared.start, compared.end, quantity.unit
    act = unit == "次" and pattern(_TIMES).search(text, compared.noun_end, quantity.start)
    if act and not noun_behind(text, end):
        return act.span("act")  # 最多服务312次
    timed = quantity.meaning.kind == "duration"
    soon = timed and pattern("{soonest_zh}$").search(text, left, quantity.start)
    if soon and (act := pattern(_ACT).match(text, end)):
        return act.span("act")  # 最快8分钟即可办结手续
    if unit in ("nm", "纳米") and (of := pattern("的?(?P<noun>{lines_zh})").match(text, end)):
        return of.span("noun")  # 28纳米及以下制程
    if compared.stated and text[start - 1] in "（(" and text.startswith(("）", ")"), end):
        # 老旧锅炉（不足10蒸吨）
        return noun_before(text, _left_edge(text, start - 1, ends), start - 1)
    return None


def _has_them(text: str, quantity: Quantity, behind: tuple[int, int]) -> bool:
    """Whether a noun behind is who has what is counted: 从业人员300人以上的零售企业."""
    if "的" not in text[quantity.end : behind[0]] or quantity.unit in words_of("counts_bodies"):
        return False
    return bool(pattern("{bodies}").search(text, *behind))


def _topic(text: str, left: int, own: tuple[int, int] | None) -> tuple[int, int] | None:
    """What the clause before is about: 保费收入连续五年正增长，2023年突破5万亿元.

    `own`: the noun of its own clause, which may but tell of whom (贷款额度，单缴存人为80万元).
    """
    stop = max(left - 1, 0)
    if text[stop : stop + 1] in ("：", ":") and _before_colon(text, left) == left:
        return None  # 考核指标：≥95%
    start = max(text.rfind(sign, 0, stop) for sign in "，；：。\n") + 1
    told = pattern("(?!的){between_zh}|{verbs_zh}|{tells_zh}").search(text, start + 2, stop)
    group = own and pattern(_GROUP).fullmatch(text, *own)
    if not (told or group) and not re.compile("(?<=中)，|[：:]").match(text, stop):
        return None
    return noun_before(text, start, told.start() if told else stop)


def _before_colon(text: str, start: int) -> int:
    """识别准确率：≥95%: a noun's colon is passed over, but not that of a heading (考核指标：)."""
    stop = len(text[:start].rstrip()) - 1
    if text[max(stop, 0)] not in "：:" or "以下" in text[max(stop - 12, 0) : stop]:
        return start
    if pattern("{sums_zh}标准$").search(text, max(stop - 12, 0), stop):
        return stop  # 收费标准：
    told = "了" in re.split("[，。；]", text[max(stop - 24, 0) : stop])[-1]  # 算了一笔账：
    return start if told or text.endswith(words_of("labels"), 0, stop) else stop


def _left_edge(text: str, start: int, ends: Sequence[int]) -> int:
    """Where the noun phrase before `start` may begin: after a stop, or the last amount.

    A bracket right before the amount is jumped over: 零偏稳定性（1σ，10s平滑）不低于….
    """
    first = max(0, start - _FAR)
    clause = _BRACKETED.sub(lambda m: "_" * len(m.group()), text[first:start])
    stop = first + max((m.end() for m in _STOP.finditer(clause)), default=0)
    outside = (e for e in ends if first < e <= start and clause[e - first - 1] != "_")
    end = max(outside, default=0)
    if end <= stop:
        return stop
    # A list goes on behind the amount before: 10种…、响应时间≤1秒.
    return max(end, text.rfind("、", end, start) + 1, text.rfind("且", end, start) + 1)


def respective(text: str, found: Sequence[Found], starts: Sequence[int]) -> list[Found]:
    """In A、B、C分别≥98%、95%、90% each amount has its own part of the head.

    `starts` is where the amounts begin. A head of other than as many parts as amounts
    is left whole. Without a head of their own they have those of as many amounts before:
    收入45亿元，利润6亿元，分别增长12%和9%.
    """
    parted = list(found)
    for n, head in enumerate(found):
        first = max(head.end, starts[n - 1] if n and head.shared else 0)
        if text.find("分别", first, min(starts[n], first + _FAR)) < 0:
            continue
        following = itertools.takewhile(lambda k: found[k].shared, range(n + 1, len(found)))
        count = 1 + sum(1 for _ in following)
        if head.shared:
            heads = found[n - count : n] if n >= count > 1 else ()
            if heads and len(set(heads)) == count and not any(other.shared for other in heads):
                parted[n : n + count] = [replace(other, shared=True) for other in heads]
            continue
        parts = list(_HEADS.finditer(text, head.start, head.end))
        if len(parts) == count > 1:
            for i, part in enumerate(parts):
                parted[n + i] = Found(*part.span(), shared=i > 0)
    return parted
