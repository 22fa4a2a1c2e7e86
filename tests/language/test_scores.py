"""The questions that the language was developed on, and the ones that it is only evaluated on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.language.asking import QUESTIONS, asked, none_of, score

if TYPE_CHECKING:
    from jxquery.workspace import Workspace

RIGHT = ("lookup", "field", "budget", "aggregate", "top", "group", "list", "indicators", "value", "nested")


@pytest.mark.parametrize("category", RIGHT)
def test_every_question_of_the_category_is_right(workspace: Workspace, category: str) -> None:
    """As score.py compares them: figures in answer columns only, rows with sources."""
    outcome = score().outcome
    chosen = [a for a in asked(workspace, "dev.jsonl") if a.category == category]
    assert chosen
    results = [(a, *outcome(a.expect, a.found)) for a in chosen]
    none_of((f"{r} {a.id} {a.question} -> {why}" for a, r, why in results if r != "right"), len(results))


@pytest.mark.parametrize("name", ["dev.jsonl", "developed.jsonl", "bugs.jsonl"])
def test_nothing_is_answered_wrongly(workspace: Workspace, name: str) -> None:
    """Over all categories a question is right or refused: a wrong figure is the worst outcome."""
    outcome = score().outcome
    results = [(a, *outcome(a.expect, a.found)) for a in asked(workspace, name)]
    none_of((f"{a.id} {a.question} -> {why}" for a, r, why in results if r == "wrong"), len(results))


EVALUATED = {
    "heldout.jsonl": "065c11fb74e193ee6e8821392248acd3ed38255aedc0a469479b8988aed13069",
    "fresh.jsonl": "70a77d983f12a61355a7d183de6399a2cbff45d2a42aeec243ab44b0c4b3c2c8",
}
"""Files of questions that are only ever evaluated, each with its sha256."""


@pytest.mark.parametrize("name", EVALUATED)
def test_the_evaluated_questions_are_as_they_were(name: str) -> None:
    """Written before anyone saw whether they pass, they are never tuned to; so no score is asserted."""
    digest = hashlib.sha256((QUESTIONS / name).read_bytes()).hexdigest()
    assert digest == EVALUATED[name]
