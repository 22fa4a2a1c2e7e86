"""Rows to a Parquet file, and the headings of one, by a DuckDB of its own that holds nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jxquery.errors import DocumentError, OutputError

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def write(
    path: Path, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]], about: Mapping[str, str]
) -> None:
    """A new file of columns (name and SQL type) that no two share a name; `about` is the file's own metadata.

    Raises `OutputError` when it cannot be written.
    """
    import duckdb

    from jxquery.engines.interrupts import interruptible

    listed = ", ".join(f"{_quoted(name)} {kind}" for name, kind in columns)
    noted = ", ".join(f"{_quoted(key)}: {_literal(value)}" for key, value in about.items())
    try:
        with interruptible(duckdb.connect(":memory:", config=_CONFIG)) as connection:
            connection.execute(f"CREATE TABLE answer ({listed})")
            if rows:
                with connection.appender("answer") as appender:
                    appender.append_rows(rows)
            connection.execute(f"COPY answer TO {_literal(str(path))} (FORMAT parquet, KV_METADATA {{{noted}}})")
    except duckdb.Error as error:
        detail = str(error).split("\n", 1)[0]
        raise OutputError(f"parquet 文件写不成：{detail}", hint="请换一种格式，例如 .csv 或 .jsonl。") from None


def headings(path: Path) -> tuple[str, ...]:
    """The columns of a file. Raises `DocumentError` when it cannot be read."""
    import duckdb

    from jxquery.engines.interrupts import interruptible

    try:
        with interruptible(duckdb.connect(":memory:", config=_CONFIG)) as connection:
            found = connection.execute("DESCRIBE SELECT * FROM read_parquet($path)", {"path": str(path)}).fetchall()
    except duckdb.Error as error:
        detail = str(error).split("\n", 1)[0].partition(": ")[2].replace(str(path), path.name)
        said = f"这个 parquet 文件读不了：{detail}"
        raise DocumentError(said, place=str(path), hint="请重新下载或重新导出这个文件。") from None
    return tuple(str(row[0]) for row in found)


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _literal(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
