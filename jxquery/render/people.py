"""An answer for people at a terminal: the reading, the table, and where its figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.render.extras import WIDTHS, total, with_bars
from jxquery.render.page import NO_ROWS
from jxquery.render.refusal import refusal
from jxquery.render.sources import sources
from jxquery.render.table import Table, table
from jxquery.render.text import display_width, folded, safe, safe_lines

if TYPE_CHECKING:
    from jxquery.types import Answer

_FULL_WIDTH = 88
_GAP = 3


def for_people(
    answer: Answer, *, width: int | None = None, timing: bool = False, prompt: bool = False, bars: bool = False
) -> list[str]:
    """The lines of an answer that was answered. The arguments are those of `Look`."""
    lines = safe_lines(f"读作：{answer.interpretation}") if answer.interpretation else []
    body = _body(answer, width, prompt=prompt, bars=bars)
    below = [f"（每行都是：{'，'.join(body.same)}）"] if body.same else []
    below += [f"（窗口太窄，没有显示：{'、'.join(body.left_out)}）"] if body.left_out else []
    below += _footer(answer, width, timing=timing, prompt=prompt)
    return [*_folded(lines, width), *body.lines, *_folded(below, width)]


def _body(answer: Answer, width: int | None, *, prompt: bool, bars: bool) -> Table:
    """The rows; for a prompt with their sum, and with bars where there is room for them."""
    columns, rows = answer.columns, answer.rows
    sums = total(columns, rows) if prompt else None
    below = () if sums is None else (sums,)
    if not rows:
        return Table((NO_ROWS,))
    plain = table(columns, (*rows, *below), width)
    for size in WIDTHS if prompt else ():
        drawn, barred = with_bars(columns, rows, asked=bars, width=size)
        if len(drawn) == len(columns):
            break
        found = table(drawn, (*barred, *((*row, "") for row in below)), width)
        if len(found.lines) == len(plain.lines) and found.left_out == plain.left_out:
            return found
    return plain


def _folded(lines: list[str], width: int | None) -> list[str]:
    return [part for line in lines for part in folded(line, width)]


def warnings_of(answer: Answer, width: int | None = None) -> list[str]:
    """The lines that say what to beware of."""
    return _folded([line for warning in answer.warnings for line in safe_lines(f"注意：{warning}")], width)


def in_full(answer: Answer) -> list[str]:
    """All that there is to say, also why there is no answer, for a reader who sees nothing else."""
    said = for_people(answer) if answer.status == "answered" else refusal(answer, width=None, prompt=False)
    return [*said, *warnings_of(answer)]


def _footer(answer: Answer, width: int | None, *, timing: bool, prompt: bool) -> list[str]:
    """The sources at the left; the number of rows, the time and the key at the right."""
    left = safe(sources(answer))
    facts = (
        f"{len(answer.rows)} 行" if len(answer.rows) > 1 else "",
        duration(answer.seconds) if timing else "",
        "F2 看 SQL" if prompt and answer.sql else "",
    )
    right = " · ".join(fact for fact in facts if fact)
    if not left or not right:
        return [left or right] if left or right else []
    full = _FULL_WIDTH if width is None else min(width, _FULL_WIDTH)
    space = full - display_width(left) - display_width(right)
    return [left + " " * max(space, _GAP) + right] if space >= _GAP or width is None else [left, right]


def duration(seconds: float) -> str:
    """6 毫秒, 1.2 秒."""
    return f"{max(round(seconds * 1000), 1)} 毫秒" if seconds < 1 else f"{seconds:.1f} 秒"
