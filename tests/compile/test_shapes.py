"""Every shape of a query, compiled and run on the sample."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from jxquery.compile import count_rows, tally
from jxquery.types import (
    Agg,
    All,
    Best,
    Blank,
    Calc,
    Cmp,
    Fill,
    Groups,
    Has,
    In,
    Lit,
    Named,
    Not,
    Place,
    Query,
    Rows,
    Says,
    Shared,
    Some,
    Wordy,
)
from tests.compile.making import (
    BUDGET,
    CENTRAL,
    INDICATOR,
    INDICATORS,
    LEVEL,
    NAME,
    PROJECTS,
    SECOND,
    TARGET,
    USE,
    YEAR,
    answer,
    figure,
    listing,
    lit,
    only,
    pair,
    values,
    with_target,
)

if TYPE_CHECKING:
    from jxquery.desk import Desk
    from jxquery.types import Pred

COUNT = Agg("count", None, INDICATORS, own=True)
LIFT = "2024年检察业务信息化运维项目-2024中央"
BOUGHT = "2024年检察业务购买服务项目-2024中央"
EQUIPMENT = "2024年检察业务装备购置项目-2024中央"
AID = "2024年司法救助项目-2024中央"
SATISFACTION = only("指标", Named(SECOND, ("服务对象满意度指标",)))
QUALITY = only("指标", Named(SECOND, ("质量指标",)))
SOCIAL = only("指标", Named(SECOND, ("社会效益指标",)))
FULL = Cmp(TARGET, "=", lit(100, "%"))
ALL = 'SELECT "项目名称" FROM "指标明细"'
QUALITY_SQL, SOCIAL_SQL = "\"二级指标\" = '质量指标'", "\"二级指标\" = '社会效益指标'"
FULL_SQL = "\"指标值\" NOT IN ('100%', '≥100%')"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (only("项目", Cmp(BUDGET, ">", lit("59.8"))), ["68.2"]),
        (only("项目", Cmp(BUDGET, ">=", lit("598000", "元"))), ["59.8", "68.2"]),
        (only("项目", Cmp(BUDGET, "!=", lit("68.2")), Cmp(BUDGET, ">", lit(50))), ["57", "59.8"]),
        (only("项目", Cmp(YEAR, "=", lit(2023))), ["1.2", "2.19"]),
        (only("项目", Cmp(YEAR, "=", lit(2025))), []),
        (only("项目", Named(LEVEL, ("市级",))), ["57"]),
        (only("项目", Not(CENTRAL)), ["57"]),
        (only("项目", Some((Cmp(YEAR, "=", lit(2023)), Named(LEVEL, ("市级",))))), ["1.2", "2.19", "57"]),
        (only("项目", Says((USE, NAME), ("司法救助",))), ["31"]),
        (only("项目", Cmp(COUNT, ">", lit(8))), ["27.8", "31", "59.8", "68.2"]),
        (only("项目", Cmp(BUDGET, "<", Agg("avg", BUDGET, PROJECTS))), ["1.2", "2.19", "25.2", "27.8", "31"]),
        (Rows(only("项目", CENTRAL), best=Best(BUDGET, 2)), ["59.8", "68.2"]),
        (Rows(Rows("项目", best=Best(BUDGET, 3)), only("项目", CENTRAL).where), ["59.8", "68.2"]),
        (Rows("项目", best=Best(BUDGET, 1, desc=False, per=(YEAR,))), ["1.2", "25.2"]),
        (Rows("项目", best=Best(BUDGET, 1, also=(Best(COUNT, 1),))), ["27.8", "68.2"]),
        (Rows("项目", best=Best(BUDGET, 1, desc=False, also=(Best(COUNT, 1, desc=False),))), ["1.2", "2.19", "57"]),
        (
            Rows("项目", best=Best(BUDGET, 1, per=(YEAR,), also=(Best(BUDGET, 1, desc=False, per=(YEAR,)),))),
            ["1.2", "2.19", "25.2", "68.2"],
        ),
    ],
)
def test_rows_and_conditions(sample: Desk, rows: Rows, expected: list[str]) -> None:
    """Each kind of condition, rows of rows, and the best of rows chooses the projects of these budgets."""
    found = values(listing(rows, BUDGET), sample)
    assert sorted(Decimal(str(n)) for n in found) == list(map(Decimal, expected))


@pytest.mark.parametrize(
    ("has", "expected"),
    [
        (Has(SATISFACTION, "some"), ALL),
        (Has(SATISFACTION, "none"), f"{ALL} EXCEPT {ALL}"),
        (Has(SOCIAL, "some"), f"{ALL} WHERE {SOCIAL_SQL}"),
        (Has(SOCIAL, "none"), f"{ALL} EXCEPT {ALL} WHERE {SOCIAL_SQL}"),
        (Has(SATISFACTION, "every", Cmp(TARGET, ">=", lit(99, "%"))), ALL),
        (Has(QUALITY, "every", FULL), f"{ALL} WHERE {QUALITY_SQL} EXCEPT {ALL} WHERE {QUALITY_SQL} AND {FULL_SQL}"),
        (Has(SOCIAL, "every", FULL), f"{ALL} WHERE {SOCIAL_SQL} EXCEPT {ALL} WHERE {SOCIAL_SQL} AND {FULL_SQL}"),
    ],
)
def test_what_a_project_has(sample: Desk, has: Has, expected: str) -> None:
    """At least one such indicator, none, or every one of at least one."""
    names = {row[0] for row in sample.engine.run(expected, {}).rows}
    assert set(values(listing(only("项目", has)), sample)) == names


def test_a_child_knows_its_parent(sample: Desk) -> None:
    """An indicator is chosen by a column of its project, and shows one."""
    rows = only("指标", Cmp(YEAR, "=", lit(2023)), Named(SECOND, ("时效指标",)))
    expected = sample.engine.run(
        'SELECT "项目名称", "三级指标" FROM "指标明细" WHERE "年度" = 2023 AND "二级指标" = \'时效指标\'', {}
    ).rows
    assert expected
    assert [row[:2] for row in answer(listing(rows, TARGET), sample).rows] == list(expected)
    above = only("指标", Has(only("项目", Cmp(YEAR, "=", lit(2023))), "some"), Named(SECOND, ("时效指标",)))
    assert answer(listing(above, TARGET), sample).rows == answer(listing(rows, TARGET), sample).rows


def test_targets_that_are_words(sample: Desk) -> None:
    """Words, numbers and nothing: together all 63."""
    counts = [
        values(figure("计数", only("指标", pred)), sample)[0]
        for pred in (Wordy(TARGET), Blank(TARGET), All((Not(Wordy(TARGET)), Not(Blank(TARGET)))))
    ]
    (expected,) = sample.engine.run('SELECT count(*) FROM "指标" WHERE "目标值" IS NULL', {}).rows[0]
    assert counts == [expected, 0, 63 - int(str(expected))]


def test_rows_that_share_a_value(sample: Desk) -> None:
    """Each row whose value another row has too; not the row itself."""
    found = values(figure("计数", only("指标", Shared(INDICATOR))), sample)
    twice = 'SELECT "三级指标" FROM "指标" GROUP BY "三级指标" HAVING count(*) > 1'
    assert found == [sample.engine.run(f'SELECT count(*) FROM "指标" WHERE "三级指标" IN ({twice})', {}).rows[0][0]]
    assert values(figure("计数", only("项目", Shared(NAME))), sample) == [0]


def test_joins_never_multiply(sample: Desk) -> None:
    """The budgets of the projects with 满意度≥99% are 272.39; by a join to the indicators they would be 340.59."""
    assert values(figure("合计", only("项目", with_target(">=", lit(99, "%"))), BUDGET), sample) == [Decimal("272.39")]
    joined = 'SELECT sum("预算数") FROM "指标明细" WHERE "二级指标" = \'服务对象满意度指标\' AND "目标值" >= 99'
    assert sample.engine.run(joined, {}).rows == ((Decimal("340.59"),),)


def test_ties_are_kept(sample: Desk) -> None:
    """The most indicators: every project that has as many as the third."""
    counts = sorted((int(str(n)) for n in values(listing(PROJECTS, COUNT), sample)), reverse=True)
    best = [int(str(n)) for n in values(listing(Rows("项目", best=Best(COUNT, 1)), COUNT), sample)]
    assert best == [counts[0]] * counts.count(counts[0])
    for n in range(1, 9):
        kept = values(listing(Rows("项目", best=Best(COUNT, n)), COUNT), sample)
        assert sorted(map(str, kept)) == sorted(str(c) for c in counts if c >= counts[n - 1])


@pytest.mark.parametrize(
    ("template", "expected"),
    [("合计", "272.39"), ("平均", "34.04875"), ("最大值", "68.2"), ("最小值", "1.2"), ("计数", "8"), ("种数", "8")],
)
def test_figures(sample: Desk, template: str, expected: str) -> None:
    """Each figure over all projects is one row."""
    assert values(figure(template, PROJECTS, BUDGET), sample) == [Decimal(expected)]


def test_figures_over_nothing(sample: Desk) -> None:
    """A sum over nothing has no row, a count is 0."""
    nothing = only("项目", Cmp(YEAR, "=", lit(1999)))
    for template in ("合计", "平均", "最大值", "最小值"):
        assert answer(figure(template, nothing, BUDGET), sample).rows == ()
    assert values(figure("计数", nothing), sample) == [0]
    assert values(figure("种数", nothing, BUDGET), sample) == [0]


def test_groups(sample: Desk) -> None:
    """By one column and by two, in the order of the groups."""
    by_year = answer(figure("合计", PROJECTS, BUDGET, by=(YEAR,)), sample).rows
    assert by_year == ((2023, Decimal("3.39")), (2024, Decimal("269.00")))
    both = answer(figure("合计", PROJECTS, BUDGET, by=(YEAR, LEVEL)), sample).rows
    assert both == ((2023, "中央", Decimal("3.39")), (2024, "中央", Decimal(212)), (2024, "市级", Decimal(57)))
    assert answer(figure("计数", PROJECTS, by=(LEVEL,)), sample).rows == (("中央", 7), ("市级", 1))


def test_groups_as_rows(sample: Desk) -> None:
    """Groups are chosen and ranked by their figures like rows."""
    total = Agg("sum", BUDGET, PROJECTS)
    groups = Groups(PROJECTS, (YEAR,), (total,))
    show = (("键*", (YEAR,)), ("旁*", ()), ("列*", (total,)))
    found = answer(Query("列表", (("行", Fill(Rows(groups, best=Best(total, 1)), show)),)), sample)
    assert found.rows == ((2024, Decimal("269.00")),)
    assert {s.row for s in found.sources} == {0}


def test_share_difference_and_totals(sample: Desk) -> None:
    """Two slots make one row: both sides and what is made of them."""
    aid = only("项目", Named(NAME, (AID,)))
    share = pair("占比", ("部分", "整体"), (aid, BUDGET), (PROJECTS, BUDGET))
    assert answer(share, sample).rows == ((Decimal(31), Decimal("272.39"), Decimal("11.38")),)
    equipment = only("项目", Named(NAME, (EQUIPMENT,)))
    less = pair("差额", ("甲", "乙"), (aid, BUDGET), (equipment, BUDGET))
    assert answer(less, sample).rows == ((Decimal(31), Decimal("27.8"), Decimal("3.2")),)
    totals = pair("合计差额", ("甲", "乙"), (only("项目", CENTRAL), BUDGET), (only("项目", Not(CENTRAL)), BUDGET))
    assert answer(totals, sample).rows == ((Decimal("215.39"), Decimal(57), Decimal("158.39")),)


def test_share_of_nothing(sample: Desk) -> None:
    """Nothing has no share; a share of nothing is empty, and no error."""
    nothing = only("项目", Cmp(YEAR, "=", lit(1999)))
    assert answer(pair("占比", ("部分", "整体"), (nothing, BUDGET), (PROJECTS, BUDGET)), sample).rows == ()
    of_nothing = answer(pair("占比", ("部分", "整体"), (PROJECTS, BUDGET), (nothing, BUDGET)), sample).rows
    assert all(row[-1] is None for row in of_nothing)


def test_terms(sample: Desk) -> None:
    """A column in another unit, a figure over a row's own rows, a share and a difference in each row, all exact."""
    aid = only("项目", Named(NAME, (AID,)))
    total = Agg("sum", BUDGET, PROJECTS)
    terms = (In(BUDGET, "元"), In(BUDGET, "亿元"), COUNT, Calc("percent", BUDGET, total), Calc("minus", total, BUDGET))
    found = answer(listing(aid, *terms), sample)
    (own,) = sample.engine.run('SELECT count(*) FROM "指标明细" WHERE "项目名称" = $p', {"p": AID}).rows[0]
    assert found.rows[0][1:] == (310000, Decimal("0.0031"), own, Decimal("11.38"), Decimal("241.39"))
    assert [(c.name, c.unit) for c in found.columns[1:]] == [
        ("预算数", "元"), ("预算数", "亿元"), ("指标数", None), ("预算数占比", "%"), ("预算数合计差额", "万元")
    ]  # fmt: skip


