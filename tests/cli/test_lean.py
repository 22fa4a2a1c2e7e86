"""What the command line leaves out, nobody else misses."""

from __future__ import annotations

import platform
import subprocess
import sys

_ASK = (
    "import sys; sys.argv = ['jxquery', 'ask', '预算合计', '--format', 'csv']; from jxquery.cli import main; "
    "assert main() == 0"
)


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout


def test_a_question_does_without_the_old_typing_library() -> None:
    """The answer is the same with it and without it, and afterwards it can be imported like any other."""
    with_it = _run(f"import typing_extensions, msgspec; {_ASK}")
    without = _run(f"{_ASK}; print('typing_extensions' in sys.modules); import typing_extensions")
    assert without == f"{with_it}False\n"


def test_a_library_leaves_others_alone() -> None:
    """Who imports jxquery gets msgspec as it is for everybody."""
    assert _run("import sys, jxquery, msgspec; print('jxquery.lean' in sys.modules)") == "False\n"


def test_a_question_imports_only_what_reads() -> None:
    """Nothing that loads, checks or draws, and no SQL parser, once the program has been started before."""
    _run(_ASK)
    heavy = {
        "tomllib",
        "sqlglot",
        "subprocess",
        "inspect",
        "jxquery.store.plan",
        "jxquery.store.bulk",
        "jxquery.documents",
    }
    assert _run(f"{_ASK}; print(sorted(set(sys.modules) & {heavy}))").splitlines()[-1] == "[]"


def test_what_is_left_for_later_is_there_when_it_is_used() -> None:
    """A question runs none of it, and afterwards msgspec encodes, and `platform` and `uuid` are Python's own."""
    later = "'msgspec._json_schema' in sys.modules, 'platform' in sys.modules"
    used = (
        "import msgspec, platform, uuid; print(msgspec.json.encode([1]), platform.system(), uuid.UUID(int=1).version)"
    )
    said = _run(f"{_ASK}; print({later}); {used}")
    assert said == f"{_run(_ASK)}False False\nb'[1]' {platform.system()} None\n"


def test_a_process_that_has_them_keeps_them() -> None:
    """Where they were imported before, the same are there afterwards, and the answer is the same."""
    before = "import sys, platform, uuid, msgspec.json, typing_extensions; before = dict(sys.modules)"
    names = "('platform', 'uuid', 'msgspec.json', 'typing_extensions')"
    said = _run(f"{before}; {_ASK}; print(all(sys.modules[name] is before[name] for name in {names}))")
    assert said == f"{_run(_ASK)}True\n"
