"""Answers in every look, against golden files."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import get_args

import pytest
from msgspec.structs import replace

from jxquery.render.explain import sql
from jxquery.render.look import Format, Look
from jxquery.render.present import present
from jxquery.render.scalar import exactly_one
from jxquery.render.text import display_width
from jxquery.types import Answer, Column
from tests.fake_workspace import BUDGET, HARD, LONG, NAME, ONE, REFUSED, UNCLEAR, ZERO
from tests.golden_files import assert_golden

_PROMPT = Look(width=120, timing=True, prompt=True)


def test_an_answer_looks_as_designed() -> None:
    """The design's own example, byte for byte."""
    assert present(ONE, _PROMPT).data == (
        "读作：项目「2024年司法救助项目-2024中央」的 预算数\n"
        " 项目名称                      年度   预算数（万元）\n"
        " 2024年司法救助项目-2024中央   2024          31.00\n"
        "来源：天津市津南区人民检察院-绩效目标表.txt 表8                       6 毫秒 · F2 看 SQL\n"
    )


def test_a_refusal_looks_as_designed() -> None:
    """The design's own refusal, byte for byte, as a note: there is no data."""
    output = present(REFUSED, _PROMPT)
    assert output.data == ""
    assert output.notes == (
        "没有回答：已载入的数据里没有「执行率」。\n"
        "有的是：预算数、财政资金、资金用途、绩效目标、各级指标及指标值。\n"
        "可以问：1 司法救助 预算多少   2 司法救助有哪些指标   3 司法救助 资助金额合规率\n"
    )


@pytest.mark.parametrize("shape", sorted(set(get_args(Format)) - {"scalar"}))
def test_a_hard_result_in_every_format(shape: Format) -> None:
    """Quotes, commas, breaks, controls, formulas, nulls and every kind of number survive each format."""
    output = present(HARD, Look(format=shape))
    assert_golden(f"render/hard.{shape}", output.data)
    inside = shape.startswith("json") or shape in ("md", "html")
    assert output.notes == ("" if inside else "注意：覆盖了 2023、2024 两个年度。\n")


@pytest.mark.parametrize("width", [120, 80, 60, 40, 24])
def test_long_texts_at_every_width(width: int) -> None:
    """Context goes first, then texts break in their cells, then rows turn on their side; nothing is wider."""
    data = present(LONG, Look(width=width)).data
    assert_golden(f"render/long.{width}.txt", data)
    assert all(display_width(line) <= width for line in data.split("\n") if line.startswith(" "))


def test_an_ambiguous_question_shows_numbered_choices() -> None:
    """The choices stand one below the other, with how to choose here."""
    assert_golden("render/ambiguous.prompt.txt", present(UNCLEAR, _PROMPT).notes)
    assert_golden("render/ambiguous.command.txt", present(UNCLEAR, Look()).notes)


def test_suggestions_stand_below_each_other_when_narrow() -> None:
    """Three questions that do not fit on a line get a line each."""
    assert present(REFUSED, Look(width=40)).notes.endswith(
        "可以问：\n 1 司法救助 预算多少\n 2 司法救助有哪些指标\n 3 司法救助 资助金额合规率\n"
    )


def test_a_refusal_without_a_message_names_the_words() -> None:
    """The words that were not used are named."""
    assert (
        present(Answer("x", "not_understood", unused=("甲", "乙")), Look()).notes
        == "没有回答：不明白「甲」、「乙」。\n"
    )


def test_no_rows_are_an_answer() -> None:
    """Nothing found is said on standard output, under the reading."""
    assert present(ZERO, Look()).data == "读作：年度为 2025 的项目的 预算数\n没有符合条件的行（0 行）。\n"


def test_data_on_standard_output_has_no_time() -> None:
    """Without a terminal the same question gives the same bytes."""
    assert "毫秒" not in present(ONE, Look()).data
    assert present(ONE, Look()) == present(replace(ONE, seconds=9), Look())


def test_an_explanation_follows_the_table_and_is_a_note_elsewhere() -> None:
    """Data formats stay parsable with --explain."""
    derivation = "认出：\n  司法救助 → 项目\n  预算 → 预算数\n查询：\n  列表\n"
    assert present(ONE, Look(explain=True)).data.endswith(derivation)
    assert present(ONE, Look(format="jsonl", explain=True)).notes == derivation


