"""The units that figures are read with, for what readers type; nothing else knows their table."""

from __future__ import annotations

from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.units import unit_table


def unit_words() -> dict[str, object]:
    """The table as the browser wants it.

    `units`: printed unit → base, kind, factor; `compounds`: base of a product → its own name, kind.
    """
    units, compounds = unit_table().units, lexicon().compounds
    return {
        "units": {n: (u.base, u.kind, float(u.factor)) for n, u in sorted(units.items())},
        "compounds": {base: list(named) for base, named in sorted(compounds.items())},
    }
