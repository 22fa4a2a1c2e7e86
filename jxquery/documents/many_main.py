"""A process that reads files: told which on standard input, one after the other, until that ends.

It answers on what was standard output. Run only by `jxquery.documents.many`.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress

from jxquery.documents.many import reader_of
from jxquery.documents.pages import pages_told


def main() -> None:
    """Serve. Our own parent writes what is read here."""
    told = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not come between

    def say(what: object) -> None:
        pickle.dump(what, answers)
        answers.flush()

    # The parent has gone, or has had enough.
    with suppress(EOFError, BrokenPipeError), pages_told(lambda page, pages: say((page, pages))):
        read = reader_of(pickle.load(told))  # noqa: S301
        while True:
            say(read(pickle.load(told)))  # noqa: S301


if __name__ == "__main__":
    main()
