"""Every figure leads back to the rows that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.types import Cmp, Named
from tests.compile.making import (
    BUDGET,
    INDICATORS,
    NAME,
    PROJECTS,
    SECOND,
    TARGET,
    YEAR,
    answer,
    figure,
    listing,
    lit,
    only,
    pair,
)

if TYPE_CHECKING:
    from jxquery.desk import Desk

AID = only("项目", Named(NAME, ("2024年司法救助项目-2024中央",)))


def _places(desk: Desk, table: str, where: str = "TRUE") -> list[str]:
    sql = f'SELECT "位置" FROM "{table}" WHERE {where} ORDER BY "来源编号", "项目编号"'
    return [str(row[0]) for row in desk.engine.run(sql, {}).rows]


def test_a_list_has_a_source_for_each_row(sample: Desk) -> None:
    """The row's own file and place, in the order of the rows, sorted or not."""
    found = answer(listing(PROJECTS, BUDGET), sample)
    assert [s.row for s in found.sources] == list(range(8))
    assert [s.place for s in found.sources] == _places(sample, "项目")
    assert {s.file for s in found.sources} == {"天津市津南区人民检察院-绩效目标表.txt"}
    (aid,) = answer(listing(AID, BUDGET), sample).sources
    ordered = answer(listing(PROJECTS, BUDGET, order=((BUDGET, True),)), sample)
    row = next(n for n, row in enumerate(ordered.rows) if row[0] == "2024年司法救助项目-2024中央")
    assert next(s.place for s in ordered.sources if s.row == row) == aid.place == "表8 第676行"


def test_twenty_sources_and_the_total(sample: Desk) -> None:
    """Of 63 rows twenty have their place in the answer, and all are counted; so it is for what they sum to."""
    for query in (listing(INDICATORS, TARGET), figure("计数", INDICATORS)):
        found = answer(query, sample)
        assert (len(found.sources), found.sources_total) == (20, 63)


def test_a_figure_has_the_rows_that_it_is_over(sample: Desk) -> None:
    """A sum over two projects has two sources, both of its one row."""
    found = answer(figure("合计", only("项目", Cmp(YEAR, "=", lit(2023))), BUDGET), sample)
    assert [(s.row, s.place) for s in found.sources] == [(0, p) for p in _places(sample, "项目", '"年度" = 2023')]
    assert found.sources_total == 2


def test_a_group_has_its_own_rows(sample: Desk) -> None:
    """Each source names the row of its group."""
    found = answer(figure("合计", PROJECTS, BUDGET, by=(YEAR,)), sample)
    years = [row[0] for row in found.rows]
    for year in years:
        mine = [s.place for s in found.sources if years[s.row] == year]
        assert mine == _places(sample, "项目", f'"年度" = {year}')
    classes = answer(figure("计数", only("指标", Cmp(YEAR, "=", lit(2023))), by=(SECOND,)), sample)
    assert {s.row for s in classes.sources} == set(range(len(classes.rows)))


def test_both_sides_have_sources(sample: Desk) -> None:
    """A share comes from its part and from its whole."""
    found = answer(pair("占比", ("部分", "整体"), (AID, BUDGET), (PROJECTS, BUDGET)), sample)
    assert found.sources_total == 9
    assert found.sources[0].place == "表8 第676行"
    assert {s.row for s in found.sources} == {0}


def test_nothing_has_no_source(sample: Desk) -> None:
    """Zero rows, zero sources; that there are none of a kind is seen in all that was loaded."""
    nothing = only("项目", Cmp(YEAR, "=", lit(1999)))
    for query in (listing(nothing, BUDGET), figure("合计", nothing, BUDGET)):
        found = answer(query, sample)
        assert (found.sources, found.sources_total) == ((), 0)
    none = answer(figure("计数", nothing), sample)
    assert none.rows == ((0,),)
    assert [(s.row, s.file, s.place) for s in none.sources] == [(0, "天津市津南区人民检察院-绩效目标表.txt", "全文")]


def test_figures_say_what_they_cover(sample: Desk) -> None:
    """A figure over two years warns of them, unless the question named the year or shows it."""
    assert answer(figure("合计", PROJECTS, BUDGET), sample).warnings == ("包含多个年度：2023、2024",)
    assert answer(figure("合计", PROJECTS, BUDGET, by=(YEAR,)), sample).warnings == ()
    assert answer(figure("合计", only("项目", Cmp(YEAR, ">=", lit(2023))), BUDGET), sample).warnings == ()
    assert answer(figure("合计", only("项目", Cmp(YEAR, "=", lit(2024))), BUDGET), sample).warnings == ()
