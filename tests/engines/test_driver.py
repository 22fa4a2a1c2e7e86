from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from jxquery.engines.driver import USED, driver

ENGINES = Path(__file__).parents[2] / "jxquery" / "engines"


def test_the_c_module_is_enough() -> None:
    """What is used of the package is in the C module, and is the very same."""
    assert driver().__name__ == "_duckdb"
    assert all(getattr(driver(), name) is getattr(duckdb, name) for name in USED if name != "connect")


@pytest.mark.skipif(not hasattr(sys, "getdlopenflags"), reason="Windows loads in one way only")
def test_other_libraries_are_loaded_as_ever() -> None:
    """Only this one is bound as it is called, in a process that has not loaded it yet."""
    code = (
        "import sys; before = sys.getdlopenflags(); seen = []\n"
        "class Noting:\n"
        "    def find_spec(name, *_): seen.append((name, sys.getdlopenflags()))\n"
        "sys.meta_path.insert(0, Noting)\n"
        "from jxquery.engines.driver import duckdb\n"
        "print(dict(seen)['_duckdb'] == before, sys.getdlopenflags() == before, duckdb.__name__)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert said == "False True _duckdb\n"


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
    text = "".join((ENGINES / name).read_text("utf-8") for name in ("duckdb.py", "instances.py", "suited.py"))
    names = {part.split("(")[0].split(")")[0].split()[0] for part in text.replace("|", " ").split("duckdb.")[1:]}
    taken = {name.strip(",:\"'`]") for name in names} - {"import", "py"}
    assert {name for name in taken if name[0].isupper() or name == "connect"} <= set(USED)
