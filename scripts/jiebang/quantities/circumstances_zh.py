"""What an amount rests on: the circumstances it holds under, and terms that measure nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiebang.quantities.amount import Change, Comparator, Role
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.metric import NOTHING
from jiebang.quantities.name_words import pattern
from jiebang.quantities.nouns import is_governed, is_size, noun_before
from jiebang.quantities.reading_zh import Reading
from jiebang.quantities.states_zh import LIFE, SETTINGS, Circumstance, Sentence, patterns

_TARGET = re.compile("[^，。；0-9]{0,6}(?:目标|样本|样品)")
_AGO = re.compile("前(?![景期途沿])|后(?![期备台]|续(?!航))")
_HEAD = re.compile(r"([^，。；：()]{2,20})(?:\([^()]*\))?：[^：]*$")
_NO_LEAD = ("ratio", "percentage-point", "score", "duration", "count", "money", "number")
# 1米距离成像精度, 1000米距离非合作目标的监测
_DISTANCE = re.compile("距离(?![为是达处的≥≤<>])(?:[^，。；的0-9]{0,8}目标)?(?=[^，。；])")
_ACTS = re.compile(r"(?=[\u4e00-\u9fffA-Z])(?![的且并])")
# 从10%充至80%用时不超过18分钟
_SPENT = re.compile("[\u4e00-\u9fff]{0,4}(?:[用耗]时|(?:所需|的)时间|[约仅只]需|需要)")
_OF_SIZE = re.compile("[\u4e00-\u9fff]{1,3}[率度]")
_STOP = re.compile("[，。；]")
_WITHIN = re.compile("(?:范围|以|之)?内")
_NEAR = 8  # characters behind an amount that may say that it is given
_HOUR = 3600  # seconds; a span of more, in which somebody acts, is no condition
_STATE = "may be the condition of what follows"
# Kinds in which a bare amount before a noun is a state more often than what is asked for.
_BARE = (*SETTINGS, "level", "duration")
_DAYS = ("天", "日", "d")  # 180天内降解率
_SHORT = ("小时", "分钟", "秒", "毫秒", "h", "min", "s", "ms")


def find_circumstances(text: str, found: Sequence[Reading]) -> None:
    """Set the role and the conditions of each measure of one sentence, in place."""
    sentence = Sentence(text, found)
    states = [*_terms(sentence), *sentence.brackets(), *sentence.phrases()]
    for state in states:
        for r in found:
            if state.kind != "term" and state.start <= r.quantity.start < state.end:
                r.role = Role.CONDITION
    states = sorted([*states, *_bare(sentence)], key=lambda s: (s.start, -s.end))
    own = [r.metric for r in found]
    for n, r in enumerate(found):
        r.doubt = _doubt(text, r, found[n + 1] if n + 1 < len(found) else None)
        at = next((i for i in range(n - 1, -1, -1) if found[i].role is Role.MEASURE), -1)
        last = found[at] if at >= 0 else None
        if last and r.metric.shared and own[n] == replace(own[at], shared=True):
            r.metric = replace(last.metric, shared=True)  # without the state of the one before
        m = r.metric
        led = patterns()["lead"].match(text, m.start, m.end)
        if r.role is Role.CONDITION and led and led.end() < m.end:
            r.metric = replace(m, start=led.end())  # 当温度, 对直径
        chain: Circumstance | None = None
        for state in states if r.role is not Role.TERM else ():
            if state.after <= r.compared.start < state.until and _holds(text, state, r):
                if chain and chain.start < state.start <= chain.after + 1:
                    state = state._replace(lead=chain.lead)  # 在40℃条件下放置96 h后
                _attach(text, state, r, last)
                chain = None if state.kind == "bracket" else state
        if last and not r.conditions and _is_tensile(text, last, r):
            r.conditions.extend(last.conditions)


def _is_tensile(text: str, last: Reading, r: Reading) -> bool:
    """在150℃下屈服强度≥280 MPa，断后伸长率≥12%: both of one test."""
    if text[last.compared.end : r.metric.start] not in ("，", "、"):
        return False
    named = (("strength", last.metric), ("strain", r.metric))
    return all(patterns()[name].search(text, m.start, m.end) for name, m in named)


def _attach(text: str, state: Circumstance, r: Reading, last: Reading | None) -> None:
    """Add a condition to an amount, and take it out of its metric; `last` is the amount before."""
    m, at = r.metric, state.after + text.startswith("的", state.after)
    if not any(start <= state.start < end for start, end in r.conditions):
        r.conditions.append((state.start, state.end))
    if m.start < state.after and m.start < state.lead - 1 and state.lead <= m.end <= at:
        r.metric = replace(m, end=state.lead)  # 推力在海平面条件下
    elif m.start < at < m.end and noun_before(text, at, m.end):
        r.metric = replace(m, start=at)
    elif state.lead <= m.start < at:
        left = max(text.rfind(c, 0, state.lead) + 1 for c in "，。；：、")
        before = noun_before(text, left, state.lead)
        if before and state.lead < state.start:
            r.metric = replace(m, start=before[0], end=before[1])  # 电阻在500 V DC下不小于1 GΩ
        elif of := _HEAD.search(text, 0, state.lead):
            r.metric = replace(m, start=of.start(1), end=of.end(1))  # 分辨率：聚束模式优于0.5 m
        elif last and (last.quantity.meaning.kind == m.kind or r.compared.mode):
            r.metric = last.metric  # 车速不大于60 km/h，转弯时不大于20 km/h


def _holds(text: str, state: Circumstance, r: Reading) -> bool:
    """Whether a state without an amount may be one of this amount: no event (会后, 公布时)."""
    kind, bound = r.quantity.meaning.kind, r.compared.stated and not r.compared.about
    own = kind == "money" or patterns()["intrinsic"].search(text, r.metric.start, r.metric.end)
    if own and "，" in text[state.after + 1 : r.compared.start]:
        return False  # 在3 m/s风速下误差小于2%，每台降低成本100元
    if state.kind in ("amount", "bracket", "term"):
        return True
    counts = kind == "count" and not text.startswith("每", state.after)  # 城区道路每千公里
    if kind == "money" or (counts and state.kind in ("mode", "bare", "band")):
        return False
    if state.kind == "bare":  # 效率：满载94%，半载92%
        near, last = r.compared.start - state.after < 2, r.metric.last
        begins = text[state.lead - 1 : state.lead] in ("", "，", "、")
        made = text.endswith(tuple(lexicon().circumstances["built"]), state.start, state.end)
        if made and near and begins and not (last and last.kind == kind):
            return False  # 厂房3万平方米，道路2公里
        return bound or not near or text[state.start - 1 : state.start] in ("，", "：", "、")
    still = state.kind == "when" and patterns()["still"].match(text, state.after)
    sure = kind != "count" and (bound or still)  # 播放音乐时仍有90%
    if sure or state.kind in ("on", "amid", "stage", "during", "as", "way", "mode", "band"):
        return True
    return bool(patterns()["technical"].search(text, state.start, state.end))


def _terms(sentence: Sentence) -> Iterator[Circumstance]:
    """Spans of time by which somebody acts; of the short ones: 30分钟内充至80%."""
    for n, r in enumerate(sentence.found):
        if _is_term(sentence.text, r):
            r.role, start, end = Role.TERM, r.quantity.start, r.compared.end
            rated = (o for o in sentence.found[n + 1 : n + 2] if o.quantity.meaning.kind == "ratio")
            tested = any(o.metric.start == end for o in rated)
            clause = max(r.floor, *(sentence.text.rfind(c, 0, start) + 1 for c in "，。；：、"))
            long: tuple[str, ...] = _DAYS if tested else ()
            if tested and patterns()["event"].fullmatch(sentence.text, clause, start):
                start, long = clause, (*LIFE, "周")  # 投保12个月内退保率
            if r.quantity.meaning.kind == "duration" and r.quantity.unit in (*_SHORT, *long):
                yield Circumstance(start, end, end, sentence.reach(end), start, "term")


def _bare(sentence: Sentence) -> Iterator[Circumstance]:
    """Amounts that stand bare before what they are of: 60℃动力黏度, 充电10分钟可行驶300公里."""
    text = sentence.text
    for r, following in itertools.pairwise(sentence.found):
        q, (start, end) = r.quantity, (r.compared.start, r.compared.end)
        if r.role is not Role.MEASURE or following.role is not Role.MEASURE:
            continue
        spent = _SPENT.match(text, end) and (r.compared.implied or not r.compared.stated)
        clause = max(r.floor, *(text.rfind(c, 0, start) + 1 for c in "，。；：、"))
        if state := _led(sentence, clause, r, following):
            r.role = Role.CONDITION
            yield state
            continue
        if inside := _is_within(sentence, clause, r, following):
            r.role = Role.CONDITION
            yield inside
            continue
        if not spent and (r.compares or r.baseline):
            continue
        far, setting = q.meaning.kind == "length" and _DISTANCE.match(text, end), False
        if far:
            end = far.end()
        elif spent or (q.meaning.kind == "duration" and patterns()["can"].match(text, end)):
            start = clause
        elif not (setting := _is_setting(text, r, following)) and not _is_bare(r):
            if r.metric.start < clause or not _runs_on(text, r, following):
                continue
            start, setting = r.metric.start, True  # 载荷50 N摩擦系数
        r.role = Role.CONDITION
        named = next((w for w in lexicon().circumstances["nouns"] if r.before.endswith(w)), "")
        start -= len(named) if setting and start == r.compared.start else 0
        if far or setting or q.unit not in LIFE:
            until = sentence.reach(end, far=bool(far))
            yield Circumstance(start, end, end, until, start, "amount")


def _is_within(sentence: Sentence, clause: int, r: Reading, o: Reading) -> Circumstance | None:
    """10 km内定位误差小于5 m, 5公里范围内到场时间不超过10分钟: how far what follows holds."""
    text, start = sentence.text, r.compared.start
    inside = _WITHIN.match(text, r.quantity.end)
    if not inside or r.quantity.meaning.kind != "length" or start != clause:
        return None
    end, plain = inside.end(), o.quantity.counted or not o.compared.stated
    if plain or re.search("[，。；、]", text[end : o.compared.start]):
        return None
    stop = _STOP.search(text, end)
    until = stop.start() if stop else len(text)
    return Circumstance(start, end, end, until, start, "amount")


def _is_bare(r: Reading) -> bool:
    """Whether a bare amount may be the condition of what follows: 25℃下, -40℃容量保持率."""
    q, at = r.quantity, r.compared.comparator
    if r.compares or q.form not in ("", "scientific") or r.baseline:
        return False
    if at not in (Comparator.EQUAL, Comparator.RANGE) or q.meaning.kind not in _BARE:
        return False
    behind = r.metric is not NOTHING and r.metric.start >= q.end
    return behind and not r.text.startswith(("范围", "级"), q.end) and not is_governed(r.before)


def _is_setting(text: str, r: Reading, following: Reading) -> bool:
    """60℃动力黏度, 24 h达到80%, 28天抗压强度≥60MPa: bare before what it holds for."""
    q, between = r.quantity, text[r.quantity.end : following.compared.start]
    if r.compared.stated or re.search("[，。；、]", between):
        return False
    held = q.meaning.kind not in ("speed", *SETTINGS) or is_governed(r.before)
    if q.value_max is not None and held:
        return False  # 覆盖-40℃至150℃结温
    if q.counted:  # 2000并发用户页面加载时间不超过1.5 s
        alone = q.start == 0 or text[q.start - 1] in "，。；："
        sized = following.compared.stated and not following.quantity.counted
        loaded = patterns()["load"].match(text, q.number_end)
        return bool(alone and sized and loaded and is_size(text, (q.end, following.metric.end)))
    if q.meaning.kind == "duration" and (following.metric.start == q.end or not between):
        lasts = between and patterns()["lasts"].search(r.before)
        return following.compared.stated and not lasts
    m = r.metric
    named = m.end <= q.start and is_size(text, (m.start, m.end))  # 时速250 km/h双线铁路
    moving = q.meaning.kind in ("speed", "rotational-speed") and not named
    given = r.before.endswith(tuple(lexicon().circumstances["nouns"])) and r.compared.plain
    if given and following.compared.stated and following.metric.start >= q.end:
        return bool(re.match(r"[\u4e00-\u9fff]{2}", between))  # 负重50 kg行走速度≥1.2 m/s
    if (moving or q.meaning.kind in SETTINGS) and re.match(r"[\u4e00-\u9fff]{2}", between):
        return not re.match("[的至到和或以左上]", between)
    return False


def _is_term(text: str, r: Reading) -> bool:
    q, compared = r.quantity, r.compared
    if q.unit not in lexicon().numerals["zh"]["spans"] or compared.change is not Change.LEVEL:
        return False
    when = _AGO.match(text, q.end)
    if when and (when.group() == "后" or not compared.stated):
        return True  # 三年前, 满90天后
    if not compared.stated and re.search("(?<!提)[前首头]$", text[max(0, q.start - 2) : q.start]):
        return True  # 前八个月
    if patterns()["within"].search(text, q.end, compared.end) and _ACTS.match(text, compared.end):
        return True
    if r.before.endswith(tuple(lexicon().circumstances["terms"]["seasons"])):
        return True  # 春运40天
    if q.unit in LIFE and r.before.endswith(("经", "经过")) and _ACTS.match(text, compared.end):
        return True  # 经三年以上培育
    start = compared.start + (text[compared.start : q.start].endswith("近"))
    again = q.unit not in _SHORT and text.startswith("连续", max(0, start - 2))
    if again and re.compile("[\u4e00-\u9fff]{2}(?![，。；])").match(text, q.end):
        return True  # 连续三年保持在98%以上
    if q.meaning.kind == "duration" and q.meaning.factor >= _HOUR and not compared.implied:
        if patterns()["back"].search(text, max(0, start - 4), start):
            return True
        if not compared.stated and q.unit in ("年", "个月"):
            return bool(patterns()["since"].match(text, q.end))
    return False


def _tells_which(text: str, r: Reading, following: Reading) -> bool:
    """能见度＜500m事件命中率不低于0.8, 在55℃以上持续高温不少于5天: a bound that is of a noun."""
    between = text[r.compared.end : following.compared.start]
    counts = r.quantity.meaning.kind in ("count", "money", "number") or r.quantity.counted
    if counts or not (r.compared.stated and following.compared.stated):
        return False
    if re.fullmatch("的(?:每[^，。；、0-9]{1,4})?", between):
        return True  # 粒径0.1 μm以上的每升不超过1个
    noun = re.fullmatch("(?![和或且与及并至到])[^，。；：、()（）,/0-9]{2,16}", between)
    return bool(noun) and r.compared.end <= following.metric.start < following.compared.start


def _runs_on(text: str, r: Reading, following: Reading) -> bool:
    """掺量3%抗压强度提高18%, 载荷50 N摩擦系数小于0.1: two nouns, each with its amount."""
    kind, m = r.quantity.meaning.kind, following.metric
    alike = kind == following.quantity.meaning.kind != "ratio"  # 长12 m宽3 m
    thing = following.quantity.counted and following.compared.plain
    thing = thing and not is_size(text, (m.start, m.end))  # 配有350 L钢罐6台
    if alike or thing or kind in ("money", "count", "number") or r.quantity.counted:
        return False
    end = r.compared.end
    behind = end > r.quantity.end and r.timed and "岁" not in r.quantity.unit
    behind = behind and is_size(text, (m.start, m.end))  # 180天以上逾期率0.3%
    between = text[end : following.compared.start]
    own = (behind or (r.compared.plain and r.metric.end <= r.quantity.start)) and end == m.start
    return own and bool(re.fullmatch("[^，。；、：:()（）和及与的0-9]{2,12}", between))


def _is_load(text: str, end: int, following: Reading) -> bool:
    """96份样本用时90分钟, 10亿行点查时延小于5 ms: a count right before what is measured."""
    m, at = following.metric, following.compared.start
    size = end == m.start < m.end <= at and is_size(text, (m.start, m.end))
    return size and not re.search("[，。；、（(的]", text[end:at])


def _stands_before(r: Reading, following: Reading) -> bool:
    """80～150 cm不小于94%: nothing between an amount and the bound of another kind."""
    at, kind = following.compared, r.quantity.meaning.kind
    joined = r.compared.end == at.start < following.quantity.start and at.bounded
    return joined and kind != following.quantity.meaning.kind and not r.quantity.counted


def _led(sentence: Sentence, clause: int, r: Reading, following: Reading) -> Circumstance | None:
    """The state of a size that 在, 经, 于 or 对 leads in for the next amount of its clause.

    烟气在850℃以上停留时间不少于2 s, 在风速6 m/s的风区利用小时数达2800小时; behind 对 for the next
    clause as well (对直径2 mm以上的结节，灵敏度…), where nothing is given for it.
    """
    text, end, at = r.text, r.compared.end, following.compared
    of_size = r.quantity.unit == "%" and _OF_SIZE.match(text, end)  # 对10%反射率目标
    none = r.quantity.meaning.kind in _NO_LEAD and not of_size
    if none or r.quantity.counted or following.metric.start < end:
        return None
    led = list(patterns()["lead"].finditer(sentence.marked, clause, r.compared.start))
    if not led or not led[-1].group().startswith(("在", "经", "于", "对")):
        return None
    if patterns()["kept"].search(text, max(0, led[-1].start() - 3), r.compared.start):
        return None  # 温度保持在25℃以上运行时间不少于2 s
    if (stop := sentence.marked.find("，", end, at.start)) >= 0:
        given = pattern("{gives_zh}|{given_zh}").search(text, stop, min(at.end + _NEAR, len(text)))
        if given or not led[-1].group().startswith("对"):
            return None
        end = stop
    elif r.compares and not _tells_which(text, r, following):
        return None
    elif led[-1].group().startswith("对") and (target := _TARGET.match(text, end)):
        end = target.end()  # 对浓度为5 ng/mL的样本
    return Circumstance(led[-1].end(), end, end, sentence.reach(end), led[-1].start(), "amount")


def _doubt(text: str, r: Reading, following: Reading | None) -> str:
    """Why an amount may measure nothing: a grade, or a state or term of what follows."""
    q, compared = r.quantity, r.compared
    soon = (q.meaning.base == "s" and q.meaning.factor <= _HOUR) or text.startswith("后", q.end)
    if r.role is Role.CONDITION or (r.role is Role.TERM and soon) or _is_bare(r):
        return _STATE
    if r.role is Role.TERM:
        return ""
    if q.unit in ("级", "星级") or (q.unit == "类" and q.han and compared.plain):
        return "may be a grade, no amount"
    if not r.compares and r.before.endswith(("经", "经过", "历经")):
        return _STATE
    if r.metric.end and patterns()["no metric"].fullmatch(text, r.metric.start, r.metric.end):
        return "the metric may be another noun"
    load = q.unit in (*lexicon().circumstances["loads"], *lexicon().circumstances["batches"])
    if following and load and compared.plain and _is_load(text, q.end, following):
        return _STATE
    if following and _runs_on(text, r, following):
        return _STATE
    if following and (_tells_which(text, r, following) or _stands_before(r, following)):
        return "may tell which is meant by what follows"
    if compared.stated or compared.change is not Change.LEVEL or q.value_max is not None:
        return ""
    if q.meaning.kind in ("duration", "length") and not q.paired:
        clause = following and not re.search(
            "[，。；、(（]", text[q.end : following.compared.start]
        )
        if clause or (q.meaning.kind == "duration" and not patterns()["lasts"].search(r.before)):
            return _STATE
    return ""
