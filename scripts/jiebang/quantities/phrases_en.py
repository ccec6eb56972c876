"""The clause around a figure in English, and the phrases in it: nouns, what they are of (“accuracy
for the dialect”), what was done to them (“organizations served”), whose they are.

A phrase is “” where the words do not make one plainly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiebang.quantities.amount import Amount
from jiebang.quantities.name_words import forms, pattern, words

_LONGEST_MAIN = 25  # words of a clause that another depends on
_FIGURE = "≥≤<>0-9"
_BOUND = re.compile(r"[;:]\s|[.,](?=\s|$)(?!\s?000)|\s—\s|;$|:$")
# The list that a clause is the last piece of, “[yarn, fabric,] and garments of”: a long piece, or
# the first of all, then short ones.
_LIST_BEFORE = re.compile(
    rf"(?:^[^,{_FIGURE}]*|(?<=,)(?:\s[^\s,{_FIGURE}]+){{5,}})(?:,(?:\s[^\s,{_FIGURE}]+){{1,4}})+,?\s*$"
)
# The list that it begins: “across the feet[, arms, and other parts]”; “for such knowledge[, and
# for key sectors]” goes on with the same preposition.
_WORD = rf"(?:\s+[^\s,{_FIGURE}]*[^\s,.;:{_FIGURE}])"
_LIST_BEHIND = re.compile(
    rf"(?:(?:,{_WORD}{{1,9}})+,\s(?:and|or){_WORD}{{1,11}}"
    rf"|,\s(?:and|or)\s(?:for|in|on|at|across|from|through){_WORD}{{1,10}})\s*(?=[,.;:]|$)"
)
# What leads on to a clause that is not quoted: “…, and”, “… and that can use”.
_DANGLING = re.compile(r"\s(?:and|or)(?:\s(?:that|which)\s(?:can|shall|must)(?:\s\w+)?)?$")
# A clause that has its subject in the one before it: “…, with a PUE of no more than 1.25”.
_DEPENDENT = re.compile(r"\s*(?:and\s)?(?:with|including|\w{3,}ing)\s")
_BY_YEAR = re.compile(r"\bBy (?:the end of )?20\d\d\b")

# What no phrase goes back beyond; “the use of …”, a “water saving rate” are nouns.
_CUT = (
    r"(?:^|[\s,]){governors}(?=\s(?!of\b))"
    r"(?!(?<=ing)\s(?:rate|ratio|efficiency|speed|time)\b)"
)
LAST_GOVERNS = r"(?:^\s*(?:and\s+)?|\b{governors}\s+)(?:(?:to|with|by|an?|the)\s+)*$"
# These name no metric for themselves, and these no more than the unit does: 条, 对, 件.
_GENERIC = re.compile(
    r"(?:total\s+)?(?:types?|kinds?|categories|sets?|items?|scale|duration|size|volume)|total", re.I
)
ONLY_UNIT = re.compile(
    r"(?:entries|pairs|records|cycles|items|copies|pieces|sets|units|times)", re.I
)
# “and” goes on with a phrase, but not where an amount stands on the other side of it.
_AND = re.compile(r"(?:^|[\s,])(?:and|or)(?=\s)")
_AMOUNT = re.compile(r"[≥≤<>%]|\b[0-9](?!D\b)")
_AN = re.compile(r"(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bper)(?<!\bto)\s((?:a|an)\s)")
_ARTICLE = r"^(?:(?:and|or|a|an|the|its|their|of|in|for|to|by|at|on|from|per)\s+)+"
_VERB_OBJECT = re.compile(r"^[A-Za-z]+\s(?:the|an?|its|their)\s+")
VERB_FIRST = r"^{verbs_first}(?:\s+|$)"
_FROM = re.compile(r"\sfrom\s[0-9.,]+\s?\S{0,12}(?:\s(?:down|up))?\sto$")
_STOP = (
    r"\s(?:{stops}|and\s+(?=[≥≤<>0-9]|{after_and}\b)|[a-z]+\s(?:their|its))\b(?![-‑])"
    r"|\s(?:[≥≤<>]|[0-9](?!D\b))"
)
_LAST = r"(?:(?<! of)\s+{never_ends})+$|\s(?:an?|each|every) (?:year|day|hour|month|week|minute)$"
# A preposition, a verb, a bare unit, a figure: no names of what is measured.
_NO_NOUN = (
    r"^{prepositions}\b(?![-‑])|\b{never_last}$|^(?:capable|able|or|and|which)\b|^[^A-Za-z0-9]"
    r"|\b(?:rises?|falls?|grows?|based|saving|disconnected|connected|improves?|drops?)$"
    r"|^[A-Za-zμ]+/[A-Za-zμ]+[²³]?$|^process$|\bto [a-z]+ [a-z]+ly$"
    r"|[≥≤<>]|\b[0-9]+(?:\.[0-9]+)?\b(?!D|[-‑][a-z])"
)

_OR_VERB = r"\s(?:and|or)\s(?:{governors}|an?|no|at|more|less|over)\b|\s{scope_ends}\b(?![-‑])"
_SCOPE_FIGURE = re.compile(r"\s?[(≥≤<>=±%]|\s[0-9](?!D\b)")
_PARTICIPLE = re.compile(
    r"\s(?:prone|participating|[a-z]{2,}ed|built|held|made|given|taken)(?:\s[a-z]+ly|\sonline)?\b"
)
# A whole clause that belongs to its noun: “to which quality control applies”, “with a model …”.
_WHOLE_TAIL = re.compile(
    r"\s(?:(?:(?:in|for|to|on|of) which|that (?:involve|require)s?)(?!.*\bthey\b)"
    rf"\s[^,;:.(){_FIGURE}]+$"
    r"|with(?:\s[A-Za-z-]+){2,10}\s*$|[a-z]+ing in parallel"
    rf"|to carry out\s[^,;:.(){_FIGURE}]+)"
)
_FOR_FIRST = re.compile(
    rf"^\s*(for\s[^,;.(){_FIGURE}]+),|(?:[,;]\s|\band,?\s)(for\s[^,;.(){_FIGURE}]+),\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The words around an amount, brackets that do not hold it left out.

    `text` is the clause as it stands, `before` what its amount has before it and `after` behind
    it; `ahead` is what stands before `before`, from the last semicolon on.
    """

    text: str
    ahead: str
    before: str
    after: str


