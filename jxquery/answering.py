"""A `Query` to an answer: its rows, and what accounts for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from jxquery.compile import Compiled, Statement, all_files, compile_query, count_rows, files_of
from jxquery.engines import Engine
from jxquery.errors import TimeLimitError
from jxquery.schema.model import Schema
from jxquery.templates import Template
from jxquery.types import Answer, Col, Lit, Query, Rows, Scalar, SourceRef, parts

Table: TypeAlias = "tuple[tuple[Scalar, ...], ...]"
SHOWN = 20
_COVERED_SHOWN = 8


class Desk(Struct, frozen=True):
    """What an answer is made with. `varied`: the periods and contexts that the data has several values of.

    `worker` runs what people wrote, apart from all else.
    `seconds` are what a question may take, until `deadline` on the monotonic clock (None: any time).
    `found` are the rows of the statements that ran for the question, `filed` the names of files that any asked for.
    """

    engine: Engine
    schema: Schema
    templates: Mapping[str, Template]
    varied: frozenset[Col] = frozenset()
    seconds: float | None = None
    worker: Engine | None = None
    deadline: float | None = None
    found: dict[tuple[str, tuple[Scalar, ...]], Table] | None = None
    filed: dict[Scalar, str] = field(default_factory=dict)

    def within(self, seconds: float | None) -> Desk:
        """The same, for a question that may take so long from now on."""
        deadline = None if seconds is None else time.monotonic() + seconds
        return replace(self, seconds=seconds, deadline=deadline, found={})

    def compile(self, query: Query) -> Compiled:
        """The statements of the query."""
        return compile_query(query, self.templates[query.template], self.schema)

    def rows(self, statement: Statement) -> Table:
        """The rows of a statement. Raises `TimeLimitError` when the time of the question is over."""
        key = (statement.sql, tuple(statement.params.values()))
        if self.found is not None and key in self.found:
            return self.found[key]
        try:
            rows = self.engine.run(statement.sql, statement.params, seconds=self.left()).rows
        except TimeLimitError:  # the engine's names what was left of the time
            raise self._too_late() from None
        if self.found is not None:
            self.found[key] = rows
        return rows

    def files(self, keys: Iterable[Scalar]) -> Mapping[Scalar, str]:
        """The names of the files of these numbers, at least."""
        new = sorted({key for key in keys if isinstance(key, int)}.difference(self.filed))
        if new:
            self.filed.update((key, str(file)) for key, file in self.rows(files_of(new)))
        return self.filed

    def first_files(self) -> tuple[SourceRef, ...]:
        """What a figure over no row rests on: every file, of which the first are shown."""
        return tuple(SourceRef(0, str(file), "全文") for _, file in self.rows(all_files(SHOWN)))

    def referred(self, found: Sequence[tuple[int, Scalar, Scalar]]) -> tuple[SourceRef, ...]:
        """The first of these rows of an answer with their file, by its number or its name, and place."""
        files = self.files(key for _, key, _ in found[:SHOWN])
        return tuple(SourceRef(n, files.get(key, str(key)), str(place)) for n, key, place in found[:SHOWN])

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
    sources, total = _untraced(compiled, shown, desk) if compiled.sources else _traced(rows, width, desk)
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


def _traced(rows: Sequence[tuple[Scalar, ...]], width: int, desk: Desk) -> tuple[tuple[SourceRef, ...], int]:
    """File and place stand behind the columns of each row."""
    found = [(n, row[width], row[width + 1]) for n, row in enumerate(rows) if row[width] is not None]
    return desk.referred(found), len(found)


def _untraced(
    compiled: Compiled, shown: tuple[tuple[Scalar, ...], ...], desk: Desk
) -> tuple[tuple[SourceRef, ...], int]:
    """The rows of each slot, a group's by the values that lead its row. A figure over no row rests on every file."""
    found: list[tuple[int, Scalar, Scalar]] = []
    total = 0
    for statement in compiled.sources:
        rows = desk.rows(statement)
        total += _total(rows)
        for *key, file, place, _ in rows:
            number = next((n for n, row in enumerate(shown) if list(row[: len(key)]) == key), None)
            if number is not None and file is not None:
                found.append((number, file, place))
    if shown and not found:
        every = desk.first_files()
        return every, len(every)
    return desk.referred(found), total


def _total(rows: Sequence[tuple[Scalar, ...]]) -> int:
    count = rows[0][-1] if rows else 0
    return count if isinstance(count, int) else 0


def _left_out(compiled: Compiled, desk: Desk) -> tuple[str, ...]:
    """Targets in words never match a number."""
    counts = [desk.rows(statement)[0][0] for statement in compiled.wordy]
    left_out = sum(n for n in counts if isinstance(n, int))
    return (f"有 {left_out} 个用文字写的目标值没有参加比较",) if left_out else ()


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
