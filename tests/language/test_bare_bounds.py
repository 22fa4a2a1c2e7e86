"""A bound without a field is of what the data has in its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from jxquery.workspace import Workspace


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("低于100%的项目", "有指标（指标值低于100%）的项目"),
        ("30万以上的项目", "预算数不低于30万元的项目"),
        ("超过60分钟的指标", "指标值超过60分钟的指标的指标值"),
    ],
)
def test_a_column_that_holds_nothing_takes_no_bound(workspace: Workspace, question: str, expected: str) -> None:
    """执行率 is a column of percentages, and empty in the sample: percentages are targets there."""
    assert workspace.ask(question).interpretation == expected


def test_a_bound_in_a_conversation_is_of_the_rows_shown(workspace: Workspace) -> None:
    """其中低于100%的, of indicators, are indicators."""
    talk = workspace.conversation()
    talk.ask("质量指标有哪些")
    assert "指标值低于100%" in talk.ask("其中低于100%的").interpretation


def test_a_bound_stands_behind_words_that_choose_nothing(workspace: Workspace) -> None:
    """的 before it is no figure that it could be said of."""
    assert workspace.ask("的呢超过70万的").interpretation == "预算数超过70万元的项目"
