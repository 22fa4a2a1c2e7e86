"""Where compiled SQL runs: a small protocol, and one module for each engine that fulfils it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, TypeAlias

from msgspec import Struct

from jxquery.errors import SqlError, TimeLimitError
from jxquery.types import Scalar

# Some months: what waits cannot wait for ever, and what counts cannot count without end.
LONGEST_SECONDS = 1e7

ResultType: TypeAlias = Literal["text", "number"]


class Result(Struct, frozen=True):
    """The rows of one SELECT. `truncated` says that there were more rows than the limit, or than room."""

    names: tuple[str, ...]
    types: tuple[ResultType, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    truncated: bool = False


class Engine(Protocol):
    """Runs statements that have been proven elsewhere. Safe to use from several threads at once."""

    @property
    def dialect(self) -> str:
        """The name under which sqlglot knows the SQL of this engine."""

    def run(
        self, sql: str, params: Mapping[str, Scalar], *, limit: int | None = None, seconds: float | None = None
    ) -> Result:
        """The rows of the statement, `$name` bound to `params`; at most `limit` of them, within `seconds`.

        Decimals and integers come back exact, floating numbers as the shortest decimal that stands for them (None
        when they are not finite), truth values as 是/否, dates and everything else as text.

        Raises `SqlError` when the engine refuses, `TimeLimitError` when time runs out, `DataError` when the
        database cannot be read.
        """

    def cancel(self) -> None:
        """Stop what is running now; each such `run` raises `SqlError`."""

    def close(self) -> None:
        """Let go of the database. May be called twice."""


def time_is_up(seconds: float | None) -> TimeLimitError:
    """The error for a statement that was stopped after its time."""
    said = "运行得太久。" if seconds is None else f"超过了 {seconds:g} 秒的时间限制。"
    return TimeLimitError(said, hint="请缩小查询的范围，或放宽时间限制。")


def cancelled() -> SqlError:
    """The error for a statement that somebody stopped."""
    return SqlError("查询已取消。", hint="需要时请重新执行。")
