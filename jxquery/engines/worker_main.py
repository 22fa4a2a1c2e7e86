"""The worker process: opens the database, gives up what it does not need, and runs one statement after the other.

It is told what to do by frames on standard input and answers on what was standard output. It ends when its parent
does. Run only by `jxquery.engines.worker`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from jxquery.engines.duckdb import DuckDbEngine
from jxquery.engines.instances import Hardening
from jxquery.engines.limits import OUT_OF_MEMORY, Held, Limits
from jxquery.engines.wire import Message, receive, send, unpacked
from jxquery.errors import DataError, JxqueryError

_LONGEST_REQUEST = 1 << 26
# One value of each kind that a proven statement can give, so that nothing is left to be imported later.
_EVERYTHING = (
    "SELECT 'a', 1, 1::HUGEINT, 1.5::DECIMAL(20,6), 0.5::DOUBLE, true, NULL, DATE '2024-01-02', TIME '01:02:03', "
    "TIMESTAMP '2024-01-02 03:04:05', INTERVAL 1 DAY, [1], {'a': 1}, 'a'::BLOB"
)


def main() -> None:
    """Serve until standard input ends."""
    told, answers = _streams()
    order = receive(told, _LONGEST_REQUEST)
    if order is None:
        return
    limits, hardening = Limits(**order["limits"]), Hardening(**order["hardening"])
    try:
        engine = DuckDbEngine(Path(order["path"]), room=limits.room, hardening=hardening)
        engine.run(_EVERYTHING, {})
    except JxqueryError as error:
        send(answers, _failure(error))
        return
    _hush(2)
    try:
        held = Held(limits)
    except (OSError, ValueError) as error:
        send(
            answers,
            _failure(DataError(f"运行 SQL 的进程不能限制自己：{error}。", hint="请检查系统的限制（ulimit -a）。")),
        )
        return
    send(answers, {"ready": True})
    while (request := receive(told, _LONGEST_REQUEST)) is not None:
        try:
            send(answers, _answered(engine, request, limits, held))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def _answered(engine: DuckDbEngine, request: Mapping[str, Any], limits: Limits, held: Held) -> Message:
    """The rows of a statement, or the error that it ends with. Our own parent wrote the request."""
    try:
        seconds = request["seconds"]
        with held.within(seconds):
            params = dict(zip(request["params"], unpacked(list(request["params"].values())), strict=True))
            deadline = seconds if limits.deadline else None
            result = engine.run(request["sql"], params, limit=request["limit"], seconds=deadline)
    except JxqueryError as error:
        return _failure(error)
    return {"names": result.names, "types": result.types, "rows": result.rows, "truncated": result.truncated}


def _failure(error: JxqueryError) -> Message:
    return {"error": type(error).__name__, "message": error.message, "place": error.place, "hint": error.hint}


def _streams() -> tuple[IO[bytes], IO[bytes]]:
    """What the parent says and what it hears. Whatever else this process prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    _hush(1)
    return sys.stdin.buffer, answers


def _hush(stream: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream)
    os.close(nowhere)


if __name__ == "__main__":
    main()
