"""Reading what a model answers: the English is found among thoughts, prose and fences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# What a model thinks aloud. Where only the end stands, the template wrote the beginning;
# where only the beginning stands, the answer was cut short while it thought.
_THOUGHT = re.compile(
    r"<(think(?:ing)?|reasoning|thought|seed:think)>.*?(?:</\1>|\Z)"
    r"|\A.*?</(?:think(?:ing)?|reasoning|thought|seed:think)>",
    re.DOTALL | re.IGNORECASE,
)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.DOTALL)
_PREFACE = re.compile(r"\A(?:sure|here(?:’s|'s| is)|translation|english)\b[^\n]*:\s*\n", re.I)
_OPEN = re.compile(r"[\[{]")
_ENGLISH = ("en", "english", "translation", "text", "target")
_CUT = frozenset({"length", "max_tokens"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought.

    `found` has the English by the number of its segment, as far as there is any; `cut`: the
    answer ends before its end; `fault` says, with the model's own words, what is wrong with
    it where it lacks a segment; `is_prose`: there is no JSON in it at all.
    """

    found: dict[int, str] = field(default_factory=dict)
    cut: bool = False
    fault: str = ""
    is_prose: bool = False


def read_json(reply: Any, count: int) -> Answer:
    """The segments 1 to `count` of a chat completion whose text is JSON, more or less.

    An id may be a number or a text; one that stands twice with different English counts as
    missing, and with one that was not asked for nothing is believed. Without any id, a list
    as long as what was asked is taken in order.
    """
    text, cut, fault = _text_of(reply)
    if fault:
        return Answer(cut=cut, fault=fault)
    entries = _entries(text)
    if entries is None:
        words = " ".join(text.split())[:80]
        said = f"no JSON in the answer; it begins “{words}”" if words else "the answer is empty"
        return Answer(cut=cut, fault=said, is_prose=bool(words) and not cut)
    found: dict[int, str] = {}
    twice: set[int] = set()
    for at, entry in enumerate(entries, start=1):
        number, en = _number(entry), _english(entry)
        if number is None and len(entries) == count and not any(map(_has_id, entries)):
            number = at
        if number is not None and not 1 <= number <= count:
            # A segment cut in two moves all that follow: no telling which is whose.
            return Answer(cut=cut, fault=f"an answer to segment {number} of {count}")
        if number is None or not en.strip():
            continue
        if found.get(number, en) != en:
            twice.add(number)
        found[number] = en
    for number in twice:
        del found[number]
    fault = "" if len(found) == count else f"{len(found)} usable segments for {count}"
    return Answer(found, cut, fault)


def read_text(reply: Any) -> Answer:
    """The one segment of a completion whose text is the translation and nothing else."""
    text, cut, fault = _text_of(reply)
    if fault:
        return Answer(cut=cut, fault=fault)
    fenced = _FENCE.search(text)
    text = _PREFACE.sub("", (fenced[1] if fenced else text).strip()).strip()
    if not text or cut:
        return Answer(cut=cut, fault="the answer is cut short" if cut else "the answer is empty")
    return Answer({1: text})


def _text_of(reply: Any) -> tuple[str, bool, str]:
    """The text of a completion without its thoughts; whether it was cut; what is wrong."""
    try:
        choice = reply["choices"][0]
        content = choice["message"]["content"] if "message" in choice else choice["text"]
    except (LookupError, TypeError):
        words = " ".join(json.dumps(reply, ensure_ascii=False).split())[:80]
        return "", False, f"the answer is no completion: {words}"
    cut = choice.get("finish_reason") in _CUT
    if isinstance(content, list):
        content = "".join(p.get("text", "") for p in content if isinstance(p, dict))
    if not isinstance(content, str):
        refusal = choice.get("message", {}).get("refusal")
        return "", cut, f"the model refuses: {refusal}" if refusal else "the answer is empty"
    return _THOUGHT.sub("", content).strip(), cut, ""


def _entries(text: str) -> list[Any] | None:
    """The list of segments in a text: fenced or not, whole or broken off; None for none."""
    best: list[Any] | None = None
    for part in (*(m[1] for m in _FENCE.finditer(text)), text):
        for value in _values(part):
            entries = _listed(value)
            if entries and (best is None or len(entries) > len(best)):
                best = entries
        if best:
            return best
    return best


def _values(text: str) -> Iterator[Any]:
    """Each JSON value that begins somewhere in the text, outermost ones only."""
    decoder, at, loose = json.JSONDecoder(strict=False), 0, []
    while found := _OPEN.search(text, at):
        try:
            value, at = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            at = found.end()
            continue
        if isinstance(value, dict) and _has_id(value):
            loose.append(value)  # one of a list that is broken elsewhere, or a line of its own
        else:
            yield value
    if loose:
        yield loose


def _listed(value: Any) -> list[Any]:
    """The entries of a JSON value, in any of the shapes that models give them."""
    if isinstance(value, dict):
        inner: list[list[Any]] = [v for v in value.values() if isinstance(v, list)]
        if inner:
            return max(inner, key=lambda entries: len(entries))
        if _has_id(value):
            return [value]
        # {"1": "…", "2": "…"}
        pairs = value
        for v in value.values():
            if isinstance(v, dict) and not _english(v):
                pairs = v
        return [
            {"id": k, **v} if isinstance(v, dict) else {"id": k, "en": v}
            for k, v in pairs.items()
            if str(k).strip().isdecimal()
        ]
    if isinstance(value, list):
        return [v for v in value if isinstance(v, dict | str) or v is None]
    return []


def _has_id(entry: Any) -> bool:
    return isinstance(entry, dict) and "id" in entry


def _number(entry: Any) -> int | None:
    """The id of an entry, if it is a number in any dress: 3, 3.0, "3", "#3", "segment-3"."""
    if not _has_id(entry):
        return None
    given = entry["id"]
    if isinstance(given, bool):
        return None
    if isinstance(given, float):
        return int(given) if given.is_integer() else None
    digits = re.findall(r"\d+", str(given))
    return int(digits[0]) if len(digits) == 1 and len(digits[0]) < 7 else None


def _english(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    if not isinstance(entry, dict):
        return ""
    return next((entry[k] for k in _ENGLISH if isinstance(entry.get(k), str)), "")
