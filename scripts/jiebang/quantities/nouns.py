"""Noun phrases in front of an amount and behind it: rules over words, no dictionary."""

from __future__ import annotations

import re

from jiebang.quantities.name_words import pattern

_NO_VERB_AFTER = (
    r"(?!的|率|度|量(?![子化产测])|数(?![据字学控])|者|能力|幅|周期|成功|效率|情况|速度|误差|精度|准确|延迟"
    r"|时间|语言(?!数据|资源|模型)|环境|界面|投入|费用|人员|水平|方式|频率|成本|过程"
    r"|强度|刚度|高度|团队|机构|中心)"
)
_VERB_OF = re.compile(r"(?:支持|涵盖|覆盖|接入|识别|采集|研制|研发|开发|建设|形成|建立)的")
_SERVES = re.compile(
    r"服务(?=(?:重庆|全市|全省|全国|单位|群众|游客|企业|用户|客户|居民|市民|患者|学生|人口|中小))"
)
# What these govern is a clause of its own where a 的 follows: 基于…训练的大模型.
# Before what is counted these are verbs: 覆盖语种≥20个, 标注图像≥1万张; not 覆盖率.
_COUNTED_VERB = re.compile(
    rf"(?:覆盖|输出至|推广至|(?:^|(?<=[，。；、]))(?:生成|标注|登记|采集|入组|收录|处理)){_NO_VERB_AFTER}"
    r"(?!面|范围|区域|式|表情)"
)
# What is to be made has a part of its own: 研制A系统、算力不少于1POPS的B.
_MADE = re.compile(r"(?:研制|研发|开发|建设|建成|打造|形成|包括|包含)")
_GOVERNS = "(?!新增(?:产值|销售|就业|收入|税收|利润)){strong_zh}" + _NO_VERB_AFTER
_TAIL_VERB = (
    r"(?:{verbs_zh}|{prepositions_zh}|做|用|含|建|做到|超|了|过|(?<![集])中|内|里)"
    r"\s*(?:了|到|至|出|有|过)?\s*$"
)
# Words between the noun and its comparator.
_TAIL = (
    r"(?:{between_zh}|(?<![响反效适供对感相])应|(?<!行)为|(?<=[^集其])中|(?<=[\u4e00-\u9fff])最[高大多低小]"
    r"|每[0-9百千万]*(?:个)?(?:小时|天|日|年|月|秒|分钟|万人口|公里|家企业|台)|\s)+$"
)
_HEAD = re.compile(
    r"(?:每个?(?:小时|分钟|秒钟?|天|日|周|月|年|台|套)|且|并且|并(?![发行联网购])|其中|同时(?!在线|跟踪|接入|并发|处理)|以及|和|与|及(?![时格])|或|而且"
    r"|能(?=识别|检测|操作|支持|处理)|可(?![靠降信穿用控见解重视编再变懂执])|能够|可以|将|使(?!用)|则"
    r"|总体上|初步|力争|成功(?!率)|分别|至少|进一步|全面|有效(?!率|热|成分|利用|像素|辐射|载荷|期|波|数据|值|容量|长度|面积|孔径)|显著|大幅|最终"
    r"|到[0-9]{4}年[底末]?|、|/|；|\s|的|上(?=[^行下传升])|中(?=的)|下(?=的))+"
)
# 在含盐量3‰以上, 在-40℃下容量保持率: no part of the noun.
_LED_BY = re.compile(
    r"在(?![线轨研校岗位籍编册])|(?<=[℃°CVAWHz以])下(?![行传载沉降层游属垂料])"
    r"|(?<=[次周年月天时])后(?![端台视处续备置期轮悬])"
)
_CONDITION = re.compile(
    r"(?:条件|情况|场景|模式|环境|网络|范式|工况|状态|前提|负载|温度|光照|支持|帮助|学习|要求"
    r"|精度)下(?:的)?|(?<=[\u4e00-\u9fff]{2})后(?![端台视处续备置期]|$)"
    r"|方面|(?<=在).{2,20}?[上中内](?=[^\u3000-\u303f])|在内的|过程中|期间内?"
    r"|(?<=[\u4e00-\u9fff]{2})(?<![实及同临定小延即])时(?![间延长刻效域段速序])"
)
_BASE = re.compile(
    r"(?:相比于|相较于|相对于|相比|相较|较之|对比|与[^，。；]{1,20}?相比"
    r"|比(?=[传同现国业行原目以人常上去普])|较(?=[A-Za-z0-9传对同现国业行原目以人常上去普]))"
)
_BASE_FIRST = re.compile(
    r"(?:相比于|相较于|相对于|相比|相较|较|比|与)(?:[A-Za-z0-9]+|[^，。；]*?相比|[^，。；的]*的)"
)
# What a noun phrase behind an amount does not go beyond.
_BEHIND = re.compile(r"[\u4e00-\u9fffA-Za-z0-9/“”\-+ ·]{1,80}")
_BEHIND_STOP = re.compile(
    r"(?:提[升高]|增[长加]|延长|降低?|减少|缩短|充电|[升增降减])?[至到](?=\s?[0-9])|的|即|并(?!发|行|联)|且|均|以满足|来|在(?!轨|线|校|研|岗|站)|于|上(?=开|进|实)|提供|接入"
    r"|开展|进行|实现|完成|达到|参与|内(?=完|实|达)|"
    r"不(?:少于|低于|超过|大于|高于|小于)|超过|大于|小于|低于|高于|少于|多于|优于|[≥≤<>]|[和与及](?=[0-9不超至])"
)
_VERBAL_TAIL = "(?:{acts_how}?{acts_behind})+$"
_BEHIND_NOISE = re.compile(r"\s*(?:的|完成|实现|(?:条件)?下的?|\s)*")
# 不同的安全任务, 千亿参数的大模型: this 的 does not end the phrase.
_KEPT = re.compile(r"不同的?|[十百千万亿]+级?参数的")
_EXTREME = re.compile(r"最[高低大小多少]|总|其中|约|平均|单个|每个|一般")
_ADJECTIVE = re.compile(r"(?:主流|典型|国产|重点|示范|行业|专用|通用|不同|各类|实际)+")