def test_order(sample: Desk) -> None:
    """The document's own unless the query sorts; what is equal stays in the document's order."""
    names = [r[0] for r in sample.engine.run('SELECT "项目名称" FROM "项目" ORDER BY "项目编号"', {}).rows]
    assert values(listing(PROJECTS), sample) == names
    assert names[0] == LIFT
    by_budget = values(listing(PROJECTS, BUDGET, order=((BUDGET, True),)), sample)
    assert by_budget == sorted(by_budget, key=lambda n: -Decimal(str(n)))
    by_year = values(listing(PROJECTS, order=((YEAR, True),)), sample)
    first = [n for n in names if "2024" in str(n)]
    assert by_year == first + [n for n in names if n not in first]


def test_a_name_that_repeats_in_the_document(sample: Desk) -> None:
    """An indicator that several projects have is a row of each of them; among the distinct it counts once."""
    (number,) = values(figure("计数", INDICATORS), sample)
    (kinds,) = values(figure("种数", INDICATORS, INDICATOR), sample)
    assert (number, kinds) == (63, sample.engine.run('SELECT count(DISTINCT "三级指标") FROM "指标"', {}).rows[0][0])


def _queries() -> list[Query]:
    """One query of each kind, full of values."""
    values_of = (Named(NAME, (AID, "引'号", 'x"y')), Cmp(BUDGET, ">", lit("4321.7")), Says((USE,), ("%_';--",)))
    rows = only("项目", *values_of, with_target(">=", lit(98, "%")))
    return [
        listing(rows, In(BUDGET, "元")),
        listing(Rows(rows, best=Best(BUDGET, 77)), BUDGET),
        listing(only("指标", Cmp(TARGET, "=", Lit("长期"))), TARGET),
        figure("合计", rows, BUDGET, by=(YEAR,)),
        pair("占比", ("部分", "整体"), (rows, BUDGET), (PROJECTS, BUDGET)),
    ]


