"""The site on this machine, built again when something changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer

import jiebang.site
from jiebang.commands.build import build, read_inputs
from jiebang.errors import JiebangError, UsageError
from jiebang.runtime.cache import code_digest
from jiebang.runtime.layout import Layout
from jiebang.runtime.lock import hold
from jiebang.site.assets import site_assets
from jiebang.site.strings import load_texts

# Templates, style sheets, scripts and words of the interface; programs want a new start.
PROGRAM = Path(jiebang.site.__file__).parent
# Seconds a rebuild waits for another command that is writing; then the next change starts one.
PATIENCE = 60.0
_METHODS = ("GET", "HEAD")
_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)


class LocalServer(LiveReloadServer):
    """Answers browsers of this machine that ask for this machine, by GET or HEAD.

    A page of another site can have its name lead to 127.0.0.1 and read what is served
    there; but then it asks for that name.
    """

    def serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        method, refusal = environ["REQUEST_METHOD"], ""
        if not _HOST.fullmatch(environ.get("HTTP_HOST", "")):
            refusal = "403 Forbidden"
        elif method not in _METHODS:
            refusal = "405 Method Not Allowed"
        if refusal:
            start_response(
                refusal, [("Content-Type", "text/plain"), ("Allow", ", ".join(_METHODS))]
            )
            return [refusal.encode()]
        body: Iterable[bytes] = super().serve_request(environ, start_response)
        if method == "HEAD":
            getattr(body, "close", lambda: None)()
            return []
        return body


class Rebuild:
    """What is done on a change: the pages first, with the next call all the rest.

    A file, `follow`, is written when the rest is to come: who watches it calls again.
    """

    def __init__(self, layout: Layout, say: Callable[[str], None]) -> None:
        self._layout, self._say = layout, say
        self._shown = ""  # a digest of what the pages are made from that are ahead of the rest
        self.follow = layout.cache / "follow"
        self.follow.parent.mkdir(parents=True, exist_ok=True)
        self.follow.touch()

    def __call__(self, *, whole: bool = False) -> None:
        for kept in (code_digest, site_assets, load_texts):  # of files that may have changed
            kept.cache_clear()
        layout = self._layout
        try:
            with hold(layout, "jiebang serve", PATIENCE):
                ahead = not whole and layout.data.is_dir() and self._shown != read_inputs(layout)
                result = build(layout, self._say, pages=ahead)
                self._shown = result.inputs if ahead else ""
        except JiebangError as error:
            self._say(f"jiebang: {error}")
            return
        if result.failed:
            self._say("the checks found errors: the site is as it was (see `jiebang check`)")
        elif self._shown:
            self.follow.write_text(self._shown, "utf-8")


def make_server(layout: Layout, port: int, rebuild: Callable[[], None]) -> LocalServer:
    """The server of `site/`, not yet at its port."""
    return LocalServer(
        builder=rebuild,
        host="127.0.0.1",
        port=port,
        root=str(layout.site),
        polling_interval=0.25,
    )


def serve(layout: Layout, port: int, say: Callable[[str], None]) -> int:
    """Build, serve `site/` on localhost and rebuild on every change, until interrupted.

    Raises UsageError where the port is taken. Returns the exit code.
    """
    rebuild = Rebuild(layout, say)
    rebuild(whole=True)
    server = make_server(layout, port, rebuild)
    places = (layout.root / "content", layout.root / "glossary", layout.docs, PROGRAM)
    for place in (*places, layout.mkdocs_yml, layout.jiebang_yml, rebuild.follow):
        if place.exists():
            server.watch(str(place))
    say(f"serving on http://127.0.0.1:{port}/ (stop with Ctrl-C)")
    try:
        server.serve()  # type: ignore[no-untyped-call]
    except OSError as error:
        what = f"port {port} cannot be used: {error.strerror}"
        raise UsageError(what, "", "try --port 8001") from None
    except KeyboardInterrupt:
        say("stopped")
    finally:
        server.shutdown()
    return 0
