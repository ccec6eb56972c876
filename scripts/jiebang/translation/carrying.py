"""English of a similar segment made to fit: its figures replaced one for one."""

from __future__ import annotations

from jiebang.text.figures import Figure
from jiebang.text.numerals import figures_en, figures_zh
from jiebang.translation.guard import Guard
from jiebang.translation.polish import polish
from jiebang.translation.wording import number


def carry(old_zh: str, old_en: str, zh: str, guard: Guard) -> str:
    """The English of `old_zh` with the figures of `zh`; "" where that cannot be.

    Figures pair off in the order of the two Chinese texts. One that changed must
    stand in the English exactly once, in digits. What comes out passes every check.
    """
    old, new = _firm(old_zh), _firm(zh)
    if len(old) != len(new):
        return ""
    edits: list[tuple[Figure, str]] = []
    offered = figures_en(old_en)
    for before, after in zip(old, new, strict=True):
        if before.value == after.value and before.kind is after.kind:
            continue
        mine = [f for f in offered if f.agrees(before)]
        alone = sum(f.agrees(before) for f in old) == 1
        said = number(after, zh[after.start : after.end])
        if len(mine) != 1 or not alone or not said or before.kind is not after.kind:
            return ""
        if not old_en[mine[0].start : mine[0].end].lstrip("-")[:1].isdigit():
            return ""
        edits.append((mine[0], said))
    en = old_en
    for figure, said in sorted(edits, key=lambda e: -e[0].start):
        en = en[: figure.start] + said + en[figure.end :]
    en = polish(en, zh)
    return "" if guard.fault(zh, en) else en


def _firm(zh: str) -> list[Figure]:
    return [f for f in figures_zh(zh) if not f.optional]
