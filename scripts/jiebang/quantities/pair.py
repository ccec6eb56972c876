"""Set the figures of a Chinese text against those of its English: what differs, and how surely.

`pair` is the one comparison behind the checks of figures, bounds, units, order, dates and
denial. A lost or changed figure, sign, bound, unit or change is certain; what translators do
freely (“last year” for a year, “more than” for 以上, another order) is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from jiebang.quantities.align import Pairing, align
from jiebang.quantities.amount import Amount
from jiebang.quantities.denial import added, denials_en, denials_zh, lost, sentences
from jiebang.quantities.difference import Difference
from jiebang.quantities.lexicon import alternatives, lexicon
from jiebang.quantities.numbers_en import even
from jiebang.quantities.pair_bounds import comparators, find_denial
from jiebang.quantities.pair_dates import dates, order
from jiebang.quantities.pair_numbers import numbers
from jiebang.quantities.pair_units import units
from jiebang.quantities.read_en import read_en
from jiebang.quantities.read_zh import read_zh

Rule = Callable[[Pairing], Iterator[Difference]]


@lru_cache(maxsize=64)  # several checks look at one entry, one after the other
def pair(zh: str, en: str) -> tuple[Difference, ...]:
    """What differs between a text and its translation. Linear in both; never raises."""
    zh = _MARKED_YEAR.sub("、", zh)
    days = {(m[2], m[1]) for m in _DAY_ZH.finditer(even(zh))}
    en = _DAY_EN.sub(lambda m: " ".join(m.groups()) if m.groups() in days else m.group(), en)
    found = align(zh, en, read_zh(zh), read_en(en))
    return tuple(difference for rule in RULES for difference in rule(found))


# “1.2023年……推荐表”: the number of an item and a year, no decimal.
_MARKED_YEAR = re.compile(r"(?<=(?<![0-9.])[0-9])\.(?=(?:19|20)[0-9]{2}\s*年)")
# 12月18日 “18.12”, which is no decimal.
_DAY_ZH = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]")
_DAY_EN = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{1,2})(?![0-9])")


def negation(found: Pairing) -> Iterator[Difference]:
    """A denial lost, or one from nowhere. Bounds (不少于) are left to the comparators."""
    zh = [span for f in found.zh_figures if f.amount.word for span in _around(f.amount)]
    zh += [match.span() for match in _negated().finditer(found.zh)]
    en = [span for f in found.en_figures if f.amount.word for span in _around(f.amount)]
    both = (find_denial(mine, theirs, found.en) for mine, theirs in found.matches)
    en += [span for span in both if span]
    mine, theirs = _blotted(found.zh, zh), _blotted(found.en, en)
    for part, other in sentences(mine, theirs):
        of_zh, of_en = denials_zh(mine[part]), denials_en(theirs[other])
        if words := lost(of_zh, of_en, part.stop - part.start, theirs[other]):
            yield Difference(
                "negation",
                True,
                f"the Chinese denies ({', '.join(words)}), the English does not; write “not”, "
                "“no”, “shall not”",
            )
        elif words := added(of_zh, of_en):
            yield Difference(
                "negation",
                True,
                f"the English says “{words[0]}”, the Chinese denies no such thing; correct it",
            )


@lru_cache(maxsize=1)
def _negated() -> re.Pattern[str]:
    """Bounds that are said with a denial: 不晚于, 不超过."""
    return re.compile(alternatives(zh for w in lexicon().comparators if w.negated for zh in w.zh))


def _around(amount: Amount) -> tuple[tuple[int, int], tuple[int, int]]:
    """The words that compare, before and behind a figure."""
    return (amount.start, amount.number_start), (amount.number_end, amount.end)


def _blotted(text: str, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = "※" * max(0, end - start)
    return "".join(chars)


RULES: tuple[Rule, ...] = (numbers, comparators, units, order, dates, negation)
