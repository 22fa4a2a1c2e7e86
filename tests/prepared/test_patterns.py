"""Patterns whose code is kept are those that `re` compiles, and where the private way fails `re` does it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

import jxquery.render.contract
import jxquery.workspace  # noqa: F401 - with these come the patterns of the program
from jxquery import patterns
from jxquery.frozen import frozen_text, thawed

YEAR = "(?P<year>[二两][〇零]二[一二三四])年|[<≤](\\d+)"
TEXTS = ("二〇二四年", "预算≤30", "没有")


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is kept before a test or after it."""
    monkeypatch.setattr(patterns, "_kept", {})
    monkeypatch.setattr(patterns, "_texts", dict(patterns._texts))
    return


def _groups(pattern: re.Pattern[str]) -> list[tuple[object, ...]]:
    return [(m.span(), m.groups(), m.groupdict(), m.lastgroup) for t in TEXTS for m in pattern.finditer(t)]


def test_the_code_of_every_pattern_is_that_of_re() -> None:
    """This Python gives it away, and what is read back from the cache makes the same patterns."""
    codes = patterns.codes()
    assert {code.text for code in codes} == set(patterns._texts)
    again = thawed(frozen_text(codes).encode().decode(), (patterns.Code,))
    assert again == codes
    for code in codes:
        assert patterns._run(code) == re.compile(code.text)


def test_what_is_kept_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern whose code is kept is not compiled again, and finds the same, with the same groups."""
    found = _groups(re.compile(YEAR))
    pattern = patterns.regex(YEAR)
    patterns.keep(patterns.codes())
    monkeypatch.setattr(patterns, "re", None)
    assert _groups(pattern) == found
    assert len(found) == 2
    assert pattern.pattern == YEAR


@pytest.mark.parametrize("lacking", ["_sre", "re._compiler", "re._parser"])
def test_without_the_private_modules_re_serves(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No code is given away, or what is kept cannot be run: the pattern works all the same."""
    pattern = patterns.regex(YEAR)
    patterns.keep(patterns.codes())
    monkeypatch.setitem(sys.modules, lacking, None)
    assert patterns.codes() == ()
    assert _groups(pattern) == _groups(re.compile(YEAR))


@pytest.mark.parametrize("numbers", ["", "630000006300000063000000", "0100", "无"])
def test_damaged_code_is_not_run(numbers: str) -> None:
    """`re` compiles it anew."""
    pattern = patterns.regex(YEAR)
    patterns.keep(replace(code, numbers=numbers) for code in patterns.codes())
    assert _groups(pattern) == _groups(re.compile(YEAR))


def test_a_second_start_compiles_nothing() -> None:
    """What a question with numbers needs was kept by the start before it."""
    code = (
        "import sys, jxquery.patterns as p; made = []; one = p.re.compile\n"
        "class Noting:\n    compile = staticmethod(lambda text: made.append(text) or one(text))\n"
        "p.re = Noting; sys.argv = ['jxquery', 'ask', '2024年预算超过30万的项目', '--format', 'json']\n"
        "from jxquery.cli import main; main(); print(made)"
    )
    for _ in range(2):
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert said.splitlines()[-1] == "[]"
