"""What a prompt adds to the rows of an answer: a line with their sum, and bars for what is ranked or shared out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jxquery.types import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.types import Scalar

SUM = "合计"
_BAR = Column("图", "text", "context")
WIDTHS = (16, 10, 6)
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
_FEWEST = 3
_PERCENT = "%"


def total(columns: Sequence[Column], rows: Sequence[Sequence[Scalar]]) -> tuple[Scalar, ...] | None:
    """The row below a list: the sums of the columns that add up. None where there is nothing to add."""
    adding = [n for n, column in enumerate(columns) if column.adds_up]
    title = next((n for n, column in enumerate(columns) if n not in adding), None)
    if not adding or len(rows) < 2 or title is None:  # noqa: PLR2004 - one row is its own sum
        return None
    sums = {n: sum((v for row in rows if isinstance(v := row[n], Decimal)), Decimal(0)) for n in adding}
    return tuple(sums.get(n, SUM if n == title else "") for n in range(len(columns)))


def with_bars(
    columns: Sequence[Column], rows: Sequence[Sequence[Scalar]], *, asked: bool = False, width: int = WIDTHS[0]
) -> tuple[tuple[Column, ...], tuple[tuple[Scalar, ...], ...]]:
    """The rows with a column of bars behind them, where one figure is ranked or is a share; else as they are.

    `asked`: whatever order the figures are in. The longest bar is `width` columns.
    """
    figures = [n for n, column in enumerate(columns) if column.type == "number" and column.role == "answer"]
    shares = [n for n in figures if columns[n].unit == _PERCENT]
    figures = shares if len(shares) == 1 else figures
    values = [row[figures[0]] for row in rows] if len(figures) == 1 else []
    numbers = [Decimal(v) for v in values if isinstance(v, (int, Decimal))]
    apt = len(numbers) == len(rows) >= (2 if shares else _FEWEST) and min(numbers) >= 0 and max(numbers) > 0
    if not apt or not (asked or shares or _ranked(numbers)):
        return tuple(columns), tuple(map(tuple, rows))
    whole = Decimal(100) if shares and max(numbers) <= 100 else max(numbers)  # noqa: PLR2004
    barred = tuple((*row, bar(number / whole, width)) for row, number in zip(rows, numbers, strict=True))
    return (*columns, _BAR), barred


def bar(share: Decimal, width: int = WIDTHS[0]) -> str:
    """A bar for a share from 0 to 1 of the full width, to an eighth of a character.

    >>> bar(Decimal(1)), bar(Decimal("0.05")), bar(Decimal(0))
    ('████████████████', '▊', '')
    """
    eighths = round(share * width * 8)
    return _FULL * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _ranked(numbers: Sequence[Decimal]) -> bool:
    """Whether the figures fall or rise all the way, and are not all the same."""
    return numbers[0] != numbers[-1] and list(numbers) in (sorted(numbers), sorted(numbers, reverse=True))
