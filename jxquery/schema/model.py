"""The frozen shape of a schema: tables with the roles of their columns, and kinds of units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property, wraps
from typing import Literal, TypeAlias, TypeVar, TypeVarTuple

from msgspec import Struct

S = TypeVar("S")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

ColumnRole: TypeAlias = Literal[
    "key",
    "name",
    "period",
    "identity",
    "context",
    "class",
    "target",
    "actual",
    "measure",
    "text",
    "code",
    "order",
    "part",
]
ColumnType: TypeAlias = Literal["integer", "amount", "text"]


def remembered(method: Callable[[S, *Ts], T]) -> Callable[[S, *Ts], T]:
    """A method of a frozen value that is asked again and again: what it gave once is kept with the value."""
    given = f"_{method.__name__}_given"

    @wraps(method)
    def asked(self: S, *args: *Ts) -> T:
        try:
            known: T = self.__dict__[given][args]
        except KeyError:
            known = self.__dict__.setdefault(given, {})[args] = method(self, *args)
        return known

    return asked


class ColumnDef(Struct, frozen=True):
    """A column.

    `suffix` may be left out when people say one of its values (满意度 for 满意度指标). `heading` is what a file calls
    the column, where that is not its name. A measure that does not add up (a rate, a price for one) has no sum.
    `standard` is the column that holds the standard names of a class whose own are kept as they were written.
    """

    name: str
    type: ColumnType
    role: ColumnRole
    unit: str | None = None
    default: bool = False
    suffix: str = ""
    heading: str = ""
    adds_up: bool = True
    standard: str = ""


class TargetDef(Struct, frozen=True):
    """The columns that the reading of a target value is kept in; the base ones are in the base unit of its kind."""

    written: str
    comparator: str
    value: str
    upper: str
    unit: str
    base_value: str
    base_upper: str
    base_unit: str


class TableDef(Struct, frozen=True, dict=True):
    """A table. Each of its rows belongs to one row of each of the tables `parents`, by a column named as their key.

    `actual` is what became of the `target` of a row, read and kept in the same way.
    `file` is the pattern of the names of the files that its rows are read from, with the keys that stand there; None
    where a layout makes them of forms, with keys that the store numbers.
    """

    name: str
    columns: tuple[ColumnDef, ...]
    key: str | None = None
    parents: tuple[str, ...] = ()
    target: TargetDef | None = None
    file: str | None = None
    actual: TargetDef | None = None

    def column(self, name: str) -> ColumnDef:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, ColumnDef]:
        return {c.name: c for c in self.columns}

    @remembered
    def having(self, *roles: ColumnRole) -> tuple[ColumnDef, ...]:
        """The columns of these roles, in the order of the table."""
        return tuple(c for c in self.columns if c.role in roles)

    @remembered
    def reading(self, name: str) -> TargetDef | None:
        """Where the reading of a column is kept whose values are written like targets."""
        return next((t for t in (self.target, self.actual) if t is not None and t.written == name), None)

    @cached_property
    def label(self) -> str | None:
        """The column that holds the full name of a row."""
        return next((c.name for c in self.columns if c.role == "name"), None)


class ViewDef(Struct, frozen=True):
    name: str
    of: str


class UnitDef(Struct, frozen=True):
    """A unit: its kind, and the factor that turns a value in it into the kind's base unit."""

    name: str
    kind: str
    base: str
    factor: Decimal


class Span(Struct, frozen=True):
    """How many of the base unit `of` another kind one base unit is, at least and at most."""

    of: str
    least: Decimal
    most: Decimal


class Numerals(Struct, frozen=True):
    """What stands around a numeral that makes it no quantity, and how one is said in words; see `numerals.toml`."""

    words: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    one_behind: tuple[str, ...] = ()
    zero_behind: tuple[str, ...] = ()
    half_behind: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    not_before: Mapping[str, str] = {}
    fractions: Mapping[str, tuple[str, Decimal]] = {}
    tenths: tuple[str, ...] = ()


