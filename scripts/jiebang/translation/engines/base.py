"""What a translation engine is: a batch of Chinese texts in, a batch of English out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jiebang.errors import JiebangError


class EngineError(JiebangError):
    """An engine cannot be used, or cannot translate this batch: what, where, how to mend it."""


class Engine(Protocol):
    """One engine, ready for use.

    `name` and `version` (of the model, too) make the origin that the catalogue
    shows, `engine:<name>@<version>`: neither holds a blank or an “@”.
    """

    name: str
    version: str

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text, as many and in the same order.

        Raises:
            EngineError: the engine is unusable, or this batch is.
        """
