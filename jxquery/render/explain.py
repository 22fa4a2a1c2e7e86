"""How an answer came about: the value of each stage, and the SQL with what is bound to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.render.text import safe, safe_lines

if TYPE_CHECKING:
    from jxquery.types import Answer


def explain(answer: Answer) -> str:
    """Each stage's name, and under it the lines of its value."""
    lines: list[str] = []
    for name, values in answer.stages:
        lines.append(f"{safe(name)}：")
        lines += [f"  {line}" for value in values for line in safe_lines(value)]
    return "".join(f"{line}\n" for line in lines)


def sql(answer: Answer) -> str:
    """The statement that ran, and a comment line for each bound value. Empty when none ran."""
    if not answer.sql:
        return ""
    from jxquery.render.contract import encode

    bound = [f"-- ${safe(name)} = {safe(encode(value))}" for name, value in answer.params.items()]
    return "".join(f"{line}\n" for line in (*safe_lines(answer.sql.rstrip()), *bound))
