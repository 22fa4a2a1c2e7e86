"""What is kept of a meeting: its questions and answers in a file, and single answers as named queries."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jxquery.errors import UsageError
from jxquery.render.files import format_for, typed_path, write_answers
from jxquery.render.look import Look
from jxquery.render.present import Output
from jxquery.render.text import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jxquery.repl.session import Session


def export(session: Session, words: Sequence[str], _look: Look) -> Output:
    """Every question so far with its reading, answer and sources, in the format of the file's suffix."""
    match words:
        case [name]:
            path = typed_path(name)
        case _:
            raise UsageError("要写一个文件名。", hint="例如：.export 会议.md 或 .export 会议.xlsx")
    if not session.answers:
        return Output(notes="还没有答案，先问一个问题。\n")
    form = format_for(path, several=len(session.answers) > 1)
    write_answers(session.answers, form, path)
    return Output(notes=f"已把 {len(session.answers)} 个问答写到 {safe(str(path))}\n")


def save(session: Session, words: Sequence[str], _look: Look) -> Output:
    """Keep the last answer's reading, or statement, as a named query of the user."""
    names = [word for word in words if word != "--replace"]
    if len(names) != 1:
        raise UsageError("要写一个名字。", hint="例如：.save 年度预算；已经有这个名字时加 --replace 换掉它")
    answer, (name,) = session.last, names
    if answer is None or answer.status != "answered":
        raise UsageError("上一句没有答案，没有可存的。", hint="先问一个问题，再 .save 名字。")
    file = session.workspace.save(
        answer, session.query, name, replace_old="--replace" in words, now=datetime.now(tz=UTC)
    )
    return Output(notes=f"已存：{safe(str(file))}\n以后：.run {name}，或者直接问 {_called(session, name)}\n")


def _called(session: Session, name: str) -> str:
    """What is asked to get it: its name, unless the name alone is a question of its own."""
    whole = f"命名查询「{name}」"
    return name if whole in session.workspace.ask(name).interpretation else whole
