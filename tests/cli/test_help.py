"""What every command says of itself, and the code and words of every kind of failure, as golden files."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import pytest

from jxquery.cli import parser
from jxquery.outcome import ExitCode
from tests.golden_files import assert_golden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Run

_FAILURES = (
    "ask 司法救助 预算多少", "ask", "ask 司法救助 执行率", "ask 服务对象满意度", "ask x --db missing", "ask 慢",
    "sql DROP", "load bad.txt", "ask x --limit 0", "ask x --format xlsx", "ask x -o a.pdf", "sql x --param", "export",
)  # fmt: skip


def _commands(command: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, command
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from _commands(below, f"{name} {word}")


_ALL = dict(_commands(parser(), "jxquery"))


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="argparse lays its help out otherwise since then")
@pytest.mark.parametrize("name", _ALL)
def test_help(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The help of each command, as wide as a page."""
    monkeypatch.setenv("COLUMNS", "100")
    text = _ALL[name].format_help()
    assert text.count("\n  jxquery") == 2, "two examples"
    assert_golden(f"help/{name.replace(' ', '_')}.txt", text)


def test_failures_have_their_words_and_codes(run: Callable[..., Run]) -> None:
    """Each kind of failure: its code, nothing on standard output, and on standard error what to do."""
    told = ""
    for line in _FAILURES:
        got = run(*line.split())
        assert (got.out == "") == (got.code != ExitCode.ANSWERED)
        told += f"$ jxquery {line}\n{got.err}[{got.code}]\n"
    assert_golden("cli/failures.txt", told)
