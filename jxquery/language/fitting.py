"""What a column can be held against: bounds in its own units, and whether it holds anything."""

from __future__ import annotations

from decimal import Decimal

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound
from jxquery.language.terms import unit_of
from jxquery.schema.model import Units
from jxquery.text.numerals import BIG
from jxquery.types import Blank, Cmp, Col, Lit, Not, Pred, Some, Term


def for_measure(col: Col, bound: Bound, lexicon: Lexicon) -> Bound | None:
    """The bound in units that the measure can be compared in; None where it is of another kind. A year has none."""
    own = lexicon.schema.table(col.table).column(col.name).unit
    tests = [(op, _fitted(right, own, lexicon.schema.units)) for op, right in bound.tests]
    fitted = tuple((op, right) for op, right in tests if right is not None)
    return Bound(fitted) if len(fitted) == len(tests) else None


def _fitted(right: Term, own: str | None, units: Units) -> Term | None:
    """A number with a unit as one that compares with numbers in the unit `own`.

    个 counts anything. 500万 without a unit behind it is of the measure's own kind: 500万人 beside 万人, and beside
    money 500万元.
    """
    if not isinstance(right, Lit) or right.unit is None or not isinstance(right.value, Decimal):
        return right
    if own is not None and units.convert(right.value, right.unit, own) is not None:
        return right
    known, any_counts = units.get(right.unit), units.get(units.any_counts)
    if right.said[-1:] in BIG and known is not None and not right.said.endswith(known.name):
        base = units.by_word[own].base if own is not None else None
        return Lit(right.value * BIG[right.said[-1]], base)
    if known is None or any_counts is None or known.kind != any_counts.kind:
        return None
    counts = own is None or (known.name == units.any_counts and units.by_word[own].kind == any_counts.kind)
    return Lit(right.value, own) if counts else None


def bound_said(value: object) -> Bound:
    """The bound, or that of a number alone: exactly so much. No other value can be said where either may be."""
    if isinstance(value, Bound):
        return value
    if not isinstance(value, Lit):
        raise TypeError(f"{value!r} is no number")
    return Bound((("=", value),))


def in_unit(bound: Bound, unit: str | None) -> Bound:
    """The bound with the unit where its numbers have none."""
    return Bound(
        tuple(
            (op, Lit(t.value, unit))
            if isinstance(t, Lit) and t.unit is None and isinstance(t.value, Decimal)
            else (op, t)
            for op, t in bound.tests
        )
    )


def fits_target(pred: Pred, bound: Bound, lexicon: Lexicon) -> bool:
    """Whether a bound's units compare with any unit that the targets picked are in."""
    units = lexicon.schema.units
    bases = {u.base for w in lexicon.units_of(pred) if (u := units.get(w)) is not None}
    said = {t.unit for _, t in bound.tests if isinstance(t, Lit) and t.unit is not None}
    return not bases or all(bases & {*units.comparable(unit), *units.relatives(unit)} for unit in said)


def nothing(col: Col, lexicon: Lexicon) -> Pred:
    """The column holds nothing; of an amount that is paid or given, nothing is nought as well."""
    zero = _nought(col, lexicon)
    return Blank(col) if zero is None else Some((Blank(col), Cmp(col, "=", zero)))


def something(col: Col, lexicon: Lexicon) -> Pred:
    """The column holds something."""
    zero = _nought(col, lexicon)
    return Not(Blank(col)) if zero is None else Cmp(col, ">", zero)


def _nought(col: Col, lexicon: Lexicon) -> Lit | None:
    """Nothing of what the default measure is of: 有其他资金 is more than 0万元, but 没有得分 is no score at all."""
    default = lexicon.default_measure(col.table)
    unit, known = unit_of(col, lexicon), lexicon.schema.units
    if default is None or unit is None or known.convert(Decimal(1), unit, unit_of(default, lexicon) or "") is None:
        return None
    return Lit(Decimal(0), unit)
