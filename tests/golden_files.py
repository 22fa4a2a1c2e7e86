"""Small files of expected output in tests/golden; UPDATE_GOLDEN=1 writes them anew, and the diff is then read."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """The text is the file's, byte for byte."""
    file = _FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode())
    assert text.encode().decode() == file.read_bytes().decode(), f"differs from tests/golden/{name}"
