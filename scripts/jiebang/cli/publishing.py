"""Commands that publish: init, data, build, mcp, serve."""

from __future__ import annotations

import shlex
from pathlib import Path

from jiebang.runtime.layout import Layout

_STEPS = (
    "jiebang add FILE     a list, as .txt .md .pdf .docx .odt .xlsx .html",
    "jiebang build        the site in site/, the datasets in site/data/",
    "jiebang serve        the site on this machine",
)


def init(root: Path, folder: str, title: str) -> int:
    from jiebang.commands.init import init_project

    init_project(root / folder, title)
    print(f"{folder}: a new project. Next:")
    place = (root / folder).as_posix()
    for step in (*(() if place == "." else (f"cd {shlex.quote(place)}",)), *_STEPS):
        print(f"  {step}")
    print("In jiebang.yml, say who publishes it and under what license.")
    return 0


def data(layout: Layout, record: str, jobs: int, cluster: str) -> int:
    from jiebang.checks.review import Review
    from jiebang.cli.common import open_documents, print_findings
    from jiebang.datasets.fragments import walk_fragments
    from jiebang.datasets.release import record_fragments
    from jiebang.datasets.write import write_release

    with open_documents(layout, jobs, cluster) as walk:
        review = Review(walk)
        if not review.run():
            print_findings(review.findings())
            return 1
        names = write_release(walk, review.same_as)
        if record:
            # After the datasets: a record must not be ahead of what can be downloaded.
            found = walk_fragments(walk, review.same_as)
            print(f"recorded as published: {record_fragments(walk.rules, found, layout, record)}")
    site = layout.site.relative_to(layout.root).as_posix()
    written = [name for name in names if name.startswith(f"{layout.data.name}/")]
    for name in written:
        print(f"{site}/{name}")
    print(f"and {len(names) - len(written)} files of the static API in {site}/api/")
    return 0


def build(layout: Layout, jobs: int, cluster: str, keep_going: bool) -> int:
    from jiebang.cli.common import print_findings, say
    from jiebang.commands.build import build as build_all
    from jiebang.runtime.executor import open_executor

    with open_executor(jobs, cluster) as executor:
        result = build_all(layout, say, executor, keep_going=keep_going)
    if result.findings:
        print_findings(result.findings)
    if result.failed:
        return 1
    if result.left_out:
        print(f"left out for the errors above: {', '.join(result.left_out)}")
    place = (layout.site / "index.html").relative_to(layout.root)
    print(f"{place}: {'built' if result.steps else 'up to date'}")
    return 0


def mcp(layout: Layout, folder: str | None) -> int:
    from jiebang.commands.mcp import make_server

    make_server(Path(folder) if folder else layout.data).run("stdio")
    return 0


def serve(layout: Layout, port: int) -> int:
    from jiebang.commands.serve import serve as serve_site

    return serve_site(layout, port, print)
