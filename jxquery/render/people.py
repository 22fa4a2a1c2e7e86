"""An answer for people at a terminal: the reading, the table, and where its figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.render.extras import WIDTHS, total, with_bars
from jxquery.render.look import Look
from jxquery.render.page import NO_ROWS
from jxquery.render.refusal import refusal
from jxquery.render.sources import sources
from jxquery.render.table import Table, table
from jxquery.render.text import display_width, folded, safe, safe_lines
from jxquery.render.values import heading

if TYPE_CHECKING:
    from jxquery.types import Answer

_FULL_WIDTH = 88
_GAP = 3


def for_people(answer: Answer, look: Look) -> list[str]:
    """The lines of an answer that was answered."""
    lines = safe_lines(f"读作：{answer.interpretation}") if answer.interpretation else []
    width = look.width
    body = _body(answer, look)
    below = [f"（每行都是：{'，'.join(body.same)}）"] if body.same else []
    below += [f"（窗口太窄，没有显示：{'、'.join(body.left_out)}）"] if body.left_out else []
    below += _footer(answer, look)
    return [*_folded(lines, width), *body.lines, *_folded(below, width)]


def _body(answer: Answer, look: Look) -> Table:
    """The rows; for a prompt with their sum, and with bars where there is room for them."""
    columns, rows = answer.columns, answer.rows
    sums = total(columns, rows) if look.prompt else None
    below = () if sums is None else (sums,)
    if not rows:
        return Table((NO_ROWS,))
    plain = table(columns, (*rows, *below), look.width)
    if plain.left_out and all(heading(c) in plain.left_out for c in columns if c.adds_up):
        below = ()  # what it would add up is not shown
        plain = table(columns, rows, look.width)
    for size in WIDTHS if look.prompt else ():
        drawn, barred = with_bars(columns, rows, asked=look.bars, width=size)
        if len(drawn) == len(columns):
            break
        found = table(drawn, (*barred, *((*row, "") for row in below)), look.width)
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
    said = for_people(answer, Look()) if answer.status == "answered" else refusal(answer, width=None, prompt=False)
    return [*said, *warnings_of(answer)]


def _footer(answer: Answer, look: Look) -> list[str]:
    """The sources at the left; the number of rows, the time and the key at the right."""
    left = safe(sources(answer))
    facts = (
        f"{len(answer.rows)} 行" if len(answer.rows) > 1 else "",
        duration(answer.seconds) if look.timing else "",
        f"{'F2' if look.keys else '.sql'} 看 SQL" if look.prompt and answer.sql else "",
    )
    said = [fact for fact in facts if fact]
    right = " · ".join(said)
    if not left or not right:
        return [left or right] if left or right else []
    width = look.width
    full = _FULL_WIDTH if width is None else min(width, _FULL_WIDTH)
    for fewer in (right, *(" · ".join(said[:n]) for n in range(len(said) - 1, 0, -1))):
        space = full - display_width(left) - display_width(fewer)
        if space >= _GAP or width is None:
            return [left + " " * max(space, _GAP) + fewer]
    return [left, right]


def duration(seconds: float) -> str:
    """6 毫秒, 1.2 秒."""
    return f"{max(round(seconds * 1000), 1)} 毫秒" if seconds < 1 else f"{seconds:.1f} 秒"
