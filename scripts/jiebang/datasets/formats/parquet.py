"""Tables as Parquet, made from the JSON Lines by DuckDB where it is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiebang.datasets.columns import TABLES
from jiebang.datasets.earlier import Earlier
from jiebang.datasets.kinds import Table, Type
from jiebang.datasets.stage import DATA, Stage
from jiebang.errors import InputError

EXTRA = "duckdb"
# Rows held in memory until they are written.
_GROUP = 20_480
_TYPES = {
    Type.STRING: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.LIST: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class Parquet:
    """Why there is none, where there is none; files of site/ that stay, with their SHA-256."""

    why: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)


def write_parquet(stage: Stage, earlier: Earlier, sums: Mapping[str, str]) -> Parquet:
    """Write every table whose rows are not those of the earlier release.

    Args:
        sums: the SHA-256 of the JSON Lines, by name.
    """
    if importlib.util.find_spec(EXTRA) is None:
        return Parquet("DuckDB is not installed: pip install 'jiebang[parquet]'")
    before = earlier.made.sums
    names = {table: (f"{table.name}.jsonl", f"{table.name}.parquet") for table in TABLES}
    kept = {
        table: before[target]
        for table, (source, target) in names.items()
        if before.get(source) == sums[source] and earlier.has(target)
    }
    _write(stage, [table for table in TABLES if table not in kept])
    return Parquet("", {f"{DATA}/{names[table][1]}": digest for table, digest in kept.items()})


def _write(stage: Stage, tables: Sequence[Table]) -> None:
    if not tables:
        return
    import duckdb

    # One thread: the same rows give the same bytes. Nothing is fetched.
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "256MB",
        "temp_directory": str(stage.scratch),
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=config) as database:
        try:
            for table in tables:
                database.execute(_copy(table, stage))
        except duckdb.IOException as error:
            what = " ".join(str(error).partition("{")[0].split()).rstrip(": ")
            raise InputError(f"cannot be written: {what}", str(stage.data)) from None


def _copy(table: Table, stage: Stage) -> str:
    columns = ", ".join(f"'{c.name}': '{_TYPES[c.type]}'" for c in table.columns)
    source, target = (_quoted(str(stage.data / f"{table.name}.{k}")) for k in ("jsonl", "parquet"))
    read = f"read_json({source}, format = 'newline_delimited', columns = {{{columns}}})"
    how = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}"
    return f"COPY (SELECT * FROM {read}) TO {target} ({how})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
