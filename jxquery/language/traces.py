"""What stands in a finished query, found by its kind: figures, conditions, shapes, the units of what is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias, TypeVar, cast

from jxquery.language.cues import APART
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Phrase, Sense
from jxquery.language.predicates import columns_of
from jxquery.language.shown import ASKED, grouped, terms_in
from jxquery.language.terms import role
from jxquery.types import (
    Agg,
    Best,
    Blank,
    Calc,
    Cmp,
    Col,
    Groups,
    Has,
    In,
    Lit,
    Named,
    Not,
    Query,
    Reached,
    Rows,
    Some,
    Term,
    Wordy,
    parts,
)

T = TypeVar("T")
_ONE = Lit(Decimal(1))
Check: TypeAlias = "Callable[[Sense, Phrase, Traces], bool]"
"""Whether a sense of a phrase left its trace in the query."""


class Traces:
    """What stands in a query."""

    def __init__(self, query: Query, lexicon: Lexicon) -> None:
        self.query, self.lexicon = query, lexicon
        self._nodes: dict[type, list[object]] = defaultdict(list)
        for part in parts(query.slots):
            self._nodes[type(part)].append(part)

    def all(self, kind: type[T]) -> Sequence[T]:
        """Every part of this type."""
        return cast("Sequence[T]", self._nodes.get(kind, ()))

    def some(self, *kinds: type) -> bool:
        """Whether any part is of one of the types."""
        return any(kind in self._nodes for kind in kinds)

    def template(self, *names: str) -> bool:
        """Whether the answer is of one of these shapes."""
        return self.query.template in names

    def grouped(self) -> bool:
        """Whether there is a row for each group."""
        return grouped(self.query) or self.some(Groups)

    def subtracts(self) -> bool:
        """Whether one side is taken from another."""
        return self.template(*APART) or any(c.op == "minus" for c in self.all(Calc))

    def denies(self) -> bool:
        """Whether any condition is one that must not be met."""
        return (
            self.some(Not, Blank, Wordy)
            or any(h.how == "none" for h in self.all(Has))
            or any(c.op == "!=" or (c.op == "<" and isinstance(c.left, Agg) and c.right == _ONE) for c in self.all(Cmp))
            or any(not r.yes for r in self.all(Reached))
        )

    def is_target(self, col: Col) -> bool:
        """Whether the column holds the targets as written."""
        return self.lexicon.schema.table(col.table).reading(col.name) is not None

    def has_size(self, col: Col) -> bool:
        """Whether the column holds numbers that differ from row to row."""
        return role(col, self.lexicon) in {"target", "actual", "measure"}

    def shown(self) -> tuple[Term, ...]:
        """What the answer gives of each of its rows, or of all of them."""
        return tuple(t for _, fill in self.query.slots for t in terms_in(fill, *ASKED))

    def conditioned(self) -> frozenset[Col]:
        """The columns by which rows are chosen."""
        return frozenset(c for rows in self.all(Rows) for p in rows.where.of for c in columns_of(p))

    def kinds(self, term: Term) -> frozenset[str] | None:
        """The kinds of units that a figure is in; None for what is no figure."""
        match term:
            case In(of, unit):
                return self._kinds_of({unit}) if unit else self.kinds(of)
            case Col(table, name):
                column = self.lexicon.schema.table(table).column(name)
                if column.role == "target":
                    return self._kinds_of({u for n in self.all(Named) for u in self.lexicon.units_of(n)})
                return self._kinds_of({column.unit}) if column.role == "measure" else None
            case Agg(_, of) if of is not None:
                return self.kinds(of)
            case Calc("minus", left):
                return self.kinds(left)
            case _:
                return frozenset()

    def _kinds_of(self, words: Iterable[str | None]) -> frozenset[str]:
        units = self.lexicon.schema.units
        return frozenset(unit.kind for w in words if w is not None and (unit := units.get(w)) is not None)

    def speaks_of_some(self, word: str) -> bool:
        """Whether the word speaks of certain kinds of units alone: 最贵, 最长."""
        return bool(self.lexicon.schema.units.kinds_in(word))

    def speaks(self, word: str, terms: Iterable[Term]) -> bool:
        """Whether any of the terms is a text, or a figure of a kind that the word may speak of: 最长 of a time."""
        spoken = self.lexicon.schema.units.kinds_in(word)
        found = (self.kinds(term) for term in terms)
        return any(kinds is None or not spoken or kinds & spoken for kinds in found)

    def years(self) -> frozenset[int]:
        """How many years rows are chosen by, each time that it is several."""
        choices = (some.of for some in self.all(Some))
        return frozenset(len(of) for of in choices if all(isinstance(p, Cmp) and self._is_year(p.left) for p in of))

    def best_of_listed(self) -> bool:
        """Whether the best of rows of several values of a column are taken together."""
        named = any(len(n.values) > 1 and role(n.col, self.lexicon) in {"identity", "context"} for n in self.all(Named))
        bests = (b for b in self.all(Best) if not (b.per or b.also or b.other))
        return (named or bool(self.years())) and next(bests, None) is not None

    def _is_year(self, term: Term) -> bool:
        return isinstance(term, Col) and role(term, self.lexicon) == "period"

    def figures(self, *functions: str) -> bool:
        """Whether a figure over rows is one of these functions."""
        return any(a.fn in functions for a in self.all(Agg))
