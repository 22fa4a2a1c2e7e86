"""The lines of chinese.toml that rules ask for by name: a line that is renamed would silence them without a word."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = Path(__file__).parents[2] / "jxquery" / "language"


def _literals(node: ast.AST) -> Iterator[str]:
    """The texts that are not ASCII among what is compared with."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and not part.value.isascii():
            yield part.value


def _asked_for() -> Iterator[tuple[str, str]]:
    """Each text that the value of a sense is compared with, and where."""
    for file in sorted(LANGUAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                left = node.left.func if isinstance(node.left, ast.Call) else node.left
                if isinstance(left, ast.Attribute) and left.attr == "value":
                    yield from ((text, file.name) for other in node.comparators for text in _literals(other))


def test_every_value_that_is_compared_with_is_a_line_of_the_language() -> None:
    """And some are found at all."""
    data = tomllib.loads((resources.path("schema") / "chinese.toml").read_text(encoding="utf-8"))
    lines = {meaning for section in data.values() for meaning in section}
    asked = set(_asked_for())
    assert {"降", "外", "几个"} <= {text for text, _ in asked}
    assert sorted((text, name) for text, name in asked if text not in lines) == []


def test_every_list_of_words_that_is_asked_for_is_there() -> None:
    """`lexicon.kinds` gives nothing for a list that is not there; each is a section, a line of [beside], or a kind."""
    data = tomllib.loads((resources.path("schema") / "chinese.toml").read_text(encoding="utf-8"))
    known = {*data, *data["beside"], "table"}
    asked: set[str] = set()
    for file in LANGUAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("kinds.get"):
                asked |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    assert asked - known == set()
    assert set(data["beside"]) <= asked | {"in_unit", "unit_asked", "unit_of_amount", "of_kinds"}  # asked for in a loop
