"""Commands about the English: translate, engine, glossary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jiebang.cli.common import Ticker, say
from jiebang.commands.why import explain
from jiebang.corpus.load import load_corpus
from jiebang.errors import UsageError, visible
from jiebang.runtime.executor import open_executor
from jiebang.runtime.layout import Layout
from jiebang.translation import packages
from jiebang.translation.engines import open_engine
from jiebang.translation.remote import RemoteEngine
from jiebang.translation.resolver import Translated, translate

_MB = 2**20


def fill(
    layout: Layout,
    documents: Sequence[str],
    engine: str,
    fresh: bool,
    jobs: int,
    cluster: str,
    **asked: Any,
) -> int:
    opened = open_engine(layout, engine, **asked)
    if opened.why_not:  # one line; what the engine would have done stays missing
        print(f"jiebang: {opened.why_not}", file=sys.stderr)
    chosen, settings = opened.engine, opened.settings
    if chosen is not None and cluster and getattr(chosen, "url", ""):
        raise UsageError("a server translates, not this machine", "--cluster", "leave it out")
    estimate, spent = (getattr(chosen, name, None) for name in ("estimate", "spent"))
    with open_executor(jobs, cluster) as executor:
        if estimate is not None:
            ahead = translate(layout, documents, executor=executor)
            print(estimate([zh for each in ahead for zh in each.open.values()]))
        results = translate(
            layout,
            documents,
            engine=RemoteEngine(chosen, settings, executor) if chosen and cluster else chosen,
            settings=settings,
            watch=Ticker("segments"),
            fresh=fresh,
            why_not=opened.why_not,
            executor=executor,
        )
    for result in results:
        print(_line(result))
    if spent is not None:
        print(spent())
    if chosen is None and not opened.why_not:
        return 0
    return _verdict(results, settings.engine, opened.why_not)


def _verdict(results: Sequence[Translated], engine: str, why_not: str) -> int:
    """1, and one line why, where an engine left more than half undone of what was its to do."""
    reasons = Counter(why for result in results for why in result.reasons.values())
    # What it did in an earlier run counts: one hard segment more is no failure.
    done = sum(len(result.machine) + result.drafted for result in results)
    left = reasons.total()
    if left <= done:
        return 0
    if not why_not:  # said already
        why = visible(reasons.most_common(1)[0][0])
        what = f"the engine {engine} left {left} of {left + done} segments without English"
        print(f"jiebang: {what}: {why}", file=sys.stderr)
    return 1


def _line(result: Translated) -> str:
    exact = len(result.filled) - len(result.similar) - len(result.machine)
    return (
        f"{result.document_id}: {exact} from memory, {len(result.similar)} from similar segments, "
        f"{len(result.machine)} by the engine, {len(result.missing)} missing, "
        f"{len(result.record.changed)} stale, {len(result.record.added)} new"
    )


def manage_packages(
    layout: Layout, action: str, file: str | None, index: str, sha256: str, available: bool
) -> int:
    if action == "list":
        installed = packages.list_installed()
        if not installed:
            print("no package is installed; get one with `jiebang engine get`")
        for p in installed:
            print(f"installed  zh → en  {p.version}  {p.path}")
        offers = packages.list_available(index) if available or index else ()
        for o in offers:
            print(f"available  zh → en  {o.version}")
    elif action == "get":
        if file:
            package = packages.install_file(Path(file))
        else:
            package = packages.get(
                index=index,
                progress=_tell_download,
                sha256=sha256,
                pins=layout.root / packages.PINS,
            )
        print(f"installed {package.path}")
        if package.sha256:
            print(f"sha256    {package.sha256}")
    else:
        for package in packages.remove():
            print(f"removed {package.path}")
    return 0


def _tell_download(here: int, total: int | None) -> None:
    of = f" of {total // _MB}" if total else ""
    say(f"{here // _MB}{of} MiB")


def explain_term(layout: Layout, action: str, term: str) -> int:
    print(explain(load_corpus(layout), term))
    return 0
