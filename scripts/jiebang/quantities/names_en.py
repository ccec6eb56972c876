"""The whole English name of what an amount measures: its noun phrase and what that is of.

The phrase beside a figure may say too little: “accuracy” of >90% *for the local dialect*,
“organizations” that are *served*, the “arm” whose *weight* is meant.
"""

from __future__ import annotations

import re

from jiebang.quantities.amount import Amount
from jiebang.quantities.bearers import is_thing_en, made_en
from jiebang.quantities.name_words import forms, measure_of, pattern, words
from jiebang.quantities.noun_phrases import (
    VERB_FIRST,
    cuts,
    phrase_after,
    phrase_before,
    unlinked,
)

_LONGEST = 16  # words of a scope
_LONGEST_SUBJECT = 10
_FEW_DONE = 6  # words of what is done with a thing
_FEW = 3  # words of a name that takes the subject of its sentence
_FIGURE = re.compile(r"\s?[(≥≤<>=±%]|\s[0-9](?!D\b)")
_OR_VERB = r"\s(?:and|or)\s(?:{governors}|an?|no|at|more|less|over)\b"
_PARTICIPLE = re.compile(
    r"\s(?:prone|participating|[a-z]{2,}ed|built|held|made|given|taken)(?:\s[a-z]+ly|\sonline)?\b"
)
_WHICH = re.compile(
    r"\s(?:(?:in|for|to|on|of) which|that (?:involve|require)s?)\s[^,;:.()0-9≥≤<>]+$"
)
# A platform [with a large model for forest fires], to the end of the clause.
_WITH_WHAT = re.compile(r"\swith(?:\s[A-Za-z-]+){2,10}\s*$")
# Robots [training in parallel] in one scene; organize firms [to carry out trials].
_DOING = re.compile(
    r"\s(?:to carry out(?=\s)|(?P<so>[a-z]+ing)(?=\s(?:in parallel|together|simultaneously)))"
    r"(?P<what>\sin parallel|\stogether|\ssimultaneously|\s[^,;:.()0-9≥≤<>]+)"
)
_FOR_FIRST = re.compile(
    r"(?:^\s*(?P<all>for\s[^,;.()0-9≥≤<>]+),"
    r"|(?:[,;]\s|\band,?\s)(?P<scope>for\s[^,;.()0-9≥≤<>]+),\s*$)",
    re.IGNORECASE,
)
_FOR_WITHIN = r"\b{governors}\s(?P<scope>for\s[^,;.()≥≤<>]+?)\s(?=an?\s)"
_SHALL = re.compile(r"\sshall\s")
_PART = re.compile(r"[,;:]\s(?:and\s)?")
_LEAD = re.compile(r"(?:By|In|Under|For|At|On|To|Within|When)\s[^,;:]*,\s")
_THING_WITH = re.compile(r"(?P<noun>[^,;]+?)\swith\s")
# “develop a system”: the thing of which there is one.
_ONE = re.compile(
    r"(?:^|[.;,]\s|\band\s)(?!(?:with|for|by|of|to|in|on|at|as|is|be|including|and)\b)"
    r"(?P<verb>[A-Za-z]+)\s(?:an?|one)\s(?=[a-z])",
    re.IGNORECASE,
)
_MAKING = re.compile(
    r"^(?:and\s)?(?:the\s)?(?:(?:development|construction|design) of\s)?(?:an?\s|the\s)?", re.I
)
_HAS = re.compile(
    r"^(?P<noun>.+?)\s(?P<has>with|that(?:\s(?:reaches|has))?|shall(?:\s(?:reach|have))?|reach|have|reaching|having"
    r"|from|for|in|at|of|on|between)(?:\s(?:an?|the|at least|over|more than))*\s*$"
)
_ALONE_LAST = re.compile(r"\s(?:induced|used|caused|needed|required)$")
_EXAMPLES = ("such", "including")
_OWNING = ("from", "for", "in", "at", "of", "on", "between")
_OF_WHICH = re.compile(r"\bof which\b[^,;]*$")
# “supporting ≥6 languages and” ≥2 dialects: the verb is of both.
_LISTED = re.compile(r"\s[≥0-9][0-9,]*\s[a-z ]{2,30}\sand\s*$")
_OF_NOUN = re.compile(
    r"(?<=\s)(?P<by>of|for|in|on|by|from)\s(?!(?:the|an?|its|their|each|one)\s)"
    r"(?P<noun>\S(?:(?!\s(?:of|for|in|on|by|from|to|with|based|that|under|between|and)\s).)*)"
)
_MORE_OF_IT = r"(?!(?:of|for|in|on|by|to|from|with|and|or)\b)[a-z-]+,?\s"
_TOTAL = r"(?:\s(?:all|the|a total of|another|over|more than|at least))*\s*$"
_DONE = r"(?P<how>\b(?!successfully)\w+ly\s)?\b(?P<verb>{participles})s?" + _TOTAL
_PASSIVE = (
    r"\b(?P<verb>{passives})s?\s(?:(?P<what>(?:(?!\sand\s{passives}\b)(?:[0-9]D\b|[^,;:()0-9≥≤<>%])){1,120}?)"
    r"\s(?P<by>of|for|in|at|on|across|to|with)"
    r"(?:\s(?:at\sleast\s)?(?:[≥0-9]|one|two|three)[^,;()]{2,40}\sand)?"
    rf"{_TOTAL}|(?P<doing>[a-z]+ing)\s*$)"
)


