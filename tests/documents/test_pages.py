"""Forms of a PDF that a page break cuts, with what programs print again at the top of a page: read as if on one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jxquery.documents.read import read_document
from jxquery.documents.reader_pdf import read_pdf
from tests.documents.formats import load
from tests.documents.make import random_forms
from tests.documents.making import as_pdf
from tests.documents.making.breaking import broken
from tests.documents.making.layouts import SHAPES, Truth, form, random_truth
from tests.documents.making.tables import Table, form_table, plain
from tests.documents.reading import loaded, said, schema
from tests.documents.test_layouts import ALL, MORE, loaded_rows, read_forms, said_rows

PAGES = as_pdf.Page(new_page=True, page_number="- {} -", running="部门预算公开")
WAYS = ("plain", "one row again", "two rows again", "the text above again", "its last line again", "text and row again")


def cut(table: Table, how: str, rng: random.Random) -> tuple[Table, ...]:
    """The table on three pages, cut at random rows below its first two."""
    at = tuple(sorted(rng.sample(range(2, len(table.rows)), 2)))
    heading = {"one row again": 1, "two rows again": 2, "text and row again": 1}.get(how, 0)
    above = {"the text above again": table.before, "text and row again": table.before}.get(how, ())
    return broken(table, at, heading=heading, again=table.before[-1:] if how == "its last line again" else above)


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("key", SHAPES)
def test_a_form_on_three_pages(key: str, how: str) -> None:
    """Whatever the layout and wherever it is cut: every cell is read, none twice, and nothing is taken from above."""
    rng = random.Random(f"{key}{how}")  # noqa: S311 — tests must repeat
    truth = random_truth(rng)
    records, _ = read_forms(read_pdf(as_pdf.write(cut(form(truth, key), how, rng), PAGES)))
    columns = (*ALL, *MORE[key])
    assert loaded_rows(records, columns) == said_rows((truth,), columns)


@pytest.mark.parametrize("how", ["one row again", "text and row again"])
@pytest.mark.parametrize("unit_before", [True, False])
def test_many_forms_of_one_unit_each_on_pages_of_its_own(how: str, unit_before: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """Their units, codes and titles are alike, and so are the tops of their pages: each form keeps its own."""
    rng = random.Random(how)  # noqa: S311
    forms = random_forms(3, 4)
    tables = [form_table(f, unit_before=unit_before) for f in forms]
    parts = [part for n, table in enumerate(tables) for part in (cut(table, how, rng) if n % 2 else (table,))]
    document = load(tmp_path, as_pdf.write(tuple(parts), PAGES), "表.pdf")
    assert loaded(document) == said(forms)


def test_a_title_that_comes_again_on_every_page_is_that_of_each_form() -> None:
    """The year stands in the title only, at the same height on each page: no form loses it."""
    rng = random.Random(5)  # noqa: S311
    first = random_truth(rng)
    truths: tuple[Truth, ...] = (first, *(random_truth(rng) for _ in range(2)))
    records, _ = read_forms(read_pdf(as_pdf.write(tuple(form(t, "anhui") for t in truths), PAGES)))
    columns = (*ALL, *MORE["anhui"])
    assert loaded_rows(records, columns) == said_rows(truths, columns)


def _with_a_line(first: Table, rest: Table) -> tuple[Table, ...]:
    return first, replace(rest, before=("（续表）",))


def _with_another_table(first: Table, rest: Table) -> tuple[Table, ...]:
    return first, plain([["科目", "金额"], ["工资", "12.5"]], ("收支表",)), rest


@pytest.mark.parametrize(("between", "whole"), [(_with_a_line, True), (_with_another_table, False)])
@pytest.mark.parametrize("key", ["anhui", "operators", "self_evaluation"])
def test_a_form_is_not_loaded_without_its_rest(
    key: str,
    between: Callable[[Table, Table], tuple[Table, ...]],
    whole: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """续表 joins the parts of a table; where something else stands between, both are left out, and that is said."""
    truth = random_truth(random.Random(key))  # noqa: S311
    table = form(truth, key)
    other = random_truth(random.Random(1))  # noqa: S311
    first, rest = broken(table, (len(table.rows) - 2,))
    path = tmp_path / "表.pdf"
    path.write_bytes(as_pdf.write((form(other, key), *between(first, rest)), PAGES))
    document = read_document(path, schema())
    names = [r.values["项目名称"] for r in document.records if r.table == "项目"]
    assert names == ([other.name, truth.name] if whole else [other.name])
    assert document.unread == (not whole)
    assert any("接不上" in problem.message for problem in document.problems) == (not whole)
