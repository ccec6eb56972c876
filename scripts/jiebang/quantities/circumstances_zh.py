"""What an amount rests on: conditions around it, and terms that measure nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from jiebang.quantities.amount import Change, Role
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.metric import Found
from jiebang.quantities.reading_zh import Reading
from jiebang.quantities.states_zh import ending, find_state, is_state

Span = tuple[int, int]

_STOPS = "，。；：,;（(）)"
_BRACKET = re.compile(
    r"\s*(?:[（(](?P<words>[^（()）]{1,40})[)）]|@\s*(?P<at>[^，。；、（(\s]+(?: [A-Za-z℃]+)?))"
)
# （Ma=6）, （3σ）, （m/z 200）
_SYMBOLS = re.compile(r"\s*(?:[A-Za-zΔα-ω]{1,6}\s?=\s?[^=，、≥≤]{1,12}|[1-6]\s?σ|m/z\s?[0-9]+)\s*")
_NO_METRIC = re.compile("(?:予以|拨付|另加).*|部分为?|约.*|单[户家].*|每.{1,2}|共|分|封顶")
_CAN = re.compile("[即就]?可(?![靠用控编变])|即能")
_LED = re.compile(r"(?P<how>[在当于经对@])过?(?=[^，。；：在]{0,16}$)")
_CLOSED = re.compile(r"[^（()），。；]{0,20}[)）]\s*")
_LISTED = re.compile(r"[、和及]?[\u4e00-\u9fffA-Z0-9]{0,8}")  # 85℃、湿度85%条件下
# 1米距离成像精度, 1000米距离非合作目标的监测
# 雷达在自动驾驶场景下实现 A≥1，B≥2
_LEADS_ALL = re.compile("(?<=[\u4e00-\u9fff]{3}在)[^，。；：]+?下(?:实现|达到|满足|具备)")
_DISTANCE = re.compile("距离(?![为是达处的≥≤<>])(?:[^，。；的0-9]{0,8}目标)?(?=[^，。；])")
# Units that state a circumstance where the figure stands bare before a noun.
_SETTINGS = ("temperature", "frequency", "pressure", "voltage")
# 18个月内完成, 近三年累计, 三年来: when somebody acts, or how far back one looks.
_WITHIN = re.compile(r"以?内|之内")
_ACTS = re.compile(r"(?=[\u4e00-\u9fff])(?![的且并可])")
_SINCE = re.compile(r"(?:以?来(?![自源访])|间(?![隔距歇])|累计)")
_LOOKING_BACK = re.compile(r"(?:^|[，。；、：]|[均为])\s*(?:最近|过去|近)$")
_HAPPENED = re.compile(r"[\u4e00-\u9fff]{2}(?![，。；])")
_SHORT = ("小时", "分钟", "秒", "h", "min", "s")


@lru_cache(maxsize=1)
def _lasting() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What before a span of time says that it lasts, and what runs for it: 连续运行5000小时."""
    words = lexicon().circumstances
    lasts, runs = words["lasts"], words["runs"]
    return (
        re.compile(rf"{alternatives(lasts['has'])}|(?:{alternatives(lasts['ends'])})$"),
        re.compile(rf"(?:{alternatives(runs['how'])})(?:{alternatives(runs['what'])})$"),
    )


@lru_cache(maxsize=1)
def _state_ends() -> dict[str, re.Pattern[str]]:
    """What behind an amount makes it the condition of what follows.

    plain: 150℃下, 循环10万次后; bound: 水温不高于15℃时; place: 8～12μm波段; and by what leads
    it in: 在3万转/分钟、油润滑条件下, 在5%盐雾中, 对浓度为5 ng/mL的样本.
    """
    words = lexicon().circumstances
    under, when, later, during = (ending(char) for char in "下时后中")
    place = rf"处(?![理于在置方罚长所])|{alternatives(words['places'])}"
    spans, keeping = alternatives(words["spans"]), alternatives(words["keeping"])
    led = rf"(?P<of>[^，。；：]{{0,16}}?)(?:(?P<kept>{later})|{under}|{when}|{during}|(?<=范围)内)"
    return {
        "plain": re.compile(
            rf"(?P<of>[^，。；：、0-9（(]{{0,8}}?)(?:(?P<kept>{later})|{under}|{when})"
        ),
        "bound": re.compile(
            rf"(?P<of>的?(?:条件|环境|工况|情况)?)(?P<kept>(?!))?(?:{under}|{when})"
        ),
        "place": re.compile(rf"(?:{place}|(?P<span>{spans})(?P<alone>，)?|(?P<keeping>{keeping}))"),
        "在": re.compile(led),
        "对": re.compile(r"(?P<of>)(?P<kept>(?!))?(?=[的\u4e00-\u9fff])"),
    }


