"""The segments that no memory knows, given to an engine and stored batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jiebang.runtime.progress import Meter, Watch
from jiebang.text.han import simplified
from jiebang.translation.batches import Batches, in_groups
from jiebang.translation.cache import Cache
from jiebang.translation.drafting import Draft, Drafter
from jiebang.translation.engines.base import Engine, Place
from jiebang.translation.guard import Guard
from jiebang.translation.settings import Settings

# Segments between two savings: what an interrupted run may have to take up again
# (its engine results are in the cache even so).
CHUNK = 128

Store = Callable[[Mapping[str, Draft]], None]


@dataclass
class Tally:
    """What a run did: segments by the way they were got, and texts the engine was asked."""

    drafts: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    known: int = 0
    dead: str = ""


def run_engine(
    engine: Engine,
    texts: Sequence[str],
    guard: Guard,
    store: Store,
    *,
    cache: Cache | None = None,
    settings: Settings | None = None,
    watch: Watch | None = None,
    places: Mapping[str, Place] | None = None,
    fresh: bool = False,
) -> Tally:
    """Draft the English of Chinese texts, equal ones once.

    Args:
        store: gets the drafts of each chunk, by text, as soon as they are made.
        watch: told how far it is after each chunk.
        places: where the texts stand, by text.
        fresh: do not use what the cache knows.
    """
    settings = settings or Settings()
    drafter = Drafter(guard, settings.ways, settings.votes)
    batches = Batches(engine, cache, batch=settings.batch, places=places, fresh=fresh,
                      at_once=CHUNK)  # fmt: skip
    unique = list(dict.fromkeys(texts))
    meter, tally = Meter(len(unique), watch), Tally()
    done = batches.run((zh, drafter.draft(simplified(zh))) for zh in unique)
    for chunk in in_groups(done, CHUNK):
        drafts = dict(chunk)
        if batches.dead:
            drafts = {zh: d if d.en else replace(d, unasked=True) for zh, d in drafts.items()}
        store(drafts)
        for draft in drafts.values():
            how = draft.how or "missing"
            tally.drafts[how] = tally.drafts.get(how, 0) + 1
        meter.step(len(drafts))
    tally.asked, tally.known, tally.dead = batches.asked, batches.known, batches.dead
    return tally
