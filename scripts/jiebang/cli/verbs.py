"""The commands of commands.yml. What a command does is imported when it runs."""

from __future__ import annotations

import importlib
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import yaml

from jiebang import __version__

_TABLE = Path(__file__).with_name("commands.yml")


class _Help:
    """--help for commands and the program: printed by `print`, which escapes what cannot be."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        def show(context: click.Context, _: click.Parameter, value: bool) -> None:
            if value and not context.resilient_parsing:
                print(context.get_help())
                context.exit()

        return click.Option(
            ["--help"], is_flag=True, is_eager=True, expose_value=False, callback=show, help="This."
        )


class Verb(_Help, click.Command):
    """A command of the table: --root like all, an example below its help."""

    def __init__(
        self, does: str, example: str, writes: bool = False, begins: bool = False, **given: Any
    ) -> None:
        super().__init__(**given, epilog=f"example: {example}", callback=self._run)
        self._does, self._writes, self._begins = does, writes, begins

    def _run(self, root: str | None, **options: Any) -> int:
        from jiebang.runtime.layout import find_root
        from jiebang.runtime.lock import hold

        given = Path(root or click.get_current_context().find_root().params.get("root") or "")
        layout = None if self._begins else find_root(given)
        module, _, function = self._does.rpartition(".")
        held = hold(layout, f"jiebang {self.name}") if layout and self._writes else nullcontext()
        with held:
            does = getattr(importlib.import_module(f"jiebang.cli.{module}"), function)
            return int(does(layout or given, **options))


class Program(_Help, click.Group):
    """All commands, and what is said without one."""


def _read_program() -> Program:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table = yaml.load(_TABLE.read_text("utf-8"), loader)
    shared = table["shared"]

    def parameter(name: str, given: str | dict[str, Any]) -> click.Parameter:
        known = dict(shared[given] if isinstance(given, str) else given)
        if "choices" in known:
            known["type"] = click.Choice(known.pop("choices"))
        if name.startswith("--"):
            usual: dict[str, Any] = {} if "is_flag" in known else {"default": ""}
            return click.Option([name], **usual | known)
        return click.Argument([name], **known)

    program = Program(
        "jiebang",
        params=[parameter("--root", "root")],
        help=table["help"],
        epilog=f"example: {table['example']}",
        no_args_is_help=False,
    )
    for name, given in table["commands"].items():
        takes = {**given.pop("takes"), "--root": "root"}
        params = [parameter(*each) for each in takes.items()]
        program.add_command(Verb(name=name, params=params, **given))
    version = click.version_option(
        __version__, message="jiebang %(version)s", help="Show the version."
    )
    return version(program)


jiebang = _read_program()
