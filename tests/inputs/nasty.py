"""Files made to hang, swell or mislead a reader; each is small on disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable
from io import BytesIO

from inputs.wordmaker import make_zip

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def make_pdf(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R%b>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, trailer, len(data))
    )


def page_pdf(content: bytes, filters: bytes = b"", resources: bytes = b"", *more: bytes) -> bytes:
    """A PDF of one page with this content stream; `more` objects from 5 on."""
    return make_pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%b>>>>"
        % resources,
        b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), filters, content),
        *more,
    ])  # fmt: skip


def scan() -> bytes:
    """A page that is a picture."""
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
        b"/Length 1>>stream\n0\nendstream"
    )
    content = b"q 595 0 0 842 0 0 cm /I Do Q"
    return page_pdf(content, b"", b"/XObject<</I 5 0 R>>", picture)


def locked() -> bytes:
    """A PDF that needs a password."""
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%b>/U<%b>>>/ID[<00><00>]" % (
        b"ab" * 32, b"cd" * 32,
    )  # fmt: skip
    pages = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    return make_pdf(pages, lock)


def swollen(pattern: bytes, size: int) -> bytes:
    """`size` bytes of a pattern, or some less, deflated.

    One chunk is packed and its bytes repeated, with the checksum of the whole worked
    out: packing a gigabyte and a half anew takes longer than reading it.
    """
    chunk = pattern * (2**22 // len(pattern))
    times = size // len(chunk)
    packer = zlib.compressobj(1, wbits=-15)
    packed = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    # Adler-32 (RFC 1950): two sums modulo 65521, the second of the first after each byte.
    base, one = 65521, zlib.adler32(chunk, 0)  # from 0, so that it can be put together
    low, high = 1, 0
    for _ in range(times):
        high = (high + len(chunk) * low + (one >> 16)) % base
        low = (low + (one & 0xFFFF)) % base
    check = (high << 16 | low).to_bytes(4, "big")
    return b"\x78\x01" + packed * times + b"\x03\x00" + check


def pdf_swollen() -> bytes:
    twice = zlib.compress(swollen(b"BT (a) Tj ET ", 1500 * 2**20))
    return page_pdf(twice, b"/Filter[/FlateDecode/FlateDecode]")


def png_bomb(side: int) -> bytes:
    """A picture in black, of so many pixels a side, a bit each."""
    size = side.to_bytes(4, "big") * 2
    lines = swollen(b"\0", (side // 8 + 1) * side + 2**22)
    parts = ((b"IHDR", size + b"\1\0\0\0\0"), (b"IDAT", lines), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
        for name, data in parts
    )


def pdf_many_signs() -> bytes:
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    line = b"BT /F 1 Tf 10 10 Td (" + b"a" * 200 + b") Tj ET\n"
    return page_pdf(zlib.compress(line * 40_000), b"/Filter/FlateDecode", font)


def pdf_many_rules() -> bytes:
    lines = b"".join(b"%d 0 m %d 800 l S 0 %d m 500 %d l S\n" % (i, i, i, i) for i in range(4000))
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return page_pdf(lines + b"BT /F 9 Tf 10 10 Td (a) Tj ET", b"", font)


def pdf_ring() -> bytes:
    """Page trees that hold themselves."""
    kids = b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 2147483647/Parent 3 0 R>>"
    return make_pdf([b"<</Type/Catalog/Pages 2 0 R>>", kids, kids])


def pdf_deep() -> bytes:
    deep = b"[" * 200_000 + b"]" * 200_000
    pages = [b"<</Type/Catalog/Pages 2 0 R/X %b>>" % deep, b"<</Type/Pages/Kids[]/Count 0>>"]
    return make_pdf(pages)


def html_deep() -> bytes:
    return b"<html><body>" + b"<div>" * 200_000 + "字".encode() + b"</div>" * 200_000


def html_deep_lists() -> bytes:
    return b"<html><body>" + b"<ol><li>" * 1500 + "字".encode()


def html_deep_tables() -> bytes:
    return b"<html><body>" + b"<table><tr><td>a<td>" * 400 + "字".encode()


def html_wide_spans() -> bytes:
    cell = b'<td colspan="65535" rowspan="65535">a</td>'
    return b"<html><body><table>" + (b"<tr>" + cell * 3 + b"</tr>") * 3000 + b"</table>"


def html_open_tags() -> bytes:
    return b"<html><body>" + b"<b><i><font><a href=x>" * 60_000 + "字".encode()


def html_links() -> bytes:
    return b"<html><body><div>" * 200 + b"<a href=x>a</a> text " * 100_000


def html_brackets() -> bytes:
    return b"<html>" + b"<" * 3_000_000 + "字".encode()


def docx(body: str, head: str = "", **parts: str) -> bytes:
    return make_zip(
        {
            "word/document.xml": f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}.xml": xml for name, xml in parts.items()},
        }
    )


def docx_laughs() -> bytes:
    """A billion laughs."""
    lines = '<!ENTITY a0 "哈">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)
    )
    head = f'<?xml version="1.0"?><!DOCTYPE x [{lines}]>'
    return docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", head)


def docx_outside() -> bytes:
    """An entity that fetches a file."""
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    return docx("<w:p><w:r><w:t>&f;</w:t></w:r></w:p>", head)


def docx_bomb() -> bytes:
    """A part of 300 MB, packed to 300 kB."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        part.write(f"<w:document {_W}><w:body>".encode())
        for _ in range(300):
            part.write(b" " * 2**20)
        part.write(b"</w:body></w:document>")
    return stream.getvalue()


def docx_lying_bomb() -> bytes:
    """The same, its directory saying that the part is small."""
    data = docx_bomb()
    true = (300 * 2**20 + len(f"<w:document {_W}><w:body></w:body></w:document>")).to_bytes(
        4, "little"
    )
    return data.replace(true, (1000).to_bytes(4, "little"))


def docx_deep() -> bytes:
    return docx("<w:sdt><w:sdtContent>" * 100_000)


def docx_nested_tables() -> bytes:
    one = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p>"
    return docx(one * 80 + "</w:tc></w:tr></w:tbl>" * 80)


def docx_wide() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc>'
    return docx("<w:tbl>" + ("<w:tr>" + cell * 50 + "</w:tr>") * 500 + "</w:tbl>")


def docx_style_ring() -> bytes:
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:basedOn w:val="{1}"/></w:style>'
    styles = f"<w:styles {_W}>{style.format('A', 'B')}{style.format('B', 'A')}</w:styles>"
    return docx('<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>字</w:t></w:r></w:p>',
                styles=styles)  # fmt: skip


def docx_many() -> bytes:
    return docx("<w:p><w:r><w:t>一段文字</w:t></w:r></w:p>" * 150_000)


def markdown_deep() -> bytes:
    return b"> " * 20_000 + b"a\n" + b"- " * 5_000 + b"b\n" + b"*" * 50_000


NASTY: dict[str, tuple[str, Callable[[], bytes]]] = {
    f.__name__: (f.__name__.split("_")[0], f)
    for f in (
        pdf_swollen, pdf_many_signs, pdf_many_rules, pdf_ring, pdf_deep,
        html_deep, html_deep_lists, html_deep_tables, html_wide_spans, html_open_tags,
        html_links, html_brackets,
        docx_laughs, docx_outside, docx_bomb, docx_lying_bomb, docx_deep, docx_nested_tables,
        docx_wide, docx_style_ring, docx_many, markdown_deep,
    )
}  # fmt: skip
