"""What every benchmark needs: its command line, tables in docs/, a folder served as a host does."""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import inspect
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

ROOT = Path(__file__).resolve().parents[2]
_PACKED = (".css", ".html", ".js", ".json", ".md", ".svg", ".txt", ".xml")


def run_command(main: Callable[..., int | None], argv: Sequence[str] | None = None) -> None:
    """Call `main` with what the command line says, and end with the exit code it returns.

    A parameter is a word of the command line, `*names` any number of words, and what stands
    behind a `*` the option of its name: a flag if it is a bool, several values if it is a tuple.
    """
    doc, form = sys.modules[main.__module__].__doc__, argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=doc, formatter_class=form)
    words: list[str] = []
    for name, each in inspect.signature(main, eval_str=True).parameters.items():
        if each.kind is each.KEYWORD_ONLY:
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, dest=name, default=each.default, **_form(each.annotation))
        else:
            some = {"nargs": "*"} if each.kind is each.VAR_POSITIONAL else {}
            parser.add_argument(name, **_form(each.annotation) | some)
            words.append(name)
    given = vars(parser.parse_args(argv))
    first = [given.pop(name) for name in words]
    flat = [word for each in first for word in (each if isinstance(each, list) else [each])]
    sys.exit(main(*flat, **given))


def _form(annotation: Any) -> dict[str, Any]:
    inner = get_args(annotation)
    if get_origin(annotation) is Literal:
        return {"choices": inner, "type": type(inner[0])}
    if inner:
        return {"nargs": "*", **_form(inner[0])}
    return {"action": "store_true"} if annotation is bool else {"type": annotation}


def render_table(head: str, rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table, its head's cells apart by “|”; all columns but the first are of numbers."""
    cells = head.split("|")
    lines = [cells, ["---", *["---:"] * (len(cells) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def write_table(page: str, name: str, text: str) -> None:
    """Put `text` between `<!-- table NAME -->` and the next `<!-- end -->` of a page of docs/.

    Raises ValueError where the page has no such place.
    """
    path = ROOT / "docs" / page
    start, end = f"<!-- table {name} -->", "<!-- end -->"
    new, count = re.subn(
        f"{start}.*?{end}",
        lambda _: f"{start}\n{text}\n{end}",
        path.read_text("utf-8"),
        count=1,
        flags=re.DOTALL,
    )
    if not count:
        raise ValueError(f"{path} has no “{start} … {end}”")
    path.write_text(new, "utf-8")


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.split("?")[0].endswith("/"):
            path /= "index.html"
        if path.suffix not in _PACKED or not path.is_file():
            return super().do_GET()
        data = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None


@contextmanager
def host(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder on localhost, compressed; yields its address, "/" at its end."""
    handler = functools.partial(_Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
