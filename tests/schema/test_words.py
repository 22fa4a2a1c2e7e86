"""The words of the language and of the domain, as their files write them."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from jxquery.resources import path


@pytest.mark.parametrize("name", ["chinese", "vocabulary"])
def test_no_line_says_a_word_twice(name: str) -> None:
    """What a word means is said once: a second time on its line it would only hide what is missing."""
    kinds = tomllib.loads((path("schema") / f"{name}.toml").read_text(encoding="utf-8"))
    lines = {f"{kind}.{meaning}": words for kind, of in kinds.items() for meaning, words in of.items()}
    assert lines
    twice = {line: [w for w, n in Counter(words).items() if n > 1] for line, words in lines.items()}
    assert {line: words for line, words in twice.items() if words} == {}