def noun_behind(text: str, end: int) -> tuple[int, int] | None:
    """The span of the noun phrase right behind `end`; None if there is none.

    A relative clause is skipped: 一款[支持…的]服务器架构.
    """
    phrase = _BEHIND.match(text, end)
    if not phrase:
        return None
    noise = _BEHIND_NOISE.match(text, end)
    start, stop = (noise.end() if noise else end), phrase.end()
    if pattern("{no_head_zh}").match(text, start):
        return None
    if pattern("{relative}").match(text, start) and (head := _clause_of(text, start)):
        return head
    kept = _KEPT.match(text, start, stop)
    if cut := _BEHIND_STOP.search(text, kept.end() if kept else start, stop):
        stop = cut.start()
    if tail := pattern(_VERBAL_TAIL).search(text, start, stop):
        bare = tail.start() - start < 2 or _ADJECTIVE.fullmatch(text, start, tail.start())
        stop = stop if bare else tail.start()
    while stop - start > 2 and text[stop - 1] in "中上内下":
        stop -= 1
    span = _trimmed(text, start, stop)
    if span is None or text[span[0]].isdigit() or pattern("{no_noun_zh}+$").fullmatch(text, *span):
        return None
    return span


def _clause_of(text: str, start: int) -> tuple[int, int] | None:
    """The noun behind a relative clause: after its last 的, up to the next stop."""
    clause = re.compile(r"[^，。；：（(]{0,80}").match(text, start)
    if clause is None or "的" not in clause.group():
        return None
    first = start + clause.group().rindex("的") + 1
    cut = _BEHIND_STOP.search(text, first, clause.end())
    return _trimmed(text, first, cut.start() if cut else clause.end())


