"""Tables as Parquet, made from the JSON Lines by DuckDB where it is installed."""

from __future__ import annotations

import importlib.util

from jiebang.datasets.columns import TABLES, DataTable
from jiebang.datasets.stage import Stage
from jiebang.errors import InputError

EXTRA = "duckdb"
# Rows held in memory until they are written.
_GROUP = 20_480


def write_parquet(stage: Stage) -> str:
    """Write every table; returns why there is none, where there is none."""
    if importlib.util.find_spec(EXTRA) is None:
        return "DuckDB is not installed: pip install 'jiebang[parquet]'"
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
            for table in TABLES:
                database.execute(_copy(table, stage))
        except duckdb.IOException as error:
            what = " ".join(str(error).partition("{")[0].split()).rstrip(": ")
            raise InputError(f"cannot be written: {what}", str(stage.data)) from None
    return ""


def _copy(table: DataTable, stage: Stage) -> str:
    columns = ", ".join(f"'{c.name}': '{c.type_in('parquet')}'" for c in table.columns)
    source, target = (
        "'" + str(stage.data / f"{table.name}.{kind}").replace("'", "''") + "'"
        for kind in ("jsonl", "parquet")
    )
    read = f"read_json({source}, format = 'newline_delimited', columns = {{{columns}}})"
    how = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}"
    return f"COPY (SELECT * FROM {read}) TO {target} ({how})"
