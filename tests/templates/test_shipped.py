"""The templates that come with the program: each runs as it stands, and each `ask` line is a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jxquery import resources
from jxquery.documents.read import read_document
from jxquery.schema.load import load_schema
from jxquery.store import Store
from jxquery.templates import load_templates
from tests.store.documents import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jxquery.engines import Engine
    from jxquery.workspace import Workspace

FILES = sorted(resources.path("queries").glob("*.sql"))
SCHEMA = load_schema(resources.path("schema") / "schema.toml", resources.path("schema") / "units.toml")
TEMPLATES = load_templates(resources.path("queries"), SCHEMA)
ASKS = [pytest.param(q, r, id=t.name) for t in TEMPLATES.values() for q, r in t.asks]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample's database."""
    store = Store(tmp_path_factory.mktemp("database"), SCHEMA)
    store.publish([read_document(f, SCHEMA) for f in resources.path("sample").glob("*.txt")], now=NOW)
    generation = store.open()
    assert generation is not None
    with generation:
        yield generation.engine


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_it_runs_as_it_stands(engine: Engine, file: Path) -> None:
    """The statement in the file, unchanged, gives rows under the names that the header speaks of."""
    template = TEMPLATES[file.stem]
    found = engine.run(file.read_text("utf-8"), {})
    assert found.rows
    assert list(found.names) == [item.alias for item in template.select]
    assert {m.name for m in template.made} | set(template.headings) <= set(found.names)


def test_each_has_an_example_and_a_line_of_help() -> None:
    """Its name is the file's, and it says what it does and which question leads to it."""
    assert set(TEMPLATES) == {f.stem for f in FILES}
    assert [t.name for t in TEMPLATES.values() if not t.asks or not t.about] == []


@pytest.mark.parametrize(("question", "restatement"), ASKS)
def test_its_questions(workspace: Workspace, question: str, restatement: str) -> None:
    """The question of an `ask` line is answered, and read exactly as the line says."""
    answer = workspace.ask(question)
    assert (answer.status, answer.interpretation) == ("answered", restatement)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda t: t.name)
def test_its_questions_lead_to_it(workspace: Workspace, template: object) -> None:
    """An example in a file is answered by that file."""
    asks = getattr(template, "asks", ())
    queries = [workspace.turn(question, None)[1] for question, _ in asks]
    assert [q and q.template for q in queries] == [getattr(template, "name", "")] * len(asks)
