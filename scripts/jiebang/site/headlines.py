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
from typing import Any

import yaml

from jiebang.errors import InputError
from jiebang.runtime.files import read_text
from jiebang.runtime.layout import Layout
from jiebang.site.addresses import address_of
from jiebang.site.source_pages import find_place
from jiebang.site.views import Collection

NAME = "headlines.yml"
Headlines = Mapping[str, Any]


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
    """The claims; a target with its address, document, year and line, as the home page shows it.

    One on a task that is not there is left out. Nothing where the project has no such file.

    Raises:
        InputError: a target lacks its words.
    """
    targets = []
    for claim in claims.get("targets") or ():
        identifier = str(claim.get("indicator", ""))
        view = collection.tasks_by_id.get(identifier.rpartition(".")[0])
        found = [i.text for i in view.task.indicators if i.id == identifier] if view else []
        if view is None or not found:
            continue
        try:
            target = {name: dict(claim[name]) for name in ("figure", "text")}
        except (KeyError, TypeError, ValueError):
            raise InputError(f"target {identifier}: figure and text are wanted", NAME) from None
        place = find_place(view.entry, *found)
        line = place.first_line if place else None
        own = {"address": address_of(identifier), "source": view.document, "line": line}
        targets.append({**target, **own, "year": claim.get("year")})
    words = {name: claims.get(name) or {} for name in ("documents", "charts")}
    return {"queries": [str(q) for q in claims.get("queries") or ()], "targets": targets, **words}
