"""The edition in traditional characters, made from the finished pages of /zh/ by OpenCC.

`s2t` changes characters only, not words: the text stays the one that was printed, sign
for sign, and whoever searches it for a term finds that term. (`s2twp` would make 软件 into
軟體, which no issuer wrote.) But `s2t` also prefers variants that nobody reads today (考覈,
羣, 爲). So a sign stays as printed where Taiwan's or Hong Kong's standard writes it so (核,
群), and where both write another than OpenCC's, theirs is taken (為). What was printed in
traditional characters stays untouched.

OpenCC joins characters across the ends of words (被发|布 → 被髮布): the words of
lexicon/traditional.yml are converted by themselves.

Only text between tags and the attributes that people read are converted; addresses, ids
and scripts stay as they are. Text is converted a page at a time, so that a word cut by a
tag is still seen as one; it keeps its length, and is cut again where it was.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from pathlib import Path

from opencc import OpenCC

from jiebang.site.edition import CHINESE, TRADITIONAL
from jiebang.site.page_cache import PageCache
from jiebang.text.words import load_words

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
_ATTRIBUTE = re.compile(rf"""(\s(?:{_READ})=)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000))  # the blocks that OpenCC's variants are in
_LANGUAGE = re.compile(r'(\slang=")zh(?:-Hans)?(")')
_KEPT = re.compile(r'<\w+\b[^<>]*\stranslate="no"')
_JSON_LD = re.compile(r'<script type="application/ld\+json">')


@dataclass(frozen=True)
class _Signs:
    """What OpenCC knows of single signs.

    `forms` has Taiwan's and Hong Kong's form of each sign that one of them writes
    otherwise, `variant` finds these; `traditional` finds signs that simplified
    text seldom has.
    """

    forms: Mapping[str, tuple[str, str]]
    variant: re.Pattern[str]
    traditional: re.Pattern[str]


@cache
def _signs() -> _Signs:
    signs = [chr(code) for first, end in _HAN for code in range(first, end)]
    joined = "\n".join(signs)
    made = {name: OpenCC(name).convert(joined).split("\n") for name in ("t2tw", "t2hk", "t2s")}
    forms = {
        sign: (taiwan, hong_kong)
        for sign, taiwan, hong_kong in zip(signs, made["t2tw"], made["t2hk"], strict=True)
        if (taiwan, hong_kong) != (sign, sign)
    }
    traditional = [a for a, b in zip(signs, made["t2s"], strict=True) if a != b]
    return _Signs(forms, re.compile(f"[{''.join(forms)}]"), re.compile(f"[{''.join(traditional)}]"))


@cache
def _phrases() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """(words that are converted by themselves, the forms that are not OpenCC's)."""
    data = load_words("traditional")
    words = sorted({*data["words"], *data["forms"]}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))), data["forms"]


