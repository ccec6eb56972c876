"""DOCX → lines: a paragraph a line, with its automatic number; a table row a line.

Headers and footers are furniture of the page and stay out, named in the notes; footnotes
and endnotes follow at the end; what is in text boxes follows the paragraph that holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element

from jiebang.errors import InputError
from jiebang.originals.numbering import LEVELS, Level, NumberedList
from jiebang.originals.original import (
    EDGE,
    HIDDEN,
    MAX_COLUMNS,
    STRUCK,
    Lines,
    Original,
    note_mark,
    one_line,
    plain_symbol,
    read_whole,
    shifted,
)
from jiebang.originals.package import OfficePackage, move_boxes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OTHERS = {
    "xl/workbook.xml": "a spreadsheet (.xlsx)",
    "ppt/presentation.xml": "slides (.pptx)",
    "OFD.xml": "an OFD document",
    "mimetype": "an OpenDocument or EPUB file",
}
_CODE = re.compile(r"[0-9A-Fa-f]{2}\Z")
_ON, _OFF = ("1", "true", "on"), ("0", "false", "off", "none")
_MAX_DEPTH = 20
_DELETED = (f"{W}del", f"{W}moveFrom")
_CHOICES = (f"{_MC}Choice", f"{_MC}Fallback")
_WRAPPERS = (
    *(W + n for n in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")),
    *(f"{_MC}AlternateContent", *_CHOICES),
)
_LEFT_OUT = {"vanish": HIDDEN, "strike": STRUCK, "dstrike": STRUCK}
_SHOWN = {"tab": "  ", "ptab": "  ", "noBreakHyphen": "-", "cr": "\n"}


def read_docx(data: bytes, where: str) -> Original:
    """The text of a Word document.

    Raises:
        InputError: it is broken, encrypted, no DOCX, or beyond the limits.
    """
    package = OfficePackage(data, where, "DOCX")
    # The package names its document, which seldom has another name than the last.
    named = [str(r.get("Target", "")).lstrip("./") for r in package.xml("_rels/.rels")]
    names = [*(n for n in named if re.fullmatch(r"word/\w+\.xml", n)), "word/document.xml"]
    main = next((name for name in names if name in package.names), None)
    if main is None:
        what = next((w for n, w in _OTHERS.items() if n in package.names), "a ZIP archive")
        remedy = "add the files in it one by one" if "ZIP" in what else "save it as .docx or .pdf"
        raise InputError(f"{what}, not a Word document", where, remedy)
    return _Reader(package).read(main)


class _Reader:
    """One walk through the document, its counters going along."""

    def __init__(self, package: OfficePackage) -> None:
        self.package = package
        self.styles = _Styles(package.xml("word/styles.xml"))
        self.lists = _read_lists(package.xml("word/numbering.xml"))
        self.lines = Lines()
        self.began, self.said = 0, ""  # of the paragraph at hand: its page, its text up to here
        self.marks: dict[tuple[str, str], str] = {}  # of foot- and endnotes, by kind and id
        self.pictures = self.changes = 0

    def read(self, main: str) -> Original:
        root = self._settled(main)
        # Only Word notes where its pages broke.
        self.lines.page = int(any(True for _ in root.iter(f"{W}lastRenderedPageBreak")))
        for body in root.iterfind(f"{W}body"):
            self._blocks(body)
        for kind in ("footnote", "endnote"):  # those that the text refers to, in the order it does
            notes = {e.get(f"{W}id"): e for e in self._settled(f"word/{kind}s.xml").iter(W + kind)}
            for (of, key), mark in list(self.marks.items()):
                if of == kind and key in notes:
                    self.lines.add_note(mark, self._blocks, notes[key])
        if self.pictures:
            self.lines.note(f"pictures without text: {self.pictures}")
        if self.changes:
            self.lines.note(f"tracked changes, read as accepted: {self.changes}")
        for name in sorted(self.package.names):
            if found := re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                self._leave_out(self.package.xml(name), found[1])
        return self.lines.finish("docx")

    def _settled(self, name: str) -> _Element:
        """A part with nothing left in it that is deleted, said twice, wrapped or in a box."""
        root = self.package.xml(name)
        for row in list(root.iter(f"{W}tr")):
            if row.find(f"{W}trPr/{W}del") is not None:
                row.getparent().remove(row)  # type: ignore[union-attr]
        for one in root.iter(*_CHOICES):
            if any(len(other) for other in one.itersiblings(preceding=True)):
                one.clear()
        self.changes += sum(len(change) > 0 for change in root.iter(*_DELETED))
        # A mark of a paragraph may be deleted: `pPr` stays, for its number and its heading.
        etree.strip_elements(root, *_DELETED, f"{W}rt", f"{W}tabs", with_tail=False)
        etree.strip_tags(root, *_WRAPPERS)
        for equation in root.iter(f"{_M}oMath"):
            text = _formula(equation)
            equation.clear(keep_tail=True)
            equation.tag = f"{W}r"
            etree.SubElement(equation, f"{W}t").text = text
        move_boxes(root, f"{W}txbxContent", f"{W}p")
        self.pictures += sum(1 for _ in root.iter("{*}blip", "{*}imagedata"))
        return root

    def _blocks(self, parent: _Element) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self.lines.add_table(list(self._table(element)))
            elif element.tag == f"{W}altChunk":
                self.lines.note("an embedded document was left out")

    def _paragraph(self, paragraph: _Element) -> None:
        """Its printed line. A cell with nothing but a number shows it: so rows are counted."""
        self.began, self.said = 0, ""
        text = "".join(map(self._run, paragraph.iter(f"{W}r")))
        if text.strip():
            text = self._number(paragraph) + text
        elif paragraph.getparent().tag == f"{W}tc":  # type: ignore[union-attr]
            text = self._number(paragraph).rstrip(" \t•")
        self.lines.add(text, self.began, self.styles.heading_of(paragraph))

    def _number(self, paragraph: _Element) -> str:
        """The automatic number of a paragraph that shows text; empty ones show none."""
        number_id, level, style = self.styles.list_of(paragraph)
        own = self.lists.get(number_id)
        if own is None or number_id == "0":
            return ""
        if level is None:  # one may be bound to the style
            level = next((i for i, of in own.levels.items() if style and of.style == style), 0)
        return own.next(level)

    def _run(self, run: _Element) -> str:
        """The text of a run, raised or lowered as it is; "" for a hidden one."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return "".join(map(self._piece, run))
        for name, reason in _LEFT_OUT.items():
            if self.styles.find(run, f"rPr/{name}", "1")[1] not in ("", *_OFF):
                what = "hidden text" if reason == HIDDEN else "what is struck out"
                self.lines.note(f"{what} was left out")
                self.lines.leave_out("".join(t.text or "" for t in run.iterfind(f"{W}t")), reason)
                return ""
        text = "".join(map(self._piece, run))
        if (fonts := properties.find(f"{W}rFonts")) is not None:
            font = str(fonts.get(f"{W}ascii", ""))
            text = "".join(plain_symbol(char, font) for char in text)
        _, shift = self.styles.find(run, "rPr/vertAlign")
        small, points = properties.find(f"{W}sz") is not None, _value(properties, "position") or ""
        if not shift and small and points.strip("-0").isdecimal():
            # Moved by points and set small: so is it in what was a .doc.
            shift = "subscript" if points.startswith("-") else "superscript"
        return shifted(text, shift)

    def _piece(self, element: _Element) -> str:
        name = str(element.tag).removeprefix(W)
        if name == "t":
            self.began = self.began or self.lines.page
            self.said += element.text or ""
            return element.text or ""
        if name == "br":
            return "\n" if element.get(f"{W}type") in (None, "textWrapping") else ""
        if name == "lastRenderedPageBreak":
            self.lines.page += 1
        if name == "sym":
            code = _CODE.search(str(element.get(f"{W}char", "")))
            sign = chr(0xF000 + int(code[0], 16)) if code else "□"
            shown = plain_symbol(sign, str(element.get(f"{W}font", "")))
            return "□" if shown == sign else shown
        if name in ("footnoteReference", "endnoteReference"):
            key = name.removesuffix("Reference"), str(element.get(f"{W}id", ""))
            return self.marks.setdefault(key, note_mark(str(len(self.marks) + 1), self.said))
        return _SHOWN.get(name, "")

    def _table(self, table: _Element) -> Iterator[list[str]]:
        for row in table.iterfind(f"{W}tr"):
            cells = [""] * _span(row, "trPr/gridBefore", 0)
            for cell in row.iterfind(f"{W}tc"):
                text = self.lines.cell(self._blocks, cell)
                cells += [text, *[""] * (_span(cell, "tcPr/gridSpan", 1) - 1)]
            yield cells

    def _leave_out(self, root: _Element, what: str) -> None:
        """Name the words of a page header or footer; a page number has none."""
        text = one_line("".join(e.text or "" for e in root.iter(f"{W}t")))
        if any(c.isalpha() and c not in "第页共" for c in text):
            self.lines.note(f"page {what} left out: “{text[:40]}{'…' * (len(text) > 40)}”")
            self.lines.leave_out(text, EDGE)


