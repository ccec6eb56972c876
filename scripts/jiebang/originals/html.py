"""HTML → lines: the main text of a page, with headings, numbered lists and tables.

Navigation goes out, by its element, its name or its density of links, and is named
with its words; everything else stays, for a page may have its text anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from jiebang.errors import InputError
from jiebang.originals.html_walk import unmarked_lists, walk
from jiebang.originals.original import AROUND, Lines, Original

_NEVER = (
    "script", "style", "noscript", "template", "nav", "aside", "iframe", "object", "embed", "svg",
    "canvas", "audio", "video", "input", "select", "textarea", "button", "head", "link", "map",
)  # fmt: skip
_SHOWN_PARTS = ("nav", "aside", "button", "select", "textarea")  # of these, with words to read
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
# What the foot of a site's page says, however large it is beside a short text.
_FOOT = re.compile(
    r"ICP备|公网安备|网站标识码|网站地图|版权所有|主办(?:单位)?\s*[：:]|承办(?:单位)?\s*[：:]|备案号|法律声明"
)
_FOOT_NAME = re.compile(r"(?:^|[\s_-])(?:footer|foot|copyright|bottom)(?:$|[\s_-])", re.IGNORECASE)
_SMALLEST = 100  # characters that such a block may have
_LARGEST_FOOT = 600
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
    _drop([e for e in body.iter("script", "style", "noscript", "template") if e is not body])
    panes = [e for e in body.iter(*_SHOWN_PARTS) if e is not body]
    named = [text for e in _outermost(panes) if (text := _words(e))]
    _drop([e for e in body.iter(*_NEVER) if e is not body])
    _drop([e for e in body.iter() if e is not body and _is_hidden(e)])
    sizes = _measure(body)
    lost = [e for e in body.iter(*_BLOCKS) if e is not body and _is_furniture(e, sizes, body)]
    names = [text for e in _outermost(lost) if (text := _words(e))]
    _drop(lost)
    for text in (*named, *names):
        lines.leave_out(text, AROUND)
    if names:
        total = sum(len("".join(name.split())) for name in names)
        more = f" and {len(names) - _NAMED_PARTS} more" if len(names) > _NAMED_PARTS else ""
        begins = (name[:_SHOWN] + "…" * (len(name) > _SHOWN) for name in names[:_NAMED_PARTS])
        shown = "; ".join(f"“{head}”" for head in begins)
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
        lines.leave_out(" ".join(_outside(body, parts)), AROUND)
    return parts


def _words(element: HtmlElement) -> str:
    """All that an element says, as one line."""
    return " ".join("".join(element.itertext()).split())


def _outside(body: HtmlElement, parts: list[HtmlElement]) -> Iterator[str]:
    """The texts of a page that stand in none of its parts."""
    events = etree.iterwalk(body, events=("start", "end"))
    for event, node in events:
        if event == "start" and node in parts:
            events.skip_subtree()
        elif event == "start" and isinstance(node.tag, str):
            yield node.text or ""
        elif event == "end" and node is not body:
            yield node.tail or ""


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
    if own.text == 0 or any(True for _ in element.iter(_HEADINGS)):
        return False  # the title of a page is never its navigation
    if own.text <= _LARGEST_FOOT and own.text < sizes[body].text * 0.8 and _is_foot(element, names):
        return True
    if own.text > sizes[body].text * _SMALL:
        return False
    if named or (crumbs and own.text < 200):
        return True
    if own.text <= _SMALLEST and _AROUND.match("".join(element.itertext())):
        return True
    return own.links >= 4 and own.linked > 0.7 * own.text


def _is_foot(element: HtmlElement, names: str) -> bool:
    """Whether a block is the foot of a page: by its name and one word, or by two words."""
    if element.tag not in ("div", "footer", "section", "table", "ul", "p"):
        return False
    found = set(_FOOT.findall("".join(element.itertext())))
    return len(found) >= (1 if element.tag == "footer" or _FOOT_NAME.search(names) else 2)


def _size(element: HtmlElement) -> int:
    """Characters that are not white space."""
    return sum(map(_count, element.itertext()))


def _count(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def read_html(text: str, where: str, kind: str = "html") -> Original:
    """The main text of a page that is decoded already.

    Raises:
        InputError: there is no text in it, or it nests more deeply than any page does.
    """
    lines = Lines()
    root = _parse(text, where)
    unmarked = unmarked_lists(root)
    for part in main_text(root, lines) if kind == "html" else [root]:
        walk(part, lines, unmarked=unmarked)
    if not any(line.strip() for line in lines.lines):
        raise InputError("a page without text", where, "save it from the browser, text shown")
    return lines.finish(kind)


def read_markdown(text: str, where: str) -> Original:
    """The text of a Markdown file, its marks out, its lists numbered: that of the page it makes."""
    # A line break stays one: hard-wrapped lines are joined as those of any text are.
    options = {"html": False, "breaks": True}
    parser = MarkdownIt("commonmark", options).use(front_matter_plugin).enable("table")
    return read_html(f"<body>{parser.render(text)}</body>", where, kind="md")


def _parse(text: str, where: str) -> HtmlElement:
    # Without a limit the parser drops what is too deep, and says so only in its log.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    clean = _DECLARATION.sub("", text.replace("\0", ""))
    try:
        root = html.document_fromstring(clean.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise InputError("a page without text", where, "save it from the browser") from None
    if any(e.level_name == "FATAL" or "depth" in e.message.lower() for e in parser.error_log):
        raise InputError("HTML nested too deeply", where, "this looks like an attack")
    return root
