"""`contact` of jiebang.yml: how readers reach whoever publishes the site.

contact: https://example.org/issues/new     # a page that takes ?title= and &body=
contact: somebody@example.org               # or an address for mail
"""

from __future__ import annotations

import re

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.text.yamlnodes import parse_yaml

FILE = "jiebang.yml"
_MAIL = re.compile(r"(?:mailto:)?([^\s@:/]+@[^\s@:/]+\.[^\s@:/]+)")


def load_contact(layout: Layout) -> str:
    """The link to it, https or mailto; "" where none is given.

    Raises:
        InputError: with file and line, for what is neither.
    """
    path = layout.root / FILE
    root = parse_yaml(read_text(path, strip_bom=True), FILE) if path.is_file() else None
    if root is None or not isinstance(root.value, dict) or "contact" not in root.value:
        return ""
    node = root.value["contact"]
    mail = _MAIL.fullmatch(node.text)
    if mail:
        return f"mailto:{mail[1]}"
    if not node.text.startswith(("https://", "http://")):
        hint = "an address as https://host/page or somebody@example.org"
        raise InputError(f"“{node.text}” is no contact", node.where, hint)
    return node.text
