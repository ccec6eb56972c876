"""Noun phrases beside a figure in English; “” where the words do not make one plainly."""

from __future__ import annotations

import re

from jiebang.quantities.name_words import pattern

_LONGEST = 14  # words

# “The use of …”, a “water saving rate” are nouns.
_CUT = (
    r"(?:^|[\s,]){governors}(?=\s(?!of\b))"
    r"(?!(?<=ing)\s(?:rate|ratio|efficiency|speed|time)\b)"
)
LAST_GOVERNS = r"(?:^\s*(?:and\s+)?|\b{governors}\s+)(?:(?:to|with|by|an?|the)\s+)*$"
# These name no metric for themselves.
_GENERIC = re.compile(
    r"(?:total\s+)?(?:types?|kinds?|categories|sets?|items?|scale|duration|size|volume)|total", re.I
)
# These say no more than the unit does: 条, 对, 件.
ONLY_UNIT = re.compile(
    r"(?:entries|pairs|records|cycles|items|copies|pieces|sets|units|times)", re.I
)
_WITH = re.compile(
    r"\s(?:with|(?:shall\s+)?(?:reach|have|be)|reaching|having|at)\s+(?:an?|the)?\s*$|\s(?:an?|the)\s*$"
)
# “and” goes on with the phrase, but not where an amount stands before it.
_AND = re.compile(r"(?:^|[\s,])(?:and|or)(?=\s)")
_FIGURE = re.compile(r"[≥≤<>%]|\b[0-9](?!D\b)")
_AN = re.compile(r"(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bper)(?<!\bto)\s((?:a|an)\s)")
_ARTICLE = r"^(?:(?:and|or|a|an|the|its|their|of|in|for|to|by|at|on|from|per)\s+)+"
_LINK = r"(?:\s|^){links}$"
_PREPOSITION_FIRST = r"^{prepositions}\b(?![-‑])"
_VERBS_LAST = r"\b{never_last}$"
# A verb before or after its object, a state, a bare unit: no names of what is measured.
_NO_NOUN = re.compile(
    r"\b(?:rises?|falls?|grows?|based|saving|disconnected|connected|improves?|drops?)$"
    r"|^[A-Za-zμ]+/[A-Za-zμ]+[²³]?$|^process$|\bto [a-z]+ [a-z]+ly$",
    re.IGNORECASE,
)
VERB_FIRST = r"^{verbs_first}(?:\s+|$)"
_VERB_OBJECT = re.compile(r"^[A-Za-z]+\s(?:the|an?|its|their)\s+")
_FROM = re.compile(r"\sfrom\s[0-9.,]+\s?\S{0,12}(?:\s(?:down|up))?\sto$")
# A state that an amount of time is of: “autonomous operation while disconnected for 90 minutes”.
_STATE = re.compile(r"\s(?:while|when|once|if|after)\s[a-z ]+$")
_STOP = (
    r"\s(?:{stops}|and\s+(?=[≥≤<>0-9]|{after_and}\b)|[a-z]+\s(?:their|its))\b(?![-‑])"
    r"|\s(?:[≥≤<>]|[0-9](?!D\b))"
)
_PARTICIPLE = r"(?:(?<! of)\s+{never_ends})+$"
_EACH_TIME = re.compile(r"\s(?:an?|each|every) (?:year|day|hour|month|week|minute|second)$")
_LAST_OF_LIST = re.compile(r"and\s+[A-Za-z-]+(?:\s+[A-Za-z-]+)?")
_GENERIC_LAST = re.compile(rf"\s{_GENERIC.pattern}$", re.IGNORECASE)
_OF = re.compile(r"^(?:different\s+)?(?:of\s+)?")


