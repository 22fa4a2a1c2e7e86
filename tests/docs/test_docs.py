"""The documents name all that there is, and nothing that is not there."""

from __future__ import annotations

import argparse
import pkgutil
import re
from pathlib import Path
from typing import TypeAlias, get_args

import pytest

import jxquery
from jxquery import resources, templates
from jxquery.cli import parser
from jxquery.commands.repl import _SHARED as SHARED
from jxquery.documents.read import READERS
from jxquery.named import files as named
from jxquery.outcome import _WORST_FIRST, ExitCode
from jxquery.repl.commands import COMMANDS
from jxquery.schema.model import ColumnRole

Parsers: TypeAlias = dict[str, argparse.ArgumentParser]
ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/decisions.md", "docs/api.md")
FOLDERS = ("jxquery", "queries", "schema", "tests", "tools", "docs", "data")


def read(name: str) -> str:
    """A document."""
    return (ROOT / name).read_text("utf-8")


def section(name: str, heading: str) -> str:
    """What stands in a document below the heading, up to the next of its level."""
    _, _, behind = read(name).partition(f"\n## {heading}\n")
    assert behind, f"{name} has no section 「{heading}」"
    return behind.split("\n## ")[0]


def first_cells(table: str) -> list[str]:
    """What stands in backquotes in the first cell of each line of the tables."""
    return [word for line in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for word in re.findall(r"`(.*?)`", line)]


def commands(name: str = "jxquery", command: argparse.ArgumentParser | None = None) -> Parsers:
    """The parser of the command line, and of every command below it."""
    found = {name: command or parser()}
    for action in found[name]._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                found |= commands(f"{name} {word}", below)
    return found


def test_every_command_is_in_the_readme() -> None:
    """In the table of commands, and no other."""
    rows = {cell for cell in first_cells(section("README.md", "命令和选项")) if cell.startswith("jxquery")}
    assert rows == set(commands())


def test_every_option_is_in_the_readme() -> None:
    """In the table of options, and no other."""
    listed = {cell.split()[0] for cell in first_cells(section("README.md", "命令和选项")) if cell.startswith("-")}
    assert listed == {option for c in commands().values() for a in c._actions for option in a.option_strings}


def test_every_choice_of_an_option_is_in_the_readme() -> None:
    """The formats."""
    text = section("README.md", "命令和选项")
    choices = {str(c) for p in commands().values() for a in p._actions if a.option_strings for c in a.choices or ()}
    assert [c for c in sorted(choices) if f"`{c}`" not in text] == []


def test_every_command_of_the_prompt_is_in_the_readme() -> None:
    """By the name that its help shows."""
    text = section("README.md", "提示符")
    names = [c.names[0] for c in COMMANDS] + [f".{name}" for name in SHARED]
    assert [name for name in names if f"`{name}`" not in text and f"`{name} " not in text] == []


def test_every_exit_code_is_in_the_readme() -> None:
    """In the table, and in the order in which one stands for many."""
    text = section("README.md", "给脚本用")
    assert [int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == sorted(ExitCode)
    assert "、".join(str(int(code)) for code in _WORST_FIRST) in text


def test_every_format_of_files_is_in_the_readme() -> None:
    """With its dot."""
    text = section("README.md", "载入自己的文件")
    assert [suffix for suffix in READERS if f"`.{suffix}`" not in text] == []


def test_every_room_is_in_the_architecture() -> None:
    """The top-level modules and packages, and no other."""
    found = {f"{m.name}/" if m.ispkg else f"{m.name}.py" for m in pkgutil.iter_modules(jxquery.__path__)}
    rooms = first_cells(section("docs/architecture.md", "房间"))
    assert sorted(rooms) == sorted({*found, "__init__.py"})


def test_every_template_is_in_the_architecture() -> None:
    """Each file of queries/, each key of a header, and no other. Error messages send people to this section."""
    cells = first_cells(section("docs/architecture.md", "模板"))
    shapes = [file.stem for file in resources.path("queries").glob("*.sql")]
    assert sorted(cells) == sorted((*shapes, *templates._KEYS))


def test_every_named_query_is_in_the_readme() -> None:
    """By its name, with no parameter unexplained; what is called one there is one."""
    text = section("README.md", "命名查询")
    found = named.shipped(resources.path("queries")).queries
    rules = section("README.md", "载入自己的文件")
    assert [name for name, query in found.items() if f"`{name}`" not in (rules if query.check else text)] == []
    assert [name for name in re.findall(r"jxquery (?:run|queries show) (\w+)", text) if name not in found] == []


def test_every_key_of_a_named_query_is_in_the_architecture() -> None:
    """And no other. Error messages send people to this section."""
    assert sorted(first_cells(section("docs/architecture.md", "命名查询"))) == sorted(named.KEYS)


def test_every_variable_of_the_environment_is_in_the_readme() -> None:
    """Each JXQUERY_… that the program reads."""
    sources = (file.read_text("utf-8") for file in (ROOT / "jxquery").rglob("*.py"))
    read_by_us = {name for text in sources for name in re.findall(r"\bJXQUERY_[A-Z]+\b", text)}
    assert [name for name in sorted(read_by_us) if f"`{name}`" not in read("README.md")] == []


def test_every_role_is_in_the_architecture() -> None:
    """And no other. Error messages send people to this section."""
    assert sorted(first_cells(section("docs/architecture.md", "数据的含义"))) == sorted(get_args(ColumnRole))


def test_the_files_of_the_schema_are_in_the_architecture() -> None:
    """Each is explained."""
    text = section("docs/architecture.md", "数据的含义")
    assert [f.name for f in resources.path("schema").iterdir() if f.is_file() and f"`{f.name}`" not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_is_named_exists(name: str) -> None:
    """In backquotes from the top of the repository, or in a link."""
    text = re.sub(r"^```.*?^```$", "", read(name), flags=re.MULTILINE | re.DOTALL)
    named = {p for p in re.findall(r"`([\w./-]+)`", text) if p.split("/")[0] in FOLDERS and "/" in p}
    linked = set(re.findall(r"\]\(([^)#:]+)\)", text))
    missing = [p for p in named if not (ROOT / p).exists()]
    missing += [p for p in linked if not (ROOT / name).parent.joinpath(p).exists()]
    # An example of a file that somebody may add.
    assert [p for p in missing if p != "queries/极差.sql"] == []


def test_the_version_has_its_changes() -> None:
    """The changelog begins with the version that this is."""
    assert re.search(r"^## (\S+?)（", read("CHANGELOG.md"), re.MULTILINE)[1] == jxquery.__version__  # type: ignore[index]


def test_the_scores_can_be_renewed() -> None:
    """The marker stands in the README, with a line for each file of questions."""
    found = re.search(r"<!-- 成绩：.*?-->\n```text\n(.*?)```", read("README.md"), re.DOTALL)
    assert found is not None
    named = [line.split()[0] for line in found[1].splitlines()]
    assert named[:5] == ["dev", "developed", "bugs", "heldout", "fresh"]
