"""The words around a Chinese figure that compare it, or say that something changes.

What they mean is in the lexicon. They are read in windows of fixed size, so that the
work is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiebang.quantities.amount import Change, Comparator
from jiebang.quantities.lexicon import Word, alternatives, bound_words, lexicon

_NUMERAL = re.compile("[〇零一二两三四五六七八九十百千万亿半]")
_WINDOW = 14  # characters before a figure that a word with its filler takes at most
# Of these kinds is the base of a rate that stands between: 提升至每小时500件.
_EACH = ("duration", "length", "mass", "volume", "area", "energy")
_TENTHS = "成[一二三四五六七八九半]?"
_RELATIVE = re.compile(f"(?:%|百分点|千分点|基点|倍|{_TENTHS})$")
_PART = re.compile(f"{_TENTHS}$|分之")
_LARGE = re.compile(r"[0-9.一二三四五六七八九十百千两]+[万亿]")
# What is so much of another thing: 60%, 2.5倍, 一半, 1/3.
_SHARE = re.compile(rf"(?:%|倍|{_TENTHS}|半)$|分之|^[0-9]+/[0-9]+$")


# The whole that a figure is a share of, before it: 额定容量的, GCC 12的.
_WHOLE = (
    r"(?:[A-Za-z][A-Za-z0-9. -]*"
    r"|[^，。；、0-9%占的按]{0,23}(?:[^，。；、0-9%时占的按]|[工学课]时))的"
)


@dataclass(slots=True)
class Comparison:
    """How a figure is compared, and its span with the words that say so.

    noun_end: where the words before it end that neither compare nor change.
    bound, reached: what the words before it say, and whether a verb of change does (`raised`);
    stated: whether any word compares; torn: whether two of them disagree; unclear: whether 至 or
        到 stands behind what is no known verb.
    better: “better” or “no-worse” where the metric settles the direction.
    implied: whether the verb of change alone says the bound (提升至); limited: whether a noun
        of a limit stands before (最高); noun: the span of a verb of giving between.
    leads: whether a bound stands before the figure, and so reaches the members of a list.
    """

    comparator: Comparator
    start: int
    end: int
    noun_end: int = 0
    bound: Comparator | None = None
    reached: Comparator | None = None
    better: str = ""
    change: Change = Change.LEVEL
    mode: str = ""
    verb: str = ""
    raised: bool = False
    stated: bool = False
    torn: bool = False
    unclear: bool = False
    about: bool = False
    implied: bool = False
    limited: bool = False
    noun: tuple[int, int] = (0, 0)
    leads: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing is said of the figure: no bound, change or range."""
        level = self.change is Change.LEVEL and self.comparator is Comparator.EQUAL
        return level and not self.stated

    @property
    def bounded(self) -> bool:
        return bool(self.bound or self.better)

    def take(self, word: Word, start: int) -> None:
        """Note a word that compares, and where it begins."""
        self.noun_end = start
        if word.force == "limit":
            self.limited = True
        elif word.force == "about":
            self.about = True
        elif word.force == "reach":
            self.reached = self.reached or Comparator(word.means)
        elif word.means in ("better", "no-worse"):
            self.better = word.means
        else:
            self.torn = self.torn or (self.bound is not None and self.bound.value != word.means)
            self.bound = self.bound or Comparator(word.means)

    def turn(self, up: object, mode: str) -> None:
        """Note that something changes by the amount, or to it."""
        self.mode = mode
        if mode == "by":
            self.change = Change.INCREASE if up else Change.DECREASE


