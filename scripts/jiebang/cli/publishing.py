"""Commands that publish: data, build, serve."""

from __future__ import annotations

import argparse

from jiebang.cli.common import CONTENT, OK, Ticker, Verbs, add_spreading, say, spread_of
from jiebang.cli.documents import print_findings
from jiebang.datasets import record_pieces, write_pieces
from jiebang.ledger.checked import Review
from jiebang.ledger.opening import open_walk
from jiebang.ledger.released import formats_at_once, offers
from jiebang.runtime.layout import Layout


def add_verbs(verbs: Verbs) -> None:
    data = verbs.add(
        "data",
        "write the datasets only, into site/data/ and site/api/",
        "jiebang data --record 2026-11-20",
        _data,
        writes=True,
    )
    add_spreading(data)
    data.add_argument(
        "--record",
        metavar="DATE",
        help="also record this version in content/published/ as published on that day",
    )
    does = "all of it, in order, only what changed"
    whole = verbs.add("build", does, "jiebang build", _build, writes=True)
    add_spreading(whole)
    serving = verbs.add("serve", "the site with live reload", "jiebang serve --port 8000", _serve)
    serving.add_argument("--port", type=int, default=8000)


def _data(args: argparse.Namespace, layout: Layout) -> int:
    with spread_of(args) as spread, open_walk(layout, spread, Ticker("documents")) as walk:
        review = Review(walk)
        if not review.run():
            print_findings(review.findings(), "text")
            return CONTENT
        if args.record:
            version = record_pieces(walk.rules, offers(walk, review.twins), layout, args.record)
            print(f"recorded as published: {version}")
        names = write_pieces(
            walk.rules,
            layout,
            offers(walk, review.twins),
            jobs=formats_at_once(walk, args.jobs),
            store=walk.store,
        )
    site = layout.site.relative_to(layout.root).as_posix()
    inside = f"{layout.data.name}/"
    data = [name for name in names if name.startswith(inside)]
    for name in data:
        print(f"{site}/{name}")
    print(f"and {len(names) - len(data)} files of the static API in {site}/api/")
    return OK


def _build(args: argparse.Namespace, layout: Layout) -> int:
    # Here, so that no other command waits for MkDocs to be read.
    from jiebang.commands.build import build

    with spread_of(args) as spread:
        result = build(layout, say, spread, args.jobs)
    if result.failed:
        print_findings(result.findings, "text")
        return CONTENT
    place = (layout.site / "index.html").relative_to(layout.root)
    print(f"{place}: {'built' if result.steps else 'up to date'}")
    return OK


def _serve(args: argparse.Namespace, layout: Layout) -> int:
    from jiebang.commands.serve import serve

    return serve(layout, args.port, print)
