"""Work on the database that is being built, in another thread and transaction, while the caller's goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_AGAIN_SECONDS = 0.05


@contextmanager
def beside(
    connection: duckdb.DuckDBPyConnection, work: Callable[[duckdb.DuckDBPyConnection], object]
) -> Iterator[None]:
    """Begin `work` with what is committed now; at the end wait until it is committed as well.

    Python and the engine can use a core each, for the engine lets go of Python meanwhile. Raises what the work raises;
    it is interrupted where the caller fails first.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    def worked() -> None:
        with connection.cursor() as other:
            cursors.append(other)
            other.begin()
            work(other)
            other.commit()

    cursors: list[duckdb.DuckDBPyConnection] = []
    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(worked)
        try:
            yield
            working.result()
        except BaseException:
            while wait((working,), _AGAIN_SECONDS).not_done:  # an interrupt between two statements is lost
                for other in cursors:
                    other.interrupt()
            raise
