"""A Document as a Word file: real headings, automatic numbers, real tables."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from jiebang.document.model import Block, Document, Field, Item, Paragraph, Table
from jiebang.text.markers import read_annex, read_marker

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
{parts}</Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
{relations}</Relationships>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_HAN_NUMBER = re.compile("[〇零一二三四五六七八九十百]+")
_CIRCLED = re.compile("[①-⑳]")
_DIGITS = re.compile(r"\d+")
_FONT = (
    '<w:rFonts w:ascii="Noto Serif CJK SC" w:hAnsi="Noto Serif CJK SC" '
    'w:eastAsia="Noto Serif CJK SC"/>'
)


@dataclass
class _Lists:
    """Automatic lists: one definition a shape of number, one list a run of numbers."""

    automatic: bool = True
    merged: bool = False
    shapes: dict[tuple[str, str], int] = field(default_factory=dict)
    lists: list[tuple[int, int]] = field(default_factory=list)  # (definition, start)
    running: dict[int, tuple[int, int]] = field(default_factory=dict)

    def number(self, marker: str) -> int | None:
        """The list to put a paragraph with this printed number in; None: print it as text."""
        found = read_marker(marker)
        if not self.automatic or found is None or found.number is None or read_annex(marker):
            return None
        for pattern, kind in (
            (_DIGITS, "decimal"),
            (_HAN_NUMBER, "chineseCounting"),
            (_CIRCLED, "decimalEnclosedCircle"),
        ):
            if pattern.search(marker):
                shape = (kind, pattern.sub("%1", marker, count=1))
                break
        else:
            return None
        definition = self.shapes.setdefault(shape, len(self.shapes))
        last = self.running.get(definition)
        if last is None or last[1] + 1 != found.number:
            self.lists.append((definition, found.number))
            last = (len(self.lists), found.number - 1)
        self.running[definition] = (last[0], found.number)
        return last[0]

    def xml(self) -> str:
        parts = [f"<w:numbering {_NS}>"]
        for (kind, text), number in self.shapes.items():
            parts.append(
                f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
                f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
                f'<w:suff w:val="nothing"/><w:lvlText w:val={quoteattr(text)}/>'
                '<w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
            )
        for number, (definition, start) in enumerate(self.lists, 1):
            parts.append(
                f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>'
                f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
                "</w:num>"
            )
        return "".join([*parts, "</w:numbering>"])


def make_docx(document: Document, *, automatic: bool = True, merged: bool = False) -> bytes:
    """The bytes of a Word file that prints the document; without `automatic`, numbers are typed.

    With `merged`, an empty cell of a table is one with the cell above, or, in a row with
    nothing but its first cell, with that; the head comes again on each page.
    """
    lists = _Lists(automatic, merged)
    body = [xml for block in document.preamble for xml in _block(block, lists)]
    for section in document.walk():
        number = lists.number(section.marker)
        text = section.title.zh if number else section.marker + section.title.zh
        if read_annex(section.marker) and section.title.zh:  # 附件1 stands above its title
            body.append(_paragraph(_run(section.marker)))
            text = section.title.zh
        if text:
            body.append(_paragraph(_run(text), f"Heading{section.level}", number))
        for block in section.blocks:
            body += _block(block, lists)
    parts = {
        "word/document.xml": f"<w:document {_NS}><w:body>{''.join(body)}<w:sectPr>"
        '<w:footerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships" r:id="r3" w:type="default"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar '
        'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" '
        'w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>',
        "word/numbering.xml": lists.xml(),
        "word/styles.xml": _styles(),
        "word/footer1.xml": f'<w:ftr {_NS}><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t '
        'xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r>'
        '</w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>',
    }
    kinds = {"document": "document.main", "footer1": "footer"}
    names = [n.removeprefix("word/").removesuffix(".xml") for n in parts]
    types = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="{_WORD}{kinds.get(n, n)}+xml"/>\n'
        for n in names
    )
    links = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}{kind}" Target="{kind}{tail}.xml"/>'
        for i, (kind, tail) in enumerate((("numbering", ""), ("styles", ""), ("footer", "1")), 1)
    )
    main = f'<Relationship Id="r1" Type="{_OFFICE}officeDocument" Target="word/document.xml"/>'
    parts |= {
        "[Content_Types].xml": _TYPES.format(parts=types),
        "_rels/.rels": _RELS.format(relations=main),
        "word/_rels/document.xml.rels": _RELS.format(relations=links),
    }
    return make_zip(parts)


def make_zip(parts: dict[str, str]) -> bytes:
    """Parts as a package."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def _styles() -> str:
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="{n - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{36 - 2 * n}"/></w:rPr></w:style>'
        for n in range(1, 7)
    )
    return (
        f"<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>{_FONT}"
        '<w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" '
        'w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{heads}</w:styles>"
    )


def _run(text: str, bold: bool = False) -> str:
    mark = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{mark}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(runs: str, style: str = "Normal", number: int | None = None) -> str:
    numbers = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{numbers}</w:pPr>{runs}</w:p>'


def _block(block: Block | Field, lists: _Lists) -> list[str]:
    match block:
        case Paragraph():
            return [_paragraph(_run(block.text))]
        case Item():
            number = lists.number(block.marker)
            return [
                _paragraph(_run(block.text.zh if number else block.marker + block.text.zh),
                           number=number)
            ]  # fmt: skip
        case Field():
            number = lists.number(block.marker)
            name = block.name.zh if number else block.marker + block.name.zh
            first = block.blocks[0] if block.blocks else None
            inline = isinstance(first, Paragraph) and bool(block.colon)
            text = first.text if isinstance(first, Paragraph) and inline else ""
            lead = _paragraph(_run(name, True) + _run(block.colon + text), number=number)
            rest = block.blocks[1:] if inline else block.blocks
            return [lead, *(xml for inner in rest for xml in _block(inner, lists))]
        case Table():
            return [_merged(block) if lists.merged else _table(block)]


def _merged(table: Table) -> str:
    """A table whose empty cells are merged, its head on every page."""
    columns = len(table.rows[0])
    rows = []
    for at, row in enumerate(table.rows):
        below = table.rows[at + 1] if at + 1 < len(table.rows) else ()
        cells = []
        alone = bool(row[0]) and not any(row[1:])
        for column, cell in enumerate(row[:1] if alone else row):
            merge = f'<w:gridSpan w:val="{columns}"/>' if alone else ""
            if not alone and at > 1 and not cell:
                merge = "<w:vMerge/>"
            elif not alone and at and below and any(below[1:]) and not below[column]:
                merge = '<w:vMerge w:val="restart"/>'
            text = "".join(_paragraph(_run(s.zh)) for s in cell) or "<w:p/>"
            cells.append(f'<w:tc><w:tcPr>{merge}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>')
        head = "<w:trPr><w:tblHeader/></w:trPr>" if at == 0 and table.header else ""
        rows.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
    grid = f'<w:gridCol w:w="{8800 // columns}"/>' * columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="8800" w:type="dxa"/><w:tblBorders>{_borders()}'
        f"</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"
    )


def _borders() -> str:
    return "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )


def _table(table: Table) -> str:
    wide = 8800 // len(table.rows[0])
    grid = f'<w:gridCol w:w="{wide}"/>' * len(table.rows[0])
    rows = []
    for row in table.rows:
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
            + ("".join(_paragraph(_run(s.zh)) for s in cell) or "<w:p/>")
            + "</w:tc>"
            for cell in row
        )
        rows.append(f"<w:tr>{cells}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="8800" w:type="dxa"/><w:tblBorders>{_borders()}'
        f"</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"
    )
