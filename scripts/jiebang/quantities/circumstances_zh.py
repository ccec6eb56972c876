"""What an amount rests on: conditions around it, terms that measure nothing, the base of a rate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jiebang.quantities.amount import Change, Role
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.reading_zh import Reading
from jiebang.quantities.units import unit_table

_STOPS = "，。；：,;（(）)"
_CLAUSE = 60  # characters before an amount that are read as its clause
_BRACKET = re.compile(r"\s*(?:[（(](?P<words>[^（()）]{1,40})[)）]|@\s*(?P<at>[^，。；、（(\s]+(?: [A-Za-z℃]+)?))")
# What makes an amount the condition of what follows it.
_STATE_END = re.compile(
    r"(?P<of>[^，。；：、0-9（(]{0,6}?)"
    r"(?:(?P<kept>后)(?![端台处续备置期轮悬])"
    r"|(?<![以之])(?:下(?![降载行一游属沉限浮调跌])|时(?![间延长刻效域段序速])))"
)
_PLACE_END = re.compile(r"处(?![理于在置方罚长所])|频点(?:处|上)?|工况|环境|条件")
_LED = re.compile(r"(?:在|当|于|经|@)(?=[^，。；：、在]{0,16}$)")
# Units that state a circumstance where the figure stands bare before a noun.
_SETTINGS = ("temperature", "frequency", "pressure", "voltage")
# 18个月内完成, 近三年累计, 三年来: when somebody acts, or how far back one looks.
_WITHIN = re.compile(r"以?内|之内")
_ACTS = re.compile(r"(?=[\u4e00-\u9fff])(?![的且并可])")
_SINCE = re.compile(r"(?:以来|来(?![自源访])|间(?![隔距歇])|累计|内)")
_LOOKING_BACK = re.compile(r"(?:^|[，。；、：]|[均为])\s*(?:最近|过去|近)$")
_SPANS = {"年", "个月", "月", "天", "日", "周", "小时", "个工作日", "工作日", "分钟", "秒", "h", "min", "s"}


def find_circumstances(text: str, found: Sequence[Reading]) -> None:
    """Set the role and the condition of each measure of one sentence, in place."""
    carried: tuple[int, int] | None = None
    behind = 0
    for n, r in enumerate(found):
        if r.role is not Role.MEASURE:
            continue
        if carried and _ends_carry(text, carried[1], r.compared.start):
            carried = None
        if _is_term(text, r):
            r.role = Role.TERM
            continue
        following = found[n + 1] if n + 1 < len(found) else None
        if following and (state := _state(text, r, following)):
            r.role, carried = Role.CONDITION, state
            continue
        if r.is_condition() and following:
            r.role = Role.CONDITION
            continue
        bracket = _bracket(text, r, found[n + 1 :])
        if r.condition is None:
            r.condition = bracket or carried
        behind = r.compared.end
    del behind


def _ends_carry(text: str, start: int, end: int) -> bool:
    """A condition holds to the end of its clause."""
    return bool(re.search("[，。；]", text[start:end]))


def _is_term(text: str, r: Reading) -> bool:
    q, compared = r.quantity, r.compared
    if q.unit not in _SPANS or q.value_max is not None:
        return False
    if compared.change is not Change.LEVEL or r.baseline:
        return False
    if _WITHIN.search(text, q.end, compared.end) and _ACTS.match(text, compared.end):
        return True
    if q.unit in ("年", "个月") and not compared.implied:
        start = compared.start + (text[compared.start : q.start].endswith("近"))
        if _LOOKING_BACK.search(text, max(0, start - 4), start):
            return True
        if compared.start == compared.end or text[q.end : q.end + 2]:
            since = _SINCE.match(text, q.end)
            return bool(since) and not text[r.floor : compared.start].strip("，。；、")[-1:].isalnum()
    return False


def _state(text: str, r: Reading, following: Reading) -> tuple[int, int] | None:
    """The span of a condition that an amount states before what it holds for."""
    q, compared = r.quantity, r.compared
    bound = compared.said and not compared.about
    if bound or compared.change is not Change.LEVEL or r.baseline or q.share:
        return None
    end = _STATE_END.match(text, compared.end)
    stop = 0
    if end:
        stop = end.end() if end["kept"] else end.end("of")
        if end.end() > following.compared.start:
            return None
    elif place := _PLACE_END.match(text, compared.end):
        stop = place.end()
    if not stop:
        return None
    left = max(r.floor, *(text.rfind(c, 0, compared.start) + 1 for c in _STOPS + "、"))
    if led := _LED.search(text, left, compared.start):
        left = led.end()
    return _stripped(text, left, stop)


def _bracket(text: str, r: Reading, rest: Sequence[Reading]) -> tuple[int, int] | None:
    """（25 ℃，VGS=18 V） behind an amount: the amounts in it are its conditions."""
    match = _BRACKET.match(text, r.compared.end)
    if match is None:
        return None
    start, end = match.span("at" if match["at"] else "words")
    inner = [other for other in rest if start <= other.quantity.start < end]
    if not inner or any(not _may_be_state(other, r) for other in inner):
        return None
    for other in inner:
        other.role = Role.CONDITION
    return _stripped(text, start, end)


def _may_be_state(other: Reading, r: Reading) -> bool:
    q = other.quantity
    if q.counted or q.share or q.meaning.kind in ("money", "count"):
        return False
    if other.compared.said and "=" not in other.text[other.compared.start : q.start]:
        return False
    return q.unit != r.quantity.unit and q.meaning.base != r.quantity.meaning.base


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in " @、，":
        start += 1
    while end > start and text[end - 1] in " 下时、":
        end -= 1
    return (start, end) if start < end else None


# ---------------------------------------------------------------- rates
@lru_cache(maxsize=1)
def _each() -> re.Pattern[str]:
    return re.compile(
        r"每(?:隔)?(?P<base>[0-9百千万亿十两]{0,6})(?P<rest>[\u4e00-\u9fffA-Za-z]{1,6})"
        r"|(?<![平])(?P<mean>[人户亩年日月周])均"
    )


def base_of(r: Reading) -> str:
    """The base of a rate as printed, “” for none: 每24小时 24小时, 人均 人, 每人每年 人·年."""
    q = r.quantity
    if "/" in q.unit or "每" in q.unit:
        return ""
    floor = max(r.floor if not r.baseline else 0, q.start - _CLAUSE)
    start = max(floor, *(text_end + 1 for c in "，。；" if (text_end := r.text.rfind(c, 0, q.start)) >= 0), 0)
    found = []
    for match in _each().finditer(r.text, start, q.start):
        found.append(match["mean"] or match["base"] + _counted(match["rest"]))
    return "·".join(dict.fromkeys(found))


def _counted(rest: str) -> str:
    """The unit or counter that begins what stands behind 每; else its first noun."""
    read = unit_table().read(rest, 0)
    if read:
        return rest[: read[1]]
    known = alternatives(lexicon().rates.get("each", ("人口", "端面")))
    match = re.match(known, rest)
    return match.group() if match else rest[:1]
