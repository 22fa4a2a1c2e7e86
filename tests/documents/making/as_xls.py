"""Tables as a file of old Excel, a sheet each."""

from __future__ import annotations

from io import BytesIO

from tests.documents.making.tables import Table, placed


def write(tables: tuple[Table, ...]) -> bytes:
    """The file."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for number, table in enumerate(tables, 1):
        sheet = book.add_sheet(table.name or f"Sheet{number}")
        for row, text in enumerate(table.before):
            sheet.write(row, 0, text)
        top = len(table.before)
        for row, column, box in placed(table):
            if box.rows * box.columns > 1:
                last_row, last_column = row + top + box.rows - 1, column + box.columns - 1
                sheet.write_merge(row + top, last_row, column, last_column, box.text)
            else:
                sheet.write(row + top, column, box.text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
