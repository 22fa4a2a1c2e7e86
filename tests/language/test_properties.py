"""What holds for every question, whatever it says."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from functools import cache
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jxquery import resources
from tests.language.asking import QUESTIONS, ask, none_of

if TYPE_CHECKING:
    from jxquery.types import Answer
    from jxquery.workspace import Workspace

# The workspace is the session's: it is only read. A run finds the same as the run before.
PROPERTY = settings(derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
SINGLE = [
    entry
    for entry in map(json.loads, (QUESTIONS / "dev.jsonl").read_text("utf-8").strip().split("\n"))
    if "turns" not in entry
]
ANSWERED = [e["question"] for e in SINGLE if "status" not in e["expect"]]
LINES = [
    words
    for file in ("chinese.toml", "vocabulary.toml")
    for section in tomllib.loads((resources.path("schema") / file).read_text("utf-8")).values()
    for words in section.values()
]
VOCABULARY = sorted({word for words in LINES for word in words})
NAMES = ["司法救助", "业务经费", "满意度", "服务对象满意度", "及时率", "2024年", "中央", "30万", "99%", "0.9", "3"]
AFTER = ["？", "。", "呢？", "，谢谢！", "  \n"]
JUNK = st.text(max_size=6) | st.sampled_from(
    ["'", '"', ";--", "%_", "$1", "「", "」", "\n", "\x1b[31m", "0.0.0", "９９"]
)
MIXED = st.lists(st.sampled_from(VOCABULARY) | st.sampled_from(NAMES) | JUNK, max_size=8).map("".join)


@cache
def _answer(workspace: Workspace, question: str) -> Answer:
    return workspace.ask(question)


@PROPERTY
@given(st.text())
def test_no_text_raises(workspace: Workspace, question: str) -> None:
    """Anything at all gets an answer, a question back, or a refusal."""
    assert workspace.ask(question).status in {"answered", "ambiguous", "not_understood"}


@settings(PROPERTY, max_examples=150)
@given(MIXED)
@example("后我")
@example("前一级范围里")
@example("没设可持续影响指标头产出目标几成")
@example("定的多少倒序项目")
@example("没设可持续影响指标预算年度指标解释拎出来达标值市级项目")
@example("自身几名不短于可以培训出勤率目标值去")
def test_no_mixture_of_words_and_junk_raises(workspace: Workspace, question: str) -> None:
    """The language's words in any order, with names and anything between them; a refusal says why."""
    answer = workspace.ask(question)
    assert answer.status in {"answered", "ambiguous", "not_understood"}
    assert answer.interpretation if answer.status == "answered" else answer.error


def test_no_word_alone_raises(workspace: Workspace) -> None:
    """A word of each meaning that the language knows, as the whole question."""
    answers = [ask(workspace, words[0])[0] for words in LINES if words]
    none_of((f"{a.question}: {a.error}".split("\n", 1)[0] for a in answers if a.status == "failed"), len(answers))


@pytest.mark.parametrize(
    "piece", ["预算", "司法救助 预算多少", "哈", "1", "「", "（", "不", "和", "的", "A b", "2024年"]
)
def test_five_thousand_characters(workspace: Workspace, piece: str) -> None:
    """Length is no reason to fail."""
    answer, _ = ask(workspace, piece * (5000 // len(piece)))
    assert answer.status != "failed", answer.error


@PROPERTY
@given(MIXED | st.sampled_from(ANSWERED))
def test_the_same_question_has_the_same_answer(workspace: Workspace, question: str) -> None:
    """To the last character, but for the time it took."""
    first, second = workspace.ask(question), workspace.ask(question)
    assert repr(first).rpartition("seconds=")[0] == repr(second).rpartition("seconds=")[0]


@pytest.mark.parametrize(
    "before", ["请问", "麻烦帮我查一下", "领导问：", "您好，", "那个，", "我想知道", "  ", "嗯……", ""]
)
def test_what_is_said_around_a_question_changes_nothing(workspace: Workspace, before: str) -> None:
    """Politeness, preambles, fillers and punctuation: the same reading and rows for every question."""
    failures = []
    for question, after in zip(ANSWERED, cycle(AFTER), strict=False):
        plain = _answer(workspace, question)
        if plain.status == "answered":
            said, _ = ask(workspace, before + question + after)
            if (said.interpretation, said.rows) != (plain.interpretation, plain.rows):
                became = said.interpretation or f"{said.status} {said.unused} {said.error}".split("\n", 1)[0]
                failures.append(f"{before}{question}{after}".replace("\n", "↵") + f" -> {became}")
    none_of(failures, len(ANSWERED))


@pytest.mark.parametrize("question", ANSWERED)
def test_nothing_of_a_question_stands_in_the_sql(workspace: Workspace, question: str) -> None:
    """No text and no number, but those of the shapes themselves; each parameter is bound."""
    from sqlglot import exp, parse_one

    answer = _answer(workspace, question)
    if answer.status != "answered":
        pytest.skip("not answered")
    tree = parse_one(answer.sql, read="duckdb")
    literals = [n for n in tree.find_all(exp.Literal) if n.find_ancestor(exp.DataType) is None]
    assert [n.name for n in literals if n.is_string] == []
    assert {n.name for n in literals} <= {"0", "1", "2", "100"}
    assert {n.name for n in tree.find_all(exp.Placeholder, exp.Parameter)} == set(answer.params)


@PROPERTY
@given(st.decimals(min_value=2, max_value=9999, places=2))
def test_the_sql_does_not_depend_on_the_number(workspace: Workspace, number: Decimal) -> None:
    """Only what is bound does."""
    answer, other = (_answer(workspace, f"预算超过{n}万元且满意度不低于{n}%的项目") for n in (number, "2.5"))
    assert answer.sql == other.sql
    assert number in answer.params.values()


@PROPERTY
@given(st.text(st.sampled_from("绿化';-\"%_)$舆情监测1"), min_size=2, max_size=12))
def test_what_is_searched_for_is_bound(workspace: Workspace, words: str) -> None:
    """What looks like SQL is text that is found nowhere, or not understood."""
    answer = workspace.ask(f"资金用途提到「{words}」的项目")
    assert answer.status in {"answered", "not_understood"}
    assert words not in answer.sql
    assert answer.sql in {"", _answer(workspace, "资金用途提到「绿化」的项目").sql}


CONDITIONS = ("预算超过20万", "满意度不低于99%", "资金级别是中央", "没有社会效益指标", "指标数超过8个", "年度是2024年")


@PROPERTY
@given(st.lists(st.sampled_from(CONDITIONS), min_size=2, max_size=4, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_conditions_does_not_matter(workspace: Workspace, conditions: list[str], chance: Random) -> None:
    """Joined by 且 they choose the same rows in any order."""
    other = list(conditions)
    chance.shuffle(other)
    first, second = (_answer(workspace, f"{'且'.join(said)}的项目") for said in (conditions, other))
    assert (first.status, first.rows) == (second.status, second.rows)
    assert first.status == "answered"
