"""A hundred questions to the release over the Model Context Protocol, by the SDK's own client.

What is expected comes from the CSV files, read here; twenty questions have no answer.
"""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from building import whole_data

pytest.importorskip("mcp")
ROOT = Path(__file__).parents[2]
Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole_data(tmp_path_factory).data


def read(release: Path, table: str) -> list[dict[str, str]]:
    with (release / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


async def converse(session: Any, conversation: Callable[[Ask], Awaitable[None]]) -> None:
    async def ask(tool: str, **arguments: object) -> dict[str, Any]:
        result = await session.call_tool(tool, arguments)
        assert not result.is_error, result
        return result.structured_content

    await conversation(ask)


def talk_outside(release: Path, conversation: Callable[[Ask], Awaitable[None]]) -> None:
    """A conversation with `jiebang mcp` in a process of its own."""
    from mcp import ClientSession, StdioServerParameters, stdio_client

    async def run() -> None:
        arguments = ["-m", "jiebang", "mcp", "--root", str(ROOT), str(release)]
        parameters = StdioServerParameters(command=sys.executable, args=arguments)
        async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
            await session.initialize()
            await converse(session, conversation)

    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, run()).result()


def talk(release: Path, conversation: Callable[[Ask], Awaitable[None]]) -> None:
    """The same with the server in this process, by the client's own way to one in memory."""
    from mcp.client import Client

    from jiebang.commands.mcp import make_server

    async def run() -> None:
        async with Client(make_server(release)) as session:
            await converse(session, conversation)

    # A thread of its own: a browser's test beside this one may have left a loop running.
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, run()).result()


def test_what_there_is_comes_with_id_address_and_licence(release: Path) -> None:
    measures, tasks, indicators = (read(release, t) for t in ("measures", "tasks", "indicators"))

    async def conversation(ask: Ask) -> None:
        for row in measures[::20][:25]:  # 25 figures by id
            answer = await ask("get", id=row["id"])
            (found,) = answer["results"]
            assert Decimal(str(found["value"])) == Decimal(row["value"])
            assert found["comparator"] == row["comparator"] and found["unit"] == row["unit"]
            assert answer["license"] == "CC-BY-4.0"
        for row in tasks[::7][:15]:  # 15 tasks, by words of their titles
            found = (await ask("search", words=row["title_zh"], limit=20))["results"]
            assert row["id"] in {hit["id"] for hit in found}
            assert all(hit.get("url") or hit["kind"] == "terms" for hit in found)
        for row in indicators[::30][:10]:  # 10 indicators with their amounts
            (found,) = (await ask("get", id=row["id"]))["results"]
            own = [m["id"] for m in measures if m["indicator_id"] == row["id"]]
            assert [m["id"] for m in found.get("measures", [])] == own
            assert found["text_zh"] == row["text_zh"] and found["url"] == row["url"]
        for row in indicators[5::30][:10]:  # 10 quotations that are right, whatever the spaces
            middle = row["text_zh"][1:-1]
            quote = await ask("verify_quote", id=row["id"], text=f" {middle[:9]} {middle[9:]}")
            assert quote["found"] and quote["text"] == row["text_zh"]

    talk_outside(release, conversation)


@pytest.mark.parametrize(
    ("bound", "value", "unit"),
    [
        (">=", "95", "%"),
        ("<=", "5", "ms"),
        (">=", "1000", "万次"),
        ("<=", "1", "mm"),
        (">=", "1", "m"),
    ],
)
def test_bounds_are_met_by_what_is_given_and_by_nothing_else(
    release: Path, bound: str, value: str, unit: str
) -> None:
    """20 questions in all with those below: each amount is held against the bound here."""

    base, factor = {"ms": ("s", "0.001"), "mm": ("m", "0.001"), "m": ("m", "1")}.get(unit, ("", ""))

    def meets(row: dict[str, str]) -> bool:
        end = "_si" if base else ""
        limit, low = Decimal(value) * Decimal(factor or 1), Decimal(row[f"value{end}"])
        high = Decimal(row[f"value_max{end}"] or row[f"value{end}"])
        if bound == ">=":
            return row["comparator"] in (">=", ">", "=", "~", "range") and low >= limit
        return row["comparator"] in ("<=", "<", "=", "~", "range") and high <= limit

    rows = [
        r
        for r in read(release, "measures")
        if (r["unit_si"] == base if base else unit in (r["unit"], r["unit_ucum"]))
    ]
    expected = [r["id"] for r in rows if meets(r)]

    async def conversation(ask: Ask) -> None:
        question = {"bound": bound, "value": value, "unit": unit, "limit": 50}
        answer = await ask("filter_measures", **question)
        assert [r["id"] for r in answer["results"]] == expected[:50]
        assert answer["total"] == len(expected)
        assert ("note" in answer) is not bool(expected)

    talk(release, conversation)


def test_changes_are_told_from_levels_and_metrics_found_by_their_id(release: Path) -> None:
    rows = read(release, "measures")

    async def conversation(ask: Ask) -> None:
        for change in ("increase", "decrease"):
            expected = [r["id"] for r in rows if r["change"] == change]
            answer = await ask("filter_measures", change=change, limit=50)
            assert [r["id"] for r in answer["results"]] == expected
        expected = [r["id"] for r in rows if r["metric_id"] == "false-positive-rate"]
        answer = await ask("filter_measures", metric="false-positive-rate")
        assert [r["id"] for r in answer["results"]] == expected
        answer = await ask("search", words="算力", limit=2)
        assert len(answer["results"]) == 2 < answer["total"]

    talk(release, conversation)


def test_what_there_is_not_is_said_and_nothing_is_suggested(release: Path) -> None:
    indicators = read(release, "indicators")

    async def conversation(ask: Ask) -> None:
        for number in range(7):
            answer = await ask("get", id=f"nowhere-{number}.01.1")
            assert answer["results"] == [] and "Nothing" in answer["note"]
        for words in (
            "量子纠错码距",
            "whale migration",
            "不存在的词语",
            "cold fusion",
            "榨菜",
            "😀",
        ):
            answer = await ask("search", words=words)
            assert answer["results"] == [], words
        for row in indicators[3::60][:5]:  # a figure changed, a word added
            wrong = row["text_zh"].replace("1", "2") + "另"
            assert not (await ask("verify_quote", id=row["id"], text=wrong))["found"]
        for bound, value in ((">=", "10e12"), ("<=", "-999")):
            answer = await ask("filter_measures", unit="%", bound=bound, value=value)
            assert answer["results"] == [] and answer["note"]
        answer = await ask("filter_measures", bound=">", value="5")
        assert "no bound" in answer["note"]
        answer = await ask("filter_measures", bound=">=", value="1", unit="亿元")
        assert "no unit" in answer["note"]

    talk(release, conversation)


def test_without_a_release_one_line_says_what_to_do(tmp_path: Path) -> None:
    from jiebang.commands.mcp import make_server
    from jiebang.errors import InputError

    with pytest.raises(InputError, match="jiebang data"):
        make_server(tmp_path)
