"""What can become of a question besides a `Query`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from jxquery.types import Query, Rows


@dataclass(frozen=True, slots=True)
class Choices:
    """Readings that differ, some of them open in themselves. Unless `strict`, those with the same rows are one.

    `single` is the answer where each of `sides` is at most one row.
    """

    readings: tuple[Query | Choices, ...]
    strict: bool = False
    single: Query | None = None
    sides: tuple[Rows, ...] = ()

    @property
    def queries(self) -> tuple[Query, ...]:
        """Every query that may be meant."""
        found = (r.queries if isinstance(r, Choices) else (r,) for r in self.readings)
        return tuple(dict.fromkeys(q for queries in found for q in queries))


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The words that were not understood, and why, where there is more to say than that."""

    unused: tuple[str, ...]
    reason: str = ""


Resolution: TypeAlias = Query | Choices | NotUnderstood
