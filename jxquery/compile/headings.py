"""What a term is called in an answer, and in which unit it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from jxquery.types import Agg, Calc, Col, Groups, In, Lit, Named, Place, Rows

if TYPE_CHECKING:
    from jxquery.schema.model import Schema
    from jxquery.types import Term

_FIGURES = {"sum": "合计", "avg": "平均", "max": "最大值", "min": "最小值", "median": "中位数", "count": "数"}


def heading(term: Term, schema: Schema) -> tuple[str, str | None]:
    """The heading of the term's column and its unit.

    A figure is called by its column and what was done to it: 预算数合计, 指标数, 预算数占比.
    """
    match term:
        case Col(table, name):
            return name, schema.table(table).column(name).unit
        case In(Col(table, name), unit) if (reading := schema.table(table).reading(name)) is not None:
            return reading.value, unit or None  # the number of a target, beside the target as it is written
        case In(of, unit):
            return heading(of, schema)[0], unit or None
        case Agg("count", _, over):
            return f"{_called(over)}数", None
        case Agg(fn, of):
            name, unit = heading(of, schema) if of else ("", None)
            return name + _FIGURES[fn], unit
        case Calc("percent", left):
            return f"{heading(left, schema)[0]}占比", "%"
        case Calc(_, left):
            return f"{heading(left, schema)[0]}差额", heading(left, schema)[1]
        case Place(by):
            return f"{heading(by, schema)[0]}名次", None
        case Lit(value, unit):
            return str(value), unit


def _called(rows: Rows) -> str:
    """What rows are called: by the values of their class, else by their table."""
    table = base_table(rows)
    values = [v for p in rows.where.of if isinstance(p, Named) and p.col.table == table for v in p.values]
    named = "、".join(values)
    return named if named.endswith(table) else f"{named}的{table}" if named else table


def value_type(term: Term, schema: Schema) -> Literal["text", "number"]:
    """Whether the term's values are numbers."""
    if isinstance(term, Col) and schema.table(term.table).column(term.name).type == "text":
        return "text"
    return "number"


def base_table(rows: Rows) -> str:
    """The table that the rows are rows of; for groups, the table that was grouped."""
    match rows.source:
        case str():
            return rows.source
        case Rows():
            return base_table(rows.source)
        case Groups(of):
            return base_table(of)