def _formula(element: _Element) -> str:
    """An equation, or a part of one, as a line: 10³, (a+b)/2, ³√8."""
    name = str(element.tag).removeprefix(_M)
    if name == "t":
        return element.text or ""
    parts = [part for part in map(_formula, element) if part]
    text = "".join(parts)
    if name in ("f", "rad"):  # a part with an operator in it is one all the same
        parts = [f"({part})" if re.search(r".[-+−±×·/]", part) else part for part in parts]
        return "/".join(parts) if name == "f" else "√".join(["", *parts][-2:])
    if name == "d":
        marks = [element.find(f"{_M}dPr/{_M}{side}Chr") for side in ("beg", "end")]
        begin, end = (None if m is None else str(m.get(f"{_M}val", "")) for m in marks)
        return f"{'(' if begin is None else begin}{text}{')' if end is None else end}"
    if name in ("sup", "sub", "deg"):
        moved = shifted(text, "subscript" if name == "sub" else "superscript")
        return f"^({text})" if name == "sup" and moved == text else moved
    return text


def _span(element: _Element, path: str, default: int) -> int:
    return min(max(read_whole(_value(element, path), default), 0), MAX_COLUMNS)


# ---------------------------------------------------------------- styles and lists


def _value(parent: _Element | None, path: str, unset: str | None = None) -> str | None:
    """The `val` of the element at a path of WordprocessingML names, None where there is none.

    `unset` stands for a `val` that the element leaves out.
    """
    found = None if parent is None else parent.find("/".join(W + name for name in path.split("/")))
    return None if found is None else found.get(f"{W}val", unset)


