"""The line below the prompt: which data, in which mode, and how long the last answer took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxquery.render.people import duration
from jxquery.render.text import display_width, safe
from jxquery.repl.lines import kind_of

if TYPE_CHECKING:
    from jxquery.repl.session import Session

_MODES = {"question": "问题", "sql": "SQL，以 ; 结束", "command": "命令"}
_GAP = " · "


def toolbar(session: Session, typed: str, width: int | None) -> str:
    """The facts from the most to the least important, as many as the terminal has room for."""
    held = session.workspace.holding()
    facts = [
        _MODES[kind_of(typed)],
        f"{held.name} {held.rows} 个{held.table}",
        f"格式 {session.settings.format}",
        f"金额用{session.settings.unit}" if session.settings.unit else "",
        duration(session.last.seconds) if session.last else "",
        "F2 SQL · F3 单位 · F4 来源 · .help",
    ]
    line = ""
    for fact in (safe(fact) for fact in facts if fact):
        longer = f"{line}{_GAP}{fact}" if line else f" {fact}"
        if width is not None and display_width(longer) > width:
            break
        line = longer
    return line
