"""Ctrl-C while a statement runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jxquery.engines.interrupts import as_ctrl_c

ROOT = Path(__file__).parents[2]
ENDLESS = "SELECT count(*) FROM range(1000000) AS a(x), range(1000000) AS b(x) WHERE (a.x * b.x) % 7 = 3"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_is_ctrl_c(threads: int) -> None:
    """Ctrl-C stops a statement that the main thread waits for, also while another thread does all the work."""
    code = (
        "import os, signal, sys, threading, duckdb\n"
        "from jxquery.engines.interrupts import interruptible\n"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n"
        "    with interruptible(duckdb.connect(config={'threads': int(sys.argv[2])})) as connection:\n"
        "        connection.execute(sys.argv[1])\n"
        "except KeyboardInterrupt: print('interrupted')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, ENDLESS, str(threads)], capture_output=True, check=True, cwd=ROOT, timeout=60
    )
    assert run.stdout.strip() == b"interrupted"


def test_other_errors_stay_what_they_are() -> None:
    """Only the driver's word for an interrupt is another."""
    with pytest.raises(RuntimeError, match="else"), as_ctrl_c():
        raise RuntimeError("else")
