"""Templates of all that is said of a work or a release: YAML, with one rule.

A piece that names what is not known is left out; so is a record none of whose names is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from operator import attrgetter
from string import Formatter
from typing import Any

from jiebang.text.words import read_yaml

Values = Mapping[str, Any]
_EMPTY: tuple[Any, ...] = ("", None, [], {}, ())


@cache
def templates(name: str) -> Any:
    """The contents of `templates/<name>.yml`."""
    return read_yaml(resources.files(__package__) / "templates" / f"{name}.yml")


def fill(template: Any, values: Values) -> Any:
    """The template with `{name}` or `{name.attribute}` filled in, all through.

    A lone `{name}` is the value itself. Members of records and lists that are empty are left
    out; a text is "" if any name of it is.
    """
    if isinstance(template, dict):
        names = tuple(_names_below(template))
        if names and not any(_is_known(name, values) for name in names):
            return {}
        members = ((key, fill(member, values)) for key, member in template.items())
        return {key: value for key, value in members if value not in _EMPTY}
    if isinstance(template, list):
        found = (fill(member, values) for member in template)
        return [value for value in found if value not in _EMPTY]
    if not isinstance(template, str):
        return template
    names = _names(template)
    if len(names) == 1 and template == f"{{{names[0]}}}":
        return find(names[0], values)
    return template.format_map(values) if all(_is_known(n, values) for n in names) else ""


def join(pieces: Iterable[Any], values: Values, glue: str = " ") -> str:
    """The pieces of a text that are known, with `glue`; a list among them is one, without."""
    found = (join(p, values, "") if isinstance(p, list) else fill(p, values) for p in pieces)
    return glue.join(filter(None, found))


def _is_known(name: str, values: Values) -> bool:
    return find(name, values) not in _EMPTY


def find(name: str, values: Values) -> Any:
    """The value of `name` or `name.attribute`; None of what is None."""
    first, _, attribute = name.partition(".")
    found = values[first]
    return _getter(attribute)(found) if attribute and found is not None else found


def _names_below(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield from _names(template)
    elif isinstance(template, dict | list):
        for member in template.values() if isinstance(template, dict) else template:
            yield from _names_below(member)


_getter = cache(attrgetter)


@cache
def _names(template: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)
