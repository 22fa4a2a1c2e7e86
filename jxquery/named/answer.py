"""A named query and the values of its parameters to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from jxquery.desk import SHOWN
from jxquery.language.by_name import restate_call
from jxquery.named.fits import check_fits
from jxquery.named.prove import Proven, Trace, proven
from jxquery.types import Answer, Column, Query, Scalar, SourceRef

if TYPE_CHECKING:
    from jxquery.desk import Desk
    from jxquery.language.lexicon import Lexicon
    from jxquery.named.files import NamedQuery

# For a query of the user that a question calls.
_SECONDS = 30.0

Rows: TypeAlias = Sequence[tuple[Scalar, ...]]


def answer_named(
    query: NamedQuery,
    called: Query,
    desk: Desk,
    lexicon: Lexicon,
    *,
    limit: int | None = None,
    seconds: float | None = None,
) -> Answer:
    """The rows of the query (at most `limit`) with the values of `called`, and their sources. The question is not set.

    Raises `TemplateError` for a broken file, `PinError` when the names of a pinned query have come to fit other rows,
    `TimeLimitError` when `seconds` run out.
    """
    proof = proven(query, desk.schema, SHOWN)
    if query.pin is not None:
        check_fits(query, lexicon, desk)
    params = dict(called.params)
    values = {param.name: params.get(param.name) for param in query.params}
    engine, within = desk.engine, seconds
    if query.own and desk.worker is not None:  # what people write runs apart
        engine, within = desk.worker, _SECONDS if seconds is None else seconds
    result = engine.run(proof.sql, values, limit=limit, seconds=within)
    width = len(proof.columns)
    shown = tuple(row[:width] for row in result.rows)
    types = result.types[:width]
    columns = tuple(Column(c.name, t, c.role, c.unit) for c, t in zip(proof.columns, types, strict=True))
    traced = [
        (trace, engine.run(trace.sql, {name: values[name] for name in trace.params}, seconds=within).rows)
        for trace in (proof.traces if shown else ())
    ]
    sources, total = _sources(proof, result.rows, traced, desk) if shown else ((), 0)
    return Answer(
        question="",
        status="answered",
        columns=columns,
        rows=shown,
        sql=proof.sql,
        params=values,
        sources=sources,
        sources_total=total,
        warnings=(f"只显示前 {len(shown)} 行",) if result.truncated else (),
    )


def said_of(query: NamedQuery, called: Query) -> str:
    """How the call is restated: a pinned query by what its question was read as."""
    call = restate_call(called)
    return call if query.pin is None else f"{query.pin.reading}（{call}，固定于 {query.pin.day}）"


def _sources(
    proof: Proven, rows: Rows, traces: Sequence[tuple[Trace, Rows]], desk: Desk
) -> tuple[tuple[SourceRef, ...], int]:
    """Of each row its own place; else those of the rows that the figures come from, else every file."""
    width = len(proof.columns)
    if proof.traced:
        found = [(n, row[width], row[width + 1]) for n, row in enumerate(rows) if row[width] is not None]
        return desk.referred(found), len(found)
    refs: list[tuple[int, Scalar, Scalar]] = []
    total = 0
    names = [column.name for column in proof.columns]
    for trace, traced in traces:
        count = traced[0][-1] if traced else 0
        total += count if isinstance(count, int) else 0
        at = [names.index(key) for key in trace.keys]
        for *key, source, place, _ in traced:
            number = next((n for n, row in enumerate(rows) if [row[i] for i in at] == key), None)
            if number is not None and source is not None:
                refs.append((number, source, place))
    if not refs:
        every = desk.first_files()
        return every, len(every)
    return desk.referred(refs), total
