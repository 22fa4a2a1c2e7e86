"""Small functions on conditions and terms that several rules need."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Bound, Cond, Pick, Tally
from jxquery.schema.model import Units
from jxquery.text.numerals import BIG
from jxquery.types import (
    Agg,
    All,
    Blank,
    Calc,
    Cmp,
    Col,
    Has,
    In,
    Lit,
    Named,
    Not,
    Place,
    Pred,
    Reached,
    Rows,
    Says,
    Some,
    Term,
    Wordy,
)


def conjunction(preds: tuple[Pred, ...]) -> Pred:
    """All of them, flat."""
    flat = tuple(q for p in preds for q in (p.of if isinstance(p, All) else (p,)))
    return flat[0] if len(flat) == 1 else All(flat)


def disjunction(preds: tuple[Pred, ...]) -> Pred:
    """At least one of them, flat; values of one column together."""
    flat = tuple(dict.fromkeys(q for p in preds for q in (p.of if isinstance(p, Some) else (p,))))
    named = tuple(p for p in flat if isinstance(p, Named))
    if len(named) == len(flat) and len({p.col for p in named}) == 1:
        return Named(named[0].col, tuple(dict.fromkeys(v for n in named for v in n.values)))
    return flat[0] if len(flat) == 1 else Some(flat)


def being(rows: Rows) -> Pred:
    """The condition to be one of the rows."""
    plain = rows.best is None and isinstance(rows.source, str)
    return conjunction(rows.where.of) if plain else Has(rows, "some")


def of_either(first: Rows, second: Rows) -> Rows:
    """The rows that are among the first or the second ones."""
    ways = being(first), being(second)
    return Rows(table_of(first), All() if All() in ways else All((disjunction(ways),)))


def two_ways(rows: Rows) -> tuple[Pred, Pred] | None:
    """The two conditions of which the rows meet either."""
    if rows.best is not None:
        return None
    match rows.where.of:
        case (Some((first, second)),):
            return first, second
        case (Named(col, (first, second)),):
            return Named(col, (first,)), Named(col, (second,))
        case _:
            return None


def several_said(rows: Rows) -> bool:
    """Whether the rows were said to be more than one: 甲和乙, the first three."""
    if rows.best is not None:
        return rows.best.n > rows.best.start
    return two_ways(rows) is not None or any(
        isinstance(p, Some) or (isinstance(p, Named) and len(p.values) > 1) for p in rows.where.of
    )


def disjoint(first: Rows, second: Rows) -> bool:
    """Whether the conditions fix one column to different values: no row can meet both."""
    plain = first.source == second.source and first.best is None and second.best is None
    return plain and contradictory(All((*first.where.of, *second.where.of)))


def as_all(pred: Pred) -> All:
    """The condition as the conjunction that `Rows` holds."""
    return pred if isinstance(pred, All) else All((pred,))


def lifted(cond: Cond, parent: str, lexicon: Lexicon) -> Cond:
    """The condition as one on the rows that its rows belong to: at least one of theirs meets it."""
    if parent not in lexicon.schema.ancestors(cond.table):
        return cond
    return Cond(parent, Has(Rows(cond.table, as_all(cond.pred)), "some"))


def every(pick: Pick, meet: Pred, lexicon: Lexicon) -> Cond | None:
    """都: every one of a row's, and at least one."""
    owner = home(pick.table, lexicon)
    return None if owner is None else Cond(owner, Has(Rows(pick.table, as_all(pick.pred)), "every", meet))


def home(table: str, lexicon: Lexicon) -> str | None:
    """The table whose rows have so many of these; the first of several, as long as nothing says which is meant."""
    return next(iter(lexicon.schema.table(table).parents), None)


def meets(term: Term, bound: Bound) -> Pred:
    """The term meets all of the bound."""
    return conjunction(tuple(Cmp(term, op, right) for op, right in bound.tests))


def measurable(col: object, lexicon: Lexicon) -> bool:
    """Whether the column can be compared by size."""
    if not isinstance(col, Col):
        return False
    return lexicon.schema.table(col.table).column(col.name).role in {"measure", "period", "target", "actual"}


def role(col: Col, lexicon: Lexicon) -> str:
    """The column's role."""
    return lexicon.schema.table(col.table).column(col.name).role


def term_of(value: object, lexicon: Lexicon) -> Term | None:
    """A measure, a share, or the number of rows that belong to a row, as a term."""
    match value:
        case Col():
            return value if measurable(value, lexicon) else None
        case Calc() | Agg() | In():
            return value
        case Tally(table, pick):
            if not lexicon.schema.table(table).parents:
                return None
            return Agg("count", None, Rows(table, All() if pick is None else as_all(pick.pred)), own=True)
        case _:
            return None


def term_table(term: Term, lexicon: Lexicon) -> str:
    """The table whose rows have the term."""
    match term:
        case Col(table):
            return table
        case In(of):
            return term_table(of, lexicon)
        case Calc(_, left):
            return term_table(left, lexicon)
        case Place(by):
            return term_table(by, lexicon)
        case Agg(_, of, over):
            table = table_of(over)
            return home(table, lexicon) or table
        case Lit():
            return lexicon.subject()


