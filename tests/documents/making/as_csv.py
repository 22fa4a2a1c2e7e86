"""Tables as a sheet that was saved as CSV: what merging covers is empty."""

from __future__ import annotations

import csv
from io import StringIO

from tests.documents.making.tables import Table, texts


def write(tables: tuple[Table, ...], *, charset: str = "utf-8-sig") -> bytes:
    """The file, as Excel writes it: CRLF, every line as wide as the widest."""
    width = max(table.width for table in tables)
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for table in tables:
        for text in table.before:
            writer.writerow([text, *[""] * (width - 1)])
        for row in texts(table):
            writer.writerow([*row, *[""] * (width - len(row))])
        writer.writerow([""] * width)
    return out.getvalue().encode(charset)
