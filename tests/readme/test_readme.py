"""Every example of the README is run as it stands there; UPDATE_GOLDEN=1 writes the answers anew.

An example is a ```console block: a line `$ command`, and what it prints, both streams in their order. `…` stands for
anything, also for several lines; neither an answer with `…` nor what a broken program prints is ever written.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"\d+(?:\.\d+)? (?:毫秒|秒)")
ANYTHING = "…"
BROKEN = ("Traceback (most recent call last)", "程序内部出错")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the examples are written for a POSIX shell")


class Shell:
    """Where the README's reader sits: a checkout, the command, and a home that holds no data."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder / "checkout"
        shutil.copytree(ROOT / "data", self.folder / "data")
        command = folder / "bin" / "jxquery"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jxquery "$@"\n')
        command.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JXQUERY")}
        path = os.pathsep.join((str(command.parent), os.environ["PATH"]))
        self.environ = kept | environ | {"PATH": path, "PYTHONPATH": str(ROOT)}

    def run(self, command: str) -> str:
        """What the command prints, on both streams."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.stdout


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Shell:
    """One for the whole README: what an example loads is there in the next."""
    return Shell(tmp_path_factory.mktemp("readme"), environ)


def examples(block: str) -> list[tuple[str, str]]:
    """The commands of a block with what stands below each."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    assert not parts[0], f"a console block begins with a command, not with {parts[0]!r}"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def same(expected: str, found: str) -> bool:
    """Whether they are alike but for times, and for what the README leaves out."""
    pattern = ".*?".join(re.escape(part) for part in TIME.sub("0 秒", expected).split(ANYTHING))
    return re.fullmatch(pattern, TIME.sub("0 秒", found), re.DOTALL) is not None


def test_examples_hold(shell: Shell) -> None:
    """Each prints what the README says; all that do not are told at once."""
    text = README.read_text("utf-8")
    failures: list[str] = []

    def ran(block: re.Match[str]) -> str:
        new = ""
        for command, expected in examples(block[0]):
            found = shell.run(command)
            if not same(expected, found):
                failures.append(f"$ {command}\n--- README\n{expected}--- now\n{found}")
            kept = ANYTHING in expected or any(word in found for word in BROKEN)
            new += f"$ {command}\n" + (expected if kept else found)
        return new

    renewed = BLOCK.sub(ran, text)
    assert renewed.count("\n$ ") >= 20, "where have the examples gone?"
    if os.environ.get("UPDATE_GOLDEN"):
        README.write_text(renewed, encoding="utf-8")
        failures = [failure for failure in failures if any(word in failure for word in (ANYTHING, *BROKEN))]
    assert not failures, f"{len(failures)} examples no longer hold:\n" + "\n".join(failures)


@pytest.mark.parametrize(
    ("expected", "found", "alike"),
    [
        ("甲\n", "甲\n", True),
        ("甲\n", "乙\n", False),
        ("甲\n", "甲\n乙\n", False),
        ("6 毫秒\n", "12 毫秒\n", True),
        ("甲\n…\n丁\n", "甲\n乙\n丙\n丁\n", True),
        ("甲\n…\n丁\n", "甲\n乙\n丙\n", False),
        ('{"a": 1, …}\n', '{"a": 1, "b": 2}\n', True),
        ('{"a": 1, …}\n', '{"a": 2, "b": 2}\n', False),
    ],
)
def test_an_example_that_no_longer_holds_is_seen(expected: str, found: str, *, alike: bool) -> None:
    """Only times and what is left out may differ."""
    assert same(expected, found) == alike


def test_the_python_example(shell: Shell) -> None:
    """It runs, and prints the row that it asks for."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    found = shell.run(f"'{sys.executable}' -c {shlex.quote(code)}")
    assert found.startswith("(('2024年司法救助项目-2024中央',"), found
