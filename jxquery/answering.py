"""A `Query` to an answer: its rows, and what accounts for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from jxquery.compile import (
    SOURCES_SHOWN,
    TALLIED,
    Account,
    Compiled,
    Statement,
    all_files,
    base_table,
    compile_query,
    count_rows,
    files_of,
    listed_names,
    tally,
)
from jxquery.engines import Engine
from jxquery.errors import TimeLimitError
from jxquery.language.cues import MEAN, MIDDLE, SHARE, TWO_SIDED
from jxquery.schema.model import Schema
from jxquery.templates import Template
from jxquery.types import (
    Agg,
    All,
    Answer,
    Blank,
    Cmp,
    Col,
    Fill,
    Groups,
    Has,
    Lit,
    Pred,
    Query,
    Rows,
    Scalar,
    SourceRef,
    parts,
)

Table: TypeAlias = "tuple[tuple[Scalar, ...], ...]"
SHOWN = SOURCES_SHOWN
_COVERED_SHOWN = 8
_AMOUNTS = {"值", "值*"}
"""What the templates' slots call that which a figure is of."""
_KEPT = 500  # statements whose rows are kept


class Desk(Struct, frozen=True):
    """What an answer is made with. `varied`: the periods and contexts that the data has several values of.

    `worker` runs what people wrote, apart from all else.
    `seconds` are what a question may take, until `deadline` on the monotonic clock (None: any time).
    `found` are the few rows that statements gave before, `filed` the names of files: what is open never changes.
    """

    engine: Engine
    schema: Schema
    templates: Mapping[str, Template]
    varied: frozenset[Col] = frozenset()
    seconds: float | None = None
    worker: Engine | None = None
    deadline: float | None = None
    found: dict[tuple[str, tuple[Scalar, ...]], Table] = field(default_factory=dict)
    filed: dict[Scalar, str] = field(default_factory=dict)

    def within(self, seconds: float | None) -> Desk:
        """The same, for a question that may take so long from now on."""
        return replace(self, seconds=seconds, deadline=None if seconds is None else time.monotonic() + seconds)

    def compile(self, query: Query) -> Compiled:
        """The statements of the query."""
        return compile_query(query, self.templates[query.template], self.schema, self.varied)

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
    sources, total = _untraced(compiled, shown, desk) if compiled.accounts else _traced(rows, width, desk)
    return Answer(
        question="",
        status="answered",
        columns=compiled.columns,
        rows=shown,
        sql=compiled.main.sql,
        params=compiled.main.params,
        sources=sources,
        sources_total=total,
        warnings=(
            *_not_there(query, desk),
            *_blank(query, desk),
            *_left_out(compiled, desk),
            *_without(query, desk),
            *_covering(compiled, desk),
        ),
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
    return _count(count_rows(rows, desk.schema), desk)


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
    for account in compiled.accounts:
        rows = desk.rows(account.first)
        total += len(rows) if _all_there(rows) else _count_behind(account, desk)
        for row in rows:
            key, (file, place) = row[: account.keys], row[-2:]
            number = next((n for n, values in enumerate(shown) if values[: account.keys] == key), None)
            if number is not None and file is not None:
                found.append((number, file, place))
    if shown and not found:
        every = desk.first_files()
        return every, len(every)
    return desk.referred(found), total


def _all_there(rows: Table) -> bool:
    """Whether no rows are behind the first."""
    return len(rows) < SOURCES_SHOWN


def _count(statement: Statement, desk: Desk) -> int:
    count = desk.rows(statement)[0][0]
    return count if isinstance(count, int) else 0


def _count_behind(account: Account, desk: Desk) -> int:
    """How many rows there are, from what is asked for in any case if that tells it."""
    for col in account.covered:
        found = [count for _, count in desk.rows(tally(account.rows, col, desk.schema)) if isinstance(count, int)]
        if len(found) < TALLIED:
            return sum(found)
    return count_of(account.rows, desk)


def _not_there(query: Query, desk: Desk) -> tuple[str, ...]:
    """The names of a list of which no row is of the year, level or owner that was said with it."""
    missing: dict[str, None] = {}
    for named, rows in (each for _, fill in query.slots for each in listed_names(fill.rows, desk.schema)):
        for name in named:
            so_called = replace(rows, where=All((*rows.where.of, name)))  # others would take the few places of a tally
            found = {str(value) for value, _ in desk.rows(tally(so_called, name.col, desk.schema))}
            missing.update(dict.fromkeys(value for value in name.values if value not in found))
    return (f"没有符合条件的：{'、'.join(f'「{name}」' for name in missing)}",) if missing else ()


def _blank(query: Query, desk: Desk) -> tuple[str, ...]:
    """How many rows have no such amount, where that is not seen.

    An average is of the others only, and so is one side of a share of one amount in another.
    """
    slots = [(fill.rows, _measures(fill, desk.schema)) for _, fill in query.slots]
    two_sided = query.template in {SHARE, *TWO_SIDED} and len({cols for _, cols in slots}) > 1
    if not two_sided and query.template not in {MEAN, MIDDLE}:
        return ()
    said = []
    for rows, cols in slots:
        for col in cols:
            blank = count_of(Rows(rows, All((Blank(col),))), desk) if base_table(rows) == col.table else 0
            but = "另一边仍有它们的数" if two_sided else "没有算进去"
            said += [f"有 {blank} 个{col.table}没有{col.name}，{but}"] if blank else []
    return tuple(said)


def _measures(fill: Fill, schema: Schema) -> tuple[Col, ...]:
    """The amounts that the figure of a slot is of; those of groups are figures already."""
    if isinstance(fill.rows.source, Groups):
        return ()
    cols = (c for name, terms in fill.show if name in _AMOUNTS for c in parts(terms) if isinstance(c, Col))
    return tuple(dict.fromkeys(c for c in cols if schema.table(c.table).column(c.name).role == "measure"))


def _left_out(compiled: Compiled, desk: Desk) -> tuple[str, ...]:
    """Targets in words never match a number, and some units have no exact ratio."""
    left_out = sum(_count(statement, desk) for statement in compiled.wordy)
    said = [f"有 {left_out} 个用文字写的目标值没有参加比较"] if left_out else []
    open_ones = ((unit, _count(statement, desk)) for unit, statement in compiled.unsettled)
    untold = sum(_count(statement, desk) for statement in compiled.untold)
    if untold:
        said.append(f"有 {untold} 个比不出来，没有算进去：是用文字写的，单位不同，或没有写明（≥、≤）多了好还是少了好")
    said += [f"有 {n} 个目标值的单位和「{unit}」没有确定的换算，比不出来，没有算进去" for unit, n in open_ones if n]
    return tuple(said)


def _without(query: Query, desk: Desk) -> tuple[str, ...]:
    """Rows that have nothing of what others were held against their own measure: 总成本 where some call it 总金额."""
    said = []
    for _, fill in query.slots:
        rows = fill.rows
        for over in dict.fromkeys(o for p in rows.where.of for o in _held_against(p)):
            others = tuple(p for p in rows.where.of if not _speaks_of(p, over.source))
            lacking = Rows(rows.source, All((*others, Has(over, "none"))))
            count = count_of(lacking, desk) if isinstance(rows.source, str) else 0
            if count:
                said.append(f"有 {count} 个{rows.source}没有这一项，没有参加比较")
    return tuple(said)


def _speaks_of(pred: Pred, source: object) -> bool:
    return any(isinstance(part, Rows) and part.source == source for part in parts(pred))


def _held_against(pred: Pred) -> Iterator[Rows]:
    """The rows whose figure is held against a measure of what they belong to."""
    for part in parts(pred):
        match part:
            case Cmp(Agg(_, _, Rows(str()) as over, True), _, Col() as col) if col.table != over.source:
                yield over
            case _:
                pass


def _covering(compiled: Compiled, desk: Desk) -> tuple[str, ...]:
    """A figure over several years or owners that were not named."""
    found: dict[Col, set[str]] = {}
    for account in compiled.accounts:
        for number, col in enumerate(account.covered):
            found.setdefault(col, set()).update(map(str, _values(account, number, desk)))
    warnings = []
    for col, values in found.items():
        if len(values) > 1:
            listed = "、".join(sorted(values)[:_COVERED_SHOWN]) + (" 等" if len(values) > _COVERED_SHOWN else "")
            warnings.append(f"包含多个{col.name}：{listed}")
    return tuple(warnings)


def _values(account: Account, number: int, desk: Desk) -> list[Scalar]:
    """The values of one of the columns that are covered; the first of them where there are very many rows."""
    rows = desk.rows(account.first)
    at = account.keys + number
    if _all_there(rows):
        found = [row[at] for row in rows]
    else:
        found = [row[0] for row in desk.rows(tally(account.rows, account.covered[number], desk.schema))]
    return [value for value in found if value is not None]


def literals(value: object) -> Iterator[Lit]:
    """Every bound value of a query."""
    return (part for part in parts(value) if isinstance(part, Lit))
