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
    entries: list[Any] = max(map(_entries, _values(text)), key=len, default=[])
    if not entries:
        words = " ".join(text.split())[:80]
        fault = f"no JSON in the answer; it begins “{words}”" if words else "the answer is empty"
        return Answer(cut=cut, fault=fault, is_prose=bool(words) and not cut)
    in_order = len(entries) == count and not any(map(_has_id, entries))
    said_of: dict[int, set[str]] = {}
    for at, entry in enumerate(entries, start=1):
        number = at if in_order else _number(entry)
        if number is not None and not 1 <= number <= count:
            # A segment cut in two moves all that follow: no telling which is whose.
            return Answer(cut=cut, fault=f"an answer to segment {number} of {count}")
        en = _english(entry)
        if number is not None and en.strip():
            said_of.setdefault(number, set()).add(en)
    found = {number: english.pop() for number, english in said_of.items() if len(english) == 1}
    fault = "" if len(found) == count else f"{len(found)} usable segments for {count}"
    return Answer(found, cut, fault)


def read_text(reply: Any) -> Answer:
    """The one segment of a completion whose text is the translation and nothing else."""
    text, cut, fault = _text_of(reply)
    fenced = _FENCE.search(text)
    text = _PREFACE.sub("", (fenced[1] if fenced else text).strip()).strip()
    if fault or cut or not text:
        short = "the answer is cut short" if cut else "the answer is empty"
        return Answer(cut=cut, fault=fault or short)
    return Answer({1: text})


def _text_of(reply: Any) -> tuple[str, bool, str]:
    """The text of a completion without its thoughts; whether it was cut; what is wrong."""
    try:
        choice = reply["choices"][0]
        message = choice.get("message", {})
        content = message["content"] if "message" in choice else choice["text"]
    except (LookupError, TypeError, AttributeError):
        words = " ".join(json.dumps(reply, ensure_ascii=False).split())[:80]
        return "", False, f"the answer is no completion: {words}"
    cut = choice.get("finish_reason") in _CUT
    if isinstance(content, list):
        content = "".join(p.get("text", "") for p in content if isinstance(p, dict))
    if not isinstance(content, str):
        refusal = message.get("refusal")
        return "", cut, f"the model refuses: {refusal}" if refusal else "the answer is empty"
    return _THOUGHT.sub("", content).strip(), cut, ""


def _values(text: str) -> Iterator[Any]:
    """Each JSON value that begins somewhere in the text, outermost ones only."""
    decoder, at, loose = json.JSONDecoder(strict=False), 0, []
    while found := _OPEN.search(text, at):
        try:
            value, at = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            at = found.end()
            continue
        if _has_id(value):
            loose.append(value)  # one of a list that is broken elsewhere, or a line of its own
        else:
            yield value
    yield loose


def _entries(value: Any) -> list[Any]:
    """The entries of a JSON value, in any of the shapes that models give them."""
    if isinstance(value, list):
        return [v for v in value if isinstance(v, dict | str) or v is None]
    if not isinstance(value, dict):
        return []
    # {"1": "…", "2": {"en": "…"}}, or such or a list under some key
    numbered = [
        {"id": key, **(given if isinstance(given, dict) else {"en": given})}
        for key, given in value.items()
        if key.strip().isdecimal()
    ]
    return max([numbered, *map(_entries, value.values())], key=len)


def _has_id(entry: Any) -> bool:
    return isinstance(entry, dict) and "id" in entry


def _number(entry: Any) -> int | None:
    """The id of an entry, if it is a number in any dress: 3, 3.0, "3", "#3", "segment-3"."""
    given = entry["id"] if _has_id(entry) else None
    digits = re.findall(r"\d+", f"{given:g}" if isinstance(given, float) else str(given))
    return int(digits[0]) if len(digits) == 1 and len(digits[0]) < 7 else None


def _english(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    fields = entry if isinstance(entry, dict) else {}
    return next((fields[k] for k in _ENGLISH if isinstance(fields.get(k), str)), "")
