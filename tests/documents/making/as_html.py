"""Tables as a saved web page."""

from __future__ import annotations

from html import escape

from tests.documents.making.tables import Table


def write(tables: tuple[Table, ...], *, charset: str = "utf-8", declared: bool = True) -> bytes:
    """The page in this encoding; `declared`: it says so itself."""
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if declared else ""
    style = "<style>table{border-collapse:collapse}td{border:1px solid #000;padding:4px}</style>"
    body = "\n".join(_table(table) for table in tables)
    page = f"<!DOCTYPE html>\n<html><head>{head}<title>绩效目标</title>{style}</head>\n<body>\n{body}\n</body></html>\n"
    return page.encode(charset)


def _table(table: Table) -> str:
    out = [f"<p>{escape(text)}</p>" for text in table.before]
    out.append("<table>")
    for row in table.rows:
        cells = []
        for box in row:
            spans = (f' rowspan="{box.rows}"' if box.rows > 1 else "") + (
                f' colspan="{box.columns}"' if box.columns > 1 else ""
            )
            cells.append(f"<td{spans}>{'<br>'.join(map(escape, box.text.split(chr(10))))}</td>")
        out.append(f"<tr>{''.join(cells)}</tr>")
    out.append("</table>")
    return "\n".join(out)
