"""What is kept of a meeting: its questions and answers in a file, and single answers as named queries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jxquery.errors import UsageError
from jxquery.render.files import format_for, write_answers
from jxquery.render.present import Look, Output
from jxquery.render.text import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.repl.session import Session


def export(session: Session, words: Sequence[str], _look: Look) -> Output:
    """Every question so far with its reading, answer and sources, in the format of the file's suffix."""
    match words:
        case [name]:
            path = Path(name)
        case _:
            raise UsageError("要写一个文件名。", hint="例如：.export 会议.md 或 .export 会议.xlsx")
    if not session.answers:
        return Output(notes="还没有答案，先问一个问题。\n")
    form = format_for(path, several=len(session.answers) > 1)
    write_answers(session.answers, form, path)
    return Output(notes=f"已把 {len(session.answers)} 个问答写到 {safe(str(path))}\n")
