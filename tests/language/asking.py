"""The files of questions, asked of the sample once in a process, each turn after the one before."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jxquery.outcome import attempt
from jxquery.render.contract import json_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from jxquery.types import Answer, Query
    from jxquery.workspace import Workspace

QUESTIONS = Path(__file__).parents[1] / "questions"


@dataclass(frozen=True)
class Asked:
    """A question of a file with what became of it, and the query that it could refer to."""

    id: str
    category: str
    question: str
    expect: dict[str, Any]
    previous: Query | None
    answer: Answer
    query: Query | None

    @property
    def found(self) -> dict[str, Any]:
        """The answer as a script sees it."""
        seen: dict[str, Any] = json.loads(json_line(self.answer))
        return seen


def ask(
    workspace: Workspace,
    question: str,
    previous: Query | None = None,
    choose: int | None = None,
    before: Query | None = None,
    *,
    missed: bool = False,
) -> tuple[Answer, Query | None]:
    """One turn; what the program raises becomes an answer that failed, as in the command."""
    query = None

    def turn(text: str) -> Answer:
        nonlocal query
        answer, query = workspace.turn(text, previous, before=before, choose=choose, missed=missed)
        return answer

    return attempt(question, turn)[0], query


@cache
def asked(workspace: Workspace, name: str) -> tuple[Asked, ...]:
    """Every question of the file, and every turn of its conversations."""
    found: list[Asked] = []
    for line in (QUESTIONS / name).read_text("utf-8").split("\n"):
        if not line:
            continue
        entry = json.loads(line)
        shown: list[Query | None] = [None, None]
        missed = False
        for turn in entry.get("turns", [entry]):
            before, previous = shown[-2:]
            answer, query = ask(workspace, turn["question"], previous, before=before, missed=missed)
            found.append(
                Asked(entry["id"], entry["category"], turn["question"], turn["expect"], previous, answer, query)
            )
            missed = query is None
            if query is not None:
                shown.append(query)
    return tuple(found)


def score() -> ModuleType:
    """The program that compares answers with what is expected."""
    spec = importlib.util.spec_from_file_location("score", QUESTIONS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def none_of(lines: Iterable[str], of: int) -> None:
    """Fail with the lines, one a failure."""
    listed = list(lines)
    assert not listed, f"{len(listed)} of {of}:\n" + "\n".join(listed)
