"""Answers in GitHub's Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jxquery.render.page import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jxquery.types import Answer

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~$#!&])")
# A line that begins so would be a list, a heading or a quotation.
_BEGINNING = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


def markdown(answer: Answer) -> str:
    """The reading, the table, and below it the sources and warnings."""
    shown = page(answer)
    blocks = [_escaped(shown.reading)] if shown.reading else []
    if shown.rows:
        blocks.append(_table(shown.headings, shown.figures, shown.rows))
    blocks += [_escaped(note) for note in shown.notes]
    return "\n\n".join(blocks) + "\n"


def markdown_document(answers: Sequence[Answer]) -> str:
    """Several answers, each under its question."""
    if len(answers) == 1:
        return markdown(answers[0])
    return "\n".join(f"## {_cell(page(answer).title)}\n\n{markdown(answer)}" for answer in answers)


def _table(headings: Sequence[str], figures: Sequence[bool], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(headings), _rule(figures), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _rule(figures: Iterable[bool]) -> str:
    return f"| {' | '.join('---:' if right else '---' for right in figures)} |"


def _cell(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text).replace("\t", " ").replace("\n", "<br>")


def _escaped(text: str) -> str:
    return _BEGINNING.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text)).replace("\n", "  \n")
