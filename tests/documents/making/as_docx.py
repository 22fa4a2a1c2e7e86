"""Tables as a Word file."""

from __future__ import annotations

from io import BytesIO

from tests.documents.making.tables import Table, placed


def write(tables: tuple[Table, ...]) -> bytes:
    """The file: the text before each table in paragraphs of their own."""
    import docx

    document = docx.Document()
    for table in tables:
        for text in table.before:
            document.add_paragraph(text)
        made = document.add_table(len(table.rows), table.width, style="Table Grid")
        cells = [list(row.cells) for row in made.rows]  # asking the table for each goes through all of them
        for row, column, box in placed(table):
            cell = cells[row][column]
            if box.rows * box.columns > 1:
                cell = cell.merge(cells[row + box.rows - 1][column + box.columns - 1])
            cell.text = box.text
        document.add_paragraph("")
    out = BytesIO()
    document.save(out)
    return out.getvalue()
