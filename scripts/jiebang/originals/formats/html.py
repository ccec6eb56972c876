"""Web pages."""

from jiebang.originals.formats import Format
from jiebang.originals.sniff import is_html

FORMAT = Format(
    "html", (".html", ".htm", ".xhtml", ".shtml"), "jiebang.originals.html:read_html", reads=is_html
)
