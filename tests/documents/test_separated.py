"""The example of every layout, as text whose cells are kept apart by tabs or by bars, is read as it is in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxquery.documents.layout import Layout, load_layouts
from jxquery.documents.read import read_document
from jxquery.meaning import shipped_schema

LAYOUTS = [layout for layout in load_layouts(shipped_schema()) if layout.front != "prose"]


@pytest.mark.parametrize("separator", ["\t", " | "])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_row_of_the_example_is_read(layout: Layout, separator: str, tmp_path: Path) -> None:
    """As many indicators as by the other separator's table, and no form left out."""
    lines = [separator.join(part.strip() for part in line.split("|")) for line in layout.example.strip().split("\n")]
    file = tmp_path / "表.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    document = read_document(file, shipped_schema())
    html = tmp_path / "表.html"
    rows = "".join(
        "<tr>" + "".join(f"<td>{part.strip()}</td>" for part in line.split("|")) + "</tr>"
        for line in layout.example.strip().split("\n")
    )
    html.write_text(f"<meta charset=utf-8><table>{rows}</table>", encoding="utf-8")
    table = read_document(html, shipped_schema())
    assert [(r.table, r.values) for r in document.records] == [(r.table, r.values) for r in table.records]
    assert all(problem.action != "整张表没有载入" for problem in document.problems)
