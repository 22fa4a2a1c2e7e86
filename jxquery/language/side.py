"""One side of a question, and the rows that it chooses."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from jxquery.language.belonging import Tree, belongs, below, carried, gathered, narrowed, of_parts, such, tree
from jxquery.language.lexicon import Lexicon
from jxquery.language.mentions import Cond, Figure, Group, Having, Order, Phrase, Pick, Tally, Top
from jxquery.language.predicates import table_of
from jxquery.language.terms import term_table
from jxquery.types import Agg, All, Cmp, Col, Has, Not, Pred, Rows, Some, Term


class Absorbed(Struct, frozen=True):
    """What was said before a noun took it in as a condition on its rows, and after: 借了三体的读者.

    Of the rows `by` which it was taken in, it could be said as well: 借了三体的读者的借期.
    """

    by: frozenset[str]
    before: Mapping[str, tuple[Pred, ...]]
    after: Mapping[str, tuple[Pred, ...]]


class Counting(Struct, frozen=True):
    """Rows are counted: by name where `of` is set. `word`: the one that they are counted with, 件 of 多少件.

    `asked`: 几个 was said.
    """

    of: Tally | None = None
    word: str = ""
    asked: bool = False


class Manner(Struct, frozen=True):
    """How a side asks, by its small words.

    `howmuch`: 多少 was said, `which`: 哪个 of a column, `also`: 且. `singled`: the best was said to be a row, 最高的,
    and no number.
    """

    howmuch: bool = False
    which: bool = False
    also: bool = False
    singled: bool = False


class Side(Struct):
    """What a side has said so far; built up by `sides`, read by what makes a query of it.

    `preds`: conditions by table. `picks`: what was picked by name or class and not compared, in the words of
    `said`. `heads`: the tables that the side spoke of, in order; `nouns`: those that it named. `open`: conditions on
    how many rows belong to a row, where they belong to rows of several tables and it is not said yet of which.
    `object`: the table of what it happened with, until its noun was said. `absorbed`: what nouns took in.
    `among`: the table of the rows that something is looked for in, where that is all that 里 says.
    `ranked`: the table whose rows the superlative is about, where its term could be of several. `chosen_first`: it
    stands before any statistic. `closed`: rows that 里 made the ground of what follows. `figures`: several side by
    side. `having`: what figures of groups must meet. `conds`: the conditions as they were said. `named`: how many nouns
    stand before the superlative.
    """

    lexicon: Lexicon
    preds: dict[str, list[Pred]] = field(default_factory=dict)
    picks: dict[str, Pick] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    open: list[Pred] = field(default_factory=list)
    object: str | None = None
    among: str | None = None
    absorbed: list[Absorbed] = field(default_factory=list)
    fields: list[Col] = field(default_factory=list)
    conds: list[Cond] = field(default_factory=list)
    unit: str | None = None
    cues: list[str] = field(default_factory=list)
    figures: tuple[Figure, ...] = ()
    having: list[Having] = field(default_factory=list)
    counting: Counting | None = None
    manner: Manner = Manner()
    group: Group | None = None
    order: Order | None = None
    top: Top | None = None
    ranked: str | None = None
    named: int = 0
    chosen_first: bool = False
    closed: Rows | None = None
    also_after_top: bool = False
    everything: bool = False
    contrasted: bool = False
    belonging: bool = False
    may_belong: bool = False
    unused: list[Phrase] = field(default_factory=list)

    @property
    def head(self) -> str | None:
        """The table that the side is about."""
        return self.heads[-1] if self.heads else None

    @property
    def counted(self) -> bool:
        """Whether rows are counted."""
        return self.counting is not None

    @property
    def tally(self) -> Tally | None:
        """What is counted by name."""
        return None if self.counting is None else self.counting.of

    @property
    def filters(self) -> list[Cond]:
        """The conditions that fix one column, or are a list of such."""
        return [c for c in self.conds if c.column is not None or c.items]

    def spoken(self) -> frozenset[str]:
        """The tables that were spoken of."""
        return frozenset((*self.preds, *self.heads, *self.nouns))

    def says_anything(self) -> bool:
        """Whether there is anything to answer."""
        said = (self.preds, self.heads, self.fields, self.cues, self.everything, self.closed, self.top, self.order)
        return any(said) or self.counted or self.group is not None or bool(self.figures or self.having)


def released(side: Side, target: str) -> Side | None:
    """The side where what nouns took in is said of the rows of the target themselves; None where nothing was."""
    taken = next((a for a in side.absorbed if target in a.by), None)
    if taken is None:
        return None
    kept = {t: [p for p in said if p not in taken.after.get(t, ())] for t, said in side.preds.items()}
    preds = {t: [*taken.before.get(t, ()), *kept.get(t, ())] for t in (*taken.before, *kept)}
    others = [a for a in side.absorbed if a is not taken]
    return replace(side, preds={t: said for t, said in preds.items() if said}, absorbed=others)


def rows_of(side: Side, target: str) -> Rows:
    """The rows of `target` that the side chooses."""
    side = owned(side, target)
    ranking = _ranking(side, target)
    closed = () if side.closed is None else (table_of(side.closed),)
    ranked = () if ranking is None else (ranking[1],)
    others = [t for t in (*side.preds, *closed, *ranked) if t != target]
    return _rows(side, target, ranking, tree(target, others, side.lexicon, side.spoken()))


def owned(side: Side, table: str) -> Side:
    """The side where what is still open of whose parts it speaks is said of rows of the table."""
    if not (side.open or _unranked(side)):
        return side
    said = {t: list(preds) for t, preds in side.preds.items()}
    side = replace(side, preds=said, picks=dict(side.picks), open=list(side.open))
    claim(side, table)
    return side


def claim(side: Side, table: str) -> None:
    """Take what is still open of whose parts it speaks as said of rows of the table."""
    for pred in [p for p in side.open if belongs(str(of_parts(p)), table, side.lexicon) and not _on_what(p, table)]:
        home = next((t for t, said in side.preds.items() if pred in said), None)
        side.open.remove(pred)
        if home is None:
            continue  # a noun has taken it in
        side.preds[home].remove(pred)
        if not side.preds[home]:
            side.preds.pop(home)
        beside = taken_beside(side, table, str(of_parts(pred)))
        side.preds.setdefault(table, []).append(narrowed(pred, beside, side.lexicon) if beside else pred)
    if _unranked(side):
        rank(side, table)


def _unranked(side: Side) -> bool:
    """Whether it is still open whose parts the superlative goes by."""
    return side.ranked is None and side.top is not None and several_owners(side.top, side.lexicon)


def _on_what(pred: Pred, table: str) -> bool:
    """Whether the parts are those of certain rows of the table: 没借过人民文学的书 is no more said of books."""
    match pred:
        case Has(rows) | Cmp(Agg(_, _, rows)):
            return any(isinstance(p, Has) and table_of(p.rows) == table for p in rows.where.of)
        case Not(of):
            return _on_what(of, table)
        case All(of) | Some(of):
            return any(_on_what(p, table) for p in of)
        case _:
            return False


def rank(side: Side, table: str) -> None:
    """Rank rows of the table, where the superlative goes by how many rows belong to them."""
    by = side.top.by if side.top is not None else None
    if side.top is None or not isinstance(by, Agg) or not could_rank(side.top, table, side.lexicon):
        return
    beside = taken_beside(side, table, table_of(by.over))
    side.ranked = table
    if beside:
        side.top = replace(side.top, by=such(by, beside, side.lexicon))


def rank_named(side: Side, table: str) -> None:
    """最贵的书被借了几次: the superlative goes by what the rows have of their own that it stands before."""
    top, measure = side.top, side.lexicon.default_measure(table)
    if top is not None and top.by is None and not top.versus and measure is not None and measure.table == table:
        side.ranked = table


def could_rank(top: Top, table: str, lexicon: Lexicon) -> bool:
    """Whether rows of the table can be ranked by how many rows belong to them: 借阅最多 of books, and of authors."""
    return isinstance(top.by, Agg) and top.by.own and belongs(table_of(top.by.over), table, lexicon)


def several_owners(top: Top, lexicon: Lexicon) -> bool:
    """Whether the superlative goes by how many rows belong to a row, and they belong to rows of several tables."""
    parts = table_of(top.by.over) if isinstance(top.by, Agg) and top.by.own else None
    return parts is not None and len(lexicon.schema.table(parts).parents) > 1


def taken_beside(side: Side, table: str, parts: str) -> tuple[Pred, ...]:
    """What was said of the others that the parts of a row belong to, taken off the side, as conditions on the parts.

    小说没有借阅的读者 are readers without any 借阅 of a 小说, 小说借阅最多的读者 those with most of them.
    """
    lexicon = side.lexicon
    line = {table, *lexicon.schema.ancestors(table), *below(table, lexicon)}
    taken = {t: side.preds.pop(t) for t in list(side.preds) if belongs(parts, t, lexicon) and t not in line}
    for other in taken:
        side.picks.pop(other, None)
    return carried(taken, parts, lexicon)


def conditions(side: Side, table: str, branches: Tree) -> tuple[Pred, ...]:
    """What the side says of the table's rows, by themselves and by all that hangs on them."""
    return tuple(_conditions(replace(side, closed=None), table, None, branches))


