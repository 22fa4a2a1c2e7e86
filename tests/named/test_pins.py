"""Pinned questions: the same answer for good, or a failure that says what has come to fit otherwise."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jxquery import resources
from jxquery.errors import PinError, UsageError
from jxquery.named.answer import answer_named
from jxquery.named.pins import pinned
from jxquery.outcome import ExitCode
from jxquery.types import Query
from jxquery.workspace import Workspace
from tests.language.asking import asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workspace.conftest import Run

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SAMPLE = next(resources.path("sample").glob("*.txt"))


def next_year(folder: Path) -> Path:
    """The same document a year later: every project once more, for 2025."""
    file = folder / "2025.txt"
    file.write_text(SAMPLE.read_text("utf-8").replace("2024", "2025"), "utf-8")
    return file


def test_what_is_pinned_gives_the_same_answer(workspace: Workspace) -> None:
    """Every answered question of the file: the same columns, rows and sources, from a file that passes the gate."""
    ground = workspace._taken.understanding().ground
    checked = 0
    for one in asked(workspace, "dev.jsonl"):
        if one.query is None or one.previous is not None or not one.query.slots:
            continue
        made = pinned(one.answer, one.query, Path("固定.sql"), ground.desk, ground.lexicon, NOW)
        again = answer_named(made, Query(made.name, ()), ground.desk, ground.lexicon)
        assert again.rows == one.answer.rows, one.question
        assert again.sources == one.answer.sources, one.question
        assert again.sources_total == one.answer.sources_total, one.question
        shown = [(c.role, c.unit, c.type) for c in one.answer.columns]
        assert [(c.role, c.unit, c.type) for c in again.columns] == shown, one.question
        assert "$" not in made.text, one.question
        checked += 1
    assert checked > 60


def test_new_data_does_not_change_the_reading(own: Workspace, tmp_path: Path) -> None:
    """Without a name in it the query counts the new rows too, and is read as on the day; 今年 stays that year."""
    own.pin("各年度预算", "年度预算", now=NOW)
    own.pin("今年预算合计", "当年", now=NOW)
    before = own.run("当年").rows
    own.load([next_year(tmp_path)], now=NOW)
    assert [row[0] for row in own.run("年度预算").rows] == [2023, 2024, 2025]
    assert own.run("当年").rows == before
    assert own.ask("今年预算合计").rows == before  # the same projects in the new document
    assert "2025年" in own.ask("今年预算合计").interpretation
    assert own.run("当年").interpretation == "2024年的项目的预算数合计（命名查询「当年」，固定于 2026-11-24）"


@pytest.mark.parametrize(
    "question", ["司法救助 预算多少", "业务经费预算合计", "司法救助预算占总预算的比例", "检察干警满意度有哪些"]
)
def test_names_that_fit_other_rows_fail(own: Workspace, tmp_path: Path, question: str) -> None:
    """A name that a year later fits more: the file, the word, what is new, and how to pin it again."""
    own.pin(question, "固定", now=NOW)
    assert own.run("固定").rows
    own.load([next_year(tmp_path)], now=NOW)
    with pytest.raises(PinError) as caught:
        own.run("固定")
    assert re.search(r"固定.sql：固定的查询「固定」里的「.+」现在对得上的和固定时不同：多了「2025年", str(caught.value))
    own.pin(question, "固定", replace_old=True, now=NOW)
    assert own.run("固定").rows


def test_a_name_in_an_alias_is_kept(own: Workspace) -> None:
    """An alias that is taken away, or comes to mean something else, changes what the sentence says."""
    own.alias_add("救助金", "司法救助项目")
    own.pin("救助金 预算多少", "救助", now=NOW)
    assert own.run("救助").rows
    own.alias_remove("救助金")
    with pytest.raises(PinError, match="救助金"):
        own.run("救助")


def test_what_is_not_answered_is_not_pinned(own: Workspace) -> None:
    """Nothing is written for a refusal or a question back; one of the readings offered can be chosen."""
    assert own.pin("司法救助 执行率", "甲", now=NOW)[1] is None
    assert own.pin("业务经费和司法救助预算差多少", "甲", now=NOW)[1] is None
    assert not own.queries_folder().exists()
    answer, file = own.pin("业务经费和司法救助预算差多少", "甲", choose=1, now=NOW)
    assert file is not None
    assert own.run("甲").rows == answer.rows


def test_a_name_is_taken_once(own: Workspace) -> None:
    """Another of that name, or one of the program's, is left alone unless it is the user's and to be replaced."""
    _, file = own.pin("各年度预算", "甲", now=NOW)
    assert file is not None
    old = file.read_bytes()
    with pytest.raises(UsageError, match="已经有"):
        own.pin("各资金级别预算", "甲", now=NOW)
    assert file.read_bytes() == old
    own.pin("各资金级别预算", "甲", replace_old=True, now=NOW)
    assert file.read_bytes() != old
    with pytest.raises(UsageError, match="自带"):
        own.pin("各年度预算", "预算排名", replace_old=True, now=NOW)


def test_a_value_is_a_literal_and_nothing_else(own: Workspace) -> None:
    """A word with a quote, searched for and pinned, is the same word in the file."""
    question = "提到「o'brien」的项目"
    answer, file = own.pin(question, "注入", now=NOW)
    assert answer.status == "answered"
    assert file is not None
    assert own.run("注入").rows == answer.rows == ()
    assert "'o''brien'" in file.read_text("utf-8")


def test_the_command_says_where(run: Callable[..., Run], data: Path) -> None:
    """The reading, the file and how to run it are notes: there is no data to print."""
    got = run("pin", "各年度预算", "年度预算")
    assert (got.code, got.out) == (ExitCode.ANSWERED, "")
    assert got.err.startswith("读作：全部项目按年度的预算数合计\n已固定：")
    assert (data / "queries" / "年度预算.sql").is_file()
    assert run("run", "年度预算", "--format", "csv").out.startswith("年度,预算数合计（万元）\r\n2023,3.39\r\n")
