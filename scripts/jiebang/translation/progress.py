"""Progress of a translation: see `jiebang.progress`."""

from jiebang.progress import Meter, Progress, Watch

__all__ = ["Meter", "Progress", "Watch"]