@pytest.mark.parametrize("query", _queries(), ids=lambda q: q.template)
def test_every_value_is_bound(sample: Desk, query: Query) -> None:
    """No text and no number of the query stands in any statement, only 0, 1, 2 and 100 of the shapes themselves."""
    from sqlglot import exp, parse_one

    compiled = sample.compile(query)
    statements = (
        compiled.main,
        *compiled.wordy,
        *(a.first for a in compiled.accounts),
        *(count_rows(a.rows, sample.schema) for a in compiled.accounts),
        *(tally(a.rows, col, sample.schema) for a in compiled.accounts for col in a.covered),
    )
    for statement in statements:
        literals = list(parse_one(statement.sql, read="duckdb").find_all(exp.Literal))
        assert not [n for n in literals if n.is_string]
        assert {n.name for n in literals} <= {"0", "1", "2", "9", "20", "100"}
        sample.rows(statement)


@pytest.mark.parametrize(
    "rows",
    [
        only("项目", CENTRAL),
        Rows("项目", best=Best(BUDGET, 3, per=(YEAR,))),
        Rows(Rows("项目", best=Best(COUNT, 4)), only("项目", CENTRAL).where, Best(BUDGET, 2, start=2)),
        Rows(Groups(PROJECTS, (YEAR,), (Agg("sum", BUDGET, PROJECTS), Agg("avg", BUDGET, PROJECTS)))),
    ],
)
def test_no_column_is_given_that_nothing_reads(sample: Desk, rows: Rows) -> None:
    """Each SELECT that another reads from gives what is asked of it: a star would cost more than the answer."""
    from sqlglot import exp, parse_one

    terms = (BUDGET,) if not isinstance(rows.source, Groups) else (rows.source.show[0],)
    tree = parse_one(sample.compile(listing(rows, *terms)).main.sql, read="duckdb")
    for inner in (s for s in tree.find_all(exp.Subquery) if s.alias):
        read = {c.name for c in tree.find_all(exp.Column) if c.table == inner.alias}
        assert {item.alias_or_name for item in inner.this.selects} == read


