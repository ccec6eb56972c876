"""Commands that publish: data, build, serve."""

from __future__ import annotations

import importlib
import shlex
from pathlib import Path

from jiebang.cli.common import Ticker, print_findings, say
from jiebang.runtime.executor import open_executor
from jiebang.runtime.layout import Layout


def init(root: Path, folder: str, title: str) -> int:
    from jiebang.commands.init import init_project

    init_project(root / folder, title)
    print(f"{folder}: a new project. Next:")
    place = (root / folder).as_posix()
    steps = (
        *(() if place == "." else (f"cd {shlex.quote(place)}",)),
        "jiebang add FILE     a list, as .txt .md .pdf .docx .odt .xlsx .html",
        "jiebang build        the site in site/, the datasets in site/data/",
        "jiebang serve        the site on this machine",
    )
    print("\n".join(f"  {step}" for step in steps))
    print("In jiebang.yml, say who publishes it and under what license.")
    return 0


def data(layout: Layout, record: str, jobs: int, cluster: str) -> int:
    from jiebang.checks.review import Review
    from jiebang.corpus.walk import open_walk
    from jiebang.datasets.fragments import walk_fragments
    from jiebang.datasets.release import record_fragments
    from jiebang.datasets.write import write_release

    with (
        open_executor(jobs, cluster) as executor,
        open_walk(layout, executor, Ticker("documents")) as walk,
    ):
        review = Review(walk)
        if not review.run():
            print_findings(review.findings(), "text")
            return 1
        names = write_release(walk, review.same_as)
        if record:
            # After the datasets: a record must not be ahead of what can be downloaded.
            found = walk_fragments(walk, review.same_as)
            print(f"recorded as published: {record_fragments(walk.rules, found, layout, record)}")
    site = layout.site.relative_to(layout.root).as_posix()
    inside = f"{layout.data.name}/"
    written = [name for name in names if name.startswith(inside)]
    for name in written:
        print(f"{site}/{name}")
    print(f"and {len(names) - len(written)} files of the static API in {site}/api/")
    return 0


def build(layout: Layout, jobs: int, cluster: str, keep_going: bool) -> int:
    whole = importlib.import_module("jiebang.commands.build")
    with open_executor(jobs, cluster) as executor:
        result = whole.build(layout, say, executor, keep_going=keep_going)
    if result.findings:
        print_findings(result.findings, "text")
    if result.failed:
        return 1
    if result.left_out:
        print(f"left out for the errors above: {', '.join(result.left_out)}")
    place = (layout.site / "index.html").relative_to(layout.root)
    print(f"{place}: {'built' if result.steps else 'up to date'}")
    return 0


def mcp(layout: Layout, folder: str | None) -> int:
    from jiebang.commands.mcp import serve_release

    serve_release(Path(folder) if folder else layout.data)
    return 0


def serve(layout: Layout, port: int) -> int:
    from jiebang.commands.serve import serve as serve_site

    return serve_site(layout, port, print)
