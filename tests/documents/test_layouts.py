"""Forms of all layouts: the examples of the layout files, and random forms through several formats, cell by cell."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from jxquery.documents.form_bounds import is_form, split_forms
from jxquery.documents.forms import read_form
from jxquery.documents.grid import Cell, Grid
from jxquery.documents.joining import joined
from jxquery.documents.layout import Layout, load_layouts
from jxquery.documents.reader_docx import read_docx
from jxquery.documents.reader_excel import read_xlsx
from jxquery.documents.reader_html import read_html
from jxquery.documents.reader_pdf import read_pdf
from jxquery.types import Problem, Record
from tests.documents.making import as_docx, as_html, as_pdf, as_xlsx
from tests.documents.making.layouts import SHAPES, Truth, doubled, form, listed, random_truth, stacked
from tests.documents.making.tables import Table, texts
from tests.documents.reading import schema
from tests.golden_files import assert_golden

LAYOUTS = load_layouts(schema())
_LARGE = as_pdf.Page(width=842, height=1190)
READ: dict[str, Callable[[Table], tuple[Grid, ...]]] = {
    "grid": lambda table: (_grid([[t] for t in table.before] + texts(table)),),
    "html": lambda table: read_html(as_html.write((table,))),
    "docx": lambda table: read_docx(as_docx.write((table,))),
    "xlsx": lambda table: read_xlsx(as_xlsx.write((table,))),
    "pdf": lambda table: read_pdf(as_pdf.write((table,), _LARGE)),
}


def _grid(rows: list[list[str]]) -> Grid:
    return Grid(tuple(tuple(Cell(text, f"第{n}行") for text in row) for n, row in enumerate(rows, 1)))


def _example(layout: Layout) -> Grid:
    rows = [[part.strip() for part in line.split("|")] for line in layout.example.split("\n")]
    width = max(map(len, rows))
    return _grid([row if len(row) == 1 else row + [""] * (width - len(row)) for row in rows])


def read_forms(grids: tuple[Grid, ...]) -> tuple[list[Record], list[Problem]]:
    """The records of all forms in a file's grids, and what was not read."""
    records: list[Record] = []
    problems: list[Problem] = []
    forms = [f for grid in joined(grids, LAYOUTS[0]) for f in split_forms(grid, LAYOUTS[0]) if is_form(f, LAYOUTS[0])]
    for number, part in enumerate(forms, 1):
        key = 1 + sum(r.table == "项目" for r in records)
        found, noted = read_form(part, number, key, LAYOUTS, schema())
        records += found
        problems += noted
    return records, problems


def said_rows(truths: tuple[Truth, ...], columns: tuple[str, ...]) -> list[dict[str, object]]:
    """The rows of the truth in the columns that a layout has."""
    rows: list[dict[str, object]] = []
    for t in truths:
        for r in t.rows:
            number = Decimal(r.number.replace(",", "")) if r.number else None
            whole = {
                "项目名称": t.name, "年度": t.year, "单位名称": t.owner, "单位编码": t.code,
                "预算数": Decimal(t.budget) / 10000, "财政资金": Decimal(t.fiscal) / 10000,
                "其他资金": Decimal(t.other) / 10000, "项目总额": Decimal(t.total) / 10000, "目标内容": t.goal,
                "一级指标": r.one, "二级指标": r.two, "三级指标": r.name, "指标值": r.value, "目标值": number,
                "计量单位": r.unit or None, "权重": Decimal(r.weight), "得分": Decimal(r.score), "实际完成值": r.actual,
                "执行率": Decimal(80), "全年执行数": Decimal(t.budget) * 8 / 100000,
                "年初预算数": Decimal(t.budget) / 10000 + 1,
            }  # fmt: skip
            rows.append({c: whole.get(c) for c in columns})
    return rows


def loaded_rows(records: list[Record], columns: tuple[str, ...]) -> list[dict[str, object]]:
    """The indicators that were read, with what their project and goal say; a column that none has is None."""
    rows = []
    projects = {r.values["项目编号"]: r.values for r in records if r.table == "项目"}
    goals = {r.values["项目编号"]: r.values for r in records if r.table == "绩效目标"}
    for record in records:
        if record.table == "指标":
            key = record.values["项目编号"]
            whole = {**projects[key], **goals.get(key, {}), **record.values}
            rows.append({c: whole.get(c) for c in columns})
    return rows


ALL = ("项目名称", "年度", "单位名称", "单位编码", "预算数", "目标内容", "三级指标", "目标值", "计量单位")
_SCORED = ("一级指标", "二级指标", "指标值", "权重", "得分", "实际完成值", "执行率", "年初预算数")
MORE = {
    "shanghai": ("一级指标", "二级指标", "指标值", "项目总额", "财政资金", "其他资金"),
    "operators": ("一级指标", "二级指标", "指标值", "权重", "财政资金", "其他资金"),
    "chongqing_plain": ("指标值", "权重", "财政资金"),
    "chongqing_approval": ("一级指标", "二级指标", "指标值", "权重", "财政资金", "其他资金"),
    "half_year": ("一级指标", "二级指标", "指标值", "财政资金"),
    "hunan_types": ("一级指标", "二级指标", "指标值", "财政资金"),
    "hunan_notes": ("一级指标", "二级指标", "财政资金", "其他资金"),
    "anhui": ("一级指标", "二级指标", "指标值", "财政资金", "其他资金"),
    "self_evaluation": (*_SCORED, "全年执行数"),
    "self_evaluation_operators": _SCORED,
}  # fmt: skip


