"""Is the English well-formed: its characters and spaces, its pairs, and no word twice?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from jiebang.checks.context import Context
from jiebang.checks.style import style
from jiebang.document.model import Finding, Translation
from jiebang.text.spaces import squash

# Marks of direction and of no width, control characters, ends of lines, private ones.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Seen by nobody, though Unicode calls them letters, marks or symbols; and the one for a fault.
_BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U000e0100-\U000e01ef]"
)
_WORD = re.compile(r"[^\W\d_]+")
_OURS = ("LATIN", "CJK")
# Greek letters stand beside Latin ones in units and symbols (kΩ, Δt); these look Latin.
_GREEK = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορυ")


def characters(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error for each character that is not seen; a warning for a word of mixed alphabets."""
    en = "\n".join((translation.en, *translation.notes))
    for char in dict.fromkeys(en):
        unseen = char != "\n" and unicodedata.category(char) in _UNSEEN
        if unseen or _BLANKS.match(char):
            count = en.count(char)
            times = f", {count} times" if count > 1 else ""
            message = (
                f"{_named(char)}{times}: nobody sees it, or it moves what is seen; take it out"
            )
            yield context.error("characters", translation, message)
    if en.isascii():
        return
    for word in dict.fromkeys(_WORD.findall(en)):
        char = next((c for c in word if _is_foreign(c, word)), "")
        if char and word not in translation.zh:
            message = f"“{word}” has {_named(char)}: write it in Latin letters"
            yield context.warning("characters", translation, message)


def _is_foreign(char: str, word: str) -> bool:
    """Whether a letter is of another alphabet than English is written in."""
    if char.isascii() or not char.isalpha() or _BLANKS.match(char):
        return False
    name = unicodedata.name(unicodedata.normalize("NFKC", char)[0], "")
    if name.startswith("GREEK"):
        return char in _GREEK and any(c.isascii() for c in word)
    return not name.startswith(_OURS)


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


_DOUBLE = re.compile(r"(?<!\S)\S+[ \u00a0]{2,}\S+")
# A mark before a letter or digit may be a name: “ .NET”, “ :8080”.
_BEFORE_MARK = re.compile(r"(?<!\S)\S+\s+(?:[,;:!?.](?![\w.])|[)\]}”])")
_AFTER_OPENING = re.compile(r"[(\[{“]\s+\S+")
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
# CJK marks and full-width forms; “ ” … — are at home in both languages.
_WIDE = re.compile(r"[\u3000-\u303f\ufe30-\ufe4f\uff01-\uff65\uffe0-\uffe6]")
# “the the”, “of of the”, and two or three words twice: “in the in the”.
_TWICE = re.compile(
    r"(?<![\w-])([A-Za-z][\w’'-]*(?: [A-Za-z][\w’'-]*){0,3})[ \u00a0]\1(?![\w’'-])", re.I
)
# “(Laughter) (Laughter)”, which the Chinese says once.
_BRACKETS = re.compile(r"([(\[“\"][^()\[\]“”\"]{2,40}[)\]”\"])(?:[\s,.;]*\1)+")
_BRACKETS_ZH = re.compile(r"[（(【\[“「][^（）()【】\[\]“”「」]*[）)】\]”」]")
_INCH = r"(?<=[0-9])[\"']"
_FAULTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?!{_INCH})[\"']"), "a straight quote: write “ ” or ’"),
    (re.compile(r"(?<!\.)\.\.(?!\.)"), "two full stops: keep one"),
    (re.compile(r"([,;:])\s*\1|,\s*[;.]|;\s*[,.](?!\w)"), "two marks together: keep one"),
    (re.compile(r"(?<![-\w])--(?!-)|(?<=\w)--(?=\w)"), "a double hyphen: write —"),
    (re.compile(r"\.\.\."), "three full stops: write …"),
    (re.compile(r"[0-9](?:TB|GB|PB|Gb|Tb|[TP]FLOPS|[TP]OPS|km|mm|cm|kg|ms|μs|kW|dB|Wh)\b"),
     "a unit joined to its figure: put a space between"),
    (re.compile(r"(?:≥|≤|>|<)\s+(?=[0-9])"), "a space after a sign of comparison: take it out"),
)  # fmt: skip
_LINK = re.compile(r"<?https?://\S*|(?<!\S)[^\s@]+@[^\s@]+\.[^\s@.]\S*?(?=[.;]?(?:\s|$))")
_STOP = re.compile(r"[.!?…][)\]”’]*$")
_ZH_STOP = re.compile(r"[。！？][）)”]*$")
_ZH_CLAUSE = re.compile(r"[；;]$")
_EN_CLAUSE = re.compile(r"[;.]$")


def spacing(translation: Translation, context: Context) -> Iterator[Finding]:
    """Warn of doubled spaces, spaces before a mark, and spaces at either end."""
    en = translation.en
    faults = (
        (_DOUBLE, "two spaces together"),
        (_BEFORE_MARK, "a space before a punctuation mark"),
        (_AFTER_OPENING, "a space after an opening bracket or quote"),
    )
    for pattern, what in faults:
        match = pattern.search(en)
        if match:
            yield context.warning("spacing", translation, f"{what}: “{match.group()}”; take it out")
    if en != en.strip():
        yield context.warning("spacing", translation, "spaces at the start or end; take them out")


