"""Pictures of pages, and archives of them; PDF sends its pages that are pictures here, too."""

from jiebang.originals.formats import Format
from jiebang.originals.scans.pictures import SUFFIXES, is_pictures

FORMAT = Format(
    "scan", SUFFIXES, "jiebang.originals.scans.reader:read_scan", holds=is_pictures, slow=True
)
