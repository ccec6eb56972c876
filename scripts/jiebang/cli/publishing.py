"""Commands that publish: data, build, serve."""

from __future__ import annotations

import argparse

from jiebang.build import build, check_corpus, has_errors
from jiebang.cli.common import CONTENT, OK, Verbs, say
from jiebang.cli.documents import print_findings
from jiebang.corpus import load_corpus
from jiebang.datasets import record_published, write_datasets
from jiebang.layout import Layout
from jiebang.serving import serve


def add_verbs(verbs: Verbs) -> None:
    data = verbs.add(
        "data",
        "write the datasets only, into site/data/ and site/api/",
        "jiebang data --record 2026-11-20",
        _data,
        writes=True,
    )
    data.add_argument(
        "--record",
        metavar="DATE",
        help="also record this version in content/published/ as published on that day",
    )
    does = "all of it, in order, only what changed"
    verbs.add("build", does, "jiebang build", _build, writes=True)
    serving = verbs.add("serve", "the site with live reload", "jiebang serve --port 8000", _serve)
    serving.add_argument("--port", type=int, default=8000)


def _data(args: argparse.Namespace, layout: Layout) -> int:
    corpus = load_corpus(layout)
    findings = check_corpus(corpus)
    if has_errors(findings):
        print_findings(findings, "text")
        return CONTENT
    if args.record:
        print(f"recorded as published: {record_published(corpus, layout, args.record)}")
    paths = write_datasets(corpus, layout)
    data = [p for p in paths if p.is_relative_to(layout.data)]
    for path in data:
        print(path.relative_to(layout.root))
    print(f"and {len(paths) - len(data)} files of the static API in {layout.site.name}/api/")
    return OK


def _build(args: argparse.Namespace, layout: Layout) -> int:
    result = build(layout, say)
    if result.failed:
        print_findings(result.findings, "text")
        return CONTENT
    place = (layout.site / "index.html").relative_to(layout.root)
    print(f"{place}: {'built' if result.steps else 'up to date'}")
    return OK


def _serve(args: argparse.Namespace, layout: Layout) -> int:
    return serve(layout, args.port, print)
