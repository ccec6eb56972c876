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
_INCLUDES = re.compile(
    "不?含(?![税本])[^，。；0-9一二三四五六七八九十]{1,12}"
)  # 重量小于210g（含散热片）
_LED = re.compile(r"(?P<how>[在当于经对@])过?(?=[^，。；：在]{0,16}$)")
_CLOSED = re.compile(r"[^（()），。；]{0,20}[)）]\s*")
_LISTED = re.compile(r"[、和及]?[\u4e00-\u9fffA-Z0-9]{0,8}")  # 85℃、湿度85%条件下
# 1米距离成像精度, 1000米距离非合作目标的监测
# 雷达在自动驾驶场景下实现 A≥1，B≥2
_LEADS_ALL = re.compile("(?<=[\u4e00-\u9fff]{3}在)[^，。；：]+?下(?:实现|达到|满足|具备)")
_DISTANCE = re.compile("距离(?![为是达处的≥≤<>])(?:[^，。；的0-9]{0,8}目标)?(?=[^，。；])")
# …的监测，精度≥5°: the first clause of a sentence, without an amount, and its rest.
_NO_AMOUNT = re.compile("[^，。；0-9]*，(?P<rest>[^。；]*)")
# Units that state a circumstance where the figure stands bare before a noun.
_SETTINGS = ("temperature", "frequency", "pressure", "voltage")
_ACTS = re.compile(r"(?=[\u4e00-\u9fff])(?![的且并可])")
_HAPPENED = re.compile(r"[\u4e00-\u9fff]{2}(?![，。；])")
_SHORT = ("小时", "分钟", "秒", "h", "min", "s")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    """The words of the lexicon around an amount.

    What behind it makes it the condition of what follows: plain 150℃下, 循环10万次后; bound
    水温不高于15℃时; place 8～12μm波段; and by what leads it in, 在3万转/分钟、油润滑条件下.
    What before a span of time says that it lasts, and what runs for it.
    """
    words = lexicon().circumstances
    lasts, runs, terms, can = (words[key] for key in ("lasts", "runs", "terms", "can"))
    under, when, later, during = (ending(char) for char in "下时后中")
    place, spans, keeping = (alternatives(words[key]) for key in ("places", "spans", "keeping"))
    patterns = {
        "plain": rf"(?P<of>[^，。；：、0-9（(]{{0,8}}?)(?:(?P<kept>{later})|{under}|{when})",
        "bound": rf"(?P<of>的?(?:条件|环境|工况|情况)?)(?P<kept>(?!))?(?:{under}|{when})",
        "place": rf"(?:{place})(?![{''.join(words['not_after_place'])}])"
        rf"|(?P<span>{spans})(?P<alone>，)?|(?P<keeping>{keeping})",
        "在": rf"(?P<of>[^，。；：]{{0,16}}?)"
        rf"(?:(?P<kept>{later})|{under}|{when}|{during}|(?<=范围)内)",
        "对": r"(?P<of>)(?P<kept>(?!))?(?=[的\u4e00-\u9fff])",
        "lasts": rf"{alternatives(lasts['has'])}|(?:{alternatives(lasts['ends'])})$",
        "runs": rf"(?:{alternatives(runs['how'])})(?:{alternatives(runs['what'])})$",
        "within": alternatives(terms["within"]),
        "since": rf"(?:{alternatives(terms['since'])})(?![{''.join(terms['not_after_since'])}])",
        "back": rf"(?:^|[，。；、：]|[均为])\s*(?:{alternatives(terms['back'])})$",
        "can": rf"(?:{alternatives(can['words'])})(?![{''.join(can['not_after'])}])",
        "no metric": "|".join(words["no_metric"]),
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


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
                r.condition = _stripped(text, *led[:2])  # …场景下，探测距离>9m（FOV 30°）
            continue
        if carried and r.compared.start > until and _ends_carry(text, carried[1], r.compared.start):
            carried = None
        following = found[n + 1] if n + 1 < len(found) else None
        if _is_term(text, r):
            r.role = Role.TERM
            if following and r.quantity.meaning.kind == "duration" and r.quantity.unit in _SHORT:
                carried = r.quantity.start, r.compared.end  # 30分钟内充至80%
            continue
        if state := _state(text, found, n):
            r.role = Role.CONDITION
            if not (carried and _holds(carried, state)):
                # Two side by side are one: 20 L/h下运行180天后.
                near = carried and re.fullmatch("[^，。；]{0,3}", text[carried[1] : state[0]])
                carried = (carried[0], state[1]) if carried and near else state
            far = _DISTANCE.match(text, r.quantity.end) and _NO_AMOUNT.match(text, state[1])
            until = far.end("rest") if far else 0
            continue
        lasts = r.quantity.meaning.kind == "duration" and _patterns()["runs"].search(r.before)
        if lasts and r.is_condition():
            end = r.compared.start
            r.metric = Found(end - len(lasts.group()), end)  # 连续运行5000小时无故障
        elif r.is_condition() and (following or _patterns()["plain"].match(text, r.quantity.end)):
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
        if worded and (r.condition is None or _holds(worded[:2], r.condition)):
            r.condition = _stripped(text, *worded[:2])
        elif worded and r.condition and worded.end == r.condition[0]:
            r.condition = _stripped(text, worded.start, r.condition[1])  # 沥青改性后60℃黏度
        if worded and r.condition:
            if r.metric.start < worded.end < r.metric.end:
                r.metric = replace(r.metric, start=worded.end)
            elif r.metric.start + 1 < worded.start < worded.end <= r.metric.end:
                before = text[worded.start - 1] in lexicon().circumstances["leads"]
                r.metric = replace(r.metric, end=worded.start - before)  # 推力在海平面条件下
        elif r.condition is None and last:
            alike = r.compared.start < spread or _goes_on(text, r, floor, last)
            r.condition = last if alike else None
        if worded and r.condition and _LEADS_ALL.match(text, worded.start):
            spread = re.compile("[^。；]*").match(text, worded.end).end()  # type: ignore[union-attr]
        floor, last = r.compared.end, r.condition


def _goes_on(text: str, r: Reading, floor: int, last: tuple[int, int]) -> bool:
    """Whether the condition of the measure before holds on: for changes, or in brackets."""
    if re.search("[（(](?:包括|包含|含|其中)[^（()）]*$", text[floor : r.compared.start]):
        return True
    changes = r.compared.change is not Change.LEVEL or r.compared.mode == "to"
    near = re.fullmatch("[^，。；]*[，、][^，。；]*", text[r.floor : r.compared.start])
    return changes and text[last[1] - 1] == "后" and near is not None


def _ends_carry(text: str, start: int, end: int) -> bool:
    """A condition holds to the end of its clause, or of the next where it is one alone."""
    alone = re.compile("[^，。；]{0,5}，").match(text, start, end)
    return bool(re.search("[，。；]", text[alone.end() if alone else start : end]))


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _is_term(text: str, r: Reading) -> bool:
    q, compared = r.quantity, r.compared
    if q.unit not in lexicon().numerals["zh"]["spans"] or q.value_max is not None:
        return False
    if compared.change is not Change.LEVEL or r.baseline:
        return False
    if _patterns()["within"].search(text, q.end, compared.end) and _ACTS.match(text, compared.end):
        return True
    if q.unit in ("年", "个月") and not compared.implied:
        start = compared.start + (text[compared.start : q.start].endswith("近"))
        if _patterns()["back"].search(text, max(0, start - 4), start):
            return True
        if text.startswith(
            lexicon().circumstances["terms"]["repeated"], max(0, start - 2)
        ) and _HAPPENED.match(text, q.end):
            return True  # 连续三年保持在98%以上
        if not compared.said:
            return bool(_patterns()["since"].match(text, q.end))
    return False


def _state(text: str, found: Sequence[Reading], n: int, listed: int = 4) -> Span | None:
    """The span of a condition that an amount states before what it holds for.

    `listed` is how many more may stand in a list with it.
    """
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
    ends = _patterns()
    if compared.said and not compared.about:  # 水温不高于15℃时，
        end = ends["bound"].match(text, compared.end)
        return _stripped(text, start, end.end("of")) if end else None
    if kind == "length" and (far := _DISTANCE.match(text, q.end)):
        return q.start, far.end()
    end = ends["plain"].match(text, compared.end)
    kept = alternatives(lexicon().circumstances["kept"])
    own = led and re.search(f"(?:{kept})$", text[clause : led.start()])  # 误差在±0.5mm范围内
    if end is None and led and kind != "count" and not own:
        aimed = led["how"] == "对"
        if not aimed or (kind not in ("duration", "ratio") and q.known):
            end = ends["对" if aimed else "在"].match(text, compared.end)
    if end and end.end() <= following.compared.start:
        return _stripped(text, start, end.end() if end["kept"] else end.end("of"))
    gap = listed and _LISTED.fullmatch(text, compared.end, following.compared.start)
    apart = gap and following.quantity.meaning.base != q.meaning.base and kind != "count"
    if apart and not compared.said and (whole := _state(text, found, n + 1, listed - 1)):
        return _stripped(text, start, whole[1])  # 在-30℃、100小时持久条件下
    if place := ends["place"].match(text, compared.end):
        return None if own else _placed(text, r, place, start, bool(led))
    if kind == "duration" and ends["can"].match(text, compared.end):
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
    if r.metric.end and _patterns()["no metric"].fullmatch(text, r.metric.start, r.metric.end):
        return "the metric may be another noun"
    if compared.said or compared.change is not Change.LEVEL or q.value_max is not None:
        return ""
    if q.paired:
        return ""  # 1mm×1mm
    if q.meaning.kind == "score" and r.floor and text[q.start - 1] in "（(":
        return "may be the points that the amount before it is given"  # 特异性≥90%（20分）
    if _patterns()["plain"].match(text, q.end):
        return "may be the condition of what follows"
    if q.meaning.kind in ("duration", "length"):
        clause = following and not re.search("[，。；、]", text[q.end : following.compared.start])
        if clause or (q.meaning.kind == "duration" and not _patterns()["lasts"].search(r.before)):
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
        return following.compared.said and not _patterns()["lasts"].search(
            r.before
        )  # 28天抗压强度≥60MPa
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
    if _INCLUDES.fullmatch(text, start, end):
        return start, end
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
    if q.counted or q.share or q.meaning.kind in ("money", "count", "score"):
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