def clause_around(start: int, end: int, en: str) -> Clause:
    """The clause around `en[start:end]`."""
    opened: list[int] = []
    outer, stop, chars = 0, len(en), list(en)
    for at, char in enumerate(en):
        if char == "(":
            opened.append(at)
        elif char == ")" and opened:  # inner ones first; one without its pair is none
            if (bracket := opened.pop()) < start and end <= at + 1:
                outer, stop = max(outer, bracket + 1), min(stop, at)
            else:
                chars[bracket : at + 1] = " " * (at + 1 - bracket)
    masked, first, last = "".join(chars), outer, stop
    for bound in _BOUND.finditer(masked, outer, stop):
        if bound.end() <= start:
            first = bound.end()
            outer = outer if bound.group().startswith(",") else first
        elif bound.start() >= end:
            last = bound.start()
            break
    more = _LIST_BEHIND.match(masked, last, stop)
    if more and not any(cuts(piece) for piece in re.split(r", (?:and |or )?", more.group())):
        last = more.end()
    if re.compile(r"\s*(?:and|or)\s").match(masked, first):
        listed = _LIST_BEFORE.search(masked[outer:first])
        first = outer + listed.start() if listed else first
    whole, main = first, _BY_YEAR.sub("", masked[outer:first])
    short = not re.search(r"[≥≤<>\d]", main) and len(main.split()) <= _LONGEST_MAIN
    if short and _DEPENDENT.match(masked, first):
        whole = outer  # the short main clause, without figures, of what depends on it
    text = _DANGLING.sub("", en[whole:last].strip(" ,;:.").removeprefix("and "))
    spans = (outer, first), (first, start), (end, last)
    return Clause(text, *(re.sub("  +", " ", masked[slice(*span)]) for span in spans))


