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

_REACHED = (Comparator.AT_LEAST, Comparator.AT_MOST)
_WINDOW = 14  # characters before a figure that a word with its filler takes at most
# A word that a filler may not follow: 达有, ≥了.
_NO_FILLER = ("≥", "≤", ">", "<", "=", "到", "达")
# 至少举办2场, 小于航程的0.5%: a verb or the base stands between.
_APART = (
    r"(?:(?P<verb>(?:予以|给予)?(?P<noun>奖励|补助|补贴|资助|奖补|贴息|随访)|支持|举办|开展|建|设|配|办|种|装|设立|配备|新建|安装|召开|培训|组织|形成|完成|支持|培养|覆盖|包括|包含|提供|建成|建设|研发|开发|实现|具备|引进"
    r"|有|为|是|在)|[^，。；、0-9%]{0,7}[^，。；、0-9%时]的)\s*$"
)
# 提升至每小时500件: the base of the rate stands between.
_EACH = re.compile(
    r"每(?:个)?[0-9百千万]{0,6}(?:小时|分钟|秒钟?|天|日|周|个?月|年|台|家|套|公里|人|吨|亩|次"
    r"|(?:毫|千|公)?[克升斤]|平方米|立方米)(?:体重|[\u4e00-\u9fff])?\s*$"
)
# 比行业标杆低10%, 较现有产品高2倍
_AGAINST = re.compile(
    r"(?:比(?![例值重率])|较|相比|于)(?:[0-9]{4}年)?[^，。；0-9]{0,16}(?:(?P<up>[高多大快长])|(?P<down>[低少小短轻慢]))(?:出|约|近|了)?\s*$"
)
# 过百亿元, 过半数; not 经过百年
_PAST = re.compile(r"(?<![超通经不透越胜度用做得路])过$")
_MAGNITUDES = tuple("百千万亿半")
_RATIO_WORD = re.compile(r"比\s?$")
# 比三十大
_THAN = re.compile(r"\s?(?:还|更)?(?:(?P<up>[大高多长重快])|(?P<down>[小低少短轻慢]))(?![于量小])")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a figure is compared, and its span with the words that say so.

    `better` is “better” or “no-worse” where the metric settles the direction. `change`
    and `mode` are set where a verb of change stands right before. `said` is whether any
    word compares; `torn` whether two of them disagree; `about` whether one says
    “about”. `noun_end` is where the words before it end that neither compare nor change;
    `verb` is the verb of change, `implied` whether
    it alone says so (提升至), `limited` whether
    a noun of a limit stands before (最高). `noun` is the span of a verb of giving between.
    """

    comparator: Comparator
    start: int
    end: int
    better: str = ""
    change: Change = Change.LEVEL
    mode: str = ""
    said: bool = False
    torn: bool = False
    about: bool = False
    noun_end: int = 0
    verb: str = ""
    implied: bool = False
    limited: bool = False
    noun: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class _Words:
    """The lexicon's words as patterns that end or begin at a figure."""

    before: dict[str, Word]
    before_end: re.Pattern[str]
    apart: re.Pattern[str]
    after: re.Pattern[str]
    after_words: list[Word]
    verb_end: re.Pattern[str]
    verb: re.Pattern[str]
    alone: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> _Words:
    """Built once from the lexicon."""
    lex = lexicon()
    before = {zh: word for word in lex.comparators if not word.after for zh in word.zh}
    signs = [w for w in before if w != "="]
    bounds = [w for w, word in before.items() if word.force in ("bound", "limit") and len(w) > 1]
    after = [(word, n) for n, word in enumerate(lex.comparators) if word.after]
    ups = [zh for verb in lex.verbs if verb.means == "increase" for zh in (*verb.zh, *verb.alone)]
    downs = [zh for verb in lex.verbs if verb.means == "decrease" for zh in (*verb.zh, *verb.alone)]
    verb = rf"(?:(?P<up>{_verbs(ups)})|(?P<down>{_verbs(downs)}))"
    to = alternatives(lex.change_words["to"]["zh"])
    return _Words(
        before,
        re.compile(
            rf"(?P<word>{alternatives(signs).replace('< =', '<').replace('> =', '>')}"
            r"|[<>] =|(?<![=0-9<>])=)\s*(?P<filler>[了有为在是占可])?\s*$"
        ),
        re.compile(rf"(?P<word>{alternatives(bounds)})(?P<apart>{_APART})"),
        re.compile(r"\s*(?:" + "|".join(_after(word, n) for word, n in after) + ")"),
        list(lex.comparators),
        re.compile(
            rf"{verb}(?P<to>(?<!幅)(?:{to})(?:原来|原有|原计划|原先|目前|现有|之前|上年|去年|当前|基准|计划)?的?)?(?P<by>了)?\s*$"
        ),
        re.compile(verb),
        re.compile(alternatives(w for v in lex.verbs for w in v.alone)),
    )


