"""The answer as one bare value, for a script that wants a figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jxquery.render.values import plain

if TYPE_CHECKING:
    from jxquery.types import Answer


def exactly_one(answer: Answer) -> Answer:
    """The answer itself when it is one row with one value that was asked for; else one that failed, and says why."""
    if answer.status != "answered":
        return answer
    asked = _asked(answer)
    if len(answer.rows) == 1 and len(asked) == 1 and answer.rows[0][asked[0]] is not None:
        return answer
    if len(answer.rows) == 1 and len(asked) == 1:
        found = "这个值是空的"
    else:
        names = "、".join(answer.columns[n].name for n in asked)
        found = f"答案有 {len(answer.rows)} 行，每行 {len(asked)} 个值{f'（{names}）' if names else ''}"
    reading = f"\n读作：{answer.interpretation}" if answer.interpretation else ""
    return replace(
        answer,
        status="failed",
        error=f"--scalar 要的是正好一个值，{found}。{reading}\n请把问题问到一个数，或改用 --format。",
    )


def scalar(answer: Answer) -> str:
    """The value on a line, without its unit. For what `exactly_one` let through."""
    return plain(answer.rows[0][_asked(answer)[0]]) + "\n"


def _asked(answer: Answer) -> list[int]:
    return [n for n, column in enumerate(answer.columns) if column.role == "answer"]
