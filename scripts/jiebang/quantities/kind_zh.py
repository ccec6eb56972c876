"""What a Chinese figure is: a measure, a date, an item number, a name. Named rules, in order."""

from __future__ import annotations

import re
from collections.abc import Callable

from jiebang.quantities.amount import Change, Kind
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.reading_zh import Reading

_HAN = re.compile("[\u4e00-\u9fff]")
_LISTED = re.compile(r"\s*[、/]\s*")
_ARTICLE = re.compile(r"一\s*(?:[种个套款台项次条类家张位])")
_MADE = re.compile(
    r"(?:研制|研发|开发|形成|建立|建成|构建|搭建|打造|建设|支持|满足|完成|提出|制定|设计|获得|创建|突破|发布)(?:出|了)?\s*$"
)
_MADE_OF = re.compile(r"\s*(?:基于|面向|适用于|用于|针对)")
# 每6个月校准一次
_HOW_OFTEN = re.compile(r"每[^，。；、]{0,6}[年月天日周时钟秒班季度期][^，。；]*$")
_NO_COUNT = re.compile(
    r"[一二两三](?:种|项|个|类|款|台)(?:或|及|和)(?:多|几|两|若干)|一个个|一次性|一点|一条龙|一部分"
    r"|一种新|一批|[一二两三]期|一组组|一对一|一人一|一件事|一张网|一路|一站"
)
_GRADED = re.compile(r"(?:及?以[上下])?(?:$|[，。；、（(])")
MARK_AFTER = re.compile(r"\s*(?:[、)）]|\.(?![0-9]))")
_MARK_BEFORE = re.compile(r"(?:^|[。；;（(\n])\s*$")
_GENERATION = re.compile(r"代(?!码|表|理|替|价|谢)")
# 可靠度0.9999, 中间价报7.1884, 像素五千万: what has a value without a unit.
_VALUED = re.compile(
    r"(?:[率度值比价数]|指数|系数|评分|得分|[a-zA-Z]|像素|参数|参数量|规模)(?:为|是|报|达)?$"
)
_NUMBERED = re.compile(r"\s*(?:号|σ|〕|代(?!码|表|理|替|价|谢))")


# ---------------------------------------------------------------- what a figure is
def _is_settled(r: Reading) -> Kind | None:
    """Dates, ordinals, names: the scanner knows them."""
    return r.quantity.kind


def _is_marker(r: Reading) -> Kind | None:
    """1、 （2） 3. at the head of a clause."""
    q = r.quantity
    if not q.bare or q.scaled or q.share or q.value_max is not None:
        return None
    if _MARK_BEFORE.search(r.text, max(0, q.start - 3), q.start) and MARK_AFTER.match(
        r.text, q.end
    ):
        return Kind.ORDINAL
    return None


def _is_numbered(r: Reading) -> Kind | None:
    """21号, 3σ, 第二代, IP67."""
    q = r.quantity
    if q.unit in ("σ", "代") or (q.bare and _NUMBERED.match(r.text, q.end)):
        return Kind.NAME
    if q.unit == "N" and (r.text.startswith("级", q.end) or "纯" in r.before[-8:]):
        return Kind.NAME  # 纯度5N级, 纯度达到6N
    return Kind.NAME if _GENERATION.match(r.text, q.end) else None


def _is_year(r: Reading) -> Kind | None:
    q = r.quantity
    months = q.unit == "月" and q.value <= 12 and (q.value_max or 0) <= 12
    if months and not r.compared.said and q.tolerance is None and q.form == "":
        return Kind.DATE
    whole = q.value.denominator == 1 and 1900 <= q.value <= 2100 and not q.scaled
    return Kind.DATE if whole and q.unit in ("年", "年度") and q.end - q.start <= 7 else None


def _is_base(r: Reading) -> Kind | None:
    """每24小时, 每100公里, 一克材料的比表面积: the base of a rate."""
    q, start = r.quantity, r.compared.start
    if q.han and q.value == 1 and q.unit in lexicon().rates["one_of"]:
        begins = not start or r.text[start - 1] in "，、；"
        return Kind.BASE if begins and _HAN.match(r.text, q.end) else None
    each = r.text[max(0, start - 3) : start]  # 每生产1吨钢
    doing = (f"每{verb}" for verb in lexicon().rates["doing"])
    return Kind.BASE if each.endswith(("每", *doing)) else None


def _is_letter_name(r: Reading) -> Kind | None:
    """5G, 7B, 4K, 25Foo: letters behind a figure that nothing compares, and no unit wanted."""
    q = r.quantity
    wanted = lexicon().numerals["zh"]["name_letters"].get(q.unit)
    if (
        q.unit == "K"
        and r.compared.change is not Change.LEVEL
        and "温" in r.text[r.floor : q.start]
    ):
        return None  # 涡轮前温度较上一代提高150 K
    if wanted is not None and (q.unit in "PTEMKk" or not r.compared.said):
        meant = wanted and re.search(rf"(?:{wanted})[^，。；]{{0,6}}$", r.before)
        return None if meant else Kind.NAME
    if not q.known and q.unit[0].isascii() and q.unit[0].isalpha():
        evidence = (
            r.compared.said or r.compared.change is not Change.LEVEL or q.value_max is not None
        )
        alone = re.match(r"$|[，。；、,;）)/]", r.text[q.end : q.end + 1])
        return None if evidence or (alone and len(q.unit) > 1 and "/" in q.unit) else Kind.NAME
    return None


