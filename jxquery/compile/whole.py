"""All that is loaded, table by table, for those who want to take it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from jxquery.compile.accounting import Statement
from jxquery.compile.builder import PLACE, SOURCE_FILE, SOURCE_KEY, SOURCE_TABLE
from jxquery.compile.row import quoted
from jxquery.types import Column

if TYPE_CHECKING:
    from jxquery.schema.model import ColumnDef, Schema, TableDef
    from jxquery.types import Role

_TRACE = (SOURCE_FILE, PLACE)
_ABOUT_SOURCES = (SOURCE_FILE, "格式", "时间", "sha256")


def whole_tables(schema: Schema) -> tuple[tuple[str, tuple[Column, ...], Statement], ...]:
    """For each public table its name, its columns and the SELECT of its rows in the order of their documents.

    The rows' files and places stand in the last two columns; the last table is that of the files.
    """
    about = tuple(Column(name, "text", "context") for name in _ABOUT_SOURCES)
    listed = ", ".join(map(quoted, _ABOUT_SOURCES))
    sources = Statement(f"SELECT {listed} FROM {quoted(SOURCE_TABLE)} ORDER BY {quoted(SOURCE_KEY)}", {})
    return (*(_whole(table) for table in schema.tables), (SOURCE_TABLE, about, sources))


def _whole(table: TableDef) -> tuple[str, tuple[Column, ...], Statement]:
    shown = ", ".join(f"t.{quoted(column.name)}" for column in table.columns)
    order = "".join(f", t.{quoted(column.name)}" for column in table.having("key", "order"))
    sql = (
        f"SELECT {shown}, s.{quoted(SOURCE_FILE)}, t.{quoted(PLACE)} FROM {quoted(table.name)} AS t "
        f"JOIN {quoted(SOURCE_TABLE)} AS s ON s.{quoted(SOURCE_KEY)} = t.{quoted(SOURCE_KEY)} "
        f"ORDER BY t.{quoted(SOURCE_KEY)}{order}"
    )
    columns = (*(_column(column) for column in table.columns), *(Column(n, "text", "context") for n in _TRACE))
    return table.name, columns, Statement(sql, {})


def _column(column: ColumnDef) -> Column:
    kind: Literal["text", "number"] = "text" if column.type == "text" else "number"
    role: Role = "key" if column.role in ("name", "key", "code") else "answer"
    return Column(column.name, kind, role, column.unit)
