"""What a text denies: Chinese 不 没 未 无 … against English denial, as a class.

The words are in `lexicon/denials.yml`. A denial of the Chinese is certain where no fixed
word holds it (不断 denies nothing) and English cannot well say it without one (不足 “short of”).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from jiebang.quantities.lexicon import any_form, lexicon, pattern
from jiebang.quantities.numbers_en import lower

# Where a clause begins, so that 无 and 非 deny: 无不良记录, 且无在建工程.
_OPENING = r"(?:^|(?<=[，,。；;、：:（(且并须应但仍又而者均皆期后前尚]))"
_AGAIN = "也又且、"
_SENTENCE_ZH = re.compile(r"[。！？!?；;]+[”’」』）)]*")
_SENTENCE_EN = re.compile(r"(?<![.!?;])[.!?;]+[”’\"'）)]*(?=\s|$)")
# How far apart, as a share of the whole, a denial and its English may stand.
_NEAR = 0.5
_BESIDE = 0.2
_GAP = r"[^\w,.;:()−–-]"  # between a word and its sum, which no minus turns
_ONLY = [[one, other] for one in "未非" for other in "不禁"]  # 非工作人员禁止入内: staff only
_SHORT = 40  # characters of Chinese within which all is near


class Denial(NamedTuple):
    """A word that denies, its place as a share of the text, and whether it is certain.

    `answers`: English that a Chinese word accounts for; None for any.
    """

    word: str
    place: float
    certain: bool
    answers: re.Pattern[str] | None = None
    idle: bool = False  # a fixed word: it denies nothing (无线)
    again: bool = False  # one of several that English may deny at once: 不…，也不…
    double: bool = False  # of a denial: 没有一家不达标


class _Side(NamedTuple):
    """One of two opposites: its Chinese, that and what else accounts for its English, and that.

    `sums`: the same of a sum, beside it: 亏损3亿元, “earned RMB 300 million”; None where
    the other side may as well say it (贸易逆差). `sure`: the English of it that is wrong for sure
    beside the other's Chinese; None where only a sum makes it sure.
    """

    zh: re.Pattern[str]
    also: re.Pattern[str]
    en: re.Pattern[str]
    sums: tuple[re.Pattern[str], re.Pattern[str]] | None
    sure: re.Pattern[str] | None = None


class Opposite(NamedTuple):
    """A word of the Chinese, and the English of its opposite; and whether it is surely meant."""

    said: str
    given: str
    certain: bool


_ZH = (
    r"(?P<twice><<denials.zh.twice>>)|(?P<double><<denials.zh.double>>)"
    r"|(?P<nothing><<denials.zh.nothing>>)|(?P<loose><<denials.zh.loose>>)"
    rf"|(?P<denies><<denials.zh.denies>>|{_OPENING}<<denials.zh.opening>>)"
    r"|(?P<maybe><<denials.zh.maybe>>)"
)
_EN = (
    r"\b(?P<nothing><<denials.en.nothing>>)"
    r"|\b(?P<also>(?:<<denials.en.also>>|<<denials.en.stems>>)\b"
    r"|(?!<<denials.en.plain>>\b)<<denials.en.prefixes>>[a-z]{3,}\b"
    r"|[a-z]{3,}<<denials.en.suffixes>>\b)"
    r"|(?P<denies>\b<<denials.en.denies>>\b|n[’']t\b)"
)
# “do have”, “does apply”: a verb behind “do” where nothing is stressed asks for “not”.
_TORN = r"\b(?:do|does|did) (?!<<denials.en.after_do>>\b)[a-z]{2,}\b"


@lru_cache(maxsize=1)
def _answers() -> dict[str, re.Pattern[str]]:
    """By a Chinese word, what of the English it accounts for."""
    zh = lexicon().denials["zh"]
    found = {word: any_form(english) or "(?!)" for word, english in zh["maybe"].items()}
    for word, english in zh["loose"].items():
        if english:  # “不当(?!场)” is 不当 where no 场 follows
            found[word.partition("(")[0]] = rf"\b(?:{any_form(english)})\b"
    return {word: re.compile(english, re.I) for word, english in found.items()}


@lru_cache(maxsize=1)
def _opposites() -> tuple[tuple[_Side, _Side], ...]:
    """Each side of what has an opposite, with that."""
    given = lexicon().denials
    rows = [*given["opposites"], *itertools.starmap(_states, given["states"].items())]
    pairs = [tuple(map(_side, row)) for row in rows]
    return tuple((one, other) for pair in pairs for one, other in (pair, pair[::-1]))


def _side(words: Mapping[str, Sequence[str]]) -> _Side:
    zh = f"(?:{any_form(words['zh'])})"
    also, en = "|".join((zh, *words.get("also", ()))), rf"\b(?:{any_form(words['en'])})\b"
    sums = sure = None
    if "sums" in words:
        named = rf"\b(?:{any_form(words['sums'])}){_GAP}+"
        sum_en = rf"{named}(?:\w+{_GAP}+)?(?-i:[A-Z]{{2,3}})?{_GAP}*[0-9]"
        sums = re.compile(rf"{zh}[^0-9，。；、：]?※*[0-9]"), re.compile(sum_en, re.I)
    if (certain := words.get("sure")) is not None:
        now = "".join(f"(?<!{word} )" for word in lexicon().denials["earlier"])
        sure = re.compile(rf"{now}\b(?:{any_form(certain)})\b" if certain else "(?!)", re.I)
    return _Side(re.compile(zh), re.compile(also), re.compile(en, re.I), sums, sure)


def _states(zh: str, en: Sequence[str]) -> tuple[Mapping[str, Sequence[str]], ...]:
    """The two sides of what has been done or not: 经审计, “unaudited”."""
    words = lexicon().denials["done"]
    done, undone = ([before + zh for before in words[side]] for side in ("before", "denied"))
    unsaid = [f"(?:un-?){any_form([word])}" for word in en]
    return (
        {"zh": done, "sure": [], "en": en},
        {"zh": undone, "also": words["also"], "sure": unsaid, "en": unsaid},
    )


def denials_zh(text: str) -> tuple[Denial, ...]:
    """The denials of a Chinese text."""
    known = _answers()
    found: list[Denial] = []
    for match in pattern(_ZH).finditer(text):
        word, kind, at = match.group(), match.lastgroup, match.start()
        fixed = kind in ("nothing", "double")
        answers = known.get(word) or (known.get(word[0]) if kind == "nothing" else None)
        certain = kind == "denies" or (kind == "loose" and answers is not None)
        idle = fixed or word in lexicon().denials["zh"]["idle"]
        again = not fixed and found and text[max(0, at - 1)] in _AGAIN
        double = kind == "double"
        found.append(Denial(word, at / len(text), certain, answers, idle, bool(again), double))
    return tuple(found)


def denials_en(text: str) -> tuple[Denial, ...]:
    """The denials of an English text: plain ones (`certain`) and words that answer one."""
    idle = lexicon().denials["en"]["idle"]
    return tuple(
        Denial(
            match.group(),
            match.start() / len(text),
            match.lastgroup == "denies",
            idle=match.group() in idle,
        )
        for match in pattern(_EN).finditer(lower(text))
        if match.lastgroup in ("denies", "also")
    )


def sentences(zh: str, en: str) -> list[tuple[slice, slice]]:
    """The sentences of both texts side by side; one pair of wholes where they are not as many."""
    parts = [_parts(zh, _SENTENCE_ZH), _parts(en, _SENTENCE_EN)]
    if len(parts[0]) != len(parts[1]):
        return [(slice(0, len(zh)), slice(0, len(en)))]
    return list(zip(*parts, strict=True))


def _parts(text: str, stop: re.Pattern[str]) -> list[slice]:
    cuts = [0, *(m.end() for m in stop.finditer(text))]
    if text[cuts[-1] :].strip():
        cuts.append(len(text))
    return [slice(a, b) for a, b in itertools.pairwise(cuts)]


def lost(
    zh: tuple[Denial, ...], en: tuple[Denial, ...], length: int, text: str = ""
) -> tuple[str, ...]:
    """The certain denials of the Chinese with nothing like one near in the English.

    Args:
        length: characters of the Chinese.
    """
    left, answered = list(en), set()
    for mine in zh:  # what another word of the Chinese accounts for answers no denial
        fits = mine.answers
        if fits is not None or (not mine.certain and mine.word[0] not in "不未没无"):
            near = [d for d in left if (fits.match(d.word) if fits else not d.certain)]
            nearest = min(near, key=lambda d: abs(d.place - mine.place), default=None)
            if nearest and (length <= _SHORT or abs(nearest.place - mine.place) <= _BESIDE):
                left.remove(nearest)
                answered.add(mine)
    asking = (m for m in zh if m.certain and m not in answered)
    alone = [m for m in asking if not (m.answers and m.answers.search(text))]
    if [m.word[0] for m in alone[:2]] in _ONLY and _is_only_for(text, en):
        alone = alone[2:]  # 未经检疫的不得调运: only what has been inspected may be
    if len(alone) == 1 and left and not pattern(_TORN, re.I).search(text):
        return ()  # one for one, wherever it stands
    reach = 1.0 if length <= _SHORT else _NEAR
    far = []
    for mine in alone:
        near = list(left)
        if mine.again:  # 无铅且不含卤素: “free of”
            near += (d for d in en if d.certain or " " in d.word)
        if not any(abs(d.place - mine.place) <= reach for d in near):
            far.append(mine)
    # English must have so many; a compound said again (不明) may be left to “these”.
    asked = sum(not d.again and d.answers is None for d in alone)
    asked += len({d.word for d in alone if d.answers is not None})
    if pattern(_TORN, re.I).search(text) or (not far and asked > len(left)):
        far = alone
    return tuple(m.word for m in far)


def _is_only_for(text: str, en: tuple[Denial, ...]) -> bool:
    """Whether “only” is said of something that is not denied: only those with a permit may."""
    only = pattern(r"\b<<denials.en.only>>\b", re.I).search(text)
    if not only:
        return False
    end = pattern(r"\b<<denials.en.may>>\b|[,.;:()]", re.I).search(text, only.end())
    whom = range(only.end(), end.start() if end else len(text))
    return not any(round(denial.place * len(text)) in whom for denial in en)


def added(zh: tuple[Denial, ...], en: tuple[Denial, ...], text: str = "") -> tuple[str, ...]:
    """The plain denials of the English where the Chinese has nothing of the kind.

    Where it denies a denial, only one that stands alone: 没有一家不达标 “not one meets”.
    """
    undone = len(en) > 1 or pattern(r"\b<<denials.en.undone>>\b", re.I).search(text)
    if any(not d.idle or (d.double and undone) for d in zh):
        return ()
    return tuple(d.word for d in en if d.certain)


def turned(zh: str, en: str) -> Opposite | None:
    """A word of the Chinese whose opposite alone the English says, as 亏损 and “profit”.

    Certain is what is said of a sum (whose imports are another's exports), and what is `sure`.
    """
    unsure = None
    for mine, other in _opposites():
        said = mine.zh.search(zh)
        given = (other.sure or other.en).search(en) if said else None
        if said and given and not other.also.search(zh) and not mine.en.search(en):
            sums = mine.sums and other.sums and (mine.sums[0].search(zh), other.sums[1].search(en))
            certain = other.sure is not None or bool(sums and all(sums))
            found = Opposite(said.group(), given.group(), certain)
            if certain:
                return found
            unsure = unsure or found
    return unsure
