"""Text of several layouts in the ways it is copied from pages: read exactly or reported, never misread."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from jxquery.documents.read import read_document
from jxquery.errors import DocumentError
from tests.documents.make_flow import SHAPES, STYLES, Truth, random_truth, table
from tests.documents.reading import schema

if TYPE_CHECKING:
    from pathlib import Path

    from jxquery.types import Document

_SEEDS = range(2)


def _found(document: Document) -> list[object]:
    """Each project with its budget and its indicators, as `_wanted` has them."""
    found: list[object] = []
    for project in (r.values for r in document.records if r.table == "项目"):
        rows = [r.values for r in document.records if r.table == "指标"]
        mine = [v for v in rows if v["项目编号"] == project["项目编号"]]
        columns = ("一级指标", "二级指标", "三级指标", "指标值")
        found.append((project["项目名称"], project["预算数"], [tuple(v[c] for c in columns) for v in mine]))
    return found


def _wanted(truth: Truth) -> tuple[str, Decimal | None, list[tuple[str, ...]]]:
    return truth.name, truth.budget, [(x.one, x.two, x.name, x.value) for x in truth.lines]


def _read(text: str, file: Path) -> list[object]:
    """What is loaded of the text; nothing where it is refused."""
    file.write_text(text, encoding="utf-8")
    try:
        return _found(read_document(file, schema()))
    except DocumentError:
        return []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("shape", SHAPES)
def test_forms_are_read_exactly_or_reported(shape: str, style: str, tmp_path: Path) -> None:
    """What is loaded stands there, a budget that was not found is empty; a form that cannot be cut is left out."""
    for seed in _SEEDS:
        rng = random.Random(seed)  # noqa: S311 — the same every time
        truths = (random_truth(rng), random_truth(rng))
        expected = [_wanted(truth) for truth in truths]
        expected += [(name, None, rows) for name, _, rows in map(_wanted, truths)]
        read = _read(STYLES[style](table(truths, SHAPES[shape])), tmp_path / "表.txt")
        assert [form for form in read if form not in expected] == []
