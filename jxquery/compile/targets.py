"""A target compared with a bound: by its number, in base units, or by what is known of units that differ in kind."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jxquery.compile.headings import heading
from jxquery.compile.spans import Apart
from jxquery.types import Col, Lit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jxquery.compile.builder import Builder
    from jxquery.compile.row import Row
    from jxquery.schema.model import TargetDef
    from jxquery.types import Cmp, Op, Term

SQL_OP = {"<": "<", "<=": "<=", "=": "=", "!=": "<>", ">=": ">=", ">": ">"}


def meets(build: Builder, left: Col, op: Op, right: Term, row: Row) -> str:
    """Whether the target meets the bound; both ends of a range must."""
    target = build.target(left)
    if target is None:
        raise LookupError(left.name)

    def part(name: str) -> str:
        return build.column(Col(left.table, name), row)

    if isinstance(right, Lit) and isinstance(right.value, str):
        return f"{part(target.written)} {SQL_OP[op]} {build.bind(right.value)}"
    unit = right.unit if isinstance(right, Lit) else heading(right, build.schema)[1]
    if unit is None:
        return _both_ends(part(target.value), part(target.upper), op, build.term(right, row))
    known = build.schema.units.get(unit)
    factor = known.factor if known else Decimal(1)
    if isinstance(right, Lit) and isinstance(right.value, Decimal):
        bound = build.bind(right.value * factor)
    else:
        bound = f"({build.term(right, row)} * {build.bind(factor)})"
    bases = ", ".join(build.bind(b) for b in build.schema.units.comparable(unit))
    ends = _both_ends(part(target.base_value), part(target.base_upper), op, bound)
    alike = f"({part(target.base_unit)} IN ({bases}) AND {ends})"
    others = [f"({at} AND {apart.certain(op)})" for at, apart in _relatives(build, left, target, right, row)]
    return f"({' OR '.join([alike, *others])})" if others else alike


def _relatives(build: Builder, left: Col, target: TargetDef, right: Term, row: Row) -> Iterator[tuple[str, Apart]]:
    """For each base unit that only spans relate to that of the bound: whether the target is in it, and the two."""
    units = build.schema.units
    if not isinstance(right, Lit) or not isinstance(right.value, Decimal) or right.unit is None:
        return
    low, high, base_unit = (
        build.column(Col(left.table, name), row) for name in (target.base_value, target.base_upper, target.base_unit)
    )
    for base in units.relatives(right.unit):
        known = units.by_word[right.unit]
        number, own = right.value * known.factor, units.span(known.base)
        apart = Apart(low, f"coalesce({high}, {low})", units.span(base), number, own, build.bind)
        yield f"{base_unit} = {build.bind(base)}", apart


def unsettled(build: Builder, cmp: Cmp, row: Row) -> str | None:
    """Whether it cannot be told if a target meets the bound: there is no exact ratio of their units."""
    target = build.target(cmp.left)
    if target is None or not isinstance(cmp.left, Col):
        return None
    tests = [
        f"({at} AND {apart.possible(cmp.op)} AND NOT {apart.certain(cmp.op)})"
        for at, apart in _relatives(build, cmp.left, target, cmp.right, row)
    ]
    return f"({' OR '.join(tests)})" if tests else None


def _both_ends(low: str, high: str, op: Op, bound: str) -> str:
    sql_op = SQL_OP[op]
    if op == "!=":
        return f"({low} {sql_op} {bound} OR coalesce({high} {sql_op} {bound}, FALSE))"
    return f"({low} {sql_op} {bound} AND coalesce({high} {sql_op} {bound}, TRUE))"
