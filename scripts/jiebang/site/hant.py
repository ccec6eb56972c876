"""The edition in traditional characters, made from the finished pages of /zh/ by OpenCC.

`s2t` changes characters only, not words: the text stays the one that was printed, character
for character, and whoever searches it for a term finds that term. (`s2twp` would make 软件
into 軟體, which no issuer wrote.) But `s2t` also prefers variants that nobody reads today
(考覈, 羣, 爲). So a character stays as printed where Taiwan's or Hong Kong's standard writes it
so (核, 群), and where both write another than OpenCC's, theirs is taken (為). What was printed
in traditional characters stays untouched.

OpenCC joins characters across the ends of words (被发|布 → 被髮布): the words of
lexicon/traditional.yml are converted by themselves.

Only text between tags and the attributes that people read are converted; addresses, ids
and scripts stay as they are. Text is converted a page at a time, so that a word cut by a
tag is still seen as one; it keeps its length, and is cut again where it was.

The search index and the tables stay in the characters of the originals. OpenCC converts by
phrases (头发 → 頭髮, 发展 → 發展), which a browser cannot do without its dictionaries. So
every text that can be shown is converted here, and what a plain map of characters would
get wrong becomes a phrase of its own. search-words.js applies phrases and map as
`ConversionTable.convert` does; that it gives what OpenCC gave is checked here for every text, and
a text for which it would not is listed whole.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from html import escape
from pathlib import Path

from opencc import OpenCC

from jiebang.site.amounts import amount_text
from jiebang.site.edition import CHINESE, TRADITIONAL
from jiebang.site.page_cache import PageCache
from jiebang.site.search import Hit
from jiebang.site.strings import Strings
from jiebang.site.views import Collection
from jiebang.text.han import simplified
from jiebang.text.words import any_of, load_words

# A comment, a whole script or style sheet, what is shown as printed, or a tag.
_TAG = re.compile(
    r"""(<!--.*?-->|<(?P<kept>\w+)\b[^<>]*\stranslate="no"[^<>]*>.*?</(?P=kept)\s*>|<(?P<raw>script|style)\b[^>]*>.*?</(?P=raw)\s*>"""
    r"""|<(?:[^'">]++|"[^"]*"|'[^']*')*+>)""",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:a|abbr|b|code|del|em|i|ins|mark|q|small|span|strong|sub|sup)\b", re.I)
_READ = (
    "alt|aria-label|aria-description|content|data-cite|data-count|data-label|data-strings|data-text"
    "|label|placeholder|title"
)
_ATTRIBUTE = re.compile(rf"""(\s(?:{_READ})=)(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000))  # the blocks that OpenCC's variants are in
_LANGUAGE = re.compile(r'(\slang=")zh(?:-Hans)?(")')
_KEPT = re.compile(r'<\w+\b[^<>]*\stranslate="no"')
_AROUND = 8  # characters on each side of a character that are looked at for a phrase
_JSON_LD = re.compile(r'<script type="application/ld\+json">')


# To load what OpenCC knows takes a while.
_opencc = cache(OpenCC)


@cache
def _forms() -> tuple[Mapping[str, tuple[str, str]], re.Pattern[str], re.Pattern[str]]:
    """What OpenCC knows of single characters.

    Taiwan's and Hong Kong's form of each that one of them writes otherwise, what finds these, and
    what finds characters that simplified text seldom has.
    """
    characters = [chr(code) for first, end in _HAN for code in range(first, end)]
    joined = "\n".join(characters)
    every = (_opencc(name).convert(joined).split("\n") for name in ("t2tw", "t2hk", "t2s"))
    rows = list(zip(characters, *every, strict=True))
    forms = {one: (tw, hk) for one, tw, hk, _ in rows if (tw, hk) != (one, one)}
    seldom = "".join(one for one, *_, simple in rows if one != simple)
    return forms, re.compile(f"[{''.join(forms)}]"), re.compile(f"[{seldom}]")


@cache
def _phrases() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """The words that are converted by themselves, and what each becomes."""
    data = load_words("traditional")
    convert = _opencc("s2t").convert
    forms = {word: convert(word) for word in data["words"]} | data["forms"]
    return re.compile(any_of(forms)), forms


def traditional(text: str) -> str:
    """Plain text, in traditional characters, one for one."""
    (forms, variant, seldom), (words, phrases) = _forms(), _phrases()

    def form(found: re.Match[str]) -> str:
        """The form of a character that is read today."""
        taiwan, hong_kong = forms[found[0]]
        if text[found.start()] in (taiwan, hong_kong):
            return text[found.start()]
        return taiwan if taiwan == hong_kong else found[0]

    convert = _opencc("s2t").convert
    made = str(convert(text))
    if len(made) != len(text):  # for a phrase: character by character
        made = "".join(convert(char)[:1] for char in text)
    parts, at = [], 0
    for found in words.finditer(text):
        parts += [made[at : found.start()], phrases[found[0]]]
        at = found.end()
    made = variant.sub(form, "".join((*parts, made[at:])))
    if not seldom.search(text):
        return made
    # Most of what tells says that a line was printed in traditional characters.
    lines = zip(text.split("\n"), made.split("\n"), strict=True)
    return "\n".join(
        old if seldom.search(old) and simplified(old) != old else new for old, new in lines
    )


def traditional_page(html: str, public: str = "") -> str:
    """A page of /zh/ as it stands in /zh-hant/. `public` is the site's own address.

    The texts are converted as one; a line break stands for each tag that ends a run.
    """
    pieces = _TAG.split(html)  # text, tag, the two names in the tag's pattern, text, …
    tags, texts = pieces[1 :: _TAG.groups + 1], pieces[:: _TAG.groups + 1]
    breaks = ["", *("" if _INLINE.match(tag) else "\n" for tag in tags)]
    converted = traditional("".join(map(str.__add__, breaks, texts)))
    made, at = [], 0
    for tag, gap, text in zip(("", *tags), breaks, texts, strict=True):
        at += len(gap) + len(text)
        made += [_convert_tag(tag, public), converted[at - len(text) : at]]
    return "".join(made)


def _convert_tag(tag: str, public: str) -> str:
    if tag.startswith(("</", "<!--")) or _KEPT.match(tag):
        return tag
    if _JSON_LD.match(tag):
        return _own(traditional(tag).replace('"zh-Hans"', '"zh-Hant"'), public)
    if tag.lower().startswith(("<script", "<style")):
        return tag
    if 'class="jb-language"' in tag:
        # The link of the language switch that stands for the page itself is another one now.
        if f'data-edition="{CHINESE.key}"' in tag:
            return tag.replace(' aria-current="true"', "")
        here = f'data-edition="{TRADITIONAL.key}"' in tag
        return tag.replace("<a ", '<a aria-current="true" ') if here else tag
    if tag.startswith("<link") and "hreflang=" in tag:
        return tag
    if tag.startswith("<a ") and " data-picture" in tag:
        tag = tag.replace(f".{CHINESE.key}.svg", f".{TRADITIONAL.key}.svg")
    # What is written as it is stays so: JSON in single quotes has double ones inside.
    tag = _LANGUAGE.sub(r"\1zh-Hant\2", tag)
    tag = _ATTRIBUTE.sub(lambda read: f"{read[1]}{read[2]}{traditional(read[3])}{read[2]}", tag)
    tag = tag.replace('data-edition="zh"', f'data-edition="{TRADITIONAL.key}"')
    return _own(tag, public) if tag.startswith(("<link", "<meta")) else tag


def _own(text: str, public: str) -> str:
    """The page's own addresses (canonical, Open Graph, JSON-LD) lead to this edition."""
    for form in (escape(public), public) if public else ():
        text = text.replace(f"{form}{CHINESE.key}/", f"{form}{TRADITIONAL.key}/")
    return text.replace('content="zh_CN"', 'content="zh_TW"')


def write_traditional(folder: Path, public: str, cache: PageCache) -> None:
    """Make the edition out of that of /zh/, which is finished, in the folder of the whole site."""
    source = folder / CHINESE.key
    for path in source.rglob("*.*"):
        name = path.relative_to(source)
        place = folder / TRADITIONAL.key / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in (".html", ".md", ".xml"):
            text = path.read_text("utf-8")
            made = cache.take(name.as_posix(), partial(_convert, path, text, public), text, public)
            place.write_text(made, "utf-8", newline="\n")
        elif not path.is_dir():
            shutil.copyfile(path, place)


def _convert(path: Path, text: str, public: str) -> str:
    """The text of a page, its Markdown or a feed."""
    if path.suffix == ".html":
        return traditional_page(text, public)
    return _own(traditional(text).replace("zh-Hans", "zh-Hant"), public)


# ---------------------------------------------------------------- for the browser


class ConversionTable:
    """Characters, phrases of two characters and more, and texts that neither gets right.

    It is exact for the texts that it is made for.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        wanted = {text: traditional(text) for text in dict.fromkeys(texts)}
        known = sorted({char for text in wanted for char in text})
        self.characters = {char: new for char in known if (new := traditional(char)) != char}
        self.phrases: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self._pattern = re.compile(".", re.DOTALL)
        for text, right in wanted.items():
            for at, (one, two) in enumerate(zip(self.convert(text), right, strict=True)):
                if one != two:
                    self._add_phrase(text, right, at)
        self.texts = {old: new for old, new in wanted.items() if self.convert(old) != new}

    def convert(self, text: str) -> str:
        """As the browser does: a whole text, else the longest phrase, else the character.

        Offsets here are of characters, in the browser of UTF-16 units: phrases hold only
        characters that are one of either.
        """
        if text in self.texts:
            return self.texts[text]
        return self._pattern.sub(
            lambda found: self.phrases.get(found[0]) or self.characters.get(found[0], found[0]),
            text,
        )

    def _add_phrase(self, text: str, right: str, at: int) -> None:
        """Have the shortest piece around a place that is converted as here converted as a whole."""
        for size in range(2, 2 * _AROUND):
            for first in range(max(0, at - size + 1), min(at, len(text) - size) + 1):
                old, new = (one[first : first + size] for one in (text, right))
                if traditional(old) == new and max(old + new) <= "\uffff":
                    self.phrases[old] = new
                    self._pattern = re.compile(f"{any_of(self.phrases)}|.", re.DOTALL)
                    return


def shown(collection: Collection, found: Iterable[Hit], text: Strings) -> Iterator[str]:
    """Every Chinese text that the search and explore pages may show."""
    for group in found:
        yield group.title.zh
        for part in group.parts:
            yield part.text.zh
            yield from (one for f in part.figures for one in (f.shown.zh, f.metric.zh) if one)
    yield from (document.title.zh for document in collection.documents)
    for term in collection.corpus.terms.terms:
        yield from (term.zh, *term.aliases)
    for row in collection.measures:
        yield from (row["metric_zh"] or "", row["text_zh"], amount_text(row, "zh"))
    yield from (theme.zh for theme in collection.corpus.themes)
    yield from text.under("kind.").values()


def hant_table(texts: Iterable[str]) -> str:
    """hant.json: {"hans", "hant": characters in the same order, "phrases", "texts"}."""
    table = ConversionTable(texts)
    record = {
        "hans": "".join(table.characters),
        "hant": "".join(table.characters.values()),
        "phrases": dict(sorted(table.phrases.items())),
        "texts": dict(sorted(table.texts.items())),
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
