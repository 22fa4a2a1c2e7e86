"""The desk that a question is answered at: data that runs statements, and what is known of it by now."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from jxquery.compile import SOURCES_SHOWN, Compiled, Statement, all_files, compile_query, count_rows, files_of
from jxquery.engines import Engine
from jxquery.errors import TimeLimitError
from jxquery.schema.model import Schema
from jxquery.templates import Template
from jxquery.types import Col, Query, Rows, Scalar, SourceRef

Table: TypeAlias = "tuple[tuple[Scalar, ...], ...]"
SHOWN = SOURCES_SHOWN
_KEPT = 500  # statements whose rows are kept


class Desk(Struct, frozen=True):
    """What an answer is made with. `varied`: the periods and contexts that the data has several values of.

    `single`: the columns of names that no two rows share.
    `worker` runs what people wrote, apart from all else.
    `seconds` are what a question may take, until `deadline` on the monotonic clock (None: any time).
    `found` are the few rows that statements gave before, `filed` the names of files: what is open never changes.
    `compiled` are the queries of this question that were compiled by now, by the id of the query.
    """

    engine: Engine
    schema: Schema
    templates: Mapping[str, Template]
    varied: frozenset[Col] = frozenset()
    single: frozenset[Col] = frozenset()
    seconds: float | None = None
    worker: Engine | None = None
    deadline: float | None = None
    found: dict[tuple[str, tuple[Scalar, ...]], Table] = field(default_factory=dict)
    filed: dict[Scalar, str] = field(default_factory=dict)
    compiled: dict[int, tuple[Query, Compiled]] = field(default_factory=dict)

    def within(self, seconds: float | None) -> Desk:
        """The same, for a question that may take so long from now on."""
        deadline = None if seconds is None else time.monotonic() + seconds
        return replace(self, seconds=seconds, deadline=deadline, compiled={})

    def compile(self, query: Query) -> Compiled:
        """The statements of the query."""
        if id(query) not in self.compiled:
            made = compile_query(query, self.templates[query.template], self.schema, self.varied, self.single)
            self.compiled[id(query)] = query, made  # with the query, so that its id is no other's
        return self.compiled[id(query)][1]

    def rows(self, statement: Statement) -> Table:
        """The rows of a statement. Raises `TimeLimitError` when the time of the question is over."""
        left, key = self.left(), (statement.sql, tuple(statement.params.values()))
        known = self.found.get(key)
        if known is not None:
            return known
        try:
            rows = self.engine.run(statement.sql, statement.params, seconds=left).rows
        except TimeLimitError:  # the engine's names what was left of the time
            raise self._too_late() from None
        if len(rows) <= SHOWN:
            if len(self.found) == _KEPT:
                self.found.clear()
            self.found[key] = rows
        return rows

    def count(self, statement: Statement) -> int:
        """The one number that a statement gives."""
        count = self.rows(statement)[0][0]
        return count if isinstance(count, int) else 0

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


def count_of(rows: Rows, desk: Desk) -> int:
    """How many rows there are."""
    return desk.count(count_rows(rows, desk.schema))


def all_there(rows: Table) -> bool:
    """Whether no rows are behind the first."""
    return len(rows) < SOURCES_SHOWN
