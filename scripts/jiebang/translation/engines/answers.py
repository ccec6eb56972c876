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
_CUT = ("length", "max_tokens")


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
    missing, and with one that was not asked for nothing is believed. Without any id, as many
    texts as were asked for are taken in order.
    """
    text, cut, fault = _text_of(reply)
    if fault:
        return Answer(cut=cut, fault=fault)
    lists = [own for value in _values(text) for own in _entries(value) if own]
    entries = [entry for own in lists for entry in own]
    if not entries:
        words = " ".join(text.split())[:80]
        fault = f"no JSON in the answer; it begins “{words}”" if words else "the answer is empty"
        return Answer(cut=cut, fault=fault, is_prose=bool(words) and not cut)
    if len(lists) == 1 and len(entries) == count and all(given is None for given, _ in entries):
        entries = [(n, en) for n, (_, en) in enumerate(entries, start=1)]
    english: dict[int, set[str]] = {}
    for given, en in entries:
        number = _number(given)
        if number is not None and not 1 <= number <= count:
            # A segment cut in two moves all that follow: no telling which is whose.
            return Answer(cut=cut, fault=f"an answer to segment {number} of {count}")
        if number is not None and en.strip():
            english.setdefault(number, set()).add(en)
    found = {number: given.pop() for number, given in english.items() if len(given) == 1}
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
    decoder, at = json.JSONDecoder(strict=False), 0
    while found := _OPEN.search(text, at):
        try:
            value, at = decoder.raw_decode(text, found.start())
            yield value
        except (ValueError, RecursionError):
            at = found.end()


def _entries(value: Any) -> Iterator[list[tuple[Any, str]]]:
    """Id, None without one, and English of the entries of each list or mapping, in any of the
    shapes that models give.
    """
    match value:
        case {"id": given}:
            yield [(given, _english(value))]
        case dict():  # {"1": "…", "2": {"en": "…"}}, or such or a list under some key
            yield [(k, _english(below)) for k, below in value.items() if k.strip().isdecimal()]
            for key, below in value.items():
                if not key.strip().isdecimal() and isinstance(below, dict | list):
                    yield from _entries(below)
        case list():
            texts = [item for item in value if item is None or isinstance(item, dict | str)]
            ids = (item.get("id") if isinstance(item, dict) else None for item in texts)
            yield list(zip(ids, map(_english, texts), strict=True))


def _english(entry: Any) -> str:
    fields = entry if isinstance(entry, dict) else {"en": entry}
    return next((fields[key] for key in _ENGLISH if isinstance(fields.get(key), str)), "")


def _number(given: Any) -> int | None:
    """An id, if it is a number in any dress: 3, 3.0, "3", "#3", "segment-3"."""
    digits = re.findall(r"\d+", f"{given:g}" if isinstance(given, float) else str(given))
    return int(digits[0]) if len(digits) == 1 and len(digits[0]) < 7 else None
