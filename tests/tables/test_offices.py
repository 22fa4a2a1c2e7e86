"""Budgets of several offices, of which some figures are missing: what a reader must be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery.workspace import Workspace
from tests.tables.asking import files
from tests.tables.test_questions import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Iterator[Workspace]:
    """The data set, with the schema that comes with the program."""
    with Workspace.open(tmp_path_factory.mktemp("offices"), environ=environ) as workspace:
        workspace.load(files("offices"), now=NOW)
        yield workspace


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("实际支出占预算", "有 5 个项目没有全年执行数，另一边仍有它们的数"),
        ("2023年实际支出占预算的比例", ""),
        ("市教育局的实际支出占预算多少", "有 1 个项目没有全年执行数，另一边仍有它们的数"),
        ("平均实际支出", "有 5 个项目没有全年执行数，没有算进去"),
        ("平均预算", ""),
        ("2024年预算占总预算多少", ""),
    ],
)
def test_what_has_no_such_figure_is_told(offices: Workspace, question: str, said: str) -> None:
    """A share or an average over projects most of which have no figure does not look like one over all of them."""
    assert [w for w in offices.ask(question).warnings if "没有全年执行数" in w] == ([said] if said else [])
