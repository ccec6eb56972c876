"""What a noun in English is of: what was done to what is counted (“organizations served”), and
whose a bare figure is (“movement speed of the robot”).
"""

from __future__ import annotations

import re

from jiebang.quantities.amount import Amount
from jiebang.quantities.name_words import forms, pattern, words
from jiebang.quantities.phrases_en import phrase_before

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
    served = said.startswith(("serv", "cover"))
    apart = re.search(r"\s(?:in|for)\s" if served else r"\s(?:in|for|of the)\s", noun)
    told = apart or scope[:5] == "with " or (said.startswith("support") and " " in noun)
    if verb and not told and not noun.casefold().startswith(said):
        return f"{noun} {forms('participles')[said]} {verb['how'] or ''}{scope}".strip()
    if (done := _done_with(whole, before, ahead)) or scope:
        return done or whole
    last = re.sub(r"^(?:types|kinds|categories) of ", "", noun)
    has = _HAS.match(before.rstrip()) if last in words("vague") else None
    of = phrase_before(has["noun"]) if has else ""
    if not has or of in ("", "total") or last.rstrip("s") in of.casefold():
        return noun
    owned = has["has"] in ("for", "in", "at", "of", "on", "between")
    return f"{noun} {'for' if owned else 'in' if is_container(of) else 'of'} {of}"


def _done_with(name: str, before: str, ahead: str) -> str:
    """A counted noun with what is done with it: “support migration of” 5 “models”; or “”."""
    found = pattern(_PASSIVE, re.I).search(before)
    if not found:
        return ""
    verb, by, what = found["verb"].lower(), found["by"] or "of", found["what"] or found["doing"]
    what = what.removesuffix(" into practice") if verb == "put" else what
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
