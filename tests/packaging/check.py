"""Build and install the program the three ways it can be installed, and ask it there. Silent when all is well.

A wheel, a source distribution and an editable install each go into a new virtual environment. In each,
`resources.path` must give the same files as the repository has; the installed wheel must answer a question of the
sample from its command. Run by `make test`; takes about a minute and needs pip's package index.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "司法救助 预算多少"
EXPECTED = 31
LIST_FILES = """
import hashlib, json, sys
from jxquery import resources
found = {}
for kind in ("queries", "schema", "sample", "layouts"):
    folder = resources.path(kind)
    files = (p for p in folder.rglob("*") if p.is_file())
    found[kind] = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
json.dump({"package": resources.__file__, "files": found}, sys.stdout)
"""


def main() -> int:
    """Every way in turn; the first that fails is told with all that its commands said."""
    expected = json.loads(_run([sys.executable, "-c", LIST_FILES], cwd=ROOT))["files"]
    with tempfile.TemporaryDirectory(prefix="jxquery-packaging-") as name:
        folder = Path(name)
        _run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder / "wheel"), str(ROOT)])
        _run([sys.executable, "-m", "build", "--sdist", "--outdir", str(folder / "sdist"), str(ROOT)])
        (wheel,) = (folder / "wheel").glob("*.whl")
        (sdist,) = (folder / "sdist").glob("*.tar.gz")
        constraints = ["--constraint", str(ROOT / "constraints.txt")]
        for way, what in {
            "wheel": [*constraints, str(wheel)],
            "sdist": ["--no-deps", str(sdist)],
            "editable": ["--no-deps", "--editable", str(ROOT)],
        }.items():
            python = _environment(folder / f"venv-{way}")
            _run([str(python), "-m", "pip", "install", "--quiet", *what])
            found = json.loads(_run([str(python), "-c", LIST_FILES], cwd=folder))
            in_repository = Path(found["package"]).is_relative_to(ROOT / "jxquery")
            if found["files"] != expected or in_repository != (way == "editable"):
                return _fail(f"{way}: other files than in the repository", json.dumps(found, ensure_ascii=False))
            if way == "wheel":
                answer = _ask(python.with_name("jxquery"), folder)
                numbers = [value for row in answer["rows"] for value in row.values() if isinstance(value, int | float)]
                if answer["status"] != "answered" or EXPECTED not in numbers:
                    return _fail(f"{way}: {QUESTION} is not answered", json.dumps(answer, ensure_ascii=False))
    return 0


def _environment(folder: Path) -> Path:
    """The Python of a new virtual environment."""
    venv.create(folder, with_pip=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _ask(command: Path, home: Path) -> dict[str, list[dict[str, object]]]:
    """The answer that someone gets who has loaded nothing yet."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("JXQUERY", "XDG", "PYTHON"))}
    environ |= {"HOME": str(home), "LOCALAPPDATA": str(home)}
    answer: dict[str, list[dict[str, object]]] = json.loads(
        _run([str(command), "ask", QUESTION, "--format", "json"], cwd=home, environ=environ)
    )
    return answer


def _run(command: list[str], *, cwd: Path | None = None, environ: dict[str, str] | None = None) -> str:
    """What the command prints. When it fails, so does this script, with all that it said."""
    quiet = {**(os.environ if environ is None else environ), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, cwd=cwd, env=quiet, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(_fail(" ".join(command), done.stdout + done.stderr))
    return done.stdout


def _fail(what: str, said: str) -> int:
    sys.stderr.write(f"packaging failed: {what}\n{said}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
