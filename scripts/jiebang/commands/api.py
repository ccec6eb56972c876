"""Two of the public functions: a text to its structure, a project loaded."""

from __future__ import annotations

import hashlib
from os import PathLike
from pathlib import Path

from jiebang.corpus import load
from jiebang.corpus.load import Corpus
from jiebang.document.model import Document
from jiebang.originals import read_original
from jiebang.runtime.layout import Layout
from jiebang.structure import convert_text


def convert(source: str | bytes | PathLike[str], document_id: str = "document") -> Document:
    """The structure of an original: its headings, tasks, fields and indicators.

    Args:
        source: a text (str), a file's bytes, or the path of a file (`Path`).
        document_id: what the ids of tasks and indicators begin with.

    Raises:
        InputError: a file that cannot be read: what, where, how to repair it.
    """
    name = "text"
    if isinstance(source, PathLike):
        name, source = Path(source).name, Path(source).read_bytes()
    data = source.encode() if isinstance(source, str) else source
    digest = hashlib.sha256(data).hexdigest()
    if isinstance(source, str):
        return convert_text(source, document_id, name, digest)
    original = read_original(data, name)
    return convert_text(original.text, document_id, name, digest, traditional=original.traditional)


def load_corpus(root: str | PathLike[str]) -> Corpus:
    """The documents, tasks, indicators, measures and translations of a project.

    Args:
        root: the project's folder, which holds mkdocs.yml and content/.

    Raises:
        InputError: a file of the project that cannot be used.
    """
    return load.load_corpus(Layout(Path(root)))
