"""The commands and their options. What a command does is imported when it runs."""

from __future__ import annotations

import importlib
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from jiebang import __version__

FORMATS = ("text", "json", "github")


class Verb(click.Command):
    """A command of the tool: --root like all, an example below its help.

    Args:
        does: module and function, run with the project's layout and the options.
        writes: it has the project to itself.
        begins: there is no project yet; it is run with the options alone.
    """

    def __init__(
        self, *, does: str, example: str, writes: bool = False, begins: bool = False, **given: Any
    ) -> None:
        super().__init__(**given, epilog=f"example: {example}", callback=self._run)
        self.params.append(_root())
        self._does, self._writes, self._begins = does, writes, begins

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _help()

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


class Verbs(click.Group):
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _help()


def _root() -> click.Option:
    return click.Option(["--root"], metavar="DIR", help="The project (default: found from here up)")


def _help() -> click.Option:
    def show(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            print(context.get_help())
            context.exit()

    return click.Option(
        ["--help"], is_flag=True, is_eager=True, expose_value=False, callback=show, help="This."
    )


_DOCUMENTS = click.Argument(["documents"], nargs=-1, metavar="[DOC]...")
_JOBS = click.Option(
    ["--jobs"], type=int, default=0, metavar="N", help="Processes (default: one a core)"
)
_CLUSTER = click.Option(
    ["--cluster"],
    default="",
    metavar="ADDRESS",
    help="Spread the work over the workers of this Dask scheduler: tcp://host:8786",
)


def _text(name: str, help_text: str, metavar: str = "TEXT") -> click.Option:
    return click.Option([f"--{name}"], default="", metavar=metavar, help=help_text)


def _flag(name: str, help_text: str) -> click.Option:
    return click.Option([f"--{name}"], is_flag=True, help=help_text)


jiebang = Verbs(
    name="jiebang",
    no_args_is_help=False,
    help="Chinese R&D task lists (揭榜挂帅 and others) as a bilingual site and data.",
    epilog="example: jiebang add list.txt --id henan-chips-2024 && jiebang build",
    params=[_root()],
    commands=[
        Verb(
            name="init",
            does="publishing.init",
            begins=True,
            example="jiebang init my-lists --title 'Farm challenges'",
            help="Make a new, empty project in DIR, for documents of your own.",
            short_help="Make a new, empty project.",
            params=[
                click.Argument(["folder"], metavar="DIR"),
                _text("title", "The name of the site"),
            ],
        ),
        Verb(
            name="add",
            does="documents.add",
            writes=True,
            example="jiebang add list.pdf --id henan-chips-2024 --issuer 河南省科学技术厅",
            help="Take a new original into content/sources/, record its origin, convert it."
            " FILE is .txt .md .pdf .docx .odt .xlsx .doc .html, a scan (.png .jpg .tif .pdf),"
    " a folder of them, or - for standard input.",
            short_help="Take in a new original and convert it.",
            params=[
                click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
                _text("id", "Document id (default: from the file's name)", "ID"),
                _text("title", "Short title in Chinese (default: as printed)"),
                _text("title-en", "Short title in English"),
                _text("issuer", "Who issued it, in Chinese"),
                _text("issuer-en", "Who issued it, in English"),
                _text("url", "Where it was published", "URL"),
            ],
        ),
        Verb(
            name="convert",
            does="documents.convert",
            writes=True,
            example="jiebang convert miit-ai-2021",
            help="Originals into structured Markdown; what a person mended is kept.",
            params=[_DOCUMENTS, _flag("force", "Overwrite what differs"), _JOBS, _CLUSTER],
        ),
        Verb(
            name="check",
            does="documents.check",
            example="jiebang check ai-major-project --format json",
            help="Run every check; exit 1 on an error.",
            params=[
                _DOCUMENTS,
                click.Option(["--format", "style"], type=click.Choice(FORMATS), default="text"),
                _JOBS,
                _CLUSTER,
            ],
        ),
        Verb(
            name="status",
            does="documents.status",
            example="jiebang status",
            help="Coverage by document.",
            params=[_DOCUMENTS, _JOBS, _CLUSTER],
        ),
        Verb(
            name="translate",
            does="translating.fill",
            writes=True,
            example="jiebang translate henan-chips-2024 --engine argos",
            help="Bring catalogues up to date; fill what has no English: memory, then an engine"
            " if one is chosen.",
            short_help="Fill what has no English.",
            params=[
                _DOCUMENTS,
                _text("engine", "Its name, or none (default: that of jiebang.yml)", "NAME"),
                _text("model", "Its model: a name, or a package's path"),
                _text("url", "Address of its server", "URL"),
                click.Option(["--beam"], type=int, default=0, help="Width of its search"),
                _flag("fresh", "Ask the engine anew"),
                _JOBS,
                _CLUSTER,
            ],
        ),
        Verb(
            name="engine",
            does="translating.manage_packages",
            example="jiebang engine get",
            help="The packages of the argos engine. FILE (get) is an .argosmodel on this disk.",
            params=[
                click.Argument(["action"], type=click.Choice(["list", "get", "remove"])),
                click.Argument(["file"], required=False, metavar="[FILE]"),
                _text("index", "get, list: address or path of another package index"),
                _text("sha256", "get: what the download must be"),
                _flag("available", "list: what the index offers"),
            ],
        ),
        Verb(
            name="glossary",
            does="translating.explain_term",
            example="jiebang glossary why 算力",
            help="`why TERM` shows every segment that a change of the term would touch. TERM is an"
            " id, the Chinese or the English.",
            short_help="Look into the glossary.",
            params=[
                click.Argument(["action"], type=click.Choice(["why"])),
                click.Argument(["term"], metavar="TERM"),
            ],
        ),
        Verb(
            name="data",
            does="publishing.data",
            writes=True,
            example="jiebang data --record 2026-11-20",
            help="Write the datasets only, into site/data/ and site/api/.",
            params=[
                _text(
                    "record",
                    "Then record this version in content/published/ as published on that day",
                    "DATE",
                ),
                _JOBS,
                _CLUSTER,
            ],
        ),
        Verb(
            name="build",
            does="publishing.build",
            writes=True,
            example="jiebang build",
            help="All of it, in order, only what changed.",
            params=[
                _JOBS,
                _CLUSTER,
                click.Option(
                    ["--keep-going"],
                    is_flag=True,
                    help="Publish all but the documents with errors, and say which they are.",
                ),
            ],
        ),
        Verb(
            name="mcp",
            does="publishing.mcp",
            example="jiebang mcp",
            help="Serve the release to assistants over the Model Context Protocol (standard input"
            " and output, read only). FOLDER is a release: this project's, or one downloaded.",
            short_help="Serve the release to assistants.",
            params=[click.Argument(["folder"], required=False, metavar="[FOLDER]")],
        ),
        Verb(
            name="serve",
            does="publishing.serve",
            example="jiebang serve --port 8000",
            help="The site with live reload.",
            params=[click.Option(["--port"], type=int, default=8000, show_default=True)],
        ),
    ],
)  # fmt: skip
jiebang = click.version_option(
    __version__, message="jiebang %(version)s", help="Show the version."
)(jiebang)
