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
from jiebang.quantities.lexicon import Word, alternatives, lexicon

_WINDOW = 14  # characters before a figure that a word with its filler takes at most
# A word that a filler may not follow: 达有, ≥了.
_NO_FILLER = ("≥", "≤", ">", "<", "=", "到", "达")
# Of these kinds is the base of a rate that stands between: 提升至每小时500件.
_EACH = ("duration", "length", "mass", "volume", "area")
_RELATIVE = re.compile("(?:%|百分点|千分点|基点|倍|成)$")
_PART = re.compile("成$|分之")
_LARGE = re.compile(r"[0-9.一二三四五六七八九十百千两]+[万亿]")
# What is so much of another thing: 60%, 2.5倍, 一半, 1/3.
_SHARE = re.compile(r"(?:%|倍|成|半)$|分之|^[0-9]+/[0-9]+$")


# The whole that a figure is a share of, before it: 额定容量的, GCC 12的.
_WHOLE = r"(?:[A-Za-z][A-Za-z0-9. -]*|[^，。；、0-9%]{0,7}[^，。；、0-9%时])的"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a figure is compared, and its span with the words that say so.

    better: “better” or “no-worse” where the metric settles the direction.
    stated: whether any word compares; torn: whether two of them disagree; about: whether one
        says “about”; unclear: whether 至 or 到 stands behind what is no known verb.
    noun_end: where the words before it end that neither compare nor change.
    verb: the verb of change; implied: whether it alone says so (提升至); limited: whether a noun
        of a limit stands before (最高); noun: the span of a verb of giving between.
    leads: whether a bound stands before the figure, and so reaches the members of a list.
    """

    comparator: Comparator
    start: int
    end: int
    better: str = ""
    change: Change = Change.LEVEL
    mode: str = ""
    stated: bool = False
    torn: bool = False
    unclear: bool = False
    about: bool = False
    noun_end: int = 0
    verb: str = ""
    implied: bool = False
    limited: bool = False
    noun: tuple[int, int] = (0, 0)
    leads: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing is said of the figure: no bound, change or range."""
        level = self.change is Change.LEVEL and self.comparator is Comparator.EQUAL
        return level and not self.stated


@lru_cache(maxsize=1)
def _before_words() -> dict[str, Word]:
    return {zh: word for word in lexicon().comparators if not word.after for zh in word.zh}


