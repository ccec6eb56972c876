"""Work on many documents at once: here, on all cores, or on the workers of a cluster.

A `Spread` does the same piece of work for each of many items. The work is a function
of a module, `work(common, item)`: nothing but its arguments goes in, nothing but its
result comes out, so that it does not matter where it is done. It writes no file: the
process that asked does all the writing. Results come in the order of the items, and
only so many are under way that memory does not grow with their number.
"""

from __future__ import annotations

from jiebang.runtime.spreading.base import Spread, Work
from jiebang.runtime.spreading.inline import Inline
from jiebang.runtime.spreading.opening import available_cores, open_spread
from jiebang.runtime.spreading.skipping import each_unknown

__all__ = ["Inline", "Spread", "Work", "available_cores", "each_unknown", "open_spread"]
