"""What the processes run that are killed, starved and interrupted. Run as `python -m tests.torture.programs`."""

from __future__ import annotations

import sys
from pathlib import Path

from jxquery.errors import JxqueryError
from jxquery.store import Store
from jxquery.workspace import Workspace
from tests.store.documents import NOW, schema, small

TARGETS = 2000


def load(folder: str, first: str, count: str) -> None:
    """Publish so many generations with a project more each; every one is told when it is done."""
    store = Store(Path(folder), schema())
    print("go", flush=True)
    for n in range(int(first), int(first) + int(count)):
        store.publish([small(f"第{n}个", targets=TARGETS)], now=NOW)
        print(n, flush=True)


def read(folder: str, stop: str) -> None:
    """Ask until the file `stop` is there, and once more; prints when it has begun, and what it saw.

    Every project costs 10, so sum, sources and rows must tell one number.
    """
    asked = 0
    seen = set()
    with Workspace.open(Path(folder), environ={"HOME": folder}) as workspace:
        stopped = False
        while not stopped:
            stopped = Path(stop).exists()
            answer = workspace.ask("预算合计")
            total = int(str(answer.rows[0][0]).partition(".")[0])
            if answer.status != "answered" or total != 10 * answer.sources_total:
                print("mixed", total, answer.sources_total, flush=True)
                sys.exit(1)
            if not asked:
                print("begun", flush=True)
            asked += 1
            seen.add(total)
    print(asked, len(seen), flush=True)


def starved(folder: str, room: str) -> None:
    """Publish where no file can grow beyond so many bytes; prints the error."""
    import resource

    store = Store(Path(folder), schema())
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
    try:
        store.publish([small("多", targets=20000)], now=NOW)
    except JxqueryError as error:
        print(type(error).__name__, error, flush=True)


def read_only(folder: str) -> None:
    """Ask and publish where nothing can be written; prints what came of both."""
    with Workspace.open(Path(folder), environ={"HOME": folder}) as workspace:
        print(workspace.ask("预算合计").status, flush=True)
    try:
        Store(Path(folder), schema()).publish([small("新")], now=NOW)
    except JxqueryError as error:
        print(type(error).__name__, error, flush=True)


def shut(folder: str, names: str) -> None:
    """Ask and publish while nobody may read one of the files, or the folder itself; prints a line for each."""
    for name in names.split(","):
        file = Path(folder) / name
        mode = file.stat().st_mode
        file.chmod(0)
        try:
            with Workspace.open(Path(folder), environ={"HOME": folder}) as workspace:
                workspace.ask("预算合计")
            print(name, "answered", flush=True)
        except JxqueryError as error:
            print(name, type(error).__name__, str(error).replace("\n", " "), flush=True)
        finally:
            file.chmod(mode)


def damaged(path: str, seed: str, count: str) -> None:
    """Ask of copies that have a block of other bytes somewhere; prints how many answered and how many were refused."""
    import random

    rng = random.Random(int(seed))
    whole = Path(path).read_bytes()
    answered = refused = 0
    for n in range(int(count)):
        folder = Path(path).parent / f"damaged-{seed}-{n}"
        folder.mkdir()
        content = bytearray(whole)
        if n:  # the first stays whole, to see that it answers
            at, length = rng.randrange(len(content)), rng.choice((1, 100, 5000))
            content[at : at + length] = rng.randbytes(len(content[at : at + length]))
        if n and rng.random() < 0.2:
            content = content[: rng.randrange(len(content))]
        (folder / "gen-000001.duckdb").write_bytes(content)
        (folder / "CURRENT").write_text("gen-000001.duckdb\n")
        try:
            with Workspace.open(folder, environ={"HOME": str(folder)}) as workspace:
                workspace.ask("预算合计")
                workspace.sql('SELECT count(DISTINCT "三级指标"), sum("目标值") FROM "指标"')
            answered += 1
        except JxqueryError:
            if not n:
                raise
            refused += 1
    print(answered, refused, flush=True)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
