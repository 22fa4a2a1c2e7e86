"""The row that an alias stands for, and what a SELECT reads it from, while the statement is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from jxquery.patterns import regex
from jxquery.types import Groups, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jxquery.types import Agg, Term

Context: TypeAlias = "str | Rows"
"""What an alias stands for: a row of a table (its name), or a row of groups."""


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


_COLUMN = regex(r't\d+\."(?:[^"]|"")+"')


def is_column(sql: str) -> bool:
    """Whether the text is nothing but a column of a row."""
    return _COLUMN.fullmatch(sql) is not None


class Row:
    """The row that an alias stands for while its SELECT is written.

    Rows above it are joined once each, when they are first asked for: they are one at most, along a unique key.
    `within` is the SELECT that the row is of, where it is not of a table. `every`: all rows of the table are read, so
    that figures of what belongs to each are `joined`, worked out for all at once.
    """

    def __init__(self, alias: str, context: Context, within: Within | None = None) -> None:
        self.alias = alias
        self.context = context
        self.every = False
        self.joined: dict[Agg, str] = {}
        self.above: dict[str, Row] = {}
        self.joins: list[str] = []
        self._within = within

    def column(self, name: str) -> str:
        """A column of the row itself."""
        if self._within is not None:
            self._within.give(name)
        return f"{self.alias}.{quoted(name)}"

    def holds(self, term: Term) -> str | None:
        """The name of the column with the value of the term; None where it has to be worked out."""
        return None if self._within is None else self._within.holds(term)


class Source:
    """What a SELECT reads: the rows that its `row` stands for, and the conditions on them."""

    def __init__(self, inner: str | Within, row: Row) -> None:
        self.row = row
        self.tests: list[str] = []
        self._inner = inner

    @property
    def sql(self) -> str:
        """The text behind FROM. It is whole only when all that reads from the rows has been written."""
        inner = self._inner if isinstance(self._inner, str) else f"({self._inner.sql})"
        where = f" WHERE {' AND '.join(self.tests)}" if self.tests else ""
        return f"{inner} AS {self.row.alias}{''.join(self.row.joins)}{where}"


class Within:
    """A SELECT that another reads from. It gives what that asks for and no more: each column costs, read or not.

    `made` writes the columns that it makes, by name; all others are those of its rows. `known` are the terms whose
    values they hold. `tail` is what stands behind its conditions.
    """

    def __init__(
        self, source: Source, made: Mapping[str, Callable[[], str]], known: Mapping[Term, str], tail: str = ""
    ) -> None:
        self._source = source
        self._made = made
        self._known = known
        self._tail = tail
        self._given: dict[str, str] = {}

    def give(self, name: str) -> None:
        """Have this column."""
        if name not in self._given:
            make = self._made.get(name)
            self._given[name] = self._source.row.column(name) if make is None else f"{make()} AS {quoted(name)}"

    def holds(self, term: Term) -> str | None:
        """The name of the column with the value of the term, its own or of the rows that it is of."""
        if term in self._known:
            return self._known[term]
        name = self._source.row.holds(term)
        return None if name in self._made else name

    @property
    def sql(self) -> str:
        """The SELECT, once all is asked for."""
        return f"SELECT {', '.join(self._given.values()) or '1'} FROM {self._source.sql}{self._tail}"


def context_of(rows: Rows) -> Context:
    """The table whose rows these are, or the rows themselves where they are groups."""
    match rows.source:
        case str():
            return rows.source
        case Rows():
            return context_of(rows.source)
        case Groups():
            return rows