def phrase_before(text: str, ahead: str = "") -> str:
    """The noun phrase that ends `text`: “with an inference speed of” → “inference speed”.

    `ahead` is what stands before `text` and a comma: “accuracy for A, B,” and “and C of”
    is one phrase.
    """
    phrase = unlinked(_FROM.sub("", text.strip()))
    if _LAST_OF_LIST.fullmatch(phrase) and (head := _listing(ahead)):
        phrase = f"{head} {phrase}"
    cuts = [match.end() for match in pattern(_CUT, re.I).finditer(phrase)]
    cuts += [m.end() for m in _AND.finditer(phrase) if _FIGURE.search(phrase, 0, m.start())]
    cuts += [m.start(1) for m in _AN.finditer(phrase)]
    cuts.sort()
    phrase = phrase[cuts[-1] :].strip() if cuts else phrase
    phrase = pattern(VERB_FIRST, re.I).sub("", pattern(_ARTICLE, re.I).sub("", phrase))
    phrase = _VERB_OBJECT.sub("", phrase).strip(" ,;:-–")
    return _kept(phrase)


def unlinked(phrase: str) -> str:
    """Without the words at its end that lead on to a figure: “speed shall be at least”."""
    while link := pattern(_LINK, re.I).search(phrase):
        phrase = phrase[: link.start()].rstrip(" ,")
    return phrase


def _listing(ahead: str) -> str:
    """The end of `ahead` that a list begins in: “… use of antibiotics, radiotherapy,”."""
    parts = [part for part in ahead.split(", ") if part.strip()]
    if len(parts) < 2 or _FIGURE.search(parts[-1]) or _FIGURE.search(parts[-2]):
        return ""
    return re.sub(r"^\s*(?:and|or)\s+", "", f"{parts[-2]}, {parts[-1]}").rstrip(" ,") + ","


def subject_before(text: str) -> str:
    """What has a size, a duration, a scale: “video data with a duration of” → “video data”."""
    phrase = unlinked(text.strip())
    whole = _GENERIC_LAST.sub("", phrase)
    cut = _WITH.search(whole + " ")
    return phrase_before(whole[: cut.start()]) if cut else ""


def lasting_before(text: str) -> str:
    """What lasts: “support operation while disconnected for” → “operation while disconnected”."""
    phrase = re.sub(r"\sfor(?:\s(?:at least|no less than|over|more than))?\s*$", "", text.rstrip())
    if phrase == text.rstrip():
        return ""
    state = _STATE.search(phrase)
    lasting = phrase_before(_STATE.sub("", phrase))
    return f"{lasting}{state.group() if state else ''}" if lasting else ""


def cuts(piece: str) -> bool:
    """Whether a piece of a sentence begins with a word that governs: “with …”, “keep …”."""
    return bool(pattern(_CUT, re.I).match(piece))


def is_generic(phrase: str) -> bool:
    """Whether a phrase names no metric for itself: “types”, “total size”."""
    return bool(_GENERIC.fullmatch(phrase))


def phrase_after(text: str) -> str:
    """The noun phrase that begins `text`: “ in-orbit satellites for …” → “in-orbit satellites”."""
    rest = phrase = re.sub(r"^(?:are|is)\s", "", text.lstrip(" -‑"))
    stop = pattern(_STOP).search(" " + phrase)
    phrase = phrase[: max(0, stop.start() - 1)] if stop else phrase
    joints = [m.start() for m in _AND.finditer(phrase) if _FIGURE.search(rest, m.end())]
    phrase = phrase[: joints[-1]] if joints else phrase
    return _kept(re.sub(r"^(?:the|a|an)\s+", "", _OF.sub("", phrase.strip())).strip(" ,;:-–."))


def _kept(phrase: str) -> str:
    """The phrase, if it may be a noun phrase; else “”."""
    phrase = pattern(_PARTICIPLE).sub("", _EACH_TIME.sub("", phrase))
    words = phrase.split()
    if not words or len(words) > _LONGEST or not re.search(r"[A-Za-z]{2}", phrase):
        return ""
    if not phrase[0].isalnum() or words[0] in ("capable", "able", "or", "and", "which"):
        return ""
    if (
        pattern(_PREPOSITION_FIRST, re.I).match(phrase)
        or pattern(_VERBS_LAST, re.I).search(phrase)
        or _NO_NOUN.search(phrase)
    ):
        return ""
    if re.search(r"[≥≤<>]|\b[0-9]+(?:\.[0-9]+)?\b(?!D|[-‑][a-z])", phrase):
        return ""
    return phrase
