"""The states of a sentence: phrases, clauses and brackets that amounts may hold under.

A state is known by its grammar: by how it ends (X下, X时, X后, X中 …), by what leads it in, or by
the bracket or the @ it stands in. The words of lexicon/circumstances.yml say mainly what is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from jiebang.quantities.amount import Change, Kind
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.name_words import words as name_words
from jiebang.quantities.nouns import is_size
from jiebang.quantities.reading_zh import Reading

_ANY = "[^，。；：()]"
_CLAUSE = re.compile(f"{_ANY}+")
_BRACKET = re.compile(
    r"\(([^()]{1,40})\)|@\s*([^，。；、()\s达为≥≤<>不大小高低优]+(?: [A-Za-z°/]+)?)"
)
# (Ma=6), (3σ), (m/z 200), (含散热片)
_SYMBOLS = r"\s*(?:[A-Za-zΔα-ω]{1,6}\s?=\s?[^=，、≥≤]{1,12}|[1-6]\s?σ|m/z\s?[0-9]+)\s*"
_INCLUDES = "不?含(?![税本])[^，。；0-9一二三四五六七八九十]{1,12}"
_SHORT_BRACKET = re.compile(r"\([^()，；]{1,24}\)(?!：)|\([^()；]{1,24}\)(?=[下时])")
_OF_SHARE = re.compile("[A-Z]{2,6} ?[0-9]|%[\u4e00-\u9fff]{2}")  # (SOC 10%—80%), (10%窗口)
_OF_NAME = re.compile("[A-Za-z]@[0-9.:]+")  # mAP@0.5: part of the name
_PRECISION = re.compile("(?:FP|BF|TF|INT|[Ii]nt)[0-9]{1,2}")
_HAN = "[\u4e00-\u9fff]"
_SHORT_STATE = re.compile(  # with no subject in it
    f"0+|{_HAN}{{2,4}}(?:{_HAN}{{,4}}(?:条件|模式|工况))?(?:_.*)?"
)
_LATIN = re.compile("[A-Za-z0-9]+")
_STOP = re.compile("[，。；]|$")
_LEADS_ALL = re.compile("下(?:实现|达到|满足|具备)")
_BAND = re.compile("[频波谱]段内|频带内")  # of a device: all its figures are of it
_NAMED = re.compile("[^，。；：()0]{1,10}0")
_NOUN = "[^，。；：、()0-9]{0,12}"
_BEHIND = re.compile(f"(?![且和及并或与至]){_NOUN}(?:、{_NOUN}0+{_NOUN})*")  # 以下高原机场|条件下
# Units that state a circumstance where the figure stands bare before a noun.
SETTINGS = ("temperature", "frequency", "pressure", "voltage")
LIFE = ("年", "个月", "月", "天", "日", "个工作日")  # of which 3年后 is a date


_NO_STATE = ("duration", "money", "count")
_NO_SETTING = ("money", "count", "ratio")
_THINGS = ("money", "count", "number", "score")


class Circumstance(NamedTuple):
    """A circumstance, `start` to `end`; what begins from `after` to `until` holds under it.

    `lead` is where the word begins that leads it in; `kind` is how it was known: “amount” or
    “bracket” where it has one, “term”, else the group of its ending in `patterns`.
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
    before = "".join(f"(?<!{word})" for word in guards["unless_before"])
    after = f"(?!{'|'.join(guards['unless_after'])})" if guards["unless_after"] else ""
    sure = "|".join(f"(?<={noun})" for noun in guards.get("always_after", ()))  # 光照条件下降解率
    return f"(?:(?:{sure}){word}|{before}{word}{after})" if sure else f"{before}{word}{after}"


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """The words of the lexicon around an amount: how a state ends, what leads it in …"""
    words = lexicon().circumstances
    lasts, terms, can = (words[key] for key in ("lasts", "terms", "can"))

    names = {"下": "under", "时": "when", "后": "later", "上": "on", "中": "amid", "期间": "during"}
    ends = "|".join(map(ending, names))
    named = "|".join(f"(?P<{name}>{ending(word)})" for word, name in names.items())
    other = "".join(words["not_after_place"])
    place = alternatives(words["places"])
    place = f"(?:{alternatives(words['nouns'])})?(?:{place})(?![{other}下时中]|0+后)"
    made = alternatives(words["made"])
    done = alternatives((*words["technical"], *words["under"]))
    known = (*words["under"], *words["when"], *words["bare"])
    found = {
        "end": rf"{named}|(?P<stage>{alternatives(words['stage'])})"
        rf"|(?P<within>(?:范围|区间|区域)内)|(?<=0)(?P<place>{place})|(?P<ended>(?:(?<=0)|{made})$|(?:{made})(?=[的无未不仍])|(?<=0)(?:{made})(?={_HAN}{{2}}))"
        rf"|(?P<bare>(?:{alternatives(words['bare'])})(?=[仅只]?0|每))"
        rf"|(?P<day>(?:{alternatives(words['days'])})(?=(?:[仅只为]|(?:{alternatives(words['kept'])})在)?0))"
        rf"|(?P<mode>(?:{alternatives(words['bare_ends'])})(?![下时中后的为数种类，。；、]|$))"
        rf"|(?<=为)(?P<as>[^，。；：0]{{0,8}}?(?:{alternatives(words['as'])})$)"
        rf"|(?P<way>(?:{alternatives(words['way'])})(?=的?方式))"
        rf"|(?P<ahead>(?<!充)(?:{alternatives(words['bare_ahead'])})(?![率度系下时中后的为状条工环吃排保控维达在稳损流压量]"
        rf"|[^，。；0]{{1,6}}(?:{ends}))(?=[\u4e00-\u9fffA-Z]))",
        "lead": "|".join(ending(word, "leads") for word in words["leads"]),
        "joined": rf"(?P<led>{'|'.join(ending(word, 'leads') for word in ('在', '当'))})?"
        rf"(?P<state>[^0]{{0,4}}(?:(?P<given>{alternatives(words['nouns'])})|[^0]{{2}})0+)",
        "rated": f"(?:{alternatives(words['rated'])})$",
        "intrinsic": f"(?:{alternatives(words['intrinsic'])})$",
        "event": f"{_HAN}{{2,6}}(?<!{')(?<!'.join(terms['no_event'])})",
        "through": f"{ending('经', 'leads')}[过历]?$",
        "load": f"(?:{alternatives(words['loads_ahead'])})(?:{alternatives(words['loads_end'])})?",
        "then": rf"[并再、]+(?:{made}|{alternatives(words['kept'])})0",  # 加热到1200℃|并保温2 h
        "clause": rf"(?:.*(?P<by>{ending('经', 'leads')})[过历]?(?=0(?:[^0]{{0,6}}0)*[^0]{{2,10}}$)"
        rf"|(?P<when>{ending('当', 'leads')})(?=[^0]+0.*(?<![时下后])$)"
        rf"|(?P<on>{ending('对', 'leads')})(?=.*(?:{alternatives(words['tested'])})0+$)"
        rf"|(?P<off>(?:{alternatives(words['off'])})[^0]{{1,8}}(?<!范围)(?=0+处?$)))",
        "head": rf"[，、\s]*(?:{'|'.join(f'{w}(?![{no}])' for w, no in words['before'].items())})?",
        "kept": alternatives(words["kept"]),
        "made last": f"(?<![可能达])(?:{made})$",
        "state": alternatives((*words["under"], *words["when"])),
        "bracketed": rf"{_ANY}{{0,8}}?(?:{alternatives(known)})(?:[下时中]|以[上下])?"
        rf"|{_ANY}{{1,12}}[下时中后]|[^，。；0-9]{{2,10}}(?<![{words['laws']}])法|{_ANY}{{0,4}}(?:{alternatives(words['methods'])})"
        rf"|{_SYMBOLS}|{_INCLUDES}|按{_ANY}{{1,10}}[计算]|(?:{_ANY}{{0,6}}条件：)?(?!{'|'.join(words['not_bracketed'])})(?:{_ANY}|，)*[0-9][^。；]*",
        "technical": f"[0-9A-Za-z]|{done}",
        "told": rf"(?!{'|'.join(words['not_bracketed'])})(?!.*[{words['not_told']}]$)"
        rf"(?:[无未]|.{{0,8}}?(?:{done})|(?=.*[\u4e00-\u9fff])[^0-9，。；]{{2,8}}$)",
        "lasts": rf"{alternatives(lasts['has'])}|(?:{alternatives(lasts['ends'])})$",
        "stays": rf"，?{_ANY}{{0,6}}?(?:{alternatives(words['stays'])})",
        "still": alternatives(words["still"]),
        "within": alternatives(terms["within"]),
        "since": rf"(?:{alternatives(terms['since'])})(?![{''.join(terms['not_after_since'])}])",
        "back": rf"(?:^|[，。；、：]|{alternatives(terms['whose'])})"
        rf"\s*(?:{alternatives(terms['back'])})$",
        "can": rf"(?:{alternatives(can['words'])})(?![{''.join(can['not_after'])}])",
        "no metric": "|".join(words["no_metric"]),
    }
    found |= {f"never {kind}": alternatives(none) for kind, none in words["never"].items()}
    only = words["only"].items()
    found |= {
        f"only {kind}": f"(?:{alternatives(some)}|[A-Za-z]-?[0-9]{{0,4}}(?:平台)?)的?$"
        for kind, some in only
    }
    return {name: re.compile(pattern) for name, pattern in found.items()}


