"""Queries in few words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jxquery.answering import answer_query
from jxquery.types import All, Cmp, Col, Fill, Has, Lit, Named, Query, Rows

if TYPE_CHECKING:
    from jxquery.desk import Desk
    from jxquery.types import Answer, Op, Pred, Scalar, Term

NAME = Col("项目", "项目名称")
YEAR = Col("项目", "年度")
LEVEL = Col("项目", "资金级别")
BUDGET = Col("项目", "预算数")
USE = Col("项目", "资金用途")
INDICATOR = Col("指标", "三级指标")
SECOND = Col("指标", "二级指标")
TARGET = Col("指标", "指标值")
PROJECTS = Rows("项目")
INDICATORS = Rows("指标")
CENTRAL = Named(LEVEL, ("中央",))


def lit(value: str | int, unit: str | None = None) -> Lit:
    """An amount."""
    return Lit(Decimal(value), unit)


def only(table: str, *preds: Pred) -> Rows:
    """The rows of the table that meet all conditions."""
    return Rows(table, All(preds))


def with_target(op: Op, value: Lit, second: str = "服务对象满意度指标") -> Has:
    """The condition that a project has an indicator of the class whose target meets the bound."""
    return Has(only("指标", Named(SECOND, (second,)), Cmp(TARGET, op, value)), "some")


def listing(rows: Rows, *answers: Term, order: tuple[tuple[Term, bool], ...] = ()) -> Query:
    """The rows with their names and these terms."""
    names = (NAME,) if rows.source != "指标" else (NAME, INDICATOR)
    return Query("列表", (("行", Fill(rows, (("键*", names), ("旁*", ()), ("列*", answers)))),), order)


def figure(template: str, rows: Rows, *values: Term, by: tuple[Col, ...] = ()) -> Query:
    """A figure over the rows, for each group."""
    show: tuple[tuple[str, tuple[Term, ...]], ...] = (("组*", by),)
    if template != "计数":
        show += (("值*", values),)
    return Query(template, (("行", Fill(rows, show)),))


def pair(template: str, slots: tuple[str, str], left: tuple[Rows, Term], right: tuple[Rows, Term]) -> Query:
    """A figure made of two."""
    return Query(
        template,
        tuple((slot, Fill(rows, (("值", (term,)),))) for slot, (rows, term) in zip(slots, (left, right), strict=True)),
    )


def answer(query: Query, desk: Desk) -> Answer:
    """What the query gives."""
    return answer_query(query, desk)


def values(query: Query, desk: Desk, column: int = -1) -> list[Scalar]:
    """One column of what the query gives, the last one if not said otherwise."""
    return [row[column] for row in answer_query(query, desk).rows]