def test_sql_is_shown_with_what_is_bound() -> None:
    """The statement, then its values as comments."""
    assert sql(ONE) == 'SELECT "预算数" FROM "项目" WHERE "项目名称" = $p1\n-- $p1 = "2024年司法救助项目-2024中央"\n'


def test_the_contract_in_json() -> None:
    """Key order, roles and units, exact decimals: the object of the contract."""
    line = present(ONE, Look(format="jsonl")).data
    assert line.count("\n") == 1
    parsed = json.loads(line, parse_float=Decimal)
    assert list(parsed) == [
        "question", "status", "interpretation", "columns", "rows", "sql", "params", "sources", "sources_total",
        "unused", "choices", "suggestions", "warnings", "error",
    ]  # fmt: skip
    assert '"预算数": 31.0}' in line
    assert '{"name": "预算数", "type": "number", "unit": "万元", "role": "answer"}' in line
    assert '{"name": "项目名称", "type": "text", "role": "key"}' in line
    assert parsed["sources"] == [{"row": 0, "file": "天津市津南区人民检察院-绩效目标表.txt", "place": "表8 第676行"}]
    assert json.loads(present(ONE, Look(format="json")).data, parse_float=Decimal) == parsed


def test_a_json_line_is_one_line_for_every_reader() -> None:
    """No character at which some reader cuts lines, and none that UTF-8 cannot carry, stands in it as it is."""
    answer = replace(ONE, question="a\u2028b\x85c\ud800\x1b")
    line = present(answer, Look(format="jsonl")).data
    assert len(line.splitlines()) == 1
    assert json.loads(line.encode())["question"] == answer.question


def test_columns_of_one_name_are_told_apart_in_json() -> None:
    """SELECT 1 AS a, 2 AS a loses nothing."""
    twice = Answer("", "answered", columns=(Column("a", "number", "answer"),) * 2, rows=((1, 2),))
    assert json.loads(present(twice, Look(format="json")).data)["rows"] == [{"a": 1, "a_2": 2}]


def test_csv_is_read_back() -> None:
    """CRLF, quotes where needed, the unit in the heading, and no formula that a spreadsheet would run."""
    data = present(HARD, Look(format="csv")).data
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert rows[0] == ["项目名称", "年度", "资金用途", "预算数（元）", "目标值"]
    assert rows[2][2] == "'=SUM(A1:A9)"
    assert rows[3][3] == "-310000.0"
    assert data.endswith("\r\n")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_text_that_begins_like_a_formula_is_neutralised(sign: str) -> None:
    """Every beginning that a spreadsheet runs."""
    answer = replace(ONE, columns=(NAME,), rows=((f"{sign}1",),))
    data = present(answer, Look(format="csv")).data
    assert next(csv.reader(io.StringIO(data.split("\r\n", 1)[1], newline="")))[0] == f"'{sign}1"


def test_one_value_is_bare() -> None:
    """--scalar prints the figure without its unit."""
    assert present(exactly_one(ONE), Look(format="scalar")).data == "31.0\n"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (ZERO, "答案有 0 行"),
        (LONG, "答案有 2 行，每行 2 个值（资金用途、预算数）"),
        (replace(ONE, columns=(NAME, NAME, NAME)), "每行 0 个值"),
        (replace(ONE, columns=(BUDGET,), rows=((None,),)), "这个值是空的"),
    ],
)
def test_what_is_not_one_value_fails(answer: Answer, says: str) -> None:
    """--scalar says how many rows and values there were."""
    failed = exactly_one(answer)
    assert failed.status == "failed"
    assert says in (failed.error or "")
    assert present(failed, Look(format="scalar")).data == ""


def test_a_refusal_stays_a_refusal_for_scalar() -> None:
    """What was not understood does not become a failure."""
    assert exactly_one(REFUSED) is REFUSED


def test_data_cannot_steer_the_terminal() -> None:
    """No escape, override or line break of a cell or message reaches a table or a note."""
    harm = "甲\x1b[2J\u202e\n乙"
    answer = replace(ONE, interpretation=harm, rows=((harm, 2024, Decimal(1)),), warnings=(harm,))
    shown = present(answer, _PROMPT)
    assert not set("\x1b\u202e") & set(shown.data + shown.notes)
    assert " 甲\ufffd[2J\ufffd\ufffd乙   2024" in shown.data
