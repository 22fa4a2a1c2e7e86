from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_states_the_figures() -> None:
    """What the last full run saw stands in the README, line by line, as its file has it."""
    figures = json.loads((ROOT / "docs" / "torture.json").read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    assert figures
    for name, seen in figures.items():
        assert f"| {name} | {seen} |" in readme