def scope_behind(text: str) -> str:
    """What a metric is of, which begins `text`: “ for live faces, with” → “for live faces”."""
    if not pattern(r"\s(?!{no_scope}\b){scope}\s(?:[A-Za-z]|[0-9]D)").match(text):
        return ""
    stops = (pattern(stop).search(text) for stop in (_OR_VERB, r"\s{scope_ends}\b(?![-‑])"))
    end = min(filter(None, stops), key=lambda found: found.start(), default=None)
    piece, last = (text[: end.start()], end.group().strip()) if end else (text, "")
    if last == "than" or (last in _EXAMPLES and not text.startswith(" for ")):
        return ""
    if last in _EXAMPLES:
        more = re.search(r",\sand\s(?P<more>for(?:\s[a-z-]+){1,4})(?=\s*$|\s?[(,;.])", text)
        piece = f"{piece} and {more['more']}" if more else piece
    if figure := _FIGURE.search(piece):
        joint = max(piece.rfind(mark, 0, figure.start() + 1) for mark in (" and ", ", "))
        if joint < 0:
            return ""
        piece = piece[:joint]
    piece = unlinked(_ALONE_LAST.sub("", re.split(r"[;:.](?:\s|$)", piece)[0].strip(" ,")))
    return piece if 1 < len(piece.split()) <= _LONGEST else ""


def named_after(text: str) -> str:
    """The noun phrase that begins `text`, with what belongs to it."""
    noun = phrase_after(text)
    at = text.find(noun) + len(noun) if noun else 0
    return f"{noun} {tail_behind(text[at:], noun)}".strip() if noun else ""


def tail_behind(text: str, noun: str = "") -> str:
    """What follows a counted noun and belongs to it: “ collected in the field; and …”."""
    if which := _WHICH.match(text):
        return which.group().strip() if len(which.group().split()) <= _LONGEST else ""
    if doing := _DOING.match(text):
        return f"{doing['so'] or 'carrying out'}{doing['what']}"
    if having := _WITH_WHAT.match(text):
        return having.group().strip()
    participle = _PARTICIPLE.match(text)
    at = participle.end() if participle else 0
    by = re.compile(r"\s(?:by|with|to)(?=\s)").match(text, at)
    if by and not participle and not noun.endswith("ed"):
        by = by if by.group() == " to" and " of " in noun else None
    scope = scope_behind(f" for{text[by.end() :]}" if by else text[at:])
    scope = scope.replace("for", by.group().strip(), 1) if by and scope else scope
    return f"{participle.group() if participle else ''} {scope}".strip()


def scope_ahead(ahead: str, before: str) -> str:
    """“for X, error ≤1 m”, “achieve for X an error of”: the scope that stands in front."""
    found = _FOR_FIRST.search(ahead) or pattern(_FOR_WITHIN, re.I).search(before)
    scope = found.groupdict().get("all") or found["scope"] if found else ""
    return f"for {unlinked(scope)[4:]}" if scope else ""


def with_subject(name: str, ahead: str, before: str) -> str:
    """The name with its subject, where it is but a word or two: “data with a duration of”.

    `ahead` is the text before the amount, `before` its clause.
    """
    bracketed = re.search(r"\([^()]*$", ahead)
    short = name if bracketed else name.replace("field of view", "FOV")
    own = name.endswith(" saved") or re.search(r"\s(?:of|for|in)\s", short)
    if own or len(short.split()) > _FEW or before.endswith(f"at a {name} of "):
        return name
    counted = re.search(  # “Image data of 2 million images, with an accuracy of”
        r"(?:^|[.;]\s)(?P<noun>[^,;.0-9]+)\sof\s[^,;.]*[0-9][^,;.]*,"
        rf"\swith an?\s{re.escape(name)} of\s*$",
        ahead,
    )
    if counted and not cuts(counted["noun"]):
        return f"{name} of {_lower(counted['noun'])}"
    thing = _THING_WITH.match(before) or re.search(
        rf"(?P<noun>[^,;]+?)\swhose\s{re.escape(name)}\s[a-z ]+$", before
    )
    noun = _object(thing["noun"]) if thing else _subject(re.split(r"\.\s", ahead)[-1], name)
    none = set(noun.casefold().split()) & set(words("no_english_subject"))
    alike = not thing and name.casefold() in noun.casefold()
    if none or alike or not 0 < len(noun.split()) <= _LONGEST_SUBJECT:
        return name
    return f"{name} of {_lower(noun)}"


