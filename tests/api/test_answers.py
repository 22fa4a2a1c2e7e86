"""An answer as one value, as frames, and in a notebook."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from msgspec.structs import replace

from jxquery.conversions import fields
from jxquery.errors import JxqueryError, NotOneValueError, UsageError
from jxquery.types import Answer, Column
from tests.fake_workspace import HARD, LONG, ONE, REFUSED, UNCLEAR, ZERO

if TYPE_CHECKING:
    from jxquery.types import Scalar
    from jxquery.workspace import Workspace

_ROOT = Path(__file__).resolve().parents[2]


def number(*values: Scalar) -> Answer:
    """An answer of one column of numbers."""
    return Answer("问", "answered", columns=(Column("数", "number", "answer", "元"),), rows=tuple((v,) for v in values))


def test_one_value() -> None:
    """The very value, exactly."""
    assert ONE.scalar() == Decimal(31)
    assert number(8).scalar() == 8


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (LONG, "答案有 2 行，每行 2 个值（资金用途、预算数）"),
        (ZERO, "答案有 0 行"),
        (number(None), "这个值是空的"),
        (REFUSED, "已载入的数据里没有「执行率」"),
        (UNCLEAR, "有几种读法"),
        (Answer("风水", "not_understood", unused=("风水",)), "不明白「风水」"),
    ],
)
def test_what_is_not_one_value_is_said(answer: Answer, says: str) -> None:
    """How many there are instead, or why there is no answer."""
    with pytest.raises(NotOneValueError, match=says) as raised:
        answer.scalar()
    assert isinstance(raised.value, JxqueryError)


def test_frames_hold_the_very_values() -> None:
    """All three libraries give back every row as it was, but for what no UTF-8 can carry."""
    readable = replace(HARD, rows=HARD.rows[:-1])
    want = [list(row) for row in readable.rows]
    arrow = readable.to_arrow()
    assert [list(row.values()) for row in arrow.to_pylist()] == want
    assert [list(row) for row in readable.to_polars().rows()] == want
    frame = readable.to_pandas()
    assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == want
    assert arrow.schema.types == [pa.string(), pa.int64(), pa.string(), pa.decimal128(38, 6), pa.decimal128(38, 6)]
    assert readable.to_polars().dtypes == [pl.String, pl.Int64, pl.String, pl.Decimal(38, 6), pl.Decimal(38, 6)]
    assert [str(dtype) for dtype in frame.dtypes] == ["string", "Int64", "string", "object", "object"]
    assert len(HARD.to_arrow()) == len(HARD.to_polars()) == len(HARD.to_pandas()) == len(HARD.rows)


def test_floats_on_demand() -> None:
    """exact=False gives numbers that plot; a missing one is missing."""
    assert number(Decimal("0.5"), None, 3).to_pandas(exact=False)["数"].sum() == 3.5
    assert number(Decimal("0.5"), None).to_polars(exact=False)["数"].to_list() == [0.5, None]
    assert number(Decimal("0.5"), None).to_arrow(exact=False)["数"].to_pylist() == [0.5, None]


@pytest.mark.parametrize(
    ("values", "stored"),
    [
        ((1, None), "integer"),
        ((2**63,), "decimal"),
        ((1, Decimal("0.5")), "decimal"),
        ((Decimal("1E-30"), Decimal("1E+30")), "text"),
        ((Decimal("1E+400"),), "text"),
        ((None,), "decimal"),
        ((), "decimal"),
    ],
)
def test_what_a_column_is_stored_as(values: tuple[Scalar, ...], stored: str) -> None:
    """Integers of 64 bits, decimals of 38 digits, else text with every digit; and every library takes it."""
    answer = number(*values)
    (field,) = fields(answer)
    assert field.stored == stored
    for frame in (answer.to_pandas(), answer.to_polars(), answer.to_arrow()):
        assert len(frame) == len(values)
    found = answer.to_arrow()["数"].to_pylist()
    assert [None if v is None else Decimal(v) for v in found] == list(values)


def test_units_and_names_go_along() -> None:
    """Units stand where each library keeps such things; two columns of one name are told apart."""
    assert ONE.to_pandas().attrs["units"] == {"预算数": "万元"}
    assert ONE.to_arrow().schema.field("预算数").metadata == {b"unit": "万元".encode()}
    twice = Answer("", "answered", columns=(Column("a", "number", "answer"),) * 2, rows=((1, 2),))
    assert list(twice.to_pandas().columns) == list(twice.to_polars().columns) == ["a", "a_2"]
    assert isinstance(REFUSED.to_pandas(), pd.DataFrame)


@pytest.mark.parametrize(("method", "extra"), [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_arrow", "arrow")])
def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, method: str, extra: str) -> None:
    """With what to install, and pyproject has the extra."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=rf'pip install "jxquery\[{extra}\]"'):
        getattr(ONE, method)()
    assert f"\n{extra} = [" in (_ROOT / "pyproject.toml").read_text("utf-8")


def test_notebooks_show_the_table() -> None:
    """The reading, the figures and the source; of a refusal why, and what can be asked. Nothing in it is markup."""
    assert '<td class="figure">31.00</td>' in ONE._repr_html_()
    assert "来源：" in ONE._repr_html_()
    assert "可以问" in REFUSED._repr_html_()
    assert "<b>" not in HARD._repr_html_()


def test_the_import_is_cheap() -> None:
    """`import jxquery` loads nothing of the program; asking loads neither the prompt nor a library of frames."""
    heavy = "{'pandas', 'polars', 'pyarrow', 'prompt_toolkit', 'xlsxwriter', 'docx', 'lxml', 'openpyxl'}"
    script = f"""
import sys
before = set(sys.modules)
import jxquery
ours = {{name for name in sys.modules if name.startswith("jxquery")}}
assert ours == {{"jxquery"}}, ours
assert not {{"duckdb", "sqlglot", "decimal", "dataclasses"}} & (set(sys.modules) - before)
from jxquery.cli import main
assert main(["ask", "预算合计"]) == 0
assert main(["ask", "预算合计", "--format", "html"]) == 0
assert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=_ROOT, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_a_limit_says_what_it_leaves_out(workspace: Workspace) -> None:
    """The first rows with their sources, and how many there are; conversations and SQL have it too."""
    answer = workspace.ask("有哪些项目", limit=3)
    assert len(answer.rows) == 3
    assert {source.row for source in answer.sources} == {0, 1, 2}
    assert "只显示前 3 行，共 8 行" in answer.warnings
    assert workspace.ask("有哪些项目", limit=8).rows == workspace.ask("有哪些项目").rows
    assert len(workspace.conversation().ask("有哪些项目", limit=1).rows) == 1
    assert len(workspace.sql('SELECT * FROM "指标"', limit=2).rows) == 2
