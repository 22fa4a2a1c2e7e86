"""Tables as an Excel file, a sheet each."""

from __future__ import annotations

from io import BytesIO

from tests.documents.making.tables import Table, placed


def write(tables: tuple[Table, ...], *, cover: str = "") -> bytes:
    """The file; `cover`: the title of a sheet that stands before the others. Cells that look like amounts are text."""
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        if cover:
            book.add_worksheet("封面").write_string(4, 2, cover)
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        for number, table in enumerate(tables, 1):
            sheet = book.add_worksheet(table.name or f"Sheet{number}")
            for row, text in enumerate(table.before):
                sheet.write_string(row, 0, text)
            top = len(table.before)
            for row, column, box in placed(table):
                if box.rows * box.columns > 1:
                    last = (row + top + box.rows - 1, column + box.columns - 1)
                    sheet.merge_range(row + top, column, *last, "", cell)
                sheet.write_string(row + top, column, box.text, cell)
    return out.getvalue()
