"""How long a question takes in a process that is warm, and how long 5,000 characters of anything.

Longer questions than `LONGEST` are refused unread, so the junk is asked cut to that length too.

    python -m benchmarks.questions [--rounds N] [--json OUT.json] [--profile QUESTIONS|JUNK-NAME]

The questions are those of dev.jsonl and developed.jsonl that stand alone, asked of the sample. Times are in
milliseconds and drift with the machine; the ratio is to DuckDB, which runs the finished SQL of the same answers in the
same run. `--profile` prints where the time of the questions, or of one kind of junk, goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from jxquery.language.reading import LONGEST
from jxquery.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import FrameType

    from jxquery.types import Answer

ROOT = Path(__file__).parents[1]
FILES = ("dev.jsonl", "developed.jsonl")
LENGTH = 5000
P95_MS, JUNK_MS = 10.0, 1000.0
"""What is aimed at: of a question, and of 5,000 characters."""
GIVEN_UP_SECONDS = 30


class GivenUpError(Exception):
    """A question took longer than is worth waiting for."""


def questions() -> list[str]:
    """The questions of the files that stand alone."""
    lines = (line for name in FILES for line in (ROOT / "tests/questions" / name).read_text("utf-8").split("\n"))
    entries = [json.loads(line) for line in lines if line]
    return [entry["question"] for entry in entries if "question" in entry]


def names(workspace: Workspace) -> list[str]:
    """What the data has names for, as far as they can be completed."""
    return sorted({c.text for begun in ("检", "司", "人", "满", "项", "预", "质") for c in workspace.complete(begun)})


def junk(words: Sequence[str]) -> dict[str, str]:
    """Texts of 5,000 characters, by what they are made of. `words` are the names of the data."""
    rng = random.Random(5000)  # noqa: S311 — the same every time
    asked = questions()

    def endless(pieces: Callable[[], str]) -> str:
        text = ""
        while len(text) < LENGTH:
            text += pieces()
        return text[:LENGTH]

    return {
        "random hanzi": endless(lambda: chr(rng.randint(0x4E00, 0x9FA5))),
        "one character": endless(lambda: "的"),
        "one unknown character": endless(lambda: "龘"),
        "a word again and again": endless(lambda: "预算"),
        "a name again and again": endless(lambda: "司法救助"),
        "a list of names": endless(lambda: rng.choice(words) + "、"),
        "names without a pause": endless(lambda: rng.choice(words)),
        "parts of names": endless(lambda: rng.choice(words)[: rng.randint(1, 4)]),
        "questions": endless(lambda: rng.choice(asked) + "，"),
        "digits": endless(lambda: rng.choice("0123456789")),
        "numbers with units": endless(lambda: f"{rng.randint(1, 99)}{rng.choice(('万', '%', '年', '个'))}"),
        "hanzi numerals": endless(lambda: rng.choice("一二三四五六七八九十百千万亿零两半")),
        "brackets": endless(lambda: rng.choice("()（）[]【】「」")),
        "open brackets": endless(lambda: "（"),
        "signs": endless(lambda: rng.choice("≥≤<>=%‰.,;:!?-~'\"#*/\\$&")),
        "latin": endless(lambda: rng.choice("abcdefghijklmnopqrstuvwxyz")),
        "latin words": endless(lambda: "".join(rng.choice("abcdefghij") for _ in range(rng.randint(2, 9))) + " "),
        "pinyin": endless(lambda: rng.choice(("sifajiuzhu", "yusuan", "manyidu", "sfjz"))),
        "blanks": endless(lambda: rng.choice(" \t\u3000")),
        "emoji": endless(lambda: rng.choice("😀🎉👍🏽🇨🇳")),
    }


def milliseconds(run: Callable[[], object]) -> float:
    """How long it takes; what cannot be waited for counts as `GIVEN_UP_SECONDS`."""
    started = time.perf_counter()
    try:
        run()
    except GivenUpError:
        return GIVEN_UP_SECONDS * 1000
    return (time.perf_counter() - started) * 1000


def spread(times: Sequence[float]) -> dict[str, float]:
    """The middle and the slow end."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2), "max": round(max(times), 2)}


