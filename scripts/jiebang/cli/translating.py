"""Commands about the English: translate, engine, glossary."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jiebang.cli.common import OK, Verbs, add_documents, say
from jiebang.commands.why import format_touched, touched
from jiebang.corpus.load import load_corpus
from jiebang.errors import UsageError
from jiebang.runtime.layout import Layout
from jiebang.runtime.progress import Progress
from jiebang.runtime.spreading import open_spread
from jiebang.translation import packages
from jiebang.translation.engines import ENGINES
from jiebang.translation.engines.llm import LlmEngine, estimate
from jiebang.translation.opening import open_engine
from jiebang.translation.remote import RemoteEngine
from jiebang.translation.resolver import Translated, translate
from jiebang.translation.settings import Settings

_MB = 2**20


def add_verbs(verbs: Verbs) -> None:
    fill = verbs.add(
        "translate",
        "bring catalogues up to date; fill what has no English: memory, then an engine if chosen",
        "jiebang translate henan-chips-2024 --engine argos",
        _translate,
        writes=True,
    )
    add_documents(fill)
    fill.add_argument("--engine", choices=[*ENGINES, "none"], help="default: that of jiebang.yml")
    fill.add_argument("--model", default="", help="its model: a name, or a package's path")
    fill.add_argument("--url", default="", help="address of its server")
    fill.add_argument("--beam", type=int, default=0, help="width of its search")
    fill.add_argument("--fresh", action="store_true", help="ask the engine anew")
    fill.add_argument(
        "--cluster",
        default="",
        metavar="ADDRESS",
        help="let the workers of this Dask scheduler run the engine: tcp://host:8786",
    )
    engine = verbs.add(
        "engine",
        "the packages of the argos engine: list, get, remove",
        "jiebang engine get",
        _engine,
    )
    engine.add_argument("action", choices=["list", "get", "remove"])
    engine.add_argument("file", nargs="?", metavar="FILE", help="get: an .argosmodel on this disk")
    engine.add_argument("--index", help="get, list: address or path of another package index")
    engine.add_argument("--sha256", default="", help="get: what the download must be")
    engine.add_argument("--available", action="store_true", help="list: what the index offers")
    glossary = verbs.add(
        "glossary",
        "look into the glossary; `why TERM` shows every segment a change of the term would touch",
        "jiebang glossary why 算力",
        _glossary,
    )
    glossary.add_argument("action", choices=["why"], help="what to do")
    glossary.add_argument("term", metavar="TERM", help="an id, the Chinese or the English")


def _translate(args: argparse.Namespace, layout: Layout) -> int:
    opened = open_engine(layout, args.engine or "", url=args.url, model=args.model, beam=args.beam)
    if opened.why_not:  # one line; what the engine would have done stays missing
        print(f"jiebang: {opened.why_not}", file=sys.stderr)
    engine, settings = opened.engine, opened.settings
    if isinstance(engine, LlmEngine) and args.cluster:
        raise UsageError("a server translates, not this machine", "--cluster", "leave it out")
    if isinstance(engine, LlmEngine):
        _tell_estimate(layout, args.documents, settings)
    with open_spread(1, args.cluster) as spread:
        far = RemoteEngine(engine, settings, spread) if engine and args.cluster else None
        results = translate(
            layout,
            args.documents,
            engine=far or engine,
            settings=settings,
            watch=_watch,
            fresh=args.fresh,
            why_not=opened.why_not,
        )
    for result in results:
        print(_line(result))
    if isinstance(engine, LlmEngine):
        used = engine.usage
        print(
            f"used {used.requests} requests, {used.tokens_in} tokens in, {used.tokens_out} out, "
            f"cost {used.cost(settings):.2f}"
        )
    return OK


def _tell_estimate(layout: Layout, documents: list[str], settings: Settings) -> None:
    missing = {i for r in translate(layout, documents) for i in r.missing}
    texts = [
        t.zh for e in load_corpus(layout).entries for i, t in e.translations.items() if i in missing
    ]
    use = estimate(texts, settings)
    print(
        f"about {use.requests} requests, {use.tokens_in} tokens in, {use.tokens_out} out, "
        f"cost {use.cost(settings):.2f}"
    )


def _line(result: Translated) -> str:
    sync = result.sync
    exact = len(result.filled) - len(result.similar) - len(result.machine)
    return (
        f"{result.document_id}: {exact} from memory, {len(result.similar)} from similar segments, "
        f"{len(result.machine)} by the engine, {len(result.missing)} missing, "
        f"{len(sync.stale)} stale, {len(sync.added)} new"
    )


def _watch(progress: Progress) -> None:
    left = "" if progress.left is None else f", {progress.left:.0f} s left"
    say(f"{progress.done}/{progress.total} segments, {progress.rate:.1f}/s{left}")


def _engine(args: argparse.Namespace, layout: Layout) -> int:
    if args.action == "list":
        installed = packages.list_installed()
        if not installed:
            print("no package is installed; get one with `jiebang engine get`")
        for package in installed:
            print(
                f"installed  {package.metadata.from_code} → {package.metadata.to_code}  "
                f"{package.metadata.version}  {package.path}"
            )
        offers = packages.list_available(args.index) if args.available or args.index else ()
        for offer in offers:
            if (offer.from_code, offer.to_code) == packages.ZH_EN:
                print(f"available  {offer.from_code} → {offer.to_code}  {offer.version}")
    elif args.action == "get":
        if args.file:
            package = packages.install_file(Path(args.file), pair=packages.ZH_EN)
        else:
            package = packages.get(index=args.index, progress=_download, sha256=args.sha256)
        print(f"installed {package.path}")
    else:
        for package in packages.remove():
            print(f"removed {package.path}")
    return OK


def _download(here: int, total: int | None) -> None:
    of = f" of {total // _MB}" if total else ""
    say(f"{here // _MB}{of} MiB")


def _glossary(args: argparse.Namespace, layout: Layout) -> int:
    print(format_touched(touched(load_corpus(layout), args.term)))
    return OK
