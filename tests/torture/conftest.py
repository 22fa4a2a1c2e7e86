"""How much is done: `make test` does a little of everything, `make torture` much more, and notes what it saw."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

# 1 is the short form, 20 the full one.
SIZE = int(os.environ.get("TORTURE_SIZE", "1"))


@pytest.fixture(scope="session")
def size() -> int:
    """How many times as much as in the short form."""
    return SIZE


@pytest.fixture(scope="session")
def figures() -> Iterator[dict[str, object]]:
    """What was seen, by name; written to the file that TORTURE_FIGURES names."""
    seen: dict[str, object] = {}
    yield seen
    if name := os.environ.get("TORTURE_FIGURES"):
        when = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC"
        machine = f"{platform.system()}，{os.cpu_count()} 核，Python {platform.python_version()}"
        noted = {"时间": when, "机器": machine, **seen}
        Path(name).write_text(json.dumps(noted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
