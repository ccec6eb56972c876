"""The site on this machine, built again when something changes."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs.livereload import LiveReloadServer

from jiebang.commands.build import build
from jiebang.errors import JiebangError, UsageError
from jiebang.runtime.layout import Layout
from jiebang.runtime.lock import hold

# Seconds a rebuild waits for another command that is writing; then the next change starts one.
PATIENCE = 60.0


def serve(layout: Layout, port: int, say: Callable[[str], None]) -> int:
    """Build, serve `site/` on localhost and rebuild on every change, until interrupted.

    Raises UsageError where the port is taken. Returns the exit code.
    """

    def rebuild() -> None:
        try:
            with hold(layout, "jiebang serve", PATIENCE):
                result = build(layout, say)
        except JiebangError as error:
            say(f"jiebang: {error}")
            return
        if result.failed:
            say("the checks found errors: the site is as it was (see `jiebang check`)")

    rebuild()
    try:
        server = LiveReloadServer(
            builder=rebuild, host="127.0.0.1", port=port, root=str(layout.site), mount_path="/"
        )
        for place in (layout.root / "content", layout.root / "glossary", layout.docs):
            if place.exists():
                server.watch(str(place))
        for file in (layout.mkdocs_yml, layout.jiebang_yml):
            if file.exists():
                server.watch(str(file))
        say(f"serving on http://127.0.0.1:{port}/ (stop with Ctrl-C)")
        server.serve()  # type: ignore[no-untyped-call]
    except OSError as error:
        raise UsageError(
            f"port {port} cannot be used: {error.strerror}", "", "try --port 8001"
        ) from None
    except KeyboardInterrupt:
        say("stopped")
    finally:
        if "server" in locals():
            server.shutdown()
    return 0
