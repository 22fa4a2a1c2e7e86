"""An answer as a document shows it, whatever the document's format: texts that are legible, and nothing left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.render.refusal import refusal
from jxquery.render.sources import sources
from jxquery.render.text import legible
from jxquery.render.values import aligned, heading

if TYPE_CHECKING:
    from jxquery.types import Answer

NO_ROWS = "没有符合条件的行（0 行）。"


class Page(Struct, frozen=True):
    """`rows` hold a text for each of `headings`; `figures` tells which columns stand at the right.

    `notes` are the lines below: where the figures come from, what to beware of; or why there is no answer.
    """

    title: str
    reading: str
    headings: tuple[str, ...]
    figures: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def page(answer: Answer) -> Page:
    """The answer, or why there is none, for a reader who sees nothing but this."""
    reading = f"读作：{answer.interpretation}" if answer.interpretation else ""
    warnings = [f"注意：{warning}" for warning in answer.warnings]
    if answer.status != "answered":
        refused = refusal(answer, width=None, prompt=False)
        return Page(legible(answer.question), legible(reading), (), (), (), _notes([*refused, *warnings]))
    columns = [
        [legible(text) for text in aligned(column, [row[n] for row in answer.rows])]
        for n, column in enumerate(answer.columns)
    ]
    return Page(
        title=legible(answer.question),
        reading=legible(reading),
        headings=tuple(legible(heading(column)) for column in answer.columns),
        figures=tuple(column.type == "number" for column in answer.columns),
        rows=tuple(zip(*columns, strict=True)),
        notes=_notes([*([] if answer.rows else [NO_ROWS]), sources(answer), *warnings]),
    )


def _notes(lines: list[str]) -> tuple[str, ...]:
    return tuple(legible(line) for line in lines if line)
