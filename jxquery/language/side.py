"""One side of a question, and the rows that it chooses."""

from __future__ import annotations

from msgspec import Struct, field

from jxquery.language.belonging import belongs, below, gathered
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Figure, Group, Having, Order, Phrase, Pick, Tally, Top
from jxquery.language.predicates import table_of, term_table
from jxquery.types import All, Col, Has, Pred, Rows, Term


class Side(Struct):
    """What a side has said so far; built up by `sides`, read by what makes a query of it.

    `preds`: conditions by table. `picks`: what was picked by name or class and not compared, in the words of
    `said`. `heads`: the tables that the side spoke of, in order; `nouns`: those that it named. `ranked`: the table
    whose rows the superlative is about, where its term could be of several. `chosen_first`: it stands before any
    statistic. `closed`: rows that 里 made the ground of what follows. `figures`: several side by side. `having`:
    what figures of groups must meet. `tally`: what is counted by name. `classifier`: the word that was counted
    with, 件 of 多少件. `howmuch`: 多少 was said, `asked`: 几个 was, `also`: 且 was.
    `wholes`: conditions on rows that shares are taken of. `otherwise`: conditions, and others that may be meant.
    """

    lexicon: Lexicon
    preds: dict[str, list[Pred]] = field(default_factory=dict)
    picks: dict[str, Pick] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    fields: list[Col] = field(default_factory=list)
    filters: list[Cond] = field(default_factory=list)
    unit: str | None = None
    cues: list[str] = field(default_factory=list)
    figures: tuple[Figure, ...] = ()
    having: list[Having] = field(default_factory=list)
    counted: bool = False
    tally: Tally | None = None
    classifier: str = ""
    howmuch: bool = False
    asked: bool = False
    group: Group | None = None
    order: Order | None = None
    top: Top | None = None
    ranked: str | None = None
    named: int = 0
    chosen_first: bool = False
    closed: Rows | None = None
    also: bool = False
    also_after_top: bool = False
    everything: bool = False
    contrasted: bool = False
    belonging: bool = False
    loose: bool = False
    wholes: list[Pred] = field(default_factory=list)
    otherwise: list[tuple[Cond, Cond]] = field(default_factory=list)
    may_belong: bool = False
    unused: list[Phrase] = field(default_factory=list)

    @property
    def head(self) -> str | None:
        """The table that the side is about."""
        return self.heads[-1] if self.heads else None

    def says_anything(self) -> bool:
        """Whether there is anything to answer."""
        said = (self.preds, self.heads, self.fields, self.cues, self.everything, self.closed, self.top, self.order)
        return any(said) or self.counted or self.group is not None or bool(self.figures or self.having)


def rows_of(side: Side, target: str) -> Rows:
    """The rows of `target` that the side chooses."""
    return _rows(side, target, _ranking(side, target), frozenset())


def _ranking(side: Side, target: str) -> tuple[Term, str] | None:
    """What the superlative goes by, and the table whose rows it ranks."""
    if side.top is None:
        return None
    by = side.top.by or side.lexicon.default_measure(target)
    return None if by is None else (by, side.ranked or term_table(by, side.lexicon))


def _rows(side: Side, table: str, ranking: tuple[Term, str] | None, without: frozenset[str]) -> Rows:
    """The rows of the table, chosen by what is said of them and of all that hangs together with them.

    `without`: the tables below that were looked at on the way up.
    """
    lexicon = side.lexicon
    own = list(gathered(side.preds, table, lexicon, nouns=side.nouns, without=without))
    closed = None if side.closed is None else table_of(side.closed)
    if side.closed is not None and closed not in without and belongs(str(closed), table, lexicon):
        own += _owners(side.closed, table)
    parent = lexicon.schema.table(table).parent
    if parent is not None:
        above = _rows(side, parent, ranking, below(table, lexicon) | {table})
        if above.where.of or above.best or not isinstance(above.source, str):
            own.insert(0, Has(above, "some"))
    return _chosen(side, table, own, ranking)


def _owners(closed: Rows, target: str) -> tuple[Pred, ...]:
    """The condition to be what the rows belong to: where they are all rows of something, to be that."""
    match closed:
        case Rows(str(), All((Has(Rows(str() as table, where, None), "some"),)), None) if table == target:
            return where.of
        case _:
            return (Has(closed, "some"),)


def _chosen(side: Side, table: str, preds: list[Pred], ranking: tuple[Term, str] | None) -> Rows:
    closed = side.closed is not None and table_of(side.closed) == table
    source: str | Rows = side.closed if closed and side.closed is not None else table
    flat = tuple(dict.fromkeys(q for p in preds for q in (p.of if isinstance(p, All) else (p,))))
    best = None
    if side.top is not None and ranking is not None and ranking[1] == table:
        best = side.top.best(ranking[0])
    if closed and not flat and best is None and side.closed is not None:
        return side.closed
    return Rows(source, All(flat), best)
