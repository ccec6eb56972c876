"""The errors a user can mend. `cli` turns each into one line and exit code 2."""

from __future__ import annotations


class JiebangError(Exception):
    """What went wrong, where, and how to mend it, in one line.

    Args:
        what: the fault, in a few words.
        where: file, line or id; empty when there is none.
        remedy: what to do about it; empty when it is plain.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(
            ": ".join(filter(None, (where, what))) + (f" ({remedy})" if remedy else "")
        )

    def __reduce__(self) -> tuple[type[JiebangError], tuple[str, str, str]]:
        """So that an error comes back from another process as it was raised."""
        return type(self), (self.what, self.where, self.remedy)


class UsageError(JiebangError):
    """The command was called wrongly: an unknown document, a bad option."""


class InputError(JiebangError):
    """A file cannot be used: missing, empty, undecodable, malformed."""