def _ranking(side: Side, target: str) -> tuple[Term, str] | None:
    """What the superlative goes by, and the table whose rows it ranks."""
    if side.top is None:
        return None
    by = side.top.by or side.lexicon.default_measure(side.ranked or target)
    return None if by is None else (by, side.ranked or term_table(by, side.lexicon))


def _rows(side: Side, table: str, ranking: tuple[Term, str] | None, branches: Tree) -> Rows:
    """The rows of the table, chosen by what is said of them and of all that hangs on them."""
    return _chosen(side, table, _conditions(side, table, ranking, branches), ranking)


def _conditions(side: Side, table: str, ranking: tuple[Term, str] | None, branches: Tree) -> list[Pred]:
    lexicon = side.lexicon

    def above(child: str, parent: str) -> Pred | None:
        rows = _rows(side, parent, ranking, branches) if branches.get(parent) == child else Rows(parent)
        return Has(rows, "some") if rows.where.of or rows.best or not isinstance(rows.source, str) else None

    own = list(gathered(side.preds, table, branches, above, lexicon, side.nouns))
    if side.closed is not None and belongs(table_of(side.closed), table, lexicon):
        own += _owners(side.closed, table)
    others = (above(table, parent) for parent in lexicon.schema.table(table).parents)
    return [*(p for p in others if p is not None), *own]


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
    flat = tuple(p for p in flat if not _said_more(p, flat))
    best = None
    if side.top is not None and ranking is not None and ranking[1] == table:
        best = side.top.best(ranking[0])
    if closed and not flat and best is None and side.closed is not None:
        return side.closed
    return Rows(source, All(flat), best)


def _said_more(pred: Pred, others: tuple[Pred, ...]) -> bool:
    """Whether another condition says the same and more: with some 借阅 of 三体 there are some 借阅."""
    match pred:
        case Has(Rows(str() as table, All(()), None), "some"):
            return any(isinstance(p, Has) and p.how == "some" and p != pred and p.rows.source == table for p in others)
        case _:
            return False
