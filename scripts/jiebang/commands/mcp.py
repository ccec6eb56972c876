"""A release served to assistants over the Model Context Protocol: stdio, read only.

Assistants that are asked for figures without a source make them up. Every answer here has
the id, the address, the Chinese wording and the licence of what it says; an empty answer
says that there is nothing, and suggests nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiebang.datasets.query import QueryResult, ReleaseQuery
from jiebang.errors import JiebangError, UsageError

EMPTY = "Nothing in this release matches that. Do not guess a figure."
INSTRUCTIONS = (
    "Chinese R&D tasks with the figures they will be judged by. The English is an unofficial"
    " translation; the Chinese prevails. Quote a figure only with its id, and check quotations"
    " with verify_quote."
)


def make_server(folder: Path) -> Any:
    """An MCP server over the release in `folder`.

    Raises:
        UsageError: the extra `mcp` is not installed.
        InputError: there is no release.
    """
    try:
        from mcp.server.mcpserver import MCPServer
    except ImportError:
        raise UsageError("the MCP SDK is not installed", "", "pip install 'jiebang[mcp]'") from None
    release = ReleaseQuery(folder)
    version = release.about.get("version", "")
    license, address = (release.about.get(f"licence{part}", "") for part in ("_id", "_url"))
    server = MCPServer("jiebang", instructions=INSTRUCTIONS, version=version)

    def answer(found: QueryResult) -> dict[str, Any]:
        terms = {"license": license, "license_url": address, "release": version}
        note = {} if found.rows else {"note": EMPTY}
        return {"results": list(found.rows), "total": found.total, **note, **terms}

    @server.tool()
    def search(words: str, limit: int = 10) -> dict[str, Any]:
        """Tasks, indicators and terms that have all of the words, in Chinese or English.

        words: the few words that a text must have (“humanoid battery”, 算力), not a question.
        `total` is how many there are; `results` are the first `limit`, 50 at most.
        """
        return answer(release.search(words, limit))

    @server.tool()
    def get(id: str) -> dict[str, Any]:
        """A document, task, indicator, measure or term by its id, with what belongs to it."""
        found = release.get(id)
        return answer(QueryResult((found,), 1) if found else QueryResult())

    @server.tool()
    def filter_measures(
        metric: str = "",
        bound: str = "",
        value: str = "",
        unit: str = "",
        change: str = "",
        limit: int = 20,
    ) -> dict[str, Any]:
        """Amounts by a word of their metric, their unit, and a bound that they are known to meet.

        metric: a word of what is measured, in Chinese or English, or a metric_id (latency).
        bound: ">=" or "<="; value: a plain decimal in unit, or in the SI unit without one. Amounts
        in other units of the kind are converted (50 ms finds 0.03 s). A percentage is in "%".
        change: "level", "increase" or "decrease": raised by 20% is no level of 20%.
        `total` is how many there are; `results` are the first `limit`, 50 at most.
        """
        try:
            return answer(release.filter_measures(metric, bound, value, unit, change, limit))
        except JiebangError as error:
            return {**answer(QueryResult()), "note": str(error)}

    @server.tool()
    def verify_quote(id: str, text: str) -> dict[str, Any]:
        """Whether a quotation stands in the text with that id, and that text."""
        return release.verify_quote(id, text)

    return server