def _object(clause: str) -> str:
    """What a clause is about: “Develop a risk model” → “risk model”."""
    noun = pattern(r"^.*\b{governors}\s", re.I).sub("", clause)
    if _FIGURE.search(f" {noun}"):
        noun = re.sub(r"^.*[≥0-9][0-9,.]*\s", "", noun)
        return noun if noun.endswith("s") and is_thing_en(noun) else ""
    return _MAKING.sub("", pattern(VERB_FIRST, re.I).sub("", noun.strip().removesuffix(" design")))


def _subject(sentence: str, name: str) -> str:
    """What “shall” do something: the nearest in the sentence, “their …” passed over."""
    ends = [found.start() for found in _SHALL.finditer(sentence)]
    for n in range(len(ends) - 1, -1, -1):
        part = sentence[ends[n - 1] if n else 0 : ends[n]]
        if n:
            part = _PART.split(part)[-1]
        noun = re.split(r"\ssuch as\s", re.split(r"[;:]\s", _LEAD.sub("", part))[-1])[0]
        noun = re.sub(r"^(?:the|an?)\s", "", noun.strip(), flags=re.IGNORECASE)
        if noun.split(" ")[0].casefold() not in ("its", "their"):
            return "" if "," in noun else noun
    return ""


def _lower(noun: str) -> str:
    return noun[0].lower() + noun[1:] if re.match("[A-Z][a-z]+(?![A-Za-z])", noun) else noun


def of_whom(noun: str, scope: str, before: str, ahead: str) -> str:
    """A counted noun and its scope with what was done to it, or what it is of.

    “Organizations” that are served: “organizations served across the city”. `before` is the
    clause before the amount, `ahead` all that stands before it.
    """
    whole, listed = f"{noun} {scope}".strip(), _LISTED.search(before)
    verb = pattern(_DONE, re.I).search(before[: listed.start()] if listed else before)
    served = verb and verb["verb"].lower().startswith(("serv", "cover"))
    apart = re.search(r"\s(?:in|for)\s" if served else r"\s(?:in|for|of the)\s", noun)
    plain = verb and not (verb["verb"].lower().startswith("support") and " " in noun)
    own = _PARTICIPLE.match(f" {scope}") or scope[:5] == "with "
    if verb and plain and not (apart or own or noun.casefold().startswith(verb["verb"].lower())):
        done = f"{forms('participles')[verb['verb'].lower()]} {(verb['how'] or '')}".strip()
        return f"{noun} {done} {scope}".strip()
    if done := _done_with(whole, before, ahead):
        return done
    if scope:
        return whole
    last = re.sub(r"^(?:types|kinds|categories) of ", "", noun)
    has = _HAS.match(before.rstrip()) if last in words("vague") else None
    of = phrase_before(has["noun"]) if has else ""
    if not has or of in ("", "total") or last.rstrip("s") in of.casefold():
        return noun
    owned = has["has"] in _OWNING and has["has"] != "from"
    return f"{noun} {'for' if owned else 'in' if is_container_en(of) else 'of'} {of}"


def _done_with(name: str, before: str, ahead: str) -> str:
    """A counted noun with what is done with it: “support migration of” 5 “models”."""
    found = pattern(_PASSIVE, re.I).search(before)
    if not found:
        return ""
    verb, by = found["verb"].lower(), found["by"] or "of"
    what = found["what"] or found["doing"]
    what = what.removesuffix(" into practice") if verb == "put" else what
    what = antecedent(ahead) if what in ("it", "them") else what
    light = verb in words("light")
    most = _FEW_DONE if by == "of" else _LONGEST_SUBJECT
    if not 0 < len(what.split()) <= most or what in name:
        return ""
    bare = re.sub("^(?:the|an?) ", "", what)
    if verb == "provide" and by in ("for", "to"):
        return f"{name} provided with {what}"
    if light and by != "of":
        return f"{name} with {bare}"
    if by == "with":
        return ""
    are = "are" if _is_plural(what) else "is"
    which = f"whose {bare}" if by == "of" else f"{by} which {what}"
    return f"{name} {which} {are} {forms('passives')[verb]}"