# Noun phrases ----------------------------------------------------------------------------


def phrase_before(text: str) -> str:
    """The noun phrase that ends `text`: “with an inference speed of” → “inference speed”."""
    phrase = unlinked(_FROM.sub("", text.strip()))
    cut = [match.end() for match in pattern(_CUT, re.I).finditer(phrase)]
    cut += [m.end() for m in _AND.finditer(phrase) if _AMOUNT.search(phrase, 0, m.start())]
    cut += [m.start(1) for m in _AN.finditer(phrase)]
    phrase = pattern(_ARTICLE, re.I).sub("", phrase[max(cut, default=0) :].strip())
    phrase = _VERB_OBJECT.sub("", pattern(VERB_FIRST, re.I).sub("", phrase))
    return _kept(phrase.strip(" ,;:-–"))


def unlinked(phrase: str) -> str:
    """Without the words at its end that lead on to a figure: “speed shall be at least”."""
    while link := pattern(r"(?:\s|^){links}$", re.I).search(phrase):
        phrase = phrase[: link.start()].rstrip(" ,")
    return phrase


def cuts(piece: str) -> bool:
    """Whether a piece of a sentence begins with a word that governs: “with …”, “keep …”."""
    return bool(pattern(_CUT, re.I).match(piece))


def is_generic(phrase: str) -> bool:
    """Whether a phrase names no metric for itself: “types”, “total size”."""
    return bool(_GENERIC.fullmatch(phrase))


def phrase_after(text: str) -> str:
    """The noun phrase that begins `text`: “ in-orbit satellites for …” → “in-orbit satellites”."""
    rest = re.sub(r"^(?:are|is)\s", "", text.lstrip(" -‑"))
    stop = pattern(_STOP).search(f" {rest}")
    phrase = rest[: max(0, stop.start() - 1)] if stop else rest
    joints = [m.start() for m in _AND.finditer(phrase) if _AMOUNT.search(rest, m.end())]
    phrase = phrase[: joints[-1]] if joints else phrase
    phrase = re.sub(r"^(?:different\s+)?(?:of\s+)?(?:(?:the|a|an)\s+)?", "", phrase.strip())
    return _kept(phrase.strip(" ,;:-–."))


def _kept(phrase: str) -> str:
    """The phrase, if it may be a noun phrase; else “”."""
    phrase = pattern(_LAST).sub("", phrase)
    return "" if pattern(_NO_NOUN, re.I).search(phrase) else phrase


# What they are of ------------------------------------------------------------------------


def scope_behind(text: str) -> str:
    """What a metric is of, which begins `text`: “ for live faces, with” → “for live faces”."""
    if not pattern(r"\s(?!{no_scope}\b){scope}\s(?:[A-Za-z]|[0-9]D)").match(text):
        return ""
    end = pattern(_OR_VERB).search(text)
    piece = text[: end.start()] if end else text
    if figure := _SCOPE_FIGURE.search(piece):
        joint = max(piece.rfind(mark, 0, figure.start() + 1) for mark in (" and ", ", "))
        piece = piece[: max(0, joint)]
    piece = unlinked(re.split(r"[;:.](?:\s|$)", piece)[0].strip(" ,"))
    return piece if len(piece.split()) > 1 else ""