@lru_cache(maxsize=1)
def words() -> dict[str, re.Pattern[str]]:
    """The lexicon's words as patterns that end or begin at a figure."""
    lex, known = lexicon(), bound_words()
    between, ways, alone = lex.bounds, lex.ways, lex.ways["alone"]
    before = {w: word for word in lex.comparators if not word.after for w in word.zh if w != "="}
    guarded = {w: _guard(word, w) + re.escape(w) for w, word in before.items()}
    loose = [w for w in before if known[w].force in ("bound", "limit") and len(w) > 1]
    reached = (w for w in before if w == "达" or (len(w) > 1 and w.endswith(("至", "达", "达到"))))
    bounds = [*loose, *reached]  # 低至票价的5%, 达到设计值的110%
    apart = "|".join(guarded[w] for w in sorted(set(bounds), key=len, reverse=True))
    about = "|".join(guarded[w] for w in before if known[w].force == "about" and w != "近")
    signs = "|".join(guarded[w] for w in sorted(before, key=len, reverse=True))
    short = alternatives(w for w in before if len(w) == 1)
    after = "|".join(
        f"{_guard(word)}(?:{alternatives(word.zh)})(?!{alternatives(word.unless_after) or '$.'})"
        for word in lex.comparators
        if word.after
    )
    acts = rf"(?:{alternatives(ways['acts'])})"
    up, down = (
        # 同比少增3亿元, 比去年多收2万吨; not 一年多
        rf"(?:(?<![{ways['not_before_acts']}])|(?<=[去上往常前]年)){way}{acts}|{_verbs(means)}"
        for way, means in (("多", "increase"), ("少", "decrease"))
    )
    to = alternatives(lex.change_words["to"]["zh"])
    brought = rf"(?<![{ways['not_before_brought']}])(?:{alternatives(ways['brought'])})(?={to})"
    way = "|".join(f"(?P<{name}>[{''.join(ways[name])}])" for name in ("up", "down"))
    against = "|".join(w + (f"(?![{no}])" if no else "") for w, no in ways["against"].items())
    each = alternatives(
        (*lex.rates["each"], *(z for u in lex.units if u.kind in _EACH for z in u.zh))
    )
    counters = "".join(between["counters"])
    level = "".join(f"(?<!{word})" for word in between["not_of_level"])
    numeral = _NUMERAL.pattern
    no_verb = "".join(f"(?<!{word})" for word in ways["no_verb"])
    patterns = {
        "before": rf"(?P<word>{signs}|[<>] =|(?<![=0-9<>])=)"
        r"\s*(?:了|(?<![≥≤><=到达])[有为在是占可])?\s*$",
        # 至少举办2场, 小于航程的0.5%: a verb or the base stands between.
        "apart": rf"(?P<word>{apart})(?P<apart>(?:"
        rf"(?P<verb>(?:{alternatives(between['can'])})?(?:(?:予以|给予)?"
        rf"(?P<noun>{alternatives(between['giving'])})|{alternatives(between['verbs'])}))"
        rf"|(?P<of>{_WHOLE})|[^，。；0-9]{{2,24}}中(?:的|(?:{alternatives(between['picks'])})\S?)"
        r"|[\u4e00-\u9fff]{1,4})\s*$)"
        # 约占总装机的56%, 大约是进口件的60%
        rf"|(?P<about>{about})(?:占[^，。；、0-9%]{{1,10}}?的?"
        rf"|(?P<part>[为是占]?{_WHOLE}))\s*$",
        "after": rf"\s*(?P<word>{after})",
        # 10个城市以上，; not 10个地级以上城市, 5名博士以上人员
        "after_noun": rf"(?<=[{counters}])"
        rf"(?:(?:(?!{numeral})[\u4e00-\u9fff]){{1,7}}{level}|[A-Za-z]{{2,8}})"
        rf"(?P<word>{alternatives(between['behind_noun'])})(?=[，。；、）)的]|共[同建]|联合|$)",
        "verb_end": rf"(?:(?P<up>{up})|(?P<down>{down}|{brought}))"
        rf"(?P<to>(?<!幅)(?:{to})(?P<of>{_WHOLE})?的?)?"
        r"(?P<by>了)?\s*$",
        "verb": f"(?P<up>{up})|(?P<down>{down})",
        # 决定下调, 年可节约标煤3万吨, 减排二氧化碳2吨
        "object": f"(?:[^，。；、的]{{0,12}}?(?:{alternatives(ways['resolves'])}"
        f"|(?={alternatives(ways['certain'])})))?(?:年[可能]?)?"
        f"(?P<does>(?:{alternatives(ways['with_object'])})(?![值率量幅额速点])"
        f"|(?:{alternatives(ways['emits'])})(?={alternatives(ways['emitted'])}))",
        "alone": alternatives(w for v in lex.verbs for w in v.alone),
        "loose": alternatives(w for w in loose if w[0] != "最"),  # 最低温度: a noun
        # 每年达100台: what compares is no part of the base
        "each": rf"(?:每个?[0-9百千万]{{0,6}}(?:[毫千公]?[克升斤米]|{each})"
        rf"(?:体重|(?!{short}|[每涨跌升降增减多少])[\u4e00-\u9fff])?)+\s*$"
        r"|(?<=[至到于过约])每[\u4e00-\u9fff]{1,3}(?<![少多过于低高])$",
        "each_to": r"(?<=[至到])每[\u4e00-\u9fff]{1,3}$",
        "neutral": rf"(?:{alternatives(ways['neutral'])})(?:{to})\s*$",
        "ratio": rf"(?:{alternatives(between['ratio'])})\s?$",  # 比10高
        "unclear": rf"{no_verb}(?<=[\u4e00-\u9fff])(?:至|(?<![{ways['noun_ends']}])到)\s*$",
        # 比行业标杆低10%, 较现有产品高2倍; 比三十大; 比GB/T 18254的限值低一半
        "against": rf"(?:(?:{against})(?:[0-9]{{4}}年)?"
        rf"(?:[^，。；0-9]|(?<=[A-Z/][A-Z]) ?[0-9]+){{0,16}}(?<!较)(?:{way})[出约近了]?"
        # 高出监管要求3个百分点, 低于全国2个百分点
        rf"|(?:{way.replace('>', '_out>')})(?:出|(?P<of>于))[^，。；、0-9]{{0,8}}"
        # 少了11天, 快1.3倍
        rf"|(?<=[\u4e00-\u9fff]{{2}})(?<![{alone['not_after']}])"
        rf"(?:(?P<up_alone>[{alone['up']}])|(?P<down_alone>[{alone['down']}]))(?P<done>了)?)\s*$",
        "than": rf"\s?[还更]?(?:{way})(?![于量小])",
        "past": rf"(?<![{ways['not_past']}])过$",  # 过百亿元, 过半数; not 经过百年
        "past_part": "(?<![超通经透不])过$",  # 进度过六成
        # 腐蚀速率, not 抗腐蚀 nor 缺陷检测率: what is the better for being less
        "lower": rf"(?<![{''.join(between['resists'])}])(?:{alternatives(between['lower'])})"
        rf"(?:{alternatives(between['lower_ends'])})?[A-Za-z0-9. ]*$",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _verbs(means: str) -> str:
    """Verbs not where they end a noun or a unit: 沉降, 衰减, 温升, 每升, 排放量."""
    verbs = [v for v in lexicon().verbs if v.means == means]
    zh = [w for v in verbs for w in v.zh]
    short = "".join(word for word in zh if len(word) == 1)
    never = lexicon().ways["not_before_short"]
    itself = alternatives(w for v in verbs for w in v.alone)  # 增重; 日增重 is a noun
    guards = lexicon().ways["not_before_long"]
    long = alternatives(word for word in zh if len(word) > 1 and word not in guards)
    guarded = (f"(?<![{no}]){word}" for word, no in guards.items() if word in zh)
    long = "|".join((*guarded, long))
    to = alternatives(lexicon().change_words["to"]["zh"])
    # 温升, but 气温升至35℃
    return f"{long}|(?<!日)(?:{itself})|(?<![{never}])[{short}]|(?<=温)[{short}](?={to})"


def _guard(word: Word, zh: str = "一") -> str:
    """What may not stand before a word: of those before a figure one of one Han character,
    or one that its entry has alone."""
    guarded = len(word.zh) == 1 or (len(zh) == 1 and not zh.isascii())
    before = word.unless_before if guarded else ()
    return "".join(f"(?<!{other})" for other in before)


class _Before:
    """The words before a figure, read from it to the left, up to `found.noun_end`."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.figure = text, text[start:end]
        start -= text[start - 1 : start] == "(" and ")" in self.figure  # (20±2)℃
        self.share = _SHARE.search(self.figure)
        self.found = found = Comparison(Comparator.EQUAL, start, end, noun_end=start)
        if rate := self._ends_with("each", 12):
            found.noun_end = rate.start()
        self._take_past()
        neutral = self._ends_with("neutral", 6)
        if neutral and not self._ends_with("verb_end", 8):
            found.start = found.noun_end = neutral.start()  # 调到; not 上调到
        else:
            neutral = None
            while self._take():
                pass
        down = found.reached is Comparator.AT_MOST  # 低至
        read = found.verb or found.bounded or down or neutral
        window = max(0, found.noun_end - 3)
        found.unclear = not read and bool(words()["unclear"].search(text, window, start))
        self._take_against()

    def _ends_with(self, name: str, window: int) -> re.Match[str] | None:
        """The word of a kind that ends where the unread text does."""
        at = self.found.noun_end
        return words()[name].search(self.text, max(0, at - window), at)

    def _take(self) -> bool:
        """Read one more word; False where none stands there."""
        found = self.found
        if found.bounded and (rate := self._ends_with("each_to", 5)):
            found.noun_end = rate.start()  # 压减至每公顷|不超过0.7升
        verb = None if found.verb else self._verb()
        if verb and verb["to"] and not (found.bounded or found.reached):
            found.reached = Comparator.AT_LEAST if verb["up"] else Comparator.AT_MOST
            found.raised = True
        else:
            bounded = verb and verb["to"] and found.bounded  # 压缩到不足20小时
            taken = None if bounded else self._take_word()
            if taken is not None:
                return taken
            if self._take_apart():
                return True
            if verb is None or found.reached is not None:
                return False
        found.noun_end, found.verb = verb.start(), verb["up"] or verb["down"]
        found.turn(verb["up"], "to" if verb["to"] else "by")
        if verb["to"]:  # 提升至不低于85%
            found.start = found.noun_end
        return True

    def _verb(self) -> re.Match[str] | None:
        """The verb of change that ends here: 提升, 压缩到, 降到额定容量的."""
        verb = self._ends_with("verb_end", 16 if self.share else 8)
        if verb and not verb["to"] and is_worked(self.text, verb):
            return verb if self.share or _RELATIVE.search(self.figure) else None
        return None if verb and verb["of"] and not self.share else verb

    def _take_word(self) -> bool | None:
        """A word that compares right before; None for none, False where it adds nothing."""
        match = self._ends_with("before", _WINDOW)
        if match is None or _is_counted(self.text, match, self.found.end):
            return None
        if self.found.verb and match["word"].endswith("限"):
            return None  # 罚款下限上调500元
        word = bound_words()[match["word"].replace(" ", "")]
        if word.force == "reach" and self.found.bounded:
            return False  # 达到小于
        self.found.take(word, match.start())
        self.found.start = match.start()
        return True

    def _take_apart(self) -> bool:
        """A bound with a verb or a base between it and the figure."""
        found = self.found
        apart = self._ends_with("apart", 32)
        if apart is None or found.bound or found.reached or found.limited:
            return False
        if apart["about"]:
            fits: object = self.share or not apart["part"]
        elif apart["of"]:  # 最高可达工资的1.2倍, not 最低还款额为账单的10%
            fits = self.share and (apart["word"][0] != "最" or apart["of"][0] == "可")
        else:  # 至少检查1次: whatever is done so often
            fits = apart["verb"] or self.figure.endswith("次")
            ends = not self.figure[-1].isdigit() and not self._ends_with("verb_end", 8)
            ends = ends and not _NUMERAL.search(apart["apart"])  # 至少一种千亿参数的大模型
            fits = fits or (ends and apart["word"] in lexicon().bounds["adverbs"])
            fits = fits or (self.share and bound_words()[apart["word"]].negated)  # 不超过售价30%
        if fits:
            found.take(bound_words()[apart["about"] or apart["word"]], apart.start())
            found.noun = apart.span("noun") if apart["noun"] else found.noun
            if found.bounded or found.reached:
                found.start = found.noun_end
        return bool(fits)

    def _take_past(self) -> None:
        """过百亿元, 过半数, 过10亿元."""
        found, part = self.found, _PART.search(self.figure)
        past = words()["past_part" if part else "past"].search(
            self.text, max(0, found.start - 2), found.start
        )
        large = self.figure[:1] in lexicon().bounds["magnitudes"] or _LARGE.match(self.figure)
        if past and not (found.bounded or found.reached) and (large or part):
            found.take(bound_words()["超过"], found.start - 1)
            found.start = found.noun_end

    def _take_against(self) -> None:
        """比标杆低10%, 少了11天: what it is set against, or an adjective, says which way."""
        found = self.found
        against = words()["against"].search(self.text, max(0, found.start - 24), found.start)
        if against is None or found.verb or found.bounded:
            return
        alone = against["up_alone"] or against["down_alone"]
        if against["done"] or not (against["of"] or alone) or _RELATIVE.search(self.figure):
            found.turn(against["up"] or against["up_out"] or against["up_alone"], "by")
            found.noun_end = against.start()  # behind its noun: 综合能耗比标杆低10%


def is_worked(text: str, verb: re.Match[str]) -> bool:
    """Whether a verb of change tells of work on things: 改造提升9个, 整治提升河道30公里."""
    ways = lexicon().ways
    nominal = verb["up"] in ways["nominal"]
    return nominal and text.endswith(tuple(ways["works"]), 0, verb.start())


def comparison(text: str, start: int, end: int) -> Comparison:
    """Read the words around the quantity `text[start:end]`.

    A word for a bound (不少于, 以上) beats one for reaching (达到, 提升至), whichever
    comes first; 约 adds to either.
    """
    found = _Before(text, start, end).found
    after = None
    for _ in range(2):  # 20%左右（含）以下
        if match := words()["after"].match(text, found.end):
            word, found.end = bound_words()[match["word"]], match.end()
            found.about = found.about or word.force == "about"
            after = after or (None if word.force == "about" else Comparator(word.means))
    if after is None and (noun := words()["after_noun"].match(text, found.end)):
        word = bound_words()[noun["word"]]  # 10个城市以上
        found.about = found.about or word.force == "about"
        after = None if word.force == "about" else Comparator(word.means)
    reached = None if found.limited and not found.raised else found.reached  # 最高可达160km/h
    found.leads = bool(found.bounded or found.limited or (reached and not found.raised))
    ratio = words()["ratio"].search(text, max(0, found.start - 2), found.start)
    if ratio and (than := words()["than"].match(text, end)):
        found.bound = found.bound or (Comparator.MORE if than["up"] else Comparator.LESS)
        found.start, found.end = ratio.start(), than.end()
    found.torn = found.torn or bool(found.bound and after and found.bound is not after)
    found.unclear = found.unclear and not after
    bound = found.bound or after
    found.implied, found.limited = found.raised and not bound, found.limited and not bound
    stated = bound or reached or (Comparator.ABOUT if found.about else None)
    found.comparator, found.stated = stated or Comparator.EQUAL, bool(stated or found.better)
    return found


def bound_left_over(text: str, start: int, floor: int) -> bool:
    """Whether a bound stands before a figure in its clause, apart: 不少于以往的3次."""
    left = max(floor, start - _WINDOW)
    left = max(left, *(text.rfind(stop, left, start) + 1 for stop in "，。；、：（(）)"))
    found = words()["loose"].search(text, left, start)
    # Right before the figure it is part of another word.
    return found is not None and found.end() < start and not _is_counted(text, found, start)


def _is_counted(text: str, match: re.Match[str], figure: int) -> bool:
    """突破5项关键技术, 关键技术突破5项, 突破关键技术5项: what stands beside 突破 is counted."""
    counted = lexicon().bounds["counted"]
    if not match.group().startswith("突破"):
        return False
    beside = text[: match.start()].endswith(counted) or text.startswith(counted, match.end())
    return beside or text.startswith(counted, figure)


@lru_cache(maxsize=8)
def _any_of(key: str) -> re.Pattern[str]:
    known = lexicon().bounds
    return re.compile(f"(?<![{''.join(known['resists'])}])(?:{alternatives(known[key])})")


_A_SPREAD = 20  # per cent


def demand(metric: str, absolute: bool, value: Decimal) -> tuple[Comparator, bool]:
    """Which way 优于 points: `<` where less is better, and whether that is certain.

    `absolute`: the unit is one of length, angle, time, temperature … (an accuracy in
    mm is better when small, one in % when large).
    """
    known = lexicon().bounds
    if metric.endswith(known["higher_way"]):
        return Comparator.MORE, True
    if words()["lower"].search(metric):
        return Comparator.LESS, True
    small = not absolute and abs(value) <= _A_SPREAD
    if _any_of("spread").search(metric) and small:
        return Comparator.LESS, True
    if _any_of("finer").search(metric):
        share = not absolute and not small  # in per cent where it is large
        return (Comparator.MORE if share else Comparator.LESS), absolute or share
    if metric.endswith((*known["higher_end"], *known["higher"])):
        return Comparator.MORE, True
    if _any_of("lower").search(metric):
        return Comparator.LESS, False
    return Comparator.MORE, bool(_any_of("higher").search(metric))


def is_finer(metric: str) -> bool:
    """Whether the metric is an accuracy or resolution, where small figures are better."""
    return bool(_any_of("accuracy").search(metric))
