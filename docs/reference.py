"""Writes docs/reference/ from what is there: the commands, the public functions, the settings.

`python docs/reference.py` (`make docs` does it); a test holds the pages to the program.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

import jiebang
from jiebang.cli.verbs import jiebang as program

_SETTINGS = """\
`translation` is explained in [engines](../engines.md). A setting that cannot be is one line with
file and line, and exit code 2. Editors that know JSON Schema can use
`jiebang/corpus/jiebang.schema.json` of the package.
"""
_ANNOTATION = re.compile(r"(: |-> )'([^']*)'")  # as written: not evaluated
FOLDER = Path(__file__).parent / "reference"


def render_cli() -> str:
    """Every command as its --help has it, 80 columns wide."""
    parts = ["# Commands", "Exit codes: 0 done, 1 the content has errors, 2 wrong usage or input."]
    top = click.Context(program, info_name="jiebang", terminal_width=80, max_content_width=80)
    parts.append(f"```text\n{program.get_help(top)}\n```")
    for name, command in program.commands.items():
        context = click.Context(command, parent=top, info_name=name)
        parts += [f"## jiebang {name}", f"```text\n{command.get_help(context)}\n```"]
    return "\n\n".join(parts) + "\n"


def render_api() -> str:
    """The public functions, each with its signature and docstring."""
    parts = ["# Python", inspect.cleandoc(jiebang.__doc__ or "")]
    for name in jiebang.__all__:
        function = getattr(jiebang, name)
        signature = _ANNOTATION.sub(r"\1\2", str(inspect.signature(function)))
        parts += [
            f"## {name}",
            f"```python\n{name}{signature}\n```",
            f"```text\n{inspect.getdoc(function)}\n```",
        ]
    return "\n\n".join(parts) + "\n"


def render_settings() -> str:
    """The keys of jiebang.yml, from its schema."""
    schema = json.loads((files("jiebang.corpus") / "jiebang.schema.json").read_text("utf-8"))
    rows = _rows(schema["properties"], schema["$defs"])
    table = "\n".join(("| key | value | what |", "| --- | --- | --- |", *rows))
    return "\n\n".join(("# Settings of jiebang.yml", schema["description"], table, _SETTINGS))


def _rows(properties: Mapping[str, Any], defined: Mapping[str, Any]) -> Iterator[str]:
    for key, given in properties.items():
        schema = {**defined.get(str(given.get("$ref", "")).rpartition("/")[2], {}), **given}
        kind = schema.get("type", "") if "oneOf" not in schema else "text, or a mapping"
        kind = " or ".join(schema["enum"]) if "enum" in schema else kind
        yield f"| `{key}` | {kind} | {schema.get('description', '')} |"


PAGES = {"cli.md": render_cli, "api.md": render_api, "settings.md": render_settings}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for page, render in PAGES.items():
        (FOLDER / page).write_text(render(), "utf-8", newline="\n")
