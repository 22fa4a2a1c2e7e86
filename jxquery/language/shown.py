"""What an answer showed: its rows, the columns that they were grouped by, and what was given of each."""

from __future__ import annotations

from jxquery.language.cues import BY, LISTED, TWO_SIDED, VALUE, VALUES
from jxquery.language.predicates import of_either
from jxquery.types import Col, Fill, Groups, Query, Rows, Term

ASKED = (LISTED, VALUES, VALUE)
"""The columns that hold what was asked."""


def rows_shown(query: Query) -> Rows:
    """The rows that the answer showed, or was taken over; of a difference, those of both sides."""
    first, *others = (fill.rows for _, fill in query.slots)
    if isinstance(first.source, Groups) and not first.source.by:
        return first.source.of  # several figures over all of them
    return of_either(first, others[0]) if query.template in TWO_SIDED else first


def terms_in(fill: Fill, *columns: str) -> tuple[Term, ...]:
    """What stands in these columns."""
    return tuple(term for name, terms in fill.show if name in columns for term in terms)


def by_columns(fill: Fill) -> tuple[Col, ...]:
    """The columns that a figure was grouped by."""
    return tuple(term for term in terms_in(fill, BY) if isinstance(term, Col))


def grouped(query: Query) -> bool:
    """Whether there is a figure for each group."""
    return any(terms_in(fill, BY) for _, fill in query.slots)
