"""HTML → lines: the main text of a page, with headings, numbered lists and tables.

Navigation goes out, by its element, its name or its density of links, and is named
with its words; everything else stays, for a page may have its text anywhere.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from lxml import etree, html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from jiebang.errors import InputError
from jiebang.originals.html_walk import LineWriter, number_items
from jiebang.originals.original import AROUND, STRUCK, Lines, Original
from jiebang.text.words import load_words

_SMALLEST = 100  # characters that a block around the text may have, told by how it begins
_LARGEST_FOOT = 600
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SMALL = 0.2  # of the text of a page: more is not taken out by its name alone
_NAMED_PARTS, _SHOWN = 6, 30  # how many parts a note names, and how much of each
# The tags that a figure or a cell in Markdown needs.
_TAG = re.compile(r"&lt;(/?(?:su[bp]|del|s)|br\s?/?)&gt;")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def read_html(text: str, where: str, kind: str = "html") -> Original:
    """The main text of a page that is decoded already.

    Raises:
        InputError: there is no text in it, or it nests more deeply than any page does.
    """
    lines, root = Lines(), _parse(text, where)
    for struck in _take_out([e for e in root.iterdescendants() if _is_struck(e)]):
        lines.leave_out(struck, STRUCK)
    walk = LineWriter(lines, number_items(root))
    if kind == "html":
        _read_page(next(root.iter("body"), root), walk)
    else:
        walk.walk(root)
    if not any(row.text.strip() for row in lines.rows):
        raise InputError("a page without text", where, "save it from the browser, text shown")
    return lines.finish(kind)


def read_markdown(text: str, where: str) -> Original:
    """The text of a Markdown file, its marks out, its lists numbered: that of the page it makes."""
    # A line break stays one: hard-wrapped lines are joined as those of any text are.
    options = {"html": False, "breaks": True}
    parser = (
        MarkdownIt("commonmark", options)
        .use(front_matter_plugin)
        .enable(["table", "strikethrough"])
    )
    page = _TAG.sub(r"<\1>", parser.render(text))
    original = read_html(f"<body>{page}</body>", where, kind="md")
    # Its words may be names: only how much it was is said.
    fronts = [t.content for t in parser.parse(text) if t.type == "front_matter"]
    notes = [f"front matter left out: {len(front.splitlines())} lines" for front in fronts]
    return replace(original, notes=(*original.notes, *notes))


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


@cache
def _words() -> dict[str, Any]:
    words = dict(load_words("pages"))
    words["around"] = rf"\s*(?:{'|'.join(words['around'])})"
    for name in ("named", "foot_named", "around", "crumbs_begin", "foot"):
        words[name] = re.compile(words[name], re.IGNORECASE)
    return words


def _read_page(body: HtmlElement, walk: LineWriter) -> None:
    """Walk through the elements that hold the text, in order; name what is taken out."""
    words, lines = _words(), walk.lines
    etree.strip_elements(body, "script", "style", "noscript", "template", with_tail=False)
    panes = _take_out(list(body.iter(*words["panes"])))
    etree.strip_elements(body, *words["never"], with_tail=False)
    _take_out([e for e in body.iterdescendants() if _is_hidden(e)])
    sizes = _measure(body)
    whole = sizes[body].text
    furniture = (e for e in body.iter(*words["furniture"]) if e is not body)
    around = _take_out([e for e in furniture if _is_furniture(e, sizes, whole)])
    for text in (*panes, *around):
        lines.leave_out(text, AROUND)
    if around:
        total = sum(map(_count, around))
        more = f" and {len(around) - _NAMED_PARTS} more" if len(around) > _NAMED_PARTS else ""
        begins = (text[:_SHOWN] + "…" * (len(text) > _SHOWN) for text in around[:_NAMED_PARTS])
        shown = "; ".join(f"“{head}”" for head in begins)
        lines.note(f"navigation left out: {total} characters: {shown}{more}")
    for part in _main_parts(body):
        walk.walk(part)
        part.clear(keep_tail=True)
    rest = " ".join(body.itertext())
    if rest.strip():
        lines.note(f"left out around the article: {_count(rest)} characters")
        lines.leave_out(rest, AROUND)


def _main_parts(body: HtmlElement) -> list[HtmlElement]:
    """The article of a page that is most of it, below its title; else all of the page."""
    size = max(_count("".join(body.itertext())), 1)
    inner = [e for e in body.iter("article", "main") if _count("".join(e.itertext())) >= size / 2]
    if not inner:
        return [body]
    chosen = inner[-1] if inner[0].tag == "main" else inner[0]
    heads = [h for h in body.iter("h1") if chosen not in h.iterancestors()]
    return [*(() if any(True for _ in chosen.iter("h1")) else heads[:1]), chosen]


def _take_out(elements: list[HtmlElement]) -> list[str]:
    """Empty elements of a page; gives what the outermost of them said, a line each."""
    chosen = set(elements)
    outer = [e for e in elements if not any(a in chosen for a in e.iterancestors())]
    texts = [" ".join("".join(e.itertext()).split()) for e in outer]
    for element in outer:
        element.clear(keep_tail=True)
    return list(filter(None, texts))


def _is_struck(element: HtmlElement) -> bool:
    return element.tag in ("del", "s", "strike") or "line-through" in element.get("style", "")


def _is_hidden(element: HtmlElement) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(str(element.get("style", ""))))


class _Amount(NamedTuple):
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


def _is_furniture(element: HtmlElement, sizes: dict[HtmlElement, _Amount], whole: int) -> bool:
    """Whether a block is not part of the text: by its name, its first words, its links."""
    words, tag, own = _words(), element.tag, sizes[element]
    if own.text == 0 or any(True for _ in element.iter("h1")):
        return False  # the title of a page is never its navigation
    names = " ".join(filter(None, (element.get(k) for k in ("id", "class", "role", "title"))))
    if own.text <= _LARGEST_FOOT and own.text < whole * 0.8 and tag in words["feet"]:
        # The foot of a page: by its name and one word, or by two words.
        found = set(words["foot"].findall("".join(element.itertext())))
        if len(found) >= (1 if tag == "footer" or words["foot_named"].search(names) else 2):
            return True
    if own.text > whole * _SMALL:
        return False
    if words["named"].search(names) or (own.links >= 4 and own.linked > 0.7 * own.text):
        return True
    inside = any(a.tag in ("article", "main") for a in element.iterancestors())
    if tag in ("header", "footer") and not inside:
        return True
    crumbs = tag in words["crumbs"] and words["crumbs_begin"].match((element.text or "")[:40])
    if crumbs and own.text < 200:
        return True
    return own.text <= _SMALLEST and bool(words["around"].match("".join(element.itertext())))


def _count(text: str | None) -> int:
    return len("".join(text.split())) if text else 0
