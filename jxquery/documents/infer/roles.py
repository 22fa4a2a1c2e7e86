"""What the columns of a file are for: their types, roles and units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from jxquery.documents.cells import split_heading
from jxquery.documents.infer.files import FileColumn, TableFile
from jxquery.documents.infer.hints import Hints
from jxquery.schema.model import ColumnDef, ColumnRole, ColumnType, TableDef, Units
from jxquery.schema.own import RESERVED
from jxquery.text.normalise import plain

_FEW = 12
_SHORT, _NAME, _PROSE = 6, 40, 20
_UNIT = 6


class Guessed(Struct, frozen=True):
    """A column and why it was taken for what it is."""

    column: ColumnDef
    why: str


class GuessedTable(Struct, frozen=True):
    """A table, its columns with the reasons, and remarks on what the schema cannot hold."""

    table: TableDef
    columns: tuple[Guessed, ...]
    others: tuple[str, ...]


NewUnits = Mapping[str, Mapping[str, str]]
"""Units that are not among the known ones: by their base, each with its factor."""


def tables_of(files: Sequence[TableFile], units: Units, hints: Hints) -> tuple[tuple[GuessedTable, ...], NewUnits]:
    """The tables of the files, and the units that their headings bring."""
    _tell_apart(files)
    guesser = _Guesser(units, hints)
    return tuple(guesser.table(file) for file in files), guesser.units


def _tell_apart(files: Sequence[TableFile]) -> None:
    """A name that several tables have, or that the database needs, gets the table's before it."""
    counts = Counter(c.name for f in files for c in f.columns if not c.joins)
    for file in files:
        for column in file.columns:
            if column is file.key and column.name.startswith(file.table) and column.name not in RESERVED:
                continue
            if not column.joins and (counts[column.name] > 1 or column.name in RESERVED):
                column.name = f"{file.table}{column.name}"
    keys = {id(f): f.key.name for f in files if f.key is not None}
    for column in (c for f in files for c in f.columns):
        if column.joins is not None:
            column.name = keys[id(column.joins)]