def of_questions(workspace: Workspace, peer: duckdb.DuckDBPyConnection, rounds: int) -> dict[str, Any]:
    """Times of all questions, and of DuckDB with the SQL of their answers."""
    asked = questions()
    answers = {question: workspace.ask(question) for question in asked}
    times: dict[str, list[float]] = {question: [] for question in asked}
    direct: list[float] = []
    ours: list[float] = []
    for _ in range(rounds):
        for question, answer in answers.items():
            took = milliseconds(lambda q=question: workspace.ask(q))  # type: ignore[misc]
            times[question].append(took)
            if answer.status == "answered":
                ours.append(took)
                direct.append(milliseconds(lambda a=answer: _direct(peer, a)))  # type: ignore[misc]
    slow = sorted(asked, key=lambda question: -statistics.median(times[question]))[:8]
    return {
        "questions": len(answers),
        "rounds": rounds,
        "all": spread([t for found in times.values() for t in found]),
        "refused": spread([t for q, found in times.items() if answers[q].status == "not_understood" for t in found]),
        "answered": spread(ours),
        "duckdb alone": spread(direct),
        "ratio of medians": round(statistics.median(ours) / statistics.median(direct), 1),
        "slowest": {question: round(statistics.median(times[question]), 1) for question in slow},
    }


def of_junk(workspace: Workspace, texts: Mapping[str, str]) -> dict[str, Any]:
    """The time of each text and what became of it."""
    found = {}
    for name, text in texts.items():
        answers: list[Answer] = []
        took = milliseconds(lambda t=text, a=answers: a.append(workspace.ask(t)))  # type: ignore[misc]
        found[name] = {"ms": round(took, 1), "status": answers[0].status if answers else "given up"}
    return found


def _direct(peer: duckdb.DuckDBPyConnection, answer: Answer) -> None:
    peer.execute(answer.sql, dict(answer.params)).fetchall()


def _table(found: Mapping[str, Any]) -> Iterable[str]:
    asked = found["questions"]
    yield f"{asked['questions']} questions, {asked['rounds']} rounds, warm, ms         p50     p95     max"
    for name in ("all", "answered", "refused", "duckdb alone"):
        times = asked[name]
        yield f"  {name:44}{times['p50']:8.2f}{times['p95']:8.2f}{times['max']:8.2f}"
    yield f"  times DuckDB alone (medians)                {asked['ratio of medians']:8.1f}"
    yield f"  p95 within {P95_MS:.0f} ms: {'yes' if asked['all']['p95'] <= P95_MS else 'no'}; the slowest:"
    yield from (f"    {took:7.1f}  {question}" for question, took in asked["slowest"].items())
    for size, kinds in found["junk"].items():
        yield f"{size} characters of …, ms"
        for name, one in kinds.items():
            yield f"  {name:28}{one['ms']:10.1f}  {one['status']}{'' if one['ms'] <= JUNK_MS else '  TOO LONG'}"


def _profiled(run: Callable[[], object]) -> None:
    profile = cProfile.Profile()
    profile.enable()
    milliseconds(run)
    profile.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile).strip_dirs().sort_stats(order).print_stats(30)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise GivenUpError


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the times to this file")
    parser.add_argument("--profile", help="“questions”, or the name of one kind of junk")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "none", environ=os.environ) as opened:
        texts = junk(names(opened))
        opened.ask("预算")
        if arguments.profile == "questions":
            _profiled(lambda: [opened.ask(question) for question in questions()])
            return 0
        signal.signal(signal.SIGALRM, _give_up)
        if arguments.profile:
            signal.alarm(GIVEN_UP_SECONDS)
            _profiled(lambda: opened.ask(texts[arguments.profile][:LONGEST]))
            return 0
        copy = Path(folder) / "sample.duckdb"
        shutil.copyfile(opened._current().generation.path, copy)  # noqa: SLF001 — the peer needs a file of its own
        with duckdb.connect(str(copy), read_only=True, config={"threads": "2"}) as peer:
            found = {
                "questions": of_questions(opened, peer, arguments.rounds),
                "junk": {str(size): _limited(opened, texts, size) for size in (LONGEST, LENGTH)},
            }
    sys.stdout.write("\n".join(_table(found)) + "\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _limited(workspace: Workspace, texts: Mapping[str, str], size: int) -> dict[str, Any]:
    """Each kind of junk, cut to a size, with an end to waiting."""
    found: dict[str, Any] = {}
    for name, text in texts.items():
        signal.alarm(GIVEN_UP_SECONDS)
        found |= of_junk(workspace, {name: text[:size]})
        signal.alarm(0)
    return found


if __name__ == "__main__":
    sys.exit(main())