@pytest.mark.parametrize("n", [1, 3, 100])
@pytest.mark.parametrize("desc", [True, False])
@pytest.mark.parametrize("preds", [(), (CENTRAL,), (Cmp(YEAR, "=", lit(1999)),)])
def test_the_best_by_a_bound_are_the_best_by_their_place(
    sample: Desk, n: int, preds: tuple[Pred, ...], *, desc: bool
) -> None:
    """Whether the value of the last is found first, or every row is given its place, the same rows are chosen."""
    by_bound = Rows("项目", only("项目", *preds).where, Best(BUDGET, n, desc))
    by_place = Rows(by_bound.source, by_bound.where, Best(In(BUDGET, "元"), n, desc))
    assert "OVER" not in sample.compile(listing(by_bound, BUDGET)).main.sql
    assert "OVER" in sample.compile(listing(by_place, BUDGET)).main.sql
    assert values(listing(by_bound, BUDGET), sample) == values(listing(by_place, BUDGET), sample)


@pytest.mark.parametrize("distinct", [True, False])
def test_a_place_that_chose_the_row_is_not_asked_for_again(sample: Desk, *, distinct: bool) -> None:
    """The place that is shown is the one that was given to choose by, and is right: as many have more, and one."""
    rows = Rows("项目", best=Best(COUNT, 3, start=2, distinct=distinct))
    found = answer(listing(rows, COUNT, Place(COUNT, PROJECTS)), sample)
    assert found.sql.count('FROM "指标"') == 1
    every = [int(str(n)) for n in values(listing(PROJECTS, COUNT), sample)]
    assert [(count, place) for *_, count, place in found.rows] == [
        (count, 1 + sum(n > int(str(count)) for n in every)) for *_, count, _ in found.rows
    ]