def noun_before(
    text: str, left: int, end: int, *, counted: bool = False, of: bool = False
) -> tuple[int, int] | None:
    """The span of the noun phrase in `text[left:end]` that ends at `end`, words for
    “can, must, is” left out; None if there is none.

    `counted`: the amount is one of things (个, 家). `of`: 的 follows the amount, so that
    it belongs to a relative clause.
    """
    stop = _without_bracket(text, left, end)
    if tail := pattern(_TAIL).search(text, left, stop):
        stop = tail.start()
    stop = _without_bracket(text, left, stop)
    if base := _BASE.search(text, left, stop):
        if base.start() - left >= 2:
            stop = base.start()
        elif first := _BASE_FIRST.match(text, base.start(), stop):
            left = first.end()
    if led := _LED_BY.match(text, left, stop):
        left = led.end()
    start = _after_verbs(text, left, stop)
    start = _after_list(text, start, stop)
    if counted:
        for verb in _COUNTED_VERB.finditer(text, left, stop):
            start = verb.end() if stop - verb.end() >= 2 else start
    if of and _MADE.search(text, left, start):
        start = max(start, text.rfind("、", start, stop) + 1)
    return _trimmed(text, start, stop)


def _after_verbs(text: str, left: int, stop: int) -> int:
    """Behind the last verb that governs, and behind conditions."""
    start = left
    if verb := _VERB_OF.match(text, start, stop):
        start = verb.end()
    if head := _HEAD.match(text, start, stop):
        start = head.end()
    for match in _CONDITION.finditer(text, left, stop):
        if stop - match.end() >= 2:
            start = max(start, match.end())
    for match in pattern(_GOVERNS).finditer(text, start, stop):
        if stop - match.end() >= 2:
            start = match.end()
    if serves := _SERVES.match(text, start, stop):
        start = serves.end()
    if (clause := pattern("{clausal}").search(text, left, stop)) and "的" in text[
        clause.end() : stop
    ]:
        start = max(start, text.rindex("的", clause.end(), stop) + 1)
    if head := _HEAD.match(text, start, stop):
        start = head.end()
    return start


def _after_list(text: str, start: int, stop: int) -> int:
    """Behind “A、B等”; “A、B” itself stays whole."""
    match = re.compile(r".*等(?![级效待离高距])").match(text, start, stop)
    return match.end() if match and stop - match.end() >= 2 else start


_MARKER = re.compile(r"\s*(?:[（(](?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[）)]|[①-⑳])")


def _without_bracket(text: str, left: int, stop: int) -> int:
    """Before a bracket that closes at `stop`."""
    while stop > left and text[stop - 1] in "）) ":
        if text[stop - 1] == " ":
            stop -= 1
            continue
        opener = max(text.rfind("（", left, stop), text.rfind("(", left, stop))
        if opener < left:
            return stop
        stop = opener
    return stop


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """The span without signs at its ends, nor a list's marker; None if nothing is left."""
    noise = "Φφ∅Ø 、，/的：:“”‘’\"'-—"
    if marker := _MARKER.match(text, start, stop):
        start = marker.end()
    while start < stop and text[start] in noise and not re.match("“[^”]+”", text[start:stop]):
        start += 1
    while stop > start and text[stop - 1] in noise:
        stop -= 1
    if stop - start < 1 or not re.search(r"[\u4e00-\u9fffA-Za-z]", text[start:stop]):
        return None
    if _EXTREME.fullmatch(text, start, stop):
        return None
    return start, stop


def begins_with_verb(text: str, start: int, *, strong: bool = False) -> bool:
    """Whether a verb that governs stands at `start`; `strong`: one that is no part of a noun."""
    return bool(pattern(_GOVERNS if strong else "{verbs_zh}").match(text, start))


def tail_is_verb(head: str) -> bool:
    """Whether what stands before an amount ends in a verb or preposition, or is empty."""
    head = head.rstrip()
    return not head or bool(pattern(_TAIL_VERB).search(head))
