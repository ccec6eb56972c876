"""The errors a user can fix. `cli` turns each into one line and exit code 2."""

from __future__ import annotations

import re
import unicodedata

# Signs that are not seen, or that move what is: ends of lines, control characters
# (a terminal obeys them), halves of characters, marks of direction and of no width.
_UNSEEN = ("Cc", "Zl", "Zp", "Cs", "Cf")


# What stands before the host of an address: a name and a password, or a key.
_CREDENTIALS = re.compile(r"(?<=//)[^\s/@]+@")


def visible(text: str) -> str:
    """A text as one line in which every character can be seen: U+202E is `<U+202E>`."""
    if text.isprintable():
        return text
    text = re.sub(r"[\t\n\r]+", " ", text)
    return "".join(
        f"<U+{ord(char):04X}>" if unicodedata.category(char) in _UNSEEN else char for char in text
    )


class JiebangError(Exception):
    """What went wrong, where, and how to fix it, in one line.

    Args:
        what: the fault, in a few words.
        where: file, line or id; empty when there is none.
        remedy: what to do about it; empty when it is plain.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        what, where, remedy = (
            _CREDENTIALS.sub("…@", visible(text)) for text in (what, where, remedy)
        )
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
