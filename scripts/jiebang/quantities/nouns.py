"""Noun phrases in front of an amount and behind it: rules over words, no dictionary."""

from __future__ import annotations

import re

from jiebang.quantities.name_words import pattern
from jiebang.quantities.units import unit_table

# Before what is counted these are verbs: 覆盖语种≥20个, 标注图像≥1万张; not 覆盖率.
_COUNTED_VERB = (
    r"(?:{counts}|(?:^|(?<=[，。；、])){counts_first})(?!{no_verb_before}|面|范围|区域|式|表情)"
)
_GOVERNS = "(?!新增(?:产值|销售|就业|收入|税收|利润)){strong_zh}(?!{no_verb_before})"
_SOME = "[0-9一二三四五六七八九十两]{1,2}个?"
_MONTH = "[0-9]{1,2}月(?:[0-9]{1,2}日|份|[底末])"
# 2024年, 截至9月末, 今年以来, 近三年, 春运期间
_TIME = (
    rf"(?:{{until}}?(?:20[0-9]{{2}}年(?:度|[底末初])?(?:{_MONTH}?)?|(?<![0-9]){_MONTH}|{{times_zh}}"
    rf"|近?{_SOME}[年月天日][来间]|[近前]{_SOME}[年月天日])(?:以来|期间|间(?!隔)|之前|时(?!间)|前(?!三)|内)?)"
)
# 每头每天, 每平方米; before a comparator 单户, too, but before a noun not 每辆汽车, 单价.
_EACH = "每[0-9百千万]{0,4}{each_zh}"
_EACH_LAST = (
    r"(?:[每单][0-9百千万]{0,4}[个一]?(?:{each_zh}|[\u4e00-\u9fff]{1,2}企业)"
    r"|每[0-9百千万]{0,4}(?:[个一](?![\u4e00-\u9fff]?{sizes_zh}$))?[\u4e00-\u9fff]{1,2})"
)
# 较上年, 比参考胎: what a change is set against; before a level 较 and 比 may be part of a noun.
_THAN = r"(?:{than}|[与同和跟](?=[^，。；]{1,20}?相?比))"
_THAN_LEVEL = r"(?:{than_level}|与[^，。；]{1,20}?相比|[比较](?=[A-Za-z0-9]|{others})(?!较))"
_THAN_WHAT = (
    r"(?:[^，。；]{0,20}?相?比(?=[^例重率值]|$)|[^，。；的]{0,24}的|[A-Za-z0-9][A-Za-z0-9.\-]*(?!年)"
    r"|[^，。；]{0,8}?{versus_zh}+|[^，。；0-9的]{1,12}?(?={strong_zh}))"
)
# 占总装机的56%, 为普通岩棉的三分之一: the whole of a share.
_SHARE_OF = (
    r"(?:{of_whole}(?:(?!比重|比例|份额)[^，。；、0-9]){0,14}"
    r"|恢复[至到](?:20[0-9]{2}年)?[^，。；、0-9]{0,14}的|{as_part}(?:[A-Z][0-9]|[^，。；、0-9]){1,14}的"
    r"|(?<=[\u4e00-\u9fff]{2}[^年度月末底前后来计均，])完成[^，。；、0-9]{2,14}的"
    r"|(?<!^)由[^，。；、0-9]{1,12}(?:{bears_zh}|{given_zh}))"
)
_BASED = r"{based}[^，。；、]{1,12}?(?:基础上|水平上|之上)"
_BEYOND = r"(?<![\u4e00-\u9fff]){beyond}[^，。；、0-9]{1,10}"  # ，高出监管要求
# What stands between a noun and its comparator, or leads on to it; what leads in a noun.
_TAIL = (
    rf"(?:{{between_zh}}|在[^，。；、0-9]{{1,10}}以[上下]、|{_TIME}|{_EACH_LAST}|{_SHARE_OF}|{_BASED}|{_BEYOND}"
    r"|(?<=[\u4e00-\u9fff])最[高大多低小]|\s?[A-Za-z]{1,4}下|\s)+$"
)
# (3‰以上, -40℃下 and the like are no part of the noun, either)
_CLASS = "级(?![别联配差数次])"  # 3000吨级船舶
_HEAD = (
    rf"(?:(?<=[℃°CVAWHz以])下(?![行传载沉降层游属垂料])|(?<=[次周年月天时])后(?![端台视处续备置期轮悬]))?"
    rf"(?:{{leads_zh}}|{_TIME}|{_EACH}|{_CLASS}|[、/；\s])*"
)
_CONDITION = (
    r"{conditions}下的?|(?<=[\u4e00-\u9fff]{2})(?<![、和及与][\u4e00-\u9fff])后(?![端台视处备置期]|续(?!航)|$)"
    r"|{conditions_end}"
    r"|(?<=在).{2,20}?[上中内](?=[^\u3000-\u303f])"
    r"|(?<=[\u4e00-\u9fff]{2})(?<![实及同临定小延即])时(?![间延长刻效域段速序])"
)
# What parts a noun from what stands before it: conditions, verbs, 服务企业, A、B等.
_PARTS = rf"{_CONDITION}|{_GOVERNS}|{{done_of}}的|服务(?={{served}})|等(?![级效待离高距])"
# What a noun phrase behind an amount does not go beyond.
_BEHIND = re.compile(r"[\u4e00-\u9fffA-Za-z0-9/“”\-+ ·]{1,80}")
_BEHIND_STOP = (
    r"{changes_to}?[至到](?=\s?[0-9])|[达有共](?=[约近超]?\s?[0-9])|为(?=\s?[±-]?[0-9])|{behind_stops}|[≥≤<>]|[和与及](?=[0-9不超至])"
    r"|{verbs_zh}了|[\u4e00-\u9fff]到?(?<![已为])了(?![解结])"  # 牧民养了八九千头牛羊
)
_VERBAL_TAIL = "{not adjectives_zh}(?:{acts_how}?{acts_behind}|中|(?<!以)[上内下])+$"
# 处五千元以上三万元以下的罚款, 4台30万千瓦机组: another amount stands before the noun.
_SECOND = re.compile(r"[0-9.一二三四五六七八九十百千万亿两]{1,9}\s?")
_BEHIND_NOISE = rf"\s*(?:{_CLASS}|的|完成|实现|(?:条件)?下的?|以[上下内]|\s)*"
# 不同的安全任务, 千亿参数的大模型: this 的 does not end the phrase.
_KEPT = re.compile(r"不同的?|[十百千万亿]+级?参数的")
# 单跨150米以上的桥梁; not 免赔额后按90%的比例
_CLAUSE_BEHIND = r"{relative}|[\u4e00-\u9fff]{1,6}(?<![按后])[0-9]+[^，。；、的0-9]{1,6}的"


