"""One workspace, many threads."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from jxquery.errors import TimeLimitError
from jxquery.workspace import Workspace
from tests.workspace.making import form

if TYPE_CHECKING:
    from jxquery.types import Answer

_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_QUESTIONS = Path(__file__).resolve().parents[1] / "questions" / "dev.jsonl"


def questions(count: int) -> list[str]:
    """Questions of all kinds, the clear and the unclear."""
    lines = [json.loads(line) for line in _QUESTIONS.read_text("utf-8").splitlines()]
    asked = [line["question"] for line in lines if isinstance(line.get("question"), str)]
    assert len(asked) >= count
    return asked[:count]


def test_threads_get_what_one_gets(environ: dict[str, str]) -> None:
    """Eight threads ask fifty questions each, from different ends, beginning before anything is open."""
    asked = questions(50)
    with Workspace.open(environ=environ) as alone:
        want = {question: _without_time(alone.ask(question)) for question in asked}
    with Workspace.open(environ=environ) as shared, ThreadPoolExecutor(8) as pool:
        together = threading.Barrier(8)

        def ask_all(number: int) -> list[tuple[str, Answer]]:
            together.wait()
            turned = asked[number * 6 :] + asked[: number * 6]
            return [(question, _without_time(shared.ask(question))) for question in turned]

        for answers in pool.map(ask_all, range(8)):
            assert len(answers) == 50
            for question, answer in answers:
                assert answer == want[question]


def test_a_load_under_way_disturbs_nobody(environ: dict[str, str], tmp_path: Path) -> None:
    """While threads ask, new data is published three times, aliases come and go: every answer is of one of them."""
    folder = tmp_path / "数据"
    files = [form(tmp_path, f"{year}.txt", year=str(year)) for year in (2026, 2027, 2028)]
    done = threading.Event()
    with Workspace.open(folder, environ=environ) as shared, Workspace.open(folder, environ=environ) as writer:
        writer.load(files[:1], now=_NOW)

        def ask_on(_: int) -> set[int]:
            seen = set()
            while not done.is_set():
                seen.add(len(shared.ask("有哪些项目").rows))
                assert len(shared.sql('SELECT * FROM "项目"').rows) in (1, 2, 3)
            return seen

        with ThreadPoolExecutor(4) as pool:
            asking = [pool.submit(ask_on, n) for n in range(4)]
            try:
                for file in files[1:]:
                    writer.load([file], now=_NOW)
                    shared.alias_add("救助金", "司法救助项目")
                    shared.alias_remove("救助金")
            finally:
                done.set()
            for each in asking:
                assert each.result(timeout=60) <= {1, 2, 3}
        assert len(shared.ask("有哪些项目").rows) == 3


def test_closing_waits_for_those_who_read(environ: dict[str, str]) -> None:
    """What a thread reads stays open until it has done so, and is closed then."""
    workspace = Workspace.open(environ=environ)
    with workspace._taken.reading() as opened:
        workspace.close()
        assert opened.ground.desk.engine.run("SELECT 1 AS a", {}).rows == ((1,),)
    assert not workspace._taken._readers
    assert opened.generation.engine._instance is None  # type: ignore[attr-defined]


def test_a_question_has_its_time(environ: dict[str, str]) -> None:
    """When it is over the error names the whole of it; the next question is answered."""
    with Workspace.open(environ=environ) as workspace:  # one that has no answer at hand
        with pytest.raises(TimeLimitError, match="1e-06 秒"):
            workspace.ask("预算合计", seconds=0.000001)
        assert workspace.ask("预算合计", seconds=60).status == "answered"


def _without_time(answer: Answer) -> Answer:
    return replace(answer, seconds=0)
