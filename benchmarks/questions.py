"""How long the questions of the files take on the sample, in a process that is warm, and 5,000 characters of anything.

    python -m benchmarks.questions [questions|JUNK-NAME]

prints where the time of the questions, or of one kind of junk, goes. The questions are those of dev.jsonl and
developed.jsonl that stand alone; the peer is DuckDB with the finished SQL of the same answers.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from benchmarks.measure import CLOCK, Figure, milliseconds, percentile
from jxquery.language.reading import LONGEST
from jxquery.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from jxquery.types import Answer

ROOT = Path(__file__).parents[1]
FILES = ("dev.jsonl", "developed.jsonl")
LENGTH = 5000
P50_MS, P95_MS, JUNK_MS = 3.0, 8.0, 1000.0
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


def figures(workspace: Workspace, peer: duckdb.DuckDBPyConnection, rounds: int = 3) -> Iterator[Figure]:
    """Times of all questions, of DuckDB with the SQL of their answers, and the longest that any junk took."""
    asked = questions()
    answers = {question: workspace.ask(question) for question in asked}
    times: list[float] = []
    ours: list[float] = []
    direct: list[float] = []
    for _ in range(rounds):  # a round of ours, a round of the peer's: each finds the processor as it left it
        workspace._taken.current().ground.desk.found.clear()  # noqa: SLF001 - what the last round found
        for question, answer in answers.items():
            took = milliseconds(lambda q=question: workspace.ask(q))  # type: ignore[misc]
            times.append(took)
            ours += [took] if answer.status == "answered" else []
        answered = (answer for answer in answers.values() if answer.status == "answered")
        direct += (milliseconds(lambda a=answer: _direct(peer, a)) for answer in answered)  # type: ignore[misc]
    name = f"{len(asked)} 题，全部"
    yield Figure("示例", f"{name}，p50", 0, percentile(times, 50), goal=P50_MS)
    yield Figure("示例", f"{name}，p95", 0, percentile(times, 95), goal=P95_MS)
    peer_name = "DuckDB 只运行 SQL"
    yield Figure("示例", "答出的题，p50", 0, percentile(ours, 50), "ms", percentile(direct, 50), peer_name)
    longest = max(_asked(workspace, text) for text in junk(names(workspace)).values())
    yield Figure("示例", f"{LENGTH} 个乱写的字，最慢的一种", 0, longest, goal=JUNK_MS)


def _direct(peer: duckdb.DuckDBPyConnection, answer: Answer) -> None:
    peer.execute(answer.sql, dict(answer.params)).fetchall()


def _asked(workspace: Workspace, text: str) -> float:
    """The time that a text takes, or what it was given up after."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(GIVEN_UP_SECONDS)
    started = CLOCK.now()
    try:
        workspace.ask(text)
    except GivenUpError:
        return GIVEN_UP_SECONDS * 1000
    finally:
        signal.alarm(0)
    return (CLOCK.now() - started) * 1000


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
    """Print where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("profile", nargs="?", default="questions", help="“questions”, or the name of one kind of junk")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "none", environ=os.environ) as opened:
        opened.ask("预算")
        asked = questions() if given.profile == "questions" else [junk(names(opened))[given.profile][:LONGEST]]
        _profiled(lambda: [opened.ask(question) for question in asked])
    return 0


if __name__ == "__main__":
    sys.exit(main())
