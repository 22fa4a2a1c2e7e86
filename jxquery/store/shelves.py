"""Which columns of a schema hold names, and the number of each in the index."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from jxquery.digests import sha256
from jxquery.schema.model import Schema
from jxquery.types import Col


class Shelf(Struct, frozen=True):
    """A column whose values are indexed.

    `group`: the columns of one group name the same rows; names are in the order of the groups. `label` is the column
    of the full name of its rows where it is another. `called`: rows are called by it. `open`: a part of a value may be
    said. `always`: its values are indexed however few they are.
    """

    number: int
    group: int
    col: Col
    label: Col | None
    called: bool
    open: bool
    always: bool

    @property
    def full(self) -> bool:
        """Whether its values are the full names of rows."""
        return self.label is None


def shelves(schema: Schema) -> tuple[Shelf, ...]:
    """Names table by table, then contexts, then what is looked up whole: identities, codes and worded targets."""
    found: list[Shelf] = []
    group = 0
    for group, table in enumerate(schema.tables):
        columns = [Col(table.name, c.name) for c in table.having("name")]
        for col in columns:
            label = None if col == columns[0] else columns[0]
            found.append(Shelf(len(found), group, col, label, called=True, open=True, always=True))
    for open_, roles in ((True, ("context",)), (False, ("identity", "code", "target"))):
        for col in (Col(t.name, c.name) for t in schema.tables for c in t.columns if c.role in roles):
            group += 1
            found.append(Shelf(len(found), group, col, None, called=False, open=open_, always=open_))
    return tuple(found)


def numbered_shelves(schema: Schema) -> Mapping[int, Shelf]:
    """The same by their numbers."""
    return {shelf.number: shelf for shelf in shelves(schema)}


def meaning_of(schema: Schema) -> str:
    """A text that changes when what is prepared from the data does: the roles of the columns."""
    tables = [
        (t.name, t.target, [(c.name, c.role, c.standard) for c in t.columns if c.role not in ("part", "measure")])
        for t in schema.tables
    ]
    return sha256(repr(tables).encode()).hexdigest()[:16]