class Units(Struct, frozen=True, dict=True):
    """Units by every spelling. `any_counts` compares with every unit of its kind.

    `spans`: the base units of which only a span in units of another kind is known. `spoken`: pieces of words that only
    speak of certain kinds, with those kinds. `ratios`: the base units in which numbers do not add up. `numerals` are
    the words that tell the numbers of units from others.
    """

    by_word: dict[str, UnitDef]
    any_counts: str
    spans: dict[str, Span] = {}
    spoken: dict[str, tuple[str, ...]] = {}
    ratios: tuple[str, ...] = ()
    numerals: Numerals = Numerals()

    @cached_property
    def longest(self) -> int:
        """How long the longest spelling is."""
        return max(map(len, self.by_word), default=0)

    def get(self, word: str) -> UnitDef | None:
        return self.by_word.get(word)

    def convert(self, value: Decimal, unit: str, to: str) -> Decimal | None:
        """The value in another unit, or None when the two are not of one kind (or count different things)."""
        a, b = self.by_word.get(unit), self.by_word.get(to)
        if a is None or b is None or a.kind != b.kind or a.base != b.base:
            return None
        return value * a.factor / b.factor

    @remembered
    def comparable(self, unit: str) -> tuple[str, ...]:
        """The base units that a value in `unit` compares with: 个 with every counting unit, others with 个."""
        found = self.by_word.get(unit)
        if found is None:
            return (unit,)
        if found.name == self.any_counts:
            return tuple(dict.fromkeys(u.base for u in self.by_word.values() if u.kind == found.kind))
        any_def = self.by_word.get(self.any_counts)
        if any_def is not None and any_def.kind == found.kind:
            return (found.base, any_def.base)
        return (found.base,)

    def counts(self, unit: str) -> bool:
        """Whether numbers in the unit are of things that are counted: 3个, 3人."""
        known, any_counts = self.by_word.get(unit), self.by_word.get(self.any_counts)
        return known is not None and any_counts is not None and known.kind == any_counts.kind

    def span(self, base: str) -> Span:
        """What one base unit is, in the base unit that all of its relatives are known in."""
        return self.spans.get(base) or Span(base, Decimal(1), Decimal(1))

    @remembered
    def relatives(self, unit: str) -> tuple[str, ...]:
        """The base units of other kinds that a value in `unit` compares with as far as spans tell: 月 with 天."""
        found = self.by_word.get(unit)
        if found is None or not self.spans:
            return ()
        of = self.span(found.base).of
        return tuple(b for b in dict.fromkeys((of, *self.spans)) if b != found.base and self.span(b).of == of)

    def kinds_in(self, said: str) -> frozenset[str]:
        """The kinds that a word speaks of (最长: of time or of length); none where it may speak of any."""
        return frozenset(kind for piece, kinds in self.spoken.items() if piece in said for kind in kinds)


class Schema(Struct, frozen=True, dict=True):
    """`source` is the text of the user's own schema file; empty for the one that comes with the program."""

    tables: tuple[TableDef, ...]
    views: tuple[ViewDef, ...]
    units: Units
    source: str = ""

    def table(self, name: str) -> TableDef:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, TableDef]:
        return {t.name: t for t in self.tables}

    def has(self, name: str) -> bool:
        return name in self._by_name

    @remembered
    def children(self, name: str) -> tuple[TableDef, ...]:
        return tuple(t for t in self.tables if name in t.parents)

    @remembered
    def levels(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The table, then the tables that its rows belong to directly, then those that theirs do, and so on."""
        levels: list[tuple[str, ...]] = [(name,)]
        while level := tuple(parent for table in levels[-1] for parent in self.table(table).parents):
            levels.append(level)
        return tuple(levels)

    @remembered
    def ancestors(self, name: str) -> tuple[str, ...]:
        """The tables that the table's rows belong to, the nearest first."""
        return tuple(table for level in self.levels(name) for table in level)[1:]

    @remembered
    def upwards(self, name: str, to: str) -> tuple[str, ...]:
        """The tables from one to another that its rows belong to, both included: there is but one way."""
        if name == to:
            return (name,)
        step = next(parent for parent in self.table(name).parents if to in (parent, *self.ancestors(parent)))
        return (name, *self.upwards(step, to))

    @remembered
    def between(self, name: str, other: str) -> tuple[str, ...]:
        """The tables whose rows belong to rows of both, and not to another such: 借阅, of 读者 and 图书."""
        both = [t.name for t in self.tables if {name, other} <= {*self.ancestors(t.name)}]
        return tuple(t for t in both if not any(above in both for above in self.ancestors(t)))

    @remembered
    def related(self, name: str, other: str) -> bool:
        """Whether the keys lead from one table to the other, upwards or downwards at each step."""
        found, waiting = {name}, [name]
        while waiting:
            table = self.table(waiting.pop())
            new = {*table.parents, *(t.name for t in self.children(table.name))} - found
            found |= new
            waiting += new
        return other in found
