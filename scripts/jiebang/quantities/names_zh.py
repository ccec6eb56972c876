"""The whole Chinese name of what an amount measures: its noun with what tells it from others.

The noun that an amount measures (`metric`) is a span of the text. Alone it may say too little:
“单位” of 服务单位, “灵巧手” of its weight, “时间” of 不良解析时间.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from jiebang.quantities.amount import Amount, Change
from jiebang.quantities.bearers import bearer_zh
from jiebang.quantities.name_words import measure_of, pattern, words
from jiebang.quantities.nouns import begins_with_verb, noun_before
from jiebang.text.han import in_script_of, simplified

_SHORT = 3  # characters of a noun that takes the words behind it along
_LONG = 6  # characters of a name that needs no subject
_NEAR = 60  # characters before what is counted
_RATES = ("率", "比")
_OF_WHICH = re.compile(r"其中(?:的|，)?\s*$")
# 存储空间不小于100Tb的星载存储器, 12bit位宽的渲染输出
_THING = re.compile(
    r"的(?P<noun>(?!条件|情况|环境|场景|前提|基础|时候|范围|要求|速度|精度)[^，。；、（(的≥≤0-9]{2,16}?)"
    r"(?=在内|[，。；、（(]|$)"
)
_KINDS = ("种", "类")
# 5个模型 迁移; 3个地区 开展示范应用
_HELD = "[中内]?(?P<what>{held}[^，。；的0-9]{2,12}?)(?:工作)?(?=[，。；]|$)"
_DONE_WITH = "的?(?P<what>[^，。；、的0-9（(]{0,8}{done})(?:工作)?(?=[，。；、]|且|并|$)"
# The verb that has for its object what is done: [支持]5个模型迁移.
_LEADING = (
    "(?P<verb>{leading}(?=(?P<near>对?)$)"
    "|(?<![^，。；、可]){leading}(?=[^，。；0-9]*(?:等[^，。；、0-9]{0,8}|、)$))"
)
# What covers or reaches what is counted (服务内容输出至 外省市), or in which field it is made.
_WITHIN = (
    "(?:^|[，。；])[将把在]?(?P<of>[^，。；：0-9的]{2,10}(?P<verb>{reaching})"
    "|[^，。；：0-9的]{2,16}领域(?=(?:分别)?{makes}))(?:分别)?{makes}?$"
)
_SUBJECT = (
    "(?!{no_subject})(?P<noun>(?:[0-9][DG]|[^，。；：（(0-9≥≤]){2,24}?){not no_subject_end}"
    "(?:在(?![线轨研])[^，。；：]{2,12}?[下中内])?{predicates}"
)
_GIVEN = re.compile("提供(?P<what>[^，。；的0-9]{2,12}?服务)(?=[，。；])")
_RELATIVE = re.compile("(?:基于|面向|针对|涉及)[^，。；、的0-9]{2,16}的$")


def names_zh(text: str, amounts: Sequence[Amount]) -> list[str]:
    """A name for each amount of a text; "" where none can be told."""
    printed, text = text, simplified(text)
    names: list[str] = []
    amounts = [replace(amount, unit=simplified(amount.unit)) for amount in amounts]
    for n, amount in enumerate(amounts):
        name = _name(text, amount)
        if n and _OF_WHICH.search(text, 0, amount.metric_start):
            measure = measure_of(name, amount)  # 整机重量≤35kg（其中电池≤6kg）: of its weight
            heads = () if measure is None or name.endswith(measure.heads) else measure.heads
            name += next((head for head in heads if names[-1].endswith(head)), "")
        name = _measured(name, amount)
        first = max(text.rfind(stop, 0, amount.start) for stop in "。；")
        earlier = [
            names[m]
            for m in range(n)
            if amounts[m].start > first
            and (amounts[m].meaning.kind != "count" or names[m].endswith(("量", "数")))
        ]
        names.append(bearer_zh(text, amount, name, earlier) + name)
    for n, (one, other) in enumerate(itertools.pairwise(amounts)):
        if text[one.metric_end : other.start].strip() == "、" and one.unit == other.unit:
            done, _, noun = names[n + 1].rpartition("的")
            same = done and names[n] == _metric(text, one) and noun == _metric(text, other)
            names[n] = f"{done}的{names[n]}" if same else names[n]
    return names if text == printed else [in_script_of(printed, name) for name in names]


def _metric(text: str, amount: Amount) -> str:
    return text[amount.metric_start : amount.metric_end]


def _name(text: str, amount: Amount) -> str:
    """The noun with the words around it that belong to it."""
    start, end = amount.metric_start, amount.metric_end
    name = text[start:end]
    if not name:
        return ""
    if name in words("bare"):
        return _subject(text, amount) + name
    if text.endswith("累计", 0, start) and amount.meaning.kind != "count":
        name = f"累计{name}"
    if amount.unit != "参数" and amount.meaning.kind == "count":
        return _counted(text, amount, name)
    if len(name) <= _SHORT + 1 and (thing := _THING.match(text, max(amount.end, end))):
        return thing["noun"] + name
    if len(name) <= _LONG and amount.change is Change.LEVEL:
        if name.endswith(words("not_borne")):
            return name
        subject = _subject(text, amount)
        return subject + name.removeprefix(subject[-2:])  # 云端训练芯片 and 芯片功耗
    return name


def _counted(text: str, amount: Amount, name: str) -> str:
    """The name of what is counted, with what is done with it or what it can do."""
    start, end = amount.metric_start, amount.metric_end
    if start >= amount.end:
        led = pattern(_LEADING).search(text, max(0, amount.start - _NEAR), amount.start)
        done = pattern(_HELD).match(text, end) or pattern(_DONE_WITH).match(text, end)
        handled = done and done["what"].endswith(words("handled")) and amount.unit in _KINDS
        if done and handled and not done["what"].startswith(words("held")):
            return _kinds(done["what"], name, amount)
        if done:
            return f"{led['verb'] if led else ''}{done['what']}的{name}"
        if text.startswith("的", end):
            return name
        if given := _GIVEN.match(text, end):
            return f"获得{given['what']}的{name}"
    at = min(start, amount.start)
    of = pattern(_WITHIN).search(text, max(0, at - _NEAR), at)
    if of and not begins_with_verb(text, of.start("of"), strong=True):
        return f"{of['of']}{'的' if of['verb'] else ''}{name}"
    telling = _telling(text, amount)
    if telling in words("handled"):
        return _kinds(telling, name, amount)
    # the clause right before a counted noun that tells it from others: 基于…训练的大模型
    of = None if telling else _RELATIVE.search(text, max(0, start - 24), start)
    return (of.group() if of else telling) + name


def _kinds(verb: str, name: str, amount: Amount) -> str:
    """What can be handled, and not what is delivered: 操作50种工具."""
    return f"{verb}的{name}{'种类' if amount.unit in _KINDS else ''}"


def _telling(text: str, amount: Amount) -> str:
    """The verb right before what is counted, or before its count: 服务 of 服务企业≥30家."""
    at = min(amount.start, amount.metric_start)
    between = "{0,4}" if at < amount.metric_start else "{0}"  # 服务全市38个区县
    verb = pattern(r"{telling}[\u4e00-\u9fff]" + between + "$")
    found = verb.search(text, max(0, at - 8), at)
    return text[found.start() : at] if found and not set("率等、") & set(found.group()) else ""


def _subject(text: str, amount: Amount) -> str:
    """The subject of the sentence, if its words before the first verb are one."""
    first = max(text.rfind(stop, 0, amount.metric_start) for stop in "。；：\n") + 1
    clause = max(first, text.rfind("，", 0, amount.metric_start) + 1)
    for start in (clause, first):
        found = pattern(_SUBJECT).match(text, start, amount.metric_start)
        if not found or begins_with_verb(text, start, strong=True):
            continue
        if noun_before(text, *found.span("noun")) == found.span("noun"):
            return found["noun"]
    return ""


def _measured(name: str, amount: Amount) -> str:
    """The name of a thing with what is measured of it: 渲染, in frames per second, 渲染帧率."""
    measure = measure_of(name, amount)
    if not name or measure is None or measure.named or amount.change is not Change.LEVEL:
        return name
    return name if name.endswith((*measure.heads, *_RATES)) else f"{name}{measure.zh}"
