from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from jxquery.engines.driver import USED, driver, interruptible

ENGINE = Path(__file__).parents[2] / "jxquery" / "engines" / "duckdb.py"


def test_the_c_module_is_enough() -> None:
    """What is used of the package is in the C module, and is the very same."""
    assert driver().__name__ == "_duckdb"
    assert all(getattr(driver(), name) is getattr(duckdb, name) for name in USED if name != "connect")


@pytest.mark.parametrize("lacking", [None, *USED])
def test_without_it_the_package_serves(lacking: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the private module is gone or lacks anything that is used, the public package takes its place."""
    other = ModuleType("_duckdb")
    for name in USED:
        if name != lacking:
            setattr(other, name, None)
    monkeypatch.setitem(sys.modules, "_duckdb", None if lacking is None else other)
    assert driver() is duckdb


def test_nothing_else_is_used() -> None:
    """Every name that the engine takes from the driver is one that the door looks for."""
    text = ENGINE.read_text("utf-8")
    names = {part.split("(")[0].split(")")[0].split()[0] for part in text.replace("|", " ").split("duckdb.")[1:]}
    taken = {name.strip(",:\"'`]") for name in names} - {"import", "py"}
    assert {name for name in taken if name[0].isupper() or name == "connect"} <= set(USED)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_is_ctrl_c() -> None:
    """Who interrupts a statement that runs on the main thread gets `KeyboardInterrupt`, not the driver's own error."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    stop = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    stop.start()
    try:
        with pytest.raises(KeyboardInterrupt), interruptible(), duckdb.connect() as connection:
            connection.execute("SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range % 7 = 3")
    finally:
        stop.join()
        signal.signal(signal.SIGINT, before)
    with pytest.raises(RuntimeError, match="else"), interruptible():
        raise RuntimeError("else")
