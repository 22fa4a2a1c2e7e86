"""Sums below lists and bars beside figures: never beside the wrong ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery.render.extras import SUM, bar, total, with_bars
from jxquery.types import Col, Column, Fill, Query, Rows

if TYPE_CHECKING:
    from jxquery.workspace import Workspace

_NAME = Column("项目名称", "text", "key")
_BUDGET = Column("预算数", "number", "answer", "万元", adds_up=True)
_RATE = Column("占比", "number", "answer", "%")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("各项目预算", Decimal("272.39")),
        ("各年度预算", Decimal("272.39")),
        ("预算最高的三个项目", Decimal(185)),
        ("司法救助 预算", None),
        ("各年度平均预算", None),
        ("满意度指标有哪些", None),
        ("各年度项目数", None),
    ],
)
def test_only_amounts_that_add_up_are_added(workspace: Workspace, question: str, expected: Decimal | None) -> None:
    """A list of budgets and sums over groups have a sum; one row, an average, a target and a count have none."""
    answer = workspace.ask(question)
    assert answer.status == "answered"
    found = total(answer.columns, answer.rows)
    assert (found and next(v for v in found if isinstance(v, Decimal))) == expected


def test_a_budget_is_not_added_up_over_its_indicators(workspace: Workspace) -> None:
    """A list of indicators with their project's budget holds one amount many times."""
    budget, name = Col("项目", "预算数"), Col("指标", "三级指标")
    for rows, adds_up in ((Rows("指标"), False), (Rows("项目"), True)):
        fill = Fill(rows, (("键*", (name if not adds_up else Col("项目", "项目名称"),)), ("列*", (budget,))))
        compiled = workspace._taken.current().ground.desk.compile(Query("列表", (("行", fill),)))
        assert [c.adds_up for c in compiled.columns] == [False, adds_up]


def test_the_sum_stands_below_the_names() -> None:
    """A missing value adds nothing."""
    rows = (("甲", Decimal("1.5")), ("乙", None), ("丙", Decimal(-2)))
    assert total((_NAME, _BUDGET), rows) == (SUM, Decimal("-0.5"))


def test_a_ranking_has_bars_and_a_plain_list_has_none() -> None:
    """The longest bar is that of the largest figure; shares are of one hundred."""
    ranked = (("甲", Decimal(8)), ("乙", Decimal(4)), ("丙", Decimal(0)))
    columns, rows = with_bars((_NAME, _BUDGET), ranked)
    assert [row[-1] for row in rows] == [bar(Decimal(1)), bar(Decimal("0.5")), ""]
    assert len(columns) == 3
    mixed = (ranked[1], ranked[0], ranked[2])
    assert with_bars((_NAME, _BUDGET), mixed) == ((_NAME, _BUDGET), mixed)
    assert with_bars((_NAME, _BUDGET), mixed, asked=True)[1][1][-1] == bar(Decimal(1))
    shares = (("甲", Decimal(20)), ("乙", Decimal(50)), ("丙", Decimal(30)))
    assert with_bars((_NAME, _RATE), shares)[1][1][-1] == bar(Decimal("0.5"))


@pytest.mark.parametrize(
    "rows",
    [
        (("甲", Decimal(2)), ("乙", Decimal(1))),
        (("甲", Decimal(2)), ("乙", Decimal(1)), ("丙", Decimal(-1))),
        (("甲", Decimal(2)), ("乙", None), ("丙", Decimal(1))),
        (("甲", Decimal(0)), ("乙", Decimal(0)), ("丙", Decimal(0))),
    ],
)
def test_what_a_bar_cannot_show_has_none(rows: tuple[tuple[str, Decimal | None], ...]) -> None:
    """Two rows, a negative figure, a missing one, nothing but zeros."""
    assert with_bars((_NAME, _BUDGET), rows, asked=True)[1] == rows