def _stop(text: str, at: int) -> int:
    """Where the clause at a place ends."""
    end = _STOP.search(text, at)
    return end.start() if end else len(text)


class Sentence:
    """A sentence with its measures, and the circumstances that stand in it.

    `marked` is the text with each amount (and what compares it) as zeros and each short
    bracket as underscores: no word in them ends or leads anything.
    """

    def __init__(self, text: str, found: Sequence[Reading]) -> None:
        self.text, self.found = text, found
        marked = list(text)
        for r in found:
            start, end = r.compared.start, r.compared.end
            marked[start:end] = "0" * (end - start)
        self.marked = _SHORT_BRACKET.sub(lambda m: "_" * len(m.group()), "".join(marked))

    def next(self, at: int) -> Reading | None:
        """The first amount that begins at a place or behind it."""
        return next((r for r in self.found if r.compared.start >= at), None)

    def reach(self, at: int, *, spreads: bool = False, like: str = "", far: bool = False) -> int:
        """Up to where a state that ends at a place holds; that place where for nothing.

        It is for its own clause, or where a comma follows for the next, if an amount stands
        there (`far`: wherever the first one stands). Where it `spreads`, or a comma follows, it is
        for all clauses with amounts that follow. `like`, for those alone that are a “change”
        behind one of these or of their kind, of the same “kind”, or of a “level”.
        """
        fronted = self.marked[at : at + 1] in ("，", "：")
        until = _stop(self.marked, at + fronted)
        first = self.next(at)
        if first is None or first.compared.start >= until:
            until = _stop(self.marked, first.compared.start) if first and far else at
            if re.search("[。；]", self.marked[at:until]):
                return at
        else:
            far = False
        spreads = spreads or fronted or far
        tested = [r for r in self.found if at <= r.compared.start < until]
        while self.marked[until : until + 1] == "，":
            r, end = self.next(until), _stop(self.marked, until + 1)
            if r is None or r.compared.start >= end:
                break
            kind = r.quantity.meaning.kind
            equal = any(o.quantity.meaning.kind == kind for o in tested)
            changed, alike = bool(r.compared.mode), equal or any(o.compared.mode for o in tested)
            level = not (changed or r.quantity.counted or "每" in self.text[until:end])
            goes_on = {"kind": equal, "change": changed and alike, "level": level}.get(like)
            if not (spreads or goes_on or r.metric.shared):
                break
            until = end
        return until

    def is_first(self, start: int) -> bool:
        """Whether no amount stands before a place in its part of the sentence."""
        first = max(self.marked.rfind(stop, 0, start) for stop in "。；") + 1
        return not any(first <= r.compared.start < start for r in self.found)

    def phrases(self) -> list[Circumstance]:
        """What ends a state, clause by clause: 在-30℃环境下, 循环10万次后, 弱光条件下, C-Eval上.

        One under which no amount stands is none where it is a step of the work, timed or the only
        amount and bounded (体温升到38.5℃时停药): its amounts are measures.
        """
        states: list[Circumstance] = []
        for clause in _CLAUSE.finditer(self.marked):
            start, end = clause.span()
            edge = start
            states += self.read_clause(start, end)
            for mark in patterns()["end"].finditer(self.marked, start, end):
                edge = start if mark["ended"] is not None else edge  # 空气中氧化100 h，
                if mark.start() >= edge and (state := self.phrase(clause, edge, mark)):
                    states.append(state)
                    edge = state.after
        fronted = [s.lead for s in states if self.marked[s.lead - 1 : s.lead] in ("", *"，：、")]
        for n, s in enumerate(states):
            first = self.next(s.after)  # none before the next state: both hold
            over = (at for at in fronted if first and first.compared.start < at)
            states[n] = s._replace(until=min([s.until, *over]))
        alone = len(self.found) == 1  # 阵风超过12 m/s时停止吊装
        timed = {
            r.compared.start
            for r in self.found
            if (r.timed and not r.text.startswith(("时", "后"), r.compared.end))
            or (alone and r.compared.stated)
        }
        return [
            s
            for s in states
            if s.after < s.until or (s.kind == "amount" and timed.isdisjoint(range(s.start, s.end)))
        ]

    def read_clause(self, start: int, end: int) -> Iterator[Circumstance]:
        """A clause that is a state: 经1450℃以上高温煅烧，; 当含水率高于18%，; 距爆源30 m以内，."""
        led = patterns()["clause"].match(self.marked, start, end)
        inner = [r for r in self.found if led and led.end() <= r.compared.start < end]
        if not led or not inner or not self.marked.startswith("，", end):
            return
        q, stop, none = inner[-1].quantity, inner[-1].compared.end, False
        following = self.next(end)
        if led["off"]:
            near = stop > q.end or self.marked.endswith("处", 0, end)
            none = q.meaning.kind != "length" or not near or is_size(self.text, led.span())
        elif led["when"]:  # not 当季销量2万台
            none = q.counted or not (inner[-1].compares or q.meaning.kind in SETTINGS)
        else:  # not 经8家单位联合攻关, 经50公里隧道施工
            none = q.meaning.kind == "length" and bool(led["by"])
            none |= any(r.quantity.unit in name_words("counts_bodies") for r in inner)
            none |= q.counted and q.unit != "次"
        if led["by"]:
            none = none or not patterns()["technical"].search(self.marked, stop, end)
        paid = following is not None and following.quantity.meaning.kind == "money"
        if not (none or paid or q.meaning.kind == "money" or q.unit in LIFE):
            lead = led.start(led.lastgroup or 0)
            until = self.reach(end, far=bool(patterns()["stays"].match(self.marked, end)))
            start = lead if led["off"] else led.end()
            yield Circumstance(start, end, end, until, lead, "amount")

    def phrase(self, clause: re.Match[str], edge: int, mark: re.Match[str]) -> Circumstance | None:
        """The state that ends at a mark, begins behind `edge` and what leads it in."""
        marked, grammar = self.marked, patterns()
        kind, stop = mark.lastgroup or "", mark.start()
        for r in self.found:
            if edge < r.compared.end <= stop and not self.is_part(r, edge, mark):
                edge = r.compared.end
        head = grammar["head"].match(marked, edge, stop)
        start = lead = head.end() if head else edge
        leads = list(grammar["lead"].finditer(marked, edge, stop))
        if leads:
            led = leads[0] if leads[0].group() == "当" else leads[-1]  # 当浓度在5%～15%之间时
            start, lead = led.end(), led.start()
        end, after = mark.end(), mark.end()
        if kind in ("under", "when"):
            end = stop
        elif kind == "day":  # not 连续雨天7天
            held = self.next(after)
            if held and held.quantity.meaning.kind == "duration":
                return None
            start, lead, kind = stop, stop, "bare"
        elif kind in ("bare", "ahead"):
            whole = leads or start in (clause.start(), edge)  # 在城区道路
            far = end - start > (16 if "0" in marked[start:end] else 10)
            if kind == "ahead" or not whole or far:
                start = lead = stop
            kind = "bare"
        elif kind == "as":
            start = lead if marked[lead : lead + 1] == "以" else stop  # 以CLUE为测试集，
        span = self.next(after) if kind == "later" else None
        if span and span.compared.start == after and span.compared.plain and span.timed:
            end = after = span.compared.end  # 给药后2小时
        start = end - len(marked[start:end].lstrip(" 、@-_"))
        end = start + len(marked[start:end].rstrip(" 、"))
        lead = lead if leads else start
        inner = [r for r in self.found if start <= r.compared.start < after]
        if start >= stop and kind != "bare":
            return None
        if self.is_none(kind, start, mark, inner, led=bool(leads)):
            return None
        if kind in ("under", "when") and inner and lead == clause.start():
            start = self.join_clauses(start, sure=not inner[-1].compares)
            lead = min(start, lead)
        opens = self.is_first(start)
        begins = kind in ("under", "when") and lead <= clause.start() and opens
        begins = begins and bool(leads or _SHORT_STATE.fullmatch(marked, start, stop))
        band = bool(leads and inner and _BAND.match(mark.group()))
        far = bool(inner) and bool(grammar["stays"].match(marked, after))
        rated = grammar["rated"].search(marked, start, end)  # not 电耗在额定负荷下
        before = is_size(self.text, (clause.start(), lead))
        spreads = begins or band or bool(_LEADS_ALL.match(marked, stop))
        like = {"later": "change", "on": "kind"}.get(kind, "level" if rated and not before else "")
        until = self.reach(after, spreads=spreads, like=like, far=far)
        kind = "band" if band else "amount" if inner else "mode" if mark["day"] else kind
        return Circumstance(start, end, after, until, lead, kind)

    def join_clauses(self, start: int, *, sure: bool) -> int:
        """Where a state begins whose parts are clauses: 在输入功率20 W，|波长532 nm时."""
        marked, at, given = self.marked, start, bool(_NAMED.match(self.marked, start))
        while given and marked[at - 1 : at] == "，":
            first = max(marked.rfind(stop, 0, at - 1) for stop in "，。；：") + 1
            part = patterns()["joined"].fullmatch(marked, first, at - 1)
            if part is None:
                break
            at, given = part.start("state"), bool(part["given"])
            if part["led"]:
                return at
        return at if sure and given and self.is_first(at) else start

    def goes_on(self, r: Reading) -> bool:
        """Whether it is the first of two parts of a treatment: 加热到1200℃并保温2 h."""
        setting = r.quantity.meaning.kind in SETTINGS
        return setting and bool(patterns()["then"].match(self.marked, r.compared.end))

    def is_part(self, r: Reading, edge: int, mark: re.Match[str]) -> bool:
        """Whether an amount that stands before a mark is part of the state that ends there."""
        q, end, stop, marked = r.quantity, r.compared.end, mark.start(), self.marked
        listed = marked.startswith("、", end)
        valued = listed and self.text[edge : r.compared.start] in ("", "为")
        if valued and marked.endswith(("时", "下", "后"), 0, edge):
            return False  # 25℃时不低于6 GPa、600℃时
        if not r.compares or self.goes_on(r):
            return True
        if mark.lastgroup == "later" and r.timed and end == stop and not r.compared.mode:
            return True  # 持有满90天后
        if marked.startswith("的", end) and mark.lastgroup == "under":
            return True  # 利率上行100个基点的压力情景
        if r.compared.change is not Change.LEVEL:  # 参数量压缩70%后精度损失, not 降息25%后，
            return end == stop and not marked.startswith("，", mark.end())
        things = q.share or q.counted or q.meaning.kind in _NO_STATE
        if things and mark.lastgroup not in ("under", "when"):
            return False
        return bool(_BEHIND.fullmatch(self.marked, end, stop))

    def is_none(
        self, kind: str, start: int, mark: re.Match[str], inner: Sequence[Reading], *, led: bool
    ) -> bool:
        """Whether what ends like a state is none."""
        marked, grammar = self.marked, patterns()
        whole = marked[start : mark.end()]
        never = grammar.get(f"never {kind}")
        if never and never.search(whole):
            return True
        fronted = marked[mark.end() : mark.end() + 1] == "，"
        if inner:
            last = inner[-1].quantity
            things = last.counted or last.meaning.kind in ("money", "count")
            if kind == "within":  # not 温度控制在5～15℃范围内，
                named = inner[-1].before.rstrip().endswith(tuple(lexicon().circumstances["nouns"]))
                size = last.meaning.kind in SETTINGS or named or mark.group() == "区域内"
                return not size or bool(
                    grammar["kept"].search(marked, max(0, start - 6), mark.start())
                )
            if kind in ("place", "ended"):
                joint = len(inner) > 1 and self.goes_on(inner[-2])
                made = joint or grammar["made last"].search(inner[-1].before)
                lasts = not things and (last.meaning.kind == "duration" or bool(mark.group()))
                done = fronted and (made or lasts)  # 经1100℃持久试验的断裂寿命
                done = done or marked[mark.end() : mark.end() + 1] in tuple("的无未不仍")
                direct = marked[start - 1 : start] == "经" and start == inner[0].compared.start
                done = done or (direct and bool(mark.group()))  # 经1万次弯折方阻变化
                opens = made and self.is_first(start)  # 高温老化500 h，
                ended = done and (led or opens)
                told = inner[-1].before.endswith("为")  # 有效期为24个月，
                asked = not (made or mark.group()) and grammar["lasts"].search(
                    inner[-1].before[-4:]
                )
                told = told or bool(asked)  # 在20 km高度驻空30天，
                return inner[-1].compares or told or (kind == "ended" and not ended)
            if kind == "later" and last.unit in LIFE:  # 3年后
                return not re.search("[\u4e00-\u9fff]", marked[start : inner[-1].compared.start])
            none = things if kind == "bare" else kind in ("stage", "mode")
            return last.meaning.kind == "money" or none
        if kind in ("within", "place", "ended") or len(_LATIN.sub("a", whole)) > 26:
            return True
        if only := grammar.get(f"only {kind}"):
            return not only.search(marked[start : mark.start()])
        known = bool(grammar["technical" if kind == "under" else "state"].search(whole))
        if kind == "when" and not known:
            then = marked[mark.end() : mark.end() + 1]
            bound = self.next(mark.end()) if then == "0" else None  # 戴口罩时不低于95%
            sized = bound is None or bound.quantity.meaning.kind not in _NO_STATE
            known = then not in ("的", "") and sized and (bound is None or bound.compared.stated)
        if kind in ("under", "when") and not (led or fronted or known):
            return True
        if kind in ("way", "as"):
            return not led
        if kind == "mode" and len(whole) > (6 if whole.endswith("状态") else 14):
            return True
        return len(whole) < (2 if kind in ("bare", "stage") else 3)

    def brackets(self) -> Iterator[Circumstance]:
        """(25 ℃，VGS=18 V) behind an amount, or behind what it measures: (90℃)≤0.002."""
        for match in _BRACKET.finditer(self.text):
            start, end = match.span(match.lastindex or 0)
            inner = [r for r in self.found if start <= r.quantity.start < end]
            if any(r.quantity.end > end for r in inner) or any(
                r.compared.start < match.start() < r.compared.end for r in self.found
            ):
                continue  # (20±2)℃, 32TFLOPS@FP32
            before = [r for r in self.found if r.compared.end <= match.start()]
            owner = before[-1] if before else None
            if owner and self.text[owner.compared.end : match.start()].strip():
                owner = None
            held = owner or self.next(end)
            named = (
                not owner
                and not inner
                and _OF_NAME.fullmatch(self.text, max(0, match.start() - 1), end)
            )
            sizes = bool(inner) and all(_is_bounded_size(r) for r in inner)
            if held is None or named or (held.quantity.counted and not (owner or sizes)):
                continue
            said = bool(patterns()["bracketed"].fullmatch(self.text, start, end))
            told = held.quantity.meaning.kind not in _THINGS
            told = told and bool(patterns()["told"].match(self.text, start, end))
            at, at_sign, after = held.compared.start, match.lastindex == 2, match.end()
            if owner:
                if at_sign or _PRECISION.fullmatch(self.text, start, end):
                    owner.compared.end = after
                for r in inner if at_sign else ():
                    r.kind = Kind.BASE  # part of the amount: 65 dB(A)@350 km/h
                # 通过率不小于99%（误识率不大于0.01%时）
                when = bool(inner) and self.text[inner[-1].compared.end : end] == "时"
                symbol = self.text.startswith("m/z", start)
                said = said and not (held.quantity.counted and self.text[start] in "不含")
                rest = symbol or all(_may_be_state(r, owner, self.text[start:end]) for r in inner)
                if when or (rest if inner else said or told):
                    end -= bool(re.search("(?<!小)时$", self.text[start:end]))
                    yield Circumstance(start, end, at, at + 1, start, "bracket")
                continue
            changed = held.compared.noun_end == after and self.text[start] not in "不含"
            changed = changed or self.text[after:at] in ("", "为", "是")
            if not (held.compared.stated or at_sign or changed):
                continue
            whole = self.text.startswith("：", after)
            near = at < min(_stop(self.marked, after), after + 12)
            other = (r.compares or r.quantity.meaning.kind in _NO_SETTING for r in inner)
            plain = inner and self.text[start] != "含" and not any(other)
            if at_sign and start < held.metric.start < end:
                end = after = held.metric.start  # @-20℃放电容量
            if (said or plain or sizes or (told and changed)) and (whole or near):
                until = len(self.text) if whole else at + 1
                yield Circumstance(start, end, after, until, start, "bracket")