def _is_unknown_han(r: Reading) -> Kind | None:
    """A character behind a bare figure is a counter where something compares or scales."""
    q = r.quantity
    if q.known or not q.unit or q.unit[0].isascii():
        return None
    if r.compared.said or q.scaled or r.compared.change is not Change.LEVEL:
        return None
    return Kind.NUMBER


def _is_phrase(r: Reading) -> Kind | None:
    """统一, 之一, 一种或多种: a numeral that counts nothing."""
    q = r.quantity
    if not q.han or q.share or q.value_max is not None or q.scaled:
        return None
    before = r.text[q.start - 1] if q.start else ""
    if q.bare and not r.compared.said:
        return Kind.NUMBER
    if (
        q.bare
        or (before and before in lexicon().numerals["zh"]["no_count_before"])
        or _NO_COUNT.match(r.text, q.start)
    ):
        return Kind.NUMBER
    if q.unit == "级" and not _GRADED.match(r.text, q.end):
        return Kind.NUMBER
    return None


def _is_valued(r: Reading) -> bool:
    """可靠度0.9999，: a decimal or a scaled figure alone behind what has a value."""
    q = r.quantity
    plain = q.bare and (q.value.denominator != 1 or (q.scaled and not q.magnitude))
    ends = not r.text[r.tail : r.tail + 1] or r.text[r.tail] in "，。；、（("
    return plain and ends and bool(_VALUED.search(r.before))


def _is_bare(r: Reading) -> Kind | None:
    """A bare number that nothing compares, a bare magnitude (百亿)."""
    q = r.quantity
    if q.share or q.inner or q.form == "half" or _is_valued(r):
        return None
    if q.magnitude and not r.compared.said and not (q.counted and r.text[q.start] == "十"):
        return Kind.NUMBER
    if not q.bare:
        return None
    reason = (
        r.compared.said
        or q.tolerance is not None
        or q.paired
        or q.others
        or q.value_max is not None
    )
    return None if reason else Kind.NUMBER


def _is_fraction(r: Reading) -> Kind | None:
    """1/2 and 1:10 where nothing compares: a date, two figures, a scale, or a fraction."""
    q = r.quantity
    said = r.compared.said or r.compared.change is not Change.LEVEL
    if said or q.form not in ("fraction", "ratio"):
        return None
    return Kind.NUMBER if q.form == "fraction" else Kind.NAME if q.doubt else None


# The rules in order; the first that answers settles the kind.
RULES: tuple[Callable[[Reading], Kind | None], ...] = (
    _is_settled,
    _is_marker,
    _is_numbered,
    _is_year,
    _is_base,
    _is_letter_name,
    _is_unknown_han,
    _is_phrase,
    _is_fraction,
    _is_bare,
)


def kind_of(r: Reading, *, listed: bool, meant: bool) -> tuple[Kind, bool]:
    """What a figure is, and whether the other language may leave it out."""
    q = r.quantity
    for rule in RULES:
        kind = rule(r)
        if kind is None:
            continue
        if kind is Kind.NUMBER and (meant or (listed and _goes_on(r))):
            continue
        return kind, (kind is Kind.NUMBER and (q.han or q.magnitude)) or q.form == "link"
    if q.share or q.unit == "%" or q.meaning.kind in ("ratio", "percentage-point"):
        return Kind.SHARE, False
    counted = q.counted or q.meaning.kind == "count"
    return (Kind.COUNT if counted else Kind.AMOUNT), _is_article(r)


def _goes_on(r: Reading) -> bool:
    """In a list of bare numbers, behind one that is compared: ≥98、95、90."""
    q = r.quantity
    return bool(
        q.bare and r.floor and _LISTED.fullmatch(r.text, r.floor, q.start)
        and r.text[r.tail : r.tail + 1] in ("", "、", "，", "。", "；")
    )  # fmt: skip


def _is_article(r: Reading) -> bool:
    """一种基于视觉的方法, 在一款芯片上, 二次开发: no count of what is to be made."""
    q, text = r.quantity, r.text
    if r.compared.said:
        return False
    if q.unit == "自由度" and not q.scaled:
        return True
    if q.unit == "次" and _HOW_OFTEN.search(text, max(0, q.start - 16), q.start):
        return False
    if q.unit == "次" and q.value == 2 and q.han:
        return True
    counted = q.han and (q.counted or q.unit in ("年", "日", "天", "周"))
    if q.value != 1 or not (counted or _ARTICLE.match(text, q.start)):
        return False
    if _MADE_OF.match(text, r.tail) or q.unit == "次":
        return True
    at_end = not text[r.tail : r.tail + 1] or text[r.tail] in "，。；、（("
    return not (at_end or _MADE.search(text, max(0, q.start - 8), q.start))
