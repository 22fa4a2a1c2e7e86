from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

_PROGRAM = """
import os, signal, sys, time
import jxquery.cli
from jxquery.__main__ import main

class Odd:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass

def command():
    Odd()
    time.sleep(300)
    return 0

jxquery.cli.main = command
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""


def test_ctrl_c_where_python_cannot_raise_it() -> None:
    """It comes again where it can be raised: the command ends with code 130, soon, and says nothing about Python."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stderr) == (130, "")
