"""What can become of a question besides a `Query`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from jxquery.types import Query, Rows


@dataclass(frozen=True, slots=True)
class Choices:
    """Readings that differ. Unless `strict`, they are one where they give the same rows.

    `single` is the answer where each of `sides` is at most one row.
    """

    queries: tuple[Query, ...]
    strict: bool = False
    single: Query | None = None
    sides: tuple[Rows, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The words that were not understood, and why, where there is more to say than that."""

    unused: tuple[str, ...]
    reason: str = ""


Resolution: TypeAlias = Query | Choices | NotUnderstood