def test_a_figure_that_is_compared_and_shown_is_worked_out_once(sample: Desk) -> None:
    """The projects with more than eight indicators, and how many each has: their indicators are counted once."""
    found = answer(listing(only("项目", Cmp(COUNT, ">", lit(8))), COUNT, order=((COUNT, True),)), sample)
    assert found.sql.count('FROM "指标"') == 1
    assert [n for *_, n in found.rows] == sorted((n for *_, n in found.rows), reverse=True)


@pytest.mark.parametrize(
    ("pred", "bound"),
    [
        (Cmp(YEAR, "=", lit(2024)), 2024),
        (Cmp(COUNT, ">", lit(8)), 8),
        (Cmp(YEAR, ">", lit("2023.5")), Decimal("2023.5")),
        (Cmp(BUDGET, ">", lit(30)), Decimal(30)),
    ],
)
def test_whole_numbers_are_compared_with_a_whole_number(sample: Desk, pred: Cmp, bound: int | Decimal) -> None:
    """Else the engine makes a decimal of every value of the column first, and passes no part of the table over."""
    found = answer(listing(only("项目", pred), BUDGET), sample)
    assert [(type(v), v) for v in found.params.values()] == [(type(bound), bound)]
    assert found.rows


def test_groups_are_not_asked_whether_they_have_a_row(sample: Desk) -> None:
    """Each group has one; without groups the question is asked, for a sum over nothing has no row."""
    grouped, alone = (sample.compile(figure("合计", PROJECTS, BUDGET, by=by)).main.sql for by in ((YEAR,), ()))
    assert "HAVING" in alone
    assert "HAVING" not in grouped


@pytest.mark.parametrize(
    "figure_of", [Agg("count", None, SOCIAL, own=True), Agg("sum", In(TARGET, "%"), SOCIAL, own=True)]
)
def test_figures_of_every_row_are_joined(sample: Desk, figure_of: Agg) -> None:
    """They are worked out once for all rows, and are those that each row has by itself, where it has none as well."""
    chosen = only("项目", Some((CENTRAL, Not(CENTRAL))))
    joined, alone = (answer(listing(rows, figure_of), sample) for rows in (PROJECTS, chosen))
    assert "LEFT JOIN" in joined.sql
    assert "LEFT JOIN" not in alone.sql
    assert joined.rows == alone.rows
    assert {value for *_, value in joined.rows} & {0, None}


def test_a_place_by_a_figure_counts_it_once_for_the_row(sample: Desk) -> None:
    """信息化运维的指标数排第几: its own indicators are counted once, and those of all others together."""
    found = answer(listing(only("项目", Named(NAME, (LIFT,))), COUNT, Place(COUNT, PROJECTS, desc=True)), sample)
    assert found.sql.count('FROM "指标"') == 2
    more = [n for (n,) in sample.engine.run(f'SELECT count(*) FROM ({ALL}) GROUP BY "项目名称"', {}).rows]
    (row,) = found.rows
    assert row[-1] == 1 + sum(n > row[-2] for n in more)


def test_the_one_row_of_a_name_is_not_put_in_order(sample: Desk) -> None:
    """Where no two rows share a name, neither its row nor the source of its figure is sorted; all others are."""
    query, total = (
        listing(only("项目", Named(NAME, (AID,))), BUDGET),
        figure("合计", only("项目", Named(NAME, (AID,))), BUDGET),
    )
    known = replace(sample, single=frozenset({NAME}), compiled={})
    assert "ORDER BY" not in known.compile(query).main.sql
    assert "ORDER BY" not in known.compile(total).accounts[0].first.sql
    assert answer(query, known).rows == answer(query, sample).rows
    assert "ORDER BY" in sample.compile(query).main.sql
    for rows in (only("项目", Named(NAME, (AID, LIFT))), only("项目", Not(Named(NAME, (AID,)))), PROJECTS):
        assert "ORDER BY" in known.compile(listing(rows, BUDGET)).main.sql
