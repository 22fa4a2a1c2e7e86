"""Tables that have nothing to do with budgets answer the same kinds of questions, by their schema files alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from jxquery.workspace import Workspace, infer_schema
from tests.language.asking import ask
from tests.tables.asking import HERE, files, outcomes, questions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMAS = {"library": "图书馆.toml", "supermarket": "超市.toml"}
SHIPPED = ("offices",)
"""Data sets of the tables that the program's own schema has."""
INFERRED = ("lending", "orders")
"""Data sets without a line written for them: the schema is what is inferred."""

NOW = datetime(2026, 11, 23, 18, 0, 0, tzinfo=UTC)
LEAST_RIGHT = 0.9
INFERRED_LEAST_RIGHT = 0.55


def _loaded(folder: str, schema: Path | None, data: Path, environ: dict[str, str]) -> Workspace:
    workspace = Workspace.open(data, environ=environ)
    workspace.load(files(folder), schema=schema, now=NOW)
    return workspace


@pytest.fixture(scope="module", params=[*SCHEMAS, *INFERRED, *SHIPPED])
def folder(request: pytest.FixtureRequest) -> str:
    """One of the data sets: a chain of three tables, a table alone, rows that belong to two tables each, offices."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def tables(folder: str, tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Iterator[Workspace]:
    """The data set with a schema to which a few words were added by hand, where there is one."""
    place = tmp_path_factory.mktemp(folder)
    schema = HERE / folder / SCHEMAS[folder] if folder in SCHEMAS else None
    if folder in INFERRED:
        schema = _inferred(folder, place)
    with _loaded(folder, schema, place / "数据", environ) as workspace:
        yield workspace


def _inferred(folder: str, place: Path) -> Path:
    """The schema that is inferred from the files, as it is."""
    schema = place / "推出.toml"
    schema.write_text(infer_schema(files(folder)), encoding="utf-8")
    return schema


def test_nearly_all_are_right_and_none_is_wrong(tables: Workspace, folder: str) -> None:
    """Answers from SQL written by hand: at least nine of ten right, the others refused, and no figure wrong."""
    found = list(outcomes(tables, folder))
    wrong = [f"{question} -> {why}" for outcome, question, why in found if outcome == "wrong"]
    refused = [f"{question} -> {why}" for outcome, question, why in found if outcome == "refused"]
    assert not wrong, "\n".join(wrong)
    assert len(found) - len(refused) >= LEAST_RIGHT * len(found), "\n".join(refused)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_inferred_schema_is_enough_to_ask(name: str, tmp_path: Path, environ: dict[str, str]) -> None:
    """Infer, load, ask, with nothing in between: most are right, and no figure is wrong.

    Words that no file holds (单) are refused.
    """
    with _loaded(name, _inferred(name, tmp_path), tmp_path / "数据", environ) as workspace:
        found = list(outcomes(workspace, name))
    wrong = [f"{question} -> {why}" for outcome, question, why in found if outcome == "wrong"]
    right = [question for outcome, question, _ in found if outcome == "right"]
    assert not wrong, "\n".join(wrong)
    assert len(right) >= INFERRED_LEAST_RIGHT * len(found)


def test_asking_the_restatement_gives_the_same(tables: Workspace, folder: str) -> None:
    """Over any number of tables a reading is put into words that ask for the same query again; so is each choice."""
    for entry in questions(folder):
        question = entry.get("turns", [entry])[0]["question"]
        answer, query = ask(tables, question)
        if query is not None:
            assert ask(tables, answer.interpretation)[1] == query, f"{question}: {answer.interpretation}"
        for choice in answer.choices:
            assert ask(tables, choice)[0].status == "answered", choice


def test_what_is_offered_is_answered(tables: Workspace) -> None:
    """After a refusal the suggestions are about these tables, and each works."""
    answer, _ = ask(tables, "今天天气怎么样")
    assert answer.status == "not_understood"
    assert answer.suggestions
    for suggestion in answer.suggestions:
        assert ask(tables, suggestion)[0].rows, suggestion


def test_each_answer_points_to_its_line(tables: Workspace) -> None:
    """The source of a row is the file and the line that it was read from."""
    answer, _ = ask(tables, next(_first_questions(tables)))
    (source,) = answer.sources
    assert source.file.endswith(".csv")
    assert source.place.startswith("第")


def _first_questions(tables: Workspace) -> Iterator[str]:
    for question in ("三体的价格", "XS0001的金额", "L0001的罚款", "DD20230011的业务员", "教师培训的预算"):
        if ask(tables, question)[0].rows:
            yield question


def test_a_conversation_goes_through_the_tables(tmp_path: Path, environ: dict[str, str]) -> None:
    """那…呢 puts another author into the place of the first, two tables above what is counted."""
    with _loaded("library", HERE / "library" / SCHEMAS["library"], tmp_path, environ) as workspace:
        talk = workspace.conversation()
        assert talk.ask("鲁迅的书有几次借阅").rows == ((5,),)
        assert talk.ask("那余华呢").rows == ((4,),)
        assert talk.ask("2024年的呢").status in {"answered", "ambiguous"}
