"""An answer says how its question was read; asking that gives the same reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.language.asking import ask, asked, none_of

if TYPE_CHECKING:
    from jxquery.workspace import Workspace


@pytest.mark.parametrize("name", ["dev.jsonl", "developed.jsonl"])
def test_asking_the_restatement_gives_an_equal_query(workspace: Workspace, name: str) -> None:
    """For every question and turn that is answered, without what went before it."""
    answered = [a for a in asked(workspace, name) if a.answer.status == "answered"]
    assert answered
    failures = []
    for a in answered:
        again, query = ask(workspace, a.answer.interpretation)
        if query != a.query:
            became = again.interpretation or f"{again.status}：{again.error}"
            failures.append(f"{a.id} {a.question}\n    {a.answer.interpretation}\n    {became}")
    none_of(failures, len(answered))
