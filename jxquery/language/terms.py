"""What a figure is of: its table, its unit, and whether it adds up."""

from __future__ import annotations

from collections.abc import Iterable

from jxquery.language.belonging import home
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Pick, Tally
from jxquery.language.predicates import as_all, conjunction, table_of
from jxquery.types import Agg, All, Calc, Col, In, Lit, Place, Rows, Term

_FEW_VALUED = frozenset({"class", "identity", "context", "period"})


def measurable(col: object, lexicon: Lexicon) -> bool:
    """Whether the column can be compared by size."""
    if not isinstance(col, Col):
        return False
    return lexicon.schema.table(col.table).column(col.name).role in {"measure", "period", "target", "actual"}


def role(col: Col, lexicon: Lexicon) -> str:
    """The column's role."""
    return lexicon.schema.table(col.table).column(col.name).role


def few_valued(col: Col, lexicon: Lexicon) -> bool:
    """Whether the column's few values are asked for by themselves: years, levels, units, classes."""
    return role(col, lexicon) in _FEW_VALUED


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
