"""A `Query` to an answer: its rows, and what accounts for them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from jxquery.compile import Compiled, Statement, all_files, compile_query, count_rows
from jxquery.engines import Engine
from jxquery.errors import TimeLimitError
from jxquery.schema.model import Schema
from jxquery.templates import Template
from jxquery.types import Answer, Col, Lit, Query, Rows, Scalar, SourceRef, parts

SHOWN = 20
_COVERED_SHOWN = 8


class Desk(Struct, frozen=True):
    """What an answer is made with. `varied`: the periods and contexts that the data has several values of.

    `worker` runs what people wrote, apart from all else.
    `seconds` are what a question may take, until `deadline` on the monotonic clock (None: any time).
    """

    engine: Engine
    schema: Schema
    templates: Mapping[str, Template]
    varied: frozenset[Col] = frozenset()
    seconds: float | None = None
    worker: Engine | None = None
    deadline: float | None = None

    def within(self, seconds: float | None) -> Desk:
        """The same, for a question that may take so long from now on."""
        return replace(self, seconds=seconds, deadline=None if seconds is None else time.monotonic() + seconds)

    def compile(self, query: Query) -> Compiled:
        """The statements of the query."""
        return compile_query(query, self.templates[query.template], self.schema)

    def rows(self, statement: Statement) -> tuple[tuple[Scalar, ...], ...]:
        """The rows of a statement. Raises `TimeLimitError` when the time of the question is over."""
        try:
            return self.engine.run(statement.sql, statement.params, seconds=self.left()).rows
        except TimeLimitError:  # the engine's names what was left of the time
            raise self._too_late() from None

    def left(self) -> float | None:
        """How many seconds are left. Raises `TimeLimitError` when none are."""
        left = None if self.deadline is None else self.deadline - time.monotonic()
        if left is not None and left <= 0:
            raise self._too_late()
        return left

    def _too_late(self) -> TimeLimitError:
        return TimeLimitError(f"超过了 {self.seconds:g} 秒的时间限制。", hint="请把问题问窄一些，或放宽时间限制。")


def answer_query(query: Query, desk: Desk) -> Answer:
    """The rows of the query with their sources and what a reader must be warned of. The question is not set."""
    compiled = desk.compile(query)
    rows = desk.rows(compiled.main)
    width = len(compiled.columns)
    shown = tuple(row[:width] for row in rows)
    sources, total = _untraced(compiled, shown, desk) if compiled.sources else _traced(rows, width)
    return Answer(
        question="",
        status="answered",
        columns=compiled.columns,
        rows=shown,
        sql=compiled.main.sql,
        params=compiled.main.params,
        sources=sources,
        sources_total=total,
        warnings=(*_left_out(compiled, desk), *_covering(query, compiled, desk)),
    )


def same_rows(queries: Sequence[Query], desk: Desk) -> bool:
    """Whether all readings give the same rows."""
    found = (_shown(query, desk) for query in queries)
    first = next(found)
    return all(other == first for other in found)


def has_rows(query: Query, desk: Desk) -> bool:
    """Whether the query gives any row."""
    return bool(desk.rows(desk.compile(query).main))


def at_most_one(rows: Rows, desk: Desk) -> bool:
    """Whether the rows are one, or none."""
    return count_of(rows, desk) <= 1


def count_of(rows: Rows, desk: Desk) -> int:
    """How many rows there are."""
    count = desk.rows(count_rows(rows, desk.schema))[0][0]
    return count if isinstance(count, int) else 0


def _shown(query: Query, desk: Desk) -> tuple[tuple[str, ...], tuple[tuple[Scalar, ...], ...]]:
    """The columns and rows that a reader would see."""
    compiled = desk.compile(query)
    width = len(compiled.columns)
    return tuple(c.name for c in compiled.columns), tuple(row[:width] for row in desk.rows(compiled.main))


def _traced(rows: Sequence[tuple[Scalar, ...]], width: int) -> tuple[tuple[SourceRef, ...], int]:
    """File and place stand behind the columns of each row."""
    found = [(n, row[width], row[width + 1]) for n, row in enumerate(rows) if row[width] is not None]
    return tuple(SourceRef(n, str(file), str(place)) for n, file, place in found[:SHOWN]), len(found)


def _untraced(
    compiled: Compiled, shown: tuple[tuple[Scalar, ...], ...], desk: Desk
) -> tuple[tuple[SourceRef, ...], int]:
    """The rows of each slot, a group's by the values that lead its row. A figure over no row rests on every file."""
    found: list[SourceRef] = []
    total = 0
    for statement in compiled.sources:
        rows = desk.rows(statement)
        total += _total(rows)
        for *key, file, place, _ in rows:
            number = next((n for n, row in enumerate(shown) if list(row[: len(key)]) == key), None)
            if number is not None and file is not None:
                found.append(SourceRef(number, str(file), str(place)))
    if shown and not found:
        files = desk.rows(all_files(SHOWN))
        found = [SourceRef(0, str(file), "全文") for (file,) in files]
        total = len(found)
    return tuple(found[:SHOWN]), total


def _total(rows: Sequence[tuple[Scalar, ...]]) -> int:
    count = rows[0][-1] if rows else 0
    return count if isinstance(count, int) else 0


def _left_out(compiled: Compiled, desk: Desk) -> tuple[str, ...]:
    """Targets in words never match a number, and some units have no exact ratio."""
    counts = [desk.rows(statement)[0][0] for statement in compiled.wordy]
    left_out = sum(n for n in counts if isinstance(n, int))
    said = [f"有 {left_out} 个用文字写的目标值没有参加比较"] if left_out else []
    open_ones = ((unit, desk.rows(statement)[0][0]) for unit, statement in compiled.unsettled)
    said += [f"有 {n} 个目标值的单位和「{unit}」没有确定的换算，比不出来，没有算进去" for unit, n in open_ones if n]
    return tuple(said)


def _covering(query: Query, compiled: Compiled, desk: Desk) -> tuple[str, ...]:
    """A figure over several years or owners that were not named."""
    named = set(_compared(query))
    found: dict[Col, dict[str, None]] = {}
    for col, statement in compiled.covered:
        if col in desk.varied and col not in named:
            values = found.setdefault(col, {})
            values.update((str(row[0]), None) for row in desk.rows(statement) if row[0] is not None)
    warnings = []
    for col, values in found.items():
        if len(values) > 1:
            listed = "、".join(sorted(values)[:_COVERED_SHOWN]) + (" 等" if len(values) > _COVERED_SHOWN else "")
            warnings.append(f"包含多个{col.name}：{listed}")
    return tuple(warnings)


def literals(value: object) -> Iterator[Lit]:
    """Every bound value of a query."""
    return (part for part in parts(value) if isinstance(part, Lit))


def _compared(query: Query) -> Iterator[Col]:
    """Every column that the query names anywhere."""
    return (part for part in parts(query) if isinstance(part, Col))