def _is_plural(noun: str) -> bool:
    head = re.split(r"\s(?:of|for|in|on|with|to|between)\s", noun)[0]
    return bool(re.search(r"(?<![isu])s$|\sand\s", head))


def antecedent(ahead: str) -> str:
    """What “they” or “them” are: the thing that is made, or the subject of the sentence."""
    if made := made_en(ahead):
        return made
    noun = re.search(
        r"(?:^|[.;,]\s)(?P<noun>[^.;,0-9]{1,80}?)\s(?:for\s[^.;]{1,99})?shall\s", ahead
    )
    return _lower(re.sub(r"^(?:the|an?)\s", "", noun["noun"], flags=re.I)) if noun else ""


def resolved(name: str, ahead: str) -> str:
    """A name without words that point at another: “in which they are used”, “of the test”."""
    if re.search(r"\bthey\b", name) and (noun := antecedent(ahead)):
        return re.sub(r"\bthey\b", noun, name)
    the = re.search(r"\s(?:for|of|in)\sthe\s(?P<noun>[a-z]+)$", name)
    word = r"(?!(?:for|of|in|the|an?|and)\s)[a-z-]+\s"
    whole = the and re.search(rf"\b(?:for|of|in)\s((?:{word}){{1,4}}{the['noun']})\b", ahead)
    return f"{name[: the.start('noun') - 4]}{whole[1]}" if the and whole else name


def with_articles(name: str, ahead: str) -> str:
    """“throughput of router”, of a sentence that has “a router”: “throughput of the router”."""

    def the(match: re.Match[str]) -> str:
        noun = match["noun"]
        said = re.search(
            rf"\b(?:an?|the|one|1)\s(?:{_MORE_OF_IT}){{0,3}}{re.escape(noun)}\b", ahead, re.I
        )
        return f"{match['by']} the {noun}" if said and not _is_plural(noun) else match.group()

    return _OF_NOUN.sub(the, name)


def is_container_en(noun: str) -> bool:
    """Whether what is counted is in it: images in a database."""
    head = re.split(r"\s(?:for|of|on)\s", noun)[0]
    return head.split(" ")[-1].casefold() in words("containers_en")


def with_measure(name: str, amount: Amount, before: str, after: str) -> str:
    """The name of a thing with what is measured of it: “model” in km² → “area of model”."""
    name = forms("acronyms").get(name, name)
    measure = measure_of(amount.metric, amount)
    if not name or measure is None or (measure.named and not _OF_WHICH.search(before)):
        return name
    en = "lead time" if after.startswith(" in advance") else measure.en
    said = set(measure.words) & set(re.split(r"[\s\-/]", name.casefold()))
    return name if said else f"{en} of {name}"


def with_output(name: str, before: str) -> str:
    """A bare name with what has it: “support rendering output at” 12-bit depth."""
    at = re.search(
        r"\bsupports?\s(?:the\s)?(?P<what>[a-z]+(?:\s[a-z]+)?)(?:\sof\s[^,;]+)?\sat\b[^,;]*$",
        before,
    )
    return f"{name} of {at['what']}" if at and len(name.split()) < _FEW else name


def withstood(noun: str, ahead: str) -> str:
    """What has a force or grade: “drones shall withstand force” 7 “winds”."""
    said = re.search(r"\b(?P<of>force|level|grade|class)\s*$", ahead)
    if not said:
        return noun
    subject = _subject(re.split(r"\.\s", ahead)[-1], noun) if "withstand" in ahead else ""
    verb = "withstand" if _is_plural(subject) else "withstands"
    return f"{said['of']} of {noun}" + (f" that {_lower(subject)} {verb}" if subject else "")


def ones(text: str, start: int, stop: int) -> list[tuple[str, str]]:
    """Things of which a part of a text has one, “develop a system …”: phrase and clause of each."""
    found = []
    for match in _ONE.finditer(text, start, stop):
        clause = re.compile(r"[^.;:]*").match(text, match.end())
        words = clause.group() if clause else ""
        first = words.split(", ")[0]
        if "-" in first.split(" ")[-1]:  # high-throughput, self-reliant system
            first = ", ".join(words.split(", ")[:2])
        if phrase := named_after(first):
            found.append((phrase, text[match.start("verb") : match.end()] + words.strip()))
    return found


def head_of(piece: str) -> str:
    """What a clause without a figure is about: “Support defect analysis for …” → its object."""
    whole = re.sub(r"^\s*(?:and\s+)?[A-Za-z]+\s+", "", piece, count=1)
    return named_after(whole)
