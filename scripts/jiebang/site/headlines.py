"""glossary/headlines.yml: what the home page and the charts claim, in one curated file.

    queries: [≥1000 nodes, 大模型]       # what a newcomer may try
    targets:                            # three examples, each of one amount of one indicator
      - indicator: henan-agi-2023.01.1
        comparator: '>='
        value: '500'
        unit: TFLOPS
        year: 2025                      # left out where none is stated
        figure: {en: 500 TFLOPS, zh: 500TFLOPS}
        text: {en: …, zh: …}
    documents:                          # a sentence on each document
      henan-agi-2023: {en: …, zh: …}
    charts:                             # what a chart shows
      compute: {en: …, zh: …}

A test works each claim out from the data: see tests/unit/test_headlines.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import address_of, source_address
from jiebang.site.source_pages import Original
from jiebang.site.views import Collection, DocumentView, Line

NAME = "headlines.yml"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """An example target as the home page shows it."""

    address: str
    figure: Words
    text: Words
    source: Line
    year: int | None = None
    line: int | None = None
    line_address: str = ""


@dataclass(frozen=True, slots=True)
class Headlines:
    """Nothing where the project has no such file."""

    queries: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    documents: Mapping[str, Words] = field(default_factory=dict)
    charts: Mapping[str, Words] = field(default_factory=dict)


def read_claims(layout: Layout) -> dict[str, Any]:
    """The file as it stands; empty where there is none.

    Raises:
        InputError: it is no mapping, or no YAML.
    """
    path = layout.themes_yml.with_name(NAME)
    if not path.is_file():
        return {}
    try:
        loaded = yaml.safe_load(read_text(path, may_be_empty=True)) or {}
    except yaml.YAMLError as error:
        raise InputError(f"no YAML: {' '.join(str(error).split())}", str(path)) from None
    if not isinstance(loaded, dict):
        raise InputError("a mapping wanted here (lines of “key: value”)", str(path))
    return loaded


def load_headlines(claims: Mapping[str, Any], collection: Collection) -> Headlines:
    """The claims with their addresses; one on a task that is not there is left out.

    Raises:
        InputError: a target lacks its words.
    """
    found = (_target(one, collection) for one in claims.get("targets") or ())
    return Headlines(
        tuple(map(str, claims.get("queries") or ())),
        tuple(target for target in found if target is not None),
        claims.get("documents") or {},
        claims.get("charts") or {},
    )


def _target(claim: Mapping[str, Any], collection: Collection) -> Target | None:
    identifier = str(claim.get("indicator", ""))
    view = collection.task(identifier.rpartition(".")[0])
    if view is None:
        return None
    indicator = next((i for i in view.task.indicators if i.id == identifier), None)
    if indicator is None:
        return None
    try:
        figure, text = dict(claim["figure"]), dict(claim["text"])
    except (KeyError, TypeError, ValueError):
        raise InputError(f"target {identifier}: figure and text are wanted", NAME) from None
    place = Original(view.entry).place(indicator.text)
    document = view.entry.document.id
    return Target(
        address_of(identifier),
        figure,
        text,
        DocumentView(view.entry, ()).title,
        claim.get("year"),
        place.first_line if place else None,
        f"{source_address(document)}#L{place.first_line}" if place else "",
    )
