"""English of a similar segment made to fit: its figures replaced one for one."""

from __future__ import annotations

from jiebang.quantities.align import Figure
from jiebang.quantities.amount import finite
from jiebang.quantities.numbers_en import Number, even, numbers_en
from jiebang.quantities.render_en import render_number
from jiebang.translation.guard import Guard
from jiebang.translation.polish import polish
from jiebang.translation.unprotected import firm_figures


def carry(old_zh: str, old_en: str, zh: str, guard: Guard) -> str:
    """The English of `old_zh` with the figures of `zh`; "" where that cannot be.

    Figures pair off in the order of the two Chinese texts. One that changed must
    stand in the English exactly once, in digits. What comes out passes every check.
    """
    old, new = firm_figures(old_zh), firm_figures(zh)
    if len(old) != len(new):
        return ""
    edits: list[tuple[Number, str]] = []
    offered = numbers_en(even(old_en))
    for before, after in zip(old, new, strict=True):
        if before.value == after.value and _sort(before) == _sort(after):
            continue
        mine = [n for n in offered if before.value in (n.value, *n.others)]
        alone = sum(f.value == before.value for f in old) == 1
        if len(mine) != 1 or not alone or _sort(before) != _sort(after):
            return ""
        if not old_en[mine[0].start].isdigit():
            return ""
        edits.append((mine[0], render_number(finite(after.value), after.amount.scale)))
    en = old_en
    for number, said in sorted(edits, key=lambda e: -e[0].start):
        en = en[: number.start] + said + en[number.end :]
    en = polish(en, zh)
    return "" if guard.fault(zh, en) else en


def _sort(figure: Figure) -> tuple[str, str, str]:
    """What two figures must share, for one to take the other's place."""
    return figure.amount.kind.value, figure.amount.unit, figure.role
