"""Which part of a page is its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiebang.originals.original import Lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NEVER = (
    "script", "style", "noscript", "template", "nav", "aside", "iframe", "object", "embed", "svg",
    "canvas", "audio", "video", "input", "select", "textarea", "button", "head", "link", "map",
)  # fmt: skip
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|foot|sidebar|share|related|"
    r"copyright|toolbar|pagination|login|search|banner|topbar|links?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"^\s*(?:您?(?:当前|现在|所在)的?位置|当前位置|首页\s*[>›»])")
# What a site sets around its articles, told by how a small block begins.
_AROUND = re.compile(
    r"\s*(?:[上下]一[篇条则]\s*[：:]|扫一扫.{0,6}(?:手机|打开|分享|关注)|分享[到至]?[：:]|"
    r"无障碍(?:浏览|阅读|模式|辅助)|长者(?:模式|助手)|"
    r"[【\[]?\s*(?:打印(?:本[页文])?|关闭(?:窗口|本页)?)\s*(?:[】\]]|$)|"
    r"(?:今天是|现在是)?\s*\d{4}年\d{1,2}月\d{1,2}日\s*星期[一二三四五六日天]\s*$)"
)
_SMALLEST = 100  # characters that such a block may have
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BLOCKS = ("div", "ul", "ol", "section", "table", "header", "footer", "p", "dl", "td")
_SMALL = 0.2  # of the text of a page: more is not taken out by its name alone
_HEADINGS = "h1"
_NAMED_PARTS, _SHOWN = 6, 30  # how many parts a note names, and how much of each


def main_text(root: HtmlElement, lines: Lines) -> list[HtmlElement]:
    """The elements that hold the text, in order; the rest of the tree is pruned.

    What is taken out is named in the notes of `lines`.
    """
    body = root if root.tag == "body" else next(root.iter("body"), root)
    _drop([e for e in body.iter(*_NEVER) if e is not body])
    _drop([e for e in body.iter() if e is not body and _is_hidden(e)])
    sizes = _measure(body)
    lost = [e for e in body.iter(*_BLOCKS) if e is not body and _is_furniture(e, sizes, body)]
    names = [text for e in _outermost(lost) if (text := " ".join(e.text_content().split()))]
    _drop(lost)
    if names:
        total = sum(len("".join(name.split())) for name in names)
        more = f" and {len(names) - _NAMED_PARTS} more" if len(names) > _NAMED_PARTS else ""
        shown = "; ".join(f"“{_short(name)}”" for name in names[:_NAMED_PARTS])
        lines.note(f"navigation left out: {total} characters: {shown}{more}")
    inner = [e for e in body.iter("article", "main") if _size(e) >= 0.5 * max(_size(body), 1)]
    if not inner:
        return [body]
    chosen = inner[-1] if inner[0].tag == "main" else inner[0]
    heads = [h for h in body.iter(_HEADINGS) if chosen not in h.iterancestors()]
    titled = any(True for _ in chosen.iter(_HEADINGS))
    parts = [*(() if titled else heads[:1]), chosen]
    outside = _size(body) - sum(map(_size, parts))
    if outside > 0:
        lines.note(f"left out around the article: {outside} characters")
    return parts


def _drop(elements: list[HtmlElement]) -> None:
    """Empty the elements; what follows them stays."""
    for element in elements:
        element.clear(keep_tail=True)


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    chosen = set(elements)
    return [e for e in elements if not any(a in chosen for a in e.iterancestors())]


def _is_hidden(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


@dataclass(frozen=True, slots=True)
class _Amount:
    """How much an element holds: characters, those of links, links."""

    text: int = 0
    linked: int = 0
    links: int = 0


def _measure(body: HtmlElement) -> dict[HtmlElement, _Amount]:
    """Every element's amount, each text counted once: pages nest at will."""
    sizes: dict[HtmlElement, _Amount] = {}
    for element in reversed(list(body.iter())):
        text, linked, links = _count(element.text), 0, 0
        for child in element:
            inner = sizes.get(child, _Amount())
            text += inner.text + _count(child.tail)
            linked, links = linked + inner.linked, links + inner.links
        if element.tag == "a" and element.get("href"):
            linked, links = text, links + 1
        sizes[element] = _Amount(text, linked, links)
    return sizes


def _is_furniture(
    element: HtmlElement, sizes: dict[HtmlElement, _Amount], body: HtmlElement
) -> bool:
    """Whether a block is not part of the text: by its name, its first words, its links."""
    names = " ".join(filter(None, (element.get(k) for k in ("id", "class", "role", "title"))))
    named = bool(_NAMED.search(names)) or (
        element.tag in ("header", "footer")
        and not any(a.tag in ("article", "main") for a in element.iterancestors())
    )
    crumbs = element.tag in ("div", "p", "td", "ul") and _CRUMBS.match((element.text or "")[:40])
    own = sizes[element]
    if own.text == 0 or own.text > sizes[body].text * _SMALL:
        return False
    if named or (crumbs and own.text < 200):
        return True
    if own.text <= _SMALLEST and _AROUND.match("".join(element.itertext())):
        return True
    return own.links >= 4 and own.linked > 0.7 * own.text


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _size(element: HtmlElement) -> int:
    """Characters that are not white space."""
    return sum(map(_count, element.itertext()))


def _count(text: str | None) -> int:
    return len("".join(text.split())) if text else 0
