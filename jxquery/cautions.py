"""What a reader of an answer must be warned of: what its figures are over, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from jxquery.compile import Account, Compiled, base_table, listed_names, tally
from jxquery.desk import Desk, all_there, count_of
from jxquery.language.cues import MEAN, MIDDLE, SHARE, TWO_SIDED
from jxquery.language.phrasing import Phrasing
from jxquery.schema.model import Schema
from jxquery.types import Agg, All, Blank, Cmp, Col, Fill, Groups, Has, Pred, Query, Rows, Scalar, parts

_COVERED_SHOWN = 8
_AMOUNTS = {"值", "值*"}
"""What the templates' slots call that which a figure is of."""


def cautions(query: Query, compiled: Compiled, desk: Desk, *, found: bool = True) -> tuple[str, ...]:
    """The warnings of the answer to a query, of which these are the statements; `found`: it has rows."""
    return (
        *(() if found else _nothing_to_compare(query, desk)),
        *_not_there(query, desk),
        *_blank(query, desk),
        *_left_out(compiled, desk),
        *_without(query, desk),
        *_covering(compiled, desk),
    )


def _nothing_to_compare(query: Query, desk: Desk) -> tuple[str, ...]:
    """Which side of a comparison has no row: 去年, where there is nothing of that year."""
    if query.template not in TWO_SIDED:
        return ()
    say = Phrasing(desk.schema)
    missing = (fill.rows for _, fill in query.slots if not count_of(fill.rows, desk))
    return tuple(f"没有{say.rows(rows)}，没有可以比的数" for rows in missing)


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
    left_out = sum(desk.count(statement) for statement in compiled.wordy)
    said = [f"有 {left_out} 个用文字写的目标值没有参加比较"] if left_out else []
    open_ones = ((unit, desk.count(statement)) for unit, statement in compiled.unsettled)
    untold = sum(desk.count(statement) for statement in compiled.untold)
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
    if all_there(rows):
        found = [row[at] for row in rows]
    else:
        found = [row[0] for row in desk.rows(tally(account.rows, account.covered[number], desk.schema))]
    return [value for value in found if value is not None]