def leftover(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for Han characters and for full-width characters in the English."""
    han = _HAN.findall(translation.en)
    if han:
        found = ", ".join(dict.fromkeys(han))
        message = f"Chinese left in the English: {found}; translate it, or give it in pinyin"
        yield context.error("leftover", translation, message)
    wide = _WIDE.findall(translation.en)
    if wide:
        found = " ".join("a full-width space" if c == "\u3000" else c for c in dict.fromkeys(wide))
        message = f"full-width characters in the English: {found}; use the English ones"
        yield context.error("leftover", translation, message)


def repeats(translation: Translation, context: Context) -> Iterator[Finding]:
    """An error where the same word, or up to four words, stand twice in a row.

    Repeated in the Chinese as well (“xx xx”), they are no slip.
    """
    for match in _TWICE.finditer(translation.en):
        words = match[1]
        before = translation.en[: match.start()].lower().split()[-1:]
        joint = words.lower().split()[1:]
        joined = len(joint) == 1 and joint[0] in style()["repeats"]["joints"]
        if joined and (joint != ["to"] or before == ["from"]):
            continue  # faster and faster and, from time to time to
        if words.lower() in style()["repeats"]["twice"] or squash(match.group()) in squash(
            translation.zh
        ):
            continue
        message = f"“{match.group()}”: take out one “{words}”"
        yield context.error("repeats", translation, message)
    for match in _BRACKETS.finditer(translation.en):
        bracketed = _BRACKETS_ZH.findall(translation.zh)
        if len(bracketed) == len(set(bracketed)):
            message = f"“{match.group()}”: say it once, as the Chinese does"
            yield context.error("repeats", translation, message)


def typography(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for punctuation against the style guide, and for an end that differs.

    Quotes are curly, a dash is no double hyphen, no mark stands twice, a unit
    stands apart from its figure and ≥ next to it. A 。 at the end of the Chinese
    is a full stop in the English, a ； stays a semicolon (the last may be a stop).
    """
    en = _LINK.sub(" link ", translation.en)
    for pattern, what in _FAULTS:
        match = pattern.search(en)
        if not match:
            continue
        as_printed = match.group() in translation.zh and not match.group()[0].isalnum()
        if not as_printed:  # “...” may stand in both
            around = en[max(0, match.start() - 12) : match.end() + 8].strip()
            yield context.error("typography", translation, f"“{around}”: {what}")
    zh = translation.zh.rstrip()
    if _ZH_STOP.search(zh) and not _STOP.search(en.rstrip()):
        message = "the Chinese ends with a full stop, the English does not; add it"
        yield context.error("typography", translation, message)
    elif _ZH_CLAUSE.search(zh) and not _EN_CLAUSE.search(en.rstrip()):
        message = "the Chinese ends with ；, the English with neither ; nor a full stop; add it"
        yield context.error("typography", translation, message)


_CLOSING = {")": "(", "]": "[", "}": "{", "”": "“"}
_OPENING = frozenset(_CLOSING.values())
# “1)” and “a)” at the head of an item close nothing.
_MARKER = re.compile(r"(?:^|(?<=[\s;,:]))(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})\)")
# 15.6" and 5′10″ are measures; after a digit a straight quote opens nothing.
_INCH_MARK = re.compile(r"(?<=[0-9])\"(?=[\s,.;)]|$)")
# （一） is an outline number, which English writes in its own way; one character belongs to
# a word or unit: 3年（含）以上, 台（套）, dB（A）.
_ZH_PAIR = re.compile(r"[（(](?![一二三四五六七八九十0-9]{1,3}[）)]|.[）)])[^（）()]*[）)]")


def pairs(translation: Translation, context: Context) -> Iterator[Finding]:
    """Errors for unbalanced brackets and quotes; a warning where brackets got lost."""
    fault = _fault(translation.en)
    if fault:
        yield context.error("pairs", translation, f"{fault}; add its other half or take it out")
    wanted = len(_ZH_PAIR.findall(translation.zh))
    if wanted and "(" not in translation.en and "[" not in translation.en:
        message = (
            f"the Chinese has {wanted} bracketed part(s), the English none; "
            "see that nothing was left out"
        )
        yield context.warning("pairs", translation, message)


def _fault(text: str) -> str:
    """The first bracket or quote without its other half, in words; "" if none."""
    open_: list[str] = []
    if text.count(")") > text.count("("):  # else the bracket of a marker is wanted as a closer
        text = _MARKER.sub("", text)
    for char in text:
        if char in _OPENING:
            open_.append(char)
        elif char in _CLOSING:
            if not open_:
                return f"{char} closes nothing"
            last = open_.pop()
            if last != _CLOSING[char]:
                return f"{char} stands where {last} should be closed"
    if open_:
        return f"{open_[-1]} is never closed"
    if _INCH_MARK.sub("", text).count('"') % 2:
        return 'an odd number of straight quotes (")'
    return ""
