"""What a refusal or a question back offers can be taken up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.language.asking import ask, asked, none_of

if TYPE_CHECKING:
    from jxquery.workspace import Workspace

FILES = pytest.mark.parametrize("name", ["dev.jsonl", "developed.jsonl"])


@FILES
def test_every_suggestion_is_answered(workspace: Workspace, name: str) -> None:
    """Three questions stand beside each refusal, and each of them, asked, is answered with rows."""
    refused = [a for a in asked(workspace, name) if a.answer.status == "not_understood"]
    assert refused
    short = [a for a in refused if len(set(a.answer.suggestions)) != 3]
    none_of((f"{a.id} {a.question} offers {a.answer.suggestions}" for a in short), len(refused))
    offered = {text: a.id for a in refused for text in a.answer.suggestions}
    answers = {text: ask(workspace, text)[0] for text in offered}
    none_of((f"{offered[t]} offers {t}: {a.status}" for t, a in answers.items() if not a.rows), len(answers))


@FILES
def test_a_refusal_says_what_was_not_understood(workspace: Workspace, name: str) -> None:
    """The words, each of which the question holds, or a reason; and never rows."""
    refused = [a for a in asked(workspace, name) if a.answer.status == "not_understood"]
    silent = [a for a in refused if not (a.answer.unused or a.answer.error)]
    none_of((f"{a.id} {a.question} names nothing" for a in silent), len(refused))
    none_of((f"{a.id} {a.question} has rows" for a in refused if a.answer.rows or a.answer.sql), len(refused))
    unnamed = [
        f"{a.id} {a.question} names {word}, but says {a.answer.error}"
        for a in refused
        for word in a.answer.unused
        if word not in (a.answer.error or "")
    ]
    none_of(unnamed, len(refused))


@FILES
def test_every_choice_can_be_taken(workspace: Workspace, name: str) -> None:
    """By its number, which gives the reading that it says, and by asking it."""
    ambiguous = [a for a in asked(workspace, name) if a.answer.status == "ambiguous"]
    assert ambiguous
    failures = []
    for a in ambiguous:
        if len(set(a.answer.choices)) < 2:
            failures.append(f"{a.id} {a.question} offers {a.answer.choices}")
        for number, choice in enumerate(a.answer.choices, 1):
            chosen, query = ask(workspace, a.question, a.previous, number)
            if (chosen.status, chosen.interpretation) != ("answered", choice):
                failures.append(f"{a.id} {a.question} --choose {number}: {chosen.status} {chosen.interpretation}")
            again, same = ask(workspace, choice)
            if again.status != "answered" or same != query:
                failures.append(f"{a.id} {a.question} offers {choice}: {again.interpretation or again.error}")
    none_of(failures, len(ambiguous))


@pytest.mark.parametrize(("said", "reply"), [("你好！", "您好。"), ("谢谢", "不客气。"), ("请问你能做什么", "我回答")])
def test_a_greeting_is_answered_with_one(workspace: Workspace, said: str, reply: str) -> None:
    """It is no question, so nothing is understood; what is said back tells what there is, and three questions work."""
    answer, _ = ask(workspace, said)
    assert (answer.status, answer.unused, len(answer.suggestions)) == ("not_understood", (), 3)
    assert (answer.error or "").startswith(reply)
    assert "预算数" in (answer.error or "")
    assert all(ask(workspace, text)[0].rows for text in answer.suggestions)