class _Guesser:
    """Looks at one column after the other; collects the units that are new."""

    def __init__(self, known: Units, hints: Hints) -> None:
        self.units: dict[str, dict[str, str]] = {}
        self._known = known
        self._hints = hints

    def table(self, file: TableFile) -> GuessedTable:
        label = self._label(file)
        columns: list[Guessed] = []
        for column in file.columns:
            columns.append(self._column(column, file, label))
            if column.found.kind == "day" and column.joins is None:
                columns.append(self._year_of(column, file))
        columns = self._with_default(columns)
        definition = TableDef(
            file.table,
            tuple(guessed.column for guessed in columns),
            file.key.name if file.key is not None else None,
            tuple(parent.table for parent in file.parents()),
            file=file.path.name,
        )
        return GuessedTable(definition, tuple(columns), tuple(file.others))

    def _with_default(self, columns: Sequence[Guessed]) -> list[Guessed]:
        """The first measure is what an amount without a field means; one of money before others."""
        measures = [g.column for g in columns if g.column.role == "measure"]
        money = [m for m in measures if m.unit and self._kind(m.unit) in self._hints.words("default", "kinds")]
        adding = [m for m in (*money, *measures) if m.adds_up]
        first = next(iter((*adding, *measures)), None)
        return [replace(g, column=replace(g.column, default=True)) if g.column is first else g for g in columns]

    def _kind(self, unit: str) -> str:
        known = self._known.get(unit)
        return known.kind if known is not None else ""

    def _label(self, file: TableFile) -> FileColumn | None:
        """The column by which people call a row: one that is called a name, else the first that tells rows apart."""
        texts = [
            column
            for column in file.columns
            if not column.joins and column.found.kind == "text" and column.found.mostly_unique
            and column.found.length <= _NAME and not column.found.digits
        ]  # fmt: skip
        named = [c for c in texts if self._hints.are(c.name, "name") or plain(c.name) == plain(file.table)]
        others = [c for c in texts if c is not file.key and not self._is_code(c)]
        keys = [c for c in texts if c is file.key]
        return next(iter((*named, *others, *keys)), None)

    def _column(self, column: FileColumn, file: TableFile, label: FileColumn | None) -> Guessed:
        found = column.found
        if column.joins is not None:
            return _guessed(column, _key_type(column.joins), "key", f"指向「{column.joins.table}」")
        if column is file.key:
            kind = _key_type(file)
            hidden: ColumnRole = "key" if found.digits or kind == "integer" else "code"
            return _guessed(column, kind, "name" if column is label else hidden, "每一行都不同")
        if column is label:
            return _guessed(column, "text", "name", "几乎每一行都不同，用它称呼一行")
        if not found.values:
            return _guessed(column, "text", "text", "整列都空着")
        if self._is_period(column):
            return _guessed(column, "integer", "period", "年份")
        if found.kind == "day":
            return _guessed(column, "text", "code", "日期")
        if found.kind != "text" and not self._is_code(column):
            return self._measure(column)
        return self._text(column)

    def _measure(self, column: FileColumn) -> Guessed:
        unit = self._unit(column)
        kind: ColumnType = "amount" if column.found.kind == "number" or unit is not None else "integer"
        rate = unit is not None and self._kind(unit) in self._hints.words("level", "kinds")
        for_one = "/" in column.bracket and unit != column.bracket
        adds_up = not (rate or for_one) and not self._hints.are(column.name, "level")
        why = f"数，单位是{unit}" if unit else "数，没有写单位"
        guessed = _guessed(column, kind, "measure", why + ("" if adds_up else "；不能相加，合起来问的时候取平均"))
        return replace(guessed, column=replace(guessed.column, unit=unit, adds_up=adds_up))

    def _text(self, column: FileColumn) -> Guessed:
        found = column.found
        if self._is_code(column):
            return _guessed(column, "text", "text" if found.digits else "code", "号码")
        if found.length >= _PROSE:
            return _guessed(column, "text", "text", "长的文字，按其中的词找")
        if found.mostly_unique and self._hints.are(column.name, "name"):
            return _guessed(column, "text", "name", "另一种叫法")
        few = found.distinct <= len(found.values) / 2 or found.distinct <= _FEW
        if few and not (found.unique and found.length > _SHORT) and not found.digits:
            return _guessed(column, "text", "class", f"只有 {found.distinct} 种值")
        return _guessed(column, "text", "text", "文字，按其中的词找")

    def _year_of(self, column: FileColumn, file: TableFile) -> Guessed:
        """The year of a day, as a column of its own."""
        name = f"{self._hints.stem(column.name, 'date')}{self._hints.data['date']['year']}"
        if any(name == c.name for c in file.columns):
            name = f"{file.table}{name}"
        return Guessed(ColumnDef(name, "integer", "period", heading=column.heading), f"「{column.heading}」的年份")

    def _unit(self, column: FileColumn) -> str | None:
        """The unit in the heading, else the one that the values are written with; a new one is kept for the schema."""
        said = column.bracket.split("/")[0]
        if self._known.get(said) is None:
            said = column.bracket  # 元/杯 is money for one, 公里/小时 a unit of its own
        known = self._known.get(said)
        if known is not None:
            return known.name
        if not said or said in self._hints.words("unit", "never") or len(said) > _UNIT or said.isdecimal():
            return column.found.unit
        multiples: Mapping[str, str] = self._hints.data["unit"]["multiples"]
        many = next((m for m in sorted(multiples, key=len, reverse=True) if said.startswith(m) and said != m), "")
        base = said.removeprefix(many)
        self.units.setdefault(base, {base: "1"})[said] = multiples[many] if many else "1"
        return said

    def _is_period(self, column: FileColumn) -> bool:
        found = column.found
        if found.kind != "year" or column.bracket:
            return False
        recent = found.distinct > 1 and all("1900" <= value[:4] <= "2100" for value in found.values)
        return self._hints.are(column.name, "period") or (recent and not self._is_code(column))

    def _is_code(self, column: FileColumn) -> bool:
        return self._hints.are(column.name, "key") or self._hints.are(column.name, "code")


def _guessed(column: FileColumn, kind: ColumnType, role: ColumnRole, why: str) -> Guessed:
    heading = "" if column.name == split_heading(column.heading)[0] else column.heading
    return Guessed(ColumnDef(column.name, kind, role, heading=heading), why)


def _key_type(file: TableFile) -> ColumnType:
    found = file.key.found if file.key is not None else None
    return "integer" if found is not None and found.kind in {"whole", "year"} else "text"
