"""Office files as packages: their parts, read within limits, as XML without entities."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from jiebang.errors import InputError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAX_PART = 64 * 2**20  # of XML, unpacked
_MAX_RATIO = 200  # Word's own XML packs to a twentieth, repetitive tables to a sixtieth
_FREE = 2**20  # below this size no ratio matters
_MAX_PARTS = 10_000
_MAX_EDGES = 30  # page headers and footers that are looked at
_OTHERS = {
    "xl/workbook.xml": "a spreadsheet (.xlsx)",
    "ppt/presentation.xml": "slides (.pptx)",
    "OFD.xml": "an OFD document",
    "mimetype": "an OpenDocument or EPUB file",
}


@dataclass(frozen=True)
class Package:
    """The parts of a DOCX by name; `main` is the document's own."""

    archive: zipfile.ZipFile
    where: str
    main: str

    def xml(self, name: str) -> _Element | None:
        """The root of an XML part; None where the package has no such part."""
        return xml_of(self.archive, name, self.where, "DOCX")

    def beside(self, name: str) -> str:
        """The name of a part in the folder of the document: `numbering.xml`."""
        return posixpath.join(posixpath.dirname(self.main), name)

    def edges(self) -> list[str]:
        """The parts with page headers and footers, as Word and its likes name them."""
        pattern = re.compile(re.escape(self.beside("")) + r"(?:header|footer)\d{0,3}\.xml")
        return sorted(filter(pattern.fullmatch, self.archive.namelist()))[:_MAX_EDGES]


def value(parent: _Element | None, path: str, unset: str | None = None) -> str | None:
    """The `val` of the element at a path of WordprocessingML names, None where there is none.

    `unset` stands for a `val` that the element leaves out.
    """
    found = None if parent is None else parent.find("/".join(W + name for name in path.split("/")))
    given = unset if found is None else found.get(f"{W}val", unset)
    return None if found is None or given is None else str(given)


def open_package(data: bytes, where: str) -> Package:
    """The package in the bytes of a DOCX.

    Raises:
        InputError: a broken archive, one that is no DOCX, or one beyond the limits.
    """
    archive = open_zip(data, where, "DOCX")
    names = archive.namelist()
    main = _main_part(archive, where)
    if main is None:
        what = next((w for n, w in _OTHERS.items() if n in names), "a ZIP archive")
        remedy = "add the files in it one by one" if "ZIP" in what else "save it as .docx or .pdf"
        raise InputError(f"{what}, not a Word document", where, remedy)
    return Package(archive, where, main)


def open_zip(data: bytes, where: str, what: str) -> zipfile.ZipFile:
    """The archive that a package is; `what` names its format in errors.

    Raises:
        InputError: it is broken, or has too many parts.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise InputError(f"a broken {what}: {str(error).lower()}", where, "save it again") from None
    if len(archive.namelist()) > _MAX_PARTS:
        many = len(archive.namelist())
        raise InputError(f"a {what} of {many} parts", where, "this looks like an attack")
    return archive


def xml_of(archive: zipfile.ZipFile, name: str, where: str, what: str) -> _Element | None:
    """The root of an XML part; None where there is no such part."""
    data = _read(archive, name, where, what)
    return None if data is None else _parse(data, name, where, what)


def _main_part(archive: zipfile.ZipFile, where: str) -> str | None:
    """The part that the package names as its document."""
    relations = xml_of(archive, "_rels/.rels", where, "DOCX")
    if relations is not None:
        for relation in relations:
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                name = posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
                if name in archive.namelist() and name.startswith("word/"):
                    return name
    return "word/document.xml" if "word/document.xml" in archive.namelist() else None


def _read(archive: zipfile.ZipFile, name: str, where: str, kind: str) -> bytes | None:
    """The bytes of a part, never more than the limits allow, whatever its header says."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    allowed = min(_MAX_PART, max(_FREE, info.compress_size * _MAX_RATIO))
    try:
        with archive.open(info) as part:
            data = part.read(allowed + 1)
    except RuntimeError:  # what zipfile raises for a password
        raise InputError("encrypted with a password", where, "save it without one") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        what = f"a broken {kind}: {name}: {str(error).lower()}"
        raise InputError(what, where, "save it again") from None
    except NotImplementedError:
        raise InputError(f"a {kind} packed in an unusual way", where, "save it again") from None
    if len(data) > allowed:
        raise InputError(
            f"a zip bomb: {name} unpacks to more than {allowed // 2**20} MiB",
            where,
            "if you trust it, save it again or cut it in two",
        )
    return data


def _parse(data: bytes, name: str, where: str, kind: str) -> _Element:
    """XML without a document type: no entities, nothing fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data.replace(_STRICT, _TRANSITIONAL), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        what = str(error).split("\n", 1)[0][:120]
        raise InputError(f"a broken {kind}: {name}: {what}", where, "save it again") from None
    if root.getroottree().docinfo.doctype:
        raise InputError(
            f"a document type in {name}: Office writes none, attacks do", where, "save it again"
        )
    return root
