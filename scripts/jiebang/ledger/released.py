"""The pieces of a release, document by document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jiebang.corpus import Rules, make_entry
from jiebang.datasets.pieces import Piece, make_piece, unpack
from jiebang.ledger.walking import SameAs, Share, Walk

KIND = "piece"


def piece_share(rules: Rules, share: Share) -> bytes:
    """What a document adds to each file of a release, packed."""
    entry = make_entry(share.papers, rules.themes, dict(share.same_as))
    return make_piece(rules, entry).packed()


def pieces(walk: Walk, twins: Mapping[str, SameAs]) -> Iterator[Piece]:
    """Of every document, in order.

    Args:
        twins: as a `Review` has found them.
    """
    for _, data in walk.each(KIND, piece_share, twins):
        yield unpack(data)
