"""What is loaded: its tables and their columns, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.render.present import Output
from jxquery.render.table import table
from jxquery.types import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.showing import TableInfo

_TABLES = (Column("表", "text", "key"), Column("行数", "number", "answer"), Column("列", "text", "answer"))
_COLUMNS = (Column("列", "text", "key"), Column("类型", "text", "answer"), Column("单位", "text", "answer"))
_EMPTY = "（都空着）"


def tables_of(tables: Sequence[TableInfo], width: int | None) -> Output:
    """A row for each table or view: how many rows it has, and the columns that hold anything."""
    rows = [(t.name, t.rows, "、".join(c.name for c in t.columns if not c.empty)) for t in tables]
    return Output("".join(f"{line}\n" for line in table(_TABLES, rows, width).lines))


def columns_of(of: TableInfo, width: int | None) -> str:
    """The table's name, and a row for each of its columns."""
    rows = [(c.name, c.type + (_EMPTY if c.empty else ""), c.unit or "") for c in of.columns]
    return "".join(f"{line}\n" for line in (f"{of.name}：", *table(_COLUMNS, rows, width).lines))