def tail_behind(text: str, noun: str = "") -> str:
    """What follows a counted noun and belongs to it: “ collected in the field; and …”."""
    whole = _WHOLE_TAIL.match(text)
    if whole:
        return whole.group().strip().replace("to carry out", "carrying out")
    participle = _PARTICIPLE.match(text)
    at = participle.end() if participle else 0
    by = re.compile(r"\s(?P<by>by|with|to)(?=\s)").match(text, at)
    done = participle or noun.endswith("ed")
    if by and not done and (by["by"] != "to" or " of " not in noun):
        by = None
    scope = scope_behind(f" for{text[by.end() :]}" if by else text[at:])
    scope = scope.replace("for", by["by"], 1) if by else scope
    return f"{participle.group() if participle else ''} {scope}".strip()


def scope_ahead(clause: Clause) -> str:
    """“for X, error ≤1 m”: the scope that stands in front."""
    found = _FOR_FIRST.search(clause.ahead)
    return f"for {unlinked(found[found.lastindex or 1])[4:]}" if found else ""


# What a noun is of -----------------------------------------------------------------------

# A sentence of what one before it has made: “Enable them to …”, “Achieve a thrust of …”.
_OF_BEFORE = re.compile(r"\b(?:them|it|their|its)\b|^(?:Achieve|Adopt)\s")
_FEW = 4  # words of a name that may be bare
_FEW_DONE = 6  # words of what is done with a thing
_LONGEST_SUBJECT = 10
THE = re.compile(r"^(?:the|an?)\s", re.IGNORECASE)
_TOTAL = r"(?:\s(?:all|the|a total of|another|over|more than|at least))*\s*$"
_DONE = r"(?P<how>\b(?!successfully)\w+ly\s)?\b(?P<verb>{participles})s?" + _TOTAL
_PASSIVE = (
    r"\b(?P<verb>{passives})s?\s(?:(?P<what>(?:(?!\sand\s{passives}\b)(?:[0-9]D\b|[^,;:()0-9≥≤<>%])){1,120}?)"
    r"\s(?P<by>of|for|in|at|on|across|to|with)"
    r"(?:\s(?:at\sleast\s)?(?:[≥0-9]|one|two|three)[^,;()]{2,40}\sand)?"
    rf"{_TOTAL}|(?P<doing>[a-z]+ing)\s*$)"
)
_HAS = re.compile(
    r"^(?P<noun>.+?)\s(?P<has>with|that(?:\s(?:reaches|has))?|shall(?:\s(?:reach|have))?|reach|have|reaching|having"
    r"|from|for|in|at|of|on|between)(?:\s(?:an?|the|at least|over|more than))*\s*$"
)
_MADE_EN = (
    r"\b{makes_en}\s(?:of\s)?(?:an?\s|the\s|≥?[0-9]+\s|(?:series|types|kinds)\sof\s|complete\s)*"
    r"(?P<noun>(?:[a-z]+-[a-z]+,\s)?(?:(?!(?:of|to|and|or|with|in|by|them)\b)[A-Za-z0-9-]+\s){0,12}?{things_en}"
    r"(?:\s(?:for|of)\s(?:(?!(?:with|that|to|in)\b)[A-Za-z-]+\s?){1,6})?)"
    r"(?=\s(?:with|that|whose|to|in|covering)\b|,|$)"
)


def of_whom(noun: str, scope: str, before: str, ahead: str) -> str:
    """A counted noun and its scope with what was done to it, or what it is of.

    “Organizations” that are served: “organizations served across the city”. `before` is the
    clause before the amount, `ahead` all that stands before it.
    """
    whole = f"{noun} {scope}".strip()
    verb = pattern(_DONE, re.I).search(before)
    said = verb["verb"].lower() if verb else ""
    apart = re.search(r"\s(?:in|for|of the)\s", noun)
    told = apart or scope[:5] == "with " or (said.startswith("support") and " " in noun)
    if verb and not told:
        return f"{noun} {forms('participles')[said]} {verb['how'] or ''}{scope}".strip()
    if (done := _done_with(whole, before, ahead)) or scope:
        return done or whole
    has = _HAS.match(before.rstrip()) if noun in words("vague") else None
    of = phrase_before(has["noun"]) if has else ""
    if not has or of in ("", "total"):
        return noun
    owned = has["has"] in ("for", "in", "at", "of", "on", "between")
    return f"{noun} {'for' if owned else 'in' if is_container(of) else 'of'} {of}"


