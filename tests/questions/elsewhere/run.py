"""Ask questions of the sample of other documents, and print how many are answered right.

    python -m tests.questions.elsewhere.run SEED… [--questions FILE.jsonl…] [--failures]

Each seed makes a document of another unit (see words.toml), loads it into a folder of its own, rewrites the questions
for it and scores the answers as `score.py` does. Without --questions these are dev.jsonl and developed.src.jsonl.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.outcome import attempt
from jxquery.render.contract import json_line
from jxquery.workspace import Workspace
from tests.language.asking import score
from tests.questions.elsewhere.document import Other, Truth, other, sample
from tests.questions.elsewhere.mapping import elsewhere
from tests.questions.elsewhere.questions import Asked, Asking
from tests.questions.make_questions import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import duckdb

    from jxquery.types import Answer, Query
    from tests.questions.elsewhere.questions import Entry

FOLDER = Path(__file__).parents[1]
SOURCES = (FOLDER / "dev.jsonl", FOLDER / "developed.src.jsonl")


@dataclass(frozen=True)
class Result:
    """What became of one question or turn; `said` is the restatement, or why there is none."""

    id: str
    question: str
    result: str
    why: str | None
    said: str


def made(seed: int, folder: Path, sources: Sequence[Path] = SOURCES) -> tuple[Other, Asked]:
    """The document of a seed, and the questions that were rewritten for it."""
    words = elsewhere(seed)
    there = other(words)
    asking = Asking(words, sample(), there.truth, _database(there.truth, folder))
    asked = Asked()
    for source in sources:
        found = asking.ask(source)
        asked.entries += found.entries
        asked.dropped += found.dropped
        asked.left_out += found.left_out
    return there, asked


def opened(there: Other, folder: Path) -> Workspace:
    """The document, loaded; the caller closes it."""
    document = folder / f"{there.truth['项目'][0]['单位名称']}-绩效目标表.txt"
    document.write_text(there.text, encoding="utf-8")
    workspace = Workspace.open(folder / "data", environ={})
    workspace.load([document], now=datetime(2026, 11, 23, tzinfo=UTC))
    return workspace


def scored(workspace: Workspace, entries: Iterable[Entry]) -> Iterator[Result]:
    """Each question asked, each turn after the one before."""
    outcome = score().outcome
    for entry in entries:
        previous: Query | None = None
        turns = entry.get("turns", [entry])
        for n, turn in enumerate(turns, 1):
            found: list[Query | None] = [None]

            def ask(question: str, before: Query | None = previous, found: list[Query | None] = found) -> Answer:
                answer, found[0] = workspace.turn(question, before)
                return answer

            answer, _ = attempt(turn["question"], ask)
            previous = found[0] or previous
            result, why = outcome(turn["expect"], json.loads(json_line(answer)))
            name = f"{entry['id']}.{n}" if "turns" in entry else entry["id"]
            yield Result(name, turn["question"], result, why, answer.interpretation or answer.error or "")


def _database(truth: Truth, folder: Path) -> duckdb.DuckDBPyConnection:
    path = folder / "truth.json"
    path.write_text(json.dumps(truth, ensure_ascii=False, default=float), encoding="utf-8")
    return load(path)


def main() -> int:
    """Print a line for each seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="+", type=int)
    parser.add_argument("--questions", nargs="+", type=Path, default=SOURCES)
    parser.add_argument("--failures", action="store_true", help="print each question that is not right")
    arguments = parser.parse_args()
    for seed in arguments.seeds:
        with tempfile.TemporaryDirectory() as name:
            there, asked = made(seed, Path(name), arguments.questions)
            with opened(there, Path(name)) as workspace:
                results = list(scored(workspace, asked.entries))
        counts = Counter(r.result for r in results)
        share = 100 * counts["right"] / len(results)
        unit = there.truth["项目"][0]["单位名称"]
        sys.stdout.write(
            f"{seed} {unit} {len(results)}  right {counts['right']} ({share:.1f}%)  refused {counts['refused']}"
            f"  wrong {counts['wrong']}  left out {sum(asked.dropped.values())}\n"
        )
        if arguments.failures:
            for r in results:
                if r.result != "right":
                    sys.stdout.write(
                        f"  {r.result:8} {r.id} {r.question} -> {r.why}  | {r.said.partition(chr(10))[0]}\n"
                    )
            for name, why in asked.left_out:
                sys.stdout.write(f"  left out {name} {why}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
