"""Answers that are saved by a name: what a conversation led to, and statements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jxquery.errors import UsageError
from jxquery.workspace import Workspace

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_what_a_conversation_led_to_is_saved(own: Workspace) -> None:
    """A question that leans on the one before is kept as its reading, and run and asked by name."""
    talk = own.conversation()
    talk.ask("司法救助 预算多少")
    answer = talk.ask("那装备购置呢")
    own.save(answer, talk.query, "会上用", now=NOW)
    assert own.run("会上用").rows == answer.rows
    assert own.ask("会上用").rows == answer.rows
    assert own.ask("会上用").sources == answer.sources


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 年度, sum(预算数) AS 合计 FROM 项目 GROUP BY 1 ORDER BY 1",
        "SELECT 年度, sum(预算数), sum(预算数) FROM 项目 GROUP BY 1 ORDER BY 1",
        'FROM "项目" ORDER BY "项目编号" LIMIT 2',
    ],
)
def test_a_statement_is_saved(own: Workspace, statement: str) -> None:
    """With names of its own, without any, twice the same, or with a star."""
    answer = own.sql(statement)
    own.save(answer, None, "逐年", now=NOW)
    assert own.run("逐年").rows == answer.rows


def test_what_has_a_name_is_not_saved_again(own: Workspace) -> None:
    """The answer of a named query; and a name is taken once."""
    with pytest.raises(UsageError, match="不用再存"):
        own.save(own.run("预算排名", 前=2), None, "甲", now=NOW)
    own.save(own.sql("SELECT 1 AS 一"), None, "甲", now=NOW)
    with pytest.raises(UsageError, match="已经有"):
        own.save(own.sql("SELECT 2 AS 二"), None, "甲", now=NOW)


def test_what_calls_a_saved_query_is_no_unknown_word(own: Workspace) -> None:
    """Its name is coloured as what is understood, as soon as it is there."""
    before = own.version()
    assert {mark.kind for mark in own.marks("会上用")} == {"unknown"}
    answer = own.ask("各年度预算")
    talk = own.conversation()
    talk.ask("各年度预算")
    own.save(answer, talk.query, "会上用", now=NOW)
    assert {mark.kind for mark in own.marks("会上用")} == {"call"}
    assert own.version() != before