def _done_with(name: str, before: str, ahead: str) -> str:
    """A counted noun with what is done with it: “support migration of” 5 “models”; or “”."""
    found = pattern(_PASSIVE, re.I).search(before)
    if not found:
        return ""
    verb, by, what = found["verb"].lower(), found["by"] or "of", found["what"] or found["doing"]
    most, bare = _FEW_DONE if by == "of" else _LONGEST_SUBJECT, THE.sub("", what)
    if not 0 < len(what.split()) <= most or what in name:
        return ""
    if verb == "provide" and by in ("for", "to"):
        return f"{name} provided with {what}"
    if verb in words("light") and by != "of":
        return f"{name} with {bare}"
    which = f"whose {bare}" if by == "of" else f"{by} which {what}"
    are = "are" if is_plural(what) else "is"
    return f"{name} {which} {are} {forms('passives')[verb]}" if by != "with" else ""


def bearer_en(name: str, ahead: str) -> str:
    """What a bare name is of: what its sentence has made, or made able to do something; or "".

    `ahead` is the text before its amount.
    """
    own = name.endswith(words("not_borne")) or set(name.split()) & set(words("things_en"))
    if own or not 0 < len(name.split()) <= _FEW:
        return ""
    for sentence in reversed(re.split(r"[.;]\s", ahead)):
        made = [match["noun"] for match in pattern(_MADE_EN, re.I).finditer(sentence)]
        if made or not _OF_BEFORE.search(sentence):
            return made[-1] if made else ""
    return ""


def is_one(amount: Amount) -> bool:
    return amount.value == 1 and amount.value_max is None and amount.meaning.kind == "count"


def is_thing_en(noun: str) -> bool:
    """Whether an English noun names a thing that figures are of: a model, a robot."""
    head = re.split(r"\s(?:for|of|on|based|that|with)\s", noun)[0]
    return head.split(" ")[-1] in words("things_en")


def lower(noun: str) -> str:
    return noun[0].lower() + noun[1:] if re.match("[A-Z][a-z]+(?![A-Za-z])", noun) else noun


def is_plural(noun: str) -> bool:
    head = re.split(r"\s(?:of|for|in|on|with|to|between)\s", noun)[0]
    return bool(re.search(r"(?<![isu])s$|\sand\s", head))


def is_container(noun: str) -> bool:
    """Whether what is counted is in it: images in a database."""
    head = re.split(r"\s(?:for|of|on)\s", noun)[0]
    return head.split(" ")[-1].casefold() in words("containers_en")


_OF_NOUN = re.compile(
    r"(?<=\s)(?P<by>of|for|in|on|by|from)\s(?!(?:the|an?|its|their|each|one)\s)"
    r"(?P<noun>\S(?:(?!\s(?:of|for|in|on|by|from|to|with|based|that|under|between|and)\s).)*)"
)
_MORE_OF_IT = r"(?!(?:of|for|in|on|by|to|from|with|and|or)\b)[a-z-]+,?\s"


def with_articles(name: str, ahead: str) -> str:
    """“throughput of router”, of a sentence that has “a router”: “throughput of the router”."""

    def the(match: re.Match[str]) -> str:
        noun = re.escape(match["noun"])
        said = re.search(rf"\b(?:an?|the|one|1)\s(?:{_MORE_OF_IT}){{0,3}}{noun}\b", ahead, re.I)
        single = said and not is_plural(match["noun"])
        return f"{match['by']} the {match['noun']}" if single else match.group()

    return _OF_NOUN.sub(the, name)