def _verbs(zh: list[str]) -> str:
    """Verbs of one character not where they end a noun or a unit: 沉降, 衰减, 温升, 每升."""
    short = "".join(word for word in zh if len(word) == 1)
    return f"{alternatives(word for word in zh if len(word) > 1)}|(?<![沉衰温每起升空])[{short}]"


def _after(word: Word, n: int) -> str:
    guard = f"(?!{alternatives(word.unless_after)})" if word.unless_after else ""
    # 含 and 及 may be longer than one; a guard holds for words of one character and 以上 alike.
    return rf"(?P<a{n}>(?:{alternatives(word.zh)}){guard})"


def comparison(text: str, start: int, end: int) -> Comparison:
    """Read the words around the quantity `text[start:end]`.

    A word for a bound (不少于, 以上) beats one for reaching (达到, 提升至), whichever
    comes first; 约 adds to either.
    """
    known = words()
    bound: Comparator | None = None
    reached: Comparator | None = None
    better, change, mode, verb_word = "", Change.LEVEL, "", ""
    torn = about = raised = limited = False
    noun = (0, 0)
    first = at = start
    if rate := _EACH.search(text, max(0, at - 12), at):
        at = rate.start()
    for _ in range(6):
        verb = None if verb_word else known.verb_end.search(text, max(0, at - 8), at)
        if verb and verb["to"] and not (bound or better or reached):
            reached = Comparator.AT_LEAST if verb["up"] else Comparator.AT_MOST
            mode, verb_word, raised = "to", verb["up"] or verb["down"], True
            first = at = verb.start()
            continue
        brought = verb and verb["to"] and (bound or better)  # 压缩到不足20小时
        match = None if brought else known.before_end.search(text, max(0, at - _WINDOW), at)
        if match and not _blocked(match, text):
            word = known.before.get(match["word"].replace(" ", "")) or known.before["≥"]
            if word.force == "reach" and (bound or better):
                break  # 达到小于: 达到 adds nothing
            if word.force == "limit":
                limited, first, at = True, match.start(), match.start()
                continue
            if word.force == "about":
                about = True
            elif word.means in ("better", "no-worse"):
                better = word.means
            elif word.force == "bound":
                torn = torn or (bound is not None and bound.value != word.means)
                bound = bound or Comparator(word.means)
            else:
                reached = reached or Comparator(word.means)
            first = at = match.start()
            continue
        apart = (
            known.apart.search(text, max(0, at - 16), at)
            if not (bound or reached or limited)
            else None
        )
        if apart and (apart["verb"] or text[end - 1 : end] in ("%", "倍")):
            word = known.before[apart["word"]]
            noun = apart.span("noun") if apart["noun"] else noun
            if word.force == "limit":
                limited, at = True, apart.start()
                continue
            bound = Comparator(word.means)
            first = at = apart.start()
            continue
        if verb is None or reached in _REACHED:
            break
        at, verb_word = verb.start(), verb["up"] or verb["down"]
        if verb["to"]:  # 提升至不低于85%
            mode, first = "to", at
        else:
            change, mode = (Change.INCREASE if verb["up"] else Change.DECREASE), "by"
    last, after, after_about = _read_after(text, end)
    past = text[start : start + 1] in _MAGNITUDES and _PAST.search(text, max(0, first - 2), first)
    if past and not (bound or reached or better):
        bound, first, at = Comparator.MORE, first - 1, first - 1
    if change is Change.LEVEL and not verb_word and not better:
        against = _AGAINST.search(text, max(0, first - 20), first)
        if against:
            change, mode = (Change.INCREASE if against["up"] else Change.DECREASE), "by"
            # Behind its noun: 综合能耗比标杆低10%; where it begins a clause it has none.
            begins = text[against.start() - 1 : against.start()] in ("", "，", "。", "；")
            at = at if begins else against.start()
    if (ratio := _RATIO_WORD.search(text, max(0, first - 2), first)) and (
        than := _THAN.match(text, end)
    ):
        bound = bound or (Comparator.MORE if than["up"] else Comparator.LESS)
        first, last = ratio.start(), than.end()
    torn = torn or bool(bound and after and bound is not after)
    about = about or after_about
    if limited and not raised:
        reached = None  # 最高可达160km/h
    found = bound or after or reached or (Comparator.ABOUT if about else None)
    said = bool(bound or after or reached or better or about)
    return Comparison(
        found or Comparator.EQUAL,
        first,
        last,
        better,
        change,
        mode,
        said,
        torn,
        about,
        at,
        verb_word,
        limited=limited and not (bound or after),
        noun=noun,
        implied=raised and not (bound or after),
    )


