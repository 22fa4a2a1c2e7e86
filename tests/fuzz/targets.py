"""What is fuzzed: each target takes a text, or bytes, and must end with a value or an error of ours."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jxquery.documents.layout import Layout, load_layouts
from jxquery.documents.read import read_document
from jxquery.documents.values import read_target
from jxquery.errors import JxqueryError
from jxquery.meaning import shipped_schema
from jxquery.schema.load import parse_toml, schema_of
from jxquery.schema.own import own_schema
from jxquery.statements import prove
from jxquery.templates import load_templates
from jxquery.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@cache
def _workspace() -> Workspace:
    """The sample, opened once."""
    workspace = Workspace.open(environ={"HOME": str(_folder())})
    atexit.register(workspace.close)
    return workspace


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="jxquery-fuzz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def _layouts() -> tuple[Layout, ...]:
    return load_layouts(shipped_schema())


def question(text: str) -> None:
    """The whole way of a question, and what a reader is told in return."""
    answer = _workspace().ask(text)
    assert answer.status in {"answered", "ambiguous", "not_understood"}
    if answer.status == "answered" and "\x00" not in text:
        assert answer.interpretation


def value(text: str) -> None:
    """A target as a form writes it: what is written is kept, whatever else is made of it."""
    read_target(text, shipped_schema().units)


def form(text: str) -> None:
    """A text file of forms."""
    file = _folder() / "表.txt"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    read_document(file, shipped_schema(), _layouts())


def template(text: str) -> None:
    """A template, alone in its folder."""
    folder = _folder() / "queries"
    folder.mkdir(exist_ok=True)
    (folder / "甲.sql").write_bytes(text.encode("utf-8", "surrogatepass"))
    load_templates(folder, shipped_schema())


def schema(text: str) -> None:
    """A schema of the program's kind, and one that comes with the user's tables."""
    units = shipped_schema().units
    for read in (lambda: schema_of(parse_toml(text, "x"), "x", units), lambda: own_schema(text, "x", units)):
        try:
            read()
        except JxqueryError:
            continue


def statement(text: str) -> None:
    """The gate for SQL."""
    prove(text, shipped_schema())


@dataclass(frozen=True)
class Target:
    """A function to fuzz, texts to begin with, and how many bytes a text has at most where the fuzzer makes it.

    Time goes with the length, often faster: what is longer than people write costs many shorter ones.
    """

    run: Callable[[str], None]
    seeds: Callable[[], list[str]]
    most: int = 4096


def _texts(*patterns: str) -> list[str]:
    return [path.read_text("utf-8") for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def _forms() -> list[str]:
    """The examples of the layouts, whose cells are apart, and the first form of the sample, whose are not."""
    (sample,) = _texts("data/**/*.txt")
    examples = [layout.example for layout in _layouts() if layout.front != "prose"]
    return [*examples, sample[: sample.index("262101", sample.index("262101") + 1)]]


def _questions() -> list[str]:
    return [
        "司法救助 预算多少",
        "满意度不低于99%的项目有哪些",
        "预算最高的三个项目",
        "2024年中央项目里预算超过30万的合计占总预算多少",
    ]


TARGETS = {
    "question": Target(question, _questions, 240),
    "value": Target(value, lambda: ["≥99%", "1-2小时", "90%≤x≤100%", "3万元", "不低于两万五千元", "优"], 240),
    "form": Target(form, _forms, 2400),
    "template": Target(template, lambda: _texts("queries/*.sql")),
    "schema": Target(schema, lambda: _texts("schema/schema.toml"), 6000),
    "statement": Target(statement, _texts("tests/statements/useful.sql")[0].splitlines, 600),
}


def survives(name: str, text: str) -> None:
    """Run the target; anything but a value or an error of ours comes out."""
    try:
        TARGETS[name].run(text)
    except JxqueryError as error:
        if not error.message:
            raise