class Converter:
    """Simplified to traditional characters."""

    def __init__(self) -> None:
        self._convert = OpenCC("s2t").convert
        self._simplified = OpenCC("t2s").convert
        self._signs = _signs()
        self._words, self._forms = _phrases()
        self._alone: dict[str, str] = {}

    def _word(self, word: str) -> str:
        """A word of the phrase list, by itself."""
        if word not in self._alone:
            self._alone[word] = self._forms.get(word) or str(self._convert(word))
        return self._alone[word]

    def _by_words(self, text: str, made: str) -> str:
        """`made` of `text`, each word of the phrase list as it is by itself."""
        parts: list[str] = []
        at = 0
        for found in self._words.finditer(text):
            parts += (made[at : found.start()], self._word(found[0]))
            at = found.end()
        return "".join((*parts, made[at:]))

    def text(self, text: str) -> str:
        """Plain text."""
        made = str(self._convert(text))
        if len(made) != len(text):
            return self._signs.variant.sub(lambda found: self._form("", found[0]), made)
        made = self._by_words(text, made)
        made = self._signs.variant.sub(
            lambda found: self._form(text[found.start()], found[0]), made
        )
        if not self._signs.traditional.search(text):
            return made
        lines = zip(text.split("\n"), made.split("\n"), strict=True)
        return "\n".join(old if self._is_traditional(old, new) else new for old, new in lines)

    def _form(self, printed: str, made: str) -> str:
        """The form of a sign that is read today."""
        taiwan, hong_kong = self._signs.forms[made]
        if printed in (taiwan, hong_kong):
            return printed
        return taiwan if taiwan == hong_kong else made

    def _is_traditional(self, text: str, made: str) -> bool:
        """Whether a line was printed in traditional characters: most of what tells says so."""
        if not self._signs.traditional.search(text):
            return False
        simple = str(self._simplified(text))  # by phrases: 乾坤 and 著作 are of either
        old = sum(a != b for a, b in zip(text, simple, strict=False))
        return old > 0 and old >= sum(a != b for a, b in zip(text, made, strict=True))

    def page(self, html: str, public: str = "") -> str:
        """A page of /zh/ as it stands in /zh-hant/. `public` is the site's own address."""
        parts: list[str] = []  # text, tag, text, tag, … text
        at = 0
        for found in _TAG.finditer(html):
            parts += (html[at : found.start()], found[0])
            at = found.end()
        parts.append(html[at:])
        parts[::2] = self._texts(parts)
        parts[1::2] = [self._tag(tag, public) for tag in parts[1::2]]
        return "".join(parts)

    def _texts(self, parts: list[str]) -> list[str]:
        """The texts, converted as one; a line break stands for each tag that ends a run."""
        glued: list[str] = []
        for index, text in enumerate(parts[::2]):
            tag = parts[2 * index - 1] if index else ""
            glued.append(text if not index or _INLINE.match(tag) else f"\n{text}")
        joined = "".join(glued)
        converted = self.text(joined)
        if len(converted) != len(joined):
            return [self.text(text) for text in parts[::2]]
        made, at = [], 0
        for text, piece in zip(parts[::2], glued, strict=True):
            end = at + len(piece)
            made.append(converted[end - len(text) : end])
            at = end
        return made

    def _tag(self, tag: str, public: str) -> str:
        if tag.startswith("<!--") or _KEPT.match(tag):
            return tag
        if _JSON_LD.match(tag):
            return _own(self.text(tag).replace('"zh-Hans"', '"zh-Hant"'), public)
        if tag.lower().startswith(("<script", "<style")):
            return tag
        if 'class="jb-language"' in tag:
            return _switched(tag)
        if tag.startswith("<link") and "hreflang=" in tag:
            return tag
        if tag.startswith("<a ") and " data-picture" in tag:
            tag = tag.replace(f".{CHINESE.key}.svg", f".{TRADITIONAL.key}.svg")
        tag = _ATTRIBUTE.sub(self._attribute, _LANGUAGE.sub(r"\1zh-Hant\2", tag))
        if 'data-edition="zh"' in tag:
            tag = tag.replace('data-edition="zh"', f'data-edition="{TRADITIONAL.key}"')
        return _own(tag, public) if tag.startswith(("<link", "<meta")) else tag

    def _attribute(self, found: re.Match[str]) -> str:
        sign = "'" if found[2] is None else '"'
        value = found[3] if found[2] is None else found[2]
        # What is written as it is stays so: JSON in single quotes has double ones inside.
        made = self.text(value)
        return f"{found[1]}{sign}{made}{sign}"


def _own(text: str, public: str) -> str:
    """The page's own addresses (canonical, Open Graph, JSON-LD) lead to this edition."""
    for form in (escape(public), public) if public else ():
        text = text.replace(f"{form}{CHINESE.key}/", f"{form}{TRADITIONAL.key}/")
    return text.replace('content="zh_CN"', 'content="zh_TW"')


def _switched(tag: str) -> str:
    """The link of the language switch that stands for the page itself is another one now."""
    if f'data-edition="{CHINESE.key}"' in tag:
        return tag.replace(' aria-current="true"', "")
    if f'data-edition="{TRADITIONAL.key}"' in tag:
        return tag.replace("<a ", '<a aria-current="true" ')
    return tag


def write_traditional(
    source: Path, target: Path, public: str, cache: PageCache, share: int = 0, shares: int = 1
) -> None:
    """Make the edition in `target` from the finished edition in `source`.

    Of several processes that share the work, each takes one of `shares` equal shares.
    """
    converter = Converter()
    for path in [source, *sorted(source.rglob("*"))]:
        if path.is_dir():
            (target / path.relative_to(source)).mkdir(parents=True, exist_ok=True)
    for path in sorted(path for path in source.rglob("*") if path.is_file())[share::shares]:
        place = target / path.relative_to(source)
        if path.suffix in (".html", ".md", ".xml"):
            printed, name = path.read_text("utf-8"), path.relative_to(source).as_posix()
            make = partial(_convert_file, converter, path.suffix, printed, public)
            place.write_text(cache.take(name, make, printed, public), "utf-8", newline="\n")
        else:
            shutil.copyfile(path, place)


def _convert_file(converter: Converter, suffix: str, text: str, public: str) -> str:
    if suffix == ".html":
        return converter.page(text, public)
    return _own(converter.text(text).replace("zh-Hans", "zh-Hant"), public)