def test_the_examples_of_the_layouts() -> None:
    """Each layout's own example is read as the golden file says, which was checked cell by cell."""
    lines = []
    for layout in LAYOUTS:
        if layout.front == "prose":
            continue
        lines.append(f"== {layout.name}")
        records, problems = read_forms((_example(layout),))
        for r in records:
            said = "；".join(f"{k}={v}" for k, v in r.values.items() if v is not None)
            lines.append(f"{r.table} {r.place}：{said}")
        lines += [f"! {p.place}：{p.message}，{p.action}" for p in problems]
    assert_golden("documents/layouts.txt", "\n".join(lines) + "\n")


def test_there_are_sixteen_layouts_and_no_two_are_one() -> None:
    """Every layout has a name, an example and a shape of its own."""
    shapes = {
        (x.front, x.halves, tuple(c.column for c in x.columns), tuple(f.column for f in x.fields)) for x in LAYOUTS
    }
    assert len(LAYOUTS) == len({x.name for x in LAYOUTS}) == len({x.example for x in LAYOUTS}) == len(shapes) == 18


@pytest.mark.parametrize("how", READ)
@pytest.mark.parametrize("key", SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_random_forms_are_read_back_exactly(seed: int, key: str, how: str) -> None:
    """Every cell of every indicator and its project, whatever the layout and the format; nothing is left out."""
    truth = random_truth(random.Random(f"{key}{seed}"))  # noqa: S311 — tests must repeat
    records, problems = read_forms(READ[how](form(truth, key)))
    columns = (*ALL, *MORE[key])
    assert loaded_rows(records, columns) == said_rows((truth,), columns)
    assert [p for p in problems if p.action == "整张表没有载入"] == []


@pytest.mark.parametrize("how", READ)
@pytest.mark.parametrize("seed", range(3))
def test_the_year_counts_where_a_table_stands_twice(seed: int, how: str) -> None:
    """Side by side or one below the other, the long-term half is never taken for the year's."""
    truth = random_truth(random.Random(seed))  # noqa: S311
    columns = (*ALL, "一级指标", "二级指标", "指标值", "财政资金", "其他资金")
    for table in (doubled(truth), stacked(truth)):
        assert loaded_rows(read_forms(READ[how](table))[0], columns) == said_rows((truth,), columns)


@pytest.mark.parametrize("how", READ)
@pytest.mark.parametrize("in_words", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_lists_of_many_projects(seed: int, in_words: bool, how: str) -> None:  # noqa: FBT001
    """Each project has its own cells and indicators, though they stand only on its first row."""
    rng = random.Random(seed)  # noqa: S311
    first = random_truth(rng)
    truths = (first, *(_same_year(random_truth(rng), first) for _ in range(3)))
    columns = (*ALL, "一级指标", "二级指标", "指标值", "权重")
    records, problems = read_forms(READ[how](listed(truths, in_words=in_words)))
    assert loaded_rows(records, columns) == said_rows(truths, columns)
    assert problems == []


def _same_year(truth: Truth, first: Truth) -> Truth:
    return Truth(**{**{f: getattr(truth, f) for f in Truth.__dataclass_fields__}, "year": first.year})


@pytest.mark.parametrize("key", SHAPES)
@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_form_is_never_read_wrong(seed: int, key: str) -> None:
    """A cell moved, emptied or doubled, headings swapped or unknown: left out, or what is read is right or reported."""
    rng = random.Random(f"{seed}{key}")  # noqa: S311
    truth = random_truth(rng)
    table = form(truth, key)
    rows = [[text] for text in table.before] + texts(table)
    at = next(n for n, row in enumerate(rows) if SHAPES[key].header[0] in row)
    whole = {(r.name, r.value) for r in truth.rows} | {(r.name, r.value.replace("≥", ">=")) for r in truth.rows}
    for damage in (_shifted, _swapped_headings, _unknown_heading, _without_row_cell):
        damaged = damage([list(row) for row in rows], at, rng)
        records, problems = read_forms((_grid(damaged),))
        wrong = [
            r.values for r in records if r.table == "指标" and (r.values["三级指标"], r.values["指标值"]) not in whole
        ]
        assert not wrong or (problems and all(w["目标值"] is None for w in wrong)), (damage.__name__, wrong)


_TELLING = ("一级指标", "二级指标", "三级指标", "指标", "指标值", "目标值", "年度指标值", "全年指标值")


def _shifted(rows: list[list[str]], at: int, rng: random.Random) -> list[list[str]]:
    n = rng.randrange(at + 1, len(rows))
    rows[n] = [*rows[n][1:], ""]
    return rows


def _swapped_headings(rows: list[list[str]], at: int, rng: random.Random) -> list[list[str]]:
    """Of those that tell a name from a value: two columns of numbers cannot be told apart by anything but headings."""
    a, b = rng.sample([k for k, text in enumerate(rows[at]) if text in _TELLING], 2)
    rows[at][a], rows[at][b] = rows[at][b], rows[at][a]
    return rows


def _unknown_heading(rows: list[list[str]], at: int, rng: random.Random) -> list[list[str]]:
    rows[at][rng.randrange(len(rows[at]))] = "本省自定的一栏"
    return rows


def _without_row_cell(rows: list[list[str]], at: int, rng: random.Random) -> list[list[str]]:
    """A class or a name: an operator or a unit may be empty in a form."""
    n = rng.randrange(at + 1, len(rows))
    rows[n][rng.choice([k for k, text in enumerate(rows[at]) if text in _TELLING[:4]])] = ""
    return rows
