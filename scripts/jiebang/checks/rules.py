"""The checks of one translation, but for lists and terms: is it whole, well-formed and readable?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from jiebang.corpus.glossary import TermBase
from jiebang.document.model import Severity, State, Translation
from jiebang.quantities.pair import pair
from jiebang.text.spaces import squash
from jiebang.text.words import read_yaml

# What must be mended, and what a person should look at; each with what is wrong and what to do.
ERROR, WARNING = Severity.ERROR, Severity.WARNING
Problem = tuple[Severity, str]
Check = Callable[[Translation, TermBase], Iterator[Problem]]


@cache
def style() -> dict[str, Any]:
    """What style.yml has, with its patterns ready."""
    data = read_yaml(resources.files("jiebang.checks") / "style.yml")
    for entry in data["calques"]:
        entry["en"] = re.compile(rf"\b(?:{entry['en']})(?!\w)", re.I)
    for entry in data["typography"] + data["spacing"] + data["ends"]:
        entry["en"] = re.compile(entry["en"])
    data["lists"] = {name: re.compile(pattern) for name, pattern in data["lists"].items()}
    for name in ("singular", "stem"):
        data[name] = [(re.compile(pattern), new) for pattern, new in data[name]]
    return dict(data)


def empty(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """Warn of an untranslated entry; blanks that pass for English are an error."""
    state = translation.state
    if state is State.MISSING:
        yield WARNING, "untranslated; write the English, or run `jiebang translate`"
    elif not translation.en.strip():
        yield ERROR, f"the state is {state}, but the English is blank; write it, or clear msgstr"


def stale(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """An error where the Chinese has changed since the English was written."""
    if translation.stale:
        was = f"the Chinese has changed since: it was “{translation.stale}”"
        yield ERROR, f"{was}; bring the English up to it and clear the mark"


# Figures lost or added; bounds lost, reversed or added, and ranges taken apart; other units,
# currencies, rates and changes; figures swapped; days of the calendar; denials lost or added.
FIGURES = ("numbers", "comparators", "units", "order", "dates", "negation")


def figures(name: str, translation: Translation, _: TermBase) -> Iterator[Problem]:
    """What `pair` finds under one of the names: an error where it is certain, else a warning."""
    for difference in pair(translation.zh, translation.en):
        if difference.check == name:
            yield ERROR if difference.certain else WARNING, difference.message


# ---------------------------------------------------------------- length

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_FUNCTION = re.compile(r"[的等了和与及以]")
_LATIN = re.compile(r"[A-Za-z0-9.]+")
_ZH_CLAUSE_END = re.compile(r"[，。；]")
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
# English words for one word of a term's English, one other Han character, one particle,
# one Latin word or figure, one clause: a fit to the 865 different entries of the five
# curated documents, weighted by 1/length.
_WEIGHTS = (1.208, 0.663, 0.636, 1.348, 0.759)
# Least length expected, and the share of it that the English may have: just beyond the
# last of those entries. Of the long ones, nine in ten lie between 0.86 and 1.20.
_BOUNDS = ((80, 0.80, 1.35), (20, 0.61, 1.65), (10, 0.54, 2.10), (6, 0.45, 2.30))


def length(translation: Translation, terms: TermBase) -> Iterator[Problem]:
    """A warning where the English is much shorter or longer than the Chinese lets expect."""
    wanted = _expected(translation.zh, terms)
    words = len(_WORD.findall(translation.en))
    low, high = next((bounds[1:] for bounds in _BOUNDS if wanted >= bounds[0]), (0, float("inf")))
    if low * wanted <= words <= high * wanted:
        return
    how, why = ("short", "left out") if words < wanted else ("long", "added")
    counts = f"{words} words where about {wanted:.0f} are usual"
    yield WARNING, f"the English is very {how}: {counts}; see that nothing is {why}"


def _expected(zh: str, terms: TermBase) -> float:
    """About how many English words a Chinese text takes."""
    matches = terms.find(zh)
    rest = list(zh)
    for match in matches:
        rest[match.start : match.end] = " " * (match.end - match.start)
    text = "".join(rest)
    particles = len(_FUNCTION.findall(text))
    counts = (
        sum(len(_WORD.findall(match.term.en)) for match in matches),
        len(_HAN.findall(text)) - particles,
        particles,
        len(_LATIN.findall(text)),
        len(_ZH_CLAUSE_END.findall(zh)),
    )
    return sum(weight * count for weight, count in zip(_WEIGHTS, counts, strict=True))


# ---------------------------------------------------------------- characters

# Marks of direction and of no width, control characters, ends of lines, private ones.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Seen by nobody, though Unicode calls them letters, marks or symbols; and the one for a fault.
_BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U000e0100-\U000e01ef]"
)
_LETTERS = re.compile(r"[^\W\d_]+")
# Greek letters stand beside Latin ones in units and symbols (kΩ, Δt); these look Latin.
_GREEK = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορυ")
_HAN_RUN = re.compile(
    r"[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
)
# CJK marks and full-width forms; “ ” … — are at home in both languages.
_WIDE = re.compile(r"[\u3000-\u303f\ufe30-\ufe4f\uff01-\uff65\uffe0-\uffe6]")


def characters(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """An error for each character that is not seen; a warning for a word of mixed alphabets."""
    en = "\n".join((translation.en, *translation.notes))
    for char in dict.fromkeys(en.replace("\n", "")):
        if unicodedata.category(char) in _UNSEEN or _BLANKS.match(char):
            times = f", {en.count(char)} times" if en.count(char) > 1 else ""
            what = f"{_named(char)}{times}"
            yield ERROR, f"{what}: nobody sees it, or it moves what is seen; take it out"
    for word in dict.fromkeys(() if en.isascii() else _LETTERS.findall(en)):
        char = next((c for c in word if _is_foreign(c, word)), "")
        if char and word not in translation.zh:
            yield WARNING, f"“{word}” has {_named(char)}: write it in Latin letters"


def _is_foreign(char: str, word: str) -> bool:
    """Whether a letter is of another alphabet than English is written in."""
    if char.isascii() or not char.isalpha() or _BLANKS.match(char):
        return False
    name = unicodedata.name(unicodedata.normalize("NFKC", char)[0], "")
    if name.startswith("GREEK"):
        return char in _GREEK and any(c.isascii() for c in word)
    return not name.startswith(("LATIN", "CJK"))


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def leftover(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """Errors for Han characters and for full-width characters in the English."""
    if han := dict.fromkeys(_HAN_RUN.findall(translation.en)):
        what = f"Chinese left in the English: {', '.join(han)}"
        yield ERROR, f"{what}; translate it, or give it in pinyin"
    if wide := dict.fromkeys(_WIDE.findall(translation.en)):
        found = " ".join("a full-width space" if c == "\u3000" else c for c in wide)
        yield ERROR, f"full-width characters in the English: {found}; use the English ones"


# ---------------------------------------------------------------- punctuation

_LINK = re.compile(r"<?https?://\S*|(?<!\S)[^\s@]+@[^\s@]+\.[^\s@.]\S*?(?=[.;]?(?:\s|$))")
_CLOSING = {")": "(", "]": "[", "}": "{", "”": "“"}
# “1)” and “a)” at the head of an item close nothing.
_MARKER = re.compile(r"(?:^|(?<=[\s;,:]))(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})\)")
# 15.6" and 5′10″ are measures; after a digit a straight quote opens nothing.
_INCH_MARK = re.compile(r"(?<=[0-9])\"(?=[\s,.;)]|$)")
# （一） is an outline number, which English writes in its own way; one character belongs to
# a word or unit: 3年（含）以上, 台（套）, dB（A）.
_ZH_PAIR = re.compile(r"[（(](?![一二三四五六七八九十0-9]{1,3}[）)]|.[）)])[^（）()]*[）)]")


def spacing(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """Warn of doubled spaces, spaces before a mark, and spaces at either end."""
    for fault in style()["spacing"]:
        if match := fault["en"].search(translation.en):
            yield WARNING, f"{fault['say']}: “{match.group()}”; take it out"
    if translation.en != translation.en.strip():
        yield WARNING, "spaces at the start or end; take them out"


def typography(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """Errors for punctuation against the style guide, and for an end that differs.

    A 。 at the end of the Chinese is a full stop in the English, a ； stays a semicolon
    (the last may be a stop).
    """
    en = _LINK.sub(" link ", translation.en)
    for fault in style()["typography"]:
        match = fault["en"].search(en)
        # “...” may stand in both
        if match and (match.group() not in translation.zh or match.group()[0].isalnum()):
            around = en[max(0, match.start() - 12) : match.end() + 8].strip()
            yield ERROR, f"“{around}”: {fault['say']}"
    for end in style()["ends"]:
        if re.search(end["zh"], translation.zh.rstrip()) and not end["en"].search(en.rstrip()):
            yield ERROR, end["say"]


def pairs(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """Errors for unbalanced brackets and quotes; a warning where brackets got lost."""
    if fault := _find_half(translation.en):
        yield ERROR, f"{fault}; add its other half or take it out"
    wanted = len(_ZH_PAIR.findall(translation.zh))
    if wanted and "(" not in translation.en and "[" not in translation.en:
        what = f"the Chinese has {wanted} bracketed part(s), the English none"
        yield WARNING, f"{what}; see that nothing was left out"


def _find_half(text: str) -> str:
    """The first bracket or quote without its other half, in words; "" if none."""
    open_: list[str] = []
    if text.count(")") > text.count("("):  # else the bracket of a marker is wanted as a closer
        text = _MARKER.sub("", text)
    for char in text:
        if char in _CLOSING.values():
            open_.append(char)
        elif char in _CLOSING:
            if not open_:
                return f"{char} closes nothing"
            last = open_.pop()
            if last != _CLOSING[char]:
                return f"{char} stands where {last} should be closed"
    if open_:
        return f"{open_[-1]} is never closed"
    return 'an odd number of straight quotes (")' if _INCH_MARK.sub("", text).count('"') % 2 else ""


# ---------------------------------------------------------------- words and sentences

# “the the”, “of of the”, and two or three words twice: “in the in the”.
_TWICE = re.compile(
    r"(?<![\w-])(?<![0-9][.,])([A-Za-z][\w’'-]*(?: [A-Za-z][\w’'-]*){0,3}|[0-9]{1,2})"
    r"[ \u00a0]\1(?![\w’'-]|[.,][0-9])",
    re.I,
)
# “(Laughter) (Laughter)”, which the Chinese says once.
_BRACKETS = re.compile(r"([(\[“\"][^()\[\]“”\"]{2,40}[)\]”\"])(?:[\s,.;]*\1)+")
_BRACKETS_ZH = re.compile(r"[（(【\[“「][^（）()【】\[\]“”「」]*[）)】\]”」]")
# A sentence ends before a capital; “No. 5”, “e.g. robots” end none.
_END = re.compile(r"(?<=[.!?])(?<!No\.)[”’)]?\s+(?=[“‘(□]?[A-Z0-9≥])")
_CLAUSE = re.compile(r"[.;:]\s")
_SUCH_AS = re.compile(r"\bsuch as\b", re.I)
_BRACKETED = re.compile(r"\([^()]*\)")


def repeats(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """An error where the same word, or up to four words, stand twice in a row.

    Repeated in the Chinese as well (“xx xx”), they are no slip.
    """
    allowed = style()["repeats"]
    for match in _TWICE.finditer(translation.en):
        words = match[1]
        before = translation.en[: match.start()].lower().split()[-1:]
        joint = words.lower().split()[1:]
        joined = len(joint) == 1 and joint[0] in allowed["joints"]
        if joined and (joint != ["to"] or before == ["from"]):
            continue  # faster and faster and, from time to time to
        if words.lower() not in allowed["twice"] and squash(match.group()) not in squash(
            translation.zh
        ):
            yield ERROR, f"“{match.group()}”: take out one “{words}”"
    bracketed = _BRACKETS_ZH.findall(translation.zh)
    if len(bracketed) == len(set(bracketed)):
        for match in _BRACKETS.finditer(translation.en):
            yield ERROR, f"“{match.group()}”: say it once, as the Chinese does"


def calques(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """A warning for each calque of style.yml, with what to say in its place; an error if sure."""
    for calque in style()["calques"]:
        found = calque["en"].search(translation.en)
        if found and calque.get("zh", "") in translation.zh:
            severity = ERROR if "sure" in calque else WARNING
            yield severity, f"“{found.group().strip()}” is a calque; say: {calque['say']}"


def sentences(translation: Translation, _: TermBase) -> Iterator[Problem]:
    """Warnings for a sentence of too many words, and for “such as” twice in one clause."""
    for sentence in _END.split(translation.en):
        words = len(sentence.split())
        if words > style()["sentence_words"]:
            yield WARNING, f"a sentence of {words} words (“{_short(sentence)}”); split it"
    for clause in _CLAUSE.split(_BRACKETED.sub("", translation.en)):
        if len(_SUCH_AS.findall(clause)) > 1:
            what = f"“such as” twice in a clause (“{_short(clause)}”)"
            yield WARNING, f"{what}; say “… and other …” once"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