def adds_up(term: Term, lexicon: Lexicon) -> bool:
    """Whether a sum of the term's values means anything: not of rates, or of prices for one."""
    match term:
        case Col(table, name):
            return lexicon.schema.table(table).column(name).adds_up
        case In(Col() as of, unit) if role(of, lexicon) == "target":
            known = lexicon.schema.units.get(unit)
            return known is None or known.base not in lexicon.schema.units.ratios
        case In(of):
            return adds_up(of, lexicon)
        case _:
            return True


def table_of(rows: Rows) -> str:
    """The table that the rows are rows of; of groups, the table that was grouped."""
    source = rows.source
    if isinstance(source, str):
        return source
    return table_of(source if isinstance(source, Rows) else source.of)


def unit_of(term: Term, lexicon: Lexicon) -> str | None:
    """The unit of a measure or of a share."""
    match term:
        case Col(table, name):
            return lexicon.schema.table(table).column(name).unit
        case In(_, unit):
            return unit or None
        case Calc("percent"):
            return "%"
        case Calc(_, left):
            return unit_of(left, lexicon)
        case _:
            return None


def target_term(pick: Pick, lexicon: Lexicon) -> Term | None:
    """The target of what is picked as a number, where all of them are in one unit."""
    target = lexicon.schema.table(pick.table).target
    units = lexicon.units_of(pick.pred)
    if target is None or len(units) != 1:
        return None
    (unit,) = units
    return In(Col(pick.table, target.written), unit if lexicon.schema.units.get(unit) else "")


def in_such(word: str, pick: Pick, lexicon: Lexicon) -> bool:
    """Whether targets that are picked can be asked for with the word: 多少件 of 31件, not of 31人."""
    units = lexicon.schema.units
    asked = units.get(word)
    own = {known.base for u in lexicon.units_of(pick.pred) if (known := units.get(u)) is not None}
    return asked is None or not own or bool(own & set(units.comparable(asked.name)))


def target_in(pick: Pick, col: Col, lexicon: Lexicon) -> In | None:
    """The targets of what is picked in the unit of a measure; None where none of them is in such a unit."""
    target = lexicon.schema.table(pick.table).target
    unit = lexicon.schema.table(col.table).column(col.name).unit
    if target is None or unit is None:
        return None
    comparable = {*lexicon.schema.units.comparable(unit)}
    own = [known.base for u in lexicon.units_of(pick.pred) if (known := lexicon.schema.units.get(u)) is not None]
    return In(Col(pick.table, target.written), unit) if not own or comparable.intersection(own) else None


def targets_of(rows: Rows, lexicon: Lexicon) -> Term | None:
    """The targets of rows that were chosen, as numbers, where all of them are in one unit."""
    return target_term(Pick(table_of(rows), conjunction(rows.where.of), ()), lexicon)


def as_written(term: Term, lexicon: Lexicon) -> Term:
    """What is shown where rows were ranked by the term: a target as the document writes it."""
    return term.of if isinstance(term, In) and isinstance(term.of, Col) and role(term.of, lexicon) == "target" else term


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


def names_of(table: str, lexicon: Lexicon) -> tuple[Col, ...]:
    """The columns that rows are called by, where they have a name and no text that could be searched."""
    definition = lexicon.schema.table(table)
    if definition.label is None or definition.having("text"):
        return ()
    names = (Col(table, c.name) for c in definition.having("name"))
    return tuple(c for c in names if c not in lexicon.facts.empty)


def by_class(columns: Iterable[Col], lexicon: Lexicon) -> bool:
    """Whether what these columns choose, they choose by class alone."""
    return all(role(c, lexicon) == "class" for c in columns)


def columns_of(pred: Pred) -> frozenset[Col]:
    """The columns that a condition fixes."""
    match pred:
        case Named(col) | Blank(col) | Wordy(col):
            return frozenset({col})
        case Cmp(Col() as col) | Reached(col):
            return frozenset({col})
        case Says(cols):
            return frozenset(cols)
        case Not(of):
            return columns_of(of)
        case Has(rows):
            return frozenset(c for p in rows.where.of for c in columns_of(p))
        case All(of) | Some(of):
            return frozenset(c for p in of for c in columns_of(p))
        case _:
            return frozenset()


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


def terms_of(pred: Pred) -> frozenset[Term]:
    """The columns and figures that a condition looks at."""
    match pred:
        case Cmp(left):
            return frozenset({left})
        case Not(of):
            return terms_of(of)
        case Has(rows):
            return frozenset(t for p in rows.where.of for t in terms_of(p))
        case All(of) | Some(of):
            return frozenset(t for p in of for t in terms_of(p))
        case _:
            return frozenset(columns_of(pred))


def contradictory(where: All) -> bool:
    """Whether two of the conditions fix one column to different values: no row can meet both."""
    if any(isinstance(p, Not) and p.of in where.of for p in where.of):
        return True
    fixed: dict[Col, set[object]] = {}
    for pred in where.of:
        match pred:
            case Named(col, values):
                allowed: set[object] = set(values)
            case Cmp(Col() as col, "=", Lit(value)):
                allowed = {value}
            case Has(Rows(_, inner)):
                if contradictory(inner):
                    return True
                continue
            case _:
                continue
        fixed[col] = fixed[col] & allowed if col in fixed else allowed
    return any(not values for values in fixed.values())
