"""What is said of a form while its records are written: each thing with its place, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from jxquery.documents.grid import Cell, is_blank
from jxquery.text.normalise import squeeze
from jxquery.types import Problem

AS_WRITTEN = "按原文载入"
EMPTY = "按空值载入"
LEFT = "没有载入"
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Notes:
    """The problems of one form; `title` is the form's place in the document (表8)."""

    title: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, place: str, message: str, action: str) -> None:
        """Something odd at a place of the form."""
        self.problems.append(Problem(f"{self.title} {place}", message, action))

    def left(self, cell: Cell, label: str = "") -> None:
        """A cell that no field took, with the label that it stands beside; nothing where it is blank."""
        if not is_blank(cell.text):
            said = f"「{label.rstrip('：:')} {short(cell.text)}」" if label else f"「{short(cell.text)}」"
            self.note(cell.place, f"{said}没有对应的栏", LEFT)


def short(text: str) -> str:
    """A text as a message quotes it."""
    squeezed = squeeze(text)
    return squeezed if len(squeezed) <= _SHORT else f"{squeezed[:_SHORT]}…"
