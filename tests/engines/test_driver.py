from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from jxquery.engines.driver import USED, driver, interruptible

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "jxquery" / "engines" / "duckdb.py"
ENDLESS = "SELECT count(*) FROM range(1000000) AS a(x), range(1000000) AS b(x) WHERE (a.x * b.x) % 7 = 3"


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
    code = (
        "import os, signal, sys, threading, duckdb\n"
        "from jxquery.engines.driver import interruptible\n"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    with interruptible(), duckdb.connect(config={'threads': 1}) as connection:\n"
        "        connection.execute(sys.argv[1])\n"
        "except KeyboardInterrupt: print('interrupted')\n"
    )
    run = subprocess.run([sys.executable, "-c", code, ENDLESS], capture_output=True, check=True, cwd=ROOT, timeout=60)
    assert run.stdout.strip() == b"interrupted"


def test_other_errors_stay_what_they_are() -> None:
    """Only the driver's word for an interrupt is another."""
    with pytest.raises(RuntimeError, match="else"), interruptible():
        raise RuntimeError("else")
