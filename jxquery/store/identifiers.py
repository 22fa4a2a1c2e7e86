"""The names of what every database holds, whatever its schema, and how names and types are written in SQL."""

from __future__ import annotations

from jxquery.schema.model import ColumnType

SOURCES = "来源"
SOURCE_KEY = "来源编号"
PLACE = "位置"
TYPES: dict[ColumnType, str] = {"integer": "BIGINT", "amount": "DECIMAL(20,6)", "text": "VARCHAR"}


def quoted(name: str) -> str:
    """An identifier of SQL."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """A text of SQL, where no value can be bound."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
