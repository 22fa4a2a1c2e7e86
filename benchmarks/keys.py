"""How long a key takes on the sample: colours and completions, beside prompt_toolkit's own completer.

Every question that stands alone is typed character by character. The peer is `WordCompleter`, which finds the same
words in the middle of a line by their letters alone.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial

from prompt_toolkit.completion import CompleteEvent, WordCompleter
from prompt_toolkit.document import Document

from benchmarks.measure import Figure, milliseconds, percentile
from benchmarks.questions import questions
from jxquery.workspace import Workspace


def figures(workspace: Workspace, some: int = 5) -> Iterator[Figure]:
    """Times of a key; one question in so many is typed."""
    lines = [question[:n] for question in questions()[::some] for n in range(1, len(question) + 1)]
    words = sorted({c.text for line in lines for c in workspace.complete(line)})
    peer = WordCompleter(words, match_middle=True)
    event = CompleteEvent(text_inserted=True)

    def timed(run: Callable[[str], object]) -> list[float]:
        return [milliseconds(partial(run, line)) for line in lines]

    ours = timed(lambda line: (workspace.marks(line), workspace.complete(line, asked=False)))
    theirs = timed(lambda line: list(peer.get_completions(Document(line, len(line)), event)))
    middle = statistics.median(theirs)
    yield Figure("示例", "一个键，p50", 0, percentile(ours, 50), "ms", middle, "WordCompleter")
    yield Figure("示例", "一个键，p95", 0, percentile(ours, 95), goal=30)