class _Styles:
    """Paragraph and character styles by id."""

    def __init__(self, root: _Element) -> None:
        self._known = {str(s.get(f"{W}styleId", "")): s for s in root.iterfind(f"{W}style")}
        of = (name for name, s in self._known.items() if s.get(f"{W}type") == "paragraph")
        self._default = next((n for n in of if self._known[n].get(f"{W}default") in _ON), "")

    def find(self, element: _Element, path: str, unset: str | None = None) -> tuple[str, str]:
        """(style that says it, value) of a property, by its path from `pPr` or `rPr`; "" for none.

        What stands at a paragraph or run goes before its style, and that before the style
        it is based on.
        """
        name = _value(element, f"{path[:3]}/{path[0]}Style")
        name = (self._default if path[0] == "p" else "") if name is None else name
        origin, holder = name, element
        for _ in range(_MAX_DEPTH):
            if (found := _value(holder, path, unset)) is not None:
                return origin, found
            if (style := self._known.get(name)) is None:
                break
            origin, holder, name = name, style, _value(style, "basedOn") or ""
        return "", ""

    def list_of(self, paragraph: _Element) -> tuple[str, int | None, str]:
        """(list id, level, style that named it) of a paragraph; ("", None, "") for none."""
        origin, number_id = self.find(paragraph, "pPr/numPr/numId")
        level = self.find(paragraph, "pPr/numPr/ilvl")[1] if number_id else ""
        return number_id, int(level) if level in tuple("012345678") else None, origin

    def heading_of(self, paragraph: _Element) -> int:
        """The level, 1 to 6, of a paragraph that stands in the document's outline; else 0."""
        _, level = self.find(paragraph, "pPr/outlineLvl")
        return int(level) + 1 if level in tuple("012345") else 0  # Word's tenth (9) is plain text


def _read_lists(root: _Element) -> dict[str, NumberedList]:
    """The lists that `numbering.xml` defines, by id."""
    abstract = {str(e.get(f"{W}abstractNumId")): e for e in root.iterfind(f"{W}abstractNum")}
    # A definition that only points at a list style stands for the one that names itself so.
    named = {_value(e, "styleLink"): key for key, e in abstract.items()}
    first: dict[str, NumberedList] = {}  # of those with one definition, which count along
    lists: dict[str, NumberedList] = {}
    for element in root.iterfind(f"{W}num"):
        key = _value(element, "abstractNumId") or ""
        if (link := _value(abstract.get(key), "numStyleLink")) is not None:
            key = named.get(link, key)
        found = NumberedList(dict(_levels(abstract[key])) if key in abstract else {})
        found.counts = first.setdefault(key, found).counts
        for override in element.iterfind(f"{W}lvlOverride"):
            found.levels.update(_levels(override))
            at, start = read_whole(override.get(f"{W}ilvl"), 0), _value(override, "startOverride")
            if start is not None and 0 <= at < LEVELS:
                found.starts[at] = read_whole(start, 1)
                found.levels[at] = replace(found.level(at), start=found.starts[at])
        lists[str(element.get(f"{W}numId"))] = found
    return lists


def _levels(parent: _Element) -> Iterator[tuple[int, Level]]:
    for element in parent.iterfind(f"{W}lvl"):
        restart = _value(element, "lvlRestart")
        form = next(element.iter(f"{W}numFmt"), None)  # Word may put it into AlternateContent
        level = Level(
            start=read_whole(_value(element, "start"), 1),
            format="decimal" if form is None else str(form.get(f"{W}val")),
            text=_value(element, "lvlText") or "",
            restart=None if restart is None else read_whole(restart, 0),
            legal=element.find(f"{W}isLgl") is not None,
            glue="" if _value(element, "suff") == "nothing" else " ",
            style=_value(element, "pStyle") or "",
        )
        yield read_whole(element.get(f"{W}ilvl"), 0), level
