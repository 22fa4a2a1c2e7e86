"""One row less another: what each has, where a side is one row, and what becomes of sides of several."""

from __future__ import annotations

from msgspec.structs import replace

from jxquery.language.build import listing, pair, totals_apart
from jxquery.language.cues import DIFFERENCE, TIMES
from jxquery.language.lexicon import Lexicon
from jxquery.language.outcomes import Choices, Supposed, Supposing
from jxquery.language.predicates import as_all, conjunction, of_either, table_of
from jxquery.language.side import Side
from jxquery.types import Best, Col, In, Query, Rows, Some, Term

NO_OTHER = "没有说和谁比"
_TWO = 2


def two_best(rows: Rows) -> tuple[Rows, Rows] | None:
    """The first and the second of two in an order: 前两名差多少."""
    best = rows.best
    if best is None or best.n != best.start + 1 or best.per or best.other or best.also:
        return None
    return replace(rows, best=replace(best, n=best.start)), replace(rows, best=replace(best, start=best.n))


def ranked_by(*sides: Side) -> tuple[Col, ...]:
    """The columns that superlatives go by."""
    terms = [s.top.by for s in sides if s.top is not None]
    return tuple(dict.fromkeys(t for by in terms if isinstance(t := by.of if isinstance(by, In) else by, Col)))


def two_apart(rows: Rows, term: Term) -> Supposing:
    """The larger less the smaller of two rows, which the data must have."""
    first, second = (replace(rows, best=Best(term, n, desc=True, start=n)) for n in (1, 2))
    apart = pair(DIFFERENCE, ("甲", "乙"), ((first, term), (second, term)))
    return Supposing(apart, (Supposed(table_of(rows), _TWO, "", reason=NO_OTHER),))


def one_row_each(
    first: tuple[Rows, Term], second: tuple[Rows, Term], lexicon: Lexicon, total: Query | None = None
) -> Choices:
    """The difference of two rows; of several on a side, that of what they come to, or each of them."""
    whole = totals_apart(first, second) if total is None else total
    single = total if total is not None and total.template == TIMES else pair(DIFFERENCE, ("甲", "乙"), (first, second))
    (a, value), (b, _) = first, second
    if a.best or b.best:
        each = listing(of_either(a, b), (value,), lexicon)
    else:
        either = Some(tuple(conjunction(r.where.of) for r in (a, b)))
        each = listing(Rows(a.source, as_all(either)), (value,), lexicon)
    return Choices((whole, each), single=single, sides=(a, b))
