"""The index: tokens with their places, cut into small files that a browser asks for one by one.

A Chinese character is looked up with its neighbor (算力利用率 is 算力, 力利, 利用, 用率 one
place apart), so no dictionary decides what is a word; Latin words as printed (the browser
stems), figures by their value (1,000,000 = 100万 = 1 million), titles by their pinyin, too.
Files under `folder`:

    words.json         see search_words; `index` in it is what write_index returns
    vocabulary.json    every Latin word, for slips of the pen
    s/<n>.json         tokens → [part step, how many, place, step …, part step …]
    a/<n>.json         amounts of one base unit: [part step, low, high, 1 for > and -1 for <]
    t/<n>.json         texts of some tasks and documents, or of some terms

Why not Pagefind, and where this way ends: docs/search.md, docs/growing.md.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from jiebang.site.page_cache import syllables
from jiebang.site.search import Hit, IndexedPart
from jiebang.site.views import BilingualText

_HAN = "[\\u3400-\\u9fff\\uf900-\\ufaff\\U00020000-\\U000323af]"
_ZH_SCALES = {"万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "千万": 7, "百万": 6}
_ZH_SCALES |= {"十万": 5, "万": 4}
_EN_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SCALE = "|".join((*_ZH_SCALES, *(rf"{word}\b" for word in _EN_SCALES)))
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?)(?:\s?(?P<scale>{_SCALE}))?"
    rf"|(?P<han>{_HAN})(?=(?P<next>{_HAN}?))|(?P<word>(?:(?!{_HAN})[^\W\d_])+|[%‰°℃])"
)
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")  # “，” never stands in a number
_GAP = 3  # places between texts, so that no phrase runs from one into the next
_SHARD = 40_000  # bytes of a file of tokens, about
_TOGETHER = {False: 8, True: 24}  # groups in a file of texts: tasks and documents, or terms

Postings = dict[str, "array[int]"]


def canonical(digits: str, power: int = 0) -> str:
    """A figure as a token, as search-words.js writes it: “1500”, 4 → “#1.5e+7”."""
    mantissa, _, exponent = f"{float(digits) * 10.0**power:.11e}".partition("e")
    return f"#{mantissa.rstrip('0').rstrip('.')}e{int(exponent):+d}"


def find_tokens(text: str, first: int = 0) -> Iterator[tuple[str, int]]:
    """The tokens of a text with their places; search-words.js cuts a query in the same way."""
    plain = unicodedata.normalize("NFKC", text).lower()
    whole = _THOUSANDS.sub(lambda m: m[0].replace(",", ""), plain)
    for place, match in enumerate(_TOKEN.finditer(whole), first):
        number, scale, _, beside, _ = match.groups("")
        if number:
            power = _ZH_SCALES.get(scale) or _EN_SCALES.get(scale, 0)
            yield canonical(number, power), place
        else:
            yield match[0] + beside, place


def pinyin_tokens(text: str) -> Iterator[tuple[str, int]]:
    """Neighboring syllables of a Chinese name: 灵巧手 → ~ling qiao, ~qiao shou, ~shou."""
    for run in re.finditer(rf"{_HAN}+", text):
        read = syllables(run[0])
        for at, one in enumerate(read):
            yield f"~{' '.join((one, *read[at + 1 : at + 2]))}", run.start() + at


