"""Words of the lexicon, read from the package's own YAML files when first wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, cast

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_words(name: str) -> Any:
    """The contents of `lexicon/<name>.yml`."""
    return read_yaml(resources.files("jiebang.lexicon") / f"{name}.yml")


def read_yaml(file: Traversable) -> Any:
    """The contents of one of the package's own YAML files."""
    return yaml.load(file.read_text("utf-8"), _LOADER)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def lazy_pattern(form: str) -> re.Pattern[str]:
    """A pattern that is compiled when it is first used: a class of all Han costs a millisecond."""
    return cast("re.Pattern[str]", _LazyPattern(form))


class _LazyPattern:
    def __init__(self, form: str) -> None:
        self._form = form

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # what pickle and copy ask one for that has no form yet
            raise AttributeError(name)
        found = getattr(re.compile(self._form), name)
        setattr(self, name, found)
        return found