@lru_cache(maxsize=1)
def words() -> dict[str, re.Pattern[str]]:
    """The lexicon's words as patterns that end or begin at a figure."""
    lex, before = lexicon(), _before_words()
    between, ways = lex.bounds, lex.ways
    alone = ways["alone"]
    signs = [w for w in before if w != "="]
    loose = [w for w, word in before.items() if word.force in ("bound", "limit") and len(w) > 1]
    reached = (w for w in before if len(w) > 1 and w.endswith(("至", "达", "达到")))
    bounds = [*loose, *reached]  # 低至票价的5%, 达到设计值的110%
    about = "|".join(
        "".join(f"(?<!{other})" for other in word.unless_before if len(w) == 1) + w
        for w, word in before.items()
        if word.force == "about" and w != "近"
    )
    short = alternatives(w for w in signs if len(w) == 1)
    after = [(word, n) for n, word in enumerate(lex.comparators) if word.after]
    up, down = _verbs("increase"), _verbs("decrease")
    to = alternatives(lex.change_words["to"]["zh"])
    brought = rf"(?<![{ways['not_before_brought']}])(?:{alternatives(ways['brought'])})(?={to})"
    way = "|".join(f"(?P<{name}>[{''.join(ways[name])}])" for name in ("up", "down"))
    against = "|".join(w + (f"(?![{no}])" if no else "") for w, no in ways["against"].items())
    each = alternatives(
        (*lex.rates["each"], *(z for u in lex.units if u.kind in _EACH for z in u.zh))
    )
    no_verb = "".join(f"(?<!{word})" for word in ways["no_verb"])
    patterns = {
        "before": rf"(?P<word>{alternatives(signs).replace('< =', '<').replace('> =', '>')}"
        r"|[<>] =|(?<![=0-9<>])=)\s*(?P<filler>[了有为在是占可])?\s*$",
        # 至少举办2场, 小于航程的0.5%: a verb or the base stands between.
        "apart": rf"(?P<word>{alternatives(bounds)})(?P<apart>(?:"
        rf"(?P<verb>(?:{alternatives(between['can'])})?(?:(?:予以|给予)?"
        rf"(?P<noun>{alternatives(between['giving'])})|{alternatives(between['verbs'])}))"
        rf"|(?P<of>{_WHOLE})|[\u4e00-\u9fff]{{1,4}})\s*$)"
        # 约占总装机的56%, 大约是进口件的60%
        rf"|(?P<about>{about})(?:占[^，。；、0-9%]{{1,10}}?的?"
        rf"|(?P<part>[为是占]?{_WHOLE}))\s*$",
        "after": r"\s*(?:" + "|".join(_after(word, n) for word, n in after) + ")",
        "verb_end": rf"(?:(?P<up>{up})|(?P<down>{down}|{brought}))"
        rf"(?P<to>(?<!幅)(?:{to})(?:{alternatives(ways['formerly'])}|(?P<of>{_WHOLE}))?的?)?"
        r"(?P<by>了)?\s*$",
        "verb": f"(?P<up>{up})|(?P<down>{down})",
        "object": f"(?:{alternatives(ways['with_object'])})(?![值率量幅额速])",
        "alone": alternatives(w for v in lex.verbs for w in v.alone),
        "loose": alternatives(w for w in loose if w[0] != "最"),  # 最低温度: a noun
        # 每年达100台: what compares is no part of the base
        "each": rf"每个?[0-9百千万]{{0,6}}(?:[毫千公]?[克升斤米]|{each})"
        rf"(?:体重|(?!{short})[\u4e00-\u9fff])?\s*$",
        "ratio": rf"(?:{alternatives(between['ratio'])})\s?$",  # 比10高
        "neutral": rf"(?:{alternatives(ways['neutral'])})(?:{to})\s*$",
        "unclear": rf"{no_verb}(?<=[\u4e00-\u9fff])(?:至|(?<![{ways['noun_ends']}])到)\s*$",
        # 比行业标杆低10%, 较现有产品高2倍; 比三十大
        "against": rf"(?:(?:{against})(?:[0-9]{{4}}年)?[^，。；0-9]{{0,16}}(?:{way})[出约近了]?"
        # 高出监管要求3个百分点, 低于全国2个百分点
        rf"|(?:{way.replace('>', '_out>')})(?:出|(?P<of>于))[^，。；、0-9]{{0,8}}"
        # 少了11天, 快1.3倍
        rf"|(?<=[\u4e00-\u9fff]{{2}})(?<![{alone['not_after']}])"
        rf"(?:(?P<up_alone>[{alone['up']}])|(?P<down_alone>[{alone['down']}]))(?P<done>了)?)\s*$",
        "than": rf"\s?[还更]?(?:{way})(?![于量小])",
        "past": rf"(?<![{ways['not_past']}])过$",  # 过百亿元, 过半数; not 经过百年
        "past_part": "(?<![超通经透不])过$",  # 进度过六成
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _verbs(means: str) -> str:
    """Verbs of one character not where they end a noun or a unit: 沉降, 衰减, 温升, 每升."""
    zh = [w for v in lexicon().verbs if v.means == means for w in (*v.zh, *v.alone)]
    short = "".join(word for word in zh if len(word) == 1)
    never = lexicon().ways["not_before_short"]
    return f"{alternatives(word for word in zh if len(word) > 1)}|(?<![{never}])[{short}]"


def _after(word: Word, n: int) -> str:
    guard = f"(?!{alternatives(word.unless_after)})" if word.unless_after else ""
    # 含 and 及 may be longer than one; a guard holds for words of one character and 以上 alike.
    before = "".join(f"(?<!{other})" for other in word.unless_before)
    return rf"(?P<a{n}>{before}(?:{alternatives(word.zh)}){guard})"


def is_done(text: str, verb: int) -> bool:
    """Whether a verb of change follows one of doing, and says none: 改造提升80个小区."""
    return text.endswith(tuple(lexicon().ways["done"]), 0, verb)


class _Before:
    """The words before a figure, read from it to the left.

    `at` is where what is still unread ends, `first` where the words that compare begin.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.first = self.at = start
        self.bound: Comparator | None = None
        self.reached: Comparator | None = None
        self.better = self.mode = self.verb = ""
        self.change = Change.LEVEL
        self.torn = self.about = self.raised = self.limited = self.unclear = False
        self.noun = (0, 0)
        if rate := words()["each"].search(text, max(0, start - 12), start):
            self.at = rate.start()
        neutral = words()["neutral"].search(text, max(0, self.at - 6), self.at)
        if neutral and not words()["verb_end"].search(text, max(0, self.at - 8), self.at):
            self.first = self.at = neutral.start()  # 调到; not 上调到
        else:
            neutral = None
            for _ in range(6):
                if not self._take():
                    break
        window = max(0, self.at - 3)
        down = self.reached is Comparator.AT_MOST  # 低至
        read = self.verb or self.bound or self.better or down or neutral
        self.unclear = not read and bool(words()["unclear"].search(text, window, start))
        self._take_past()
        self._take_against()

    def _take(self) -> bool:
        """Read one more word; False where none stands there."""
        verb = None if self.verb else self._verb()
        bounded = self.bound or self.better
        if verb and verb["to"] and not (bounded or self.reached):
            self.reached = Comparator.AT_LEAST if verb["up"] else Comparator.AT_MOST
            self.mode, self.verb, self.raised = "to", verb["up"] or verb["down"], True
            self.first = self.at = verb.start()
            return True
        if not (verb and verb["to"] and bounded):  # 压缩到不足20小时
            taken = self._take_word()
            if taken is not None:
                return taken
        if self._take_apart():
            return True
        if verb is None or self.reached is not None:
            return False
        self.at, self.verb = verb.start(), verb["up"] or verb["down"]
        if verb["to"]:  # 提升至不低于85%
            self.mode, self.first = "to", self.at
        else:
            self.change = Change.INCREASE if verb["up"] else Change.DECREASE
            self.mode = "by"
        return True

    def _verb(self) -> re.Match[str] | None:
        """The verb of change that ends here: 提升, 压缩到, 降到额定容量的."""
        for window in (8, 16):
            verb = words()["verb_end"].search(self.text, max(0, self.at - window), self.at)
            share = _SHARE.search(self.text[self.start : self.end])
            if verb and not (verb["of"] and not share):
                done = verb["to"] is None and is_done(self.text, verb.start())
                return None if done and not share else verb
        return None

    def _take_word(self) -> bool | None:
        """A word that compares right before; None for none, False where it adds nothing."""
        match = words()["before"].search(self.text, max(0, self.at - _WINDOW), self.at)
        if match is None or _blocked(match, self.text, self.end):
            return None
        word = _before_words().get(match["word"].replace(" ", "")) or _before_words()["≥"]
        if word.force == "reach" and (self.bound or self.better):
            return False  # 达到小于
        self.at = match.start()
        if word.force == "limit":
            self.limited = True
        elif word.force == "about":
            self.about = True
        elif word.means in ("better", "no-worse"):
            self.better = word.means
        elif word.force == "bound":
            self.torn = self.torn or (self.bound is not None and self.bound.value != word.means)
            self.bound = self.bound or Comparator(word.means)
        else:
            self.reached = self.reached or Comparator(word.means)
        self.first = self.at
        return True

    def _take_apart(self) -> bool:
        """A bound with a verb or a base between it and the figure."""
        if self.bound or self.reached or self.limited:
            return False
        apart = words()["apart"].search(self.text, max(0, self.at - 16), self.at)
        if apart is None:
            return False
        figure = self.text[self.start : self.end]
        share = _SHARE.search(figure)
        if apart["about"]:
            if apart["part"] and not share:
                return False
            self.about, self.at = True, apart.start()
            return True
        # 至少检查1次: whatever is done so often
        if not (apart["verb"] or (share if apart["of"] else figure.endswith("次"))):
            return False
        word = _before_words()[apart["word"]]
        if apart["of"] and apart["word"][0] == "最":
            return False  # 最低还款额为账单的10%
        self.noun = apart.span("noun") if apart["noun"] else self.noun
        self.at = apart.start()
        if word.force == "limit":
            self.limited = True
        elif word.force == "reach":
            self.reached, self.first = Comparator(word.means), self.at
        else:
            self.bound, self.first = Comparator(word.means), self.at
        return True

    def _take_past(self) -> None:
        """过百亿元, 过半数."""
        bounded = self.bound or self.reached or self.better
        figure = self.text[self.start : self.end]
        part = _PART.search(figure)
        past = words()["past" if part is None else "past_part"].search(
            self.text, max(0, self.first - 2), self.first
        )
        large = figure[:1] in lexicon().bounds["magnitudes"] or _LARGE.match(figure)
        if past and not bounded and (large or part):
            self.bound = Comparator.MORE
            self.first = self.at = self.first - 1

    def _take_against(self) -> None:
        """比标杆低10%: what it is set against says which way it changes."""
        against = words()["against"].search(self.text, max(0, self.first - 20), self.first)
        if against is None or self.verb or self.better or self.bound:
            return
        figure, alone = (
            self.text[self.start : self.end],
            against["up_alone"] or against["down_alone"],
        )
        sure = against["done"] or (alone and alone in lexicon().ways["alone"]["only"])
        if sure or not (against["of"] or alone) or _RELATIVE.search(figure):
            up = against["up"] or against["up_out"] or against["up_alone"]
            self.change = Change.INCREASE if up else Change.DECREASE
            self.mode = "by"
            # Behind its noun: 综合能耗比标杆低10%; where it begins a clause it has none.
            begins = self.text[against.start() - 1 : against.start()] in ("", "，", "。", "；")
            self.at = self.at if begins else against.start()


def comparison(text: str, start: int, end: int) -> Comparison:
    """Read the words around the quantity `text[start:end]`.

    A word for a bound (不少于, 以上) beats one for reaching (达到, 提升至), whichever
    comes first; 约 adds to either.
    """
    before = _Before(text, start, end)
    last, after, after_about = _read_after(text, end)
    first, bound, about = before.first, before.bound, before.about or after_about
    if (ratio := words()["ratio"].search(text, max(0, first - 2), first)) and (
        than := words()["than"].match(text, end)
    ):
        bound = bound or (Comparator.MORE if than["up"] else Comparator.LESS)
        first, last = ratio.start(), than.end()
    # 最高可达160km/h
    reached = None if before.limited and not before.raised else before.reached
    found = bound or after or reached or (Comparator.ABOUT if about else None)
    return Comparison(
        found or Comparator.EQUAL,
        first,
        last,
        before.better,
        before.change,
        before.mode,
        stated=bool(bound or after or reached or before.better or about),
        torn=before.torn or bool(bound and after and bound is not after),
        unclear=before.unclear and not after,
        about=about,
        noun_end=before.at,
        verb=before.verb,
        implied=before.raised and not (bound or after),
        limited=before.limited and not (bound or after),
        noun=before.noun,
        leads=bool(before.bound or before.better or (reached and not before.raised)),
    )


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


def _blocked(match: re.Match[str], text: str, end: int) -> bool:
    """Whether the word is part of another (最近, 附近, 直到) or has an object (突破5项技术)."""
    printed = match["word"]
    word = _before_words().get(printed)
    if word and len(printed) == 1 and not printed.isascii():
        before = text[max(0, match.start() - 3) : match.start()]
        if before.endswith(word.unless_before or ("\0",)):
            return True
    filled = match["filler"] and printed in _NO_FILLER and match["filler"] != "了"
    return bool(filled) or _is_counted(text, match, end)


def _read_after(text: str, end: int) -> tuple[int, Comparator | None, bool]:
    """The end of the words that compare behind a quantity, and what they say."""
    found: Comparator | None = None
    about = False
    for _ in range(2):  # 10个左右以上 does not occur; 20%左右（含）以下 may
        match = words()["after"].match(text, end)
        if not match or match.lastgroup is None:
            break
        word = lexicon().comparators[int(match.lastgroup[1:])]
        end = match.end()
        if word.force == "about":
            about = True
        else:
            found = found or Comparator(word.means)
    return end, found, about


@lru_cache(maxsize=8)
def _any_of(key: str) -> re.Pattern[str]:
    return re.compile(alternatives(lexicon().bounds[key]))


_A_SPREAD = 20  # per cent


def demand(metric: str, absolute: bool, value: Decimal) -> tuple[Comparator, bool]:
    """Which way 优于 points: `<` where less is better, and whether that is certain.

    `absolute`: the unit is one of length, angle, time, temperature … (an accuracy in
    mm is better when small, one in % when large).
    """
    if _any_of("lower").search(metric) and not metric.endswith("率提升"):
        return Comparator.LESS, True
    small = not absolute and abs(value) <= _A_SPREAD
    if _any_of("spread").search(metric) and small:
        return Comparator.LESS, True
    if _any_of("finer").search(metric):
        share = not absolute and not small  # in per cent where it is large
        return (Comparator.MORE if share else Comparator.LESS), absolute or share
    ends = lexicon().bounds["higher_end"]
    return Comparator.MORE, bool(_any_of("higher").search(metric)) or metric.endswith(ends)


def is_finer(metric: str) -> bool:
    """Whether the metric is an accuracy or resolution, where small figures are better."""
    return bool(_any_of("accuracy").search(metric))
