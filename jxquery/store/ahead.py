"""What cells of a file say, read by Python in a thread of its own while the database writes the tables before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jxquery.store.raw import Raw
from jxquery.types import CellReader, Scalar

if TYPE_CHECKING:
    from concurrent.futures import Future

    import duckdb

_PLAIN = {"integer": r"-?\d{1,15}", "amount": r"-?\d{1,13}(\.\d{1,6})?"}
_AT_ONCE = 1000  # texts that are read before the thread looks whether anybody still waits


class ReadAhead:
    """Reads each different text once. `begin` asks the connection for the texts; close it at the end."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._sql = connection
        self._thread = ThreadPoolExecutor(1)
        self._read: dict[tuple[str, CellReader], list[Future[list[tuple[Scalar, ...]]]]] = {}

    def begin(self, raw: Raw, reader: CellReader) -> None:
        """Begin to read what the file has for the reader, behind what was begun before."""
        texts = [] if as_it_is(raw, reader) else self._texts(raw, reader)
        batches = (texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE))
        self._read[raw.name, reader] = [self._thread.submit(_all_read, reader, batch) for batch in batches]

    def said(self, raw: Raw, reader: CellReader) -> list[tuple[Scalar, ...]]:
        """Each of the texts, but for plain numbers: they, the values, and what is odd about them."""
        return [row for batch in self._read[raw.name, reader] for row in batch.result()]

    def close(self) -> None:
        """Let go of what nobody waits for any more."""
        self._thread.shutdown(cancel_futures=True)

    def _texts(self, raw: Raw, reader: CellReader) -> list[tuple[str, ...]]:
        listed = ", ".join(f"{raw.text(at)} AS t{n}" for n, at in enumerate(reader.places))
        different = f"SELECT DISTINCT {listed} FROM {raw.name}"
        if not reader.numbers:
            found = different
        elif reader.places[0] in raw.varied:
            found = f"{different} WHERE NOT {is_plain(raw.text(reader.places[0]), reader)}"
        else:  # few: only these are looked at
            found = f"FROM ({different}) WHERE NOT {is_plain('t0', reader)}"
        return self._sql.execute(found).fetchall()


def as_it_is(raw: Raw, reader: CellReader) -> bool:
    """Whether the column of the file holds the numbers that the reader would give."""
    at = reader.places[0]
    return bool(reader.numbers) and (raw.is_integer(at) if reader.numbers == "integer" else raw.is_exact(at))


def is_plain(text: str, reader: CellReader) -> str:
    """The condition that a text is a number that means itself."""
    return f"regexp_full_match({text}, '{_PLAIN[reader.numbers]}')"


def _all_read(reader: CellReader, texts: Sequence[tuple[str, ...]]) -> list[tuple[Scalar, ...]]:
    return [(*row, *values, odd) for row in texts for values, odd in (reader.read(row),)]