def _is_bounded_size(r: Reading) -> bool:
    """气孔（直径大于1.5 mm）不得超过2处: the size of what is counted."""
    kind, named = r.quantity.meaning.kind, r.metric.end == r.compared.noun_end
    return r.compared.stated and named and kind in ("length", "area", "temperature", "pressure")


def _may_be_state(other: Reading, r: Reading, bracket: str) -> bool:
    q, kind = other.quantity, other.quantity.meaning.kind
    named = other.before.rstrip().endswith(tuple(lexicon().circumstances["nouns"]))
    if (named and not other.compares) or "=" in other.text[other.compared.start : q.start]:
        return True  # 误差0.8毫米（扫描距离1米）
    if bracket.startswith("或"):
        return False  # ±10%（或±10 mL）
    if q.value_max is not None and r.quantity.tolerance is not None and not q.counted:
        return True  # ±1.5%RH（10%RH～90%RH）
    if q.unit == "%":  # SOC 10%—80%; 匀速行驶，载重率90%
        stated = other.compares or r.quantity.counted or r.quantity.meaning.kind == "money"
        listed = "，" in bracket and not stated
        return r.quantity.unit != "%" and bool(listed or _OF_SHARE.search(bracket))
    if q.unit in lexicon().circumstances["loads"]:  # 分析耗时4分钟（16线程并行）
        return not (other.compares or r.quantity.counted or r.quantity.meaning.kind == "money")
    if q.share or q.counted or kind in ("count", "money", "score"):
        return False
    both = q.value_max is not None and r.quantity.value_max is not None
    if both and kind not in SETTINGS:
        return False  # 0.1～240 N/cm²（10 g～24 kg/cm²）: the same again
    apart = q.meaning.base != r.quantity.meaning.base or kind == "ratio" or "，" in bracket
    return q.unit != r.quantity.unit and apart
