"""A counted noun in English with what was done to it, or what it is of: “organizations served”."""

from __future__ import annotations

import re

from jiebang.quantities.bearers import made_en
from jiebang.quantities.name_words import forms, pattern, words
from jiebang.quantities.phrases_en import phrase_before

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
# “supporting ≥6 languages and” ≥2 dialects: the verb is of both.
_LISTED = re.compile(r"\s[≥0-9][0-9,]*\s[a-z ]{2,30}\sand\s*$")
_HAS = re.compile(
    r"^(?P<noun>.+?)\s(?P<has>with|that(?:\s(?:reaches|has))?|shall(?:\s(?:reach|have))?|reach|have|reaching|having"
    r"|from|for|in|at|of|on|between)(?:\s(?:an?|the|at least|over|more than))*\s*$"
)


def of_whom(noun: str, scope: str, before: str, ahead: str) -> str:
    """A counted noun and its scope with what was done to it, or what it is of.

    “Organizations” that are served: “organizations served across the city”. `before` is the
    clause before the amount, `ahead` all that stands before it.
    """
    whole = f"{noun} {scope}".strip()
    verb = pattern(_DONE, re.I).search(_LISTED.sub("", before))
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
    what = antecedent(ahead) if what in ("it", "them") else what
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


def antecedent(ahead: str) -> str:
    """What “they” or “them” are: the thing that is made, or the subject of the sentence."""
    if made := made_en(ahead):
        return made
    noun = re.search(
        r"(?:^|[.;,]\s)(?P<noun>[^.;,0-9]{1,80}?)\s(?:for\s[^.;]{1,99})?shall\s", ahead
    )
    return lower(THE.sub("", noun["noun"])) if noun else ""


def lower(noun: str) -> str:
    return noun[0].lower() + noun[1:] if re.match("[A-Z][a-z]+(?![A-Za-z])", noun) else noun


def is_plural(noun: str) -> bool:
    head = re.split(r"\s(?:of|for|in|on|with|to|between)\s", noun)[0]
    return bool(re.search(r"(?<![isu])s$|\sand\s", head))


def is_container(noun: str) -> bool:
    """Whether what is counted is in it: images in a database."""
    head = re.split(r"\s(?:for|of|on)\s", noun)[0]
    return head.split(" ")[-1].casefold() in words("containers_en")
