"""Office files as packages: their parts, read within limits, as XML without entities."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree
from lxml.etree import _Element

from jiebang.errors import InputError

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAX_PART = 64 * 2**20  # of XML, unpacked
_BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError,
    OverflowError,
)  # fmt: skip


class OfficePackage:
    """The parts of an office file by name; `what` names its format in errors.

    Raises:
        InputError: a broken archive, or one beyond the limits; so does `xml`.
    """

    def __init__(self, data: bytes, where: str, what: str) -> None:
        self.where, self.what = where, what
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self._broken(error) from None
        self.names = self._archive.namelist()

    def xml(self, name: str) -> _Element:
        """The root of an XML part without a document type; one with nothing in it for no part.

        No entities are resolved, nothing is fetched.
        """
        if name not in self.names:
            return etree.Element("none")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self.read(name).replace(_STRICT, _TRANSITIONAL), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._broken(error, f"{name}: ") from None
        if root.getroottree().docinfo.doctype:
            what = f"a document type in {name}: Office writes none, attacks do"
            raise InputError(what, self.where, "save it again")
        return root

    def read(self, name: str) -> bytes:
        """The bytes of a part, never more than the limits allow, whatever its header says."""
        try:
            with self._archive.open(name) as part:
                data = part.read(_MAX_PART + 1)
        except _BROKEN as error:
            raise self._broken(error, f"{name}: ") from None
        except RuntimeError:  # what zipfile raises for a password
            what = "encrypted with a password"
            raise InputError(what, self.where, "save it without one") from None
        if len(data) > _MAX_PART:
            what = f"a zip bomb: {name} unpacks to more than {_MAX_PART // 2**20} MiB"
            remedy = "if you trust it, save it again or cut it in two"
            raise InputError(what, self.where, remedy)
        return data

    def _broken(self, error: Exception, part: str = "") -> InputError:
        fault = str(error).split("\n", 1)[0][:120]
        return InputError(f"a broken {self.what}: {part}{fault}", self.where, "save it again")


def move_boxes(root: _Element, box: str, *paragraphs: str) -> None:
    """Put what is in text boxes behind the paragraphs that hold them, in order."""
    for found in reversed(list(root.iter(box))):
        holder = next(found.iterancestors(*paragraphs), None)
        if holder is not None:
            for child in reversed(found):
                holder.addnext(child)
