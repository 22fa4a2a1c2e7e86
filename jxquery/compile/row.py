"""The row that an alias stands for, and what a SELECT reads it from, while the statement is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from jxquery.types import Rows, Term

Context: TypeAlias = "str | Rows"
"""What an alias stands for: a row of a table (its name), or a row of groups."""


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


class Row:
    """The row that an alias stands for while its SELECT is written; `known` are terms that it holds already.

    Rows above it are joined once each, when they are first asked for: they are one at most, along a unique key.
    """

    def __init__(self, alias: str, context: Context, known: dict[Term, str] | None = None) -> None:
        self.alias = alias
        self.context = context
        self.known = known or {}
        self.above: dict[str, Row] = {}
        self.joins: list[str] = []

    def column(self, name: str) -> str:
        """A column of the row itself."""
        return f"{self.alias}.{quoted(name)}"


class Source:
    """What a SELECT reads: the rows that its `row` stands for, and the conditions on them."""

    def __init__(self, inner: str, row: Row) -> None:
        self.row = row
        self.tests: list[str] = []
        self._inner = inner

    @property
    def sql(self) -> str:
        """The text behind FROM. It is whole only when all that reads from the rows has been written."""
        where = f" WHERE {' AND '.join(self.tests)}" if self.tests else ""
        return f"{self._inner} AS {self.row.alias}{''.join(self.row.joins)}{where}"