def find_circumstances(text: str, found: Sequence[Reading]) -> None:
    """Set the role and the condition of each measure of one sentence, in place."""
    carried: Span | None = None
    until = spread = 0  # how far it is carried, where that is more than a clause
    last: Span | None = None  # 优化后: of the changes that follow, too
    floor = 0  # where the last measure ends
    for n, r in enumerate(found):
        if r.role is not Role.MEASURE:
            led = None if r.condition else find_state(text, floor, r.compared.start)
            if led and led.kind == "under" and r.role is Role.CONDITION:
                r.condition = _stripped(text, *led.span)  # …场景下，探测距离>9m（FOV 30°）
            continue
        if carried and r.compared.start > until and _ends_carry(text, carried[1], r.compared.start):
            carried = None
        following = found[n + 1] if n + 1 < len(found) else None
        if _is_term(text, r):
            r.role = Role.TERM
            if following and r.quantity.meaning.kind == "duration" and r.quantity.unit in _SHORT:
                carried = r.quantity.start, r.compared.end  # 30分钟内充至80%
            continue
        if following and (state := _state(text, found, n)):
            r.role = Role.CONDITION
            carried = carried if carried and _holds(carried, state) else _join(text, carried, state)
            until = _sentence_end(text, state[1]) if _DISTANCE.match(text, r.quantity.end) else 0
            continue
        lasts = r.quantity.meaning.kind == "duration" and _lasting()[1].search(r.before)
        if lasts and r.is_condition():
            end = r.compared.start
            r.metric = Found(end - len(lasts.group()), end)  # 连续运行5000小时无故障
        elif r.is_condition() and (following or _state_ends()["plain"].match(text, r.quantity.end)):
            r.role = Role.CONDITION
            continue
        r.doubt = _doubt(text, r, following)
        bracket = _bracket(text, r, found[n + 1 :])
        if carried and (r.condition is None or _holds(carried, r.condition)):
            r.condition = carried
        r.condition = r.condition or bracket
        worded = find_state(text, floor, r.compared.start)
        event = worded and worded.kind == "later" and text.startswith("，", worded.end)
        if event and r.quantity.meaning.kind in ("money", "count"):
            worded = None  # 地震发生后，转移群众1.3万人
        if worded and (r.condition is None or _holds(worded.span, r.condition)):
            r.condition = _stripped(text, *worded.span)
        elif worded and r.condition and worded.end == r.condition[0]:
            r.condition = _stripped(text, worded.start, r.condition[1])  # 沥青改性后60℃黏度
        if worded and r.condition:
            if r.metric.start < worded.end < r.metric.end:
                r.metric = replace(r.metric, start=worded.end)
            elif r.metric.start + 1 < worded.start < worded.end <= r.metric.end:
                before = text[worded.start - 1] in lexicon().circumstances["leads"]
                r.metric = replace(r.metric, end=worded.start - before)  # 推力在海平面条件下
        elif r.condition is None and last:
            near = re.fullmatch("[^，。；]*[，、][^，。；]*", text[r.floor : r.compared.start])
            contrast = text[last[1] - 1] == "后" and _changes(r) and near
            within = r.compared.start < spread or re.search(
                "[（(](?:包括|包含|含|其中)[^（()）]*$", text[floor : r.compared.start]
            )
            r.condition = last if contrast or within else None
        if worded and r.condition and _LEADS_ALL.match(text, worded.start):
            spread = re.compile("[^。；]*").match(text, worded.end).end()  # type: ignore[union-attr]
        floor, last = r.compared.end, r.condition


