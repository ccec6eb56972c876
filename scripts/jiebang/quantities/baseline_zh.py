"""Where a change starts from: 由60%提高到85%, 较现有的8小时缩短至3小时, 由45天减少10天."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from jiebang.quantities.compare_zh import words
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.quantity import Quantity

_LED = 20  # characters before a figure in which it may be led in as a baseline
_FAR = 16  # most characters between it and the figure of the change
_MORE = tuple("高低多少大小快慢长短升降")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The figure a change starts from, and where the words begin that lead it in."""

    quantity: Quantity
    start: int


def find_baseline(text: str, quantity: Quantity, following: Quantity) -> Baseline | None:
    """The baseline that a figure is of the one that follows it; None where it is none."""
    if quantity.kind or following.kind or following.start - quantity.end > _FAR:
        return None
    led, now, raised = _patterns()
    between = raised.fullmatch(text, quantity.end, following.start)
    if not between or not (between["verb"] or between["to"]):
        return None
    first = max(0, quantity.start - _LED)
    from_ = led.match(text, first, quantity.start)
    before = from_ or now.match(text, first, quantity.start)
    if not before or (from_ is None and not (between["to"] or between["on"])):
        return None  # 目前为60%，提高10%
    if not between["to"] and "，" in between.group():
        return None
    if words()["verb_end"].search(before["noun"]) or before["noun"].endswith(_MORE):
        return None  # 比上年增加5亿元，达到80亿元
    mine, its = quantity.meaning, following.meaning
    same = mine.base == its.base != "1" or quantity.unit == following.unit
    same = same or {mine.kind, its.kind} <= {"ratio", "percentage-point"}
    same = same or (mine.kind == its.kind == "count" and bool(between["to"]))
    same = same or (quantity.share and following.share)  # 由一半提高到九成
    bare = quantity.bare and not following.bare and len(before["noun"]) <= 4  # 由60提高到85%
    if not (same or bare):
        return None
    # What changes is named before those words; where they begin the clause, behind them.
    start = before.start("lead")
    begins = start == 0 or text[start - 1] in "，。；在"
    inside = begins and len(before["noun"]) > 1
    return Baseline(quantity, quantity.start if inside else start)


def in_unit(baseline: Quantity, q: Quantity) -> Fraction:
    """The value of a baseline in the unit of what it is the baseline of."""
    if baseline.unit and baseline.meaning.base and baseline.meaning.base == q.meaning.base:
        return baseline.value * baseline.meaning.factor / q.meaning.factor
    if baseline.share and q.share and not baseline.unit:
        return baseline.value / q.meaning.factor
    return baseline.value


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What leads a baseline in: “from”, and “at present”; and what the change says behind it."""
    lex = lexicon()
    known = lex.circumstances["baseline"]
    verbs = alternatives(word for verb in lex.verbs for word in verb.zh)
    to = alternatives(lex.change_words["to"]["zh"])
    bounds = alternatives(w for word in lex.comparators if not word.after for w in word.zh)
    other = "|".join(f"{word}(?![{behind}])" for word, behind in known["from"].items())
    before = "".join(f"(?<!{word})" for word in known["not_before_from"])
    noun = r"(?P<noun>(?:[0-9]{4}年)?[^，。；、0-9]{0,14})"
    return (
        re.compile(rf".*(?P<lead>{before}(?:{other})){noun}"),
        re.compile(rf".*(?P<lead>{alternatives(known['now'])}){noun}"),
        re.compile(
            rf"\s*(?:左右|以上|以下)?(?P<on>的?基础上)?\s*，?(?P<later>[^，。；0-9]{{1,8}}后)?"
            rf"(?:{alternatives(known['how'])})?(?P<verb>{verbs}|变|改|[\u4e00-\u9fff]{{1,2}}(?={to}))?(?P<to>{to})?了?\s*"
            rf"(?:{bounds})?\s*(?:每[^0-9，。；]{{1,4}})?"
        ),
    )
