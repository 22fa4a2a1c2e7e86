"""An answer as what a report shows of it: one figure with its unit, or a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from jxquery.render.values import MISSING, aligned, heading

if TYPE_CHECKING:
    from jxquery.types import Answer, Column


class Grid(Struct, frozen=True):
    """A table: headings, whether each column holds numbers, and rows of text."""

    headings: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def figure(answer: Answer) -> str | None:
    """The one value that was asked for, with its unit; None where the answer is not one row with one such value."""
    asked = [n for n, column in enumerate(answer.columns) if column.role == "answer"]
    if len(answer.rows) != 1 or len(asked) != 1:
        return None
    column = answer.columns[asked[0]]
    return _with_unit(column, aligned(column, [answer.rows[0][asked[0]]])[0])


def grid(answer: Answer) -> Grid:
    """The whole answer."""
    columns = [aligned(column, (row[n] for row in answer.rows)) for n, column in enumerate(answer.columns)]
    rows = tuple(tuple(values) for values in zip(*columns, strict=True))
    return Grid(tuple(map(heading, answer.columns)), tuple(c.type == "number" for c in answer.columns), rows)


def problem(answer: Answer) -> str | None:
    """Why the answer cannot stand in a report."""
    if answer.status == "ambiguous":
        return f"有几种读法：{'；'.join(answer.choices)}。请写得更明确"
    if answer.status != "answered":
        return (answer.error or "没有看懂").split("\n", 1)[0].rstrip("。")
    if not answer.rows:
        return "没有符合条件的行"
    asked = [n for n, column in enumerate(answer.columns) if column.role == "answer"]
    if asked and all(row[n] is None for row in answer.rows for n in asked):
        return "值是空的"
    return None


def values(answer: Answer) -> Mapping[str, str]:
    """Each figure of the answer by what tells it from the others: the key of its row and its column."""
    one = figure(answer)
    if one is not None:
        return {"": one}
    shown = grid(answer)
    keys = [n for n, column in enumerate(answer.columns) if column.role == "key"]
    found: dict[str, str] = {}
    for number, row in enumerate(shown.rows, 1):
        label = " ".join(row[n] for n in keys) or f"第{number}行"
        for n, column in enumerate(answer.columns):
            if n not in keys:
                name = f"{label} {column.name}"
                found[name if name not in found else f"{name}（第{number}行）"] = _with_unit(column, row[n])
    return found


def source_of(answer: Answer, label: str) -> str:
    """Where the figure comes from: the place of its row, else of all that the answer rests on."""
    rows = list(dict.fromkeys(_row_of(answer, label)))
    refs = [ref for ref in answer.sources if not rows or ref.row in rows] or list(answer.sources)
    files: dict[str, list[str]] = {}
    for ref in refs:
        files.setdefault(ref.file, []).append(ref.place)
    return "；".join(_listed(file, list(dict.fromkeys(places))) for file, places in files.items())


def _listed(file: str, places: list[str]) -> str:
    return f"{file} {'、'.join(places[:3])}{f' 等 {len(places)} 处' if len(places) > 3 else ''}"  # noqa: PLR2004 — as many as fit a line


def _row_of(answer: Answer, label: str) -> list[int]:
    if not label:
        return []
    shown = grid(answer)
    keys = [n for n, column in enumerate(answer.columns) if column.role == "key"]
    return [i for i, row in enumerate(shown.rows) if keys and label.startswith(" ".join(row[n] for n in keys) + " ")]


def _with_unit(column: Column, text: str) -> str:
    return text if text == MISSING or column.unit is None else f"{text}{column.unit}"