def _sentence_end(text: str, start: int) -> int:
    """Where the sentence ends whose first clause has no amount: 1000米距离目标的监测，精度≥5°."""
    first = re.compile("[^，。；0-9]*，(?P<rest>[^。；]*)").match(text, start)
    return first.end("rest") if first else 0


def _ends_carry(text: str, start: int, end: int) -> bool:
    """A condition holds to the end of its clause, or of the next where it is one alone."""
    alone = re.compile("[^，。；]{0,5}，").match(text, start, end)
    return bool(re.search("[，。；]", text[alone.end() if alone else start : end]))


def _join(text: str, first: Span | None, second: tuple[int, int]) -> Span:
    """Two states side by side are one: 沥青改性后60℃, 20 L/h下运行180天后."""
    if (
        first
        and 0 <= second[0] - first[1] <= 3
        and not re.search("[，。；]", text[first[1] : second[0]])
    ):
        return first[0], second[1]
    return second


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _changes(r: Reading) -> bool:
    return r.compared.change is not Change.LEVEL or r.compared.mode == "to"


def _is_term(text: str, r: Reading) -> bool:
    q, compared = r.quantity, r.compared
    if q.unit not in lexicon().numerals["zh"]["spans"] or q.value_max is not None:
        return False
    if compared.change is not Change.LEVEL or r.baseline:
        return False
    if _WITHIN.search(text, q.end, compared.end) and _ACTS.match(text, compared.end):
        return True
    if q.unit in ("年", "个月") and not compared.implied:
        start = compared.start + (text[compared.start : q.start].endswith("近"))
        if _LOOKING_BACK.search(text, max(0, start - 4), start):
            return True
        if text.startswith("连续", max(0, start - 2)) and _HAPPENED.match(text, q.end):
            return True  # 连续三年保持在98%以上
        if not compared.said:
            return bool(_SINCE.match(text, q.end))
    return False


def _state(text: str, found: Sequence[Reading], n: int) -> Span | None:
    """The span of a condition that an amount states before what it holds for."""
    if n + 1 == len(found):
        return None
    r, following = found[n], found[n + 1]
    q, compared, kind = r.quantity, r.compared, r.quantity.meaning.kind
    if compared.change is not Change.LEVEL or r.baseline or q.share or kind == "money":
        return None
    closed = _CLOSED.match(text, q.end)  # 零偏稳定性（1σ，10s平滑）不低于
    closed = closed if closed and closed.end() == following.compared.start else None
    if closed and following.compared.said and text[compared.start - 1] in "（(，":
        return (q.start, q.end) if kind in (*_SETTINGS, "duration") else None
    clause = max(r.floor, *(text.rfind(c, 0, compared.start) + 1 for c in _STOPS))
    left = max(clause, text.rfind("、", 0, compared.start) + 1)
    led = _LED.search(text, clause, compared.start)
    start = led.end() if led else left
    ends = _state_ends()
    if compared.said and not compared.about:  # 水温不高于15℃时，
        end = ends["bound"].match(text, compared.end)
        return _stripped(text, start, end.end("of")) if end else None
    if kind == "length" and (far := _DISTANCE.match(text, q.end)):
        return q.start, far.end()
    end = ends["plain"].match(text, compared.end)
    if end is None and led and kind != "count":
        aimed = led["how"] == "对"
        if not aimed or (kind not in ("duration", "ratio") and q.known):
            end = ends["对" if aimed else "在"].match(text, compared.end)
    if end and end.end() <= following.compared.start:
        return _stripped(text, start, end.end() if end["kept"] else end.end("of"))
    listed = _LISTED.fullmatch(text, compared.end, following.compared.start)
    apart = listed and following.quantity.meaning.base != q.meaning.base and kind != "count"
    if apart and not compared.said and (whole := _state(text, found, n + 1)):
        return _stripped(text, start, whole[1])  # 在-30℃、100小时持久条件下
    if place := ends["place"].match(text, compared.end):
        return _placed(text, r, place, start, bool(led))
    if kind == "duration" and _CAN.match(text, compared.end):
        return _stripped(text, start, compared.end)  # 充电10分钟可行驶300公里
    return (q.start, q.end) if _is_setting(text, r, following) else None


