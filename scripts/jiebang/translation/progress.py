"""Progress of a translation: see `jiebang.runtime.progress`."""

from jiebang.runtime.progress import Meter, Progress, Watch

__all__ = ["Meter", "Progress", "Watch"]
