"""CSV and TSV: a heading row that carries the units, and a row for each of the answer's."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from jxquery.render.text import encodable
from jxquery.render.values import heading, plain

if TYPE_CHECKING:
    from jxquery.types import Answer

# What a spreadsheet takes for the beginning of a formula; Chinese ones take the full-width signs too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def csv_table(answer: Answer) -> str:
    """RFC 4180. Text that a spreadsheet would run begins with '."""
    return _delimited(answer, ",", "\r\n")


def tsv_table(answer: Answer) -> str:
    """Columns parted by tabs; a cell that holds a tab or a line break stands in quotes. Formulas as in CSV."""
    return _delimited(answer, "\t", "\n")


def _delimited(answer: Answer, delimiter: str, end: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow([_inert(heading(column)) for column in answer.columns])
    writer.writerows([_inert(v) if isinstance(v, str) else plain(v) for v in row] for row in answer.rows)
    return out.getvalue()


def _inert(text: str) -> str:
    text = encodable(text)
    return f"'{text}" if text.startswith(FORMULA) else text
