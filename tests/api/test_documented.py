"""docs/api.md is run as it stands there."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_FILE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_its_examples_hold(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> None:
    """Every line gives what stands below it."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("JXQUERY_DB", raising=False)
    # A fence ends an example as an empty line does.
    text = _FILE.read_text("utf-8").replace("\n```\n", "\n\n")
    test = doctest.DocTestParser().get_doctest(text, {}, "api.md", str(_FILE), 0)
    assert len(test.examples) >= 20
    said: list[str] = []
    doctest.DocTestRunner().run(test, out=said.append)
    assert not said, "".join(said)
