"""A target compared with a number in a unit of another kind, of which only a span is known: 1年 with 1小时.

A comparison holds for certain where it holds at both ends of the spans. Where it holds at one end alone it is open:
such targets are left out, and the answer says how many.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from jxquery.schema.model import Span
    from jxquery.types import Op


class Apart(Struct, frozen=True):
    """A target from `low` to `high` (SQL) in units of `span`, and a number in units of its own span.

    `bind` gives the parameter that holds a number.
    """

    low: str
    high: str
    span: Span
    number: Decimal
    own: Span
    bind: Callable[[Decimal], str]

    def certain(self, op: Op) -> str:
        """SQL: whether the target meets the bound, whatever the units are exactly."""
        match op[0]:
            case ">":
                return f"{self._least()} {op} {self._over()}"
            case "<":
                return f"{self._most()} {op} {self._under()}"
            case "!":
                return f"({self._most()} < {self._under()} OR {self._least()} > {self._over()})"
            case _:
                return "FALSE"

    def possible(self, op: Op) -> str:
        """SQL: whether it may meet the bound."""
        match op[0]:
            case ">":
                return f"{self._most()} {op} {self._under()}"
            case "<":
                return f"{self._least()} {op} {self._over()}"
            case "!":
                return "TRUE"
            case _:
                return f"({self._least()} <= {self._over()} AND {self._most()} >= {self._under()})"

    def _least(self) -> str:
        return f"{self.low} * {self.bind(self.span.least)}"

    def _most(self) -> str:
        return f"{self.high} * {self.bind(self.span.most)}"

    def _under(self) -> str:
        return self.bind(self.number * self.own.least)

    def _over(self) -> str:
        return self.bind(self.number * self.own.most)
