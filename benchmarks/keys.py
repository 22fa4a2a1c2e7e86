"""How long a key takes: the colours of the line and what may complete it, beside prompt_toolkit's own word completer.

    python -m benchmarks.keys [--json OUT.json]

Every question of dev.jsonl that stands alone is typed character by character on the sample. Times are in milliseconds
and drift with the machine; the ratio is to `WordCompleter`, which finds the same words in the middle of a line by
their letters alone, in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prompt_toolkit.completion import CompleteEvent, WordCompleter
from prompt_toolkit.document import Document

from benchmarks.questions import milliseconds, questions, spread
from jxquery.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL_MS = 30.0


def typed() -> list[str]:
    """Every beginning of every question."""
    return [question[:n] for question in questions() for n in range(1, len(question) + 1)]


def measure(workspace: Workspace) -> dict[str, Any]:
    """Times of a key: both, and each alone."""
    lines = typed()
    words = sorted({c.text for line in lines for c in workspace.complete(line)})
    peer = WordCompleter(words, match_middle=True)
    event = CompleteEvent(text_inserted=True)

    def timed(run: Callable[[str], object]) -> list[float]:
        return [milliseconds(partial(run, line)) for line in lines]

    colours = timed(workspace.marks)
    completions = timed(lambda line: workspace.complete(line, asked=False))
    peers = timed(lambda line: list(peer.get_completions(Document(line, len(line)), event)))
    keys = [a + b for a, b in zip(colours, completions, strict=True)]
    return {
        "keys": len(lines),
        "colours": spread(colours),
        "completions": spread(completions),
        "both": spread(keys),
        "WordCompleter": spread(peers),
        "ratio of medians": round(statistics.median(keys) / statistics.median(peers), 1),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the times to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "none", environ=os.environ) as opened:
        opened.ask("预算")
        found = measure(opened)
    lines = [f"{found['keys']} keys, warm, ms                              p50     p95     max"]
    for name in ("both", "colours", "completions", "WordCompleter"):
        times = found[name]
        lines.append(f"  {name:44}{times['p50']:8.2f}{times['p95']:8.2f}{times['max']:8.2f}")
    lines.append(f"  times WordCompleter (medians)               {found['ratio of medians']:8.1f}")
    lines.append(f"  p95 within {GOAL_MS:.0f} ms: {'yes' if found['both']['p95'] <= GOAL_MS else 'no'}")
    sys.stdout.write("\n".join(lines) + "\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
