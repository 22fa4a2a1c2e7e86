"""What can become of a question besides a `Query`."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from jxquery.types import Col, Pred, Query, Rows


class Choices(Struct, frozen=True):
    """Readings that differ, some of them open in themselves. Unless `strict`, those with the same rows are one.

    `single` is the answer where each of `sides` is at most one row. Where each of `given` has any row, the first
    reading is meant and no other, and where one has none and `instead` is set, the second.
    """

    readings: tuple[Query | Choices, ...]
    strict: bool = False
    single: Query | None = None
    sides: tuple[Rows, ...] = ()
    given: tuple[Rows, ...] = ()
    instead: bool = False

    @property
    def queries(self) -> tuple[Query, ...]:
        """Every query that may be meant."""
        found = (r.queries if isinstance(r, Choices) else (r,) for r in self.readings)
        return tuple(dict.fromkeys(q for queries in found for q in queries))


class NotUnderstood(Struct, frozen=True):
    """The words that were not understood, and why, where there is more to say than that.

    `reply`: what to say back where nothing was asked: 你好. `offers`: questions to offer before others, where they
    have rows.
    """

    unused: tuple[str, ...]
    reason: str = ""
    reply: str = ""
    offers: tuple[str, ...] = ()


class Supposed(Struct, frozen=True):
    """That there are so many rows of a table, or values of a column, in the words of `said`: 两个项目.

    `asked`: 哪两个 asks which they are, and there may be none. `reason`: what to say where there are not so many.
    `such`: of the rows of the answer those that meet it are counted. `rows`: these are, whatever the answer's are.
    """

    of: str | Col
    count: int
    said: str
    asked: bool = False
    reason: str = ""
    such: Pred | None = None
    rows: Rows | None = None


class Sought(Struct, frozen=True):
    """That some row says what `said` was taken to seek, in its texts or in the names of what belongs to it."""

    rows: tuple[Rows, ...]
    said: str


class Supposing(Struct, frozen=True):
    """What is meant if the data bears out all that the question supposes."""

    meant: Query | Choices
    supposed: tuple[Supposed | Sought, ...]


Resolution: TypeAlias = Query | Choices | NotUnderstood
Meaning: TypeAlias = Resolution | Supposing
