"""Names that are looked up where they lie are found as those that were all read."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from jxquery.language.names import Names
from jxquery.language.resolve import resolve
from jxquery.language.understand import understand
from jxquery.text.normalise import normalise

if TYPE_CHECKING:
    from jxquery.language.lexicon import Lexicon
    from jxquery.workspace import Workspace

_QUESTIONS = Path(__file__).resolve().parents[1] / "questions"
_PARTS = 4  # every so manieth question in each of the cases, so that all are asked


@pytest.fixture(scope="module")
def both(workspace: Workspace) -> tuple[Lexicon, Lexicon]:
    """What is known of the sample, with its names in memory and in the database."""
    opened = workspace._taken.current()
    read = opened.ground.lexicon
    return read, replace(read, names=Names(opened.generation.held_names(), read.sounds))


def _questions() -> list[str]:
    found = []
    for name in ("developed", "bugs"):
        for line in (_QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines():
            about = json.loads(line)
            found += [about["question"]] if "question" in about else []
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("part", range(_PARTS))
def test_every_question_reads_the_same(both: tuple[Lexicon, Lexicon], part: int) -> None:
    """The same mentions, and of them the same query, for all questions that the language was made with."""
    read, looked_up = both
    questions = _questions()[part::_PARTS]
    assert len(questions) > 100
    for question in questions:
        text = normalise(question)
        first, second = understand(text, read), understand(text, looked_up)
        assert second.mentions == first.mentions, question
        assert resolve(second, text, looked_up)[0] == resolve(first, text, read)[0], question


def test_eight_threads(both: tuple[Lexicon, Lexicon]) -> None:
    """Threads that look up names at once each find theirs."""
    read, looked_up = both
    questions = _questions()[:40]
    wrong: list[str] = []

    def ask(first: int) -> None:
        for question in questions[first::8]:
            text = normalise(question)
            if understand(text, looked_up).mentions != understand(text, read).mentions:
                wrong.append(question)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
