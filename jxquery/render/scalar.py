"""The answer as one bare value, for a script that wants a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from jxquery.errors import NotOneValueError
from jxquery.render.values import plain

if TYPE_CHECKING:
    from jxquery.types import Answer


def exactly_one(answer: Answer) -> Answer:
    """The answer itself when it is one row with one value that was asked for; else one that failed, and says why."""
    if answer.status != "answered":
        return answer
    try:
        answer.scalar()
    except NotOneValueError as error:
        return replace(answer, status="failed", error=f"--scalar {error}")
    return answer


def scalar(answer: Answer) -> str:
    """The value on a line, without its unit. For what `exactly_one` let through."""
    return plain(answer.scalar()) + "\n"