def find_shards(postings: Postings) -> tuple[dict[str, int], int]:
    """The file of each Chinese character, and how many files hold what begins otherwise.

    A token is in the file of its first character. Characters that often stand side by side
    share one, so that a word, cut into pairs, is mostly in one file or two.
    """
    sizes: Counter[str] = Counter()
    chinese = frozenset(re.findall(_HAN, "".join(token[0] for token in postings)))
    for token, places in postings.items():
        sizes[token[0] if token[0] in chinese else ""] += 6 * len(token) + 3 * len(places)
    others = max(1, sizes.pop("", 0) // _SHARD)
    leader, members = {char: char for char in sizes}, {char: [char] for char in sizes}
    pairs = (token for token in postings if token[0] in leader and token[1:] in leader)
    for pair in sorted(pairs, key=lambda token: (-len(postings[token]), token)):
        one, other = (leader[char] for char in pair)
        if one != other and sizes[one] + sizes[other] <= _SHARD:
            sizes[one] += sizes.pop(other)
            members[one] += members.pop(other)
            leader |= dict.fromkeys(members[one], one)
    files: list[tuple[int, list[str]]] = []
    for one in sorted(members, key=lambda char: (-sizes[char], char)):
        at = next((n for n, (size, _) in enumerate(files) if size + sizes[one] <= _SHARD), None)
        size, chars = files.pop(at) if at is not None else (0, [])
        files.append((size + sizes[one], chars + members[one]))
    return {char: n for n, (_, chars) in enumerate(files, others) for char in chars}, others


def shard_of(token: str, shards: Mapping[str, int], others: int) -> int:
    """The file of a token: that of its first character; words by two letters."""
    if token[0] in shards:
        return shards[token[0]]
    number = 0
    for char in token if token[0] in "#~" else token[:2]:
        number = (number * 31 + ord(char)) % 65521
    return number % others


def write_index(
    groups: Sequence[Hit], documents: Mapping[str, BilingualText], folder: Path
) -> dict[str, object]:
    """Write the files of the index; returns what a browser must know before it asks for them.

    `documents` are the titles by document id.
    """
    postings = collect_postings(groups)
    shards, others = find_shards(postings)
    many = max(shards.values(), default=others - 1) + 1
    files: list[dict[str, list[int]]] = [{} for _ in range(many)]
    for token in sorted(postings):
        files[shard_of(token, shards, others)][token] = list(postings[token])
    amounts = _amounts(part for group in groups for part in group.parts)
    _write_files(folder / "s", files)
    _write_files(folder / "a", amounts.values())
    _write_files(folder / "t", _texts(groups))
    words = sorted(t for t in postings if t.isalpha() and t[0] not in shards)
    write_json(folder / "vocabulary.json", " ".join(words))
    ordered = sorted(shards, key=shards.__getitem__)
    together = ["".join(run) for _, run in groupby(ordered, shards.get)]
    found = _describe(groups, documents)
    return found | {"shards": together, "others": others, "bases": list(amounts)}


def collect_postings(groups: Iterable[Hit]) -> Postings:
    """Tokens → for each part that has it: step from the part before, how many, places."""
    postings: Postings = {}
    last: dict[str, int] = {}
    parts = ((part, at == 0) for group in groups for at, part in enumerate(group.parts))
    for number, (part, named) in enumerate(parts):
        places: dict[str, list[int]] = {}
        for token, place in _tokens_of(part, name=named):
            places.setdefault(token, []).append(place)
        for token, found in places.items():
            line = postings.get(token)
            if line is None:
                line = postings[token] = array("I")
            line.extend((number - last.get(token, 0), len(found), found[0]))
            if len(found) > 1:
                line.extend(b - a for a, b in pairwise(found))
            last[token] = number
    return postings


def _tokens_of(part: IndexedPart, *, name: bool) -> Iterator[tuple[str, int]]:
    first = 0
    for text in (part.text.zh, part.text.en):
        place = first
        for token, place in find_tokens(text, first):
            yield token, place
        first = place + _GAP
    if name:
        yield from pinyin_tokens(part.text.zh)


def _amounts(parts: Iterable[IndexedPart]) -> dict[str, list[float]]:
    """The amounts of each base unit, by it, in the order of the files."""
    rows: dict[str, list[float]] = {}
    last: dict[str, int] = {}
    for number, part in enumerate(parts):
        for figure in part.figures:
            step = number - last.get(figure.base, 0)
            rows.setdefault(figure.base, []).extend((step, figure.low, figure.high, figure.strict))
            last[figure.base] = number
    return dict(sorted(rows.items()))


def _texts(groups: Iterable[Hit]) -> Iterator[list[object]]:
    """What stands in one file of texts: some tasks and documents, or some terms."""

    def shown(part: IndexedPart) -> Sequence[object]:
        return [
            (f.base, f.low, f.high, f.strict, f.shown.zh, f.shown.en, f.metric.zh, f.metric.en)
            for f in part.figures
            if f.shown.zh
        ]

    for is_term, run in groupby(groups, lambda group: group.kind == "term"):
        found: list[object] = []
        for group in run:
            parts = [(one.anchor, one.text.zh, one.text.en, shown(one)) for one in group.parts]
            found.append((group.path, group.title.zh, group.title.en, parts))
        size = _TOGETHER[is_term]
        yield from (found[at : at + size] for at in range(0, len(found), size))


def _write_files(folder: Path, files: Iterable[object]) -> None:
    for number, content in enumerate(files):
        write_json(folder / f"{number}.json", content)


def _describe(groups: Sequence[Hit], documents: Mapping[str, BilingualText]) -> dict[str, object]:
    """The groups as columns; `same` is the place of the first group that says the same, or -1."""
    places = {group.id: place for place, group in enumerate(groups) if group.kind == "task"}
    ids = list(documents)
    themes = sorted({theme for group in groups for theme in group.themes})
    tasks = [group for group in groups if group.kind != "term"]
    return {
        "documents": [(key, title.zh, title.en) for key, title in documents.items()],
        "themes": themes,
        "kinds": "".join(group.kind[1] for group in groups),  # tAsk, dOcument, tErm
        "parts": [len(group.parts) for group in groups],
        "document": [ids.index(group.document) for group in tasks],
        "number": [group.id.removeprefix(f"{group.document}.") for group in tasks],
        "theme": [[themes.index(theme) for theme in group.themes] for group in tasks],
        "same": [
            min((places[t] for t in group.same_as if t in places), default=-1) for group in tasks
        ],
        "together": [_TOGETHER[False], _TOGETHER[True]],
    }


def write_json(path: Path, value: object) -> None:
    """Write a value as one line of JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
