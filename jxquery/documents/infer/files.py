"""The files whose schema is looked for, and the profiles of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jxquery.documents.cells import split_heading
from jxquery.documents.infer.hints import Hints
from jxquery.documents.infer.profile import Profile, profile
from jxquery.documents.tables import read_sheet
from jxquery.errors import DocumentError
from jxquery.schema.model import Units
from jxquery.schema.own import RESERVED


@dataclass(slots=True)
class FileColumn:
    """A column of a file: its heading, the name that it gets, what stands in brackets behind it, and its values.

    `joins`: the file to whose key it points, where the rows of this one belong to that one's.
    """

    heading: str
    name: str
    bracket: str
    found: Profile
    joins: TableFile | None = None


@dataclass(slots=True)
class TableFile:
    """A file: the table that it gets to be and its key, where one is known.

    `others` are remarks on what the schema cannot hold.
    """

    path: Path
    table: str
    columns: list[FileColumn]
    rows: int
    key: FileColumn | None = None
    others: list[str] = field(default_factory=list)

    def parents(self) -> list[TableFile]:
        """The files that its rows belong to directly, in the order of its columns."""
        return [column.joins for column in self.columns if column.joins is not None]

    def above(self) -> list[TableFile]:
        """The files that its rows belong to, directly or through others."""
        return [file for parent in self.parents() for file in (parent, *parent.above())]


def read_files(paths: Sequence[Path], units: Units, hints: Hints) -> list[TableFile]:
    """Each file with a table's name of its own. Raises `DocumentError` for one that holds no rows."""
    files: list[TableFile] = []
    for path in paths:
        sheet, _ = read_sheet(path)
        columns: list[FileColumn] = []
        for number, heading in enumerate(sheet.headings):
            if not heading or any(heading == c.heading for c in columns):
                continue
            name, bracket = split_heading(heading)
            if any(name == c.name for c in columns):
                name, bracket = heading, ""
            values = [cells[number] for _, cells in sheet.rows]
            columns.append(FileColumn(heading, name, bracket, profile(values, units)))
        if not columns or not sheet.rows:
            hint = "请放几行数据再试：类型、单位和编号都要从值里看出来。"
            raise DocumentError("表头下面没有数据。", place=str(path), hint=hint)
        name = hints.stem(path.stem, "table")
        if any(name == f.table for f in files):
            name = path.stem  # 订单明细, beside 订单
        while name in RESERVED or any(name == f.table for f in files):
            name = f"{name}表"
        files.append(TableFile(path, name, columns, len(sheet.rows)))
    return files
