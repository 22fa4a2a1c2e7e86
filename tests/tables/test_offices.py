"""Budgets of several offices, of which some figures are missing: what a reader must be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery.workspace import Workspace
from tests.tables.asking import files
from tests.tables.test_questions import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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


def test_a_name_is_not_called_missing_for_the_many_beside_it(tmp_path: Path, environ: dict[str, str]) -> None:
    """A short name of twelve projects does not hide the one behind them in order, and the one of another year is told.

    Two columns name the projects, and only the first few values of a column are looked at.
    """
    offices = [
        f"{n},2024年业务经费项目-{office}院,业务经费,2024,10" for n, office in enumerate("甲乙丙丁戊己庚辛壬癸子丑")
    ]
    others = ["21,龙舟赛事,,2024,7", "22,龙舟旧事,,2023,9"]
    written = tmp_path / "项目.csv"
    written.write_text("\n".join(["项目编号,项目名称,项目简称,年度,预算数", *offices, *others]) + "\n", "utf-8")
    with Workspace.open(tmp_path / "db", environ=environ) as workspace:
        workspace.load([written], now=NOW)
        answer = workspace.ask("2024年的业务经费、龙舟旧事和龙舟赛事的预算")
    assert len(answer.rows) == len(offices) + 1
    assert [w for w in answer.warnings if "没有符合条件的" in w] == ["没有符合条件的：「龙舟旧事」"]


def test_the_name_that_was_meant_is_offered_first(tmp_path: Path, environ: dict[str, str]) -> None:
    """Where one character is wrong, names that hold only a part of what was said are not offered before it."""
    short = ("清源市太平镇看守所升级改造项目", "南阳县太平镇高标准农田建设项目", "清源市太平镇高标准农田建设项目")
    kinds = ((2021, "中央"), (2020, "省级"), (2022, "省级"))
    named = [(f"{y}年{name}-{y}{level}", name, y, level) for name, (y, level) in zip(short, kinds, strict=True)]
    rows = [f"{n},{full},{name},{y},{level},{n}" for n, (full, name, y, level) in enumerate(named, 1)]
    written = tmp_path / "项目.csv"
    written.write_text("\n".join(["项目编号,项目名称,项目简称,年度,资金级别,预算数", *rows]) + "\n", "utf-8")
    with Workspace.open(tmp_path / "db", environ=environ) as workspace:
        workspace.load([written], now=NOW)
        answer = workspace.ask("2022年清源市太平龘高标准农田建设项目-2022省级预算多少")
    assert answer.status == "not_understood"
    assert answer.suggestions[0] == f"{named[-1][0]} 预算数"
