"""A figure that is raised or lowered in print stays so: 10³ is not 103."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from inputs.wordmaker import make_zip
from jiebang.originals.fenced import read_here
from unit.test_readers import para, word

_RAISED = '<w:vertAlign w:val="superscript"/>'
_OFFICE = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "style")
)
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text_of(data: bytes, name: str) -> str:
    return read_here(name.removeprefix("a."), data).text.strip()


def odt(body: str, styles: str = "") -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_OFFICE}>{styles}<office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("样本10<sup>3</sup>份", "样本10³份"),
        ("样本10<sup><span lang='EN-US'>3</span></sup>份", "样本10³份"),
        ("样本10<span style='vertical-align: super;'>3</span>份", "样本10³份"),
        ("样本10<sup> 3 </sup>份", "样本10³份"),
        ("误差10<sup>–3</sup>m", "误差10⁻³m"),
        ("误差10<sup>－3</sup>m", "误差10⁻³m"),
        ("CO<sub><em>2</em></sub>排放", "CO₂排放"),
        ("H<span style='vertical-align:sub'>2</span>O", "H₂O"),
        ("某<sup>[注]</sup>文5", "某[注]文5"),
        ("<table style='vertical-align:super'><tr><td>甲<td>3</table>5", "甲\t3\n5"),
        ("样本<math><msup><mn>10</mn><mn>3</mn></msup></math>份", "样本10³份"),
        ("不低于<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "不低于1/2"),
        ("<math><msub><mi>H</mi><mn>2</mn></msub><mi>O</mi></math>", "H₂O"),
        # A mark of a note is no power of the figure or unit before it.
        ("样本10<sup><a href='#n2'>2</a></sup>例", "样本10[2]例"),
        ("样本10<a href='#n2'><sup>[2]</sup></a>例", "样本10[2]例"),
        ("<a href='x'>面积10m<sup>2</sup></a>", "面积10m²"),
        ("放大10<sup>1.5</sup>倍", "放大10^(1.5)倍"),
        ("温度25<sup>o</sup>C，37<sup>0</sup>C", "温度25°C，37°C"),
        ("数量级10<sup>0</sup>～10<sup>3</sup>", "数量级10⁰～10³"),
        ("第2<sup>nd</sup>届 50<sup>#</sup>钢", "第2nd届 50#钢"),
        ("甲<span style='vertical-align:middle'>3</span>", "甲3"),
        ("<table><tr><td>样本<td>10<sup><b>3</b></sup>份</table>", "样本\t10³份"),
    ],
)
def test_of_a_page(page: str, shown: str) -> None:
    assert text_of(f"<html><body><p>{page}</p></body></html>".encode(), "a.html") == shown


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        (_RAISED, "样本10³份"),
        ('<w:rStyle w:val="Up"/>', "样本10³份"),
        ('<w:rStyle w:val="Based"/>', "样本10³份"),
        ('<w:rStyle w:val="Based"/><w:vertAlign w:val="baseline"/>', "样本103份"),
    ],
)
def test_of_a_word_document(properties: str, shown: str) -> None:
    styles = (
        f'<w:style w:type="character" w:styleId="Up"><w:rPr>{_RAISED}</w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Based"><w:basedOn w:val="Up"/></w:style>'
    )
    runs = ("", "样本10"), (properties, "3"), ("", "份")
    body = "".join(f"<w:r><w:rPr>{of}</w:rPr><w:t>{text}</w:t></w:r>" for of, text in runs)
    assert text_of(word(f"<w:p>{body}</w:p>", styles=styles), "a.docx") == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("样本10", "例", "样本10[1]例"), ("100m", "。", "100m[1]。"), ("95%", "。", "95%[1]。"),
        ("样本", "例", "样本¹例"),
    ],
)  # fmt: skip
def test_a_mark_of_a_note_is_no_power(before: str, after: str, shown: str) -> None:
    runs = (f"<w:t>{before}</w:t>", '<w:footnoteReference w:id="7"/>', f"<w:t>{after}</w:t>")
    body = "".join(
        f"<w:r><w:rPr>{_RAISED * (n == 1)}</w:rPr>{run}</w:r>" for n, run in enumerate(runs)
    )
    if "%" in before:  # in one run, as some programs write it
        body = f"<w:r>{''.join(runs)}</w:r>"
    data = word(f"<w:p>{body}</w:p>", footnotes=f'<w:footnote w:id="7">{para("注")}</w:footnote>')
    mark = shown.removeprefix(before).removesuffix(after)
    assert text_of(data, "a.docx") == f"{shown}\n{mark} 注"
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p>"
        "</text:note-body></text:note>"
    )
    assert text_of(odt(f"<text:p>{before}{note}{after}</text:p>"), "a.odt") == f"{shown}\n{mark} 注"


def test_of_a_markdown_file() -> None:
    text = "样本10<sup>3</sup>份，CO<sub>2</sub>，a<b。\n"
    assert text_of(text.encode(), "a.md") == "样本10³份，CO₂，a<b。"


_SHAPES = {
    "power": ("sSup", "e", "sup"),
    "index": ("sSub", "e", "sub"),
    "share": ("f", "num", "den"),
}


def formula(shape: str, *parts: str) -> str:
    """An equation of Word: each part a run, unless it is one already."""
    outer, *inner = _SHAPES[shape]
    runs = (p if p.startswith("<") else f"<m:r><m:t>{p}</m:t></m:r>" for p in parts)
    body = "".join(f"<m:{n}>{run}</m:{n}>" for n, run in zip(inner, runs, strict=True))
    return f"<m:{outer}><m:{outer}Pr/>{body}</m:{outer}>"


@pytest.mark.parametrize(
    ("math", "shown"),
    [
        (formula("power", "10", "3"), "样本10³份"),
        (formula("power", "10", "-3"), "样本10⁻³份"),
        (formula("power", "10", "1.5"), "样本10^(1.5)份"),
        (formula("share", "1", "2"), "样本1/2份"),
        (formula("index", "H", "2"), "样本H₂份"),
        (formula("share", formula("power", "10", "3"), "8"), "样本10³/8份"),
        (formula("share", "1+2", "8"), "样本(1+2)/8份"),
        ("<m:rad><m:deg><m:r><m:t>3</m:t></m:r></m:deg><m:e><m:r><m:t>8</m:t></m:r></m:e></m:rad>",
         "样本³√8份"),
        ("<m:d><m:e><m:r><m:t>1+2</m:t></m:r></m:e></m:d>", "样本(1+2)份"),
    ],
)  # fmt: skip
def test_of_an_equation(math: str, shown: str) -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    before, after = (f"<w:r><w:t>{text}</w:t></w:r>" for text in ("样本", "份"))
    body = f'<w:p>{before}<m:oMath xmlns:m="{space}">{math}</m:oMath>{after}</w:p>'
    assert text_of(word(body), "a.docx") == shown


@pytest.mark.parametrize("style", ["Up", "T1"])
def test_of_an_opendocument_text(style: str) -> None:
    styles = (
        '<style:style style:name="Up"><style:text-properties style:text-position="super 58%"/>'
        '</style:style><style:style style:name="T1" style:parent-style-name="Up">'
        "<style:text-properties/></style:style>"
    )
    body = f'<text:p>样本10<text:span text:style-name="{style}">3</text:span>份</text:p>'
    assert text_of(odt(body, styles), "a.odt") == "样本10³份"


@pytest.mark.parametrize("shared", [True, False])
def test_of_a_spreadsheet(shared: bool) -> None:
    runs = (
        '<r><t>样本10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>3</t></r>'
        "<r><t>份</t></r>"
    )
    cell = '<c t="s"><v>0</v></c>' if shared else f'<c t="inlineStr"><is>{runs}</is></c>'
    data = make_zip(
        {
            "xl/workbook.xml": f'<workbook {_SHEET} xmlns:r="{_RELATIONS}"><sheet r:id="a"/>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": '<all><one Id="a" Target="a.xml"/></all>',
            "xl/a.xml": f"<worksheet {_SHEET}><row>{cell}</row></worksheet>",
            "xl/sharedStrings.xml": f"<sst {_SHEET}><si>{runs}</si></sst>",
        }
    )
    assert text_of(data, "a.xlsx") == "样本10³份"
