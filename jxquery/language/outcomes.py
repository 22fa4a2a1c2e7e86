"""What can become of a question besides a `Query`."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from jxquery.types import Query, Rows


class Choices(Struct, frozen=True):
    """Readings that differ, some of them open in themselves. Unless `strict`, those with the same rows are one.

    `single` is the answer where each of `sides` is at most one row. Where each of `given` has any row, the first
    reading is meant and no other.
    """

    readings: tuple[Query | Choices, ...]
    strict: bool = False
    single: Query | None = None
    sides: tuple[Rows, ...] = ()
    given: tuple[Rows, ...] = ()

    @property
    def queries(self) -> tuple[Query, ...]:
        """Every query that may be meant."""
        found = (r.queries if isinstance(r, Choices) else (r,) for r in self.readings)
        return tuple(dict.fromkeys(q for queries in found for q in queries))


class NotUnderstood(Struct, frozen=True):
    """The words that were not understood, and why, where there is more to say than that.

    `reply`: what to say back where nothing was asked: 你好.
    """

    unused: tuple[str, ...]
    reason: str = ""
    reply: str = ""


Resolution: TypeAlias = Query | Choices | NotUnderstood