def _blocked(match: re.Match[str], text: str) -> bool:
    """Whether the word is part of another: 最近, 附近, 直到."""
    known, printed = words(), match["word"]
    word = known.before.get(printed)
    if word and len(printed) == 1:
        before = text[max(0, match.start() - 3) : match.start()]
        if before.endswith(word.unless_before or ("\0",)):
            return True
    return bool(match["filler"] and printed in _NO_FILLER and match["filler"] != "了")


def _read_after(text: str, end: int) -> tuple[int, Comparator | None, bool]:
    """The end of the words that compare behind a quantity, and what they say."""
    found: Comparator | None = None
    about = False
    for _ in range(2):  # 10个左右以上 does not occur; 20%左右（含）以下 may
        match = words().after.match(text, end)
        if not match or match.lastgroup is None:
            break
        word = words().after_words[int(match.lastgroup[1:])]
        end = match.end()
        if word.force == "about":
            about = True
        else:
            found = found or Comparator(word.means)
    return end, found, about


_LOWER_IS_BETTER = re.compile(
    r"时间|时延|延时|延迟|时长偏差|误差|偏差|噪声|噪音|功耗|能耗|重量|质量密度|尺寸|体积|厚度"
    r"|漏检|误检|误报|虚警|误识|误码|下限|检出|失效|故障|应力"
    r"|拒识|损失|损耗|成本|阻抗|漂移|稳定性|稳定度|PUE|粗糙度|失真|抖动|间距|畸变|泄漏|故障率|错误率"
    r"|不均匀性|检出限|检测限|丢包率|误码率|线宽|不确定度|波动|平面度|圆度|直线度|垂直度|跳动|极限压力|真空度|残差"
)
_FINER_IS_BETTER = re.compile(r"精度|准确度|分辨率|分辨力|灵敏度|重复性|一致性|平整度|同步")
_HIGHER_IS_BETTER = re.compile(
    r"密度|速度|速率|带宽|功率|效率|容量|算力|吞吐|寿命|续航|信噪比|能效|强度|里程|准确率"
    r"|识别率|成功率|率$|距离|推力|力矩"
)
# In per cent these are a spread where small, a share where large.
_SPREAD = re.compile(r"均匀性|均匀度|一致性|重复性")
_A_SPREAD = 20  # per cent


def demand(metric: str, absolute: bool, value: Decimal) -> tuple[Comparator, bool]:
    """Which way 优于 points: `<` where less is better, and whether that is certain.

    `absolute`: the unit is one of length, angle, time, temperature … (an accuracy in
    mm is better when small, one in % when large).
    """
    if _LOWER_IS_BETTER.search(metric) and not metric.endswith("率提升"):
        return Comparator.LESS, True
    if _SPREAD.search(metric) and not absolute and abs(value) <= _A_SPREAD:
        return Comparator.LESS, True
    if _FINER_IS_BETTER.search(metric):
        share = not absolute and abs(value) > _A_SPREAD  # in per cent where it is large
        return (Comparator.MORE if share else Comparator.LESS), absolute or share
    return Comparator.MORE, bool(_HIGHER_IS_BETTER.search(metric))


def is_finer(metric: str) -> bool:
    """Whether the metric is an accuracy or resolution, where small figures are better."""
    return bool(re.search(r"精度|分辨率|分辨力|误差|偏差|稳定性", metric))
