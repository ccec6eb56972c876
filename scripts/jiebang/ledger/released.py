"""The pieces of a release, document by document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from jiebang.corpus.load import Rules, make_entry
from jiebang.datasets.earlier import OUTLINE
from jiebang.datasets.outlines import Offer, outline, unpack_outline
from jiebang.datasets.pieces import Piece, make_piece, unpack
from jiebang.ledger.walking import SameAs, Share, Walk
from jiebang.runtime.spreading import available_cores

KIND = "piece"


# With fewer documents a process takes longer to start than a format to write.
_FEW = 24


def formats_at_once(walk: Walk, jobs: int) -> int:
    """How many formats to write side by side; `jobs` as on a command line, 0 for all cores."""
    return (jobs or available_cores()) if len(walk.documents) >= _FEW else 1


def piece_share(rules: Rules, share: Share) -> bytes:
    """What a document adds to each file of a release, packed."""
    entry = make_entry(share.papers, rules.themes, dict(share.same_as))
    return make_piece(rules, entry).packed()


def offers(walk: Walk, twins: Mapping[str, SameAs]) -> Iterator[Offer]:
    """Of every document, in order; a piece is read when it is wanted.

    Args:
        twins: as a `Review` has found them.
    """
    for document, key, fetch in walk.each_later(KIND, piece_share, twins):
        data = walk.store.get(OUTLINE, document.id, key)
        if data is not None:
            yield Offer(key, unpack_outline(data), _reader(fetch))
            continue
        piece = unpack(fetch())
        found = outline(piece)
        walk.store.put(OUTLINE, document.id, key, found.packed())
        yield Offer(key, found, _giver(piece))


def _reader(fetch: Callable[[], bytes]) -> Callable[[], Piece]:
    return lambda: unpack(fetch())


def _giver(piece: Piece) -> Callable[[], Piece]:
    return lambda: piece
