"""What an amount rests on: the circumstances it holds under, and terms that measure nothing.

A circumstance is known by its grammar: by how it ends (X下, X时, X后, X中 …), by the bracket
or the @ it stands in, or as an amount that stands bare before what it is of. The words of
lexicon/circumstances.yml say mainly what is none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from jiebang.quantities.amount import Change, Role
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.metric import Found
from jiebang.quantities.reading_zh import Reading

_ANY = "[^，。；：()]"
_CLAUSE = re.compile(f"{_ANY}+")
_BRACKET = re.compile(r"\(([^()]{1,40})\)|@\s*([^，。；、()\s]+(?: [A-Za-z°]+)?)")
# (Ma=6), (3σ), (m/z 200), (含散热片)
_SYMBOLS = r"\s*(?:[A-Za-zΔα-ω]{1,6}\s?=\s?[^=，、≥≤]{1,12}|[1-6]\s?σ|m/z\s?[0-9]+)\s*"
_INCLUDES = "不?含(?![税本])[^，。；0-9一二三四五六七八九十]{1,12}"
_SHORT_BRACKET = re.compile(r"\([^()，；]{1,24}\)(?!：)")
_OF_SHARE = re.compile("[\u4e00-\u9fff]{2,6}[)，]")  # (10%窗口)
_SHORT_STATE = re.compile("0+|[\u4e00-\u9fff]{2,3}(?:_.*)?")  # with no subject in it
_AIMED = re.compile(
    "(?<![针应面相绝比核])对(?![比称应象接外照])|(?<![已曾历未财神])(?P<made>经)过?(?![济营费验])"
)
_AGO = re.compile("前(?![景期途沿])")
_STOP = re.compile("[，。；]|$")
_HEAD = re.compile(r"([^，。；：()]{2,20})(?:\([^()]*\))?：[^：]*$")
_LEADS_ALL = re.compile("下(?:实现|达到|满足|具备)")
# 1米距离成像精度, 1000米距离非合作目标的监测
_DISTANCE = re.compile("距离(?![为是达处的≥≤<>])(?:[^，。；的0-9]{0,8}目标)?(?=[^，。；])")
_BEHIND = re.compile(r"(?:的?(?:条件|环境|工况|情况|状态|范围))?\s?(?:内|之间)?")
# Units that state a circumstance where the figure stands bare before a noun.
_SETTINGS = ("temperature", "frequency", "pressure", "voltage")
_ACTS = re.compile(r"(?=[\u4e00-\u9fff])(?![的且并可])")
_SPENT = re.compile("[\u4e00-\u9fff]{0,4}(?:[用耗]时|所需时间)")  # 从10%充至80%用时不超过18分钟
_HAPPENED = re.compile(r"[\u4e00-\u9fff]{2}(?![，。；])")
_SHORT = ("小时", "分钟", "秒", "h", "min", "s")
_LIFE = ("年", "个月", "月", "天", "日", "个工作日")  # of which 3年后 is a date


class State(NamedTuple):
    """A circumstance, `start` to `end`; what begins from `after` to `until` holds under it.

    `lead` is where the word begins that leads it in; `kind` is how it was known: “amount” or
    “bracket” where it has one, “term”, else the group of its ending in `_grammar`.
    """

    start: int
    end: int
    after: int
    until: int
    lead: int
    kind: str


@lru_cache(maxsize=32)
def ending(word: str, table: str = "ends") -> str:
    """A pattern of a word that ends (or leads) a state, not where it is part of another word."""
    guards = lexicon().circumstances[table][word]
    before = f"(?<![{''.join(guards['unless_before'])}])" if guards["unless_before"] else ""
    after = f"(?!{'|'.join(guards['unless_after'])})" if guards["unless_after"] else ""
    return f"{before}{word}{after}"


@lru_cache(maxsize=1)
def _grammar() -> dict[str, re.Pattern[str]]:
    words = lexicon().circumstances
    lasts, runs, terms, can = (words[key] for key in ("lasts", "runs", "terms", "can"))

    names = {"下": "under", "时": "when", "后": "later", "上": "on", "中": "amid"}
    ends = "|".join(f"(?P<{name}>{ending(word)})" for word, name in names.items())
    place = f"(?:{alternatives(words['places'])})(?![{''.join(words['not_after_place'])}下时中])"
    made = alternatives(words["made"])
    known = (*words["under"], *words["when"], *words["bare"])
    patterns = {
        "end": rf"{ends}|(?P<stage>{alternatives(words['stage'])})"
        rf"|(?P<within>(?:范围|区间|(?P<area>区域))内)|(?<=0)(?P<place>{place})|(?P<ended>(?:(?<=0)|{made})$)"
        rf"|(?P<mode>(?:{alternatives(words['bare_ends'])})(?![下时中后的为数种类，。；、]|$))"
        rf"|(?P<way>(?:{alternatives(words['way'])})(?=的?方式))"
        rf"|(?P<bare>(?:{alternatives(words['bare'])})(?=[仅只]?0|每))",
        "lead": "|".join(ending(word, "leads") for word in words["leads"]),
        "head": rf"[，、\s]*(?:{alternatives(words['before'])})?",
        "kept": alternatives(words["kept"]),
        "made": f"[\u4e00-\u9fff]{{0,4}}?(?:{made})",
        "state": alternatives((*words["under"], *words["when"])),
        "bracketed": rf"{_ANY}{{0,8}}?(?:{alternatives(known)})[下时中]?"
        rf"|{_SYMBOLS}|{_INCLUDES}|按{_ANY}{{1,10}}[计算]|(?!{'|'.join(words['not_bracketed'])}){_ANY}*[0-9][^。；]*",
        "alone": rf"(?P<as>以{_ANY}{{1,20}}为{_ANY}{{0,8}}(?:{alternatives(words['as'])}))"
        r"|(?:环境)?0+(?:[、和及与,\s]{1,2}(?:相对)?(?:湿度|温度|压力)?0+)*(?:RH)?",
        "technical": f"[0-9A-Za-z]|{alternatives((*words['technical'], *words['under']))}",
        "plain": rf"[^，。；：、0-9()]{{0,8}}?(?:{'|'.join(ending(c) for c in '下时后')})",
        "lasts": rf"{alternatives(lasts['has'])}|(?:{alternatives(lasts['ends'])})$",
        "runs": rf"(?:{alternatives(runs['how'])})(?:{alternatives(runs['what'])})$",
        "within": alternatives(terms["within"]),
        "since": rf"(?:{alternatives(terms['since'])})(?![{''.join(terms['not_after_since'])}])",
        "back": rf"(?:^|[，。；、：]|[均为]|或者|或|且|及)\s*(?:{alternatives(terms['back'])})$",
        "can": rf"(?:{alternatives(can['words'])})(?![{''.join(can['not_after'])}])",
        "no metric": "|".join(words["no_metric"]),
    }
    patterns |= {f"never {kind}": alternatives(found) for kind, found in words["never"].items()}
    only = words["only"].items()
    patterns |= {f"only {kind}": f"(?:{alternatives(found)}|[A-Za-z])的?$" for kind, found in only}
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def find_circumstances(text: str, found: Sequence[Reading]) -> None:
    """Set the role and the conditions of each measure of one sentence, in place."""
    sentence = _Sentence(text, found)
    states = [*sentence.terms(), *sentence.brackets(), *sentence.phrases()]
    for state in states:
        for r in found:
            if state.kind != "term" and state.start <= r.quantity.start < state.end:
                r.role = Role.CONDITION
    states = sorted([*states, *sentence.bare()], key=lambda s: (s.start, -s.end))
    for n, r in enumerate(found):
        if r.role is Role.MEASURE:
            r.doubt = _doubt(text, r, found[n + 1] if n + 1 < len(found) else None)
        for state in states if r.role is not Role.TERM else ():
            if state.after <= r.compared.start < state.until and _holds(text, state, r):
                _attach(text, state, r)


def _attach(text: str, state: State, r: Reading) -> None:
    """Add a condition to an amount, and take it out of its metric."""
    m, at = r.metric, state.after + text.startswith("的", state.after)
    if not any(start <= state.start < end for start, end in r.conditions):
        r.conditions.append((state.start, state.end))
    if m.start < state.after and m.start < state.lead - 1 and state.lead <= m.end <= at:
        r.metric = replace(m, end=state.lead)  # 推力在海平面条件下
    elif m.start < at < m.end:
        r.metric = replace(m, start=at)
    elif (
        m.start >= state.start
        and m.end == state.after
        and (of := _HEAD.search(text, 0, state.lead))
    ):
        r.metric = replace(m, start=of.start(1), end=of.end(1))  # 分辨率：聚束模式优于0.5 m


def _stop(text: str, at: int) -> int:
    """Where the clause at a place ends."""
    end = _STOP.search(text, at)
    return end.start() if end else len(text)


def _holds(text: str, state: State, r: Reading) -> bool:
    """Whether a state without an amount may be one of this amount: no event (会后, 公布时)."""
    kind, bound = r.quantity.meaning.kind, r.compared.said and not r.compared.about
    if state.kind in ("amount", "bracket", "term"):
        return True
    if kind == "money" or (kind == "count" and state.kind in ("event", "mode", "bare")):
        return False
    if state.kind == "bare":  # 效率：满载94%，半载92%
        near = r.compared.start - state.after < 2
        return bound or (near and text[state.start - 1 : state.start] in ("，", "：", "、"))
    when = state.kind == "when" and r.metric.end <= state.after + 1  # 播放音乐时仍有90%
    sure = kind != "count" and (bound or when)
    if sure or state.kind in ("on", "amid", "stage", "as", "way", "mode"):
        return True
    return bool(_grammar()["technical"].search(text, state.start, state.end))


class _Sentence:
    """A sentence with its measures, and the circumstances that stand in it.

    `marked` is the text with each amount (and what compares it) as zeros and each short
    bracket as underscores: no word in them ends or leads anything.
    """

    def __init__(self, text: str, found: Sequence[Reading]) -> None:
        self.text, self.found = text, found
        marked = list(text)
        for r in found:
            start, end = r.compared.start, r.compared.end
            start -= text[start - 1 : start] == "(" and ")" in text[start:end]  # (20±2)℃
            marked[start:end] = "0" * (end - start)
        self.marked = _SHORT_BRACKET.sub(lambda m: "_" * len(m.group()), "".join(marked))

    def next(self, at: int) -> Reading | None:
        """The first amount that begins at a place or behind it."""
        return next((r for r in self.found if r.compared.start >= at), None)

    def reach(
        self, at: int, *, spreads: bool = False, later: bool = False, far: bool = False
    ) -> int:
        """Up to where a state that ends at a place holds; that place where for nothing.

        It is for its own clause, or where a comma follows for the next, if an amount stands
        there (`far`: wherever the first one stands). Where it `spreads`, or a comma follows, it is
        for all clauses with amounts that follow, `later` for those with a change.
        """
        fronted = self.marked[at : at + 1] in ("，", "：")
        until = _stop(self.marked, at + fronted)
        first = self.next(at)
        if first is None or first.compared.start >= until:
            named = later and re.search("[0-9]", self.marked[at:until])  # 达HRC58
            until = _stop(self.marked, first.compared.start) if first and (far or named) else at
            if re.search("[。；]", self.marked[at:until]):
                return at
        else:
            far = False
        spreads = spreads or fronted or far
        while self.marked[until : until + 1] == "，":
            r, end = self.next(until), _stop(self.marked, until + 1)
            if r is None or r.compared.start >= end:
                break
            changes = later and (r.compared.mode or r.compared.change is not Change.LEVEL)
            if not (spreads or changes or r.metric.shared):
                break
            until = end
        return until

    def terms(self) -> Iterator[State]:
        """Spans of time by which somebody acts; of the short ones: 30分钟内充至80%."""
        for r in self.found:
            if _is_term(self.text, r):
                r.role, start, end = Role.TERM, r.quantity.start, r.compared.end
                if r.quantity.meaning.kind == "duration" and r.quantity.unit in _SHORT:
                    yield State(start, end, end, self.reach(end), start, "term")

    def phrases(self) -> list[State]:
        """What ends a state, clause by clause: 在-30℃环境下, 循环10万次后, 弱光条件下, C-Eval上."""
        states: list[State] = []
        for clause in _CLAUSE.finditer(self.marked):
            start, end = clause.span()
            alone = _grammar()["alone"].fullmatch(self.marked, start, end)
            compares = any(r.compares for r in self.found if start <= r.compared.start < end)
            if alone and not compares and self.marked[end : end + 1] == "，":
                kind = "as" if alone["as"] else "amount"
                states.append(State(start, end, end, self.reach(end), start, kind))
                continue
            edge = start
            for mark in _grammar()["end"].finditer(self.marked, start, end):
                edge = start if mark["ended"] is not None else edge  # 空气中氧化100 h，
                if mark.start() >= edge and (state := self.phrase(clause, edge, mark)):
                    states.append(state)
                    edge = state.after
        fronted = [s.lead for s in states if self.marked[s.lead - 1 : s.lead] in ("", *"，：")]
        return [
            s._replace(until=min([s.until, *(at for at in fronted if at > s.start)]))
            for s in states
            if s.after < s.until or (s.kind == "amount" and s.lead < s.start)
        ]

    def phrase(self, clause: re.Match[str], edge: int, mark: re.Match[str]) -> State | None:
        """The state that ends at a mark, begins behind `edge` and what leads it in."""
        marked, grammar, kind, stop = self.marked, _grammar(), mark.lastgroup or "", mark.start()
        for r in self.found:
            if edge < r.compared.end <= stop and r.compares:
                level = r.compared.change is Change.LEVEL
                own = level and _BEHIND.fullmatch(self.text, r.compared.end, stop)
                edge = edge if own else r.compared.end
        head = grammar["head"].match(marked, edge, stop)
        start = lead = head.end() if head else edge
        leads = list(grammar["lead"].finditer(marked, edge, stop))
        if leads:
            start, lead = leads[-1].end(), leads[-1].start()
        end, after = mark.end(), mark.end()
        if kind in ("under", "when"):
            end = stop
        elif kind == "bare":
            start = lead = start if end - start <= 6 else stop
        span = self.next(after) if kind == "later" else None
        if (
            span
            and span.compared.plain
            and span.compared.start == after
            and span.quantity.meaning.kind == "duration"
        ):
            end = after = span.compared.end  # 给药后2小时
        while start < end and marked[start] in " 、@-":
            start += 1
        while end > start and marked[end - 1] in " 、":
            end -= 1
        lead = lead if leads else start
        inner = [r for r in self.found if start <= r.compared.start < after]
        if (start >= stop and kind != "bare") or self.is_none(
            kind, start, mark, inner, led=bool(leads)
        ):
            return None
        begins = kind in ("under", "when") and "模式" not in marked[start:stop]
        begins = begins and lead == clause.start()
        begins = begins and bool(leads or _SHORT_STATE.fullmatch(marked, start, stop))
        spreads = begins or bool(_LEADS_ALL.match(marked, stop))
        far = bool(inner) and (kind == "later" or marked[after : after + 1] != "，")
        until = self.reach(after, spreads=spreads, later=kind == "later", far=far)
        if kind == "later" and marked[after : after + 1] == "，":
            kind = "event"
        return State(start, end, after, until, lead, "amount" if inner else kind)

    def is_none(
        self, kind: str, start: int, mark: re.Match[str], inner: Sequence[Reading], *, led: bool
    ) -> bool:
        """Whether what ends like a state is none."""
        marked, grammar = self.marked, _grammar()
        whole = marked[start : mark.end()]
        never = grammar.get(f"never {kind}")
        if never and never.search(whole):
            return True
        fronted = marked[mark.end() : mark.end() + 1] == "，"
        if inner:
            last = inner[-1].quantity
            things = last.counted or last.meaning.kind in ("money", "count")
            if kind in ("on", "amid", "within", "place") and things:
                return True  # 在100家企业中
            if kind == "within" and mark["area"]:
                return not led
            if kind == "within":
                kept = grammar["kept"].search(marked, max(0, start - 6), mark.start())
                return bool(kept) or last.meaning.kind not in _SETTINGS or not (led or fronted)
            if kind in ("place", "ended"):
                lasts = last.meaning.kind == "duration" or bool(mark.group())
                ended = led and fronted and lasts and not things
                return inner[-1].compares or (kind == "ended" and not ended)
            if kind == "later" and last.unit in _LIFE:
                return not re.search("[\u4e00-\u9fff]", whole[: whole.find("0")])  # 3年后
            return last.meaning.kind == "money" or kind in ("stage", "mode", "bare")
        if kind in ("within", "place", "ended") or len(whole) > 26:
            return True
        if only := grammar.get(f"only {kind}"):
            return not only.search(marked[start : mark.start()])
        known = grammar["technical" if kind == "under" else "state"].search(whole)
        of = kind == "when" and marked[mark.end() : mark.end() + 1] not in ("的", "0", "")
        if kind in ("under", "when") and not (led or fronted or known or of):
            return True
        if kind == "way":
            return not led
        if kind == "mode" and len(whole) > 6:
            return True
        return len(whole) < (2 if kind in ("bare", "stage") else 3)

    def brackets(self) -> Iterator[State]:
        """(25 ℃，VGS=18 V) behind an amount, or behind what it measures: (90℃)≤0.002."""
        for match in _BRACKET.finditer(self.text):
            start, end = match.span(match.lastindex or 0)
            inner = [r for r in self.found if start <= r.quantity.start < end]
            if any(r.quantity.end > end for r in inner):
                continue  # (20±2)℃
            before = [r for r in self.found if r.compared.end <= match.start()]
            owner = before[-1] if before else None
            state = _grammar()["bracketed"].fullmatch(self.text, start, end)
            at_sign = match.lastindex == 2
            if owner and not self.text[owner.compared.end : match.start()].strip():
                symbols = re.fullmatch(_SYMBOLS, self.text[start:end])
                if (
                    symbols
                    or (state and not inner)
                    or (inner and all(_may_be_state(r, owner) for r in inner))
                ):
                    at = owner.compared.start
                    yield State(start, end, at, at + 1, start, "bracket")
                continue
            first = self.next(end)
            if first is None or first.quantity.counted:
                continue
            if not (first.compared.said or at_sign or first.compared.start == match.end()):
                continue
            whole = self.text.startswith("：", match.end())
            kinds = [r.quantity.meaning.kind for r in inner if not r.compares]
            plain = (
                kinds and len(kinds) == len(inner) and not {*kinds} & {"money", "count", "ratio"}
            )
            near = first.compared.start < min(_stop(self.marked, match.end()), match.end() + 12)
            if (state or plain) and (whole or near):
                until = len(self.text) if whole else first.compared.start + 1
                yield State(start, end, match.end(), until, start, "bracket")

    def bare(self) -> Iterator[State]:
        """Amounts that stand bare before what they are of: 60℃动力黏度, 充电10分钟可行驶300公里."""
        text = self.text
        for r, following in itertools.pairwise(self.found):
            q, (start, end) = r.quantity, (r.compared.start, r.compared.end)
            if r.role is not Role.MEASURE or following.role is not Role.MEASURE:
                continue
            spent = _SPENT.match(text, end) and (r.compared.implied or not r.compared.said)
            spent = spent and (following.compared.said or not q.counted)  # not 出动200人耗时3天
            if not spent and (r.compares or r.baseline):
                continue
            clause = max(r.floor, *(text.rfind(c, 0, start) + 1 for c in "，。；：、"))
            aimed = _AIMED.search(text, clause, start)
            lasts = q.meaning.kind == "duration" and _grammar()["runs"].search(r.before)
            if lasts and r.is_condition():
                r.metric = Found(start - len(lasts.group()), start)  # 连续运行5000小时无故障
                continue
            far, setting = q.meaning.kind == "length" and _DISTANCE.match(text, end), False
            if far:
                end = far.end()
            elif spent or (q.meaning.kind == "duration" and _grammar()["can"].match(text, end)):
                start = clause
            elif aimed and aimed["made"] and (made := _grammar()["made"].match(text, end)):
                start, end = aimed.end(), made.end()  # 经2000次冷热循环
            elif aimed and q.meaning.kind not in ("duration", "ratio", "count", "money", "number"):
                start = aimed.end()  # 对浓度为5 ng/mL的样本
            elif not (setting := _is_setting(text, r, following)) and not r.is_condition():
                continue
            r.role = Role.CONDITION
            if far or setting or q.unit not in _LIFE:
                until = self.reach(end, far=bool(far))
                yield State(start, end, end, until, start, "amount")


def _may_be_state(other: Reading, r: Reading) -> bool:
    q, words = other.quantity, lexicon().circumstances
    if other.before.rstrip().endswith(tuple(words["nouns"])) and not other.compares:
        return True  # 误差0.8毫米（扫描距离1米）
    if q.unit == "%" and not _OF_SHARE.match(other.text, q.end):
        return False
    if q.counted or q.meaning.kind == "count":
        return other.text.startswith(tuple(words["together"]), q.end)  # 16线程并行
    if (q.share and q.unit != "%") or q.meaning.kind in ("money", "score"):
        return False
    if (q.value_max is not None or other.compared.said) and q.meaning.kind not in _SETTINGS:
        return "=" in other.text[other.compared.start : q.start]
    apart = q.meaning.base != r.quantity.meaning.base or q.meaning.kind == "ratio"
    return q.unit != r.quantity.unit and apart


def _is_setting(text: str, r: Reading, following: Reading) -> bool:
    """60℃动力黏度, 24 h达到80%, 28天抗压强度≥60MPa: bare before what it holds for."""
    q, between = r.quantity, text[r.quantity.end : following.compared.start]
    if r.compared.said or q.value_max is not None or re.search("[，。；、]", between):
        return False
    if q.unit in ("年", "个月"):
        return False  # 10年期国债收益率, 过去10年约3%
    if q.meaning.kind == "duration" and (following.metric.start == q.end or not between):
        lasts = between and _grammar()["lasts"].search(r.before)
        return following.compared.said and not lasts
    if q.meaning.kind in _SETTINGS and re.match(r"[\u4e00-\u9fff]{2}", between):
        return not re.match("[的至到和或以左上]", between)
    return False


def _is_term(text: str, r: Reading) -> bool:
    q, compared = r.quantity, r.compared
    if q.unit not in lexicon().numerals["zh"]["spans"] or q.value_max is not None:
        return False
    if compared.change is not Change.LEVEL or r.baseline:
        return False
    if not compared.said and (_AGO.match(text, q.end) or text[q.start - 1 : q.start] == "前"):
        return True  # 三年前, 前八个月
    if _grammar()["within"].search(text, q.end, compared.end) and _ACTS.match(text, compared.end):
        return True
    if r.before.endswith(tuple(lexicon().circumstances["terms"]["seasons"])):
        return True  # 春运40天
    if q.unit in ("年", "个月") and not compared.implied:
        start = compared.start + (text[compared.start : q.start].endswith("近"))
        if _grammar()["back"].search(text, max(0, start - 4), start):
            return True
        if text.startswith(
            lexicon().circumstances["terms"]["repeated"], max(0, start - 2)
        ) and _HAPPENED.match(text, q.end):
            return True  # 连续三年保持在98%以上
        if not compared.said:
            return bool(_grammar()["since"].match(text, q.end))
    return False


def _doubt(text: str, r: Reading, following: Reading | None) -> str:
    """Why an amount may measure nothing: a grade, or a state or term of what follows."""
    q, compared = r.quantity, r.compared
    if q.unit == "级" or (q.unit == "类" and q.han and compared.plain):
        return "may be a grade, no amount"
    if r.metric.end and _grammar()["no metric"].fullmatch(text, r.metric.start, r.metric.end):
        return "the metric may be another noun"
    if compared.said or compared.change is not Change.LEVEL or q.value_max is not None:
        return ""
    if q.paired:
        return ""  # 1mm×1mm
    if q.meaning.kind == "score" and r.floor and text[q.start - 1] == "(":
        return "may be the points that the amount before it is given"  # 特异性≥90%（20分）
    if _grammar()["plain"].match(text, q.end):
        return "may be the condition of what follows"
    if q.meaning.kind in ("duration", "length"):
        clause = following and not re.search("[，。；、]", text[q.end : following.compared.start])
        if clause or (q.meaning.kind == "duration" and not _grammar()["lasts"].search(r.before)):
            return "may be the condition of what follows"
    return ""