_FIGURE = re.compile(r"(?<=[\u4e00-\u9fff])[0-9.]+[十百千万亿]*")


def noun_behind(text: str, end: int) -> tuple[int, int] | None:
    """The span of the noun phrase right behind `end`; None if there is none.

    A relative clause is skipped: 一款[支持…的]服务器架构.
    """
    phrase = _BEHIND.match(text, end)
    if not phrase:
        return None
    second = None if _KEPT.match(text, end) else _SECOND.match(text, end)
    if second and (unit := unit_table().read(text, second.end())):
        end = unit[1]
    noise = pattern(_BEHIND_NOISE).match(text, end)
    start, stop = (noise.end() if noise else end), phrase.end()
    if pattern("{no_head_zh}").match(text, start):
        return None
    clause = pattern(_CLAUSE_BEHIND).match(text, start)
    if clause and (head := _clause_of(text, start)):
        return head
    kept = _KEPT.match(text, start, stop)
    if cut := pattern(_BEHIND_STOP).search(text, kept.end() if kept else start, stop):
        stop = cut.start()
        if stop - start == 1 and cut.group().endswith("了"):
            return None  # 抢修了三公里管线
    for figure in _FIGURE.finditer(text, start, stop):
        if unit_table().read(text, figure.end()):
            stop = figure.start()  # 5家单位|32名人员
            break
    if tail := pattern(_VERBAL_TAIL).search(text, start, stop):
        stop = stop if tail.start() - start < 2 else tail.start()
    span = _trimmed(text, start, stop)
    if span is None or text[span[0]].isdigit() or pattern("{no_noun_zh}+$").fullmatch(text, *span):
        return None
    return span


def _clause_of(text: str, start: int) -> tuple[int, int] | None:
    """The noun behind a relative clause: after its last 的, up to the next stop."""
    clause = re.compile(r"[^，。；：（(]{0,80}").match(text, start)
    if clause is None or "的" not in clause.group():
        return None
    first = start + clause.group().rindex("的") + 1
    cut = pattern(_BEHIND_STOP).search(text, first, clause.end())
    return _trimmed(text, first, cut.start() if cut else clause.end())