def _placed(text: str, r: Reading, place: re.Match[str], start: int, led: bool) -> Span | None:
    """8～12μm波段, 2～8℃保存, -20～60℃范围内，; not 水温控制在5～15℃范围内，."""
    kind = r.quantity.meaning.kind
    if place["keeping"] and kind != "temperature":
        return None
    if place["span"]:
        kept = re.search(
            alternatives(lexicon().circumstances["kept"]), text[start : r.quantity.start]
        )
        if kind not in _SETTINGS or kept or not (led or place["alone"]):
            return None
        return _stripped(text, start, place.end("span"))
    return _stripped(text, start, place.end())


def _doubt(text: str, r: Reading, following: Reading | None) -> str:
    """Why an amount may measure nothing: a grade, or a state or term of what follows."""
    q, compared = r.quantity, r.compared
    if q.unit == "级":
        return "may be a grade, no amount"
    if r.metric.end and _NO_METRIC.fullmatch(text, r.metric.start, r.metric.end):
        return "the metric may be another noun"
    if compared.said or compared.change is not Change.LEVEL or q.value_max is not None:
        return ""
    if q.paired:
        return ""  # 1mm×1mm
    if q.meaning.kind in ("duration", "length"):
        clause = following and not re.search("[，。；、]", text[q.end : following.compared.start])
        if clause or (q.meaning.kind == "duration" and not _lasting()[0].search(r.before)):
            return "may be the condition of what follows"
    return ""


def _is_setting(text: str, r: Reading, following: Reading) -> bool:
    """60℃动力黏度, 24 h达到80%, 轨道（500 km）运载能力: bare before what it holds for."""
    q, between = r.quantity, text[r.quantity.end : following.compared.start]
    if r.compared.said or q.value_max is not None or re.search("[，。；、]", between):
        return False
    if q.unit in ("年", "个月"):
        return False  # 10年期国债收益率, 过去10年约3%
    if q.meaning.kind == "duration" and following.metric.start == q.end and between:
        return following.compared.said and not _lasting()[0].search(r.before)  # 28天抗压强度≥60MPa
    if q.meaning.kind == "duration" and not between and following.compared.said:
        return True
    if q.meaning.kind in _SETTINGS and re.match(r"[\u4e00-\u9fff]{2}", between):
        return not re.match("[的至到和或以左上]", between)
    noun = r.before.endswith(tuple(lexicon().circumstances["nouns"]))  # （海拔3000 m）出力
    enclosed = between[:1] in ("）", ")") and (noun or text[q.start - 1 : q.start] in "（(")
    return enclosed and q.meaning.kind in (*_SETTINGS, "length") and len(between) > 2


def _bracket(text: str, r: Reading, rest: Sequence[Reading]) -> Span | None:
    """（25 ℃，VGS=18 V） behind an amount: the amounts in it are its conditions."""
    match = _BRACKET.match(text, r.compared.end)
    if match is None:
        return None
    start, end = match.span("at" if match["at"] else "words")
    if _SYMBOLS.fullmatch(text, start, end):
        for other in rest:
            other.role = Role.CONDITION if start <= other.quantity.start < end else other.role
        return _stripped(text, start, end)
    inner = [other for other in rest if start <= other.quantity.start < end]
    if not inner:
        return _stripped(text, start, end) if is_state(text[start:end]) else None
    if any(not _may_be_state(other, r) for other in inner):
        return None
    for other in inner:
        other.role = Role.CONDITION
    return _stripped(text, start, end)


def _may_be_state(other: Reading, r: Reading) -> bool:
    q = other.quantity
    if q.unit in ("%", "％") or (q.value_max is not None and q.meaning.kind not in _SETTINGS):
        return False
    if q.counted or q.share or q.meaning.kind in ("money", "count"):
        return False
    if other.compared.said and "=" not in other.text[other.compared.start : q.start]:
        return False
    if other.before.endswith(tuple(lexicon().circumstances["nouns"])):
        return True  # 误差0.8毫米（扫描距离1米）
    apart = q.meaning.base != r.quantity.meaning.base or q.meaning.kind == "ratio"
    return q.unit != r.quantity.unit and apart


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in " @、，":
        start += 1
    unpaired = text[start:end].count("）") > text[start:end].count("（")
    while end > start and text[end - 1] in (" 下时、）" if unpaired else " 下时、"):
        end -= 1
    return (start, end) if start < end else None
