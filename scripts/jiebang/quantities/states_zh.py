"""States in words under which an amount holds: 在弱光条件下, 训练阶段, 断电后, 公开评测集上."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jiebang.quantities.lexicon import alternatives, lexicon

_STOPS = "。；"
_CLAUSES = "，：:"
_CLAUSE = 60  # characters before an amount that are read as its clause
_SENTENCE = 160  # and as its sentence


@dataclass(frozen=True, slots=True)
class State:
    """Where a state stands, and what it is: see `_states`."""

    start: int
    end: int
    kind: str

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@lru_cache(maxsize=8)
def ending(char: str) -> str:
    """A pattern of the character that ends a state, not where it begins or ends another word."""
    words = lexicon().circumstances["ends"][char]
    before = f"(?<![{''.join(words['unless_before'])}])" if words["unless_before"] else ""
    return f"{before}{char}(?!{alternatives(words['unless_after'])})"


@lru_cache(maxsize=1)
def _states() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What may lead to a clause, a state at its head, and one that 在 leads in within it.

    The group that ends a state is its kind: a state under something, on a data set, during
    a trial, at a stage, later than something; or `when` it is so.
    """
    words = lexicon().circumstances
    under, when, later, on, during = (ending(char) for char in "下时后上中")
    any_, word = "[^，。；：:（()）]", "[^，。；：:（()）、0-9]"
    lead = "".join(words["leads"])
    both = (
        rf"{word}{{0,12}}?(?:{alternatives(words['set'])})(?P<on>{on})"
        rf"|{any_}{{0,16}}?(?:{alternatives(words['trial'])})(?P<during>{during})"
        rf"|{word}{{1,8}}?(?P<stage>{alternatives(words['stage'])})"
        rf"|(?P<when>{any_}{{0,12}}?(?:{alternatives(words['when'])}){when}"
        rf"|{any_}{{2,16}}?{when}(?=，)|{any_}{{1,10}}?[0-9]{any_}{{0,8}}?{when})"
    )
    head = (
        rf"{both}|[A-Za-z-]{{2,}}{on}"
        rf"|(?:[\u4e00-\u9fff]|[A-Za-z][A-Za-z0-9-]*){{2,8}}?(?P<later>{later})"
        rf"|{any_}{{0,20}}?(?:{alternatives(words['under'])})(?P<under>{under})"
    )
    most = f"[^，。；：:（()）{lead}]{{1,24}}?"
    led = (
        rf"[{lead}](?P<state>{both}|{any_}{{0,16}}?(?:{alternatives(words['media'])})(?P<amid>{during})|[A-Za-z-]{{2,}}的?{on}|{most}(?P<under>{under}))"
        rf"|(?<![已曾历])经过?(?P<made>{most}(?P<later>{later}))"
        rf"|通过(?P<way>{most}(?:{alternatives(words['way'])}))(?=的?方[式法]|[^，。；、的]*[解适处完])"
    )
    before = rf"[，、\s]*(?:{alternatives(words['before'])})?"
    return re.compile(before), re.compile(head), re.compile(led)


def find_state(text: str, floor: int, start: int) -> State | None:
    """The state that an amount at `start` holds under.

    It stands in the amount's own clause behind `floor`, or is a clause of its own before that.
    """
    first = max(start - _SENTENCE, *(text.rfind(c, 0, start) + 1 for c in _STOPS), 0)
    own = max(start - _CLAUSE, first, *(text.rfind(c, first, start) + 1 for c in _CLAUSES))
    if found := _in_clause(text, max(own, floor), start):
        return found
    end, last = own - 1, own - 1
    while end > first:
        begin = max(first, *(text.rfind(c, first, end) + 1 for c in _CLAUSES))
        found = _in_clause(text, begin, end)
        whole = found and found.end == end
        if found and found.kind == "when" and end < last:
            return None  # 风速大于25米/秒时，作业应停止，…
        if found and whole and (begin >= floor or found.kind in ("under", "on")):
            return found
        if found and found.kind == "later" and begin >= floor:
            return found  # 经固溶处理后硬度达HRC58，冲击韧性≥20J/cm²
        end = begin - 1
    return None


def is_state(words: str) -> bool:
    """Whether words alone in brackets name a state: （额定负荷）, （高温环境下）."""
    known = lexicon().circumstances
    ends = alternatives((*known["under"], *known["when"]))
    return bool(re.fullmatch(rf"[^，。；：]{{0,8}}?(?:{ends})[下时中]?", words))


def _in_clause(text: str, begin: int, end: int) -> State | None:
    words = lexicon().circumstances
    before, head, led = _states()
    lead = before.match(text, begin, end)
    at_head = head.match(text, lead.end() if lead else begin, end + 1)
    for match in (*led.finditer(text, begin, end + 1), at_head):
        if match is None or match.end() > end:
            continue
        named = {name: found for name, found in match.groupdict().items() if found}
        whole = next((name for name in ("state", "made", "way") if named.pop(name, "")), 0)
        kind = next(iter(named), "")
        if not re.search(alternatives(words["never"].get(kind, ("\0",))), match.group()):
            bare = kind in ("later", "when", "during") if not whole else kind == "under"
            if not bare or _technical().search(match.group()):
                return State(*match.span(whole), kind)
    return None


@lru_cache(maxsize=1)
def _technical() -> re.Pattern[str]:
    words = lexicon().circumstances
    return re.compile(f"[0-9A-Za-z]|{alternatives((*words['technical'], *words['under']))}")
