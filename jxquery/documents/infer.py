"""A first schema for files of tables: what their headings and values tell about types, roles, units and keys.

Nothing is decided for good here: the schema is a file that people read and correct, and each guess says what it rests
on. What headings look like is data: `schema/infer.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jxquery.documents.cells import split_heading
from jxquery.documents.profile import Profile, profile
from jxquery.documents.tables import read_sheet
from jxquery.errors import DocumentError
from jxquery.schema.model import ColumnRole, ColumnType, Units
from jxquery.text.normalise import plain

# Names that the database itself needs.
RESERVED = frozenset({"来源", "版本", "来源编号", "位置", "文件"})
_NUMBERS = ("whole", "number")
_FEW = 12
_SHORT, _NAME, _PROSE = 6, 40, 20


@dataclass(frozen=True, slots=True)
class GuessedColumn:
    """A column, what its file calls it, and why it was taken for what it is."""

    name: str
    heading: str
    type: ColumnType
    role: ColumnRole
    why: str
    unit: str | None = None
    default: bool = False
    level: bool = False


@dataclass(frozen=True, slots=True)
class GuessedTable:
    """A table of a file; `others` are remarks on what the schema cannot hold."""

    name: str
    file: str
    columns: tuple[GuessedColumn, ...]
    key: str | None = None
    parent: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """The tables, the units that are not among the known ones, and words: `units` by name, with factors by word."""

    tables: tuple[GuessedTable, ...]
    units: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(slots=True)
class _Column:
    """A column of a file while it is being understood."""

    heading: str
    name: str
    bracket: str
    found: Profile
    joins: str | None = None


@dataclass(slots=True)
class _File:
    """A file while it is being understood."""

    name: str
    table: str
    columns: list[_Column]
    key: _Column | None = None
    parent: _File | None = None
    others: list[str] = field(default_factory=list)

    def above(self) -> list[_File]:
        """The files that its rows belong to."""
        return [] if self.parent is None else [self.parent, *self.parent.above()]


def infer(paths: Sequence[Path], units: Units, hints: Mapping[str, Any]) -> Guess:
    """The schema of these files. `hints` is the content of `infer.toml`. Raises `DocumentError`."""
    return _Guesser(units, hints).guess(paths)


class _Guesser:
    """What is known while the files are looked at one after the other."""

    def __init__(self, units: Units, hints: Mapping[str, Any]) -> None:
        self._known = units
        self._hints = hints
        self._units: dict[str, dict[str, str]] = {}
        self._taken: dict[str, int] = {}

    def guess(self, paths: Sequence[Path]) -> Guess:
        files: list[_File] = []
        for path in paths:
            files.append(self._file(path, {f.table for f in files}))
        for file in files:
            file.key = self._key(file)
        for file in files:
            self._find_parent(file, files)
        for file in files:
            self._name_keys(file)
        files.sort(key=lambda file: len(file.above()))
        for file in files:
            for column in file.columns:
                if column.joins is None:
                    self._taken[column.name] = self._taken.get(column.name, 0) + 1
        tables = tuple(self._table(file) for file in files)
        return Guess(tables, self._units, self._words(tables))

    # --- files, keys and what belongs to what ----------------------------------------------------------------------

    def _file(self, path: Path, taken: set[str]) -> _File:
        sheet, _ = read_sheet(path)
        name = path.stem
        ending = next((e for e in self._hints["table"]["endings"] if name.endswith(e) and name != e), "")
        name = name.removesuffix(ending).strip("_- ") or path.stem
        while name in RESERVED or name in taken:
            name = f"{name}表"
        columns: list[_Column] = []
        for number, heading in enumerate(sheet.headings):
            if not heading or any(heading == c.heading for c in columns):
                continue
            short, bracket = split_heading(heading)
            if any(short == c.name for c in columns):
                short, bracket = heading, ""
            found = profile([cells[number] for _, cells in sheet.rows], self._known)
            columns.append(_Column(heading, short, bracket, found))
        if not columns or not sheet.rows:
            raise DocumentError("表头下面没有数据。", place=str(path), hint="请放几行数据再试：类型要从值里看出来。")
        return _File(path.name, name, columns)

    def _key(self, file: _File) -> _Column | None:
        fitting = [
            c
            for c in file.columns
            if c.found.unique and c.found.kind in {"text", "whole"} and self._ends(c.name, "key")
            and len(c.found.values) == self._height(file)
        ]  # fmt: skip
        running = self._hints["key"]["running"]
        return next((c for c in fitting if c.name.lower() not in running), next(iter(fitting), None))

    @staticmethod
    def _height(file: _File) -> int:
        return max(len(column.found.values) for column in file.columns)

    def _find_parent(self, file: _File, files: Sequence[_File]) -> None:
        """The file whose unique column holds all values of one of this file's."""
        found = [
            (above, column, key)
            for above in files
            if above is not file and file not in above.above()
            for key in self._unique(above)
            for column in file.columns
            if column is not file.key and self._refers(column, key, above)
        ]
        # What itself belongs to something comes first: from there the rest is reached.
        found.sort(
            key=lambda triple: (-len(triple[0].above()), -self._own(triple[0], files), -triple[2].found.distinct)
        )
        for above, column, key in found:
            if file.parent is None:
                file.parent, column.joins = above, key.name
                above.key = above.key if above.key is key else key
            elif above is not file.parent and column.joins is None:
                file.others.append(
                    f"「{column.heading}」还指向「{above.table}」，一个表只能有一个 parent，这里没有用上。"
                )

    def _own(self, file: _File, files: Sequence[_File]) -> int:
        """How many files this one could belong to, before that is decided."""
        return sum(
            any(self._refers(c, k, above) for k in self._unique(above) for c in file.columns if c is not file.key)
            for above in files
            if above is not file
        )

    def _unique(self, file: _File) -> list[_Column]:
        """The columns by which rows of other files can point to the rows of this one: the key, else names."""
        if file.key is not None:
            return [file.key]
        return [c for c in file.columns if c.found.unique and c.found.kind == "text" and self._ends(c.name, "name")]

    def _refers(self, column: _Column, key: _Column, above: _File) -> bool:
        there = set(key.found.values)
        if not column.found.values or not set(column.found.values) <= there:
            return False
        said, wanted = plain(column.name), plain(key.name)
        named = said == wanted or said.startswith(plain(above.table))
        telling = self._ends(column.name, "key") and not key.found.digits and column.found.distinct > 1
        return named or telling

    def _name_keys(self, file: _File) -> None:
        """A key is called the same in both tables, and never only 编号."""
        if file.key is not None and plain(file.key.name) in self._hints["key"]["endings"]:
            file.key.name = f"{file.table}{file.key.name}"
        joining = next((c for c in file.columns if c.joins is not None), None)
        if joining is not None and file.parent is not None and file.parent.key is not None:
            if plain(file.parent.key.name) in self._hints["key"]["endings"]:
                file.parent.key.name = f"{file.parent.table}{file.parent.key.name}"
            joining.name = joining.joins = file.parent.key.name

    # --- columns ---------------------------------------------------------------------------------------------------

    def _table(self, file: _File) -> GuessedTable:
        label = self._label(file)
        columns: list[GuessedColumn] = []
        for column in file.columns:
            name = self._free(column, file)
            guess = self._column(column, name, file, label)
            if guess.role == "measure" and not any(c.default for c in columns):
                guess = _as_default(guess)
            columns.append(guess)
            if guess.why.startswith("日期") and not any(c.found.kind == "year" for c in file.columns):
                columns += self._year_of(column, file, columns)
        key = next((c.name for c, o in zip(_of(columns), file.columns, strict=True) if o is file.key), None)
        parent = file.parent.table if file.parent else None
        return GuessedTable(file.table, file.name, tuple(columns), key, parent, tuple(file.others))

    def _free(self, column: _Column, file: _File) -> str:
        """A column's name, with the table's before it where another table has one of the same name."""
        taken = self._taken.get(column.name, 0) > 1 or column.name in RESERVED
        return f"{file.table}{column.name}" if taken and column.joins is None else column.name

    def _column(self, column: _Column, name: str, file: _File, label: _Column | None) -> GuessedColumn:
        found, heading = column.found, column.heading
        kind: ColumnType = "integer" if found.kind == "whole" and not found.padded else "text"
        if column.joins is not None and file.parent is not None:
            why = f"值都在「{file.parent.table}」里"
            return GuessedColumn(name, heading, _key_type(file.parent), "key", why)
        if column is file.key:
            role: ColumnRole = "name" if column is label else "key" if found.digits or kind == "integer" else "code"
            return GuessedColumn(name, heading, kind, role, "每一行都不同")
        if not found.values:
            return GuessedColumn(name, heading, "text", "text", "空列")
        if column is label:
            return GuessedColumn(name, heading, "text", "name", "几乎每一行都不同")
        if found.kind == "year":
            return GuessedColumn(name, heading, "integer", "period", "四位年份")
        if found.kind == "day":
            return GuessedColumn(name, heading, "text", "code", "日期")
        if found.kind in _NUMBERS and not self._is_code(column):
            return self._measure(column, name)
        return self._text(column, name)

    def _measure(self, column: _Column, name: str) -> GuessedColumn:
        unit = self._unit(column)
        kind: ColumnType = "integer" if column.found.kind == "whole" and unit is None else "amount"
        level = self._ends(column.name, "level") or self._contains(column.name, "level")
        why = "数" + (f"，单位是{unit}" if unit else "，没有写单位") + ("；不能相加，问总的时候按平均" if level else "")
        return GuessedColumn(name, column.heading, kind, "measure", why, unit, level=level)

    def _text(self, column: _Column, name: str) -> GuessedColumn:
        found, heading = column.found, column.heading
        if self._is_code(column):
            role: ColumnRole = "text" if found.digits else "code"
            return GuessedColumn(name, heading, "text", role, "号码")
        if found.length >= _PROSE:
            return GuessedColumn(name, heading, "text", "text", "长的文字，按其中的词找")
        if found.mostly_unique and self._ends(column.name, "name"):
            return GuessedColumn(name, heading, "text", "name", "另一种叫法")
        few = found.distinct <= len(found.values) / 2 or found.distinct <= _FEW
        if few and not (found.unique and found.length > _SHORT) and not found.digits:
            return GuessedColumn(name, heading, "text", "class", f"只有 {found.distinct} 种值")
        return GuessedColumn(name, heading, "text", "text", "文字，按其中的词找")

    def _year_of(self, column: _Column, file: _File, there: Sequence[GuessedColumn]) -> list[GuessedColumn]:
        """The year of a day, as a column of its own."""
        hint = self._hints["date"]
        stem = column.name
        for ending in hint["endings"]:
            stem = stem.removesuffix(ending)
        name = f"{stem}{hint['year']}"
        taken = {c.name for c in there} | {c.name for c in file.columns} | set(self._taken)
        if name in taken:
            name = f"{file.table}{name}"
        self._taken[name] = 1
        return [GuessedColumn(name, column.heading, "integer", "period", f"从{column.heading}里取年份")]

    def _label(self, file: _File) -> _Column | None:
        """The column by which people call a row: one that is called a name, else the first that tells rows apart."""
        texts = [
            c
            for c in file.columns
            if c.joins is None and c.found.kind == "text" and c.found.mostly_unique and c.found.length <= _NAME
            and not c.found.digits
        ]  # fmt: skip
        named = [c for c in texts if self._ends(c.name, "name")]
        others = [c for c in texts if c is not file.key and not self._is_code(c) and c.found.distinct > 1]
        own = [c for c in others if plain(c.name) == plain(file.table)]
        keys = [c for c in texts if c is file.key]
        return next(iter((*named, *own, *others[:1], *keys)), None)

    # --- units, words and what headings look like --------------------------------------------------------------------

    def _unit(self, column: _Column) -> str | None:
        """The unit in the heading, else the one that the values are written with; a new one is kept for the schema."""
        said = column.bracket
        if not said:
            return column.found.unit
        known = self._known.get(said)
        if known is not None:
            return known.name
        if said in self._hints["unit"]["never"] or len(said) > _SHORT or said.isdecimal():
            return column.found.unit
        multiples: Mapping[str, str] = self._hints["unit"]["multiples"]
        many = next((m for m in sorted(multiples, key=len, reverse=True) if said.startswith(m) and said != m), "")
        base = said.removeprefix(many)
        self._units.setdefault(base, {base: "1"})[said] = multiples[many] if many else "1"
        return said

    def _is_code(self, column: _Column) -> bool:
        return self._ends(column.name, "key") or self._contains(column.name, "code")

    def _ends(self, name: str, section: str) -> bool:
        return name.lower().endswith(tuple(self._hints[section]["endings"]))

    def _contains(self, name: str, section: str) -> bool:
        return any(part in name.lower() for part in self._hints[section]["containing"])

    def _words(self, tables: Sequence[GuessedTable]) -> dict[str, dict[str, tuple[str, ...]]]:
        """What else people call columns: the heading, and the common words for a role."""
        common: Mapping[str, list[str]] = self._hints["words"]
        names = {c.name for t in tables for c in t.columns}
        columns: dict[str, tuple[str, ...]] = {}
        for table in tables:
            for column in table.columns:
                words = [split_heading(column.heading)[0], column.heading] if column.role != "period" else []
                first = next(c for c in table.columns if c.role == column.role)
                if column.role in {"name", "period"} and column is first:
                    words += common[column.role]
                known = self._known.get(column.unit or "")
                if column.default and known is not None and known.kind == self._known.by_word["元"].kind:
                    words += common["money"]
                said = tuple(w for w in dict.fromkeys(words) if w not in names and "(" not in plain(w))
                if said and column.role != "key":
                    columns[f"{table.name}.{column.name}"] = said
        stems = {t.name: (Path(t.file).stem,) for t in tables if Path(t.file).stem not in {t.name, *names}}
        return {"table": stems, "column": columns}


def _as_default(column: GuessedColumn) -> GuessedColumn:
    from dataclasses import replace

    return replace(column, default=True)


def _of(columns: Sequence[GuessedColumn]) -> list[GuessedColumn]:
    """The columns that stand in the file, without those that were made of another's values."""
    return [c for c in columns if not c.why.startswith("从")]


def _key_type(file: _File) -> ColumnType:
    found = file.key.found if file.key is not None else None
    return "integer" if found is not None and found.kind == "whole" and not found.padded else "text"
