"""Whose figure a bare name is: what its sentence has introduced before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiebang.quantities.amount import Amount, Change
from jiebang.quantities.name_words import pattern, words
from jiebang.quantities.nouns import noun_before

_LONGEST = 8  # characters of a name that may be bare
_QUALITY = (
    r"(?P<of>[^，。；的]{2,16}?{activities})的?[\u4e00-\u9fff]{0,2}?{qualities}(?=$|[达优高低为])"
)
_QUALITY_ALONE = r"(?P<own>[^的]{0,2}{activities}|){qualities}"
# The thing that a clause has for its subject: 机器人在救援领域实现突破, 模型500平方公里.
_SUBJECT = (
    r"{enables}?(?!{no_subject})(?P<noun>(?:[0-9][DG]|[^，。；：（(0-9≥≤的]){1,24}?"
    r"(?:{things}|{made_things}))(?=[0-9]|{acts}|{predicates})"
)
_OF_THING = (
    r"(?!.*应用)(?P<of>[^的]{2,}{%s})(?![人房制构载舶间辆厢])(?:[从在][^的]{2,12})?"
    r"(?:[\u4e00-\u9fff]{2,8}|量)$"
)
_LONGEST_BEARER = 24
_COUNTS = ("数量", "数")
_NUMBERED = re.compile(r"(?:≥|不少于)?[0-9一]+[个套台款项种类](?:以上)?$")
_WHOLE = re.compile(r"(?:整机|样机)?(?:的?(?:研制|研发|开发|设计|建设))?$")


def bearer_zh(text: str, amount: Amount, name: str, earlier: Sequence[str]) -> str:
    """What a bare Chinese name is of; "" where it is not sure, or the name says it itself.

    `text` is in simplified characters, `name` the name so far, `earlier` the names of what is
    measured before it in its sentence. A count has no bearer but where its name is a number's.
    """
    counted = amount.meaning.kind == "count" and not name.endswith(_COUNTS)
    bracketed = text[amount.metric_start - 1 : amount.metric_start] in ("（", "(")
    if counted or bracketed or "的" in name or not 0 < len(name) <= _LONGEST:
        return ""
    if amount.change is not Change.LEVEL or amount.metric_start >= amount.start:
        return ""
    own = pattern("{no_things}").sub("", name)
    if name.endswith(words("not_borne")) or pattern("{things}").search(own):
        return ""
    if done := _of_activity(text, amount, name, earlier):
        return done
    things = {thing for other in earlier if (thing := _of_thing(other))}
    if len(things) > 1:
        return ""
    if things and _of_thing(earlier[-1]):
        return things.pop()
    if made := _introduced(text, amount, name):
        return made
    pieces = _pieces(text, amount)
    if not earlier or not pieces or not all(re.search("[0-9]", p.group()) for p in pieces):
        return ""
    way = pattern(r"(?P<of>.{4,}?){ways}[\u4e00-\u9fff]{2}$")  # X定位 of X定位水平精度
    of = way.search(earlier[-1]) or way.search(earlier[0])
    return of["of"] if of else ""


def _of_activity(text: str, amount: Amount, name: str, earlier: Sequence[str]) -> str:
    """What is done, of one more quality of it: 帧率 behind 目标跟踪精度 is of 目标跟踪."""
    said = earlier[-1] if earlier else ""
    found, own = pattern(_QUALITY).match(said), pattern(_QUALITY_ALONE).fullmatch(name)
    listed = text[amount.metric_start - 1 : amount.metric_start] == "、"
    return found["of"] if found and own and (listed or not own["own"]) else ""


def _pieces(text: str, amount: Amount) -> list[re.Match[str]]:
    """The clauses of its sentence before the amount's own."""
    first = max(text.rfind(stop, 0, amount.metric_start) for stop in "。；：\n") + 1
    clause = max(first, *(text.rfind(comma, 0, amount.metric_start) + 1 for comma in "，,"))
    return list(re.compile("[^，]+").finditer(text, first, clause))


def _introduced(text: str, amount: Amount, name: str) -> str:
    """What the nearest clause makes, or has for its subject; else what leads in to a colon."""
    pieces = _pieces(text, amount)
    own = pieces[-1].end() + 1 if pieces else 0
    if found := _acting(text, own, amount.metric_start) if amount.condition else "":
        return found  # 成像模组1米距离精度
    for piece in reversed(pieces):
        if found := _made(text, *piece.span()) or _acting(text, *piece.span()):
            return "" if name.startswith(found[-2:]) or "、" in found else found
    return ""


def _of_thing(name: str) -> str:
    """What a measured name is of, if a thing: 语音识别数据 of 语音识别数据时长."""
    for ends in ("things", "made_things"):
        if found := pattern(_OF_THING.replace("%s", ends)).match(name):
            return found["of"]
    return ""


def _made(text: str, start: int, end: int) -> str:
    """The thing that a clause makes: 完成安防机器人整机研制, 开发预报模型1个."""
    if not pattern("{makes}").match(text, start, end):
        return ""
    number = _NUMBERED.search(text, start, end)
    stop = number.start() if number else end
    if whole := _WHOLE.search(text, start, stop):
        stop = whole.start()
    span = noun_before(text, start, stop)
    noun = text[slice(*span)].rpartition("的")[2] if span else ""
    noun = noun.removeprefix(words("series")[0])
    thing = noun.endswith((*words("things"), *words("made_things")))
    return noun if thing and 2 < len(noun) <= _LONGEST_BEARER else ""


def _acting(text: str, start: int, end: int) -> str:
    """The thing that a clause has for its subject: 机器人在救援领域实现突破, 模型500平方公里."""
    found = pattern(_SUBJECT).match(text, start, end)
    if not found:
        return ""
    noun = found["noun"]
    return noun if noun_before(text, *found.span("noun")) == found.span("noun") else ""
