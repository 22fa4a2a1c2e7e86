"""What no field of a form took: every text of it is said, but for notes and signatures below its table."""

from __future__ import annotations

from collections.abc import Iterator

from jxquery.documents.amounts import read_points
from jxquery.documents.form_amounts import is_money
from jxquery.documents.form_notes import LEFT, Notes, short
from jxquery.documents.form_rows import Table, UnreadableError
from jxquery.documents.front import Front
from jxquery.documents.grid import Cell, is_blank
from jxquery.documents.headers import Header, Row
from jxquery.documents.labels import inline
from jxquery.documents.words import Words, label_key
from jxquery.schema.model import Units
from jxquery.text.normalise import plain, squeeze

_SHOWN = 10


def check_untaken(table: Table, words: Words, units: Units) -> None:
    """A column that no heading names may not hold what the values need.

    Raises UnreadableError for an operator or a unit there.
    """
    said = words.operators
    for cell in [*table.untaken, *(c for cells in table.below_unknown.values() for c in cells)]:
        text = squeeze(cell.text)
        if text in said.compare | said.words or units.get(plain(text)) is not None:
            raise UnreadableError(cell.place, f"「{text}」像是比较符或计量单位，可是这一列的表头不认识")


def left_over(front: Front, table: Table, header: Header, words: Words, notes: Notes) -> None:
    """Notes what stands in the form and in no record."""
    for given in front.given:
        if given.field.kind == "other":
            notes.left(given.cell, given.label)
    for x in front.matrix:
        if x.column.kind == "other" and not is_blank(x.cell.text) and read_points(x.cell.text) is None:
            notes.left(x.cell, x.column.labels[0])
        elif x.field.kind == "other" and x.column.kind == "amount" and is_money(x.cell):
            notes.left(x.cell, x.label)
    for cell in [*front.untaken, *table.untaken]:
        notes.left(cell)
    for at, cell in header.unknown.items():
        count = len(table.below_unknown.get(at, ()))
        said = f"，下面有 {count} 格文字" if count else ""
        notes.note(cell.place, f"表头「{squeeze(cell.text)}」没有对应的列{said}", "这一列没有载入")
    for _, cells, place in table.project_rows:
        said = squeeze(" ".join(given.cell.text for given in cells.values()))
        named = "项目名称" in cells
        what = "这个项目没有指标" if named else "这一行没有指标，像是单位的合计"
        notes.note(place, f"「{short(said)}」{what}", LEFT)
    if table.left_long:
        said = f"长期（中期）的指标 {len(table.left_long)} 行与年度的不同"
        notes.note(table.left_long[0], said, "只载入年度的")
    found = [*_below(table.rest, words)]
    for cell, label in found[:_SHOWN]:
        notes.left(cell, label)
    if len(found) > _SHOWN:
        notes.note(found[_SHOWN][0].place, f"表格下面还有 {len(found) - _SHOWN} 行文字没有对应的栏", LEFT)


def _below(rest: tuple[Row, ...], words: Words) -> Iterator[tuple[Cell, str]]:
    """The texts below the table that are of the form, with their labels: rows of cells, and lines that have a label.

    A label may stand on the line above. Other lines are of the page around the form.
    """
    label: Cell | None = None
    for row in rest:
        filled = [cell for cell in row if cell.text.strip()]
        text = squeeze("".join(cell.text for cell in filled))
        if not filled or is_blank(text) or words.ends(text):
            label = None
            continue
        keys = {label_key(cell.text) for cell in filled}
        if len(row) > 1:
            label = None
            known = any(key in words.total for key in keys) or all(key in words.field_by_label for key in keys)
            if not known and not words.ends(filled[0].text) and label_key(filled[0].text) not in words.structure:
                yield Cell(text, filled[0].place), ""
        elif keys <= words.field_by_label.keys():
            label = filled[0]
        elif label is not None or inline(filled[0], words):
            yield filled[0], label.text if label else ""
            label = None