def noun_before(
    text: str,
    left: int,
    end: int,
    *,
    counted: bool = False,
    of: bool = False,
    changed: bool = False,
) -> tuple[int, int] | None:
    """The span of the noun phrase in `text[left:end]` that ends at `end`, stripped of all that
    is no part of a name; None if nothing is left.

    `counted`: the amount is one of things (个, 家). `of`: 的 follows the amount, so that
    it belongs to a relative clause. `changed`: it is what something changes by or to.
    """
    stop = -1
    while stop != end:
        stop, end = end, _without_tail(text, left, end)
    than = pattern(_THAN if changed else _THAN_LEVEL).search(text, left, stop)
    if than := than or pattern(_THAN).match(text, left, stop):
        if than.start() - left >= 2:
            stop = _without_tail(text, left, than.start())
        else:
            what = pattern(_THAN_WHAT).match(text, than.end(), stop)
            left = what.end() if what else than.end()
            if what is None or stop - left < 3:
                return None  # 比公路便宜, 比基线高, 较去年扩容
    start = _after_head(text, left, stop)
    parts = _PARTS if not counted else f"{_PARTS}|{_COUNTED_VERB}"
    for match in pattern(parts).finditer(text, left, stop):
        if stop - match.end() >= 2:
            start = max(start, match.end())
    if (clause := pattern("{clausal}").search(text, left, stop)) and "的" in text[
        clause.end() : stop
    ]:
        start = max(start, text.rindex("的", clause.end(), stop) + 1)
    if of:
        start = max(start, text.rfind("、", start, stop) + 1)
    span = _trimmed(text, _after_head(text, start, stop), stop)
    return None if span and _is_no_noun(text, *span) else span


def _is_no_noun(text: str, start: int, stop: int) -> bool:
    """Of 五年前的2.4倍 what is left is 前; 这款10.1英寸的平板电脑 is told by what follows."""
    if text[start] not in "一这":
        said = text[max(0, start - 1) : stop]
        return len(said) < 5 and said.endswith(("年前", "月前", "天前", "年间"))
    counter = unit_table().read(text, start + 1)
    return bool(counter and counter[1] == stop and counter[0].kind == "count")


def _without_tail(text: str, left: int, end: int) -> int:
    """Before brackets, and before words that are no part of a noun, that end at `end`."""
    bracket = _BRACKET_LAST.search(text, left, end)
    stop = bracket.start() if bracket else end
    tail = pattern(_TAIL).search(text, left, stop)
    return tail.start() if tail else stop


def _after_head(text: str, start: int, stop: int) -> int:
    head = pattern(_HEAD).match(text, start, stop)
    return head.end() if head else start


_BRACKET_LAST = re.compile(r"(?:[（(][^（()）]*[）)] *| )+$")
_MARKER = re.compile(r"\s*(?:[（(](?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[）)]|[①-⑳])")


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """The span without signs at its ends, nor a list's marker; None if nothing is left."""
    noise = "Φφ∅Ø 、，/的：:“”‘’\"'-—="
    if marker := _MARKER.match(text, start, stop):
        start = marker.end()
    while start < stop and text[start] in noise:
        start += 1
    stop = start + len(text[start:stop].rstrip(noise))
    if stop - start < 1 or not re.search(r"[\u4e00-\u9fffA-Za-z]", text[start:stop]):
        return None
    return start, stop


def is_size(text: str, span: tuple[int, int]) -> bool:
    """Whether what a noun ends with can be measured: 量, 率, 成本."""
    return bool(pattern("{sizes_zh}$").search(text, *span))


def begins_with_verb(text: str, start: int, *, strong: bool = False) -> bool:
    """Whether a verb that governs stands at `start`; `strong`: one that is no part of a noun."""
    return bool(pattern(_GOVERNS if strong else "{verbs_zh}").match(text, start))


def is_governed(before: str) -> bool:
    """Whether a verb that has what follows for its object ends a text: 应能承受 200 K的温差."""
    return bool(pattern(r"(?:{governs_last}|[可能][\u4e00-\u9fff]{2})$").search(before))


_TAIL_VERB = (
    r"(?:{verbs_zh}|{prepositions_zh}|做|用|含|建|做到|处|超|了|过|(?<![集])中|内|里)"
    r"\s*(?:了|到|至|出|有|过)?\s*$"
)


def tail_is_verb(head: str) -> bool:
    """Whether what stands before an amount ends in a verb or preposition, or is empty."""
    head = head.rstrip()
    return not head or bool(pattern(_TAIL_VERB).search(head))
